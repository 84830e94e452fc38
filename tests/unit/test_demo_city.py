"""The demo city: somebody who signs in finds something to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.accounts import service as accounts
from app.db import Database
from app.demo import load
from app.instance import database_path, open_database
from app.meetings.service import (
    answering,
    confirming,
    finishing,
    meetings,
    missing,
    outcomes,
    promising,
    writing,
)
from app.responses.service import approving, reading, submitting
from app.rounds import service as rounds
from app.security import SYSTEM
from tests.support.city import NOW


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One demo for all: making it takes long."""
    folder = tmp_path_factory.mktemp("demo")
    load.create(folder, NOW)
    assert database_path(folder).exists()
    made = open_database(folder)
    yield made
    made.close()


def test_the_head_has_something_to_approve_and_the_writer_something_to_correct(db: Database) -> None:
    head = accounts.find(db, "kacho").actor()
    (own,) = head.sections
    round_ = rounds.find(db, load.NEW_ROUND)
    work = submitting.section_work(db, NOW, round_.id, own, head)
    assert work.waiting is not None
    assert len(work.waiting.forms) == 1
    assert [r.open_forms for r in work.returns]
    states = {
        key: s.state for (section, key), s in reading.standing(db, NOW, round_.id).items() if section == own
    }
    assert states == {"overall": "draft", "a": "returned", "b": "waiting", "c": "draft"}
    assert approving.sections_without_approver(db, round_.id) == []
    assert approving.approve(db, head, NOW, work.waiting.id)


def test_the_third_meeting_was_written_down_and_names_the_sections_to_be_heard(db: Database) -> None:
    said = writing.speeches(db, 1)
    assert {s.role for s in said} == {"小委員長", "委員", "事務局"}
    assert {"note", "question", "answer"} <= {s.kind for s in said}
    (decided,) = outcomes.decisions(db, 1)
    assert len(decided.sections) == 15
    heard = outcomes.of_section(db, SYSTEM, decided.series_id or 0, decided.sections[0])
    assert heard[0].speeches[0].text.startswith("案にはありません")
    assert missing.missing(db, 1) == []
    assert finishing.newest(db, 1) is None
    (task,) = outcomes.open_tasks(db, meetings.get(db, SYSTEM, 1).body_id)
    assert task.due


def test_its_minutes_wait_for_the_chair_and_for_a_decision(db: Database) -> None:
    found = confirming.standing(db, NOW, 1)
    assert found is not None
    assert found.state == "open"
    assert [r.said for r in found.readers] == ["", "changes", "", "agreed"]
    assert found.undecided == 1
    member = accounts.by_login(db, "iin")
    assert [a.meeting.id for a in answering.asked(db, member.actor(), NOW)] == [1]


def test_the_demo_owes_a_late_summary_and_minutes_in_time_but_nothing_of_2010(db: Database) -> None:
    owed = promising.owed(db, NOW)
    assert [(one.promise.what, one.late > 0) for one in owed] == [("summary", True), ("minutes", False)]

"""The demo city: somebody who signs in finds something to do."""

from __future__ import annotations

from pathlib import Path

from app.accounts import service as accounts
from app.demo import load
from app.instance import database_path, open_database
from app.responses.service import approving, reading, submitting
from app.rounds import service as rounds
from tests.support.city import NOW


def test_the_head_has_something_to_approve_and_the_writer_something_to_correct(tmp_path: Path) -> None:
    load.create(tmp_path, NOW)
    assert database_path(tmp_path).exists()
    db = open_database(tmp_path)
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
    db.close()

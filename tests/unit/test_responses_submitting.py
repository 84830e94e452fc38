"""Submitting: versions are numbered, immutable, never doubled; what is owed follows from what happened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.errors import Conflict, Refused
from app.responses.service import drafting, reading, submitting
from app.responses.service.drafting import Typed
from forms.questions import Answer
from tests.support.city import COMPLETE_A, NOW, City, add_project, make_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


def work(city: City) -> submitting.Work:
    return submitting.section_work(city.db, NOW, city.round_id, city.sections[0])


def submit(city: City, *ids: int, reason: str = "誤りがあったため") -> int | None:
    seen = {i.form.id: i.seen for i in work(city).items}
    return submitting.submit(
        city.db, city.writer, NOW, city.round_id, city.sections[0], {i: seen[i] for i in ids},
        respondent="山田", extension="2145", reason=reason,
    )  # fmt: skip


def change(city: City, form_id: int, key: str, answer: Answer) -> None:
    kept = drafting.kept_answers(city.db, form_id)[key]
    page = {key: Typed(answer, kept.revision, kept.answer.digest())}
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, page).written


def test_first_submission_is_version_1_the_next_changed_one_version_2(city: City) -> None:
    form_id = add_project(city)
    assert submit(city, form_id)
    assert submit(city, form_id) is None, "sent twice: nothing new"
    change(city, form_id, "content", Answer(text="内容を直した。"))
    assert work(city).items[0].state == "changed"
    submit(city, form_id)
    versions = reading.form_versions(city.db, form_id)
    assert [v.number for v in versions] == [2, 1]
    texts = [reading.version_answers(city.db, v.id)["content"].text for v in versions]
    assert texts == ["内容を直した。", COMPLETE_A["content"].text]
    assert [f.version for f in reading.submitted_forms(city.db, city.round_id)] == [2]


def test_versions_cannot_be_changed_or_deleted(city: City) -> None:
    form_id = add_project(city)
    submit(city, form_id)
    for sql in ("UPDATE version_answer SET text = 'x'", "DELETE FROM version", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError), city.db.write():
            city.db.run(sql)


def test_an_incomplete_form_is_refused_and_nothing_is_submitted(city: City) -> None:
    good, bad = add_project(city), add_project(city, {"name": Answer(text="名前だけ")})
    with pytest.raises(Refused):
        submit(city, good, bad)
    assert not reading.submitted_forms(city.db, city.round_id)


def test_what_the_page_did_not_show_is_not_submitted(city: City) -> None:
    form_id = add_project(city)
    seen = work(city).items[0].seen
    change(city, form_id, "content", Answer(text="あとから"))
    with pytest.raises(Conflict):
        submitting.submit(
            city.db, city.writer, NOW, city.round_id, city.sections[0], {form_id: seen},
            respondent="山田", extension="1",
        )  # fmt: skip


def test_none_is_submitted_and_a_later_project_takes_it_back(city: City) -> None:
    section = city.sections[0]
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "a", True)
    assert submit(city)
    assert submit(city) is None
    assert (section, "a") in reading.declared_none(city.db, city.round_id)
    assert reading.standing(city.db, NOW, city.round_id)[section, "a"].state == "none"
    form_id = add_project(city)
    assert (section, "a") in reading.declared_none(city.db, city.round_id), "a draft changes nothing yet"
    submit(city, form_id)
    assert (section, "a") not in reading.declared_none(city.db, city.round_id)
    assert reading.standing(city.db, NOW, city.round_id)[section, "a"].state == "submitted"


def test_a_deleted_submitted_project_is_withdrawn_by_the_next_submission(city: City) -> None:
    kept, gone = add_project(city), add_project(city)
    submit(city, kept, gone)
    with pytest.raises(Refused):
        drafting.set_deleted(city.db, city.writer, NOW, gone, True)
    drafting.set_deleted(city.db, city.writer, NOW, gone, True, "実施しないことになったため")
    assert len(reading.submitted_forms(city.db, city.round_id)) == 2
    assert work(city).to_submit
    submit(city)
    assert [f.form_id for f in reading.submitted_forms(city.db, city.round_id)] == [kept]
    last = reading.form_versions(city.db, gone)[0]
    assert (last.withdrawn, last.reason) == (True, "実施しないことになったため")
    assert city.db.value("SELECT count(*) FROM tally") == 1


def test_members_numbers_follow_organisation_order(city: City) -> None:
    ids = [add_project(city) for _ in range(3)]
    submit(city, *ids)
    assert [(f.form_id, f.number) for f in reading.submitted_forms(city.db, city.round_id)] == [
        (form_id, n) for n, form_id in enumerate(ids, 1)
    ]


def test_as_of_sees_what_stood_then(city: City) -> None:
    from datetime import timedelta

    form_id = add_project(city)
    submit(city, form_id)
    assert not reading.submitted_forms(city.db, city.round_id, NOW - timedelta(seconds=1))
    assert len(reading.submitted_forms(city.db, city.round_id, NOW)) == 1


def test_owed_is_what_nothing_was_submitted_for(city: City) -> None:
    form_id = add_project(city)
    owed = {q.key for q in work(city).questionnaires if work(city).owed(q)}
    assert owed == {"overall", "a", "b", "c"}
    submit(city, form_id)
    assert {q.key for q in work(city).questionnaires if work(city).owed(q)} == {"overall", "b", "c"}


def test_an_unconfirmed_amount_keeps_the_form_back(city: City) -> None:
    form_id = add_project(city, COMPLETE_A | {"city_budget": Answer((1,), "1,180,000円")})
    assert [f.rule for _, f in work(city).items[0].problems] == ["amount_in_yen"]
    change(city, form_id, "city_budget", Answer((1,), "1,180,000円", confirmed="1,180,000円"))
    assert submit(city, form_id)
    value = city.db.value("SELECT value FROM version_answer WHERE question = 'city_budget'")
    assert value == 1180


def test_flags_are_raised_by_a_submission(city: City) -> None:
    form_id = add_project(
        city, COMPLETE_A | {"content": Answer(text="外字\ue000あり"), "city_budget": Answer((1,), "0")}
    )
    submit(city, form_id)
    found = city.db.all("SELECT question, rule FROM flag WHERE form_id = ? ORDER BY rule", (form_id,))
    assert [tuple(r) for r in found] == [("city_budget", "amount_zero"), ("content", "private_use")]


def test_a_deleted_project_stands_until_its_withdrawal_is_submitted(city):
    """Found by the state machine: the section's page said owed, the secretariat's submitted."""
    form_id = add_project(city)
    submit(city, form_id)
    drafting.set_deleted(city.db, city.writer, NOW, form_id, True, "事業を終了したため")
    known = work(city)
    made = next(q for q in known.questionnaires if q.key == "a")
    assert not known.owed(made)
    assert not reading.standing(city.db, NOW, city.round_id)[city.sections[0], "a"].owed

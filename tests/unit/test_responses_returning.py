"""Sending back: remarks, what they open, what settles them; the states a round's standing shows."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Conflict, NotFound, Refused, RoundArchived, RoundClosed
from app.organisation import service as organisation
from app.responses.service import drafting, reading, returning, states, submitting
from app.responses.service.freezing import Frozen, freeze
from app.responses.service.submitting import ReasonNeeded
from app.responses.service.work import section_work
from app.rounds import service as rounds
from app.security import SECRETARIAT, SYSTEM, Actor
from forms.questions import Answer, Facts
from tests.support.city import COMPLETE_A, NOW, City, add_project, change_answer, make_city, submit_forms

OFFICE = Actor(None, "事務局", SECRETARIAT)
LATER = NOW + timedelta(days=90)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


def send_back(city: City, *ids: int, now=NOW, until: str = "", **remarks: str) -> int:
    said = dict.fromkeys(ids, remarks)
    return returning.send(
        city.db, OFFICE, now, city.round_id, city.sections[0], said, message="ご確認ください。", until=until
    )


def item(city: City, form_id: int, now=NOW):
    work = section_work(city.db, now, city.round_id, city.sections[0])
    return next(i for i in work.items if i.form.id == form_id)


def stands(city: City, key: str = "a", now=NOW) -> reading.Standing:
    return reading.standing(city.db, now, city.round_id)[city.sections[0], key]


def test_a_returned_form_is_owed_and_may_be_corrected_after_the_last_day(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, edit_until="2026-12-20", new_until="2026-12-20")
    with pytest.raises(RoundClosed):
        drafting.save_draft(city.db, city.writer, LATER, form_id, {})
    assert (stands(city, now=LATER).state, stands(city, now=LATER).owed) == (states.FINAL, False)
    send_back(city, form_id, now=LATER, content="もう少し詳しく")
    assert item(city, form_id, LATER).state == states.RETURNED
    assert (stands(city, now=LATER).state, stands(city, now=LATER).owed) == (states.RETURNED, True)
    assert reading.owed_states(city.db, LATER, city.round_id)[city.sections[0]]["a"] == states.RETURNED
    assert drafting.save_draft(city.db, city.writer, LATER, form_id, {}).written == ()
    other = add_project(city)
    with pytest.raises(RoundClosed):
        drafting.save_draft(city.db, city.writer, LATER, other, {})


def test_the_next_version_settles_it_with_a_reason(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    first = send_back(city, form_id, content="もう少し詳しく")
    change_answer(city, form_id, "content", Answer(text="公園の花壇を、市民二十人と毎週手入れする。"))
    with pytest.raises(ReasonNeeded):
        submit_forms(city, form_id)
    assert submit_forms(city, form_id, reason="差戻しの指摘による")
    (one,) = returning.of_section(city.db, city.round_id, city.sections[0])
    assert (one.id, one.settled, one.open_forms) == (first, {form_id: 2}, ())
    assert (stands(city).state, stands(city).version) == (states.SUBMITTED, 2)
    assert reading.form_versions(city.db, form_id)[0].reason == "差戻しの指摘による"


def test_what_is_right_as_it_stands_is_submitted_unchanged(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    send_back(city, form_id, content="本当ですか")
    assert submit_forms(city, form_id, reason="確認したところ、記載のとおりです")
    assert submit_forms(city, form_id, reason="もう一度") is None, "then it is as any other submitted form"
    assert [v.number for v in reading.form_versions(city.db, form_id)] == [2, 1]


def test_nobody_takes_a_return_back_in_an_archived_round(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    sent = send_back(city, form_id, content="？")
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed")
    rounds.change(city.db, SYSTEM, NOW, city.round_id, archived_at="2026-12-25T00:00:00Z")
    with pytest.raises(RoundArchived):
        returning.take_back(city.db, OFFICE, NOW, city.round_id, city.sections[0], sent)


def test_taking_a_return_back(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    sent = send_back(city, form_id, content="？")
    for _ in range(2):
        returning.take_back(city.db, OFFICE, NOW, city.round_id, city.sections[0], sent)
    (one,) = returning.of_section(city.db, city.round_id, city.sections[0])
    assert (one.settled, bool(one.taken_back_at)) == ({form_id: 0}, True)
    assert item(city, form_id).state == states.SUBMITTED
    assert len(city.db.all("SELECT 1 FROM audit WHERE action = 'responses.take_return_back'")) == 1
    with pytest.raises(NotFound):
        returning.take_back(city.db, OFFICE, NOW, city.round_id, city.sections[1], sent)


def test_a_date_ends_what_a_return_opened_but_not_that_it_is_owed(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed")
    send_back(city, form_id, until="2026-11-24", content="期限までに")
    assert item(city, form_id, NOW + timedelta(days=3)).submittable
    late = item(city, form_id, NOW + timedelta(days=4))
    assert (late.state, late.writable, late.submittable) == (states.RETURNED, False, False)


@pytest.mark.parametrize(
    ("remarks", "message", "until", "error"),
    [
        ({}, "ご確認", "", Refused),
        ({0: {}}, " ", "", Refused),
        ({0: {"content": "x" * 2001}}, "", "", Refused),
        ({0: {"no_such_question": "x"}}, "", "", NotFound),
        ({9999: {}}, "x", "", NotFound),
        ({0: {"content": "x"}}, "", "2026-11-20", Refused),
        ({0: {"content": "x"}}, "", "明日", Refused),
    ],
)
def test_what_cannot_be_returned(city: City, remarks, message, until, error) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    said = {form_id if f == 0 else f: of for f, of in remarks.items()}
    with pytest.raises(error):
        returning.send(
            city.db, OFFICE, NOW, city.round_id, city.sections[0], said, message=message, until=until
        )
    assert city.db.value("SELECT count(*) FROM return_request") == 0


def test_drafts_and_what_is_returned_already_cannot_be_returned(city: City) -> None:
    draft, form_id = add_project(city), add_project(city)
    submit_forms(city, form_id)
    with pytest.raises(NotFound):
        send_back(city, draft, content="まだ")
    first = send_back(city, form_id, content="一度目")
    assert send_back(city, form_id, content="一度目") == first, "the same click twice"
    with pytest.raises(Conflict):
        send_back(city, form_id, content="二度目")


def test_a_withdrawal_settles_a_return(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    send_back(city, form_id, content="実施していますか")
    drafting.set_deleted(city.db, city.writer, NOW, form_id, True, "実施していなかったため")
    assert stands(city).state == states.RETURNED, "deleting alone answers nothing"
    submit_forms(city)
    assert stands(city).state == states.MISSING
    assert returning.of_section(city.db, city.round_id, city.sections[0])[0].settled == {form_id: 2}


def test_an_overdue_withdrawal_keeps_nothing_else_back(city: City) -> None:
    gone, other = add_project(city), add_project(city)
    submit_forms(city, gone)
    drafting.set_deleted(city.db, city.writer, NOW, gone, True, "取りやめ")
    rounds.change(city.db, SYSTEM, NOW, city.round_id, edit_until="2026-11-20")
    assert submit_forms(city, other)
    assert not reading.form_versions(city.db, gone)[0].withdrawn


def test_a_late_declaration_keeps_a_correction_not_back(city: City) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, city.sections[0], "b", True)
    change_answer(city, form_id, "content", Answer(text="直した。"))
    rounds.change(city.db, SYSTEM, NOW, city.round_id, new_until="2026-11-20")
    assert submit_forms(city, form_id, reason="誤り")
    assert (city.sections[0], "b") not in reading.declared_none(city.db, city.round_id)


def test_states_of_a_declaration(city: City) -> None:
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, city.sections[0], "b", True)
    assert stands(city, "b").state == states.DRAFT
    submit_forms(city)
    assert (stands(city, "b").state, stands(city, "b").final) == (states.NONE, False)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed")
    assert (stands(city, "b").state, stands(city, "b").final) == (states.NONE, True)


def test_every_state_has_its_words() -> None:
    named = {getattr(states, n) for n in dir(states) if n.isupper() and isinstance(getattr(states, n), str)}
    words = {**states.WORDS, states.OVER: states.OVER_WORDS}
    assert named == set(words)
    assert len({w.ja for w in words.values()}) == len(words), "no two states look alike"


def test_standing_of_a_thousand_sections_takes_no_time(city: City) -> None:
    with city.db.write():
        ids = [organisation.add_section(city.db, "部", f"課{n}", "section", n) for n in range(1000)]
        round_id = rounds.create(city.db, SYSTEM, NOW, "大きな調査", 2026, ids)
        rounds.change(city.db, SYSTEM, NOW, round_id, state="open")
        for n, section_id in enumerate(ids):
            form_id = drafting.add_form(city.db, SYSTEM, NOW, round_id, section_id, "a")
            drafting.write_answers(city.db, SYSTEM, NOW, form_id, {"name": COMPLETE_A["name"]})
            if n % 2:
                freeze(city.db, SYSTEM, NOW, round_id, section_id, [Frozen(form_id, COMPLETE_A)], {},
                       source="section", facts=Facts(2026, {}))  # fmt: skip
    start = time.process_time()
    owed = reading.owed(city.db, NOW, round_id)
    took = time.process_time() - start
    assert (len(owed), owed[ids[0]], owed[ids[1]]) == (
        1000,
        ("overall", "a", "b", "c"),
        ("overall", "b", "c"),
    )
    assert took < 1, f"{took:.2f} s"


def test_content_names_only_what_was_chosen(city: City) -> None:
    one, two = add_project(city), add_project(city)
    work = section_work(city.db, NOW, city.round_id, city.sections[0])
    seen = {i.form.id: i.seen for i in work.items}
    made = submitting.content(work, {one: seen[one]}, None, "")
    assert set(made.forms) == {one}
    assert two not in made.forms

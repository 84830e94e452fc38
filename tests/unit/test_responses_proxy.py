"""Proxy entry: the secretariat in a section's place, never swallowing what the section is writing itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Conflict, NotFound, Refused, RoundClosed
from app.responses.service import drafting, proxy, reading, returning, signatures
from app.responses.service.submitting import ReasonNeeded
from app.responses.service.work import section_work
from app.rounds import service as rounds
from app.security import SECRETARIAT, SYSTEM, Actor
from forms.questions import Answer
from tests.support.city import COMPLETE_A, NOW, City, add_project, change_answer, make_city, submit_forms

LATER = NOW + timedelta(days=60)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


@pytest.fixture
def office(city: City) -> Actor:
    with city.db.write():
        made = city.db.insert(
            "account", login="jimu", name="事務 花子", role=SECRETARIAT, created_at="2026-11-21"
        )
    return Actor(made, "事務 花子", SECRETARIAT)


def work(city: City, who: Actor, now=NOW):
    return section_work(city.db, now, city.round_id, city.sections[0], who)


def submit(city: City, who: Actor, *ids: int, now=NOW, **said):
    seen = {i.form.id: i.seen for i in work(city, who, now).items}
    given = {"source": ("phone", "庶務 佐藤"), "reason": "電話により", "drafts": {}, "rest": ()} | said
    return proxy.submit(
        city.db, who, now, city.round_id, city.sections[0], {i: seen[i] for i in ids}, rest_seen=None, **given
    )


def test_a_correction_by_phone_is_a_version_with_its_source(city: City, office: Actor) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    rounds.change(
        city.db, SYSTEM, NOW, city.round_id, new_until="2026-12-01", edit_until="2026-12-01", approval=True
    )
    change_answer(city, form_id, "content", Answer(text="電話で聞いた内容。"), office)
    assert submit(city, office, form_id, now=LATER), "also after the dates"
    version = reading.form_versions(city.db, form_id)[0]
    assert (version.number, version.source, version.reason) == (2, "secretariat", "電話により")
    assert signatures.signed(version).ja == "事務局入力（電話：庶務 佐藤）、課内の決裁なし：事務 花子"
    assert [r["kind"] for r in city.db.all("SELECT kind FROM notice")] == ["proxy"]
    assert submit(city, office, form_id, now=LATER) is None, "sent twice: nothing new"


def test_the_section_sees_it_until_it_says_so_or_submits(city: City, office: Actor) -> None:
    form_id, place = add_project(city), (city.round_id, city.sections[0])
    submit_forms(city, form_id)
    change_answer(city, form_id, "content", Answer(text="一度目"), office)
    first = submit(city, office, form_id)
    assert [s.id for s in proxy.unseen(city.db, *place)] == [first]
    with pytest.raises(NotFound):
        proxy.seen(city.db, city.stranger, NOW, *place, first)
    for _ in range(2):
        proxy.seen(city.db, city.writer, NOW, *place, first)
    assert proxy.unseen(city.db, *place) == []
    change_answer(city, form_id, "content", Answer(text="二度目"), office)
    submit(city, office, form_id)
    change_answer(city, form_id, "content", Answer(text="課が直した"))
    submit_forms(city, form_id, reason="訂正")
    assert proxy.unseen(city.db, *place) == []


@pytest.mark.parametrize("choice", [proxy.LEAVE, proxy.INCLUDE])
def test_what_the_section_typed_is_asked_about(city: City, office: Actor, choice: str) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    change_answer(city, form_id, "content", Answer(text="課が書きかけ"))
    change_answer(city, form_id, "city_budget", Answer((1,), "2,000千円"), office)
    found = proxy.unsent(city.db, work(city, office))
    assert {f: [q.key for q in of] for f, of in found.items()} == {form_id: ["content"]}
    with pytest.raises(Conflict):
        submit(city, office, form_id)
    assert submit(city, office, form_id, drafts={(form_id, "content"): choice})
    frozen = reading.version_answers(city.db, reading.form_versions(city.db, form_id)[0].id)
    assert frozen["city_budget"].text == "2,000千円"
    assert frozen["content"].text == (
        "課が書きかけ" if choice == proxy.INCLUDE else COMPLETE_A["content"].text
    )
    assert reading.drafts(city.db, form_id)["content"].text == "課が書きかけ", (
        "the draft stays with the section"
    )


def test_the_sections_own_declarations_and_withdrawals_stay_with_it(city: City, office: Actor) -> None:
    gone, form_id = add_project(city), add_project(city)
    submit_forms(city, gone, form_id)
    drafting.set_deleted(city.db, city.writer, NOW, gone, True, "取りやめ")
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, city.sections[0], "b", True)
    change_answer(city, form_id, "content", Answer(text="電話で"), office)
    submit(city, office, form_id)
    assert not reading.form_versions(city.db, gone)[0].withdrawn
    assert not reading.declared_none(city.db, city.round_id)
    with pytest.raises(Refused):
        submit(city, office)
    submit(city, office, rest=("none:b", f"withdraw:{gone}"))
    assert reading.form_versions(city.db, gone)[0].withdrawn
    assert (city.sections[0], "b") in reading.declared_none(city.db, city.round_id)


def test_it_settles_a_return(city: City, office: Actor) -> None:
    form_id = add_project(city)
    submit_forms(city, form_id)
    returning.send(city.db, office, NOW, city.round_id, city.sections[0], {form_id: {"content": "？"}})
    assert submit(city, office, form_id), "right as it stands, said on the phone"
    assert returning.of_section(city.db, city.round_id, city.sections[0])[0].settled == {form_id: 2}


@pytest.mark.parametrize(
    ("said", "error"), [({"source": ("rumour", "")}, Refused), ({"reason": " "}, ReasonNeeded)]
)
def test_what_has_to_be_said(city: City, office: Actor, said, error) -> None:
    form_id = add_project(city)
    with pytest.raises(error):
        submit(city, office, form_id, **said)
    assert not reading.form_versions(city.db, form_id)


def test_only_the_secretariat_and_not_once_archived(city: City, office: Actor) -> None:
    form_id = add_project(city)
    with pytest.raises(NotFound):
        submit(city, city.writer, form_id)
    with city.db.write():
        city.db.run(
            "UPDATE round SET state = 'closed', archived_at = '2026-12-01' WHERE id = ?", (city.round_id,)
        )
    with pytest.raises(RoundClosed):
        submit(city, office, form_id)
    with pytest.raises(RoundClosed):
        drafting.save_draft(city.db, office, NOW, form_id, {})

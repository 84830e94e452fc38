"""Drafts: nothing is overwritten, nothing is saved twice, nothing of other sections is touched."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.errors import Conflict, NotFound, RoundClosed
from app.responses.service import drafting, reading
from app.responses.service.drafting import Typed
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import EMPTY, Answer
from tests.support.city import COMPLETE_A, NOW, City, add_project, make_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


def typed(answer: Answer, revision: int = 0, shown: Answer = EMPTY) -> Typed:
    return Typed(answer, revision, shown.digest())


def audits(city: City) -> int:
    return int(city.db.value("SELECT count(*) FROM audit"))


def test_a_save_writes_only_what_changed_and_a_second_one_nothing(city: City) -> None:
    form_id = drafting.add_form(city.db, city.writer, NOW, city.round_id, city.sections[0], "a")
    page = {"name": typed(Answer(text="花壇")), "content": typed(EMPTY)}
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, page).written == ("name",)
    before = audits(city)
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, page).written == ()
    assert audits(city) == before
    assert drafting.kept_answers(city.db, form_id)["name"].revision == 1


def test_different_questions_merge_and_the_same_question_comes_back(city: City) -> None:
    form_id = add_project(city)
    old = COMPLETE_A["name"]
    mine = {
        "name": typed(Answer(text="わたしの名前"), 1, old),
        "content": typed(COMPLETE_A["content"], 1, COMPLETE_A["content"]),
    }
    theirs = {
        "name": typed(Answer(text="同僚の名前"), 1, old),
        "content": typed(Answer(text="同僚の内容"), 1, COMPLETE_A["content"]),
    }
    drafting.save_draft(city.db, city.colleague, NOW, form_id, theirs)
    saved = drafting.save_draft(city.db, city.writer, NOW, form_id, mine)
    assert saved.written == ()
    assert {k: v.answer.text for k, v in saved.conflicts.items()} == {"name": "同僚の名前"}
    kept = reading.drafts(city.db, form_id)
    assert (kept["name"].text, kept["content"].text) == ("同僚の名前", "同僚の内容")


def test_a_conflict_is_settled_by_saving_on_the_new_revision(city: City) -> None:
    form_id = add_project(city)
    drafting.save_draft(
        city.db, city.colleague, NOW, form_id, {"name": typed(Answer(text="乙"), 1, COMPLETE_A["name"])}
    )
    stored = drafting.kept_answers(city.db, form_id)["name"]
    again = {"name": typed(Answer(text="甲"), stored.revision, stored.answer)}
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, again).written == ("name",)
    assert reading.drafts(city.db, form_id)["name"].text == "甲"


def test_the_same_answer_typed_by_two_is_no_conflict(city: City) -> None:
    form_id = add_project(city)
    for who in (city.colleague, city.writer):
        saved = drafting.save_draft(
            city.db, who, NOW, form_id, {"name": typed(Answer(text="同じ"), 1, COMPLETE_A["name"])}
        )
        assert not saved.conflicts


def test_a_confirmation_is_saved_although_the_text_stays(city: City) -> None:
    amount = Answer((1,), "1,180,000円")
    form_id = add_project(city, {"city_budget": amount})
    ticked = Answer((1,), "1,180,000円", confirmed="1,180,000円")
    drafting.save_draft(city.db, city.writer, NOW, form_id, {"city_budget": typed(ticked, 1, amount)})
    assert reading.drafts(city.db, form_id)["city_budget"].is_confirmed


def test_one_click_sent_twice_makes_one_project(city: City) -> None:
    made = {
        drafting.add_form(city.db, city.writer, NOW, city.round_id, city.sections[0], "a", request="click-1")
        for _ in range(2)
    }
    assert len(made) == 1
    copies = {drafting.duplicate(city.db, city.writer, NOW, next(iter(made)), "click-2") for _ in range(2)}
    assert len(copies) == 1


def test_a_copy_follows_its_original_and_says_so(city: City) -> None:
    first, second = add_project(city), add_project(city)
    copy = drafting.duplicate(city.db, city.writer, NOW, first, "c")
    forms = [f.id for f in drafting.forms.of_section(city.db, city.round_id, city.sections[0])]
    assert forms == [first, copy, second]
    assert reading.drafts(city.db, copy)["name"].text == "花壇づくり（写し）"
    assert reading.drafts(city.db, copy)["reason"] == COMPLETE_A["reason"]
    nameless = add_project(city, COMPLETE_A | {"name": Answer(text="後で消した名前")})
    change = {"name": typed(EMPTY, 1, Answer(text="後で消した名前"))}
    drafting.save_draft(city.db, city.writer, NOW, nameless, change)
    copy = drafting.duplicate(city.db, city.writer, NOW, nameless, "d")
    assert "name" not in reading.drafts(city.db, copy), "a copy of no name is no name"


def test_moving_changes_places_and_stops_at_the_ends(city: City) -> None:
    ids = [add_project(city) for _ in range(3)]

    def order() -> list[int]:
        return [f.id for f in drafting.forms.of_section(city.db, city.round_id, city.sections[0])]

    drafting.move(city.db, city.writer, NOW, ids[2], -1)
    assert order() == [ids[0], ids[2], ids[1]]
    drafting.move(city.db, city.writer, NOW, ids[0], -1)
    assert order() == [ids[0], ids[2], ids[1]]


def test_deleting_can_be_undone_and_a_deleted_form_takes_no_answer(city: City) -> None:
    form_id = add_project(city)
    drafting.set_deleted(city.db, city.writer, NOW, form_id, True)
    with pytest.raises(Conflict):
        drafting.save_draft(
            city.db, city.writer, NOW, form_id, {"name": typed(Answer(text="x"), 1, COMPLETE_A["name"])}
        )
    drafting.set_deleted(city.db, city.writer, NOW, form_id, False)
    assert reading.drafts(city.db, form_id)["name"].text == "花壇づくり"


def test_none_is_an_answer_of_its_own_and_contradicts_projects(city: City) -> None:
    section = city.sections[0]
    drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "b", True)
    assert drafting.declarations.of_section(city.db, city.round_id, section) == {"b"}
    drafting.add_form(city.db, city.writer, NOW, city.round_id, section, "b")
    assert drafting.declarations.of_section(city.db, city.round_id, section) == frozenset()
    with pytest.raises(Conflict):
        drafting.declare_none(city.db, city.writer, NOW, city.round_id, section, "b", True)


def test_another_section_finds_nothing_and_a_closed_round_takes_nothing(city: City) -> None:
    form_id = add_project(city)
    page = {"name": typed(Answer(text="x"), 1, COMPLETE_A["name"])}
    with pytest.raises(NotFound):
        drafting.save_draft(city.db, city.stranger, NOW, form_id, page)
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed")
    with pytest.raises(RoundClosed):
        drafting.save_draft(city.db, city.writer, NOW, form_id, page)
    assert reading.drafts(city.db, form_id)["name"].text == "花壇づくり"


def test_many_writers_at_once_lose_nothing(city: City) -> None:
    keys = ["name", "content", "unit"]
    form_id = add_project(city, {k: Answer(text="0") for k in keys})
    errors: list[BaseException] = []

    def work(key: str) -> None:
        try:
            shown, revision = Answer(text="0"), 1
            for i in range(1, 31):
                new = Answer(text=str(i))
                saved = drafting.save_draft(
                    city.db, city.writer, NOW, form_id, {key: Typed(new, revision, shown.digest())}
                )
                assert saved.written == (key,)
                shown, revision = new, revision + 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in keys]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not errors
    assert {a.text for a in reading.drafts(city.db, form_id).values()} == {"30"}


def test_text_is_stored_exactly_as_typed(city: City) -> None:
    odd = "　𠮷㈶髙\ufa19 ＝１＋１\n\n～−\t末尾 "
    form_id = add_project(city, {"content": Answer(text=odd)})
    assert reading.drafts(city.db, form_id)["content"].text == odd


def test_a_confirmation_can_be_taken_back(city: City) -> None:
    ticked = Answer((1,), "1,180,000円", confirmed="1,180,000円")
    form_id = add_project(city, {"city_budget": ticked})
    shown = Typed(ticked, 1, ticked.mark())
    assert not drafting.save_draft(city.db, city.writer, NOW, form_id, {"city_budget": shown}).written
    unticked = Typed(Answer((1,), "1,180,000円"), 1, ticked.mark())
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, {"city_budget": unticked}).written
    assert not reading.drafts(city.db, form_id)["city_budget"].is_confirmed


def test_a_save_that_was_stuck_does_not_win_over_the_text_that_was_typed_back(city: City) -> None:
    form_id = add_project(city)
    kept = drafting.kept_answers(city.db, form_id)["name"]
    late = {"name": Typed(Answer(text="途中の名前"), kept.revision, kept.answer.mark())}
    back = {
        "name": Typed(kept.answer, kept.revision, "")
    }  # its page never heard what became of the first one
    for written in (("name",), ()):
        assert drafting.save_draft(city.db, city.writer, NOW, form_id, back).written == written
    assert drafting.save_draft(city.db, city.writer, NOW, form_id, late).written == ()
    now = drafting.kept_answers(city.db, form_id)["name"]
    assert (now.answer, now.revision) == (kept.answer, kept.revision + 1)

"""The address a page saves itself to: whose text it takes, what it answers, what it leaves alone."""

import json

import pytest

from app.accounts import service as accounts
from app.clock import CITY_ZONE
from app.responses.service import drafting, reading
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.selfsaving.presence import Presence
from forms.fields import Base
from forms.questions import EMPTY, Answer

BASE = {"name-base": str(Base.of(EMPTY, 0))}


@pytest.fixture
def form_id(db, clock, small_round, writer):
    return drafting.add_form(db, writer, clock(), small_round, min(writer.sections), "a")


@pytest.fixture
def save(section, writer, place, form_id):
    """save({"name-text": "…"}): what the page's script posts of the first block; status and answer."""

    def send(data, where=f"q/a/{form_id}/outline/save", client=section, **more):
        answer = client.send(place + where, {"account": str(writer.id), "window": "w", **data}, **more)
        return answer.status_code, answer.get_json()

    return send


def lines(db, action="responses.save"):
    return db.value("SELECT count(*) FROM audit WHERE action = ?", (action,))


def test_a_save_gives_the_new_base_and_repeating_it_saves_nothing(save, db, form_id):
    first = save(BASE | {"name-text": "花壇"})
    again = save(BASE | {"name-text": "花壇"})
    assert first[0] == again[0] == 200
    assert first[1]["fields"]["name"]["base"] == str(Base.of(Answer(text="花壇"), 1))
    assert again[1]["fields"]["name"]["base"] == first[1]["fields"]["name"]["base"]
    assert drafting.kept_answers(db, form_id)["name"].revision == 1
    assert lines(db) == 1


def test_only_what_was_sent_is_written_and_what_others_wrote_is_told(save, db, clock, form_id, writer):
    save(BASE | {"name-text": "花壇"})
    other = Actor(None, "別の人", SECTION, writer.sections)
    drafting.write_answers(db, other, clock(), form_id, {"content": Answer(text="別の人の<内容>")})
    name = f"name:{Base.of(Answer(text='花壇'), 1)}"
    _, told = save({"known": f"{name} content:{Base()} unit:{Base()}"})
    assert set(told["fields"]) == {"content"}
    assert "別の人の&lt;内容&gt;" in told["fields"]["content"]["inputs"]
    assert save({"known": f"{name} content:{told['fields']['content']['base']}"})[1]["fields"] == {}
    drafting.write_answers(db, other, clock(), form_id, {"name": Answer(text="花壇")})
    assert save({"known": name})[1]["fields"]["name"] == {"base": str(Base.of(Answer(text="花壇"), 2))}


def test_the_secretariat_is_asked_before_it_changes_what_the_section_typed(save, client_for, db, form_id):
    save(BASE | {"name-text": "課の名称"})
    desk, account = client_for("secretariat"), accounts.find(db, "secretariat")
    own = {"account": str(account.id)}
    _, told = save(own | {"known": f"name:{Base()}"}, client=desk)
    assert "課の名称" in told["fields"]["name"]["inputs"]
    base = told["fields"]["name"]["base"]
    assert save(own | {"known": f"name:{base}"}, client=desk)[1]["fields"] == {}, "looking on changes nothing"
    typed = {"name-base": base, "name-text": "事務局の名称"}
    told = save(own | typed, client=desk)[1]["fields"]["name"]
    assert "課の名称" in told["conflict"]
    save(own | typed | {"name-base": told["base"]}, client=desk)
    assert reading.drafts(db, form_id)["name"].text == "事務局の名称"


def test_a_stale_answer_is_not_written_and_both_are_told(save, db, form_id):
    save(BASE | {"name-text": "先"})
    status, told = save(BASE | {"name-text": "後"})
    assert status == 200
    assert "先" in told["fields"]["name"]["conflict"]
    assert "後" in told["fields"]["name"]["conflict"]
    assert reading.drafts(db, form_id)["name"].text == "先"
    assert (
        save({"name-base": told["fields"]["name"]["base"], "name-text": "後"})[1]["fields"]["name"]["base"][0]
        == "2"
    )


def test_nothing_is_saved_for_others_or_under_another_name(save, db, client, client_for, form_id, writer):
    typed = BASE | {"name-text": "よそ"}
    stranger = client_for("section2")
    assert save(typed, client=stranger)[0] == 409, "the page says who opened it"
    own = {"account": str(accounts.find(db, "section2").id)}
    assert save(typed | own, client=stranger)[0] == 404
    status, told = save(typed, client=client)
    assert (status, told["state"]) == (401, "sign-in")
    assert save(typed | {"csrf_token": "x"})[1]["state"] == "token"
    assert reading.drafts(db, form_id) == {}


@pytest.mark.parametrize(
    "where", ["q/a/999/outline/save", "q/a/{}/nothing/save", "q/x/{}/outline/save", "q/a/0/outline/save"]
)
def test_odd_addresses_are_told_in_json(save, form_id, where):
    status, told = save(BASE | {"name-text": "x"}, where.format(form_id))
    assert (status, told["state"]) == (404, "refused")


def test_what_may_not_be_written_any_more_is_told_even_to_those_who_only_look(
    save, db, clock, small_round, form_id, writer
):
    drafting.set_deleted(db, writer, clock(), form_id, True)
    status, told = save({})
    assert status == 409
    assert told["url"].endswith("/q/a/")
    drafting.set_deleted(db, writer, clock(), form_id, False)
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    for data in ({}, BASE | {"name-text": "x"}):
        status, told = save(data)
        assert (status, told["state"]) == (409, "refused")
        assert "受付期間外" in told["message"]


def test_a_form_that_waits_for_approval_takes_nothing(save, db, clock, small_round, form_id, writer):
    with db.write():
        db.insert(
            "approval_request", round_id=small_round, section_id=min(writer.sections), requested_at="", respondent="",
            extension="", forms=json.dumps({form_id: ""}), declared="{}", withdrawn="{}", state="waiting",
        )  # fmt: skip
    status, told = save(BASE | {"name-text": "x"})
    assert (status, told["state"]) == (409, "refused")
    assert "決裁待ち" in told["message"]
    assert reading.drafts(db, form_id) == {}


def test_a_sections_own_form_is_made_once(save, db, section, place, small_round, writer):
    key = next(q.key for q in rounds.questionnaire(db, small_round, "overall").blocks[0].questions)
    block = rounds.questionnaire(db, small_round, "overall").blocks[0].key
    where = f"q/overall/0/{block}/save"
    assert save({}, where)[0] == 200
    assert drafting.forms.of_section(db, small_round, min(writer.sections))[0].questionnaire == "a"
    for code in ("1", "1", "2"):
        assert save({f"{key}-base": str(Base()), f"{key}-codes": code}, where)[0] == 200
    own = [
        f
        for f in drafting.forms.of_section(db, small_round, min(writer.sections))
        if f.questionnaire == "overall"
    ]
    assert len(own) == 1
    assert reading.drafts(db, own[0].id)[key].codes == (1,), "the third was a stale one"


def test_an_afternoon_of_typing_is_a_page_of_audit_lines(save, db, clock, form_id):
    base = BASE["name-base"]
    for n in range(30):
        _, told = save({"name-base": base, "name-text": f"花壇{n}"})
        base = told["fields"]["name"]["base"]
        clock.advance(minutes=1)
    assert drafting.kept_answers(db, form_id)["name"].revision == 30
    assert lines(db) == 3
    save({"unit-base": str(Base()), "unit-text": "係"})
    assert lines(db) == 4, "another question is named at once"


def test_an_open_page_does_not_keep_an_empty_chair_signed_in(save, clock, form_id):
    where = f"q/a/{form_id}/outline/save"
    for _ in range(7):
        clock.advance(hours=1)
        assert save({}, where + "?watching=1")[0] == 200
    clock.advance(hours=2)
    assert save({}, where + "?watching=1")[0] == 401


def test_who_else_is_here_and_for_how_long(clock, writer):
    here, colleague = Presence(), Actor(99, "同僚", SECTION, writer.sections)
    assert here.note("form", writer, "w1", clock()).names == ()
    assert here.note("form", colleague, "w2", clock()).names == (writer.name,)
    assert here.note("other", colleague, "w3", clock()).names == ()
    assert here.note("form", writer, "w1", clock()).names == ("同僚",)
    assert here.note("form", writer, "w4", clock()).elsewhere
    clock.advance(seconds=31)
    gone = here.note("form", writer, "w1", clock())
    assert (gone.names, gone.elsewhere) == ((), False)
    assert list(here._seen) == ["form"], "nothing piles up"


def test_the_page_says_who_saved_an_answer_and_who_is_here(
    section, client_for, db, clock, place, form_id, writer
):
    colleague = accounts.add(db, SYSTEM, clock(), "dokan", "同館 次郎", SECTION, sorted(writer.sections))
    drafting.write_answers(
        db,
        Actor(colleague, "同館 次郎", SECTION, writer.sections),
        clock(),
        form_id,
        {"name": Answer(text="花壇")},
    )
    page = section.get(f"{place}q/a/{form_id}/outline").text
    assert f"「同館 次郎」が {clock().astimezone(CITY_ZONE):%H:%M} に保存" in page
    assert "もこの画面を開いています" not in page

"""Candidates: the list with its signals, choosing one and many, members' words, weights, the printed list."""

import json
from io import BytesIO

import openpyxl
import pytest

from app.errors import NotFound, Refused
from app.hearings.page import draft
from app.hearings.service import candidates, series, standing
from app.hearings.service.candidates import Wanted
from app.organisation import service as organisation
from app.responses.service import drafting
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.results import service as results
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.questions import Answer
from reports.hearing_list import Entry, bare, entries
from tests.support.city import COMPLETE_A

NAME = "ヒアリング"


@pytest.fixture
def asked(db, small_round):
    return rounds.sections(db, small_round)


@pytest.fixture
def made(db, clock, small_round):
    return series.create(db, SYSTEM, clock(), small_round, NAME)


@pytest.fixture
def answered(db, clock, small_round, asked):
    """The third section submitted an A form that names a problem; its id."""
    who = Actor(None, "課", SECTION, frozenset({asked[2].id}))
    answers = COMPLETE_A | {"issue": Answer((9,))}
    form_id = drafting.add_form(db, who, clock(), small_round, asked[2].id, "a")
    drafting.write_answers(db, who, clock(), form_id, answers)
    freeze(
        db, who, clock(), small_round, asked[2].id, [Frozen(form_id, answers)], {},
        source="section", respondent="山田", extension="1", facts=round_facts(db, small_round),
    )  # fmt: skip
    return form_id


def choose(db, clock, made, ids, *args):
    return candidates.decide(db, SYSTEM, clock(), made, ids, Wanted(*args), seen="9")


def test_each_signal_is_named_counted_and_leads_to_its_answer(
    secretariat, member, db, clock, made, asked, answered
):
    page = secretariat.get(f"/hearings/{made}/candidates").text
    assert "課題を挙げた事業" in page
    assert "判定ではありません" in page
    first, second = (page.index(f"candidates/{asked[i].id}") for i in (2, 0))
    assert first < second, "more points first"
    by_order = secretariat.get(f"/hearings/{made}/candidates?order=organisation").text
    assert by_order.index(f"candidates/{asked[0].id}") < by_order.index(f"candidates/{asked[2].id}")
    one = secretariat.get(f"/hearings/{made}/candidates/{asked[2].id}").text
    link = f"/rounds/{series.get(db, made).round_id}/projects/{answered}#q-issue"
    assert link in one
    assert 'id="q-issue"' in secretariat.get(link).text
    assert "まだ公開されていない" in member.get(f"/hearings/{made}/candidates").text, "nothing is released"
    results.release(db, SYSTEM, clock(), series.get(db, made).round_id)
    assert link in member.get(f"/hearings/{made}/candidates/{asked[2].id}").text


def test_many_sections_at_once(secretariat, db, made, asked):
    page = f"/hearings/{made}/candidates"
    secretariat.get(page)
    ids = [str(s.id) for s in asked]
    seen = secretariat.get(page).text.split('name="seen" value="')[1].split('"')[0]
    answer = secretariat.send(
        page, {"section": ids[:3], "status": "proposed", "seen": seen, "order": "organisation"}
    )
    assert (answer.status_code, answer.location) == (303, f"{page}?order=organisation")
    assert standing.tally(db, made).proposed == 3
    stale = secretariat.send(page, {"section": ids, "status": "excluded", "seen": seen, "reason": "多いため"})
    assert stale.status_code == 409
    assert "ほかの方が先に変更しました" in stale.text
    assert "多いため" in stale.text, "what was typed stays"
    assert stale.text.count(" checked") == 4
    assert standing.tally(db, made).excluded == 0


def test_what_is_missing_is_said(secretariat, made, asked):
    page = f"/hearings/{made}/candidates"
    secretariat.get(page)
    for data, told in (
        ({"status": "proposed"}, "課を選んでください"),
        ({"section": "1"}, "区分か決定を選んでください"),
        ({"section": str(asked[0].id), "decision": "heard", "day": "2026-11-20"}, "決定の理由"),
        ({"section": str(asked[0].id), "decision": "heard", "reason": "あ"}, "決定した日"),
    ):
        answer = secretariat.send(page, data)
        assert (answer.status_code, told in answer.text) == (422, True), told
    assert secretariat.send(page, {"section": "1", "status": "nonsense"}).status_code == 404
    assert secretariat.send(page, {"section": "99", "status": "proposed"}).status_code == 404
    assert secretariat.get(f"/hearings/{made}/candidates/99").status_code == 404


def test_one_section_is_decided_with_reason_and_day_and_its_history_is_shown(
    secretariat, db, clock, made, asked
):
    page = f"/hearings/{made}/candidates/{asked[0].id}"
    secretariat.get(page)
    data = {"status": "proposed", "decision": "heard", "reason": "<b>多い</b>", "day": "2026-11-20"}
    answer = secretariat.send(page, {**data, "seen": ""})
    assert answer.status_code == 303
    text = secretariat.get(page).text
    assert "&lt;b&gt;多い&lt;/b&gt;" in text
    assert "令和8年11月20日" in text
    assert [s.id for s in candidates.heard(db, made)] == [asked[0].id]
    bad = secretariat.send(page, {**data, "seen": "9", "decision": "not_heard", "reason": ""})
    assert bad.status_code == 422
    same = {"status": "equivalent", "decision": "heard", "seen": "9"}
    assert secretariat.send(page, same).status_code == 303, (
        "only the status is new: the decision needs no word"
    )
    clock.advance(hours=1)
    assert secretariat.send(page, {"decision": "open", "seen": "9"}).status_code == 303
    assert candidates.heard(db, made) == []
    assert len(candidates.history(db, made, asked[0].id)) == 3


def test_the_list_is_narrowed(secretariat, db, clock, made, asked):
    choose(db, clock, made, [asked[0].id], "proposed")
    choose(db, clock, made, [asked[1].id], "excluded")
    candidates.nominate(db, SYSTEM, clock(), made, asked[2].id, remark="聞きたい", member="山田")

    def shown(**narrowed):
        text = secretariat.get(f"/hearings/{made}/candidates", query_string=narrowed).text
        return [s.id for s in asked if f'candidates/{s.id}"' in text]

    assert shown() == [s.id for s in asked]
    assert shown(show="proposed") == [asked[0].id]
    assert shown(show="open") == [asked[0].id, asked[2].id, asked[3].id]
    assert shown(show="nominated") == [asked[2].id]
    assert shown(department=asked[2].department) == [asked[2].id]
    assert shown(show="heard") == []
    assert shown(show="nonsense") == [s.id for s in asked]


def test_members_nominate_and_note_what_was_not_reported(member, secretariat, section, db, made, asked):
    page = f"/hearings/{made}/candidates/{asked[0].id}"
    assert "決定を保存" not in member.get(page).text
    for _ in range(2):
        assert member.send(f"{page}/nominations", {"remark": "聞きたい", "member": "別人"}).status_code == 303
        note = {"title": "花壇", "why": "住民が手入れ", "who": "別人"}
        assert member.send(f"{page}/unlisted", note).status_code == 303
    (word,) = candidates.nominations(db, made, asked[0].id)
    (gap,) = candidates.unlisted(db, made, asked[0].id)
    assert (word.member, word.entered_by, gap.who) == ("memberさん", "", "memberさん"), "in the own name"
    assert member.send(f"{page}/nominations", {"remark": " "}).status_code == 422
    assert member.send(page, {"status": "proposed"}).status_code == 403
    assert section.get(page).status_code == 403
    secretariat.get(page)
    bad = secretariat.send(f"{page}/nominations", {"remark": "電話で"})
    assert (bad.status_code, "電話で" in bad.text) == (422, True)
    secretariat.send(f"{page}/nominations", {"remark": "電話で", "member": "佐藤"})
    secretariat.send(f"{page}/nominations", {"remark": "会議で", "member": "memberさん"})
    words = candidates.nominations(db, made, asked[0].id)
    assert [(w.member, bool(w.member_id), w.entered_by) for w in words] == [
        ("memberさん", True, ""), ("佐藤", False, "secretariatさん"), ("memberさん", True, "secretariatさん"),
    ]  # fmt: skip
    text = secretariat.get(page).text
    assert "入力：secretariatさん" in text
    assert member.send(f"/hearings/{made}/nominations/{words[1].id}/withdraw").status_code == 404, "another's"
    assert member.send(f"/hearings/{made}/nominations/{word.id}/withdraw").status_code == 303
    assert secretariat.send(f"/hearings/{made}/unlisted/{gap.id}/withdraw").status_code == 303
    assert secretariat.send(f"/hearings/{made}/unlisted/{gap.id}/withdraw").status_code == 303, "once more"
    assert candidates.unlisted(db, made, asked[0].id) == []


def test_another_series_row_is_none_of_this_one(db, clock, made, small_round, asked):
    other = series.create(db, SYSTEM, clock(), small_round, "別のヒアリング")
    word = candidates.nominate(db, SYSTEM, clock(), other, asked[0].id, remark="あ", member="い")
    assert candidates.withdraw_nomination(db, SYSTEM, clock(), made, word) is None
    assert len(candidates.nominations(db, other, asked[0].id)) == 1


def test_weights_are_changed_explained_and_set_back(secretariat, member, db, made, asked, answered):
    page = f"/hearings/{made}/weights"
    assert "強さ" in secretariat.get(page).text
    assert secretariat.send(page, {"issues": "5", "seen": "{}"}).status_code == 303
    assert dict(series.get(db, made).weights) == {"issues": 5}
    assert "標準は1" in secretariat.get(page).text
    shown = secretariat.get(f"/hearings/{made}/candidates/{asked[2].id}").text
    assert "重み5 × 強さ1 ＝ 5点" in shown
    assert secretariat.send(page, {"issues": "4", "seen": "{}"}).status_code == 409, "somebody was first"
    assert secretariat.send(page, {"issues": "6", "seen": "{}"}).status_code == 404
    assert "<select" not in member.get(page).text.split("<main")[1]
    assert member.send(page, {"issues": "0"}).status_code == 403
    secretariat.get(page)
    assert secretariat.send(page, {"reset": "1", "seen": '{"issues": 5}'}).status_code == 303
    assert dict(series.get(db, made).weights) == {}


def test_a_closed_series_shows_everything_and_takes_nothing(secretariat, db, clock, made, asked):
    series.close(db, SYSTEM, clock(), made, 4)
    page = f"/hearings/{made}/candidates"
    assert "終了しているため" in secretariat.get(page).text
    assert "決定を保存" not in secretariat.get(f"{page}/{asked[0].id}").text
    assert secretariat.send(page, {"section": str(asked[0].id), "status": "proposed"}).status_code == 422
    with pytest.raises(Refused):
        candidates.nominate(db, SYSTEM, clock(), made, asked[0].id, remark="あ", member="い")


# The printed list


def test_names_with_brackets_of_their_own_lose_them():
    assert bare("（行政経営担当）") == "行政経営担当"
    assert bare("(法務担当)") == "法務担当"
    assert bare("課（仮）") == "課（仮）"
    assert bare("（一）と（二）") == "（一）と（二）"
    assert bare("") == ""


def test_the_list_of_2010_prints_exactly_as_it_did(shared_data):
    known = json.loads((shared_data / "koganei-2010" / "hearing.json").read_text(encoding="utf-8"))["draft"]
    made = list(entries((c["department"], c["section"], c["status"] == "対象") for c in known["candidates"]))
    assert made == [Entry(c["department"], c["no"], c["section"]) for c in known["candidates"]]
    assert [e.printed for e in made][:3] == ["（企画政策課）", "（行政経営担当）", "情報システム課"]


def test_the_list_as_page_and_as_workbook(secretariat, member, section, db, clock, made, asked):
    assert "まだ対象課がありません" in secretariat.get(f"/hearings/{made}/list").text
    choose(db, clock, made, [asked[0].id, asked[2].id], "proposed")
    choose(db, clock, made, [asked[1].id], "equivalent")
    choose(db, clock, made, [asked[3].id], "excluded")
    page = member.get(f"/hearings/{made}/list").text
    assert "ヒアリング対象課（案）" in page
    assert "＊（ ）内は対象に準ずる課（案）" in page
    assert "（行政経営担当）" in page
    assert asked[3].name not in page.split("<main")[1]
    answer = secretariat.get(f"/hearings/{made}/list.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    cells = [[str(c.value) for c in row if c.value is not None] for row in sheet.iter_rows()]
    assert ["企画財政部", "1", "企画政策課"] in cells
    assert ["（行政経営担当）"] in cells
    assert ["市民部", "2", "コミュニティ文化課"] in cells
    assert any("対象に準ずる課" in c for row in cells for c in row)
    assert section.get(f"/hearings/{made}/list.xlsx").status_code == 403


def test_nothing_and_two_hundred_sections(secretariat, db, clock):
    with db.write():
        none = rounds.create(db, SYSTEM, clock(), "空の調査", 2026, [])
        ids = [organisation.add_section(db, f"{i // 10}部", f"{i}課", "section", i + 10) for i in range(200)]
        many = rounds.create(db, SYSTEM, clock(), "大きい調査", 2026, ids)
    for round_id, told in ((none, "対象となる課がありません"), (many, "199課")):
        made = series.create(db, SYSTEM, clock(), round_id, NAME)
        assert told in secretariat.get(f"/hearings/{made}/candidates").text
        assert secretariat.get(f"/hearings/{made}/list").status_code == 200
    assert choose(db, clock, made, ids, "proposed") == 200
    shown = draft.page(db, clock(), made)
    assert shown.table.column("number") == list(range(1, 201))
    with pytest.raises(NotFound):
        choose(db, clock, made, [1], "proposed")

"""What came out of hearings: tables on screen and on paper, themes, follow-ups, changes in the survey."""

import csv
import io
import json
import zipfile
from io import BytesIO

import openpyxl
import pytest

from app.clock import stored
from app.responses.service import drafting, reading, returning
from app.responses.service.freezing import Frozen, freeze
from app.responses.store import returns
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.questions import Answer, Facts
from tests.support import hearing_record
from tests.support.city import COMPLETE_A
from tests.support.hearings import make_series

LONG = "市民との協働は、花壇づくりから始まった。" * 30
FORMULA = '=HYPERLINK("http://example.com","押す")'
WORDS = "職員の理解が進んでいない。\n担当者が替わると続かない。"


@pytest.fixture
def sections(db, small_round):
    return [s.id for s in rounds.sections(db, small_round)]


@pytest.fixture
def series(db, clock, small_round, sections):
    made = make_series(db, clock(), small_round, sections[:3])
    hearing_record.ask(db, clock(), made, "協働の現状は", "課題は何か")
    return made


@pytest.fixture
def heard(db, clock, series, sections):
    """Section id → hearing id: the first is final, the second a draft, the third has no record."""
    times = {s: ("2026-11-20", f"{9 + n:02}:00", f"{9 + n:02}:40") for n, s in enumerate(sections[:3])}
    made = hearing_record.publish(db, clock(), series, times)
    first, second, _ = made
    own = hearing_record.ask_own(db, clock(), series, second, "担当の人数は")
    hearing_record.keep(db, clock(), made[first], {"c1": FORMULA, "c2": WORDS}, final=True)
    hearing_record.keep(db, clock(), made[second], {"c1": LONG, own: "３人"})
    return made


def sheets(client, series, only=""):
    data = client.get(f"/hearings/{series}/outcome.xlsx{'?only=' + only if only else ''}").data
    return openpyxl.load_workbook(BytesIO(data))


def cells(sheet):
    return [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]


def test_questions_and_sections_on_screen_narrowed_and_read_one_by_one(secretariat, member, series, heard):
    page = secretariat.get(f"/hearings/{series}").text
    assert f"/hearings/{series}/outcome" in page
    listed = secretariat.get(f"/hearings/{series}/outcome").text
    assert "確定 1件、未確定 1件、記録なし 1件" in listed
    table = f"/hearings/{series}/outcome/tables"
    page = secretariat.get(f"{table}/answers").text
    assert "企画政策課\n令和8年11月20日(金)\n確定" in page
    assert "未確定" in page
    assert "記録なし" in page
    assert LONG in page
    assert page.count("<tr") == 3
    narrowed = secretariat.get(f"{table}/answers?department=市民部&q=課題").text
    assert "コミュニティ文化課\n" in narrowed
    assert "企画政策課\n" not in narrowed
    read = secretariat.get(f"{table}/reading?q=花壇").text
    assert LONG in read
    assert "1　協働の現状は" in read
    assert "３人" in secretariat.get(f"{table}/own").text
    assert "３人" not in member.get(f"{table}/own").text
    shown = member.get(f"{table}/answers").text
    assert "職員の理解" in shown
    assert LONG not in shown
    assert secretariat.get(f"{table}/other").status_code == 404
    assert member.get(f"{table}/linked").status_code == 404


def test_the_workbook_for_print_says_everything_and_no_formula(secretariat, client_for, series, heard):
    book = sheets(secretariat, series)
    sheet = book["質問別・課別の一覧"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 8
    assert sheet.print_title_rows
    rows = cells(sheet)
    head = next(r for r in rows if r and r[0] == "質問")
    assert head[1:] == [
        "企画政策課\n令和8年11月20日(金)\n確定", "（行政経営担当）\n令和8年11月20日(金)\n未確定",
        "コミュニティ文化課\n令和8年11月20日(金)\n記録なし",
    ]  # fmt: skip
    at = rows.index(head)
    assert rows[at + 1][:3] == ["1　協働の現状は", FORMULA, LONG]
    assert rows[at + 2][:2] == ["2　課題は何か", WORDS]
    formulas = [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []
    data = cells(book["データ 回答（縦持ち）"])
    assert data[0] == [
        "hearing", "date", "department", "section", "turn", "state", "question", "number", "common", "answer", "asked_as",
    ]  # fmt: skip
    assert FORMULA in {r[9] for r in data if len(r) > 9}
    assert client_for("section").get(f"/hearings/{series}/outcome.xlsx").status_code == 403
    assert secretariat.get(f"/hearings/{series}/outcome.xlsx?only=no").status_code == 404
    assert sheets(secretariat, series, "follow-ups").sheetnames == ["宿題の一覧"]


def test_the_data_are_long_and_wide_and_no_formula_for_a_spreadsheet(secretariat, member, series, heard):
    def files(client):
        packed = zipfile.ZipFile(BytesIO(client.get(f"/hearings/{series}/outcome-csv.zip").data))
        return {
            n: list(csv.DictReader(io.StringIO(packed.read(n).decode("utf-8-sig"))))
            for n in packed.namelist()
        }

    made = files(secretariat)
    wide = {r["section"]: r for r in made["answers_wide.csv"]}
    assert wide["企画政策課"]["c1"] == f"'{FORMULA}"
    assert wide["企画政策課"]["state"] == "確定"
    assert wide["（行政経営担当）"]["state"] == "未確定"
    assert len(made["answers.csv"]) == 7
    assert [r["text"] for r in made["questions.csv"]][:2] == ["協働の現状は", "課題は何か"]
    assert "changes.csv" in made
    assert "changes.csv" not in files(member)


def test_what_was_asked_in_other_words_or_is_not_asked_any_more_says_so(
    secretariat, db, clock, series, heard, sections
):
    third = heard[sections[2]]
    hearing_record.keep(db, clock(), third, {"c1": "花壇", "c9": "昔の答え", "other": "余談"})
    with db.write():
        db.run(
            "UPDATE hearing_answer SET asked = '昔の質問' WHERE appointment_id = ? AND question = 'c9'",
            (third,),
        )
        db.run(
            "UPDATE hearing_answer SET asked = '現状は' WHERE appointment_id = ? AND question = 'c1'",
            (third,),
        )
    table = f"/hearings/{series}/outcome/tables"
    assert "（質問：現状は）\n花壇" in secretariat.get(f"{table}/answers").text
    own = secretariat.get(f"{table}/own").text
    assert "昔の質問（現在の質問にない項目）" in own
    assert "そのほか（質問以外の発言・メモ）" in own
    # Once it is with its section, a record knows what was asked: a new question is none that was not answered.
    sent = {"questions": [{"key": "c1"}], "members": []}
    with db.write():
        db.run("UPDATE hearing_record SET asked = ? WHERE appointment_id = ?", (json.dumps(sent), third))
    rows = cells(sheets(secretariat, series)["質問別・課別の一覧"])
    assert next(r for r in rows if r and r[0] == "2　課題は何か")[-1] == "―"


def test_themes_are_made_ordered_and_hold_parts_of_answers(secretariat, member, db, series, heard, sections):
    place = f"/hearings/{series}/themes"
    secretariat.get(place)
    for name in ("職員の意識", "引継ぎ", "引継ぎ"):  # the second 引継ぎ is a double click
        assert secretariat.send(place, {"name": name}).status_code == 303
    again = secretariat.send(place, {"name": " "})
    assert again.status_code == 422
    assert "テーマの名称を記入してください" in again.text
    ids = {r["name"]: r["id"] for r in db.all("SELECT id, name FROM hearing_theme")}
    assert len(ids) == 2
    assert secretariat.send(f"{place}/{ids['引継ぎ']}", {"place": "1"}).status_code == 303
    assert secretariat.send(f"{place}/{ids['引継ぎ']}", {"name": "職員の意識"}).status_code == 422
    hearing = f"{place}/hearings/{heard[sections[0]]}"
    assert "職員の理解が進んでいない。" in secretariat.get(hearing).text
    both = {"question": "c2", "quote": "", "theme": [ids["引継ぎ"], ids["職員の意識"]]}
    assert secretariat.send(hearing, both).status_code == 303
    part = {
        "question": "c2",
        "quote": "担当者が替わると\r\n続かない。",
        "theme": [ids["引継ぎ"]],
        "at": "answer-2",
    }
    answer = secretariat.send(hearing, part)
    assert answer.headers["Location"].endswith("#answer-2")
    secretariat.send(hearing, part)
    wrong = secretariat.send(hearing, part | {"quote": "言っていない"})
    assert wrong.status_code == 422
    assert "言っていない</textarea>" in wrong.text
    assert "この文は回答の中に見つかりません" in wrong.text
    assert secretariat.send(hearing, {"question": "c2", "quote": ""}).status_code == 422
    table = secretariat.get(f"/hearings/{series}/outcome/tables/themes").text
    assert table.index("引継ぎ") < table.index("職員の意識")
    rows = cells(sheets(secretariat, series, "theme-counts").active)
    assert ["引継ぎ", 2, 1] in rows
    assert ["職員の意識", 1, 1] in rows
    with db.write():
        db.run("UPDATE hearing_record SET final_at = '', reopened_at = '2026-11-22'")
        db.run("UPDATE hearing_answer SET text = '書き直した' WHERE question = 'c2'")
    assert "文言が変わっています" in secretariat.get(hearing).text
    opinion = db.value("SELECT id FROM hearing_opinion WHERE text = ''")
    for _ in range(2):
        secretariat.get(hearing)
        gone = secretariat.send(f"{hearing}/untag", {"opinion": opinion, "theme": ids["職員の意識"]})
        assert gone.status_code == 303
    assert secretariat.send(f"{place}/{ids['引継ぎ']}", {"action": "drop"}).status_code == 303
    assert db.value("SELECT count(*) FROM hearing_opinion") == 0
    member.get("/account")
    assert member.send(place, {"name": "x"}).status_code == 403


def test_members_see_no_opinion_from_a_draft(secretariat, member, db, series, heard, sections):
    place = f"/hearings/{series}/themes"
    secretariat.get(place)
    secretariat.send(place, {"name": "市民"})
    theme = db.value("SELECT id FROM hearing_theme")
    secretariat.send(
        f"{place}/hearings/{heard[sections[1]]}", {"question": "c1", "quote": "花壇づくり", "theme": theme}
    )
    assert "花壇づくり" in secretariat.get(f"/hearings/{series}/outcome/tables/themes").text
    assert "花壇づくり" not in member.get(f"/hearings/{series}/outcome/tables/themes").text


def test_follow_ups_overdue_ones_first(secretariat, member, db, clock, series, heard, sections):
    first, second = heard[sections[0]], heard[sections[1]]
    hearing_record.promise(db, clock(), first, "済んだこと", due="2026-11-01", done=stored(clock()))
    hearing_record.promise(db, clock(), first, "まだのこと", due="2026-11-21")
    hearing_record.promise(db, clock(), second, "遅れたこと", due="2026-11-20")
    hearing_record.promise(db, clock(), first, "期限なし")
    rows = cells(sheets(secretariat, series, "follow-ups").active)
    listed = [r[:2] for r in rows if len(r) > 4]
    assert listed[1:] == [
        ["期限超過", "遅れたこと"], ["未完了", "まだのこと"], ["未完了", "期限なし"], ["完了", "済んだこと"],
    ]  # fmt: skip
    assert "期限超過 1件" in secretariat.get(f"/hearings/{series}/outcome").text
    page = member.get(f"/hearings/{series}/outcome/tables/follow-ups").text
    assert "まだのこと" in page
    assert "遅れたこと" not in page


# What changed in the survey


def submit(db, now, round_id, section_id, form_id, answers, reason=""):
    """The section submits a form; what was returned of it is settled."""
    who = Actor(None, "課", SECTION, frozenset({section_id}))
    with db.write():
        drafting.write_answers(db, who, now, form_id, answers)
        freeze(
            db, SYSTEM, now, round_id, section_id, [Frozen(form_id, answers)], {}, source="section", respondent="担当",
            extension="1", reason=reason, facts=Facts(2026),
        )  # fmt: skip
        returns.settle(db, now, form_id, reading.form_versions(db, form_id)[0].id)


@pytest.fixture
def replaced(db, clock, small_round, series, heard, sections):
    """A form returned out of a record and replaced, and another replaced without being asked; their ids."""
    own, now = sections[0], clock()
    who = Actor(None, "課", SECTION, frozenset({own}))
    linked, later = (drafting.add_form(db, who, now, small_round, own, "a") for _ in range(2))
    clock.moment = now.replace(day=19)
    for form in (linked, later):
        submit(db, clock(), small_round, own, form, COMPLETE_A)
    clock.moment = now
    remarks = {linked: {"content": "ヒアリングで話した参加人数を書いてください"}}
    returned = returning.send(db, SYSTEM, clock(), small_round, own, remarks)
    hearing_record.promise(db, clock(), heard[own], "Ａ票を直す", return_id=returned)
    return linked, later


def test_what_changed_because_of_a_hearing_before_and_after(
    secretariat, member, db, clock, small_round, series, heard, sections, replaced
):
    linked, later = replaced
    own = sections[0]
    page = secretariat.get(f"/hearings/{series}/outcome/changes").text
    assert "修正待ち" in page
    assert "ヒアリングで話した参加人数を書いてください" in page
    clock.advance(hours=1)
    new = COMPLETE_A | {
        "content": Answer(text="市民30人が公園の花壇を手入れする。"),
        "city_budget": Answer((1,), "2000"),
    }
    submit(db, clock(), small_round, own, linked, new)
    other = COMPLETE_A | {"content": Answer(text=FORMULA)}
    submit(db, clock(), small_round, own, later, other, reason="誤りに気付いた")
    page = secretariat.get(f"/hearings/{series}/outcome/changes").text
    because, _, by_itself = page.partition('id="later"')
    assert "30人" in because
    assert "修正待ち" not in because
    assert "第1版 → 第2版" in because
    assert "誤りに気付いた" in by_itself
    assert "30人" not in by_itself
    assert "合計（千円）" in by_itself  # the numbers at the end
    assert "ヒアリング前" in by_itself
    book = sheets(secretariat, series)
    rows = cells(book["ヒアリングによる調査票の変更"])
    one = next(r for r in rows if "市民30人が公園の花壇を手入れする。" in r)
    assert one[0] == "企画政策課"
    assert COMPLETE_A["content"].text in one
    assert "ヒアリングで話した参加人数を書いてください" in one[-1]
    assert any(FORMULA in r for r in cells(book["ヒアリング後の差し替え"]))
    assert [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"] == []
    data = cells(book["データ 調査票の変更"])
    assert {r[6] for r in data[1:]} == {0, 1}
    assert member.get(f"/hearings/{series}/outcome/changes").status_code == 403


def test_a_return_taken_back_and_a_project_withdrawn_are_told(
    secretariat, db, clock, small_round, series, heard, sections, replaced
):
    own = sections[0]
    returning.take_back(db, SYSTEM, clock(), small_round, own, db.value("SELECT max(id) FROM return_request"))
    page = secretariat.get(f"/hearings/{series}/outcome/changes").text
    assert "差戻しの取消し" in page
    clock.advance(hours=1)
    freeze(
        db, SYSTEM, clock(), small_round, own, [Frozen(replaced[1], COMPLETE_A, withdrawn=True)], {}, source="section",
        respondent="担当", extension="1", reason="事業終了", facts=Facts(2026),
    )  # fmt: skip
    page = secretariat.get(f"/hearings/{series}/outcome/changes").text.partition('id="later"')[2]
    assert "取下げ" in page
    assert "事業終了" in page


def test_what_was_imported_stood_before_the_hearing(
    secretariat, db, clock, small_round, series, heard, sections
):
    own = sections[0]
    form = drafting.add_form(db, Actor(None, "課", SECTION, frozenset({own})), clock(), small_round, own, "a")
    clock.advance(hours=1)
    freeze(
        db, SYSTEM, clock(), small_round, own, [Frozen(form, COMPLETE_A)], {}, source="import", respondent="",
        extension="", facts=Facts(2026),
    )  # fmt: skip
    page = secretariat.get(f"/hearings/{series}/outcome/changes").text
    assert "ヒアリングの後に課が差し替えた調査票はありません" in page
    assert "件数の変化はありません" in page


def test_everything_in_english(secretariat, series, heard, replaced):
    for path in ("", "/tables/answers", "/tables/reading", "/tables/follow-ups", "/changes"):
        page = secretariat.get(f"/hearings/{series}/outcome{path}?lang=en")
        assert page.status_code == 200

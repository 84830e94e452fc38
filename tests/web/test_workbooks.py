"""The Excel way: what the pages say, what is taken in, and what is never lost."""

from io import BytesIO

import openpyxl
import pytest

from app import web
from app.organisation import service as organisation
from app.responses.service import approving, drafting, reading, submitting
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.selfsaving.rule import Typed
from app.workbooks import tray
from forms.questions import Answer
from forms.workbook import order as forms_order
from tests.support.city import COMPLETE_A
from tests.support.hostile import into_sheet
from tests.support.workbooks import cell_of, row_cell


@pytest.fixture(autouse=True)
def few_spare_sheets(monkeypatch):
    """Opening and saving takes time with every sheet."""
    monkeypatch.setattr(forms_order, "SPARE_SHEETS", 2)
    monkeypatch.setattr(forms_order, "SPARE_ROWS", 2)


@pytest.fixture
def place(small_round, db):
    """The address of the first section's Excel page."""
    return f"/fill/{small_round}/{organisation.all_sections(db)[0].id}/workbook"


@pytest.fixture
def someone(db):
    """The account of the first section."""
    row = db.one("SELECT id, name FROM account WHERE login = 'section'")
    return Actor(row["id"], row["name"], SECTION, frozenset({organisation.all_sections(db)[0].id}))


def opened(client, place):
    """The downloaded workbook, open."""
    response = client.get(f"{place}.xlsx")
    assert response.status_code == 200
    return openpyxl.load_workbook(BytesIO(response.data))


def send(client, place, book, name="kaito.xlsx"):
    """Send a workbook back."""
    data = book
    if not isinstance(book, bytes):
        made = BytesIO()
        book.save(made)
        data = made.getvalue()
    client.get(place)
    return client.send(place, {"workbook": (BytesIO(data), name)}, content_type="multipart/form-data")


def test_a_blank_round_is_filled_in_through_excel(section, place, db, small_round):
    assert "Excelで記入する" in section.get(place.removesuffix("workbook")).text
    book = opened(section, place)
    assert book.sheetnames[:4] == ["はじめに", "全体", "Ａ-1", "Ａ-2"]
    cell_of(book["全体"], "status.choice").value = "② 現在実施しており、将来実施したい事業もある"
    cell_of(book["Ａ-1"], "name.text").value = "花壇づくり"
    cell_of(book["Ａ-1"], "activity.c8").value = "〇"
    answer = send(section, place, book)
    assert answer.status_code == 303
    page = section.get(answer.location).text
    assert "花壇づくり" in page
    assert "⑧地域活動" in page
    done = section.send(answer.location, {"seen": page.split('name="seen" value="')[1].split('"')[0]})
    assert done.status_code == 303
    assert "下書きに取り込みました" in section.get(done.location).text
    own = list(db.all("SELECT id, questionnaire FROM form ORDER BY id"))
    assert [f["questionnaire"] for f in own] == ["overall", "a"]
    assert reading.drafts(db, own[0]["id"]) == {"status": Answer((2,))}
    assert reading.drafts(db, own[1]["id"]) == {"name": Answer(text="花壇づくり"), "activity": Answer((8,))}


def forms_of(db):
    """(questionnaire, name) of every living form."""
    return [
        (r["questionnaire"], reading.drafts(db, r["id"]).get("name", Answer()).text)
        for r in db.all("SELECT id, questionnaire FROM form WHERE deleted_at IS NULL ORDER BY id")
    ]


def seen(page):
    return page.split('name="seen" value="')[1].split('"')[0]


def taken(client, place, book, **more):
    """Send a workbook and take it in; gives the page it led to."""
    sent = send(client, place, book)
    page = client.get(sent.location).text
    return client.send(sent.location, {"seen": seen(page), **more})


@pytest.fixture
def project(db, someone, clock, small_round, place):
    """An A project of the first section."""
    form_id = drafting.add_form(db, someone, clock(), small_round, min(someone.sections), "a")
    answers = {"name": Answer(text="花壇づくり"), "content": Answer(text="手入れ"), "type": Answer((1,))}
    drafting.write_answers(db, someone, clock(), form_id, answers)
    return form_id


def save(db, someone, clock, form_id, key, answer):
    """As on the screen."""
    kept = drafting.kept_answers(db, form_id)[key]
    done = drafting.save_draft(
        db, someone, clock(), form_id, {key: Typed(answer, kept.revision, kept.answer.mark())}
    )
    assert done.written == (key,)


def test_what_is_wrong_is_told_by_sheet_and_cell_and_nothing_is_taken(section, place, db, project):
    book = opened(section, place)
    sheet = book["Ａ-1"]
    cells = {
        "start.text": "昭和80", "city_budget.text": "たくさん", "type.choice": "⑨ だいたい市", "activity.c3": "？",
        "issue.c12": "○", "issue.c1": "○",
    }  # fmt: skip
    for name, text in cells.items():
        cell_of(sheet, name).value = text
    answer = send(section, place, book)
    page = section.get(answer.location).text
    for name in ("start.text", "city_budget.text", "type.choice", "activity.c3"):
        assert f"「Ａ-1」シート {cell_of(sheet, name).coordinate}" in page, name
    assert "昭和80という年はありません" in page
    assert "は、ほかの選択肢と同時に選べません" in page
    assert "取り込む</button>" not in page
    assert section.send(answer.location, {"seen": seen(page)}).status_code == 422
    assert "start" not in reading.drafts(db, project)


def test_unfinished_is_no_mistake(section, place, db, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "type.choice").value = "④ その他"
    cell_of(book["Ａ-1"], "start.choice").value = "①"
    sent = send(section, place, book)
    page = section.get(sent.location).text
    assert "提出までに記入が必要な欄" in page
    assert "の内容を記入してください" in page
    assert section.send(sent.location, {"seen": seen(page)}).status_code == 303
    assert reading.drafts(db, project)["type"] == Answer((4,))


def test_what_was_changed_on_the_screen_meanwhile_is_never_overwritten(
    section, place, db, someone, clock, project
):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇づくり（Excel）"
    cell_of(book["Ａ-1"], "type.choice").value = "② 市と相手方が対等に行う"
    save(db, someone, clock, project, "name", Answer(text="花壇づくり（画面）"))
    save(db, someone, clock, project, "content", Answer(text="画面で直した"))
    sent = send(section, place, book)
    page = section.get(sent.location).text
    assert "花壇づくり（Excel）" in page
    assert "花壇づくり（画面）" in page
    assert "画面で直した" not in page, "what the workbook did not touch stays out of it"
    undecided = section.send(sent.location, {"seen": seen(page)})
    assert undecided.status_code == 422
    assert "どちらを残すか、すべて選んでください" in undecided.text
    done = section.send(sent.location, {"seen": seen(page), "keep-f0-name": "screen"})
    assert done.status_code == 303
    said = reading.drafts(db, project)
    assert (said["name"].text, said["type"], said["content"].text) == (
        "花壇づくり（画面）",
        Answer((2,)),
        "画面で直した",
    )
    again = section.get(send(section, place, book).location).text
    assert "取り込むものはありません" in again, "what was decided is not asked again"


def test_the_workbook_s_text_may_win(section, place, db, someone, clock, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇（Excel）"
    save(db, someone, clock, project, "name", Answer(text="花壇（画面）"))
    assert taken(section, place, book, **{"keep-f0-name": "workbook"}).status_code == 303
    assert reading.drafts(db, project)["name"].text == "花壇（Excel）"


def test_a_draft_changed_after_the_preview_is_shown_again(section, place, db, someone, clock, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇（Excel）"
    sent = send(section, place, book)
    page = section.get(sent.location).text
    save(db, someone, clock, project, "name", Answer(text="花壇（画面）"))
    late = section.send(sent.location, {"seen": seen(page)})
    assert late.status_code == 409
    assert "もう一度ご確認ください" in late.text
    assert reading.drafts(db, project)["name"].text == "花壇（画面）"


def test_the_same_workbook_may_be_sent_again_and_again(section, place, db, project):
    book = opened(section, place)
    cell_of(book["Ａ-2"], "name.text").value = "菜園"
    row_cell(book["Ｂ"], "+1", "name.text").value = "観察会"
    sent = send(section, place, book)
    page = section.get(sent.location).text
    for _ in range(2):  # a double click
        done = section.send(sent.location, {"seen": seen(page)})
        assert done.status_code == 303
        assert done.location.endswith("/check")
    wanted = [("a", "花壇づくり"), ("a", "菜園"), ("b", "観察会")]
    assert forms_of(db) == wanted
    assert "取り込むものはありません" in section.get(send(section, place, book).location).text
    cell_of(book["Ａ-2"], "name.text").value = "市民菜園"
    page = section.get(send(section, place, book).location).text
    assert "市民菜園" in page
    assert "どちらを残しますか" not in page, "it was nobody but this workbook that wrote the old one"
    taken(section, place, book)
    assert forms_of(db) == [("a", "花壇づくり"), ("a", "市民菜園"), ("b", "観察会")]


def test_a_copied_sheet_is_asked_about(section, place, db, project):
    book = opened(section, place)
    copy = book.copy_worksheet(book["Ａ-1"])
    cell_of(copy, "name.text").value = "花壇づくり（西）"
    page = section.get(send(section, place, book).location).text
    assert "ほかのシート（行）の写しです" in page
    assert taken(section, place, book).status_code == 303
    assert forms_of(db) == [("a", "花壇づくり")], "not without a tick"
    taken(section, place, book, **{"copy-f1": "1"})
    assert forms_of(db) == [("a", "花壇づくり"), ("a", "花壇づくり（西）")]
    assert reading.drafts(db, project)["name"].text == "花壇づくり"


def test_none_is_declared_and_taken_back(section, place, db, project, small_round, someone):
    def declare(keys):
        book = opened(section, place)
        for row in range(1, 40):
            name = str(book["はじめに"].cell(row, 1).value or "")
            if name.startswith("none."):
                book["はじめに"].cell(row, 5).value = "○" if name[5:] in keys else None
        return book

    assert taken(section, place, declare({"b", "c"})).status_code == 303
    said = db.all("SELECT questionnaire FROM declaration ORDER BY questionnaire")
    assert [r["questionnaire"] for r in said] == ["b", "c"]
    assert taken(section, place, declare({"c"})).status_code == 303
    assert [r["questionnaire"] for r in db.all("SELECT questionnaire FROM declaration")] == ["c"]
    page = section.get(send(section, place, declare({"a", "c"})).location).text
    assert "「はじめに」シート E" in page
    assert "○を消してください" in page
    book = opened(section, place)
    row_cell(book["Ｃ"], "+1", "name.text").value = "縁側"
    assert "○を消してください" in section.get(send(section, place, book).location).text


def test_a_sheet_emptied_whole_is_no_deletion_and_says_so(section, place, db, project):
    book = opened(section, place)
    for name in ("name.text", "content.text", "type.choice"):
        cell_of(book["Ａ-1"], name).value = None
    page = section.get(send(section, place, book).location).text
    assert "事業そのものを削除するときは" in page
    taken(section, place, book)
    assert forms_of(db) == [("a", "")]


def test_a_deleted_project_is_not_brought_back_by_itself(section, place, db, someone, clock, project):
    book = opened(section, place)
    drafting.set_deleted(db, someone, clock(), project, True)
    assert "取り込むものはありません" in section.get(send(section, place, book).location).text
    cell_of(book["Ａ-1"], "name.text").value = "花壇"
    assert "「削除した事業」から元に戻してください" in section.get(send(section, place, book).location).text


def test_workbooks_of_others_are_recognised(section, client_for, place, db, clock, small_round):
    def told(book):
        answer = send(section, place, book)
        assert answer.status_code == 422
        return answer.text

    ours = organisation.all_sections(db)
    other_place = f"/fill/{small_round}/{ours[2].id}/workbook"
    assert "別の課の Excel ファイルです" in told(opened(client_for("section2"), other_place))
    with db.write():
        other = rounds.create(db, SYSTEM, clock(), "前の調査", 2025, [s.id for s in ours])
        rounds.change(db, SYSTEM, clock(), other, state="open")
    assert "別の調査の Excel ファイルです" in told(opened(section, f"/fill/{other}/{ours[0].id}/workbook"))
    book = opened(section, place)
    with db.write():
        db.run(
            "UPDATE round_questionnaire SET source = source || '\n' WHERE round_id = ? AND key = 'a'",
            (small_round,),
        )
    assert "設問が変わる前に作られた" in told(book)
    with db.write():
        db.run("UPDATE setting SET value = 'elsewhere' WHERE key = 'instance'")
    assert "別の市" in told(book)


def test_a_hostile_upload_leaves_nothing(section, place, app, db, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    good = section.get(f"{place}.xlsx").data
    counted = (
        "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM answer) + (SELECT count(*) FROM form)"
    )
    before = db.value(counted), sorted(p.name for p in web.runtime(app).instance.iterdir())
    far = into_sheet(good, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    for data, told in ((far, "XFD1048576"), (b"no workbook", "として読めません"), (b"", "選んでください")):
        name = "" if told == "選んでください" else "x.xlsx"
        answer = send(section, place, data, name)
        assert answer.status_code == 422
        assert told in answer.text
        assert 'id="workbook-error"' in answer.text
    assert (db.value(counted), sorted(p.name for p in web.runtime(app).instance.iterdir())) == before
    assert list(temporary.iterdir()) == []
    assert not tray._trays.get(db)


def test_only_this_page_takes_larger_files(section, place, small_round):
    large = b"x" * (5 * 1024 * 1024)
    assert closed(send(section, place, large)).status_code == 422, "it was looked at"
    assert closed(send(section, place, b"x" * (9 * 1024 * 1024))).status_code == 413
    other = place.removesuffix("workbook") + "check"
    answer = section.send(other, {"workbook": (BytesIO(large), "x.xlsx")}, content_type="multipart/form-data")
    assert closed(answer).status_code == 413


def closed(answer):
    """The test client puts what it sends into a file."""
    answer.request.environ["wsgi.input"].close()
    return answer


def test_a_preview_belongs_to_its_person_and_expires(section, client_for, place, db, clock, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇"
    location = send(section, place, book).location
    assert client_for("section2").get(location).status_code == 404
    with db.write():
        db.run(
            "UPDATE account_section SET section_id = 1 WHERE account_id = (SELECT id FROM account WHERE login = 'section2')"
        )
    assert client_for("section2").get(place).status_code == 200
    assert client_for("section2").get(location).status_code == 404, "a colleague has not seen what was sent"
    assert "What the workbook would change" in _english(section).get(location).text
    clock.advance(minutes=61)
    late = section.get(location)
    assert late.status_code == 410
    assert section.send(location, {"seen": "x"}).status_code == 410
    assert reading.drafts(db, project)["name"].text == "花壇づくり"


def _english(client):
    client.send("/language", {"lang": "en", "next": "/"})
    return client


def test_one_person_keeps_three_previews_and_a_large_one_pushes_the_oldest_out(
    section, place, project, monkeypatch
):
    book = opened(section, place)
    locations = [send(section, place, book).location for _ in range(4)]
    assert [section.get(at).status_code for at in locations] == [410, 200, 200, 200]
    monkeypatch.setattr(tray, "MOST_LETTERS", 10)
    last = send(section, place, book).location
    assert [section.get(at).status_code for at in (*locations, last)] == [410, 410, 410, 410, 200]


def test_when_nothing_may_be_written_any_more(section, place, db, clock, small_round, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇"
    location = send(section, place, book).location
    page = section.get(location).text
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    assert section.send(location, {"seen": seen(page)}).status_code in (409, 422)
    assert send(section, place, book).status_code == 409
    assert "ダウンロード" in section.get(place).text
    assert reading.drafts(db, project)["name"].text == "花壇づくり"


def test_the_secretariat_enters_what_a_section_mailed(secretariat, section, place, db, project):
    book = opened(section, place)
    cell_of(book["Ａ-1"], "name.text").value = "花壇"
    page = secretariat.get(send(secretariat, place, book).location).text
    assert "事務局入力" in page
    assert taken(secretariat, place, book).status_code == 303
    assert reading.drafts(db, project)["name"].text == "花壇"


def test_strangers_find_nothing(client_for, place):
    for client in (client_for("section2"), client_for("member")):
        for address in (place, f"{place}.xlsx", f"{place}/some-token"):
            assert client.get(address).status_code in (403, 404)


def test_a_confirmed_answer_stays_confirmed_and_a_remark_stays(section, place, db, someone, clock, project):
    large = Answer((1,), "20,000,000", confirmed="20,000,000")
    drafting.write_answers(
        db, someone, clock(), project, {"city_budget": large, "content": Answer(text="a", other="付記")}
    )
    book = opened(section, place)
    assert "取り込むものはありません" in section.get(send(section, place, book).location).text
    cell_of(book["Ａ-1"], "content.text").value = "手入れをする"
    taken(section, place, book)
    said = reading.drafts(db, project)
    assert said["content"] == Answer(text="手入れをする", other="付記")
    assert said["city_budget"] == large


def test_a_form_waiting_for_approval_is_locked_for_workbooks_too(
    section, place, db, someone, clock, small_round
):
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    form_id = drafting.add_form(db, someone, clock(), small_round, min(someone.sections), "a")
    drafting.write_answers(db, someone, clock(), form_id, COMPLETE_A)
    book = opened(section, place)
    work = submitting.section_work(db, clock(), small_round, min(someone.sections))
    approving.send(
        db, someone, clock(), small_round, min(someone.sections), {form_id: work.items[0].seen},
        respondent="青木", extension="1", rest_seen=work.rest_seen,
    )  # fmt: skip
    assert "取り込むものはありません" in section.get(send(section, place, book).location).text
    cell_of(book["Ａ-1"], "name.text").value = "花壇"
    assert "決裁待ちのため変更できません" in section.get(send(section, place, book).location).text

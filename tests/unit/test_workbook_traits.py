"""What Excel and people put into cells: runs and readings, dates, marks in many shapes, copies, lost rows."""

import re
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from forms.questionnaire import load, load_all
from forms.questions import Answer
from forms.workbook import Unusable, parts, read
from forms.workbook.words import chosen, marked
from tests.support.hostile import rewritten
from tests.support.workbooks import cell_of, row_cell, written

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
MADE = (*load_all(), D)
A = MADE[1]


@cache
def blank():
    """The workbook of a section that has not answered anything."""
    return written({}, MADE)


def with_cells(cells, more=lambda name, content: content):
    """The first spare A sheet, with the XML of these cells (`name.text` → XML, `{at}` its address)."""
    data = blank()
    book = openpyxl.load_workbook(BytesIO(data))
    part = f"xl/worksheets/sheet{book.sheetnames.index('Ａ-1') + 1}.xml"
    wanted = {cell_of(book["Ａ-1"], name).coordinate: xml for name, xml in cells.items()}

    def change(name, content):
        if name == part:
            for at, xml in wanted.items():
                content, count = re.subn(
                    rf'<c r="{at}"( s="\d+")?/>'.encode(),
                    lambda m, at=at, xml=xml: xml.format(at=at, style=(m[1] or b"").decode()).encode(),
                    content,
                )
                assert count == 1, at
        return more(name, content)

    return rewritten(data, change)


def told(reading):
    return [(place.sheet, place.cell, text.ja) for place, text in reading.troubles]


def test_rich_text_and_readings_and_inline_strings():
    data = with_cells({
        "name.text": '<c r="{at}"{style} t="inlineStr"><is><r><t>花</t></r><r><rPr><b/></rPr><t xml:space="preserve">壇 </t></r>'
                     '<rPh sb="0" eb="1"><t>カダン</t></rPh><phoneticPr fontId="1"/></is></c>',
        "unit.text": '<c r="{at}"{style} t="str"><v>緑化係</v></c>',
        "content.text": '<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">一行目\r\n二行目_x000D_\n</t></is></c>',
    })  # fmt: skip
    (form,) = read(BytesIO(data), MADE).forms
    assert form.answers["name"].text == "花壇 "
    assert form.answers["unit"].text == "緑化係"
    assert form.answers["content"].text == "一行目\n二行目\n"


def test_readings_in_the_shared_table_are_no_text():
    shared = b'<si><t>\xe8\x8a\xb1\xe5\xa3\x87</t><rPh sb="0" eb="2"><t>\xe3\x82\xab\xe3\x83\x80\xe3\x83\xb3</t></rPh></si></sst>'
    count = len(re.findall(b"<si>", _shared(blank())))
    data = with_cells(
        {"name.text": f'<c r="{{at}}"{{style}} t="s"><v>{count}</v></c>'},
        lambda name, content: (
            content.replace(b"</sst>", shared) if name == "xl/sharedStrings.xml" else content
        ),
    )
    assert read(BytesIO(data), MADE).forms[0].answers["name"].text == "花壇"


def _shared(data):
    import zipfile

    return zipfile.ZipFile(BytesIO(data)).read("xl/sharedStrings.xml")


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_days_typed_where_a_year_belongs(epoch):
    """A day of a date style is read as its year, in both of Excel's calendars, and the reader is told."""
    number = {1900: 31868, 1904: 31868 - 1462}[epoch]  # 1987-04-01

    def styled(name, content):
        if name == "xl/styles.xml":
            content = content.replace(b'numFmtId="49"', b'numFmtId="14"')
        if name == "xl/workbook.xml" and epoch == 1904:
            content = content.replace(b"<workbookPr", b'<workbookPr date1904="1"')
        return content

    data = with_cells({"start.text": f'<c r="{{at}}"{{style}}><v>{number}</v></c>'}, styled)
    reading = read(BytesIO(data), MADE)
    assert reading.forms[0].answers["start"].text == "1987"
    assert "1987-04-01" in reading.notes[0].ja


def test_a_day_before_april_belongs_to_the_fiscal_year_before():
    def change(book):
        cell_of(book["Ｄ-1"], "opening.text").value = date(2012, 2, 1)
        row_cell(book["Ｃ"], "+1", "timing.text").value = date(2012, 4, 1)

    reading = edited(change)
    assert [f.answers.get("opening", f.answers.get("timing")).text for f in reading.forms] == ["2012", "2011"]


def test_numbers_booleans_errors_and_formulas():
    data = with_cells({
        "start.text": '<c r="{at}"><v>1987</v></c>',
        "city_budget.text": '<c r="{at}"><v>1180.0</v></c>',
        "total_budget.text": '<c r="{at}"><f>500+700</f><v>1200</v></c>',
        "activity.c1": '<c r="{at}" t="b"><v>1</v></c>',
        "activity.c2": '<c r="{at}" t="b"><v>0</v></c>',
        "name.text": '<c r="{at}" t="e"><v>#N/A</v></c>',
        "unit.text": '<c r="{at}"><f>A1&amp;B1</f></c>',
    })  # fmt: skip
    reading = read(BytesIO(data), MADE)
    answers = reading.forms[0].answers
    assert answers["start"].text == "1987"
    assert answers["city_budget"].text == "1180"
    assert answers["total_budget"].text == "1200"
    assert answers["activity"] == Answer((1,))
    assert [(s, t) for s, _, t in told(reading)] == [
        ("Ａ-1", "係：計算式の結果が保存されていません。値を直接入力してください。"),
        ("Ａ-1", "1 協働事業名：エラー値（#N/A）が入っています。値を入力し直してください。"),
    ]
    assert {"name", "unit"}.isdisjoint(answers)


@pytest.mark.parametrize(
    "text", ["○", "〇", "◯", "●", "✓", "レ", "1", "１", " ○ ", "ＴＲＵＥ", "③", "3", "o", "✔️"]
)
def test_what_counts_as_a_mark(text):
    assert marked(text, 3) is True


@pytest.mark.parametrize(
    ("text", "said"),
    [("", False), ("　", False), ("×", False), ("0", False), ("FALSE", False), ("たぶん", None), ("4", None)],
)
def test_what_does_not(text, said):
    assert marked(text, 3) is said


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("③ 相手方が主体となり、市が協力する", (3,)), ("③", (3,)), ("3", (3,)), ("３", (3,)), ("民間", (3,)), ("３．民間", (3,)),
        ("③民間 ", (3,)), ("相手方が主体となり、市が協力する", (3,)), ("③ The partner leads, the city helps", (3,)),
        ("①、③", (1, 3)), ("", ()), ("9", (9,)), ("③ 市主体", None), ("だいたい民間", None),
    ],
)  # fmt: skip
def test_what_a_choice_cell_may_say(text, codes):
    question = A.question("type")
    assert chosen(text, {c.code: (parts.option(c), c.label, c.short) for c in question.choices}) == codes


def edited(change, forms=None):
    book, made = openpyxl.load_workbook(BytesIO(written(forms, MADE) if forms else blank())), BytesIO()
    change(book)
    book.save(made)
    return read(BytesIO(made.getvalue()), MADE)


def test_sheets_are_known_by_what_is_inside_them():
    def change(book):
        book["Ａ-1"].title = "花壇づくり"
        book.move_sheet("花壇づくり", 3)
        del book["Ａ-2"]
        copy = book.copy_worksheet(book["花壇づくり"])
        cell_of(copy, "name.text").value = "写した事業"
        book.create_sheet("メモ")["A1"] = "覚え書き"

    reading = edited(change, {"a": [{"name": Answer(text="花壇")}, {"name": Answer(text="菜園")}]})
    assert [(f.ref, bool(f.copy), f.answers["name"].text) for f in reading.forms if f.key == "a"] == [
        ("11", False, "花壇"), ("11", True, "写した事業"),
    ]  # fmt: skip
    assert [n.ja for n in reading.notes] == [
        "「メモ」シートは調査票ではないため、読みませんでした。",
        "「Ａ-2」シートがないため、その内容は変わりません（シートを削除しても事業は削除されません）。",
    ]


def test_rows_may_be_moved_about():
    def change(book):
        sheet = book["Ｂ"]
        row_cell(sheet, "+1", "name.text").value = "新しい事業"
        sheet.insert_rows(9, 2)
        book["Ａ-1"].insert_rows(6, 3)
        cell_of(book["Ａ-1"], "name.text").value = "花壇"

    reading = edited(change, {"b": [{"name": Answer(text="観察会")}]})
    assert [(f.key, f.ref, f.answers["name"].text) for f in reading.forms] == [
        ("a", "+1", "花壇"), ("b", "11", "観察会"), ("b", "+1", "新しい事業"),
    ]  # fmt: skip


def test_a_row_of_ones_own_is_told_with_its_cell():
    def change(book):
        book["Ｃ"]["D40"] = "勝手な行"

    assert told(edited(change)) == [
        ("Ｃ", "D40", "表に追加された行は読めません。あらかじめ用意された行に記入してください。")
    ]


def test_a_question_with_lost_rows_is_left_alone():
    def change(book):
        sheet = book["Ａ-1"]
        cell_of(sheet, "name.text").value = "花壇"
        row = cell_of(sheet, "activity.c3").row
        sheet.cell(row, 1).value = None

    reading = edited(change)
    assert "activity" not in reading.forms[0].answers
    assert "分類（ア）" in reading.notes[0].ja


def test_a_long_text_of_which_a_piece_was_lost_is_left_alone():
    def change(book):
        sheet = book["Ａ-1"]
        sheet.delete_rows(cell_of(sheet, "content.text#2/2").row)
        cell_of(sheet, "name.text").value = "花壇"

    long = {"name": Answer(text="庭"), "content": Answer(text="長い文章です。" * 260)}
    (form,) = edited(change, {"a": [long]}).forms
    assert form.answers["name"].text == "花壇"
    assert "content" not in form.answers


def test_a_long_text_is_mended_in_its_pieces():
    def change(book):
        sheet = book["Ａ-1"]
        cell_of(sheet, "content.text#2/2").value = "終わり。"

    (form,) = edited(change, {"a": [{"content": Answer(text="長い文章です。" * 260)}]}).forms
    text = form.answers["content"].text
    assert text.startswith("長い文章です。")
    assert text.endswith("長い文章です。終わり。")


def test_a_damaged_sheet_is_told():
    def change(book):
        book["Ａ-1"].delete_cols(1)

    assert [(s, c) for s, c, _ in told(edited(change))] == [("Ａ-1", "A1")]


def test_without_its_hidden_sheet_it_says_so():
    book, made = openpyxl.load_workbook(BytesIO(blank())), BytesIO()
    del book["管理用"]
    book.save(made)
    with pytest.raises(Unusable, match="has been lost"):
        read(made, MADE)
    other, made = openpyxl.Workbook(), BytesIO()
    other.save(made)
    with pytest.raises(Unusable, match="not a workbook of this survey"):
        read(made, MADE)

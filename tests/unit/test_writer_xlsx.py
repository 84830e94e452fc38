"""Workbooks read back cell by cell: every value, its type, its look."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from forms.questions import Text
from reports.tables import Column, ResultTable, Row
from reports.writers.xlsx import layout, safe_name, write_workbook
from reports.writers.xlsx_canvas import FONT
from reports.writers.xlsx_text import clean
from tests.support import xlsx_book
from tests.support.xlsx_read import CREATED, head_row, one, pages_of, table_of, written

ALL = xlsx_book.book()


@pytest.fixture(scope="module")
def workbook():
    return written(ALL)


# What is written


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_nothing_is_ever_a_formula_or_a_link(paper):
    """Also where texts stand in merged cells, as in the bands on A4."""
    for sheet in written(xlsx_book.book(paper)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type == ("s" if isinstance(cell.value, str) else "n")
            assert cell.hyperlink is None


@pytest.mark.parametrize("purpose", ["print", "counts", "data"])
@pytest.mark.parametrize(
    "odd", [*xlsx_book.ODD, xlsx_book.RARE, "\n=1", "'=1", "１，０００", "TRUE", "2026-11-21", "=" * 300]
)
def test_text_stays_text(purpose, odd):
    cells = [c for row in one(table_of(odd), purpose).iter_rows() for c in row if c.value is not None]
    assert cells[-1].value == odd
    assert cells[-1].data_type == "s"
    assert bool(cells[-1].quotePrefix) == odd.startswith(("=", "+", "-", "@"))  # also when somebody edits it


@pytest.mark.parametrize(("kind", "value", "shown"), [
    ("thousand_yen", 1_234_567, "#,##0_ "), ("number", 12.5, "#,##0.0_ "), ("number", 0, "#,##0_ "),
    ("percent", 0.731, "0.0%_ "), ("code", 3, "General"), ("text", 2010, "General"),
])  # fmt: skip
@pytest.mark.parametrize("purpose", ["print", "counts", "data"])
def test_numbers_stay_numbers(kind, value, shown, purpose):
    sheet = one(table_of(value, columns=(Column("k", Text("列"), kind),)), purpose)
    cell = [c for row in sheet.iter_rows() for c in row if c.value is not None][-1]
    assert (cell.value, cell.data_type) == (value, "n")
    assert cell.number_format == (shown if purpose != "data" else shown.removesuffix("_ "))


def test_data_sheet_cell_by_cell(workbook):
    table, sheet = xlsx_book.data(), workbook["回答データ"]
    assert [c.value for c in sheet[1]] == [column.key for column in table.columns]
    for row, cells in zip(table.rows, sheet.iter_rows(min_row=2), strict=True):
        wanted = [
            c.ja if isinstance(c, Text) else c or (None if isinstance(c, str) else c) for c in row.cells
        ]
        # XlsxWriter writes 16 digits of a fraction.
        assert [c.value for c in cells] == [pytest.approx(v) if isinstance(v, float) else v for v in wanted]
        assert [c.data_type for c in cells if c.value is not None] == [
            "s" if isinstance(v, str) else "n" for v in wanted if v is not None
        ]
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:E{len(table.rows) + 1}"
    assert sheet["B2"].quotePrefix
    assert not sheet["B6"].quotePrefix


def test_merged_cells_are_no_formulas_either():
    columns = (Column(".d", Text("=部"), merge=True), Column("a", Text("+問")), Column("b", Text("=1+1")))
    rows = tuple(Row(("=1+1", f"={i}", "{=A1}"), group="g") for i in range(3))
    table = ResultTable("t", Text("=1+1"), columns, rows, Text("=2"), Text("http://example.jp"))
    for purpose in ("print", "counts"):
        sheet = one(table, purpose)
        assert "A5:A7" in {str(m) for m in sheet.merged_cells.ranges}
        cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
        assert [sheet[at].value for at in ("A1", "A2", "A3", "A5")] == [
            "=1+1",
            "=2",
            "http://example.jp",
            "=1+1",
        ]
        assert {c.data_type for c in cells} == {"s"}
        assert not any(c.hyperlink for c in cells)


def records(sheet, table, head):
    """Texts per project of a one-line print sheet, their parts joined: {number: {column: text}}, in order."""
    starts = {}
    for column in table.columns:
        starts[column.key] = next(c.column for c in sheet[head] if c.value == column.title.ja)
    out, section, current = {}, None, None
    for row in range(head + 1, sheet.max_row + 1):

        def value(key, row=row):
            return sheet.cell(row, starts[key]).value

        section = value(".section") or section
        number = value(".number")
        if value("unit") in ("未提出", "該当事業なし"):  # one cell over everything else
            current = None
            continue
        if number and number not in out:
            out[number] = {".section": section} | {k: [] for k in starts if not k.startswith(".")}
        current = number or current
        for key in out.get(current, {}):
            if not key.startswith(".") and value(key) is not None:
                out[current][key].append(value(key))
    return out


def test_print_sheet_cell_by_cell_with_every_continued_text(workbook):
    table, sheet = xlsx_book.projects(), workbook["Ａ 一覧"]
    found = records(sheet, table, head_row(sheet, table))
    projects = [row for row in table.rows if not row.state]
    assert list(found) == [row.cells[3] for row in projects]
    cut = 0
    for row in projects:
        got = found[row.cells[3]]
        assert got[".section"] == row.cells[1]
        for column, wanted in zip(table.columns, row.cells, strict=True):
            if column.merge or column.key == ".number":
                continue
            parts = got[column.key]
            mark = "※" if column.key in row.marks and isinstance(wanted, str) else ""
            if column.key == "unit":
                assert set(parts) == {wanted}  # said again on every page
            elif isinstance(wanted, str):
                assert all(part.startswith("（続き）\n") for part in parts[1:])
                joined = parts[0] + "".join(part.removeprefix("（続き）\n") for part in parts[1:])
                assert joined.replace("\n", "") == (mark + wanted).replace("\n", "")
                cut += len(parts) > 1
            else:
                assert parts == [wanted]
    assert cut == 3


def test_title_base_note_and_what_the_mark_means(workbook):
    sheet = workbook["Ａ 一覧"]
    assert sheet["A1"].value == "Ａ調査票　回答一覧"
    assert sheet["A2"].value == xlsx_book.BASE.ja
    assert "記入なし" in sheet["A3"].value
    assert "※印" in sheet["A3"].value
    assert "※" not in str(workbook["全体 一覧"]["A3"].value)


def test_english():
    sheet = written(ALL, "en")["A"]
    said = {c.value for row in sheet.iter_rows() for c in row}
    assert {"Answers A", "Department", "Not submitted", "None (declared)"} <= said
    assert any(str(v).startswith("(continued)\n") for v in said)


# How it looks


def test_states_and_blanks_differ_in_more_than_colour(workbook):
    looks = {}
    for row in workbook["Ａ 一覧"].iter_rows():
        for c in row:
            if c.value in ("未提出", "該当事業なし", "記入なし", "事業その1"):
                looks[c.value] = (c.font.b, c.font.i, c.fill.fill_type, c.alignment.horizontal)
    assert len(set(looks.values())) == len(looks) == 4
    assert looks["未提出"] == (True, False, "solid", "center")
    assert looks["該当事業なし"] == (False, True, None, "center")


def test_a_state_row_says_its_word_even_where_its_cells_are_silent():
    columns = (Column(".s", Text("課"), merge=True), Column("a", Text("問")), Column("b", Text("問２")))
    assert one(table_of("税務課", None, None, columns=columns, state="missing"))["B3"].value == "未提出"
    assert one(table_of("税務課", None, None, columns=columns, state="none"))["B3"].value == "該当事業なし"
    two = one(table_of("税務課", "未提出", "期限まで", columns=columns, state="missing"))
    assert (two["B3"].value, two["C3"].value) == ("未提出", "期限まで")


def test_a_marked_number_stays_a_number():
    sheet = one(table_of(1_180, columns=(Column("k", Text("予算"), "thousand_yen"),), marks=frozenset({"k"})))
    cell = sheet[sheet.max_row][0]
    assert (cell.value, cell.number_format) == (1_180, '"※"#,##0_ ')


def test_every_cell_has_the_font_and_no_text_is_small(workbook):
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for c in row:
                if c.value is not None:
                    assert c.font.name == FONT
                    assert c.font.sz >= 8


# Files and names


def test_same_book_same_bytes_and_only_a_title(tmp_path):
    target, again = tmp_path / "a.xlsx", BytesIO()
    write_workbook(ALL, target, created=CREATED)
    write_workbook(ALL, again, created=CREATED)
    assert target.read_bytes() == again.getvalue()
    with zipfile.ZipFile(target) as file:
        core = file.read("docProps/core.xml").decode()
    assert "2026-11-21T00:00:00Z" in core
    properties = load_workbook(target).properties
    assert properties.title == ALL.title.ja
    assert not properties.creator
    assert not properties.lastModifiedBy


@pytest.mark.parametrize(("name", "safe"), [
    ("Ａ 一覧", "Ａ 一覧"), ("a/b:c*d?[e]\\", "a／b：c＊d？［e］＼"), ("''", "-"), ("History", "History (2)"),
    ("長" * 40, "長" * 31), ("𠮷" * 20, "𠮷" * 15), ("x\ny", "x y"),
])  # fmt: skip
def test_safe_names(name, safe):
    assert safe_name(name, set()) == safe


def test_names_are_unique_in_any_case():
    taken = set()
    assert [safe_name(n, taken) for n in ("Data", "data", "DATA")] == ["Data", "data (2)", "DATA (3)"]
    assert len(safe_name("長" * 40, {"長" * 31})) == 31


@pytest.mark.parametrize("purpose", ["print", "counts", "data"])
def test_a_table_without_rows(purpose):
    assert ("k" if purpose == "data" else "列") in [
        c.value
        for row in one(ResultTable("t", Text("表"), (Column("k", Text("列")),), ()), purpose).iter_rows()
        for c in row
    ]


def test_a_data_text_beyond_a_cell_is_refused_not_cut():
    assert one(table_of("あ" * 32_767), "data")["A2"].value == "あ" * 32_767
    with pytest.raises(ValueError, match="row 2, k0"):
        one(table_of("あ" * 32_768), "data")
    with pytest.raises(ValueError, match="32767"):
        one(table_of("𠮷" * 16_384), "data")


def test_a_text_beyond_a_cell_is_printed_in_full():
    text = "あ" * 40_000
    sheet = one(table_of(text))
    parts = [c.value for row in sheet.iter_rows(min_row=3) for c in row if c.value]
    assert "".join(p.removeprefix("（続き）\n") for p in parts) == text
    assert len(pages_of(sheet)) > 1


def test_line_ends_and_forbidden_characters():
    sheet = one(table_of("a\r\nb\rc\x0b\ud800\uffff\td"), "data")
    assert sheet["A2"].value == "a\nb\nc\ufffd\ufffd\ufffd\td"


def test_layout_draws_nothing_twice():
    for canvas in layout(ALL).sheets:
        seen = set()
        for method, _, *place in canvas.cells:
            if method in ("write_string", "write_number", "write_blank"):
                assert tuple(place[:2]) not in seen
                seen.add(tuple(place[:2]))
            elif method == "merge_range":
                cells = {(r, c) for r in range(place[0], place[2] + 1) for c in range(place[1], place[3] + 1)}
                assert not cells & seen
                seen |= cells


def test_the_real_survey_is_written_whole(shared_data):
    """Every text of the real tables stands on its sheet; one that continues, part by part."""
    from reports.book import round_tables
    from tests.support.koganei import load_round

    book = round_tables(load_round(shared_data / "koganei-2010"))
    for made, sheet in zip(book.sheets, written(book).worksheets, strict=True):
        values = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
        said = {value.removeprefix("※") for value in values}
        parts = "".join(value.removeprefix("（続き）\n") for value in values).replace("\n", "")
        for cell in (cell for table in made.tables for row in table.rows for cell in row.cells):
            text = cell.ja if isinstance(cell, Text) else cell
            if isinstance(text, str) and text:
                assert clean(text) in said or clean(text).replace("\n", "") in parts

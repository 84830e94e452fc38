"""Workbooks read back cell by cell: every value, its type, its look, and where pages end."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Column, ResultTable, Row
from reports.writers.xlsx import layout, safe_name, write_workbook
from reports.writers.xlsx_canvas import FONT, PAPERS
from reports.writers.xlsx_frame import leading_count, make_frame
from reports.writers.xlsx_text import EM, clean, line_starts, text_width
from tests.support import xlsx_book

CREATED = datetime(2026, 11, 21, tzinfo=UTC)
ALL = xlsx_book.book()


def written(book, lang="ja"):
    """The workbook as openpyxl reads it."""
    target = BytesIO()
    write_workbook(book, target, lang, CREATED)
    target.seek(0)
    return load_workbook(target)


def one(table, purpose="print", paper="A3", lang="ja"):
    """The sheet of one table."""
    return written(Book(Text("題"), (Sheet(Text("表"), purpose, (table,), paper),)), lang).worksheets[0]


def table_of(*cells, columns=None, **options):
    columns = columns or tuple(Column(f"k{i}", Text(f"列{i}")) for i in range(len(cells)))
    return ResultTable("t", Text("表題"), columns, (Row(tuple(cells), **options),))


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
    assert [c.value for c in sheet[1]] == [column.title.ja for column in table.columns]
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


def head_row(sheet, table):
    return next(row for row in range(1, 9) if sheet.cell(row, 1).value == table.columns[0].title.ja)


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


# Pages


def pages_of(sheet):
    ends = [b.id for b in sheet.row_breaks.brk]
    return [range(a + 1, b + 1) for a, b in zip([0, *ends], [*ends, sheet.max_row], strict=True)]


@pytest.mark.parametrize("paper", ["A3", "A4"])
@pytest.mark.parametrize("index", [0, 1])
def test_pages_fit_the_paper(paper, index):
    sheet = written(xlsx_book.book(paper)).worksheets[index]
    size = PAPERS[paper]
    heads = sheet.print_title_rows.replace("$", "").split(":")
    head = sum(sheet.row_dimensions[r].height for r in range(int(heads[0]), int(heads[1]) + 1))
    for number, rows in enumerate(pages_of(sheet)):
        heights = [sheet.row_dimensions[r].height for r in rows]
        assert max(heights) <= 409
        assert sum(heights) + (head if number else 0) <= size.height - size.top - size.bottom
    pixels = sum(int(d.width * 7 + 0.5) * (d.max - d.min + 1) for d in sheet.column_dimensions.values())
    assert size.width - 2 * size.side >= pixels * 0.75 * 1.058
    assert pixels >= 0.99 * size.across
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (size.code, "landscape")
    assert sheet.page_setup.fitToWidth is None or not sheet.sheet_properties.pageSetUpPr
    assert sheet.page_setup.scale in (None, 100)
    assert "$A$1:" in sheet.print_area
    assert "&P / &N" in sheet.oddFooter.center.text
    assert "現在" in sheet.oddHeader.right.text


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_merged_labels_end_with_their_page_and_begin_again(paper):
    table, sheet = xlsx_book.projects(), written(xlsx_book.book(paper)).worksheets[1]
    pages = pages_of(sheet)
    page_of = {row: i for i, rows in enumerate(pages) for row in rows}
    merged = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}
    for m in merged.values():
        assert page_of[m.min_row] == page_of[m.max_row]
    columns = [next(c.column for c in sheet[head_row(sheet, table)] if c.value == t) for t in ("部", "課")]
    first = head_row(sheet, table) + (2 if paper == "A4" else 1)
    sections = []
    for rows in pages:
        for column in columns:
            row = max(rows[0], first)
            while row <= rows[-1]:
                value = sheet.cell(row, column).value
                assert value
                if column == columns[1]:
                    sections.append(value)
                end = merged[row, column].max_row if (row, column) in merged else row
                following = sheet.cell(end + 1, column).value if end < rows[-1] else None
                assert following != value
                row = end + 1
    wanted = [section for _, section in xlsx_book.sections()]
    assert list(dict.fromkeys(sections)) == wanted


def test_equal_sections_of_two_groups_stay_two_cells():
    columns = (
        Column(".d", Text("部"), merge=True),
        Column(".s", Text("課"), merge=True),
        Column("a", Text("問")),
    )
    rows = tuple(Row(("総務部", "庶務課", str(i)), group=str(i // 2)) for i in range(4))
    sheet = one(ResultTable("t", Text("表"), columns, rows))
    assert {"A3:A6", "B3:B4", "B5:B6"} == {str(m) for m in sheet.merged_cells.ranges if m.min_row > 1}


def test_several_tables_for_print_carry_their_own_heads():
    made = Book(Text("題"), (Sheet(Text("表"), "print", (xlsx_book.opinions(), xlsx_book.projects())),))
    sheet = written(made).worksheets[0]
    assert sheet.print_title_rows is None
    for rows in pages_of(sheet):
        assert any(sheet.cell(r, 1).value == "部" for r in rows)


def test_two_lines_on_a4_one_on_a3():
    table = xlsx_book.projects()
    assert leading_count(table.columns) == 4
    assert [len(line) for line in make_frame(table, PAPERS["A3"], False).lines] == [16]
    upper, lower = make_frame(table, PAPERS["A4"], True).lines
    assert (len(upper), len(lower)) == (5, 11)
    assert (upper[0].left, upper[-1].right) == (lower[0].left, lower[-1].right)


# Counts


def test_counts_have_native_charts_beside_their_rows(workbook):
    table, sheet = xlsx_book.counts(), workbook["Ａ 集計"]
    assert len(sheet._charts) == len(table.charts)
    pages, rights = (
        pages_of(sheet),
        max(c.column for row in sheet.iter_rows() for c in row if c.has_style and c.border.left.style),
    )
    for chart, plan in zip(sheet._charts, table.charts, strict=True):
        series = chart.series[0]
        first, last = (int(part.rsplit("$", 1)[1]) for part in series.val.numRef.f.split(":"))
        assert sheet.cell(first, 4).value == table.rows[plan.first].cells[3]
        assert sheet.cell(last, 4).value == table.rows[plan.last].cells[3]
        assert (chart.anchor._from.row + 1, chart.anchor.to.row + 1) == (first, last)
        assert chart.anchor._from.col >= rights
        assert any(first in rows and last in rows for rows in pages)
        assert series.dLbls.showVal


def test_charts_below_a_wide_table_stand_in_rows_of_their_own():
    wide = tuple(replace(column, width=column.width * 2) for column in xlsx_book.counts().columns)
    sheet = one(replace(xlsx_book.counts(), columns=wide), "counts", "A4")
    for chart in sheet._charts:
        rows = range(chart.anchor._from.row + 1, chart.anchor.to.row + 2)
        assert all(c.value is None for r in rows for c in sheet[r])


def test_counts_values_titles_and_totals(workbook):
    sheet = workbook["部別"]
    values = [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]
    assert values.count(["部別"]) == 3
    assert values.count([xlsx_book.BASE.ja]) == 3
    assert values.count(["計", 1, 2, 3, 4, 5]) == 3
    total = next(row for row in sheet.iter_rows() if row[0].value == "計")
    assert all(c.font.b and c.fill.fill_type == "solid" for c in total[:6])
    size = PAPERS["A4 upright"]
    for rows in pages_of(sheet):
        assert any(sheet.cell(r, 1).value == "部" for r in rows)
        assert sum(sheet.row_dimensions[r].height for r in rows) <= size.height - size.top - size.bottom


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
    assert "列" in [
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


# Measuring

TEXTS = st.text(alphabet="あ漢、。（）「」①ｶﾞaWi 1-\n𠮷😀ゃー", max_size=200)


@given(TEXTS, st.integers(200, 3_000))
def test_lines_are_the_whole_text_and_fit(text, room):
    starts = line_starts(text, room)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    lines = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert "".join(lines) == text
    assert len(lines) >= text.count("\n") + 1
    for line in lines:
        assert "\n" not in line[:-1]
        assert text_width(line.rstrip("\n")) <= room


def test_where_lines_break():
    def lines(text, room):
        starts = line_starts(text, room)
        return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]

    assert lines("あいう、えお", 3 * EM) == ["あい", "う、え", "お"]
    assert lines("あい（うえ", 3 * EM) == ["あい", "（うえ"]
    assert lines("あい word", 5 * EM) == ["あい ", "word"]
    assert lines("http://www.example.jp", 5 * EM)[0].startswith("http:")
    assert lines("あ\n\nい", 5 * EM) == ["あ\n", "\n", "い"]


def test_widths():
    assert text_width("漢字") == 2 * EM
    assert text_width("ｶﾅ") == EM
    assert text_width("①※→") == 3 * EM
    assert text_width("か\u3099") == EM
    assert text_width("i1") >= EM


def test_clean_keeps_what_was_typed():
    for text in ("ﾊﾝｶｸ　神\ufa19～", xlsx_book.RARE, " 空白 ", "a\tb\nc"):
        assert clean(text) == text


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

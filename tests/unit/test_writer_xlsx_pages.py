"""Where pages end, what stands on each, and where charts stand beside the counts."""

from dataclasses import replace

import pytest

from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Column, ResultTable, Row
from reports.writers.xlsx_canvas import PAPERS
from reports.writers.xlsx_frame import leading_count, make_frame
from tests.support import xlsx_book
from tests.support.xlsx_read import head_row, one, pages_of, written


@pytest.fixture(scope="module")
def workbook():
    return written(xlsx_book.book())


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


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_a_label_without_end_is_cut_into_rows_like_an_answer(paper):
    text = xlsx_book.text_of(2_000)
    table = xlsx_book.projects()
    first, *others = table.rows
    long = replace(first, cells=(*first.cells[:2], text, *first.cells[3:]))
    sheet = one(replace(table, rows=(long, *others)), "print", paper)
    assert max(d.height or 0 for d in sheet.row_dimensions.values()) <= 409
    column = next(c.column for row in sheet.iter_rows(max_row=9) for c in row if c.value == "係")
    parts = [c.value for (c,) in sheet.iter_rows(min_col=column, max_col=column) if c.value]
    begin = next(i for i, part in enumerate(parts) if str(part).startswith(text[:20]))
    told = "".join(str(p).removeprefix("（続き）\n") for p in parts[begin : begin + 40])
    assert "".join(told.split()).startswith("".join(text.split()))


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


@pytest.mark.parametrize(("answer", "lines"), [("①平成１４", 5), ("②市・民", 4)])
def test_a_short_answer_is_not_broken_beside_long_ones(answer, lines):
    """A year broken between its digits (平成１ / ４) is read wrongly at a glance."""
    columns = (
        Column("short", Text("始期"), width=6),
        *(Column(f"c{i}", Text("問"), width=44) for i in range(9)),
    )
    rows = tuple(Row((answer, *["長い回答です。" * 60] * 9)) for _ in range(20))
    frame = make_frame(ResultTable("t", Text("表"), columns, rows), PAPERS["A4"], False)
    assert frame.lines[0][0].room >= lines * 100


def test_data_sheets_print_on_one_page_across(workbook):
    sheet = workbook["回答データ"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.print_title_rows == "$1:$1"


def test_a_short_head_is_not_broken_beside_long_answers():
    columns = (
        Column("short", Text("2-2b\n分類（イ）"), width=6),
        *(Column(f"c{i}", Text("問"), width=44) for i in range(9)),
    )
    rows = tuple(Row(("①", *["長い回答です。" * 60] * 9)) for _ in range(20))
    frame = make_frame(ResultTable("t", Text("表"), columns, rows), PAPERS["A4"], False)
    assert frame.lines[0][0].room >= 500

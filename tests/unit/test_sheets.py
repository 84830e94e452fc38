"""Small lists as workbooks: every text is seen on screen and on paper, whatever opens them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app import sheets
from reports.writers.xlsx_canvas import LINE

HEADER = ("番号", "操作", "詳細")


def sheet_of(*rows):
    return load_workbook(BytesIO(sheets.xlsx_bytes("操作記録", HEADER, rows))).worksheets[0]


def width(sheet, letter):
    """Half-width characters of ten points that a column holds."""
    return (sheet.column_dimensions[letter].width * 7 + 5) * 0.75 / 5


@pytest.mark.parametrize("length", [10, 120, 600, 2_000])
def test_a_row_is_as_high_as_its_longest_text(length):
    sheet = sheet_of(("1", "提出", "長" * length), ("2", "提出", "短い"))
    lines = sheet.row_dimensions[2].height / (10 * LINE)
    assert length * 2 / width(sheet, "C") <= lines
    assert sheet.row_dimensions[2].height <= 409
    assert sheet.row_dimensions[3].height < 25
    assert sheet["C2"].value == "長" * length
    assert width(sheet, "C") <= 190
    assert width(sheet, "A") < 15


def test_a_list_prints_with_its_head_on_every_page_of_one_width():
    sheet = sheet_of(*((str(n), "提出", "=1+1") for n in range(200)))
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'操作記録'!$A$1:$C$201"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddHeader.left.text == "&A"
    assert all(sheet.cell(5, c).border.bottom.style == "thin" for c in (1, 2, 3))
    assert sheet["C9"].data_type == "s"


def test_line_ends_of_any_kind_are_lines():
    sheet = sheet_of(("1", "提出", "一\r\n二\r三\n四"))
    assert sheet["C2"].value == "一\n二\n三\n四"
    assert sheet.row_dimensions[2].height >= 4 * 10 * LINE

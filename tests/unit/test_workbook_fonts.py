"""Every workbook a process makes is measured in the same font, the second as the first."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app import sheets
from reports.writers.xlsx import write_workbook
from tests.support import workbooks, xlsx_book
from tests.support.xlsx_read import CREATED


def tables():
    target = BytesIO()
    write_workbook(xlsx_book.book(), target, "ja", CREATED)
    return target.getvalue()


@pytest.mark.parametrize(
    "make", [tables, lambda: sheets.xlsx_bytes("表", ["列"], [["値"]]), lambda: workbooks.written({})],
    ids=["tables", "list", "questionnaire"],
)  # fmt: skip
def test_columns_count_in_digits_of_arial_and_of_no_theme(make):
    first, second = make(), make()
    for data in (first, second):
        font = load_workbook(BytesIO(data))._fonts[0]
        assert (font.name, font.sz, font.scheme) == ("Arial", 10, None)
    styles = [zipfile.ZipFile(BytesIO(d)).read("xl/styles.xml") for d in (first, second)]
    assert styles[0] == styles[1]
    assert b"<scheme" not in styles[0]

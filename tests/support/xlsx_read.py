"""Writing books and reading them back, for the workbook's tests."""

from datetime import UTC, datetime
from io import BytesIO

from openpyxl import load_workbook

from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Column, ResultTable, Row
from reports.writers.xlsx import write_workbook

CREATED = datetime(2026, 11, 21, tzinfo=UTC)


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


def pages_of(sheet):
    ends = [b.id for b in sheet.row_breaks.brk]
    return [range(a + 1, b + 1) for a, b in zip([0, *ends], [*ends, sheet.max_row], strict=True)]


def head_row(sheet, table):
    return next(row for row in range(1, 9) if sheet.cell(row, 1).value == table.columns[0].title.ja)

"""Sheets of data: the head in row 1, nothing merged, numbers as numbers, text as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reports.tables import Column, ResultTable
from reports.writers.xlsx_canvas import LIKE_FORMULA, MAX_TEXT, PAPERS, Canvas, Style, Value, plain_format
from reports.writers.xlsx_pen import HEAD_FILL, Pen

SIZE: Final = 10.0


def data_sheet(table: ResultTable, name: str, pen: Pen) -> Canvas:
    """One table as data. Raises ValueError for a text too long for a cell: nothing is cut in silence."""
    canvas = Canvas(name)
    edges = [0]
    for column in table.columns:
        edges.append(edges[-1] + round(min(max(column.width, 6), 60) * 7 + 20))  # and the filter's button
    canvas.columns(edges)
    canvas.page(PAPERS["A3"], f"{pen.say(pen.title)}　{name}", pen.say(table.base))
    canvas.call("fit_to_pages", 1, 0)  # who prints the whole workbook gets no second page beside each page
    last = max(len(table.columns) - 1, 0)
    head = pen.styles(Style(size=SIZE, bold=True, fill=HEAD_FILL, wrap=False))
    for i, column in enumerate(table.columns):
        # The machine's name, as in the CSV files: programs read this sheet, people the page and the print.
        canvas.put(0, i, 0, i, column.key, head)
    canvas.cells.append(("rows", 0, 1, _values(table, pen), _styles(table, pen)))
    canvas.call("freeze_panes", 1, 0)
    canvas.call("autofilter", 0, 0, len(table.rows), last)
    canvas.call("repeat_rows", 0)
    canvas.call("print_area", 0, 0, len(table.rows), last)
    return canvas


def _values(table: ResultTable, pen: Pen) -> list[list[Value]]:
    rows = [[pen.value(cell) for cell in row.cells] for row in table.rows]
    for number, row in enumerate(rows, 2):
        for column, value in zip(table.columns, row, strict=True):
            # Only texts that could be too long are counted in UTF-16 units, as Excel counts.
            long = isinstance(value, str) and len(value) > MAX_TEXT // 2
            if long and len(str(value).encode("utf-16-le")) // 2 > MAX_TEXT:
                where = f"{table.key}, row {number}, {column.key}"
                raise ValueError(f"{where}: longer than the {MAX_TEXT} characters of a cell")
    return rows


def _styles(table: ResultTable, pen: Pen) -> list[tuple[int, int, int, int]]:
    """Per column the styles of a text, a text that looks like a formula, a whole and another number."""
    plain = Style(size=SIZE, wrap=False, border=0)
    quoted = plain._replace(quoted=True)

    def of(column: Column, number: float) -> int:
        return pen.styles(plain._replace(align="right", number=plain_format(column, number)))

    texts = pen.styles(plain), pen.styles(quoted)
    return [(*texts, of(column, 0), of(column, 0.5)) for column in table.columns]


def draw_rows(
    sheet: Any, formats: Sequence[Any], first: int, rows: Sequence[Sequence[Value]], styles: Any
) -> None:
    """Write rows of plain values from sheet row `first` on; empty cells are not written at all."""
    chosen = [tuple(formats[style] for style in four) for four in styles]
    text, number = sheet.write_string, sheet.write_number
    for r, row in enumerate(rows, first):
        for c, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    text(r, c, value, chosen[c][value.startswith(LIKE_FORMULA)])
            else:
                number(r, c, value, chosen[c][2 if isinstance(value, int) else 3])

"""Excel workbooks from a book of result tables.

Two steps: `layout` thinks (measures text, breaks pages, chooses styles) and makes lists of plain drawing
operations; `draw` plays them on XlsxWriter. Text stays text: nothing a person typed ever becomes a formula,
a number or a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import xlsxwriter

from reports.writers.xlsx_canvas import FONT, Canvas, ChartPlan, Style, options
from reports.writers.xlsx_counts import counts_sheet
from reports.writers.xlsx_data import data_sheet, draw_rows
from reports.writers.xlsx_pen import Pen
from reports.writers.xlsx_print import print_sheet

if TYPE_CHECKING:
    from reports.book import Book, Sheet

# [ ] : * ? / \ may not stand in a sheet's name; their full-width doubles may.
_FORBIDDEN: Final = {ord(c): chr(ord(c) + 0xFEE0) for c in "[]:*?/\\"} | dict.fromkeys(range(32), " ")
_LONGEST: Final = 31
_BARS: Final = "#44546A"  # dark enough to print as a clear grey


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole workbook as drawing operations; style n of an operation is styles[n - 1], 0 is none."""

    title: str
    styles: tuple[Style, ...]
    sheets: tuple[Canvas, ...]


def write_workbook(
    book: Book, target: Path | BinaryIO, lang: str = "ja", created: datetime | None = None
) -> None:
    """Write a book as an .xlsx file. lang: "ja" or "en"; created: the date in its properties, default now.

    The same book with the same `created` gives the same bytes. Texts are written in full: in sheets for print
    a long one continues in further rows; in a data sheet one of more than 32,767 characters raises ValueError,
    as Excel has no cell for it. Line ends become line feeds, characters XML forbids become U+FFFD. Raises
    OSError.
    """
    draw(layout(book, lang), target, created)


def layout(book: Book, lang: str = "ja") -> Plan:
    """Everything about a workbook but the drawing. Raises ValueError as `write_workbook` does."""
    pen = Pen(lang, book.title)
    taken: set[str] = set()
    sheets = [canvas for sheet in book.sheets for canvas in _canvases(sheet, pen, taken)]
    return Plan(pen.say(book.title), tuple(pen.styles.all()), tuple(sheets))


def _canvases(sheet: Sheet, pen: Pen, taken: set[str]) -> Iterator[Canvas]:
    name = pen.say(sheet.name)
    if sheet.purpose == "data":
        for table in sheet.tables:  # one table to a sheet
            own = name if table is sheet.tables[0] else pen.say(table.title)
            yield data_sheet(table, safe_name(own, taken), pen)
    elif sheet.tables:
        made = print_sheet if sheet.purpose == "print" else counts_sheet
        yield made(sheet, safe_name(name, taken), pen)


def safe_name(name: str, taken: set[str]) -> str:
    """A sheet name Excel takes: at most 31 UTF-16 units, none of []:*?/\\, not `taken` in any case."""
    plain = name.translate(_FORBIDDEN).strip(" '") or "-"
    number = 1
    while True:
        tail = f" ({number})" if number > 1 else ""
        cut = plain
        while len((cut + tail).encode("utf-16-le")) > 2 * _LONGEST:
            cut = cut[:-1]
        tried = cut.rstrip(" '") + tail
        if tried.casefold() not in taken and tried.casefold() != "history":
            taken.add(tried.casefold())
            return tried
        number += 1


def draw(plan: Plan, target: Path | BinaryIO, created: datetime | None = None) -> None:
    """Play a plan on XlsxWriter."""
    workbook = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options())
    moment = (created or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    workbook.set_properties({"title": plan.title, "created": moment})
    formats = [None, *(workbook.add_format(style.properties()) for style in plan.styles)]
    for canvas in plan.sheets:
        sheet = workbook.add_worksheet(canvas.name)
        _draw_cells(sheet, canvas, formats)
        for method, *arguments in canvas.setup:
            getattr(sheet, method)(*arguments)
        for chart in canvas.charts:
            _draw_chart(workbook, sheet, chart)
    workbook.close()


def _draw_cells(sheet: Any, canvas: Canvas, formats: list[Any]) -> None:
    known = ("write_string", "write_number", "write_blank", "merge_range", "set_row", "set_column_pixels")
    calls = {name: getattr(sheet, name) for name in known}
    for method, style, *arguments in canvas.cells:
        if method == "rows":
            draw_rows(sheet, formats, *arguments)
        else:
            calls[method](*arguments, formats[style])


def _draw_chart(workbook: Any, sheet: Any, plan: ChartPlan) -> None:
    chart = workbook.add_chart({"type": "bar"})
    small = {"name": FONT, "size": 8}
    chart.add_series(
        {
            "categories": [sheet.name, *plan.categories],
            "values": [sheet.name, *plan.values],
            "fill": {"color": _BARS},
            "border": {"color": "#000000", "width": 0.5},
            "data_labels": {"value": True, "font": small},
            "gap": 40,
        }
    )
    chart.set_title({"name": plan.title, "name_font": small | {"size": 9, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": small, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "min": 0, "max": plan.most, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"color": "#A6A6A6", "width": 0.5}})
    chart.set_size({"width": plan.width, "height": plan.height})
    sheet.insert_chart(plan.row, 0, chart, {"x_offset": plan.x, "y_offset": 2, "object_position": 1})

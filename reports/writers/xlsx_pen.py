"""How things look: the styles of heads and cells, and the lines above a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questions import Text
from reports.tables import Cell, Column, ResultTable
from reports.writers.xlsx_canvas import (
    LIKE_FORMULA,
    MARK_NOTE,
    Align,
    Canvas,
    Style,
    Styles,
    Value,
    is_short,
    number_format,
    points,
    room,
)
from reports.writers.xlsx_text import clean, line_starts

SMALL: Final = 8.0
HEAD_FILL: Final = "#D9D9D9"
MISSING_FILL: Final = "#EDEDED"
REMEMBERED: Final = 40  # characters
Lines = tuple[int, int]
THIN: Final = (1, 1)
DOTTED: Final = 4
Heading = tuple[str, int, float]  # text, style, points
_FLAVOURS: Final = {
    "missing": Style(bold=True, fill=MISSING_FILL, align="center"),
    "none": Style(italic=True, align="center"),
    "gone": Style(colour="#404040"),
    "total": Style(bold=True, fill=MISSING_FILL),
    "blank": Style(italic=True, colour="#595959"),
    "": Style(),
}


@dataclass(slots=True)
class Pen:
    """One language, one set of styles; asking for the same style again is cheap. title: the workbook's."""

    lang: str
    title: Text
    valign: str = "top"
    heading: float = 14.0
    styles: Styles = field(default_factory=Styles)
    _lines: dict[tuple[str, int], Sequence[int]] = field(default_factory=dict)
    _known: dict[tuple[str, bool, bool, float, str, str, Lines], int] = field(default_factory=dict)

    def say(self, text: Text) -> str:
        """A phrase in this workbook's language."""
        return clean(text.get(self.lang))

    def value(self, cell: Cell) -> Value:
        """A cell's value in this workbook's language, as a cell can carry it; nothing is the empty string."""
        if isinstance(cell, str):
            return clean(cell)
        if cell is None:
            return ""
        return cell if isinstance(cell, (int, float)) else clean(cell.get(self.lang))

    def lines(self, text: str, width: int) -> Sequence[int]:
        """Where the lines of a text begin; choices come again and again, so short texts are remembered."""
        if len(text) > REMEMBERED:
            return line_starts(text, width)
        found = self._lines.get((text, width))
        if found is None:
            found = self._lines[text, width] = line_starts(text, width)
        return found

    def cell(
        self,
        column: Column,
        size: float,
        value: Value,
        flavour: str = "",
        lines: Lines = THIN,
        marked: bool = False,
    ) -> int:
        """The style of a body cell. flavour: a row's state or "blank"; lines: above and below it."""
        number = number_format(column, value, marked)
        text = isinstance(value, str)
        quoted = isinstance(value, str) and value.startswith(LIKE_FORMULA)
        key = (column.kind, text, quoted, size, flavour, number, lines)
        found = self._known.get(key)
        if found is None:
            above, below = lines
            style = _FLAVOURS[flavour]._replace(
                size=size, valign=self.valign, above=above, below=below, number=number, quoted=quoted
            )
            if flavour not in ("missing", "none"):
                style = style._replace(align=_align(column, value))
            found = self._known[key] = self.styles(style)
        return found

    def head(self, size: float) -> int:
        """The style of a head cell."""
        return self.styles(Style(size=size, bold=True, fill=HEAD_FILL, align="center", valign="vcenter"))

    def above(self, table: ResultTable, pixels: int) -> list[Heading]:
        """Title, base and note of a table, measured for lines of so many pixels; empty ones are left out."""
        parts = ((table.title, self.heading, True), (table.base, SMALL + 1, False))
        told = [(self.say(text), size, bold) for text, size, bold in parts]
        out: list[Heading] = []
        for text, size, bold in (*told, (self.note(table), SMALL, False)):
            if text:
                lines = len(line_starts(text, room(pixels, size) * 24 // 25))
                out.append((text, self.styles(Style(size=size, bold=bold, border=0)), points(lines, size)))
        return out

    def note(self, table: ResultTable) -> str:
        """How to read the table; what ※ means where it stands in it."""
        marked = any(row.marks for row in table.rows)
        return "\n".join(filter(None, (self.say(table.note), self.say(MARK_NOTE) if marked else "")))


def _align(column: Column, value: Value) -> Align:
    if isinstance(value, str):
        return "center" if column.kind == "code" else "right" if is_short(column, value) else "left"
    return "center" if column.kind == "code" else "right"


def write_above(canvas: Canvas, row: int, headings: Sequence[Heading], last: int) -> int:
    """Write what `Pen.above` measured from `row` on, over the columns 0 to `last`; the next row."""
    for text, style, height in headings:
        canvas.put(row, 0, row, last, text, style)
        canvas.height(row, height)
        row += 1
    return row

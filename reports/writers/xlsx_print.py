"""Sheets for print: every text in full, heads and labels on every page, pages broken where we say.

Which rows stand on which page is decided here (xlsx_flow), not by the office suite: so a merged department or
section ends with its page and begins again on the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from reports.tables import ResultTable, Row
from reports.writers.xlsx_canvas import CONTINUED, MARK, MISSING, NONE, PAPERS, Canvas, Paper, Value, points
from reports.writers.xlsx_flow import WHOLE, Part, flow_rows
from reports.writers.xlsx_frame import Frame, Slot, make_frame
from reports.writers.xlsx_pen import DOTTED, Pen, write_above
from reports.writers.xlsx_text import line_starts

if TYPE_CHECKING:
    from reports.book import Sheet


def print_sheet(sheet: Sheet, name: str, pen: Pen) -> Canvas:
    """A sheet for print. Of one table Excel repeats the heads; of several they are written on every page."""
    canvas, paper = Canvas(name), PAPERS[sheet.paper]
    frames = [make_frame(table, paper, sheet.paper == "A4", pen.lang) for table in sheet.tables]
    canvas.columns(sorted({0}.union(*(frame.edges for frame in frames))))
    first = sheet.tables[0]
    canvas.page(paper, f"{pen.say(pen.title)}　{pen.say(first.title)}", pen.say(first.base))
    printer = Printer(canvas, paper, pen, repeat=len(frames) == 1)
    for frame in frames:
        printer.table(frame)
    canvas.call("set_h_pagebreaks", printer.breaks)
    canvas.call("print_area", 0, 0, max(printer.row - 1, 0), len(canvas.edges) - 2)
    return canvas


def merge_runs(table: ResultTable) -> dict[int, list[int]]:
    """For every merged column: for each row the first row of the cell it is part of."""
    runs = {i: list(range(len(table.rows))) for i, column in enumerate(table.columns) if column.merge}
    for i, first, last in table.merges():
        runs[i][first : last + 1] = [first] * (last + 1 - first)
    return runs


@dataclass(slots=True)
class Printer:
    """Writes tables one below the other, each from a new page. row: the next free row of the sheet."""

    canvas: Canvas
    paper: Paper
    pen: Pen
    repeat: bool
    row: int = 0
    breaks: list[int] = field(default_factory=list)

    def table(self, frame: Frame) -> None:
        """One table: title, base and note, then heads and rows page by page."""
        if self.row:
            self.breaks.append(self.row)
        pen = self.pen
        above = pen.above(frame.table, self.canvas.edges[-1])
        self.row = write_above(self.canvas, self.row, above, len(self.canvas.edges) - 2)
        body = self.paper.down - sum(head_heights(frame, pen))
        words = {"missing": pen.say(MISSING), "none": pen.say(NONE)}
        pages = flow_rows(frame, pen, pen.say(CONTINUED), words, body - sum(h for _, _, h in above), body)
        writer = TableWriter(self.canvas, frame, pen)
        for number, parts in enumerate(pages):
            if number:
                self.breaks.append(self.row)
            if number == 0 or not self.repeat:
                self._head(writer)
            writer.page(self.row, parts)
            self.row += len(parts)

    def _head(self, writer: TableWriter) -> None:
        top = self.row
        self.row = writer.head(top)
        if self.repeat:
            self.canvas.call("repeat_rows", top, self.row - 1)
            lead = writer.frame.leading[-1].right if writer.frame.leading else 0
            self.canvas.call("freeze_panes", self.row, self.canvas.edges.index(lead))


def head_heights(frame: Frame, pen: Pen) -> list[float]:
    """The heights of the head's rows, one per line of the band."""

    def lines(slots: Sequence[Slot]) -> int:
        # Bold letters are a little wider.
        return max((len(line_starts(pen.say(s.column.title), s.room * 24 // 25)) for s in slots), default=1)

    heights = [points(lines(line), frame.size) for line in frame.lines] or [points(1, frame.size)]
    heights[-1] += max(0.0, points(lines(frame.leading), frame.size) - sum(heights))
    return heights


class TableWriter:
    """Writes the rows of one table; knows which sheet columns each table column covers."""

    def __init__(self, canvas: Canvas, frame: Frame, pen: Pen) -> None:
        self.canvas, self.frame, self.pen = canvas, frame, pen
        self.runs = merge_runs(frame.table)
        place = {edge: i for i, edge in enumerate(canvas.edges)}
        self.leading = [(slot, place[slot.left], place[slot.right] - 1) for slot in frame.leading]
        self.lines = [[(s, place[s.left], place[s.right] - 1) for s in line] for line in frame.lines]
        free = [left for slot, left, _ in self.leading if not slot.column.merge]
        ends = [line[-1][2] for line in self.lines]
        self.rest = min(line[0][1] for line in self.lines)
        self.whole = (min([*free, self.rest]), max(ends))

    def head(self, top: int) -> int:
        """The head rows from `top` on; the row after them."""
        heights, style = head_heights(self.frame, self.pen), self.pen.head(self.frame.size)
        bottom = top + len(heights) - 1
        for slot, left, right in self.leading:
            self.canvas.put(top, left, bottom, right, self.pen.say(slot.column.title), style)
        for i, line in enumerate(self.lines):
            for slot, left, right in line:
                self.canvas.put(top + i, left, top + i, right, self.pen.say(slot.column.title), style)
        for i, height in enumerate(heights):
            self.canvas.height(top + i, height)
        return bottom + 1

    def page(self, top: int, parts: Sequence[Part]) -> None:
        """The rows of one page from `top` on."""
        for i, part in enumerate(parts):
            self.canvas.height(top + i, part.height)
            same = [0 <= j < len(parts) and parts[j].record == part.record for j in (i - 1, i + 1)]
            self._body(top + i, part, (DOTTED if same[0] else 1, DOTTED if same[1] else 1))
        for slot, left, right in self.leading:
            self._label(top, parts, slot, left, right)

    def _body(self, at: int, part: Part, lines: tuple[int, int]) -> None:
        row = self.frame.table.rows[part.record]
        size, put = self.frame.size, self.canvas.put
        if part.line == WHOLE:
            style = self.pen.cell(self.lines[0][0][0].column, size, part.values[0], row.state, lines)
            left = self.rest if row.state == "gone" else self.whole[0]
            put(at, left, at, self.whole[1], part.values[0], style)
            return
        for (slot, left, right), value in zip(self.lines[part.line], part.values, strict=True):
            put(at, left, at, right, value, self._style(slot, row, value, lines))

    def _style(self, slot: Slot, row: Row, value: Value, lines: tuple[int, int]) -> int:
        column, flavour, marked = slot.column, row.state, False
        if row.blanks and column.key in row.blanks:
            flavour = "blank"
        if row.marks:
            marked = column.key in row.marks
        return self.pen.cell(column, self.frame.size, value, flavour, lines, marked)

    def _label(self, top: int, parts: Sequence[Part], slot: Slot, left: int, right: int) -> None:
        """One leading column of a page: one cell per run of equal labels, or per record for a number."""
        runs = self.runs.get(slot.index)

        def key(i: int) -> tuple[int, bool]:
            record = parts[i].record
            gone = self.frame.table.rows[record].state == "gone"
            covered = runs is None and parts[i].line == WHOLE and not gone
            return (record if runs is None else runs[record], covered)

        for (_, covered), found in groupby(range(len(parts)), key):
            if covered:
                continue
            run = list(found)
            row = self.frame.table.rows[parts[run[0]].record]
            value = self.label(row, slot)
            state = "total" if row.state == "total" else ""
            marked = slot.column.key in row.marks
            style = self.pen.cell(slot.column, self.frame.size, value, state, marked=marked)
            self.canvas.put(top + run[0], left, top + run[-1], right, value, style)

    def label(self, row: Row, slot: Slot) -> Value:
        """What a leading cell says."""
        value = self.pen.value(row.cells[slot.index])
        return MARK + value if isinstance(value, str) and slot.column.key in row.marks else value

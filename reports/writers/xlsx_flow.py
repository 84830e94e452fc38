"""A table's rows as they fall on pages: measured, cut where they are too high, else in one piece. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.tables import Row
from reports.writers.xlsx_canvas import LINE, MARK, MAX_ROW, PIXEL, ROW_PADDING, Value, points, room
from reports.writers.xlsx_frame import Frame, Slot
from reports.writers.xlsx_pen import Pen
from reports.writers.xlsx_text import WIDEST

WHOLE: Final = -1  # the line number of a state row: one cell over everything but the merged columns
USEFUL: Final = 6  # lines: a row that has to be cut anyway does not begin on less paper than this


@dataclass(slots=True)
class Line:
    """One line of a record, measured: values, where the lines of each text begin, the most lines of any."""

    number: int
    values: list[Value] = field(default_factory=list)
    starts: list[Sequence[int]] = field(default_factory=list)
    count: int = 1

    def add(self, value: Value, width: int, pen: Pen) -> None:
        """A value in a cell that holds `width` on a line."""
        starts: Sequence[int] = (0,)
        if isinstance(value, str) and (len(value) * WIDEST > width or "\n" in value):
            starts = pen.lines(value, width)
            self.count = max(self.count, len(starts))
        self.values.append(value)
        self.starts.append(starts)

    def cut(self, first: int, last: int, more: str) -> list[Value]:
        """The values of the lines [first, last): numbers in the first part, `more` before what continues."""
        out: list[Value] = []
        for value, starts in zip(self.values, self.starts, strict=True):
            if first == 0 and len(starts) <= last:
                out.append(value)
            elif first >= len(starts) or not isinstance(value, str):
                out.append("")
            else:
                end = starts[last] if last < len(starts) else len(value)
                text = value[starts[first] : end].removesuffix("\n")
                out.append(f"{more}\n{text}" if first else text)
        return out


@dataclass(slots=True)
class Part:
    """One sheet row: which table row and which line of its band (or WHOLE) it shows, and how high it is."""

    record: int
    line: int
    values: list[Value]
    height: float
    continued: bool = False


@dataclass(slots=True)
class Flow:
    """Pages being filled. body: points for rows on a page; left: those still free on the last one."""

    size: float
    more: str
    body: float
    left: float
    pages: list[list[Part]] = field(default_factory=lambda: [[]])

    def place(self, record: int, lines: Sequence[Line], label: float) -> None:
        """Put a record on the last page, on the next one if it fits there whole, or in parts from here on."""
        heights = [points(line.count, self.size) for line in lines]
        heights[-1] += max(0.0, label - sum(heights))
        whole = max(heights) <= MAX_ROW and sum(heights) <= self.body
        if whole:
            if sum(heights) > self.left:
                self._turn()
            for line, height in zip(lines, heights, strict=True):
                self._add(Part(record, line.number, line.values, height))
        else:
            for line in lines:
                self._cut(record, line, label)

    def _cut(self, record: int, line: Line, label: float) -> None:
        done = 0
        while done < line.count:
            mark = 1 if done else 0
            fits = int((min(MAX_ROW, self.left) - ROW_PADDING - PIXEL) / (self.size * LINE)) - mark
            take = min(max(fits, 1), line.count - done)
            height = max(points(take + mark, self.size), label)
            low = take < min(USEFUL, line.count - done) or height > self.left
            if low and self.pages[-1]:
                self._turn()
                continue
            values = line.cut(done, done + take, self.more)
            self._add(Part(record, line.number, values, height, continued=done > 0))
            done += take

    def _add(self, part: Part) -> None:
        self.pages[-1].append(part)
        self.left -= part.height

    def _turn(self) -> None:
        self.pages.append([])
        self.left = self.body


def flow_rows(
    frame: Frame, pen: Pen, more: str, words: Mapping[str, str], first: float, body: float
) -> list[list[Part]]:
    """The parts of every row, page by page.

    more: the word before a continued text; words: what a row of this state says if its cells say nothing;
    first, body: points for rows on the first page and on every other.
    """
    flow = Flow(frame.size, more, body, first)
    for record, row in enumerate(frame.table.rows):
        label = points(measure(WHOLE, frame.leading, row, pen).count, frame.size)
        flow.place(record, _lines(frame, row, pen, words), label)
    return flow.pages


def _lines(frame: Frame, row: Row, pen: Pen, words: Mapping[str, str]) -> list[Line]:
    if row.state == "gone":
        said = [v for slots in frame.lines for slot in slots if (v := pen.value(row.cells[slot.index])) != ""]
        line = Line(WHOLE)
        line.add("　".join(map(str, said)), _rest_room(frame), pen)
        return [line]
    if row.state in words:
        behind = sum(slot.column.merge for slot in frame.leading)
        said = [v for v in map(pen.value, row.cells[behind:]) if v != ""]
        if len(said) <= 1:
            line = Line(WHOLE)
            line.add(said[0] if said else words[row.state], _whole_room(frame), pen)
            return [line]
    return [measure(i, slots, row, pen) for i, slots in enumerate(frame.lines)]


def _whole_room(frame: Frame) -> int:
    edges = [slot.left for slot in frame.leading if not slot.column.merge]
    left = min([*edges, *(line[0].left for line in frame.lines if line)])
    return room(max(line[-1].right for line in frame.lines if line) - left, frame.size)


def _rest_room(frame: Frame) -> int:
    """Everything behind the leading columns: a 欠番 row keeps its number in its place."""
    left = min(line[0].left for line in frame.lines if line)
    return room(max(line[-1].right for line in frame.lines if line) - left, frame.size)


def measure(number: int, slots: Sequence[Slot], row: Row, pen: Pen) -> Line:
    """The values of a row in these columns, marked where flagged, and how many lines they take."""
    line = Line(number)
    for slot in slots:
        value = pen.value(row.cells[slot.index])
        if row.marks and slot.column.key in row.marks and isinstance(value, str):
            value = MARK + value
        line.add(value, slot.room, pen)
    return line

"""Where a table's columns stand on paper: pixel positions for one line or for a band of two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Final

from reports.tables import Column, ResultTable, Row, cell_text
from reports.writers.xlsx_canvas import (
    CAREFUL,
    CELL_PADDING,
    LARGEST,
    NUMERIC,
    PIXEL,
    SMALLEST,
    Paper,
    number_text,
    room,
)
from reports.writers.xlsx_text import text_width
from reports.writers.xlsx_widths import NARROW, Amount, balance, share

SNAP: Final = 14  # pixels within which an edge of the lower line moves under one of the upper
BOLD: Final = 1.08  # bold Latin letters are so much wider
SAMPLE: Final = 200  # rows looked at to balance the widths of columns
WHOLE_WORD: Final = 400  # hundredths of an em: a line as short as ②市・民 is not broken,
WHOLE_YEAR: Final = 500  # nor is one with digits as short as ①平成１４, nor a head as short as that
LONGEST_LABEL: Final = 60  # characters: thirty lines of two, which a row can hold
IDENTIFYING: Final = 2  # a number (kind "code") this close behind the merged columns belongs to them


@dataclass(frozen=True, slots=True)
class Slot:
    """One table column on paper: pixel edges, and what a line of it holds in hundredths of an em."""

    index: int
    column: Column
    left: int
    right: int
    room: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A table on paper. leading: the columns that say whose row it is; lines: the others, in 1 or 2 lines."""

    table: ResultTable
    size: float
    leading: tuple[Slot, ...]
    lines: tuple[tuple[Slot, ...], ...]

    @property
    def edges(self) -> set[int]:
        """Every pixel position at which a column begins or ends."""
        slots = [*self.leading, *(slot for line in self.lines for slot in line)]
        return {slot.left for slot in slots} | {slot.right for slot in slots}


def leading_count(columns: Sequence[Column]) -> int:
    """How many columns at the left say whose row it is: the merged ones and a project's number after them."""
    merged = max((i + 1 for i, column in enumerate(columns) if column.merge), default=0)
    if merged == 0:
        return 0
    near = columns[merged : merged + IDENTIFYING]
    return merged + max((i + 1 for i, column in enumerate(near) if column.kind == "code"), default=0)


def _leading(table: ResultTable) -> int:
    """`leading_count`, but a label of many lines cannot stand beside its row: it is cut there like an answer."""
    count = leading_count(table.columns)
    long = (
        isinstance(cell := row.cells[i], str) and len(cell) > LONGEST_LABEL
        for row in table.rows
        for i in range(count)
        if not table.columns[i].merge
    )
    return sum(column.merge for column in table.columns[:count]) if any(long) else count


def make_frame(table: ResultTable, paper: Paper, banded: bool, lang: str = "ja") -> Frame:
    """The columns of a table over the whole printable width; in two lines if `banded` and so marked."""
    columns, across = table.columns, paper.across
    lead = _leading(table) % max(len(columns), 1)
    rest = range(lead, len(columns))
    lines = [[i for i in rest if columns[i].band == 0], [i for i in rest if columns[i].band != 0]]
    lines = [line for line in lines if line] if banded else [list(rest)]
    size = _size(columns, range(lead), lines, across)
    wanted = [natural(column.width, size) for column in columns]
    least = [
        max(_least(table.rows, i, column, lang, size), head_word(column, lang, size))
        for i, column in enumerate(columns)
    ]
    wanted[:lead] = [max(_label_width(table, i, wanted[i], size, lang), least[i]) for i in range(lead)]
    widest = max((sum(wanted[i] for i in line) for line in lines), default=0.0)
    front = sum(wanted[:lead])
    taken = round(across * min(front / (front + widest), 1 / 3)) if lines else across
    leading = _spread(table, range(lead), wanted, least, 0, taken, size, lang)
    made = [_spread(table, line, wanted, least, taken, across, size, lang) for line in lines]
    if len(made) == 2:
        made[1] = _snapped(made[1], {slot.left for slot in made[0]}, size)
    return Frame(table, size, leading, tuple(made))


def natural(width: float, size: float) -> float:
    """Whole pixels for a column of so many half-width characters."""
    return float(ceil((width * size / 2 / CAREFUL + CELL_PADDING) / PIXEL + 0.1))


def head_word(column: Column, lang: str, size: float) -> float:
    """Pixels in which no Latin word (Involvement) and no short one (分類（イ）) of the bold head is broken."""
    words = (w for w in column.title.get(lang).split() if w.isascii() or text_width(w) <= WHOLE_YEAR)
    return max((natural(text_width(word) / 50 * BOLD, size) for word in words), default=0.0)


def _label_width(table: ResultTable, index: int, asked: float, size: float, lang: str) -> float:
    """Pixels for a label: what the longest one needs, at most what the column asks for."""
    said = {cell_text(cell, lang) for cell in table.column(table.columns[index].key)}
    texts = {text for text in said if isinstance(text, str)}
    longest = max((text_width(line) for text in texts for line in text.split("\n")), default=0)
    return min(asked, natural(max(longest / 50, 6.0), size))


def _size(
    columns: Sequence[Column], leading: Sequence[int], lines: Sequence[Sequence[int]], across: int
) -> float:
    """The font size at which the widest line has the widths it asks for, between 8 and 10 points."""
    sizes = [LARGEST]
    for line in lines:
        asked = [columns[i].width for i in (*leading, *line)]
        sizes.append((across * PIXEL - len(asked) * CELL_PADDING) / (sum(asked) / 2))
    return max(SMALLEST, int(min(sizes) * 2) / 2)


def _least(rows: Sequence[Row], index: int, column: Column, lang: str, size: float) -> float:
    """Pixels a column cannot do without: its longest number or short line, or two full-width characters."""
    if column.kind in NUMERIC:
        numbers = (cell_text(row.cells[index], lang) for row in rows)
        texts = {number_text(column, n) for n in numbers if not isinstance(n, str)}
        longest = max((text_width(text) + 110 for text in texts), default=200)  # and a mark before it
        return (max(longest, 200) * size / 100 + CELL_PADDING) / PIXEL
    found = {str(cell_text(row.cells[index], lang)) for row in rows[:SAMPLE]}
    lines = (line for text in found for line in text.split("\n"))
    return natural(max(map(_unbroken, lines), default=0) / 50, size)


def _unbroken(line: str) -> int:
    """The width a line must not be broken below, in hundredths of an em: all of a short one's."""
    width = text_width(line)
    return width if width <= (WHOLE_YEAR if any(map(str.isdecimal, line)) else WHOLE_WORD) else 200


def _spread(
    table: ResultTable, chosen: Sequence[int], wanted: Sequence[float], least: Sequence[float],
    left: int, right: int, size: float, lang: str,
) -> tuple[Slot, ...]:  # fmt: skip
    """The chosen columns over the pixels from left to right."""
    low = [least[i] for i in chosen]
    widths = share([wanted[i] for i in chosen], low, right - left)
    if left and len(chosen) > 1 and min(widths) > 0:
        amounts = [_amount(table, i, lang) for i in chosen]
        per_pixel = PIXEL * CAREFUL / size * 100
        widths = balance(widths, low, amounts, per_pixel, CELL_PADDING / PIXEL)
    widths = _whole(widths, [table.columns[i].kind in NUMERIC for i in chosen], size)
    return make_slots(table.columns, chosen, [left, *(left + round(end) for end in accumulate(widths))], size)


def _amount(table: ResultTable, index: int, lang: str) -> Amount:
    """How much there is to read in a column; rows that only say that nothing came count for nothing."""
    rows = [row for row in table.rows if row.state not in ("missing", "none")][:SAMPLE]
    texts = [text if isinstance(text := cell_text(row.cells[index], lang), str) else "" for row in rows]
    # Every paragraph fills its last line only by half; whole words and line-end rules cost a little more.
    return Amount(list(map(text_width, texts)), [0.5 + text.count("\n") / 2 for text in texts])


def _whole(widths: Sequence[float], fixed: Sequence[bool], size: float) -> list[float]:
    """Widths at which lines of the narrow columns hold whole characters; the widest column takes what is over."""
    widest = max(range(len(widths)), key=widths.__getitem__, default=0)
    out = list(widths)
    for i, width in enumerate(widths):
        if i != widest and not fixed[i]:
            out[i] = natural(2 * max(round((width * PIXEL - CELL_PADDING) * CAREFUL / size), 2), size)
    spare = sum(widths) - sum(out)
    if not out or out[widest] + spare < NARROW * out[widest]:
        return list(widths)
    out[widest] += spare
    return out


def make_slots(
    columns: Sequence[Column], chosen: Sequence[int], edges: Sequence[int], size: float
) -> tuple[Slot, ...]:
    """The chosen columns between pixel positions: one position more than columns, others are not used."""
    return tuple(
        Slot(i, columns[i], a, b, room(b - a, size))
        for i, a, b in zip(chosen, edges, edges[1:], strict=False)
    )


def _snapped(line: tuple[Slot, ...], upper: set[int], size: float) -> tuple[Slot, ...]:
    """The lower line with its inner edges under those of the upper line where they nearly are."""
    edges = [line[0].left]
    for slot in line[:-1]:
        near = min(upper, key=lambda edge: abs(edge - slot.right))
        edges.append(near if abs(near - slot.right) <= SNAP and near > edges[-1] else slot.right)
    edges.append(line[-1].right)
    columns = {slot.index: slot.column for slot in line}
    return tuple(
        Slot(i, column, a, b, room(b - a, size))
        for (i, column), a, b in zip(columns.items(), edges, edges[1:], strict=False)
    )

"""The seam between numbers and any writer: columns and rows, with titles in both languages.

A number on a page and the same number in a workbook come from the same ResultTable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from forms.questions import Text

Cell = str | int | float | Text | None
Kind = Literal["text", "code", "number", "thousand_yen", "percent"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. width: in half-width characters, what a print layout should give it (relative weight).

    kind says how cells print: "thousand_yen" and "number" right-aligned with commas, "percent" (0.731 →
    73.1 %) with one decimal; a text cell in such a column (無し, 不明) prints as text. merge: equal
    neighbouring cells print as one cell (department, section); `ResultTable.merges` says exactly which.
    band: which line of a two-row band the column takes on a narrow page (0 upper, 1 lower); merged columns
    span the band.
    """

    key: str
    title: Text
    kind: Kind = "text"
    width: float = 10
    merge: bool = False
    band: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ref: what it stands for (a form's id, for links), "" if nothing.

    state: "" for an ordinary row, "missing" (未提出), "none" (該当事業なし, declared), "gone" (欠番), "total".
    group: rows that belong together (one section, one question); see `ResultTable.merges`.
    marks: column keys whose cell has an open flag; blanks: column keys whose answer was left blank
    (記入なし); both so that writers and pages can show them apart.
    """

    cells: tuple[Cell, ...]
    ref: str = ""
    state: str = ""
    group: str = ""
    marks: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A native bar chart over a table: categories and one value column, for the rows [first, last]."""

    title: Text
    category: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table for any writer. base: what the numbers stand on (提出 n／52課、… 現在); note: how to read."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    base: Text = field(default_factory=Text)
    note: Text = field(default_factory=Text)
    charts: tuple[Chart, ...] = ()

    def index(self, key: str) -> int:
        """The position of a column. Raises KeyError."""
        for i, column in enumerate(self.columns):
            if column.key == key:
                return i
        raise KeyError(key)

    def column(self, key: str) -> list[Cell]:
        """One column's cells, top to bottom."""
        i = self.index(key)
        return [row.cells[i] for row in self.rows]

    def merges(self) -> Iterator[tuple[int, int, int]]:
        """Cells to print as one: (column, first row, last row), 0-based and inclusive, two rows or more.

        The last merge column (section) joins equal neighbours only within one `Row.group`; the merge columns
        before it (department) join equal neighbours across groups. No cell reaches over a boundary of a merge
        column to its left, and no total row is joined.
        """
        merged = [i for i, column in enumerate(self.columns) if column.merge]
        for place, i in enumerate(merged):
            keep = merged[: place + 1]
            start, previous = 0, None
            for r, row in enumerate((*self.rows, None)):
                key = None
                if row is not None and row.state != "total":
                    key = (tuple(row.cells[k] for k in keep), row.group if i == merged[-1] else "")
                if key is None or key != previous:
                    if r - start > 1:
                        yield i, start, r - 1
                    start = r
                previous = key

    def only(self, rows: Sequence[Row]) -> ResultTable:
        """The same table with fewer rows (a narrowed view); charts are left out."""
        return replace(self, rows=tuple(rows), charts=())


def cell_text(cell: Cell, lang: str) -> str | int | float:
    """A cell's value in a language; None is the empty string."""
    if isinstance(cell, Text):
        return cell.get(lang)
    return "" if cell is None else cell

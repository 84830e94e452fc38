"""A paper as plain data: what the PDF and the Word writer take. Its words are text, never markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from reports.tables import ResultTable, cell_text


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: width is its share of the page.

    A record takes two lines where any column is in band 1: those of band 0 stand above those of band 1, in order.
    spans: its cell stands beside both lines; below: its words stand in the cell of the column before it, below them;
    strong: printed bold.
    """

    title: str
    width: float = 10
    align: Literal["left", "right"] = "left"
    band: int = 0
    spans: bool = False
    below: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of texts; the heads are repeated on every page."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""
    kind: Literal["table"] = "table"

    @property
    def banded(self) -> bool:
        """A record takes two lines."""
        return any(c.band for c in self.columns)


@dataclass(frozen=True, slots=True)
class Paper:
    """A title, lines below it, tables; footer: stands at the foot of every page, beside its number."""

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    footer: str = ""
    landscape: bool = False

    def data(self) -> Mapping[str, Any]:
        """As the template "plain" takes it."""
        return asdict(self)


def of_result(table: ResultTable, lang: str, *, title: bool = True) -> PaperTable:
    """A result table on paper: the same words and numbers as on the page and in the workbook."""
    columns = tuple(
        PaperColumn(
            c.title.get(lang), c.width, "left" if c.kind in {"text", "code"} else "right", c.band, c.merge
        )
        for c in table.columns
    )
    rows = tuple(tuple(_words(table, row.cells, lang)) for row in table.rows)
    return PaperTable(columns, rows, table.title.get(lang) if title else "", table.note.get(lang))


def _words(table: ResultTable, cells: tuple[Any, ...], lang: str) -> Iterator[str]:
    for column, cell in zip(table.columns, cells, strict=True):
        value = cell_text(cell, lang)
        if isinstance(value, str):
            yield value
        elif column.kind == "percent":
            yield f"{value * 100:.1f} %"
        else:
            yield f"{value:,}" if column.kind in {"number", "thousand_yen"} else str(value)

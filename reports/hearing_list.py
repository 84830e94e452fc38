"""The list of sections to be heard, as a result table: 対象 are numbered, 準ずる stand in parentheses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Column, ResultTable, Row

TITLE: Final = Text("ヒアリング対象課（案）", "Sections to be heard (draft)")
LEGEND: Final = Text("＊（ ）内は対象に準ずる課（案）", "* ( ): sections counted as equivalent (draft)")
_BRACKETS: Final = "（）()"


@dataclass(frozen=True, slots=True)
class Entry:
    """One section of the list. number: None for one in parentheses."""

    department: str
    number: int | None
    section: str

    @property
    def printed(self) -> str:
        """The name as it prints."""
        return self.section if self.number is not None else f"（{self.section}）"


def bare(name: str) -> str:
    """A section's name without brackets of its own: those mean something else in this list."""
    inner = name.strip()
    whole = inner[:1] in "（(" and inner[-1:] in "）)" and not any(c in _BRACKETS for c in inner[1:-1])
    return inner[1:-1] if whole and len(inner) > 2 else inner


def entries(sections: Iterable[tuple[str, str, bool]]) -> Iterator[Entry]:
    """The list from (department, section, whether it is numbered), in their order."""
    number = 0
    for department, name, numbered in sections:
        number += numbered
        yield Entry(department, number if numbered else None, bare(name))


def list_table(listed: Iterable[Entry], base: Text) -> ResultTable:
    """The list as a table for any writer. base: which survey and day it belongs to."""
    columns = (
        Column("department", Text("部", "Department"), width=24, merge=True),
        Column("number", Text("番号", "No."), "code", width=8),
        Column("section", Text("課", "Section"), width=40),
    )
    rows = tuple(Row((e.department, e.number, e.printed), group=e.department) for e in listed)
    return ResultTable("hearing-list", TITLE, columns, rows, base=base, note=LEGEND)


def list_book(table: ResultTable, title: str) -> Book:
    """The list as a workbook of one A4 sheet. title: what the hearings are called."""
    return Book(Text(title, title), (Sheet(TITLE, "print", (table,), "A4"),))

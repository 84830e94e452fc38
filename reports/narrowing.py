"""Fewer rows of a table: those of one department, those with some words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forms.questions import search_key
from reports.tables import Cell, ResultTable, Row, cell_text

_DEPARTMENT: Final = (".department", "department")


def department_column(table: ResultTable) -> int | None:
    """Where the department stands; None where the table has no such column."""
    return next((i for i, c in enumerate(table.columns) if c.key in _DEPARTMENT), None)


def departments(table: ResultTable) -> tuple[str, ...]:
    """The departments to choose from, in the table's order."""
    column = department_column(table)
    if column is None:
        return ()
    return tuple(dict.fromkeys(str(r.cells[column]) for r in table.rows if r.state != "total"))


def matching(table: ResultTable, department: str, words: str, lang: str) -> Iterator[Row]:
    """Rows of the department in which some cell holds the words; a total would be one of other rows."""
    column, wanted = department_column(table), search_key(words)
    for row in table.rows:
        if row.state == "total":
            continue
        if department and (column is None or row.cells[column] != department):
            continue
        if not wanted or any(wanted in _searched(cell, lang) for cell in row.cells):
            yield row


def _searched(cell: Cell, lang: str) -> str:
    value = cell_text(cell, lang)
    return search_key(value) if isinstance(value, str) else f"{value} {value:,}"

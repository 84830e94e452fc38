"""Reading tables out of a workbook that anybody may have sent: bounded, values only, no XML tricks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import openpyxl
from openpyxl.utils.escape import unescape
from openpyxl.xml import DEFUSEDXML

from app.importing.tables import MAX_COLUMNS, Unreadable, too_many_columns
from forms.questions import Text
from forms.workbook.package import Limits, Unusable, check

#: What a workbook may unpack to. A bomb of 5 KB claims far more; zipfile never unpacks more than is claimed.
MAX_UNPACKED: Final = 300_000_000
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


@contextmanager
def sheets(path: Path) -> Iterator[dict[str, Iterator[Sequence[str]]]]:
    """The rows of every sheet by its name, as text, while the file is open.

    Raises Unreadable, also while rows are being read.
    """
    with path.open("rb") as stream:
        _check_package(stream)
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets through whatever a broken part raises
            raise _broken() from error
        yield {sheet.title: _rows(sheet) for sheet in book.worksheets}


def _check_package(stream: BinaryIO) -> None:
    """As for what a section sends (forms/workbook/package.py), with room for a whole round."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read through defusedxml")
    try:
        check(stream, Limits(MAX_UNPACKED, MAX_UNPACKED))
    except Unusable as error:
        raise (
            _broken() if error.rule == "broken_workbook" else Unreadable(error.rule, error.message)
        ) from error


def _broken() -> Unreadable:
    return Unreadable(
        "broken_workbook",
        Text("Excel ブック (.xlsx) として読めません。", "Not readable as a workbook (.xlsx)."),
    )


def _rows(sheet: Any) -> Iterator[Sequence[str]]:
    # Excel's own limits, said here: what the sheet says about its size may be wrong, and a made-up cell
    # address must not make anybody fill in millions of empty cells.
    found = sheet.iter_rows(min_row=1, max_row=LAST_ROW, max_col=LAST_COLUMN, values_only=True)
    try:
        width, previous = 0, None
        for row in found:
            if (
                row is previous
            ):  # openpyxl fills gaps, which may be a million rows, with one and the same tuple
                yield ()
                continue
            previous = row
            far = row[MAX_COLUMNS:]
            if far.count(None) < len(far):
                raise too_many_columns()
            cells = [cell_text(value) for value in row[:MAX_COLUMNS]]
            while len(cells) > width and not cells[-1]:
                cells.pop()
            width = width or len(cells)
            yield cells
    except Unreadable:
        raise
    except Exception as error:
        raise _broken() from error


def cell_text(value: Any) -> str:
    """A cell's value as a CSV file would hold it: `1180.0` → `1180`, a day → `2010-10-06`, nothing → ``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(unescape(value))  # Excel writes a carriage return as _x000D_
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

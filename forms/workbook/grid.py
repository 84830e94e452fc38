"""The cells of a workbook that anybody may have sent: bounded, as text, with what cannot be read said per cell."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml import DEFUSEDXML

from forms.text import Text
from forms.workbook.package import NOT_A_WORKBOOK, TOO_MANY_CELLS, UPLOAD, Limits, Unusable, check

#: Our longest sheet has a few hundred rows and a few dozen columns.
LAST_ROW, LAST_COLUMN = 3_000, 200
_MOST_CELLS: Final = 200_000

_FORMULA: Final = Text(
    "計算式の結果が保存されていません。値を直接入力してください。",
    "The formula’s result is not stored in the file. Please type the value itself.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says. moment: the day, where it is a date; wrong: why it cannot be read."""

    text: str = ""
    moment: date | None = None
    wrong: Text | None = None


NOTHING: Final = Cell()


@dataclass
class Grid:
    """One sheet: its cells that are not empty, by row and column (from 1)."""

    title: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def at(self, row: int, column: int) -> Cell:
        """One cell."""
        return self.cells.get((row, column), NOTHING)

    @property
    def rows(self) -> dict[int, dict[int, Cell]]:
        """The cells by row, in order."""
        made: dict[int, dict[int, Cell]] = {}
        for row, column in sorted(self.cells):
            made.setdefault(row, {})[column] = self.cells[row, column]
        return made


def address(row: int, column: int) -> str:
    """`D12`."""
    return f"{get_column_letter(column)}{row}"


def grids(stream: BinaryIO, limits: Limits = UPLOAD) -> tuple[list[Grid], Mapping[str, str]]:
    """Every sheet, and the document's own properties. Raises Unusable."""
    check(stream, limits)
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read through defusedxml")
    try:
        made, properties = _load(stream, formulas=True)
        if any(g.formulas for g in made):
            values, _ = _load(stream, formulas=False)
            for grid, worked_out in zip(made, values, strict=True):
                for place in grid.formulas:
                    known = worked_out.cells.get(place)
                    grid.cells[place] = known or Cell(wrong=_FORMULA)
    except Unusable:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken part raises
        raise Unusable("broken_workbook", NOT_A_WORKBOOK) from error
    return made, properties


def _load(stream: BinaryIO, formulas: bool) -> tuple[list[Grid], Mapping[str, str]]:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts of a workbook that we do not read
        book = openpyxl.load_workbook(stream, read_only=True, data_only=not formulas, keep_links=False)
        left, made = _MOST_CELLS, []
        for sheet in book.worksheets:
            grid = Grid(sheet.title, sheet.sheet_state != "visible")
            for cell in _cells(book, sheet):
                left -= 1
                if left < 0:
                    raise Unusable("too_large", TOO_MANY_CELLS)
                place = cell["row"], cell["column"]
                if cell["data_type"] == "f":
                    grid.formulas.add(place)
                grid.cells[place] = _read(cell["value"], cell["data_type"])
            made.append(grid)
        own: Any = book
        properties = {p.name: str(p.value) for p in own.custom_doc_props.props}
    return made, properties


def _cells(book: Any, sheet: Any) -> Iterator[Mapping[str, Any]]:
    """The cells with something in them, straight from openpyxl's parser: its own iterator fills up every gap, and one
    far cell makes that a million rows."""
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for _, row in parser.parse():
            for cell in row:
                if cell["value"] is not None and cell["value"] != "":
                    if cell["row"] > LAST_ROW or cell["column"] > LAST_COLUMN:
                        raise _far(sheet.title, cell["row"], cell["column"])
                    yield cell


def _far(title: str, row: int, column: int) -> Unusable:
    place = address(row, column)
    return Unusable(
        "far_cell",
        Text(
            f"「{title}」シートの離れた場所（{place}）に記入があります。{LAST_ROW:,}行より下や余分な列は削除してください。",
            f"There is something far away on sheet “{title}” ({place}). Delete what is below row {LAST_ROW:,} or far to the right.",
        ),
    )


def _read(value: Any, data_type: str) -> Cell:
    if data_type == "e":
        return Cell(
            wrong=Text(f"エラー値（{value}）が入っています。値を入力し直してください。",
                       f"There is an error ({value}) in this cell. Please type the value.")
        )  # fmt: skip
    if isinstance(value, str):
        return Cell(str(unescape(value)).replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), value.date())
    if isinstance(value, date):
        return Cell(value.isoformat(), value)
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() else f"{value:.10f}".rstrip("0"))
    return Cell(value.isoformat() if isinstance(value, time) else str(value))

"""A workbook read back: forms by the ids inside their sheets and rows, wherever those were moved to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, Final

from forms.questionnaire import Questionnaire
from forms.questions import Text
from forms.workbook import words
from forms.workbook.found import FormRead, Place, Reading
from forms.workbook.grid import NOTHING, Grid, address, grids
from forms.workbook.identity import MARK, Identity, from_rows
from forms.workbook.package import Unusable
from forms.workbook.sources import Corner, Sheet, Table, anchors, corner_of

NO_IDENTITY: Final = Text(
    "この調査の Excel ファイルではありません。この画面からダウンロードしたファイルに記入して送ってください。",
    "This is not a workbook of this survey. Send the file downloaded from this page.",
)
_LOST: Final = Text(
    "管理用の隠しシートが失われているため読めません。もう一度ダウンロードして、記入した内容を貼り付けてください。",
    "The hidden sheet that says whose file this is has been lost. Download the file again and paste your answers.",
)


def identify(made: Sequence[Grid], properties: Mapping[str, str]) -> Identity:
    """Whose workbook it is. Raises Unusable where it does not say."""
    for grid in made:
        if (corner := corner_of(grid)) and corner.words[1:2] == ["meta"]:
            rows = ([c.text for c in row.values()] for row in grid.rows.values())
            if (found := from_rows(rows)) is not None:
                return found
    raise Unusable("no_identity", _LOST if MARK in properties else NO_IDENTITY)


def read(stream: BinaryIO, made: Sequence[Questionnaire], identity: Identity | None = None) -> Reading:
    """Read a workbook. Raises Unusable; what is wrong in single cells is in `troubles`.

    identity: the caller's, already checked (see `identify`).
    """
    sheets, properties = grids(stream)
    return read_grids(sheets, identity or identify(sheets, properties), made)


def read_grids(sheets: Sequence[Grid], identity: Identity, made: Sequence[Questionnaire]) -> Reading:
    """The same, of sheets already loaded."""
    reading, by_key = Reading(identity), {q.key: q for q in made}
    seen: dict[tuple[str, str], str] = {}
    for grid in _originals_first(sheets, identity):
        corner = corner_of(grid)
        match corner.words[1:] if corner else []:
            case ["cover"] if corner:
                _read_cover(grid, corner, reading)
            case ["form", key, ref] if corner and key in by_key:
                reading.sheets.add(f"{key}:{ref}")
                _add(reading, seen, Sheet(grid, corner, by_key[key], reading).form(ref))
            case ["rows", key] if corner and key in by_key:
                reading.sheets.add(f"{key}:")
                for form in Table(grid, corner, by_key[key], reading).forms():
                    _add(reading, seen, form)
            case ["codes"] | ["meta"]:
                continue
            case _:
                _unknown(grid, identity, reading)
    for name, ref in identity.sheets.items():
        _missing(name, ref, reading)
    order = {q.key: i for i, q in enumerate(made)}
    reading.forms.sort(key=lambda f: order[f.key])
    return reading


def _originals_first(sheets: Sequence[Grid], identity: Identity) -> list[Grid]:
    """A sheet that still has the name it was given is the original, a copy has another one."""
    return sorted(sheets, key=lambda g: g.title not in identity.sheets)


def _add(reading: Reading, seen: dict[tuple[str, str], str], form: FormRead) -> None:
    if form.ref.startswith("+") and form.empty:
        return
    known = (form.key, form.ref)
    if known in seen:
        told = hashlib.sha256(f"{form.sheet}\0{form.row}".encode()).hexdigest()[:12]
        form = replace(form, copy=told)
    seen[known] = form.sheet
    reading.forms.append(form)


def _unknown(grid: Grid, identity: Identity, reading: Reading) -> None:
    if grid.title in identity.sheets:
        reading.troubles.append(
            (Place(grid.title, "A1"),
             Text("シートの左端にある管理用の列（Ａ列）が壊れています。もう一度ダウンロードして貼り付けてください。",
                  "The hidden first column of this sheet is damaged. Download the file again and paste your answers."))
        )  # fmt: skip
    elif grid.cells:
        reading.notes.append(
            Text(f"「{grid.title}」シートは調査票ではないため、読みませんでした。",
                 f"Sheet “{grid.title}” is no questionnaire and was not read.")
        )  # fmt: skip


def _missing(name: str, ref: str, reading: Reading) -> None:
    if ref in reading.sheets or ref.partition(":")[2].startswith("+"):
        return
    reading.notes.append(
        Text(f"「{name}」シートがないため、その内容は変わりません（シートを削除しても事業は削除されません）。",
             f"Sheet “{name}” is missing; nothing of it changes (deleting a sheet does not delete the project).")
    )  # fmt: skip


def _read_cover(grid: Grid, corner: Corner, reading: Reading) -> None:
    columns = anchors(grid, corner)
    for row, cells in grid.rows.items():
        name, _, key = cells.get(1, NOTHING).text.partition(".")
        if name != "none" or "1" not in columns:
            continue
        place, cell = Place(grid.title, address(row, columns["1"])), grid.at(row, columns["1"])
        yes = words.marked(cell.text, 0)
        if cell.wrong or yes is None:
            reading.troubles.append((place, cell.wrong or words.not_a_mark(cell.text)))
        else:
            reading.declared[key] = (yes, place)

"""Finding the tables of a round: a folder of CSV files, or one workbook with the same names as sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from app.errors import Refused
from app.importing.report import NOTED, Line
from app.importing.tables import MAX_BYTES, Table, Unreadable, csv_rows, decode, table
from app.importing.workbook import sheets
from forms.questionnaire import SECTIONS_TABLE, Questionnaire
from forms.questions import Text

SECTIONS: Final = SECTIONS_TABLE


@dataclass
class Source:
    """What was found. tables: by name (`sections`, `overall`, `a_projects`); lines: what was wrong or ignored."""

    tables: dict[str, Table] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    #: How a table that is not there would be called, for messages.
    suffix: str = ".csv"
    #: Tables that are there and cannot be read: nobody has to be told that they are missing, too.
    broken: set[str] = field(default_factory=set)


def read(path: Path, questionnaires: Sequence[Questionnaire]) -> Source:
    """Read every table of a round. Raises Refused where there is nothing to read at all."""
    names = (SECTIONS, *(q.wide_file for q in questionnaires))
    if path.is_file() and path.suffix.casefold() == ".xlsx":
        return _workbook(path, names)
    if not path.is_dir():
        raise Refused(
            Text(
                f"「{path}」はフォルダーでも Excel ブック (.xlsx) でもありません。",
                f"{path} is neither a folder nor a workbook (.xlsx).",
            )
        )
    files = [p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(("~$", "."))]
    found = {p.stem.casefold(): p for p in files if p.suffix.casefold() == ".csv"}
    books = [p for p in files if p.suffix.casefold() == ".xlsx"]
    if not any(name.casefold() in found for name in names):
        if len(books) == 1:
            return _workbook(books[0], names)
        raise Refused(_nothing_there(path, names))
    source = _folder(names, found)
    source.lines += [_ignored(book.name) for book in books]
    return source


def _nothing_there(path: Path, names: Iterable[str]) -> Text:
    wanted = ", ".join(f"{name}.csv" for name in names)
    return Text(
        f"「{path}」に取り込む表がありません（{wanted}、又はこれらのシートを持つ .xlsx 一つ）。",
        f"{path} holds no table to import ({wanted}, or one .xlsx with such sheets).",
    )


def _ignored(file: str) -> Line:
    return Line(
        NOTED, file, None, "unknown_file", Text("取り込みの対象ではありません。", "Not part of an import.")
    )


def _folder(names: Sequence[str], found: Mapping[str, Path]) -> Source:
    source = Source()
    wanted = {name.casefold() for name in names}
    for name in names:
        if path := found.get(name.casefold()):
            _take(source, name, path.name, partial(_csv, path))
    source.lines += [_ignored(path.name) for stem, path in found.items() if stem not in wanted]
    return source


def _csv(path: Path) -> Iterable[Sequence[str]]:
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("too_large", Text("ファイルが大きすぎます。", "The file is too large."))
    return csv_rows(decode(path.read_bytes()))


def _workbook(path: Path, names: Sequence[str]) -> Source:
    source = Source(suffix="")
    try:
        with sheets(path) as found:
            by_name = {title.strip().casefold(): title for title in found}
            for name in names:
                if title := by_name.pop(name.casefold(), None):
                    _take(source, name, f"{path.name}［{title}］", partial(found.__getitem__, title))
    except Unreadable as error:
        raise Refused(Text(f"{path.name}: {error.message.ja}", f"{path.name}: {error.message.en}")) from error
    source.lines += [_ignored(f"{path.name}［{title}］") for title in by_name.values()]
    if not source.tables and not source.broken:
        raise Refused(_nothing_there(path, names))
    return source


def _take(source: Source, name: str, file: str, rows: Callable[[], Iterable[Sequence[str]]]) -> None:
    try:
        source.tables[name] = table(file, rows(), source.lines)
    except Unreadable as error:
        source.lines.append(error.line(file))
        source.broken.add(name)

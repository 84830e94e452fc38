"""Folders to import, made from the demonstration's round with single cells changed."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from app.db import Database
from app.importing.report import Line, Report
from app.importing.service import import_folder
from app.migrations import migrate
from app.security import SYSTEM
from tests.support.city import NOW
from tests.support.koganei import DEMO

NAME = "平成22年度 協働実態調査"
Rows = list[dict[str, str]]


def empty_database(path: Path) -> Database:
    """A database with the schema and nothing else."""
    db = Database(path)
    migrate(db)
    return db


def demo_folder(target: Path) -> Path:
    """A copy of the demonstration's folder."""
    target.mkdir(parents=True)
    for path in DEMO.glob("*.csv"):
        shutil.copy(path, target)
    return target


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: Sequence[dict[str, str]], encoding: str = "utf-8-sig") -> None:
    """Write rows; the heading is that of the first one."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))


def change(folder: Path, name: str, work: Callable[[Rows], object], encoding: str = "utf-8-sig") -> None:
    """Change the rows of one file in place."""
    rows = rows_of(folder / f"{name}.csv")
    work(rows)
    write_rows(folder / f"{name}.csv", rows, encoding)


def put(row: int, **cells: str) -> Callable[[Rows], None]:
    """Set cells of one row, numbered as in a spreadsheet."""
    return lambda rows: rows[row - 2].update(cells)


def bring_in(db: Database, source: Path, name: str = NAME, **options: object) -> Report:
    """Import with the command line's rights."""
    return import_folder(db, SYSTEM, NOW, source, name, **options)  # type: ignore[arg-type]


def told(lines: Sequence[Line]) -> list[tuple[str, int | None, str, str]]:
    """The essence of lines: file, row, rule, key."""
    return [(line.file, line.row, line.rule, line.key) for line in lines]

"""A round beside an earlier one: the tables of both years, as page, workbook and CSV."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Final

from app.db import Database
from app.errors import NotFound
from app.responses.service import carrying
from app.results import service as results
from app.results.service import Edition
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import Actor
from app.succession import store
from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Cell, ResultTable, cell_text
from reports.writers.xlsx import write_workbook
from reports.yearly import Years, tables

#: Short, because it stands at the head of every printed page beside the names of both rounds.
TITLE: Final = Text("前回との比較", "Compared with last time")
#: What Windows does not take in a file name.
_FORBIDDEN: Final = {ord(c): "_" for c in '\\/:*?"<>|'} | dict.fromkeys(range(32), " ")


@dataclass(frozen=True)
class Comparison:
    """Two rounds and every table of their comparison."""

    before: Round
    after: Round
    years: Years
    tables: tuple[ResultTable, ...]

    def file_name(self, what: str, ending: str) -> str:
        """`令和9年度_調査_前回との比較.xlsx`."""
        return f"{self.after.name}_{what}".translate(_FORBIDDEN) + ending


def others(db: Database, round_: Round) -> list[Round]:
    """The rounds it may be compared with: the one it follows first, then the others of earlier years."""
    known = [
        r for r in rounds.all_rounds(db) if r.id != round_.id and r.state != "preparing" and not r.disposed_at
    ]
    return sorted(known, key=lambda r: (r.id != round_.previous_id, r.year > round_.year, -r.year, -r.id))


def comparison(db: Database, actor: Actor, now: datetime, before: Round, after: Round) -> Comparison:
    """The tables of both rounds. What joins single projects is known where the one was made from the other."""
    editions = [results.edition(db, actor, now, r.id) for r in (before, after)]
    years = joined(db, before, after, editions)
    made = tuple(tables(years, editions[0].words, editions[1].words))
    return Comparison(before, after, years, made)


def with_previous(db: Database, actor: Actor, now: datetime, after: Round) -> Years | None:
    """A round and the one it follows, as far as this person may see both; None where there is nothing to compare."""
    if after.previous_id is None:
        return None
    before = rounds.get(db, after.previous_id)
    if before.disposed_at:
        return None
    try:
        editions = [results.edition(db, actor, now, r.id) for r in (before, after)]
    except NotFound:
        return None
    return joined(db, before, after, editions)


def joined(db: Database, before: Round, after: Round, editions: Sequence[Edition]) -> Years:
    """Two states of rounds and what joins them."""
    with db.read():
        linked = carrying.origins(db, after.id)
        places = store.of_round(db, after.id) if after.previous_id == before.id else {}
        living = {f.id for f in carrying.living(db, after.id)}
    submitted = {f.id for f in editions[1].data.forms}
    return Years(
        editions[0].data, editions[1].data,
        {form_id: o.old_form_id for form_id, o in linked.items()}, places,
        frozenset(o.old_form_id for i, o in linked.items() if i in living and i not in submitted),
    )  # fmt: skip


def xlsx_file(made: Comparison, lang: str) -> BytesIO:
    """The workbook, for a download: one sheet for the projects, one per questionnaire's counts."""
    target = BytesIO()
    numbers = tuple(t for t in made.tables if t.key.startswith("summary-"))
    projects = tuple(t for t in made.tables if t.key == "projects-compared")
    sheets = [
        Sheet(Text("事業数の比較", "Numbers of projects"), "counts", numbers, "A4"),
        Sheet(Text("新規・継続・終了", "Projects"), "print", projects, "A4"),
    ]
    for table in made.tables:
        if table.key.startswith("compared-"):
            key = table.key.removeprefix("compared-")
            short = made.years.after.questionnaire(key).short
            name = Text(f"{short.ja} 集計の比較", f"{short.get('en')} counts")
            sheets.append(Sheet(name, "counts", (table,), "A4"))
    write_workbook(Book(TITLE, tuple(sheets)), target, lang, made.years.after.as_of)
    target.seek(0)
    return target


def csv_zip(made: Comparison, lang: str) -> BytesIO:
    """One CSV file per table in an archive (UTF-8 with a byte order mark, as all our CSV files)."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in made.tables:
            archive.writestr(f"{table.key}.csv", ("\ufeff" + _csv(table, lang)).encode())
    target.seek(0)
    return target


def _csv(table: ResultTable, lang: str) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.title.get(lang).replace("\n", "") for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        writer.writerow([_plain(cell, kind, lang) for cell, kind in zip(row.cells, kinds, strict=True)])
    return text.getvalue()


def _plain(cell: Cell, kind: str, lang: str) -> str | int | float:
    """A cell as data: a share as 73.1, as in counts.csv."""
    return round(cell * 100, 1) if kind == "percent" and isinstance(cell, float) else cell_text(cell, lang)

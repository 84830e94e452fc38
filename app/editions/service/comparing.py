"""What changed between two editions, or from an edition to today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO

from app.db import Database
from app.editions.service import records
from app.editions.service.records import Record
from app.errors import NotAllowed, NotFound
from app.results import service as results
from app.results.service import Edition
from app.security import Actor
from reports.difference import Difference
from reports.difference_tables import difference_book
from reports.writers.xlsx import write_workbook


@dataclass(frozen=True)
class Compared:
    """Two states of a round, the earlier one first."""

    old: Edition
    new: Edition

    @cached_property
    def difference(self) -> Difference:
        """What changed."""
        return Difference(self.old.data, self.new.data)

    @cached_property
    def versions(self) -> Mapping[int, tuple[int, int]]:
        """Forms that are in both with another version: form id → the two versions' ids."""
        return {
            form_id: (self.old.origins[form_id].version_id, form.version_id)
            for form_id, form in self.new.origins.items()
            if form_id in self.old.origins and self.old.origins[form_id].version_id != form.version_id
        }


def compared(
    db: Database, actor: Actor, now: datetime, round_id: int, old_id: int, new_id: int | None
) -> Compared:
    """Two editions, the earlier one first whatever the order asked; new_id None: today. Raises NotFound."""
    if not actor.is_secretariat:
        raise NotAllowed
    old = records.get(db, round_id, old_id)
    if new_id is not None:
        new = records.get(db, round_id, new_id)
        if old.id == new.id:
            raise NotFound
        old, new = sorted((old, new), key=lambda r: (r.made_at, r.id))
        new_id = new.id
    return Compared(
        results.edition(db, actor, now, round_id, old.id), results.edition(db, actor, now, round_id, new_id)
    )


def before(db: Database, record: Record) -> Record | None:
    """The edition made before this one."""
    known = records.of_round(db, record.round_id)
    at = known.index(record)
    return known[at + 1] if at + 1 < len(known) else None


def workbook(found: Compared, lang: str) -> BytesIO:
    """The difference as a print-ready workbook (A4 landscape)."""
    made = BytesIO()
    write_workbook(difference_book(found.difference), made, lang, found.new.data.as_of)
    made.seek(0)
    return made


def file_name(found: Compared, lang: str) -> str:
    """`小金井市_協働実態調査_変更一覧_第２回_第３回`."""
    data = found.new.data
    what, today = ("変更一覧", "現在") if lang == "ja" else ("changes", "now")
    return "_".join([data.city, data.name, what, found.old.data.edition, data.edition or today])

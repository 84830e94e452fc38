"""The editions on record. Knows nothing of tables, which are made from these."""

from __future__ import annotations

import json

from app.db import Database
from app.editions import store
from app.editions.store import Counted, Record
from app.errors import NotFound
from app.rounds import rulings

__all__ = ["Counted", "Record", "counted", "files_of", "forms_counted", "get", "of_round", "rules_of"]


def of_round(db: Database, round_id: int) -> list[Record]:
    """The editions of a round, the newest first."""
    return store.of_round(db, round_id)


def get(db: Database, round_id: int, edition_id: int) -> Record:
    """One edition of this round. Raises NotFound."""
    found = store.get(db, edition_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def forms_counted(db: Database, round_id: int) -> dict[int, int]:
    """How many forms each edition of a round counted, by edition id."""
    return store.forms_counted(db, round_id)


def counted(db: Database, edition_id: int) -> Counted:
    """What an edition counted."""
    return store.counted(db, edition_id)


def files_of(db: Database, edition_id: int) -> dict[str, int]:
    """The files kept with an edition: kind ("xlsx-A3-ja", "csv") → file id."""
    return store.files_of(db, edition_id)


def rules_of(db: Database, record: Record) -> list[tuple[str, str]]:
    """The rules on non-answers by which an edition was counted: (whole answer, ruling), as the page of rules has them.

    Kept by what answers are matched by; where the round still has the rule, it is shown as it was written.
    """
    written = {r.key: r.phrase for r in rulings.rule_rows(db, record.round_id)}
    kept: dict[str, str] = json.loads(store.counted(db, record.id).rules)
    place = {key: n for n, key in enumerate(written)}
    return [(written.get(key, key), kept[key]) for key in sorted(kept, key=lambda k: (place.get(k, 999), k))]

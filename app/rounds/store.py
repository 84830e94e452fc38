"""Rounds, the sections they ask and the questionnaires they froze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from app.clock import stored
from app.db import Database, Row
from app.organisation.service import Section
from forms.questionnaire import Questionnaire, parse

PREPARING, OPEN, CLOSED = "preparing", "open", "closed"
#: A closed round that nobody changes any more; not a stored state (archived_at says since when).
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Round:
    """One survey. contact: whom to ask, as shown on every page; the limits are those of app/rounds/dates.py.

    deadline: as shown; new_until, edit_until: the last day for new entries and for edits. approval: a section's head
    approves what it submits. archived_at, disposed_at: stored moments or ""; keep_until: the day to which the round is
    kept (保存年限) or ""; previous_id: the round it was made from.
    """

    id: int
    name: str
    year: int
    state: str
    deadline: str
    contact: str
    fingerprint: str
    new_until: str = ""
    edit_until: str = ""
    approval: bool = False
    archived_at: str = ""
    keep_until: str = ""
    disposed_at: str = ""
    previous_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Was opened and not closed again; whether a section may still write is a question to app/rounds/dates.py."""
        return self.state == OPEN and not self.read_only

    @property
    def read_only(self) -> bool:
        """Archived or disposed of: nobody changes anything in it, the secretariat neither."""
        return bool(self.archived_at or self.disposed_at)

    @property
    def shown_state(self) -> str:
        """The state as pages name it: "preparing", "open", "closed", "archived" or "disposed"."""
        return "disposed" if self.disposed_at else ARCHIVED if self.archived_at else self.state


def _from(row: Row) -> Round:
    made = dict(row)
    return Round(**made | {"approval": bool(made["approval"])})


_SELECT = (
    "SELECT id, name, year, state, deadline, contact, fingerprint, new_until, edit_until, approval, archived_at,"
    " keep_until, disposed_at, previous_id FROM round"
)


def all_rounds(db: Database) -> list[Round]:
    """Every round, the newest first."""
    return [_from(r) for r in db.all(f"{_SELECT} ORDER BY id DESC")]


def get(db: Database, round_id: int) -> Round | None:
    """One round by its number."""
    row = db.one(f"{_SELECT} WHERE id = ?", (round_id,))
    return _from(row) if row else None


def by_name(db: Database, name: str) -> Round | None:
    """One round by its exact name."""
    row = db.one(f"{_SELECT} WHERE name = ?", (name,))
    return _from(row) if row else None


def of_section(db: Database, section_id: int) -> list[Round]:
    """The rounds that ask this section and were opened at least once, the newest first."""
    return [
        _from(r)
        for r in db.all(
            f"{_SELECT} WHERE state <> 'preparing' AND id IN"
            " (SELECT round_id FROM round_section WHERE section_id = ?) ORDER BY id DESC",
            (section_id,),
        )
    ]


def add(
    db: Database,
    now: datetime,
    name: str,
    year: int,
    sections: Sequence[Section],
    definitions: Iterable[Questionnaire],
    fingerprint: str = "",
) -> int:
    """A new round (preparing) with its sections in order, as they are called, and its own copy of every definition."""
    round_id = db.insert(
        "round", name=name, year=year, state=PREPARING, fingerprint=fingerprint, created_at=stored(now)
    )
    db.run_many(
        "INSERT INTO round_section (round_id, section_id, position, department, name, kind)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(round_id, s.id, i, s.department, s.name, s.kind) for i, s in enumerate(sections, 1)],
    )
    db.run_many(
        "INSERT INTO round_questionnaire (round_id, key, position, source) VALUES (?, ?, ?, ?)",
        [(round_id, q.key, i, q.source) for i, q in enumerate(definitions, 1)],
    )
    return round_id


#: What may change of a round after it was made.
CHANGEABLE = (
    "state",
    "deadline",
    "contact",
    "new_until",
    "edit_until",
    "approval",
    "keep_until",
    "archived_at",
)


def update(db: Database, round_id: int, values: Mapping[str, str | int]) -> None:
    """Change what may change of a round (CHANGEABLE)."""
    assert set(values) <= set(CHANGEABLE)
    places = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE round SET {places} WHERE id = :id", {**values, "id": round_id})


def mark_disposed(db: Database, now: datetime, round_id: int) -> None:
    """Its term is over and its content is gone."""
    db.run("UPDATE round SET disposed_at = ? WHERE id = ?", (stored(now), round_id))


def set_previous(db: Database, round_id: int, previous_id: int) -> None:
    """Note the round a new one follows."""
    db.run("UPDATE round SET previous_id = ? WHERE id = ?", (previous_id, round_id))


def sections(db: Database, round_id: int) -> list[Section]:
    """The sections this round asks, in its order, named as when it was made; position is the place in this round."""
    rows = db.all(
        "SELECT section_id AS id, department, name, kind, position FROM round_section"
        " WHERE round_id = ? ORDER BY position",
        (round_id,),
    )
    return [Section(r["id"], r["department"], r["name"], r["kind"], r["position"]) for r in rows]


def set_section_names(db: Database, round_id: int, section: Section) -> None:
    """Call a section of a round otherwise (app/rounds/naming.py says when)."""
    db.run(
        "UPDATE round_section SET department = ?, name = ?, kind = ? WHERE round_id = ? AND section_id = ?",
        (section.department, section.name, section.kind, round_id, section.id),
    )


def extension(db: Database, round_id: int, section_id: int) -> str | None:
    """The limit to which this section's dates were extended; None where they were not (or no longer are)."""
    found: str | None = db.value(
        "SELECT until FROM extension WHERE round_id = ? AND section_id = ? AND ended_at = '' ORDER BY id DESC",
        (round_id, section_id),
    )
    return found


def extensions(db: Database, round_id: int) -> dict[int, str]:
    """The extended limits of a round by section id."""
    rows = db.all(
        "SELECT section_id, until FROM extension WHERE round_id = ? AND ended_at = '' ORDER BY id",
        (round_id,),
    )
    return {r["section_id"]: r["until"] for r in rows}


@lru_cache(maxsize=64)
def _parsed(source: str) -> Questionnaire:
    return parse(source)


def questionnaires(db: Database, round_id: int) -> tuple[Questionnaire, ...]:
    """The round's questionnaires as frozen when it was made (whatever the definition files say today)."""
    rows = db.all("SELECT source FROM round_questionnaire WHERE round_id = ? ORDER BY position", (round_id,))
    return tuple(_parsed(r["source"]) for r in rows)

"""Rounds, the sections they ask and the questionnaires they froze."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from app.clock import stored
from app.db import Database, Row
from app.organisation.service import Section
from forms.questionnaire import Questionnaire, parse

PREPARING, OPEN, CLOSED = "preparing", "open", "closed"


@dataclass(frozen=True, slots=True)
class Round:
    """One survey. deadline: a day (YYYY-MM-DD) or ""; contact: whom to ask, as shown on every page."""

    id: int
    name: str
    year: int
    state: str
    deadline: str
    contact: str
    fingerprint: str

    @property
    def is_open(self) -> bool:
        """Takes entries from sections."""
        return self.state == OPEN


def _from(row: Row) -> Round:
    return Round(*(row[k] for k in ("id", "name", "year", "state", "deadline", "contact", "fingerprint")))


_SELECT = "SELECT id, name, year, state, deadline, contact, fingerprint FROM round"


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
    sections: Sequence[int],
    definitions: Iterable[Questionnaire],
    fingerprint: str = "",
) -> int:
    """A new round (preparing) with its sections in order and its own copy of every definition."""
    round_id = db.insert(
        "round", name=name, year=year, state=PREPARING, fingerprint=fingerprint, created_at=stored(now)
    )
    db.run_many(
        "INSERT INTO round_section (round_id, section_id, position) VALUES (?, ?, ?)",
        [(round_id, s, i) for i, s in enumerate(sections, 1)],
    )
    db.run_many(
        "INSERT INTO round_questionnaire (round_id, key, position, source) VALUES (?, ?, ?, ?)",
        [(round_id, q.key, i, q.source) for i, q in enumerate(definitions, 1)],
    )
    return round_id


def update(db: Database, round_id: int, *, state: str, deadline: str, contact: str) -> None:
    """Change what may change of a round."""
    db.run(
        "UPDATE round SET state = ?, deadline = ?, contact = ? WHERE id = ?",
        (state, deadline, contact, round_id),
    )


def sections(db: Database, round_id: int) -> list[Section]:
    """The sections this round asks, in its order; position is the place in this round."""
    rows = db.all(
        "SELECT s.id, d.name AS department, s.name, s.kind, rs.position FROM round_section rs"
        " JOIN section s ON s.id = rs.section_id JOIN department d ON d.id = s.department_id"
        " WHERE rs.round_id = ? ORDER BY rs.position",
        (round_id,),
    )
    return [Section(r["id"], r["department"], r["name"], r["kind"], r["position"]) for r in rows]


@lru_cache(maxsize=64)
def _parsed(source: str) -> Questionnaire:
    return parse(source)


def questionnaires(db: Database, round_id: int) -> tuple[Questionnaire, ...]:
    """The round's questionnaires as frozen when it was made (whatever the definition files say today)."""
    rows = db.all("SELECT source FROM round_questionnaire WHERE round_id = ? ORDER BY position", (round_id,))
    return tuple(_parsed(r["source"]) for r in rows)

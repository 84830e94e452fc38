"""Editions on record, the versions and declarations they counted, and their files. Rows never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import read, stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Record:
    """One edition. as_of: the moment it shows, in the city's zone; made_by: whose work it was."""

    id: int
    round_id: int
    name: str
    note: str
    as_of: datetime
    made_at: datetime
    made_by: str


_SELECT = (
    "SELECT e.id, e.round_id, e.name, e.note, e.as_of, e.made_at, coalesce(a.name, '') AS made_by FROM edition e"
    " LEFT JOIN account a ON a.id = e.made_by"
)


def _from(row: Row) -> Record:
    return Record(
        row["id"], row["round_id"], row["name"], row["note"], read(row["as_of"]), read(row["made_at"]),
        row["made_by"],
    )  # fmt: skip


def get(db: Database, edition_id: int) -> Record | None:
    """One edition."""
    row = db.one(f"{_SELECT} WHERE e.id = ?", (edition_id,))
    return _from(row) if row else None


def of_round(db: Database, round_id: int) -> list[Record]:
    """The editions of a round, the newest first."""
    rows = db.all(f"{_SELECT} WHERE e.round_id = ? ORDER BY e.made_at DESC, e.id DESC", (round_id,))
    return [_from(r) for r in rows]


def by_name(db: Database, round_id: int, name: str) -> Record | None:
    """An edition of a round by its name."""
    row = db.one(f"{_SELECT} WHERE e.round_id = ? AND e.name = ?", (round_id, name))
    return _from(row) if row else None


def by_request(db: Database, request: str) -> Record | None:
    """The edition that this very click made before."""
    row = db.one(f"{_SELECT} WHERE e.request = ?", (request,)) if request else None
    return _from(row) if row else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What an edition counted. versions: version id → the project's number then; declared: (section id, key);
    frozen: everything else its tables are made from, as one text (app/results/frozen.py); rules: on non-answers."""

    versions: Mapping[int, int | None]
    declared: frozenset[tuple[int, str]]
    frozen: str
    rules: str


def counted(db: Database, edition_id: int) -> Counted:
    """What an edition counted."""
    versions = db.all("SELECT version_id, number FROM edition_version WHERE edition_id = ?", (edition_id,))
    said = db.all(
        "SELECT section_id, questionnaire FROM edition_declaration WHERE edition_id = ?", (edition_id,)
    )
    row = db.one("SELECT frozen, rules FROM edition WHERE id = ?", (edition_id,))
    assert row is not None
    return Counted(
        {r["version_id"]: r["number"] for r in versions},
        frozenset((r["section_id"], r["questionnaire"]) for r in said),
        row["frozen"],
        row["rules"],
    )


def forms_counted(db: Database, round_id: int) -> dict[int, int]:
    """How many forms each edition of a round counted, by edition id."""
    rows = db.all(
        "SELECT e.id, count(v.version_id) AS n FROM edition e LEFT JOIN edition_version v ON v.edition_id = e.id"
        " WHERE e.round_id = ? GROUP BY e.id",
        (round_id,),
    )
    return {r["id"]: r["n"] for r in rows}


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, name: str, note: str, made: Counted, request: str
) -> int:  # fmt: skip
    """A new edition with what it counted; returns its id."""
    edition_id = db.insert(
        "edition", round_id=round_id, name=name, note=note, as_of=stored(now), rules=made.rules,
        frozen=made.frozen, request=request or None, made_at=stored(now), made_by=actor.id,
    )  # fmt: skip
    db.run_many(
        "INSERT INTO edition_version (edition_id, version_id, number) VALUES (?, ?, ?)",
        [(edition_id, version_id, number) for version_id, number in made.versions.items()],
    )
    db.run_many(
        "INSERT INTO edition_declaration (edition_id, section_id, questionnaire) VALUES (?, ?, ?)",
        [(edition_id, section_id, key) for section_id, key in sorted(made.declared)],
    )
    return edition_id


def add_files(db: Database, edition_id: int, files: Iterable[tuple[str, int]]) -> None:
    """Keep files with an edition: (kind, file id)."""
    db.run_many(
        "INSERT INTO edition_file (edition_id, kind, file_id) VALUES (?, ?, ?)",
        [(edition_id, kind, file_id) for kind, file_id in files],
    )


def files_of(db: Database, edition_id: int) -> dict[str, int]:
    """The files of an edition: kind → file id, in the order in which they were kept."""
    rows = db.all(
        "SELECT kind, file_id FROM edition_file WHERE edition_id = ? ORDER BY file_id", (edition_id,)
    )
    return {r["kind"]: r["file_id"] for r in rows}

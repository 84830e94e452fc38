"""Questions of hearings: the common ones as draft and fixed versions, a section's own ones, and what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor
from forms.questions import Text

#: Where an own question came from.
FREE, SIGNAL, CONTRADICTION, FLAG = "free", "signal", "contradiction", "flag"
NOMINATION, UNLISTED = "nomination", "unlisted"


@dataclass(frozen=True, slots=True)
class Common:
    """One common question. key: `c3`, the same in every version that has it."""

    key: str
    text: Text


def _packed(texts: Sequence[Common]) -> str:
    rows = [{"key": one.key, "ja": one.text.ja, "en": one.text.en} for one in texts]
    return json.dumps(rows, ensure_ascii=False)


def _texts(packed: str) -> tuple[Common, ...]:
    return tuple(Common(one["key"], Text(one["ja"], one["en"])) for one in json.loads(packed))


@dataclass(frozen=True, slots=True)
class Draft:
    """The common questions being changed. open False: nothing is being changed; next_key: of the next new question."""

    texts: tuple[Common, ...]
    next_key: int
    open: bool = True
    revision: int = 0
    changed_at: str = ""
    changed_by: str = ""


def draft(db: Database, series_id: int) -> Draft | None:
    """The draft of a series; None where nobody has touched it."""
    row = db.one(
        "SELECT d.texts, d.next_key, d.open, d.revision, d.changed_at, coalesce(a.name, '') AS changed_by"
        " FROM hearing_questions_draft d LEFT JOIN account a ON a.id = d.changed_by WHERE d.series_id = ?",
        (series_id,),
    )
    return Draft(**{**dict(row), "texts": _texts(row["texts"]), "open": bool(row["open"])}) if row else None


def put_draft(db: Database, actor: Actor, now: datetime, series_id: int, wanted: Draft) -> None:
    """The draft is this from now on; its revision goes up."""
    db.run(
        "INSERT INTO hearing_questions_draft (series_id, texts, next_key, open, revision, changed_at, changed_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series_id) DO UPDATE SET texts = excluded.texts,"
        " next_key = excluded.next_key, open = excluded.open, revision = excluded.revision,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        (
            series_id, _packed(wanted.texts), wanted.next_key, int(wanted.open), wanted.revision + 1, stored(now),
            actor.id,
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """Common questions as they were fixed; they never change."""

    id: int
    number: int
    texts: tuple[Common, ...]
    fixed_at: str
    fixed_by: str


def versions(db: Database, series_id: int) -> list[Version]:
    """Every fixed version, the newest first."""
    rows = db.all(
        "SELECT q.id, q.number, q.texts, q.fixed_at, coalesce(a.name, '') AS fixed_by FROM hearing_questions q"
        " LEFT JOIN account a ON a.id = q.fixed_by WHERE q.series_id = ? ORDER BY q.number DESC",
        (series_id,),
    )
    return [Version(**{**dict(r), "texts": _texts(r["texts"])}) for r in rows]


def fix(
    db: Database, actor: Actor, now: datetime, series_id: int, number: int, texts: Sequence[Common]
) -> int:
    """A new version; its id."""
    return db.insert(
        "hearing_questions", series_id=series_id, number=number, texts=_packed(texts), fixed_at=stored(now),
        fixed_by=actor.id,
    )  # fmt: skip


# A section's own questions


@dataclass(frozen=True, slots=True)
class Own:
    """One question to one section. origin, origin_ref: what it grew out of; origin_text: that in words, as it was."""

    id: int
    section_id: int
    position: int
    text: str
    origin: str
    origin_ref: str
    origin_text: str
    merged_into: int | None
    made_at: str
    made_by: str
    dropped_at: str

    @property
    def key(self) -> str:
        """Its key beside those of the common questions."""
        return f"o{self.id}"

    @property
    def asked(self) -> bool:
        """It stands by itself: neither dropped nor merged into another one."""
        return not self.dropped_at and self.merged_into is None


def own(db: Database, series_id: int, section_id: int | None = None) -> list[Own]:
    """Own questions of a section (None: of all) in their order, also those dropped or merged."""
    rows = db.all(
        "SELECT o.id, o.section_id, o.position, o.text, o.origin, o.origin_ref, o.origin_text, o.merged_into,"
        " o.made_at, coalesce(a.name, '') AS made_by, o.dropped_at FROM hearing_own_question o"
        " LEFT JOIN account a ON a.id = o.made_by WHERE o.series_id = :series"
        " AND (:section IS NULL OR o.section_id = :section) ORDER BY o.section_id, o.position, o.id",
        {"series": series_id, "section": section_id},
    )
    return [Own(**dict(r)) for r in rows]


def add_own(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, text: str, origin: str,
    ref: str, origin_text: str,
) -> int:  # fmt: skip
    """A new one behind all others; its id."""
    last = db.value(
        "SELECT coalesce(max(position), 0) FROM hearing_own_question WHERE series_id = ? AND section_id = ?",
        (series_id, section_id),
    )
    return db.insert(
        "hearing_own_question", series_id=series_id, section_id=section_id, position=last + 1, text=text,
        origin=origin, origin_ref=ref, origin_text=origin_text, made_at=stored(now), made_by=actor.id,
    )  # fmt: skip


def change_own(db: Database, question_id: int, values: Mapping[str, Any]) -> None:
    """Change columns (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE hearing_own_question SET {marks} WHERE id = ?", (*values.values(), question_id))  # noqa: S608


# What was sent


@dataclass(frozen=True, slots=True)
class Record:
    """That a version was to go to a section. own: (id, text) of its own questions then; batch_id None: handed over."""

    id: int
    series_id: int
    section_id: int
    number: int
    texts: tuple[Common, ...]
    own: tuple[tuple[int, str], ...]
    batch_id: int | None
    made_at: str
    made_by: str


_RECORDS: Final = (
    "SELECT s.id, s.series_id, s.section_id, q.number, q.texts, s.own, s.batch_id, s.made_at, coalesce(a.name, '') AS made_by"
    " FROM hearing_questions_sent s JOIN hearing_questions q ON q.id = s.questions_id"
    " LEFT JOIN account a ON a.id = s.made_by WHERE s.series_id = :series"
    " AND (:section IS NULL OR s.section_id = :section) ORDER BY s.id"
)


def _record(row: Row) -> Record:
    own_texts = tuple((int(i), str(text)) for i, text in json.loads(row["own"]))
    return Record(**{**dict(row), "texts": _texts(row["texts"]), "own": own_texts})


def records(db: Database, series_id: int, section_id: int | None = None) -> list[Record]:
    """Everything prepared or handed over, the oldest first."""
    return [_record(r) for r in db.all(_RECORDS, {"series": series_id, "section": section_id})]


def send(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, version: int,
    own_texts: Sequence[tuple[int, str]], batch_id: int | None,
) -> None:  # fmt: skip
    """This version and these own questions go to the section."""
    db.insert(
        "hearing_questions_sent", series_id=series_id, questions_id=version, section_id=section_id,
        own=json.dumps(list(own_texts), ensure_ascii=False), batch_id=batch_id, made_at=stored(now),
        made_by=actor.id,
    )  # fmt: skip


def series_sent_to(db: Database, round_id: int, section_id: int) -> list[tuple[int, str]]:
    """(id, name) of the series of a round in which something was prepared for a section, the newest first."""
    rows = db.all(
        "SELECT s.id, s.name FROM hearing_series s WHERE s.round_id = ? AND EXISTS (SELECT 1 FROM"
        " hearing_questions_sent q WHERE q.series_id = s.id AND q.section_id = ?) ORDER BY s.id DESC",
        (round_id, section_id),
    )
    return [(r["id"], r["name"]) for r in rows]

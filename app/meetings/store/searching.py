"""Speeches by their words. The text of a few thousand speeches is read through: that is quicker than it is worth an
index, and finds words of one character."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.db import Database, Row


@dataclass(frozen=True, slots=True)
class Hit:
    """A speech with the meeting it belongs to. final: its minutes are; token: of their public page, "" where none."""

    speech_id: int
    meeting_id: int
    body: str
    meeting: str
    day: str
    item: str
    role: str
    kind: str
    text: str
    final: bool
    token: str


#: Who sees what: the secretariat every meeting; members what is final in their own bodies, and what is published;
#: everybody else what is published for them.
EVERYTHING: Final = "1"
FINAL: Final = "EXISTS (SELECT 1 FROM meeting_minutes f WHERE f.meeting_id = m.id)"
PUBLISHED: Final = f"({FINAL} AND p.token IS NOT NULL AND p.withdrawn_at = '' AND b.audience <> 'members')"


def of_member(account_id: int) -> str:
    """What a member reads."""
    own = f"b.id IN (SELECT body_id FROM meeting_member WHERE account_id = {int(account_id)})"
    return f"(({FINAL} AND {own}) OR {PUBLISHED})"


_FROM: Final = (
    " FROM meeting_speech s JOIN meeting m ON m.id = s.meeting_id JOIN meeting_body b ON b.id = m.body_id"
    " LEFT JOIN meeting_item i ON i.id = s.item_id LEFT JOIN meeting_publication p ON p.meeting_id = m.id"
)
_COLUMNS: Final = (
    "SELECT s.id AS speech_id, m.id AS meeting_id, b.name AS body, m.title AS meeting, m.day,"
    " coalesce(i.title, '') AS item, s.role, s.kind, s.text,"
    f" {FINAL} AS final, CASE WHEN p.withdrawn_at = '' THEN p.token ELSE '' END AS token"
)


def _where(seen: str, words: Sequence[str], place: Mapping[str, Any]) -> tuple[str, list[Any]]:
    tests, values = [seen, "s.dropped_at = ''"], []
    for word in words:
        tests.append("instr(s.plain, ?) > 0")
        values.append(word)
    for column, value in place.items():
        tests.append(f"{_PLACES[column]} ?")
        values.append(value)
    return " WHERE " + " AND ".join(tests), values


#: What may be narrowed: name → column and comparison.
_PLACES: Final[Mapping[str, str]] = {
    "body": "b.id =", "since": "m.day >=", "until": "m.day <=", "role": "s.role =", "meeting": "m.id =",
    "item": "i.title =",
}  # fmt: skip


def find(
    db: Database,
    seen: str,
    words: Sequence[str],
    place: Mapping[str, Any],
    limit: int,
    offset: int,
    *,
    oldest: bool = False,
) -> tuple[int, list[Hit]]:
    """How many speeches hold all words, and some of them, the newest (oldest) meeting first; (0, []) beyond the last.

    seen: EVERYTHING, FINAL or PUBLISHED.
    """
    where, values = _where(seen, words, place)
    way = "" if oldest else " DESC"
    rows = db.all(
        f"SELECT s.id, count(*) OVER () AS total{_FROM}{where}"
        f" ORDER BY m.day{way}, m.id{way}, s.position, s.id LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    ids = [r["id"] for r in rows]
    marks = ",".join("?" * len(ids))
    known = {r["speech_id"]: _hit(r) for r in db.all(f"{_COLUMNS}{_FROM} WHERE s.id IN ({marks})", ids)}
    return (rows[0]["total"] if rows else 0), [known[i] for i in ids]


def _hit(row: Row) -> Hit:
    return Hit(**{**dict(row), "final": bool(row["final"]), "token": row["token"] or ""})


def roles(db: Database, seen: str) -> list[str]:
    """Every role that speaks somewhere."""
    where, values = _where(seen, (), {})
    return [
        r["role"] for r in db.all(f"SELECT DISTINCT s.role{_FROM}{where} AND s.role <> '' ORDER BY 1", values)
    ]


def bodies(db: Database, seen: str) -> list[tuple[int, str]]:
    """Every body with a speech."""
    where, values = _where(seen, (), {})
    return [
        (r["id"], r["name"]) for r in db.all(f"SELECT DISTINCT b.id, b.name{_FROM}{where} ORDER BY 2", values)
    ]

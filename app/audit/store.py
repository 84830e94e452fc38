"""Lines of the audit log: added by service.record, read here, never changed (the database refuses)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import read
from app.db import Database, Row


@dataclass(frozen=True, slots=True)
class Line:
    """One act. at: in the city's zone; name, login: "" for the system itself."""

    id: int
    at: datetime
    account_id: int | None
    name: str
    login: str
    action: str
    subject: str
    detail: Mapping[str, Any]

    @property
    def noun(self) -> str:
        """What kind of thing it was done to."""
        return self.subject.partition(" ")[0]

    @property
    def number(self) -> int | None:
        """Which one."""
        number = self.subject.partition(" ")[2]
        return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. words: each must be found in an act (`actions`: the acts whose name holds it), subject or
    detail. since, before: stored moments, "" for none; feature: the acts of one feature; quiet: leave those out."""

    words: Sequence[tuple[str, Sequence[str]]] = ()
    person: str = ""
    feature: str = ""
    since: str = ""
    before: str = ""
    quiet: Sequence[str] = ()


_FROM = " FROM audit u LEFT JOIN account a ON a.id = u.account_id"


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition and its values."""
    parts, values = ["1"], []
    for word, actions in wanted.words:
        marks = ", ".join("?" * len(actions))
        like = " OR ".join(f"u.{c} LIKE ? ESCAPE '\\'" for c in ("action", "subject", "detail"))
        parts.append(f"({like} OR u.action IN ({marks}))")
        values += [_pattern(word)] * 3 + list(actions)
    if wanted.person:
        parts.append("(a.name LIKE ? ESCAPE '\\' OR a.login LIKE ? ESCAPE '\\')")
        values += [_pattern(wanted.person)] * 2
    if wanted.feature:
        parts.append("u.action LIKE ? ESCAPE '\\'")
        values.append(_pattern(f"{wanted.feature}.").removeprefix("%"))
    for condition, moment in (("u.at >= ?", wanted.since), ("u.at < ?", wanted.before)):
        if moment:
            parts.append(condition)
            values.append(moment)
    if wanted.quiet:
        parts.append(f"u.action NOT IN ({', '.join('?' * len(wanted.quiet))})")
        values += wanted.quiet
    return " WHERE " + " AND ".join(parts), values


def _from(row: Row) -> Line:
    return Line(
        row["id"], read(row["at"]), row["account_id"], row["name"], row["login"], row["action"], row["subject"],
        json.loads(row["detail"]),
    )  # fmt: skip


def found(db: Database, wanted: Wanted, limit: int, offset: int = 0) -> Iterator[Line]:
    """The lines asked for, the newest first."""
    where, values = _where(wanted)
    rows = db.all(
        "SELECT u.id, u.at, u.account_id, coalesce(a.name, '') AS name, coalesce(a.login, '') AS login, u.action,"
        f" u.subject, u.detail{_FROM}{where} ORDER BY u.id DESC LIMIT ? OFFSET ?",
        [*values, limit, offset],
    )
    return (_from(row) for row in rows)


def count(db: Database, wanted: Wanted, at_most: int) -> int:
    """How many there are; counting stops at `at_most`."""
    where, values = _where(wanted)
    return int(
        db.value(f"SELECT count(*) FROM (SELECT 1{_FROM}{where} LIMIT ?)", [*values, at_most])  # noqa: S608
    )

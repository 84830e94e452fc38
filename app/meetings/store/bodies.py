"""Bodies (委員会, 小委員会) and their members."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor

AUDIENCES: Final = ("members", "hall", "public")


@dataclass(frozen=True, slots=True)
class Body:
    """One body. audience: who reads published minutes; …_days: promised after a meeting (0: not), for meetings
    from the day promised_from on ("": all); token: of its address."""

    id: int
    name: str
    parent_id: int | None
    audience: str
    summary_days: int
    minutes_days: int
    promised_from: str
    silence_agrees: bool
    settings: Mapping[str, Any]
    template_name: str
    token: str
    closed_at: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member: the name inside, the role outside. account_id: None for somebody without an account."""

    id: int
    body_id: int
    account_id: int | None
    name: str
    role: str
    chair: bool
    position: int
    from_day: str
    until_day: str

    def on(self, day: str) -> bool:
        """Whether this person is a member on a day."""
        return (not self.from_day or self.from_day <= day) and (not self.until_day or day <= self.until_day)


_SELECT: Final = (
    "SELECT id, name, parent_id, audience, summary_days, minutes_days, promised_from, silence_agrees, settings, template_name,"
    " token, closed_at FROM meeting_body"
)


def _from(row: Row) -> Body:
    made = dict(row)
    made["settings"], made["silence_agrees"] = json.loads(made["settings"]), bool(made["silence_agrees"])
    return Body(**made)


def get(db: Database, body_id: int) -> Body | None:
    """One body."""
    row = db.one(f"{_SELECT} WHERE id = ?", (body_id,))
    return _from(row) if row else None


def named(db: Database, name: str) -> Body | None:
    """The body of this name."""
    row = db.one(f"{_SELECT} WHERE name = ?", (name,))
    return _from(row) if row else None


def of_token(db: Database, token: str) -> Body | None:
    """The body at a permanent address."""
    row = db.one(f"{_SELECT} WHERE token = ?", (token,))
    return _from(row) if row else None


def every(db: Database) -> list[Body]:
    """Every body in the order in which they were made."""
    return [_from(r) for r in db.all(f"{_SELECT} ORDER BY id")]


def made(db: Database, body_id: int) -> tuple[str, int | None]:
    """When a body was made, and by whom."""
    row = db.one("SELECT made_at, made_by FROM meeting_body WHERE id = ?", (body_id,))
    assert row is not None
    return row["made_at"], row["made_by"]


def add(db: Database, actor: Actor, now: datetime, values: Mapping[str, Any]) -> int:
    """A new body."""
    return db.insert(
        "meeting_body", **values, token=secrets.token_urlsafe(12), made_at=stored(now), made_by=actor.id
    )


def change(db: Database, body_id: int, values: Mapping[str, Any]) -> None:
    """Change columns (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE meeting_body SET {marks} WHERE id = ?", (*values.values(), body_id))  # noqa: S608


_MEMBER: Final = (
    "SELECT id, body_id, account_id, name, role, chair, position, from_day, until_day FROM meeting_member"
)


def members(db: Database, body_id: int) -> list[Member]:
    """The members in their order, past ones included."""
    rows = db.all(f"{_MEMBER} WHERE body_id = ? ORDER BY position, id", (body_id,))
    return [Member(**{**dict(r), "chair": bool(r["chair"])}) for r in rows]


def bodies_of(db: Database, account_id: int) -> frozenset[int]:
    """The bodies an account is or was a member of."""
    rows = db.all("SELECT DISTINCT body_id FROM meeting_member WHERE account_id = ?", (account_id,))
    return frozenset(r["body_id"] for r in rows)


def put_members(db: Database, body_id: int, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Make these the members, in this order; one with an id keeps its row."""
    kept = [w["id"] for w in wanted if w["id"]]
    marks = ",".join("?" * len(kept))
    db.run(f"DELETE FROM meeting_member WHERE body_id = ? AND id NOT IN ({marks})", (body_id, *kept))  # noqa: S608
    for position, row in enumerate(wanted, 1):
        values = {k: v for k, v in row.items() if k != "id"} | {"position": position}
        if row["id"]:
            parts = ", ".join(f"{name} = ?" for name in values)
            db.run(f"UPDATE meeting_member SET {parts} WHERE id = ?", (*values.values(), row["id"]))  # noqa: S608
        else:
            db.insert("meeting_member", body_id=body_id, **values)


def relink(db: Database, body_id: int, name: str, old: int | None, new: int | None) -> None:
    """Give a member's account to the member at the body's meetings, too."""
    db.run(
        "UPDATE meeting_person SET account_id = ? WHERE kind = 'member' AND name = ? AND account_id IS ?"
        " AND meeting_id IN (SELECT id FROM meeting WHERE body_id = ?)",
        (new, name, old, body_id),
    )

"""One notice: a letter to one place. Its row says what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row

DRAFT, QUEUED, SENDING, SENT = "draft", "queued", "sending", "sent"
FAILED, UNCLEAR, CANCELLED = "failed", "unclear", "cancelled"
SMTP, OUTBOX = "smtp", "outbox"


@dataclass(frozen=True, slots=True)
class Notice:
    """recipients, cc: addresses; delivered: those that took it; refused: address → what the server said.

    state: draft (shown, not decided), queued, sending, sent, failed, unclear (stopped in the middle of sending) or
    cancelled. way: "smtp" or "outbox" once sent. department, section: names as of its round ("" for none).
    """

    id: int
    batch_id: int | None
    kind: str
    round_id: int | None
    section_id: int | None
    recipients: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    why: str
    message_id: str
    state: str
    attempts: int
    next_at: str
    error: str
    delivered: tuple[str, ...]
    refused: Mapping[str, str]
    way: str
    made_at: str
    changed_at: str
    sent_at: str
    edited: bool = False
    department: str = ""
    section: str = ""
    round_name: str = ""

    @property
    def everybody(self) -> tuple[str, ...]:
        """All addresses, each once."""
        return tuple(dict.fromkeys((*self.recipients, *self.cc)))

    @property
    def left(self) -> tuple[str, ...]:
        """The addresses it still has to go to: neither delivered nor refused for good."""
        return tuple(a for a in self.everybody if a not in self.delivered and a not in self.refused)


def _from(row: Row) -> Notice:
    made = dict(row)
    for name in ("recipients", "cc", "delivered"):
        made[name] = tuple(json.loads(made[name]))
    made["refused"], made["edited"] = json.loads(made["refused"]), bool(made["edited"])
    return Notice(**made)


SELECT: Final = (
    "SELECT n.id, n.batch_id, n.kind, n.round_id, n.section_id, n.recipients, n.cc, n.subject, n.body, n.why,"
    " n.message_id, n.state, n.attempts, n.next_at, n.error, n.delivered, n.refused, n.way, n.made_at, n.changed_at,"
    " n.sent_at, n.edited, coalesce(nullif(rs.department, ''), d.name, '') AS department,"
    " coalesce(nullif(rs.name, ''), s.name, '') AS section, coalesce(r.name, '') AS round_name"
    " FROM notice n LEFT JOIN round r ON r.id = n.round_id"
    " LEFT JOIN round_section rs ON rs.round_id = n.round_id AND rs.section_id = n.section_id"
    " LEFT JOIN section s ON s.id = n.section_id LEFT JOIN department d ON d.id = s.department_id"
)


def get(db: Database, notice_id: int) -> Notice | None:
    """One notice."""
    row = db.one(f"{SELECT} WHERE n.id = ?", (notice_id,))
    return _from(row) if row else None


def found(db: Database, where: str, params: Sequence[Any], *, more: str = "") -> list[Notice]:
    """Notices by a condition made of constants (values are bound). more: order and limit."""
    order = more or "ORDER BY coalesce(rs.position, s.position, 0), n.id"
    return [_from(r) for r in db.all(f"{SELECT} WHERE {where} {order}", params)]


def count(db: Database, where: str, params: Sequence[Any]) -> int:
    """How many there are."""
    return int(db.value(f"SELECT count(*) FROM ({SELECT} WHERE {where})", params))


def add(db: Database, now: datetime, made_by: int | None, values: Mapping[str, Any]) -> int:
    """A new notice; lists and dicts are kept as JSON."""
    moment = stored(now)
    return db.insert("notice", made_at=moment, changed_at=moment, made_by=made_by, **_packed(values))


def change(db: Database, now: datetime, notice_id: int, was: str, **values: Any) -> bool:
    """Change a notice that is still in the state `was`; False where it no longer is."""
    names = ", ".join(f"{name} = :{name}" for name in values)
    params = {**_packed(values), "id": notice_id, "was": was, "changed_at": stored(now)}
    return bool(
        db.run(
            f"UPDATE notice SET {names}, changed_at = :changed_at WHERE id = :id AND state = :was",  # noqa: S608
            params,
        )
    )


def due(db: Database, now: datetime) -> list[int]:
    """The queued notices whose time has come, the oldest first."""
    rows = db.all("SELECT id FROM notice WHERE state = ? AND next_at <= ? ORDER BY id", (QUEUED, stored(now)))
    return [r["id"] for r in rows]


def _packed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value
        for name, value in values.items()
    }

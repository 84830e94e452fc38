"""Accounts and the sections they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.clock import stored
from app.db import Database, Row
from app.security import APPROVER, DEPUTY, Actor


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. password_hash None: not set yet (a one-time link sets it).

    roles: section id → "writer", "approver" or "deputy", for each of the account's sections.
    """

    id: int
    login: str
    name: str
    role: str
    password_hash: str | None
    active: bool
    demo: bool
    number_keys: bool
    sections: tuple[int, ...] = ()
    email: str = ""
    roles: Mapping[int, str] = field(default_factory=dict)

    def actor(self) -> Actor:
        """The person as guards and services know them."""
        return Actor(
            self.id, self.name, self.role, frozenset(self.sections), self.number_keys,
            frozenset(s for s, role in self.roles.items() if role == APPROVER),
            frozenset(s for s, role in self.roles.items() if role == DEPUTY),
        )  # fmt: skip


_SELECT = (
    "SELECT a.id, a.login, a.name, a.role, a.password_hash, a.active, a.demo, a.number_keys, a.email,"
    " (SELECT group_concat(section_id || ':' || role) FROM account_section WHERE account_id = a.id) AS sections"
    " FROM account a"
)


def account_from(row: Row) -> Account:
    """One row of _SELECT."""
    parts = [part.split(":") for part in (row["sections"] or "").split(",") if part]
    roles = {int(section_id): role for section_id, role in parts}
    return Account(
        row["id"],
        row["login"],
        row["name"],
        row["role"],
        row["password_hash"],
        bool(row["active"]),
        bool(row["demo"]),
        bool(row["number_keys"]),
        tuple(roles),
        row["email"],
        roles,
    )


def get(db: Database, account_id: int) -> Account | None:
    """One account."""
    row = db.one(f"{_SELECT} WHERE a.id = ?", (account_id,))
    return account_from(row) if row else None


def by_login(db: Database, login: str) -> Account | None:
    """The account with this login name; upper and lower case are alike."""
    row = db.one(f"{_SELECT} WHERE a.login = ?", (login,))
    return account_from(row) if row else None


def all_accounts(db: Database) -> list[Account]:
    """Every account: secretariat, members, sections; by name within."""
    order = "CASE a.role WHEN 'secretariat' THEN 1 WHEN 'member' THEN 2 ELSE 3 END, a.login"
    return [account_from(r) for r in db.all(f"{_SELECT} ORDER BY {order}")]


def demo_accounts(db: Database) -> list[Account]:
    """The accounts of the demo city."""
    return [account_from(r) for r in db.all(f"{_SELECT} WHERE a.demo = 1 AND a.active = 1 ORDER BY a.id")]


def of_section(db: Database, section_id: int) -> list[Account]:
    """The section's accounts that are on, by login."""
    rows = db.all(
        f"{_SELECT} WHERE a.active = 1 AND a.id IN"
        " (SELECT account_id FROM account_section WHERE section_id = ?) ORDER BY a.login",
        (section_id,),
    )
    return [account_from(r) for r in rows]


def add(db: Database, now: datetime, values: dict[str, Any], roles: Mapping[int, str]) -> int:
    """A new account. values: login, name, role, email, password_hash, demo; roles: by section id."""
    account_id = db.insert("account", created_at=stored(now), **values)
    set_sections(db, account_id, roles)
    return account_id


def set_sections(db: Database, account_id: int, roles: Mapping[int, str]) -> None:
    """Its sections and what it is in each of them, from now on."""
    db.run("DELETE FROM account_section WHERE account_id = ?", (account_id,))
    db.run_many(
        "INSERT INTO account_section (account_id, section_id, role) VALUES (?, ?, ?)",
        [(account_id, section_id, role) for section_id, role in roles.items()],
    )


def set_person(db: Database, account_id: int, name: str, email: str) -> None:
    """What it is called, and its mail address ("" for none)."""
    db.run("UPDATE account SET name = ?, email = ? WHERE id = ?", (name, email, account_id))


def set_password_hash(db: Database, account_id: int, password_hash: str) -> None:
    """Replace the password."""
    db.run("UPDATE account SET password_hash = ? WHERE id = ?", (password_hash, account_id))


def set_active(db: Database, account_id: int, active: bool) -> None:
    """Let in, or keep out."""
    db.run("UPDATE account SET active = ? WHERE id = ?", (int(active), account_id))


def set_number_keys(db: Database, account_id: int, on: bool) -> None:
    """Choosing answers by number keys, on or off."""
    db.run("UPDATE account SET number_keys = ? WHERE id = ?", (int(on), account_id))

"""When sections are split or merged, their accounts go along; they keep the old section, to read what it answered."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Final

from app.accounts.store import accounts as store
from app.accounts.store import memberships
from app.accounts.store.accounts import Account
from app.audit.service import record
from app.db import Database
from app.security import APPROVER, DEPUTY, WRITER, Actor

_STRONGER: Final = (APPROVER, DEPUTY, WRITER)


def of_sections(db: Database, section_ids: Container[int]) -> list[Account]:
    """The accounts that belong to one of these sections, also those switched off."""
    return [a for a in store.all_accounts(db) if any(s in section_ids for s in a.sections)]


def join(
    db: Database, actor: Actor, now: datetime, old_ids: Container[int], wanted: Mapping[int, Iterable[int]]
) -> None:
    """Give accounts sections in addition, in the role they have in the old ones (of several the strongest).

    wanted: account id → new section ids. Inside the caller's write.
    """
    given = []
    for account in of_sections(db, old_ids):
        had = {role for section_id, role in account.roles.items() if section_id in old_ids}
        role = next(r for r in _STRONGER if r in had)
        new = [s for s in wanted.get(account.id, ()) if s not in account.sections]
        given += [(account.id, section_id, role) for section_id in new]
        if new:
            record(db, actor, now, "accounts.join", f"account {account.id}", sections=new, role=role)
    memberships.add(db, given)

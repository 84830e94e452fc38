"""Where a letter goes: the section's shared mailbox first, its people, its head in copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app import queries
from app.audit.service import record
from app.db import Database
from app.notices.letter import Letter, is_address
from app.security import APPROVER, DEPUTY, WRITER, Actor
from app.settings import service as settings

#: The heads of sections get a copy: "1" or "0"; with ".<round id>" for one round.
CC_APPROVERS: Final = "notices.cc_approvers"
BAD_ADDRESS: Final = "メールアドレスの形が正しくありません"
NOBODY: Final = "宛先なし"


@dataclass(frozen=True, slots=True)
class Places:
    """to, cc: addresses that can be used; refused: those that cannot, with the reason."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


def wants_copy(db: Database, round_id: int | None) -> bool:
    """Whether the heads of sections get a copy: as set for the round, else for all."""
    own = settings.get(db, f"{CC_APPROVERS}.{round_id}") if round_id is not None else ""
    return (own or settings.get(db, CC_APPROVERS, "1")) == "1"


def set_copy(db: Database, actor: Actor, now: datetime, round_id: int, copies: bool) -> None:
    """Decide it for one round."""
    with db.write():
        if wants_copy(db, round_id) != copies:
            settings.put(db, f"{CC_APPROVERS}.{round_id}", "1" if copies else "0")
            record(db, actor, now, "notices.copies", f"round {round_id}", copies=copies)


def places(db: Database, letter: Letter) -> Places:
    """The addresses of a letter. A person without an address is reached through the section, where one is named."""
    if letter.to:
        return sorted_out(letter.to)
    if letter.accounts:
        found = sorted_out(queries.mail_of_accounts(db, letter.accounts))
        if found.to or letter.section_id is None:
            return found
    if letter.section_id is None:
        return Places()
    copy = wants_copy(db, letter.round_id) if letter.cc_approvers is None else letter.cc_approvers
    return section_places(db, letter.section_id, copy)


def section_places(db: Database, section_id: int, copy: bool) -> Places:
    """Mailbox and writers; the head in copy, or the deputy where the head has no address.

    Where nobody else has an address, the head (or the deputy) is written to.
    """
    box = queries.mailbox(db, section_id)
    people: dict[str, list[str]] = {WRITER: [], APPROVER: [], DEPUTY: []}
    for address, role in queries.people_with_mail(db, section_id):
        people[role].append(address)
    to = [box] if box else []
    to += people[WRITER]
    heads = people[APPROVER] or people[DEPUTY]
    return sorted_out(to or heads, heads if copy and to else ())


def sorted_out(to: Iterable[str], cc: Iterable[str] = ()) -> Places:
    """Every address once (upper and lower case are alike), the unusable ones put aside."""
    seen: set[str] = set()
    refused: dict[str, str] = {}
    kept: list[list[str]] = [[], []]
    for place, addresses in enumerate((to, cc)):
        for address in (a.strip() for a in addresses):
            if not address or address.casefold() in seen:
                continue
            seen.add(address.casefold())
            if is_address(address):
                kept[place].append(address)
            else:
                refused[address] = BAD_ADDRESS
    return Places(tuple(kept[0]), tuple(kept[1]), refused)

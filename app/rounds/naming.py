"""Today's names for a round that goes on: sections were renamed since it was made, and somebody decides that it follows.

A round prints the names its sections had when it was made. Only this act, on a round that is not closed, changes them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, Refused
from app.organisation import service as organisation
from app.organisation.service import Section
from app.rounds import service, store
from app.rounds.store import CLOSED, Round
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Renamed:
    """A section of a round: as the round calls it, and as it is called now."""

    old: Section
    new: Section


def may_follow(round_: Round) -> bool:
    """Closed and archived rounds print what they printed."""
    return round_.state != CLOSED and not round_.archived_at


def differences(db: Database, now: datetime, round_id: int) -> list[Renamed]:
    """The sections that are called otherwise by now, in the round's order."""
    today = {s.id: s for s in organisation.all_sections(db, now)}
    pairs = [Renamed(s, today[s.id]) for s in store.sections(db, round_id)]
    return [p for p in pairs if _called(p.old) != _called(p.new)]


def _called(section: Section) -> tuple[str, str, str]:
    return section.department, section.name, section.kind


def fingerprint(found: list[Renamed]) -> str:
    """Differs where a page showed something else."""
    told = repr([(p.old.id, _called(p.old), _called(p.new)) for p in found])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def follow(db: Database, actor: Actor, now: datetime, round_id: int, seen: str) -> int:
    """Take today's names over; how many. seen: the fingerprint of what the page showed.

    Raises NotFound, Refused (closed), Conflict (something else by now). Nothing to do: 0.
    """
    with db.write():
        found = differences(db, now, round_id)
        if not found:
            return 0
        if not may_follow(service.get(db, round_id)):
            message = Text("受付を終了した調査の名称は変わりません。", "A closed survey keeps its names.")
            raise Refused(message)
        if fingerprint(found) != seen:
            message = Text(
                "組織が変更されました。内容を確認して、もう一度操作してください。",
                "The organisation has changed meanwhile: please look again.",
            )
            raise Conflict(message)
        for pair in found:
            store.set_section_names(db, round_id, pair.new)
        told = [[f"{p.department}　{p.name}" for p in (pair.old, pair.new)] for pair in found]
        record(db, actor, now, "rounds.follow_names", f"round {round_id}", names=told)
    return len(found)

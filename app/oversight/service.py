"""Contradictions of a round: found anew from what stands submitted, with what the secretariat decided about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app import queries
from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.oversight import letters, store
from app.oversight.store import ASKED, OPEN, SETTLED, STATES, UNDECIDED, Decision
from app.results import service as results
from app.results.service import Edition
from app.results.shelf import Shelf
from app.rounds import service as rounds
from app.security import SYSTEM, Actor
from forms.questions import Text
from reports.signals import Signal, contradictions

__all__ = ["ASKED", "OPEN", "SETTLED", "STATES", "Decision", "Found"]

LONGEST_NOTE: Final = 2_000
_SHELF: Final[Shelf[tuple[Signal, ...]]] = Shelf()


@dataclass(frozen=True, slots=True)
class Found:
    """One contradiction with the decision on it."""

    signal: Signal
    decision: Decision

    @property
    def seen(self) -> str:
        """What a page has shown of the decision: an act based on another one is stale."""
        return f"{self.decision.state} {self.decision.decided_at}"

    @property
    def to_do(self) -> bool:
        """A contradiction (no perhaps) nobody has settled."""
        return self.signal.certain and self.decision.state != SETTLED


def signals(db: Database, now: datetime, round_id: int) -> tuple[Signal, ...]:
    """Everything that contradicts itself in what stands submitted; read anew only after something changed."""
    complete = not rounds.get(db, round_id).is_open
    stamp = (queries.change_stamp(db, round_id), complete)

    def find() -> tuple[Signal, ...]:
        return tuple(contradictions(tables(db, now, round_id).data, complete=complete))

    return _SHELF.get(db, round_id, stamp, now, find)


def tables(db: Database, now: datetime, round_id: int) -> Edition:
    """The round as it stands, from which signals come."""
    return results.edition(db, SYSTEM, now, round_id)


def found(db: Database, now: datetime, round_id: int) -> list[Found]:
    """Every contradiction of a round, by section in organisation order."""
    decided = store.of_round(db, round_id)
    return [Found(s, decided.get(s.key, UNDECIDED)) for s in signals(db, now, round_id)]


def settled(db: Database, round_id: int) -> frozenset[str]:
    """The keys of contradictions the secretariat looked into and found nothing to do about."""
    return frozenset(k for k, d in store.of_round(db, round_id).items() if d.state == SETTLED)


def open_by_section(db: Database, now: datetime, round_id: int) -> Mapping[int, int]:
    """How many contradictions nobody has settled yet, by section id; what is only perhaps one is left out."""
    return Counter(f.signal.section_id for f in found(db, now, round_id) if f.to_do)


def asked_of_section(db: Database, now: datetime, round_id: int, section_id: int) -> list[Found]:
    """What the section is asked about and has not changed yet, for its own page."""
    if not any(d.state == ASKED for d in store.of_round(db, round_id).values()):
        return []  # nearly always, and then nothing has to be found
    return [
        f for f in found(db, now, round_id)
        if f.signal.section_id == section_id and f.decision.state == ASKED
    ]  # fmt: skip


def decide(
    db: Database, actor: Actor, now: datetime, round_id: int, key: str, *, state: str, note: str, seen: str
) -> Found:
    """Ask the section (note: the question), settle (note: why nothing is to be done), or open again.

    Raises NotFound for what is found no more, Conflict where somebody else decided meanwhile, Refused without a note,
    RoundArchived in an archived round.
    """
    text = note.replace("\r\n", "\n").strip()
    if state not in STATES:
        raise NotFound
    if state != OPEN and not text:
        raise Refused(_WITHOUT[state])
    if len(text) > LONGEST_NOTE:
        raise Refused(
            Text(f"{LONGEST_NOTE}文字以内で記入してください。", f"At most {LONGEST_NOTE} characters.")
        )
    with db.write():
        rounds.require_changeable(db, round_id)
        known = next((f for f in found(db, now, round_id) if f.signal.key == key), None)
        if known is None:
            raise NotFound
        wanted = "" if state == OPEN else text
        if (known.decision.state, known.decision.note) == (state, wanted):
            return known  # the same click once more
        if known.seen != seen:
            raise Conflict(_CHANGED)
        signal = known.signal
        store.put(
            db, actor, now, round_id, signal.section_id, key=key, rule=signal.rule, state=state, note=wanted
        )
        if state == ASKED:
            letters.ask(db, actor, now, round_id, signal, wanted)
        record(
            db, actor, now, f"oversight.{state}", f"round {round_id}",
            rule=signal.rule, section=signal.section_id, was=known.decision.state, note=wanted,
        )  # fmt: skip
        return known


_WITHOUT: Final = {
    ASKED: Text("課への照会文を記入してください。", "Write what you want to ask the section."),
    SETTLED: Text(
        "確認した内容（対応不要の理由など）を記入してください。", "Write why nothing is to be done."
    ),
}
_CHANGED: Final = Text(
    "ほかの方が先に対応しました。何も変更していません。最新の状態をご確認ください。",
    "Somebody else has dealt with it meanwhile; nothing was changed. Please look at it as it is now.",
)

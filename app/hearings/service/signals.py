"""What speaks for hearing each section, from the answers this person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.db import Database
from app.errors import NotFound
from app.hearings.store.series import Series
from app.results import service as results
from app.results.shelf import Shelf
from app.rounds import service as rounds
from app.security import Actor
from reports.records import RoundData
from reports.signals import HEARING_RULES, HEAVIEST, HearingSignal, hearing_signals

_SHELF: Final[Shelf[Mapping[int, Sequence[HearingSignal]]]] = Shelf()


@dataclass(frozen=True)
class Found:
    """Signals by section id, and the answers they come from; data None: nothing of the round is shown to this person."""

    data: RoundData | None = None
    by_section: Mapping[int, Sequence[HearingSignal]] = field(default_factory=dict)

    def of(self, section_id: int) -> Sequence[HearingSignal]:
        """A section's signals."""
        return self.by_section.get(section_id, ())


def found(db: Database, actor: Actor, now: datetime, series: Series) -> Found:
    """The signals of a series: from today's answers (secretariat), from those released (members)."""
    complete = not rounds.get(db, series.round_id).is_open
    try:
        edition = results.edition(db, actor, now, series.round_id)
    except NotFound:
        return Found()
    data = edition.data
    key = (series.round_id, actor.is_secretariat)
    made = _SHELF.get(
        db, key, (data.as_of, data.edition, complete), now, lambda: hearing_signals(data, complete=complete)
    )
    return Found(data, made)


def points(series: Series, signals: Sequence[HearingSignal]) -> int:
    """The sum of weight × strength."""
    return sum(s.points(series.weights) for s in signals)


def weights(series: Series) -> dict[str, int]:
    """The weight of every signal in this series."""
    return {key: series.weights.get(key, rule.weight) for key, rule in HEARING_RULES.items()}


def differing(typed: Mapping[str, str]) -> dict[str, int]:
    """Of weights as typed (signal → "0" to "5"), those that differ from the usual ones. Raises NotFound for others."""
    out = {}
    for key, rule in HEARING_RULES.items():
        text = typed.get(key, str(rule.weight))
        if text not in map(str, range(HEAVIEST + 1)):
            raise NotFound
        if int(text) != rule.weight:
            out[key] = int(text)
    return out

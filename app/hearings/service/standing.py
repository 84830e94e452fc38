"""How far a series is: how many sections are proposed, heard, undecided."""

from __future__ import annotations

from dataclasses import dataclass

from app.db import Database
from app.errors import NotFound
from app.hearings.store import candidates as store
from app.hearings.store import series as all_series
from app.hearings.store.candidates import EQUIVALENT, EXCLUDED, HEARD, NOT_HEARD, NOTHING, PROPOSED, Choice
from app.rounds import service as rounds
from app.rounds.service import Section


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a series. open: sections nobody decided on (neither heard nor not, and not left out of the list)."""

    sections: int
    proposed: int
    equivalent: int
    excluded: int
    heard: int
    not_heard: int
    open: int


def chosen(db: Database, series_id: int) -> list[tuple[Section, Choice]]:
    """Every section of the round with what is chosen of it, in organisation order. Raises NotFound."""
    found = all_series.get(db, series_id)
    if found is None:
        raise NotFound
    known = store.choices(db, series_id)
    return [(s, known.get(s.id, NOTHING)) for s in rounds.sections(db, found.round_id)]


def tally(db: Database, series_id: int) -> Tally:
    """How far the series is."""
    choices = [choice for _, choice in chosen(db, series_id)]
    return Tally(
        len(choices),
        sum(c.status == PROPOSED for c in choices),
        sum(c.status == EQUIVALENT for c in choices),
        sum(c.status == EXCLUDED for c in choices),
        sum(c.decision == HEARD for c in choices),
        sum(c.decision == NOT_HEARD for c in choices),
        sum(c.open for c in choices),
    )

"""What checks may know of a round."""

from __future__ import annotations

from statistics import median

from app.db import Database
from app.responses.store import versions
from app.rounds import service as rounds
from forms.questions import Facts


def round_facts(db: Database, round_id: int) -> Facts:
    """The round's year and the median of every number (千円) over the newest submitted versions."""
    known = versions.values(db, round_id)
    return Facts(rounds.get(db, round_id).year, {key: float(median(v)) for key, v in known.items()})

"""What checks may know of a round."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

from app.db import Database
from app.responses.store import versions
from app.rounds import service as rounds
from forms.questions import Facts


def round_facts(db: Database, round_id: int) -> Facts:
    """The round's year and the median of every number (千円) over the newest submitted versions."""
    known = versions.values(db, round_id)
    return Facts(rounds.get(db, round_id).year, {key: float(median(v)) for key, v in known.items()})


#: (database, round) → (its newest submission, the medians then).
_known: Final[dict[tuple[Path, int], tuple[int, Mapping[str, float]]]] = {}


def known_facts(db: Database, round_id: int) -> Facts:
    """The same, computed anew only after a submission: for what is asked every few seconds, outside of `db.write()`."""
    newest = int(db.value("SELECT coalesce(max(id), 0) FROM submission WHERE round_id = ?", (round_id,)))
    place = (db.path, round_id)
    if place not in _known or _known[place][0] != newest:
        _known[place] = newest, round_facts(db, round_id).medians
    return Facts(rounds.get(db, round_id).year, _known[place][1])

"""What became of last time's sections, as the organisation records it; the one place that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section


def present(db: Database, now: datetime) -> list[Section]:
    """The sections there are now, in order."""
    return organisation.valid_sections(db, now)


def successors(db: Database, now: datetime, old: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    """Old section id → the sections in its place now: itself, what it was split into, what it was merged into."""
    return organisation.lineage(db, old, now)

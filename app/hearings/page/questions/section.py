"""What the page of one section's questions shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.db import Database
from app.errors import NotFound
from app.hearings.service import series as all_series
from app.hearings.service.questions import Question, of_section, writing
from app.hearings.service.series import Series
from app.rounds.service import Section


@dataclass(frozen=True, slots=True)
class Page:
    """One section. written: question key → what it answered in writing."""

    series: Series
    section: Section
    questions: list[Question]
    written: Mapping[str, str]


def page(db: Database, series_id: int, section_id: int) -> Page:
    """Everything the page shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    section = next((s for s in writing.concerned(db, series_id) if s.id == section_id), None)
    if section is None:
        raise NotFound
    return Page(
        series, section, of_section(db, series_id, section_id),
        writing.written_of_section(db, series_id, section_id),
    )  # fmt: skip

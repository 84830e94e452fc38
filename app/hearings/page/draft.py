"""ヒアリング対象課（案）: the printed list, as page and as workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from app.clock import CITY_ZONE, moment_text
from app.db import Database
from app.hearings.service import series as all_series
from app.hearings.service import standing
from app.hearings.service.series import Series
from app.hearings.store.candidates import EQUIVALENT, PROPOSED
from forms.questions import Text
from reports.hearing_list import Entry, entries, list_book, list_table
from reports.tables import ResultTable
from reports.writers.xlsx import write_workbook


@dataclass(frozen=True)
class Page:
    """The list of a series; departments: (name, its entries) in organisation order."""

    series: Series
    table: ResultTable
    departments: list[tuple[str, list[Entry]]]
    read_at: datetime


def page(db: Database, now: datetime, series_id: int) -> Page:
    """Everything the list shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    listed = list(
        entries(
            (section.department, section.name, choice.status == PROPOSED)
            for section, choice in standing.chosen(db, series_id)
            if choice.status in (PROPOSED, EQUIVALENT)
        )
    )
    told = moment_text(now)
    base = Text(f"{series.name}　{told.ja}現在", f"{series.name}, as of {told.get('en')}")
    departments: list[tuple[str, list[Entry]]] = []
    for entry in listed:
        if not departments or departments[-1][0] != entry.department:
            departments.append((entry.department, []))
        departments[-1][1].append(entry)
    return Page(series, list_table(listed, base), departments, now.astimezone(CITY_ZONE))


def xlsx(shown: Page, lang: str) -> BytesIO:
    """The workbook in memory."""
    made = BytesIO()
    write_workbook(list_book(shown.table, shown.series.name), made, lang, shown.read_at)
    made.seek(0)
    return made

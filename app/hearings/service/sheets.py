"""The published schedule for papers: days with their hearings, as result table, paper and door sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from app.clock import day_text, read
from app.db import Database
from app.hearings.ical import Entry
from app.hearings.service import calendar
from app.hearings.service import schedule as days
from app.hearings.store import board
from app.hearings.store.schedule import HearingDay
from app.hearings.store.series import Series
from forms.questions import Text
from reports.book import Book
from reports.book import Sheet as BookSheet
from reports.tables import Column, ResultTable, Row
from reports.writers import docx, pdf
from reports.writers.paper import Paper, of_result
from reports.writers.xlsx import write_workbook

_TITLE: Final = Text("ヒアリング日程表", "Hearing schedule")
RESERVE: Final = Text("（予備日）", "(reserve day)")
_COLUMNS: Final = (
    Column("day", Text("日", "Day"), width=24, merge=True),
    Column("time", Text("時間", "Time"), width=20),
    Column("section", Text("課", "Section"), width=32),
    Column("place", Text("会場", "Place"), width=26),
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the schedule. entries: hearings and, for members and the secretariat, the preparation before them."""

    day: str
    place: str
    entries: tuple[Entry, ...]

    @property
    def label(self) -> Text:
        """The day in words."""
        return day_text(self.day)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A published version. titles: uid → what stands in the schedule; reserve: days kept free so far."""

    series: Series
    plan: board.Plan
    days: tuple[Day, ...]
    titles: Mapping[str, Text]
    reserve: tuple[HearingDay, ...] = ()

    @property
    def published(self) -> datetime:
        """When it was published."""
        return read(self.plan.published_at)

    @property
    def base(self) -> Text:
        """Which version it is, since when."""
        said = day_text(f"{self.published:%Y-%m-%d}")
        return Text(
            f"第{self.plan.number}版（{said.ja} 公表）", f"Version {self.plan.number}, published {said.en}"
        )


def newest(db: Database, series_id: int) -> Schedule | None:
    """The newest published version; None before the first. Raises NotFound."""
    known = calendar.diary(db, series_id)
    plans = board.plans(db, series_id)
    if not plans:
        return None
    entries = sorted(known.newest, key=lambda e: (e.when.day, e.when.begins, e.when.place))
    titles = {e.uid: _title(known, e) for e in entries}
    taken = {e.when.day for e in entries}
    reserve = tuple(d for d in days.days(db, series_id) if d.reserve and d.day not in taken)
    return Schedule(known.series, plans[0], tuple(_days(entries)), titles, reserve)


def _title(known: calendar.Diary, entry: Entry) -> Text:
    said = entry.title.removeprefix(f"{known.series.name}：")
    return Text(said, "Preparation of the committee" if entry.section_id is None else said)


def _days(entries: list[Entry]) -> list[Day]:
    out = []
    for day, group in groupby(entries, key=lambda e: e.when.day):
        own = tuple(group)
        places = dict.fromkeys(e.when.place for e in own if e.when.place)
        out.append(Day(day, "、".join(places), own))
    return out


def table(schedule: Schedule) -> ResultTable:
    """As a table for any writer."""
    rows = [
        Row((d.label, f"{e.when.begins}〜{e.when.ends}", schedule.titles[e.uid], e.when.place), group=d.day)
        for d in schedule.days
        for e in d.entries
    ]
    rows += [Row((d.label, "〜".join(d.span), RESERVE, d.place), group=d.day) for d in schedule.reserve]
    return ResultTable("schedule", _TITLE, _COLUMNS, tuple(rows), base=schedule.base)


def _paper(schedule: Schedule, lang: str) -> Paper:
    title = f"{schedule.series.name}　{_TITLE.get(lang)}"
    return Paper(title, (schedule.base.get(lang),), (of_result(table(schedule), lang, title=False),), title)


def as_pdf(schedule: Schedule, lang: str) -> bytes:
    """The schedule on A4."""
    return pdf.write_paper(_paper(schedule, lang), lang, schedule.published)


def as_word(schedule: Schedule, lang: str) -> bytes:
    """The schedule as a Word document."""
    return docx.write_paper(_paper(schedule, lang), lang, schedule.published)


def as_workbook(schedule: Schedule, lang: str) -> bytes:
    """The schedule as an Excel workbook."""
    name = schedule.series.name
    title = Text(f"{name}　{_TITLE.ja}", f"{name}: {_TITLE.en}")
    sheet = BookSheet(Text("日程表", "Schedule"), "print", (table(schedule),), "A4")
    made = BytesIO()
    write_workbook(Book(title, (sheet,)), made, lang, schedule.published)
    return made.getvalue()


def door(schedule: Schedule, lang: str) -> bytes:
    """The sheets for the door, one for each day: hearings only."""
    return pdf.render("door", _door(schedule, lang), lang, schedule.published)


def _door(schedule: Schedule, lang: str) -> dict[str, Any]:
    days = []
    for day in schedule.days:
        rows = [
            {"time": f"{e.when.begins}〜{e.when.ends}", "section": schedule.titles[e.uid].get(lang)}
            for e in day.entries
            if e.section_id is not None
        ]
        days.append({"date": day.label.get(lang), "place": day.place, "rows": rows})
    heads = [Text("時間", "Time").get(lang), Text("課", "Section").get(lang)]
    return {"title": schedule.series.name, "heads": heads, "days": days, "note": schedule.base.get(lang)}

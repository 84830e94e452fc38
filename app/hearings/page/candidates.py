"""What the list of candidates shows: every section with what speaks for hearing it, narrowed and ordered as asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import url_for

from app.db import Database
from app.hearings.service import candidates, signals, standing
from app.hearings.service import series as all_series
from app.hearings.service.candidates import Choice
from app.hearings.service.series import Series
from app.hearings.store.candidates import (
    EQUIVALENT,
    EXCLUDED,
    HEARD,
    NOT_HEARD,
    OPEN,
    PROPOSED,
    UNDECIDED,
)
from app.rounds.service import Section
from app.security import Actor
from forms.questions import Text
from reports.signals import HearingSignal

STATUS: Final[Mapping[str, Text]] = {
    PROPOSED: Text("対象", "To be heard"),
    EQUIVALENT: Text("準ずる", "Equivalent"),
    EXCLUDED: Text("対象外", "Not on the list"),
    UNDECIDED: Text("未決定", "Undecided"),
}
DECISION: Final[Mapping[str, Text]] = {
    HEARD: Text("ヒアリングする", "Heard"),
    NOT_HEARD: Text("ヒアリングしない", "Not heard"),
    OPEN: Text("決定前", "Not decided"),
}
#: The look of each state (status_tag).
LOOK: Final = {
    PROPOSED: "ready", EQUIVALENT: "planned", EXCLUDED: "none", UNDECIDED: "missing",
    HEARD: "final", NOT_HEARD: "none", OPEN: "missing",
}  # fmt: skip
BY_POINTS, BY_ORGANISATION = "points", "organisation"


@dataclass(frozen=True, slots=True)
class Line:
    """One section."""

    section: Section
    choice: Choice
    signals: Sequence[HearingSignal]
    points: int
    nominations: int
    unlisted: int

    @property
    def name(self) -> str:
        """With its department, for those who hear the page."""
        return f"{self.section.department} {self.section.name}"


FILTERS: Final[tuple[tuple[str, Text, Callable[[Line], bool]], ...]] = (
    ("", Text("すべて", "All"), lambda line: True),
    ("open", Text("未決定", "Undecided"), lambda line: line.choice.open),
    (PROPOSED, STATUS[PROPOSED], lambda line: line.choice.status == PROPOSED),
    (EQUIVALENT, STATUS[EQUIVALENT], lambda line: line.choice.status == EQUIVALENT),
    (EXCLUDED, STATUS[EXCLUDED], lambda line: line.choice.status == EXCLUDED),
    (HEARD, DECISION[HEARD], lambda line: line.choice.decision == HEARD),
    ("nominated", Text("推薦あり", "Nominated"), lambda line: bool(line.nominations)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed and ordered."""

    show: str = ""
    department: str = ""
    order: str = BY_POINTS


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be done."""

    problem: Text
    sections: Sequence[int] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """The list. known: answers are shown to this person at all; seen: the newest change it shows."""

    series: Series
    lines: list[Line]
    every: list[Line]
    wanted: Wanted
    known: bool
    seen: str
    typed: Typed | None

    @property
    def filters(self) -> list[tuple[str, Text, int]]:
        """(key, words, how many sections) of every filter."""
        return [(key, words, sum(map(test, self.every))) for key, words, test in FILTERS]

    @property
    def departments(self) -> list[tuple[str, str | Text]]:
        """What to choose a department from."""
        names = dict.fromkeys(line.section.department for line in self.every)
        return [("", Text("すべての部", "All departments")), *((n, n) for n in names)]

    @property
    def orders(self) -> list[tuple[str, Text]]:
        """What the list can be ordered by."""
        return [
            (BY_POINTS, Text("点の多い順", "Points")),
            (BY_ORGANISATION, Text("組織順", "Organisation order")),
        ]

    def value(self, name: str) -> str:
        """What stands in a field of the form below the list."""
        return self.typed.values.get(name, "") if self.typed else ""

    def ticked(self, line: Line) -> bool:
        """Whether the section was chosen when something could not be done."""
        return self.typed is not None and line.section.id in self.typed.sections

    def url(self, **changed: str) -> str:
        """This page, narrowed otherwise."""
        mine = {"show": self.wanted.show, "department": self.wanted.department, "order": self.wanted.order}
        address: dict[str, Any] = {k: v for k, v in (mine | changed).items() if v}
        if address.get("order") == BY_POINTS:
            del address["order"]
        return url_for("candidates.index", series_id=self.series.id, **address)


def wanted(given: Mapping[str, str]) -> Wanted:
    """How an address narrows the list; what is unknown is passed over."""
    show = given.get("show", "")
    known = show if any(key == show for key, _, _ in FILTERS) else ""
    order = BY_ORGANISATION if given.get("order") == BY_ORGANISATION else BY_POINTS
    return Wanted(known, given.get("department", "")[:100], order)


def page(
    db: Database, actor: Actor, now: datetime, series_id: int, narrowed: Wanted, typed: Typed | None = None
) -> Page:
    """Everything the list shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    found = signals.found(db, actor, now, series)
    named = Counter(n.section_id for n in candidates.all_nominations(db, series_id))
    noted = Counter(n.section_id for n in candidates.all_unlisted(db, series_id))
    every = [
        Line(
            section, choice, found.of(section.id), signals.points(series, found.of(section.id)),
            named[section.id], noted[section.id],
        )
        for section, choice in standing.chosen(db, series_id)
    ]  # fmt: skip
    test = next(test for key, _, test in FILTERS if key == narrowed.show)
    lines = [line for line in every if test(line) and narrowed.department in ("", line.section.department)]
    if narrowed.order == BY_POINTS:
        lines.sort(key=lambda line: -line.points)
    seen = max((line.choice.changed_at for line in every), default="")
    return Page(series, lines, every, narrowed, found.data is not None, seen, typed)

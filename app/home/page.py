"""What the secretariat's first page shows: how every section stands, what is owed and how late, narrowed as asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from flask import current_app, url_for

from app.db import Database
from app.flags import service as flags
from app.organisation.service import Section
from app.oversight import service as oversight
from app.responses.service import approving, reading
from app.responses.service.reading import Standing
from app.rounds import dates
from app.rounds import service as rounds
from app.rounds.service import Round, Window
from forms.questionnaire import Questionnaire
from forms.questions import Text, search_key


@dataclass(frozen=True)
class Line:
    """One section: how it stands with each questionnaire, in their order. late: days since its own deadline while it
    owes something; contradictions: certain ones nobody has settled."""

    section: Section
    standings: tuple[Standing, ...]
    window: Window
    late: int
    contradictions: int

    @cached_property
    def owed(self) -> int:
        """How many questionnaires it still owes."""
        return sum(s.owed for s in self.standings)

    @cached_property
    def last(self) -> str:
        """The newest save or submission (a stored moment, "" for none)."""
        return max(s.last for s in self.standings)

    def has(self, state: str) -> bool:
        """One of its questionnaires is in this state."""
        return any(s.state == state for s in self.standings)


@dataclass(frozen=True, slots=True)
class Rate:
    """How far a number of sections is: those that owe nothing, of all; per questionnaire the answered ones."""

    sections: int
    done: int
    answered: tuple[int, ...]

    @property
    def percent(self) -> int:
        """Of 100 sections, how many owe nothing; never 100 while one still does."""
        return self.done * 100 // self.sections if self.sections else 0


def rate(lines: Sequence[Line]) -> Rate:
    """The rate of some sections."""
    columns = range(len(lines[0].standings)) if lines else range(0)
    answered = tuple(sum(not line.standings[i].owed for line in lines) for i in columns)
    return Rate(len(lines), sum(not line.owed for line in lines), answered)


#: What the list can be narrowed to: (key, words, which lines).
FILTERS: Final[tuple[tuple[str, Text, Callable[[Line], bool]], ...]] = (
    ("", Text("すべて", "All"), lambda line: True),
    ("owes", Text("未提出あり", "Still owing"), lambda line: bool(line.owed)),
    ("late", Text("期限超過", "Late"), lambda line: bool(line.late)),
    ("waiting", Text("決裁待ち", "Waiting for approval"), lambda line: line.has("waiting")),
    ("returned", Text("差戻し中", "Returned"), lambda line: line.has("returned")),
    ("contradictory", Text("食い違いあり", "Contradictory"), lambda line: bool(line.contradictions)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; "" for not at all."""

    show: str = ""
    department: str = ""
    words: str = ""

    def takes(self, line: Line) -> bool:
        """Whether a section is shown."""
        test = next(test for key, _, test in FILTERS if key == self.show)
        in_words = not self.words or search_key(self.words) in search_key(line.section.name)
        return test(line) and self.department in ("", line.section.department) and in_words


def wanted(given: Mapping[str, str]) -> Wanted:
    """The filters in a page's address; an unknown one is none."""
    show = given.get("show", "owes" if given.get("owes") == "1" else "")
    known = show if any(key == show for key, _, _ in FILTERS) else ""
    return Wanted(known, given.get("department", "")[:100], given.get("q", "").strip()[:100])


@dataclass(frozen=True)
class Overview:
    """How a round stands. every: all sections in organisation order; lines: those to be shown; read_at: when; unapprovable:
    sections in which nobody can approve while the round asks for approval."""

    round: Round
    questionnaires: tuple[Questionnaire, ...]
    every: tuple[Line, ...]
    flags: Mapping[str, int]
    wanted: Wanted
    read_at: datetime
    unapprovable: tuple[Section, ...] = ()
    lines: tuple[Line, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(line for line in self.every if self.wanted.takes(line)))

    @property
    def asked(self) -> int:
        """How many sections are asked."""
        return len(self.every)

    @cached_property
    def whole(self) -> Rate:
        """The rate of the whole city hall."""
        return rate(self.every)

    @cached_property
    def filters(self) -> list[tuple[str, Text, int]]:
        """(key, words, how many sections) of every filter."""
        return [(key, words, sum(map(test, self.every))) for key, words, test in FILTERS]

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """The rate of every department, over all its sections."""
        return {name: rate(lines) for name, lines in _by_department(self.every).items()}

    @cached_property
    def departments(self) -> list[tuple[str, Rate, list[Line]]]:
        """The lines to be shown under their departments, with the department's rate over all its sections."""
        return [(name, self.rates[name], lines) for name, lines in _by_department(self.lines).items()]

    @property
    def overdue(self) -> bool:
        """The shown deadline of the round lies behind while it still takes entries."""
        return self.round.is_open and dates.passed(self.round.deadline, self.read_at)

    @property
    def deadline(self) -> Text:
        """The shown deadline in words."""
        return dates.limit_text(self.round.deadline, self.read_at)

    def url(self, **changed: str) -> str:
        """This page, narrowed otherwise."""
        mine = {
            "show": self.wanted.show,
            "department": self.wanted.department,
            "q": self.wanted.words,
        } | changed
        address: dict[str, Any] = {k: v for k, v in mine.items() if v}
        return url_for("home.index", round=self.round.id, **address)

    def form_url(self, line: Line, questionnaire: str = "") -> str:
        """A section's page with all its forms, at one questionnaire."""
        place: dict[str, Any] = {"round_id": self.round.id, "section_id": line.section.id}
        if "responses.overview" not in current_app.view_functions:
            return ""
        return url_for("responses.overview", **place, _anchor=questionnaire or None)

    @cached_property
    def contradictions(self) -> int:
        """How many contradictions nobody has settled."""
        return sum(line.contradictions for line in self.every)


def _by_department(lines: Sequence[Line]) -> dict[str, list[Line]]:
    out: dict[str, list[Line]] = {}
    for line in lines:
        out.setdefault(line.section.department, []).append(line)
    return out


def chosen(known: Sequence[Round], wanted: int | None) -> Round | None:
    """The round asked for; else the newest open one, else the newest that was not disposed of, else the newest."""
    if wanted is not None:
        return next((r for r in known if r.id == wanted), None)
    living = [r for r in known if not r.disposed_at] or known
    return next((r for r in living if r.is_open), living[0] if living else None)


def overview(db: Database, now: datetime, round_: Round, narrowed: Wanted) -> Overview:
    """Collect how a round stands."""
    with db.read():
        made = rounds.questionnaires(db, round_.id)
        standing = reading.standing(db, now, round_.id)
        windows = rounds.windows(db, now, round_.id)
        asked = rounds.sections(db, round_.id)
        contradictory = oversight.open_by_section(db, now, round_.id)
        counts = flags.counts(db, round_.id)
    lines = []
    for section in asked:
        own = tuple(standing[section.id, q.key] for q in made)
        window = windows[section.id]
        late = dates.days_late(window.deadline, now) if window.open and any(s.owed for s in own) else 0
        lines.append(Line(section, own, window, late, contradictory.get(section.id, 0)))
    nobody = tuple(approving.sections_without_approver(db, round_.id))
    return Overview(round_, made, tuple(lines), counts, narrowed, now, nobody)

"""What the secretariat's first page shows: which section owes which questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.clock import CITY_ZONE
from app.db import Database
from app.flags import service as flags
from app.organisation.service import Section
from app.responses.service import reading
from app.responses.service.reading import Standing
from app.rounds import service as rounds
from app.rounds.service import Round
from forms.questionnaire import Questionnaire


@dataclass(frozen=True)
class Line:
    """One section: how it stands with each questionnaire, in their order."""

    section: Section
    standings: tuple[Standing, ...]

    @property
    def owes(self) -> bool:
        """Something is still to be submitted."""
        return any(s.owed for s in self.standings)

    @property
    def last(self) -> str:
        """The newest save or submission (a stored moment, "" for none)."""
        return max(s.last for s in self.standings)


@dataclass(frozen=True)
class Overview:
    """How a round stands. lines: every section, in organisation order; only_owing: show those that owe."""

    round: Round
    questionnaires: tuple[Questionnaire, ...]
    lines: tuple[Line, ...]
    flags: Mapping[str, int]
    only_owing: bool
    overdue: bool

    @cached_property
    def asked(self) -> int:
        """How many sections are asked."""
        return len(self.lines)

    @cached_property
    def answered(self) -> tuple[tuple[Questionnaire, int], ...]:
        """Per questionnaire: how many sections submitted it or declared they have none."""
        return tuple(
            (q, sum(not line.standings[i].owed for line in self.lines))
            for i, q in enumerate(self.questionnaires)
        )

    @cached_property
    def owing(self) -> int:
        """How many sections still owe something."""
        return sum(line.owes for line in self.lines)

    @cached_property
    def departments(self) -> list[tuple[str, list[Line]]]:
        """The lines to be shown, under their departments."""
        out: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.owes or not self.only_owing:
                out.setdefault(line.section.department, []).append(line)
        return list(out.items())


def chosen(known: Sequence[Round], wanted: int | None) -> Round | None:
    """The round asked for; else the newest open one, else the newest."""
    if wanted is not None:
        return next((r for r in known if r.id == wanted), None)
    return next((r for r in known if r.is_open), known[0] if known else None)


def overview(db: Database, now: datetime, round_: Round, only_owing: bool) -> Overview:
    """Collect how a round stands."""
    made = rounds.questionnaires(db, round_.id)
    standing = reading.standing(db, now, round_.id)
    lines = tuple(Line(s, tuple(standing[s.id, q.key] for q in made)) for s in rounds.sections(db, round_.id))
    today = now.astimezone(CITY_ZONE).date().isoformat()
    overdue = round_.is_open and bool(round_.deadline) and round_.deadline < today
    return Overview(round_, made, lines, flags.counts(db, round_.id), only_owing, overdue)

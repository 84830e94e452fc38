"""A round's reminders and a one-off message to some of its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from werkzeug.datastructures import MultiDict

from app import clock
from app.db import Database
from app.notices.service import batches, desk, office, owing, schedule
from app.notices.service.desk import Search
from app.notices.service.owing import Debt
from app.notices.service.schedule import Due
from app.notices.store.batches import Batch
from app.notices.store.notices import Notice
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.rounds.dates import limit_text
from app.rounds.service import Round
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be prepared on one day."""

    day: date
    names: list[Text]
    sections: int
    moved: bool

    @property
    def text(self) -> Text:
        """The day in words."""
        return clock.day_text(self.day.isoformat())


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round's reminders: the plan, what comes next, what waits."""

    round: Round
    items: Sequence[schedule.Item]
    automatic: bool
    coming: list[Coming]
    batches: list[Batch]
    owing: int
    asked: int
    deadline: Text
    copies: bool
    sent: list[Notice]

    @property
    def days(self) -> list[int]:
        """The days counted from the deadline."""
        return [i.days for i in self.items if i.kind == schedule.DEADLINE]

    @property
    def opening(self) -> bool:
        """A mail at the opening."""
        return any(i.kind == schedule.OPENING for i in self.items)


def round_page(db: Database, now: datetime, round_: Round, copies: bool) -> RoundPage:
    """Collect it."""
    found = owing.debts(db, now, round_.id)
    sent, _ = desk.log(db, Search(round_id=round_.id), limit=10)
    return RoundPage(
        round_, schedule.items(db, round_.id), schedule.is_automatic(db, round_.id),
        coming(schedule.dues(db, now, round_, office.calendar(db)), now), batches.undecided(db, round_.id),
        sum(bool(d.owed) for d in found.values()), len(found), limit_text(round_.deadline), copies, sent,
    )  # fmt: skip


def coming(dues: Sequence[Due], now: datetime) -> list[Coming]:
    """What lies ahead, by day."""
    out: dict[date, list[Due]] = {}
    for due in dues:
        if not schedule.is_missed(due, now):
            out.setdefault(max(due.on, schedule.today(now)), []).append(due)
    return [
        Coming(
            day,
            list({d.item: d.item.name for d in found}.values()),
            len({s for d in found for s in d.sections}),
            any(d.is_moved for d in found),
        )
        for day, found in sorted(out.items())
    ]


@dataclass(frozen=True)
class MessagePage:
    """A one-off message: the sections that match the filter."""

    round: Round
    debts: list[Debt]
    departments: list[str]
    questionnaires: list[tuple[str, Text]]
    department: str
    questionnaire: str
    state: str

    @property
    def by_department(self) -> list[tuple[str, list[Debt]]]:
        """The matching sections under their departments."""
        known = {d.section.id: d for d in self.debts}
        found = organisation.by_department([d.section for d in self.debts])
        return [(name, [known[s.id] for s in sections]) for name, sections in found]

    @property
    def department_options(self) -> list[tuple[str, str]]:
        """The departments to choose from."""
        return [(name, name) for name in self.departments]

    @property
    def why(self) -> str:
        """The filter in words, for the log."""
        title = dict(self.questionnaires).get(self.questionnaire, Text()).ja
        parts = [self.department, title, "" if not self.state else OWING_STATES[self.state].ja]
        return "・".join(part for part in parts if part)


OWING_STATES: Final[Mapping[str, Text]] = {
    "owing": Text("未提出のものがある", "Owes something"),
    "done": Text("すべて提出済み", "Owes nothing"),
    "missing": Text("未記入", "Not started"),
    "draft": Text("記入中", "In progress"),
    "waiting": Text("決裁待ち", "Waiting for approval"),
    "returned": Text("差戻し", "Returned"),
}


def message_page(db: Database, now: datetime, round_: Round, args: MultiDict[str, str]) -> MessagePage:
    """Collect the sections by department, questionnaire owed, and state."""
    found = owing.debts(db, now, round_.id)
    made = [(q.key, q.title) for q in rounds.questionnaires(db, round_.id)]
    department, key, state = (args.get(n, "") for n in ("department", "questionnaire", "state"))
    state = state if state in OWING_STATES else ""
    matching = [
        d
        for d in found.values()
        if (not department or d.section.department == department) and _matches(d, key, state)
    ]
    names = list(dict.fromkeys(d.section.department for d in found.values()))
    return MessagePage(round_, matching, names, made, department, key, state)


def _matches(debt: Debt, key: str, state: str) -> bool:
    owed = [s for q, s in debt.owed if not key or q.key == key]
    if state == "done":
        return not owed
    if state in ("", "owing"):
        return bool(owed) or not (key or state)
    return state in owed

"""What the pages of days, attendance and wishes show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts.service import Account
from app.db import Database
from app.hearings.service import candidates, schedule, wishes
from app.hearings.service import series as all_series
from app.hearings.service.schedule import NO, UNKNOWN, YES, HearingDay, Mark
from app.hearings.service.series import Series
from app.hearings.service.wishes import CANNOT, FIRST, SECOND
from app.rounds.service import Section
from app.security import MEMBER, Actor
from forms.questions import Text

COMES: Final = {
    YES: Text("出席", "Comes"),
    NO: Text("欠席", "Does not come"),
    UNKNOWN: Text("未定", "Not known yet"),
}
WISHES: Final = {
    "": Text("どちらでもよい", "Either way"),
    FIRST: Text("第1希望", "First choice"),
    SECOND: Text("第2希望", "Second choice"),
    CANNOT: Text("来られない", "Cannot come"),
}
SIGNS: Final = {FIRST: "①", SECOND: "②", CANNOT: "×"}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day. number: 第n回 among the days that are no reserve; yes, no: members."""

    day: HearingDay
    number: int
    marks: Sequence[Mark]
    yes: int
    no: int

    @property
    def name(self) -> Text:
        """What the day is called: 第1回, or 予備日."""
        if self.day.reserve:
            return Text("予備日", "Reserve day")
        return Text(f"第{self.number}回", f"Day {self.number}")


def day_lines(db: Database, series_id: int) -> list[DayLine]:
    """Every day with what is doubtful about it."""
    found, said = schedule.marks(db, series_id), schedule.attendance(db, series_id)
    counts = Counter((day_id, comes) for (day_id, _), comes in said.items())
    out, number = [], 0
    for day in schedule.days(db, series_id):
        number += not day.reserve
        yes, no = counts[day.id, YES], counts[day.id, NO]
        out.append(DayLine(day, number, found.get(day.id, ()), yes, no))
    return out


@dataclass(frozen=True, slots=True)
class DaysPage:
    """Days and who comes. said: (day, member) → word; editable: this person may change the days."""

    series: Series
    lines: Sequence[DayLine]
    members: Sequence[Account]
    said: Mapping[tuple[int, int], str]
    editable: bool

    def comes(self, day_id: int, member_id: int) -> Text:
        """What a member said of a day, in words."""
        return COMES[self.said.get((day_id, member_id), UNKNOWN)]

    def may_say(self, actor: Actor, member_id: int) -> bool:
        """This person may say whether the member comes."""
        return self.series.is_open and (actor.is_secretariat or actor.id == member_id)


def days_page(db: Database, actor: Actor, series_id: int) -> DaysPage:
    """Everything the page of days shows."""
    series = all_series.get(db, series_id)
    return DaysPage(
        series, day_lines(db, series_id), candidates.members(db), schedule.attendance(db, series_id),
        actor.is_secretariat and series.is_open,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """One member's days."""

    series: Series
    member: Account
    lines: Sequence[DayLine]
    said: Mapping[int, str]


def attendance_page(db: Database, series_id: int, member: Account) -> AttendancePage:
    """Everything the page of a member's attendance shows."""
    said = schedule.attendance(db, series_id)
    lines = day_lines(db, series_id)
    mine = {line.day.id: said.get((line.day.id, member.id), UNKNOWN) for line in lines}
    return AttendancePage(all_series.get(db, series_id), member, lines, mine)


@dataclass(frozen=True, slots=True)
class WishesPage:
    """Sections × days. tally: day → (first and second choices, cannot)."""

    series: Series
    lines: Sequence[DayLine]
    sections: Sequence[Section]
    said: Mapping[tuple[int, int], str]

    def sign(self, day_id: int, section_id: int) -> str:
        """① ② × or nothing."""
        return SIGNS.get(self.said.get((day_id, section_id), ""), "")

    def word(self, day_id: int, section_id: int) -> Text:
        """The same in words."""
        return WISHES[self.said.get((day_id, section_id), "")]

    def cannot(self, day_id: int) -> int:
        """How many cannot come on this day."""
        return sum(self.said.get((day_id, s.id)) == CANNOT for s in self.sections)

    @property
    def answered(self) -> int:
        """How many sections said anything."""
        return len({section for _, section in self.said} & {s.id for s in self.sections})


def wishes_page(db: Database, series_id: int) -> WishesPage:
    """Everything the table of wishes shows."""
    return WishesPage(
        all_series.get(db, series_id), day_lines(db, series_id), candidates.heard(db, series_id),
        wishes.all_wishes(db, series_id),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WishPage:
    """One section's page. said: day → what is shown as chosen; open: it may be changed by this person."""

    series: Series
    section: Section
    lines: Sequence[DayLine]
    said: Mapping[int, str]
    seen: str
    open: bool


def wish_page(
    db: Database, actor: Actor, now: datetime, series_id: int, section: Section,
    typed: Mapping[int, str] | None = None,
) -> WishPage:  # fmt: skip
    """Everything a section's page shows; what was typed and could not be saved stays chosen."""
    series, said = all_series.get(db, series_id), wishes.of_section(db, series_id, section.id)
    return WishPage(
        series, section, day_lines(db, series_id), {**said, **(typed or {})}, wishes.seen(said),
        wishes.open_for(actor, now, series) and series.is_open,
    )  # fmt: skip


def is_member(account: Account) -> bool:
    """Attendance is asked of members only."""
    return account.role == MEMBER

"""Who may still write, and until when: a round's three dates, one section's extension, one rule made of them.

A limit is a day (`2026-12-11`: to its end) or a day with a time (`2026-12-11T17:15`: that minute still counts), both
in the city's time; "" is no limit. The shown deadline (提出期限) only says when answers are wanted: what comes after it
is late and is taken until the last day for new entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.clock import CITY_ZONE, day_text
from app.rounds.store import Round
from forms.questions import Text

NO_LIMIT: Final = ""


def ends(limit: str) -> datetime:
    """The first moment at which a limit has passed (aware, the city's zone). Raises ValueError for no limit at all."""
    if "T" in limit:
        return datetime.fromisoformat(limit).replace(tzinfo=CITY_ZONE) + timedelta(minutes=1)
    return datetime.combine(date.fromisoformat(limit) + timedelta(days=1), datetime.min.time(), CITY_ZONE)


def passed(limit: str, now: datetime) -> bool:
    """Whether a limit lies behind; none never does."""
    return limit != NO_LIMIT and now >= ends(limit)


def later(one: str, other: str) -> str:
    """The later of two limits; no limit is later than any."""
    if NO_LIMIT in (one, other):
        return NO_LIMIT
    return one if ends(one) >= ends(other) else other


def days_late(limit: str, now: datetime) -> int:
    """How many days a limit lies behind (1 on the day after it, also on its own day once its time is over)."""
    if not passed(limit, now):
        return 0
    return max(1, (now.astimezone(CITY_ZONE).date() - date.fromisoformat(limit[:10])).days)


def limit_text(limit: str, now: datetime | None = None) -> Text:
    """`令和8年12月11日(金) 17時15分まで`; on the day itself `本日 17時15分まで` where `now` is given. No limit: empty."""
    if limit == NO_LIMIT:
        return Text()
    today = now is not None and now.astimezone(CITY_ZONE).date().isoformat() == limit[:10]
    day = Text("本日", "today") if today else day_text(limit[:10])
    if "T" not in limit:
        return Text(f"{day.ja}まで", f"until {day.en}")
    hour, minute = limit[11:13], limit[14:16]
    return Text(f"{day.ja} {int(hour)}時{minute}分まで", f"until {day.en} {hour}:{minute}")


@dataclass(frozen=True, slots=True)
class Window:
    """What a section may still do by the dates alone.

    new: hand in forms for the first time (also “we have none”); edit: change what it handed in before. deadline,
    new_until, edit_until: the limits that hold for it, extension included ("" none); extended: it has an extension.
    """

    new: bool
    edit: bool
    deadline: str = NO_LIMIT
    new_until: str = NO_LIMIT
    edit_until: str = NO_LIMIT
    extended: bool = False

    @property
    def open(self) -> bool:
        """Anything at all may be written."""
        return self.new or self.edit


def window(round_: Round, extension: str | None, now: datetime) -> Window:
    """The one rule. extension: the section's extended limit, None where it has none.

    While the round is open, each limit holds, moved back to the extension where that is later. A closed round takes
    entries only from a section whose extension has not run out; an archived one, or one in preparation, from nobody.
    """
    limits = [round_.deadline, round_.new_until, round_.edit_until]
    if extension is not None:
        limits = [later(limit, extension) for limit in limits]
    deadline, new_until, edit_until = limits
    open_, closed = round_.is_open, round_.state == "closed"
    if closed and extension is not None and not round_.archived_at:
        new_until = edit_until = extension
        open_ = True
    return Window(
        new=open_ and not passed(new_until, now),
        edit=open_ and not passed(edit_until, now),
        deadline=deadline, new_until=new_until, edit_until=edit_until, extended=extension is not None,
    )  # fmt: skip

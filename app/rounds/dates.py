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
from app.errors import RoundClosed
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
    """`令和8年12月11日(金)17:15まで`; on the day itself `本日17:15まで` where `now` is given. No limit: empty."""
    if limit == NO_LIMIT:
        return Text()
    today = now is not None and now.astimezone(CITY_ZONE).date().isoformat() == limit[:10]
    day = Text("本日", "today") if today else day_text(limit[:10])
    if "T" not in limit:
        return Text(f"{day.ja}まで", f"until {day.en}")
    return Text(f"{day.ja}{limit[11:]}まで", f"until {day.en} {limit[11:]}")


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
    entries only from a section whose extension has not run out; an archived one, one that was disposed of, or one in
    preparation, from nobody.
    """
    limits = [round_.deadline, round_.new_until, round_.edit_until]
    if extension is not None:
        limits = [later(limit, extension) for limit in limits]
    deadline, new_until, edit_until = limits
    open_, closed = round_.is_open, round_.state == "closed"
    if closed and extension is not None and not round_.read_only:
        new_until = edit_until = extension
        open_ = True
    return Window(
        new=open_ and not passed(new_until, now),
        edit=open_ and not passed(edit_until, now),
        deadline=deadline, new_until=new_until, edit_until=edit_until, extended=extension is not None,
    )  # fmt: skip


def closed_text(found: Window, submitted: bool, now: datetime) -> Text:
    """Why a form cannot be written: the date that lies behind, where it was a date. submitted: it has a version."""
    limit = found.edit_until if submitted else found.new_until
    if not passed(limit, now):
        return RoundClosed.message
    what = (
        Text("提出済みの回答の修正", "Changes to what was submitted")
        if submitted
        else Text("新しい調査票の記入と提出", "New entries")
    )
    until = limit_text(limit)
    return Text(
        f"{what.ja}は{until.ja}でした。受付は終了しています。事務局へお問い合わせください。",
        f"{what.en} were taken {until.en}. Please ask the secretariat.",
    )


def section_lines(round_: Round, found: Window, now: datetime) -> list[Text]:
    """What a section is told of its own dates beside the deadline: extension, lateness, the last days."""
    out = []
    if found.extended and found.deadline == NO_LIMIT:
        out.append(Text("貴課の期限は延長されています。", "Your section has been given more time."))
    elif found.extended and found.open:
        longest = found.deadline if round_.deadline else found.new_until
        until = limit_text(longest, now)
        out.append(
            Text("貴課は{until}延長されています。", "Your section has been given more time: {until}.").fill(
                until=until
            )
        )
    if found.new and passed(found.deadline, now):
        out.append(
            Text(
                "提出期限を過ぎています。まだ受け付けていますので、お早めにご提出ください。",
                "The deadline has passed. Entries are still taken: please submit soon.",
            )
        )
    if found.new and found.new_until not in (NO_LIMIT, found.deadline):
        until = limit_text(found.new_until, now)
        out.append(
            Text("新しく記入・提出できるのは{until}です。", "New entries are taken {until}.").fill(
                until=until
            )
        )
    if found.edit and found.edit_until not in (NO_LIMIT, found.deadline, found.new_until):
        until = limit_text(found.edit_until, now)
        out.append(
            Text(
                "提出した回答を差し替えられるのは{until}です。", "What was submitted can be replaced {until}."
            ).fill(until=until)
        )
    if found.edit and not found.new:
        until = limit_text(found.new_until, now)
        out.append(
            Text("新しい調査票の受付は{until}でした。", "New entries were taken {until}.").fill(until=until)
        )
    return out

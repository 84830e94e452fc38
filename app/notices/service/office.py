"""What is set for notices of the whole city: days on which the office is closed, copies to the heads of sections."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Refused
from app.notices.holidays import Calendar
from app.notices.service import addressing
from app.security import Actor
from app.settings import service as settings
from forms.questions import Text

CALENDAR: Final = "notices.calendar"
USUAL: Final = "12-29", "01-03"


@dataclass(frozen=True, slots=True)
class Office:
    """closed_from, closed_until: `MM-DD` around the turn of the year, "" for none; extra: further closed days;
    copies: the heads of sections get a copy."""

    closed_from: str = USUAL[0]
    closed_until: str = USUAL[1]
    extra: Sequence[str] = ()
    copies: bool = True


def office(db: Database) -> Office:
    """As set; the usual office until somebody sets another."""
    kept = json.loads(settings.get(db, CALENDAR, "{}"))
    return Office(**kept, copies=addressing.wants_copy(db, None))


def calendar(db: Database) -> Calendar:
    """The days on which nothing is sent by itself."""
    known = office(db)
    first, last = _month_day(known.closed_from), _month_day(known.closed_until)
    return Calendar(first, last, frozenset(date.fromisoformat(d) for d in known.extra))


def _month_day(text: str) -> tuple[int, int] | None:
    return (int(text[:2]), int(text[3:])) if text else None


def keep(db: Database, actor: Actor, now: datetime, wanted: Office) -> None:
    """Set it. Raises Refused for what is no day."""
    first, last = (_checked(f"2024-{t}")[5:] if t else "" for t in (wanted.closed_from, wanted.closed_until))
    if bool(first) != bool(last):
        raise Refused(
            Text(
                "年末年始の休みは、初日と最終日を両方記入してください。",
                "Name both the first and the last day.",
            )
        )
    extra = sorted({_checked(d) for d in wanted.extra})
    kept = {"closed_from": first, "closed_until": last, "extra": extra}
    with db.write():
        settings.put(db, CALENDAR, json.dumps(kept))
        settings.put(db, addressing.CC_APPROVERS, "1" if wanted.copies else "0")
        record(db, actor, now, "notices.office", "city", **kept, copies=wanted.copies)


def _checked(text: str) -> str:
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", text)).isoformat()
    except ValueError as error:
        shown = text.removeprefix("2024-")
        raise Refused(
            Text(
                f"「{shown}」を日付として読めません（例：12-29、2026-10-01）。",
                f"{shown!r} is no day (such as 12-29, 2026-10-01).",
            )
        ) from error

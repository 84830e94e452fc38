"""When sections can come to their hearing: said by themselves until a day, or by the secretariat for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import candidates
from app.hearings.service import series as all_series
from app.hearings.service.series import Series
from app.hearings.store import schedule as store
from app.hearings.store.schedule import CANNOT, FIRST, SECOND, WISHES
from app.rounds.dates import passed
from app.rounds.service import Section
from app.security import Actor
from app.seen import fingerprint, must_be_seen
from forms.questions import Text

__all__ = ["CANNOT", "FIRST", "SECOND", "WISHES"]

_OVER: Final = Text(
    "都合の受付は終了しています。変更があるときは事務局へご連絡ください。",
    "The time for this is over. Please tell the secretariat of any change.",
)


def all_wishes(db: Database, series_id: int) -> Mapping[tuple[int, int], str]:
    """(day, section) → "cannot", "first" or "second"; days that were dropped are left out."""
    return store.wishes(db, series_id)


def of_section(db: Database, series_id: int, section_id: int) -> dict[int, str]:
    """Day → what this section said of it ("" nothing), for every day of the series."""
    said = store.wishes(db, series_id)
    return {d.id: said.get((d.id, section_id), "") for d in store.days(db, series_id)}


def seen(said: Mapping[int, str]) -> str:
    """What a page has shown of a section's wishes."""
    return fingerprint(sorted(said.items()))


def open_for(actor: Actor, now: datetime, series: Series) -> bool:
    """Whether this person may still say something."""
    return actor.is_secretariat or (series.is_open and not passed(series.wishes_until, now))


def heard_section(db: Database, actor: Actor, series_id: int, section_id: int) -> Section:
    """A section that is heard, for its own people or the secretariat. Raises NotFound for everybody else."""
    if not actor.is_secretariat and section_id not in actor.sections:
        raise NotFound
    for section in candidates.heard(db, series_id):
        if section.id == section_id:
            return section
    raise NotFound


def wish(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, said: Mapping[int, str],
    shown: str,
) -> None:  # fmt: skip
    """Keep what a section says of the days. shown: `seen` of the page.

    Raises NotFound, Refused after the last day (not for the secretariat), Conflict where a colleague was first.
    """
    with db.write():
        series = all_series.require_open(db, series_id)
        heard_section(db, actor, series_id, section_id)
        old = of_section(db, series_id, section_id)
        if not set(said) <= set(old) or not set(said.values()) <= set(WISHES):
            raise NotFound
        new = {d: kind for d, kind in said.items() if old[d] != kind}
        if not new:
            return
        if not open_for(actor, now, series):
            raise Refused(_OVER)
        must_be_seen(shown, seen(old))
        store.wish(db, actor, now, section_id, new)
        record(
            db, actor, now, "hearings.wish", f"series {series_id}", section=section_id, days=len(new),
            proxy=actor.is_secretariat,
        )  # fmt: skip

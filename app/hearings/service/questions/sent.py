"""Which questions went to which section, when: by mail, or handed over without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Database
from app.hearings.store import questions as store
from app.hearings.store.questions import Record
from app.notices.service import batches

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


@dataclass(frozen=True, slots=True)
class Sending:
    """One version on its way to a section. at: when it left (stored moment, "" not yet).

    state: "waiting" (a draft mail to be looked at), "sent", "failed" (the mail did not arrive), "dropped" (left out).
    """

    record: Record
    state: str
    at: str

    @property
    def released(self) -> bool:
        """The section may read it on its page."""
        return self.state in (SENT, FAILED)

    @property
    def by_mail(self) -> bool:
        """Not handed over."""
        return self.record.batch_id is not None


def sendings(db: Database, series_id: int, section_id: int | None = None) -> list[Sending]:
    """Everything that was prepared or sent, the oldest first; what was left out or discarded is not there."""
    found = store.records(db, series_id, section_id)
    ids = sorted({r.batch_id for r in found if r.batch_id is not None})
    letters = batches.letters_to(db, ids)
    made = [_sending(one, letters.get((one.batch_id or 0, one.section_id))) for one in found]
    return [one for one in made if one.state != DROPPED]


def _sending(record: Record, letter: tuple[str, str, str] | None) -> Sending:
    if record.batch_id is None:
        return Sending(record, SENT, record.made_at)
    batch, decided, state = letter or ("discarded", "", "cancelled")
    if batch == "discarded" or state == "cancelled":
        return Sending(record, DROPPED, "")
    if batch == "draft":
        return Sending(record, WAITING, "")
    return Sending(record, FAILED if state == "failed" else SENT, decided)


def newest(db: Database, series_id: int) -> dict[int, Sending]:
    """Section → what it was sent last; sections that were sent nothing are not there."""
    return newest_of(sendings(db, series_id))


def newest_of(found: Sequence[Sending]) -> dict[int, Sending]:
    """The same of what was read already."""
    out: dict[int, Sending] = {}
    for one in found:
        known = out.get(one.record.section_id)
        if one.released and (known is None or one.at >= known.at):
            out[one.record.section_id] = one
    return out

"""人事異動: letters that are not sent yet go to the successor of whom they were addressed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.db import Database
from app.notices.store import notices as store


def readdress(db: Database, now: datetime, section_id: int, old: str, new: str) -> int:
    """Put the new address (or none) in the place of the old one; how many letters. Inside the caller's write.

    A letter that would be left without any address keeps the old one.
    """
    if not old:
        return 0
    changed = 0
    for notice in store.found(db, "n.section_id = ? AND n.state IN ('draft', 'queued')", (section_id,)):
        to, cc = _swapped(notice.recipients, old, new), _swapped(notice.cc, old, new)
        if (to or cc) and (to, cc) != (list(notice.recipients), list(notice.cc)):
            changed += store.change(db, now, notice.id, notice.state, recipients=to, cc=cc)
    return changed


def _swapped(addresses: Sequence[str], old: str, new: str) -> list[str]:
    swapped = [new if a.casefold() == old.casefold() else a for a in addresses]
    return [a for a in dict.fromkeys(swapped) if a]

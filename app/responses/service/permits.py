"""What may be written here now: the dates (app/rounds/dates.py), what was returned, what waits for approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import NotFound, RoundClosed, WaitingForApproval
from app.responses.store import approvals, returns
from app.rounds import service as rounds
from app.rounds.dates import Window, closed_text
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Permit:
    """What a section may write in a round. returned: forms sent back for correction (whatever the dates say);
    waiting: forms that wait for approval and are locked until it is given, refused or pulled back."""

    window: Window
    returned: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()

    @property
    def may_add(self) -> bool:
        """New forms, and “we have none”."""
        return self.window.new

    def may_write(self, form_id: int, submitted: bool) -> bool:
        """This form; submitted: it has a version already."""
        if form_id in self.waiting:
            return False
        return form_id in self.returned or (self.window.edit if submitted else self.window.new)

    @property
    def anything(self) -> bool:
        """Something may be written."""
        return self.window.open or bool(self.returned)


def permit(db: Database, now: datetime, round_id: int, section_id: int) -> Permit:
    """What this section may write now."""
    with db.read():
        return Permit(
            rounds.window(db, now, round_id, section_id),
            returns.open_forms(db, now, round_id, section_id),
            approvals.waiting_forms(db, round_id, section_id),
        )


def require(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int,
    form_id: int | None = None, *, submitted: bool = False,
) -> Permit:  # fmt: skip
    """The permit of somebody who may write this form (None: anything new) now.

    Raises NotFound for other people's sections, WaitingForApproval for a locked form, RoundClosed outside the dates.
    """
    if not actor.may_fill_in(section_id):
        raise NotFound
    found = permit(db, now, round_id, section_id)
    if form_id is not None and form_id in found.waiting:
        raise WaitingForApproval
    allowed = found.may_add if form_id is None else found.may_write(form_id, submitted)
    if not allowed:
        raise RoundClosed(closed_text(found.window, submitted, now))
    return found

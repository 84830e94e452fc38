"""What may be written here now: the dates (app/rounds/dates.py), what was returned, what waits for approval."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    waiting: forms that wait for approval and are locked until it is given, refused or pulled back; waiting_none:
    questionnaires whose “we have none” (or its taking back) waits; proxy: it is the secretariat that writes."""

    window: Window
    returned: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()
    waiting_none: frozenset[str] = frozenset()
    proxy: bool = False

    @property
    def may_add(self) -> bool:
        """New forms, and “we have none”."""
        return self.window.new

    def may_write(self, form_id: int, submitted: bool) -> bool:
        """This form; submitted: it has a version already."""
        return form_id not in self.waiting and self.within_dates(form_id, submitted)

    def within_dates(self, form_id: int, submitted: bool) -> bool:
        """The same by the dates and returns alone."""
        return form_id in self.returned or (self.window.edit if submitted else self.window.new)

    @property
    def anything(self) -> bool:
        """Something may be written."""
        return self.window.open or bool(self.returned)


def permit(db: Database, now: datetime, round_id: int, section_id: int, actor: Actor | None = None) -> Permit:
    """What this section may write now.

    The secretariat as `actor` enters for the section (事務局入力): also outside the dates, until the round is archived.
    """
    proxy = actor is not None and actor.is_secretariat
    with db.read():
        window = rounds.window(db, now, round_id, section_id)
        if proxy:
            round_ = rounds.get(db, round_id)
            allowed = round_.state != "preparing" and not round_.read_only
            window = replace(window, new=allowed, edit=allowed)
        request = approvals.waiting(db, round_id, section_id)
        return Permit(
            window,
            returns.open_forms(db, now, round_id, section_id),
            request.locked if request else frozenset(),
            frozenset(request.declared) if request else frozenset(),
            proxy,
        )


def may_enter(actor: Actor, section_id: int) -> bool:
    """Whose hands may write a section's answers: its own people's, and the secretariat's in its place."""
    return actor.may_fill_in(section_id) or actor.is_secretariat


def require(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int,
    form_id: int | None = None, *, submitted: bool = False, questionnaire: str = "",
) -> Permit:  # fmt: skip
    """The permit of somebody who may write this form (None: anything new) now.

    questionnaire: whose “we have none” the act would touch. Raises NotFound for other people's sections,
    WaitingForApproval for what is locked, RoundClosed outside the dates.
    """
    if not may_enter(actor, section_id):
        raise NotFound
    found = permit(db, now, round_id, section_id, actor)
    if (form_id is not None and form_id in found.waiting) or questionnaire in found.waiting_none:
        raise WaitingForApproval
    allowed = found.may_add if form_id is None else found.may_write(form_id, submitted)
    if not allowed:
        raise RoundClosed(closed_text(found.window, submitted, now))
    return found

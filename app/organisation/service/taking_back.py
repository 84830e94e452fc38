"""A split or merger that is planned and does not come after all: as if it had never been recorded, but for the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import queries
from app.accounts import following
from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.organisation import checks
from app.organisation.chart import Chart, day_before
from app.organisation.service.asking import chart, today
from app.organisation.service.sections import reopen_units, section_of
from app.organisation.store import changes, sections
from app.organisation.store.changes import SPLIT, Change
from app.organisation.store.sections import Section
from app.security import Actor
from forms.questions import Text


def planned_act(known: Chart, section_id: int, day: str) -> list[Change]:
    """The changes of the split or merger after `day` that this section is part of; empty for none."""
    far = [c for c in known.changes if c.old_id != c.new_id and c.day > day]
    own = next((c for c in far if section_id in (c.old_id, c.new_id)), None)
    if own is None:
        return []
    if own.kind == SPLIT:
        return [c for c in far if (c.kind, c.day, c.old_id) == (own.kind, own.day, own.old_id)]
    return [c for c in far if (c.kind, c.day, c.new_id) == (own.kind, own.day, own.new_id)]


def born(known: Chart, act: Sequence[Change]) -> list[Section]:
    """The sections that come into being by it: not the one that others are merged into and that was there."""
    new = (known.section_by_id[i] for i in dict.fromkeys(c.new_id for c in act))
    return [s for s in new if s.valid_from == act[0].day]


def take_back(db: Database, actor: Actor, now: datetime, section_id: int) -> None:
    """The old sections go on, the new ones do not come. Raises NotFound (nothing is planned), Refused."""
    with db.write():
        known = chart(db)
        section_of(known, section_id)
        act = planned_act(known, section_id, today(now))
        if not act:
            raise NotFound
        new, old = born(known, act), [known.section_by_id[i] for i in dict.fromkeys(c.old_id for c in act)]
        _check(db, known, act, new, old)
        for change in act:
            changes.cancel(db, now, actor.id, change.id)
        for section in old:
            reopen_units(db, section)
            sections.update(db, section.id, valid_until="")
        for section in new:
            sections.update(
                db, section.id, valid_until=day_before(today(now))
            )  # before its first day: never there
            following.leave(db, actor, now, section.id)
        record(
            db, actor, now, "organisation.take_back", f"section {section_id}", day=act[0].day,
            old=[s.name for s in old], new=[s.name for s in new],
        )  # fmt: skip


def _check(
    db: Database, known: Chart, act: Sequence[Change], new: Sequence[Section], old: Sequence[Section]
) -> None:
    ids = {s.id for s in (*new, *old)}
    for section in new:
        further = any(c not in act and section.id in (c.old_id, c.new_id) for c in known.changes)
        if further or queries.asked_in_rounds(db, section.id):
            message = Text(
                "「{name}」は、既に調査の対象になっているか、さらに変更が登録されているため、取りやめられません。",
                "{name} is asked in a survey already, or changes further: this cannot be taken back.",
            )
            raise Refused(message.fill(name=section.name))
    for section in old:
        other = known.taken(section.department_id, section.name, act[0].day, "", but=ids)
        if other:
            raise Refused(checks.same_name(other))

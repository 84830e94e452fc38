"""An uploaded organisation: looked at, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, Refused
from app.importing.tables import Row
from app.organisation import checks
from app.organisation.plan import Plan
from app.organisation.planning import planned
from app.organisation.service import places
from app.organisation.service.asking import chart, today
from app.organisation.service.sections import write_renaming
from app.organisation.store import changes, departments, sections, units
from app.organisation.table import parse
from app.security import Actor
from forms.questions import Text


class Stale(Conflict):
    """Between preview and confirmation somebody changed the organisation."""

    message = Text(
        "確認画面を開いたあとに、組織が変更されました。内容をもう一度確認してください。",
        "The organisation was changed after you opened the preview. Please look at it again.",
    )


def look(db: Database, now: datetime, rows: Sequence[Row], day: str) -> Plan:
    """What these rows would change from a day on; nothing is changed. Raises Wrong for the day."""
    first = checks.day(day)
    with db.read():
        return planned(chart(db), units.all_units(db), *parse(rows), first, today(now))


def take(db: Database, actor: Actor, now: datetime, rows: Sequence[Row], day: str, seen: str) -> Plan:
    """Do all of it. The same file a second time finds nothing left to do.

    seen: the fingerprint that the preview carried. Raises Stale, Refused (the first problem), Wrong.
    """
    with db.write():
        plan = look(db, now, rows, day)
        if plan.problems:
            raise Refused(plan.problems[0].text())
        if not plan.anything:
            return plan
        if plan.seen != seen:
            raise Stale
        _write(db, actor, now, plan)
        counts = {
            "departments": len(plan.departments) + len(plan.renamed_departments), "new": len(plan.new),
            "renamed": len(plan.renamed), "edited": len(plan.edited),
            "units": len(plan.new_units) + len(plan.edited_units),
        }  # fmt: skip
        record(db, actor, now, "organisation.take", "organisation", day=day, **counts)
    return plan


def _write(db: Database, actor: Actor, now: datetime, plan: Plan) -> None:
    for department, name in plan.renamed_departments:
        departments.update(db, department.id, name=name)
        changes.add_department_change(db, now, actor.id, department.id, department.name, name, plan.day)
    places_of = {d.id: departments.add(db, d.name, d.valid_from) for d in plan.departments}
    for edit in plan.edited:
        sections.update(db, edit.section.id, **{k: new for k, (_, new) in edit.values.items()})
        _end_units(db, edit.section.id, edit.values)
    for renaming in plan.renamed:
        where = places_of.get(renaming.new.department_id, renaming.new.department_id)
        write_renaming(db, actor, now, renaming.section, replace(renaming.new, department_id=where), plan.day)
    made = {}
    for section in plan.new:
        where = places_of.get(section.department_id, section.department_id)
        made[section.id] = sections.add(
            db, where, section.name, section.kind, 1_000_000, valid_from=section.valid_from,
            valid_until=section.valid_until, mailbox=section.mailbox,
        )  # fmt: skip
    for ordered in plan.orders.values():
        sections.set_positions(db, [(i, made.get(s.id, s.id)) for i, s in enumerate(ordered, 1)])
    places.renumber(db)
    _write_units(db, plan, made)


def _end_units(db: Database, section_id: int, values: Mapping[str, tuple[str, str]]) -> None:
    """A section that ends takes its units along."""
    last = values.get("valid_until", ("", ""))[1]
    if last:
        units.end(db, section_id, last)


def _write_units(db: Database, plan: Plan, made: Mapping[int, int]) -> None:
    for edit in plan.edited_units:
        new = {k: value for k, (_, value) in edit.values.items()}
        if "section_id" in new:
            new["section_id"] = made.get(int(new["section_id"]), int(new["section_id"]))
        units.update(db, edit.unit.id, **new)
    fresh = {
        u.id: units.add(
            db, made.get(u.section_id, u.section_id), u.name, 1_000_000,
            valid_from=u.valid_from, valid_until=u.valid_until,
        )
        for u in plan.new_units
    }  # fmt: skip
    for ordered in plan.unit_orders.values():
        for i, unit in enumerate(ordered, 1):
            units.update(db, fresh.get(unit.id, unit.id), position=i)

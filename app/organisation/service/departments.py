"""Departments: made, renamed, ended. Every problem names the field it was typed in."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound
from app.organisation import checks
from app.organisation.chart import NEVER, Chart, department_taken
from app.organisation.checks import Wrong
from app.organisation.service.asking import chart
from app.organisation.store import changes, departments
from app.organisation.store.departments import Department
from app.security import Actor
from forms.questions import Text


def department_of(known: Chart, department_id: int) -> Department:
    """A department as recorded. Raises NotFound."""
    found = known.department_by_id.get(department_id)
    if found is None:
        raise NotFound
    return found


def add_department(db: Database, actor: Actor, now: datetime, name: str, day: str) -> int:
    """A new department, last in order, from a day on ("": always). Raises Wrong."""
    with db.write():
        made, first = checks.name(name), checks.day(day) if day else ""
        if department_taken(chart(db), made):
            raise Wrong("name", checks.SAME_DEPARTMENT)
        department_id = departments.add(db, made, first)
        record(
            db, actor, now, "organisation.add_department", f"department {department_id}", name=made, day=first
        )
    return department_id


def rename_department(
    db: Database, actor: Actor, now: datetime, department_id: int, name: str, day: str
) -> bool:
    """Another name from a day on; its sections stay in it. False: nothing changed. Raises NotFound, Wrong."""
    with db.write():
        known = chart(db)
        old, made, first = department_of(known, department_id), checks.name(name), checks.day(day)
        if made == old.name:
            return False
        if department_taken(known, made, but=department_id):
            raise Wrong("name", checks.SAME_DEPARTMENT)
        days = [c.day for c in known.department_changes if c.department_id == department_id]
        if first < max([old.valid_from, *days]) or first > (old.valid_until or NEVER):
            message = Text(
                "部が置かれている期間で、前回の名称変更以後の日付にしてください。",
                "Use a day on which the department is there, not before its last renaming.",
            )
            raise Wrong("day", message)
        departments.update(db, department_id, name=made)
        changes.add_department_change(db, now, actor.id, department_id, old.name, made, first)
        record(
            db, actor, now, "organisation.rename_department", f"department {department_id}",
            old=old.name, name=made, day=first,
        )  # fmt: skip
    return True


def end_department(db: Database, actor: Actor, now: datetime, department_id: int, day: str) -> None:
    """Its last day ("": it goes on). Raises NotFound, Wrong: before its first day, or a section is still in it."""
    with db.write():
        known = chart(db)
        old, last = department_of(known, department_id), checks.day(day, "until") if day else ""
        if last and last < old.valid_from:
            raise Wrong("until", Text("開始日より前の日付です。", "This is before its first day."))
        left = [
            s
            for s in known.sections
            for p in known.periods(s)
            if last and p.department_id == department_id and p.last > last
        ]
        if left:
            names = "、".join(dict.fromkeys(s.name for s in left[:3])) + ("…" if len(left) > 3 else "")
            message = Text(
                f"その日より後も課があります（{names}）。先に課を移すか、廃止してください。",
                f"Sections are in it after that day ({names}): move or end them first.",
            )
            raise Wrong("until", message)
        if not last and old.valid_until and department_taken(known, old.name, but=department_id):
            raise Wrong("until", checks.SAME_DEPARTMENT)
        if last != old.valid_until:
            departments.update(db, department_id, valid_until=last)
            record(db, actor, now, "organisation.end_department", f"department {department_id}", day=last)

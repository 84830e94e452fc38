"""Departments and sections of an uploaded file against those there are. Pure; rows not in the file stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from app.organisation import checks
from app.organisation.chart import Chart, Period
from app.organisation.plan import Edit, Plan, Renaming, moved
from app.organisation.store.changes import MOVE, RENAME, Change, Names
from app.organisation.store.departments import Department
from app.organisation.store.sections import Section
from app.organisation.table import Problem, SectionRow
from forms.questions import Text

_NOT_THERE: Final = Text("この部は、その日には置かれていません。", "The department is not there on that day.")


class SectionPlanner:
    """Departments and sections of the file against the chart."""

    def __init__(self, known: Chart, rows: Sequence[SectionRow], today: str, plan: Plan) -> None:
        self.known, self.rows, self.today, self.plan = known, rows, today, plan
        #: Department by the name the file uses: those there are (as called today), renamed ones, new ones.
        self.places: dict[str, Department] = {}
        #: Row number → the section as it would be.
        self.made: dict[int, Section] = {}

    def run(self) -> None:
        """Collect everything into the plan."""
        self._departments()
        for row in self.rows:
            if row.id is None:
                self._new(row)
            elif row.id in self.known.section_by_id:
                self._known(row, self.known.section_by_id[row.id])
            else:
                self._wrong(
                    row, "id", Text("この番号の課はありません。", "There is no section of this number.")
                )
        listed = {row.id for row in self.rows}
        self.plan.missing = sum(
            s.id not in listed and not (s.valid_until and s.valid_until < self.today)
            for s in self.known.sections
        )
        self._names()

    def _wrong(self, row: SectionRow, column: str, message: Text) -> None:
        self.plan.problems.append(Problem(row.number, column, message))

    def _departments(self) -> None:
        there = [d for d in self.known.departments if not d.valid_until or d.valid_until >= self.today]
        for d in there:
            name = self.known.department_name(d.id, max(self.today, d.valid_from))
            self.places[name] = replace(d, name=name)
        used = dict.fromkeys(row.department for row in self.rows)
        fresh = [name for name in used if name not in self.places]
        for old, d in list(self.places.items()):
            new = self._new_name(d) if old not in used else None
            if new in fresh and new is not None:
                fresh.remove(new)
                self._rename_department(d, new)
        for i, name in enumerate(fresh, 1):
            first = self.plan.day if self.known.sections else ""
            made = Department(-i, name, len(self.known.departments) + i, first)
            self.places[name] = made
            self.plan.departments.append(made)

    def _new_name(self, department: Department) -> str | None:
        """The one name that all rows of a department's sections use now, if nobody else uses it."""
        own = {
            s.id
            for s in self.known.sections
            if s.department_id == department.id and not (s.valid_until and s.valid_until < self.today)
        }
        names = {row.department for row in self.rows if row.id in own}
        listed = {row.id for row in self.rows if row.id in own}
        if not own or listed != own or len(names) != 1:
            return None
        name = next(iter(names))
        others = {row.id for row in self.rows if row.department == name and row.id is not None}
        return name if others <= own else None

    def _rename_department(self, department: Department, new: str) -> None:
        days = [c.day for c in self.known.department_changes if c.department_id == department.id]
        if self.plan.day < max([department.valid_from, *days]):
            row = next(r for r in self.rows if r.department == new)
            message = Text(
                "部の名称変更が、その日より後に登録されています。",
                "The department's name changes after that day.",
            )
            self._wrong(row, "department", message)
        self.places[new] = replace(department, name=new)
        self.plan.renamed_departments.append((department, new))

    def _new(self, row: SectionRow) -> None:
        first = row.valid_from or (self.plan.day if self.known.sections else "")
        department = self.places[row.department]
        made = Section(
            -row.number, row.department, row.name, row.kind or "section", 0, department.id, first,
            row.valid_until, row.mailbox,
        )  # fmt: skip
        if row.valid_until and row.valid_until < first:
            self._wrong(row, "valid_until", Text("開始日より前の日付です。", "This is before its first day."))
        if not department.valid_on(first or max(self.today, department.valid_from)):
            self._wrong(
                row, "department", Text("この部は、その日には置かれていません。", "It is not there then.")
            )
        self.made[row.number] = made
        self.plan.new.append(made)

    def _known(self, row: SectionRow, recorded: Section) -> None:
        was = self.known.called(recorded, self.today)
        place = self.places[row.department]
        new = Names(place.id, row.department, row.name)
        section = recorded
        if (new.department_id, new.name) != (was.department_id, was.name):
            problem = checks.change_day_problem(self.known, recorded, self.plan.day)
            if problem:
                self._wrong(row, "section", problem)
            elif place.id > 0 and not place.valid_on(self.plan.day):
                self._wrong(row, "department", _NOT_THERE)
            self.plan.renamed.append(Renaming(recorded, new))
            section = replace(section, department_id=place.id, department=row.department, name=row.name)
        wanted = {
            "kind": row.kind or recorded.kind, "valid_from": row.valid_from,
            "valid_until": row.valid_until, "mailbox": row.mailbox,
        }  # fmt: skip
        values = {k: (getattr(recorded, k), v) for k, v in wanted.items() if v != getattr(recorded, k)}
        if values:
            self._check_days(row, recorded, values)
            self.plan.edited.append(Edit(recorded, values))
        self.made[row.number] = replace(
            section, kind=wanted["kind"], valid_from=wanted["valid_from"], valid_until=wanted["valid_until"],
            mailbox=wanted["mailbox"],
        )  # fmt: skip

    def _check_days(self, row: SectionRow, old: Section, values: dict[str, tuple[str, str]]) -> None:
        far = [c for c in self.known.changes if c.old_id != c.new_id]
        if "valid_until" in values and any(c.old_id == old.id for c in far):
            message = Text(
                "分割または統合された課の終了日は変えられません。",
                "It was split or merged: its last day stays.",
            )
            self._wrong(row, "valid_until", message)
        if "valid_from" in values and any(c.new_id == old.id and c.day == old.valid_from for c in far):
            message = Text(
                "分割または統合でできた課の開始日は変えられません。",
                "It came out of a split or merger: its first day stays.",
            )
            self._wrong(row, "valid_from", message)
        days = [c.day for c in self.known.own_changes(old.id)]
        if days and row.valid_from > days[0]:
            self._wrong(
                row, "valid_from", Text("名称変更の日より後です。", "This is after its first change.")
            )
        if days and row.valid_until and row.valid_until < days[-1]:
            self._wrong(
                row, "valid_until", Text("名称変更の日より前です。", "This is before its last change.")
            )

    def _names(self) -> None:
        """No two sections of one name in one department at one time, as everything would be afterwards."""
        by_name: dict[tuple[int, str], list[tuple[Period, SectionRow | None]]] = {}
        after = self.after()
        rows = {self.made[row.number].id: row for row in self.rows if row.number in self.made}
        for section in after.sections:
            for period in after.periods(section):
                key = period.department_id, period.name
                by_name.setdefault(key, []).append((period, rows.get(section.id)))
        for found in by_name.values():
            found.sort(key=lambda pair: pair[0].first)
            for (one, row), (other, next_row) in pairwise(found):
                told = next_row or row
                if one.section_id != other.section_id and one.last >= other.first and told is not None:
                    other_row = row if told is next_row else next_row
                    self._wrong(told, "section", _same_name(other_row))

    def after(self) -> Chart:
        """The chart as it would be."""
        made = {s.id: s for s in self.made.values()}
        sections = [made.pop(s.id, s) for s in self.known.sections] + list(made.values())
        extra = [
            Change(
                10**9 + i, RENAME if r.section.department_id == r.new.department_id else MOVE, r.section.id,
                r.section.id, r.section.department_id, r.section.department, r.section.name,
                r.new.department_id, r.new.department, r.new.name, self.plan.day,
            )
            for i, r in enumerate(self.plan.renamed)
        ]  # fmt: skip
        changes = sorted([*self.known.changes, *extra], key=lambda c: (c.day, c.id))
        return Chart(
            (*self.known.departments, *self.plan.departments), tuple(sections), tuple(changes),
            self.known.department_changes,
        )  # fmt: skip


def _same_name(row: SectionRow | None) -> Text:
    if row is None:
        return Text("同じ部に同じ名称の課があります。", "The department has a section of this name.")
    return Text(
        f"同じ部の同じ名称の課が{row.number}行目にもあります。",
        f"Row {row.number} has a section of this name in this department.",
    )


def order_sections(planner: SectionPlanner) -> None:
    """The order of every department the file names; a row without a number stands behind the row above."""
    plan, known = planner.plan, planner.known
    listed: dict[int, list[tuple[int, int, Section]]] = {}
    last = 0
    for row in planner.rows:
        section = planner.made.get(row.number)
        if section is None:
            continue
        last = row.order if row.order is not None else last
        listed.setdefault(section.department_id, []).append((last, row.number, section))
    told = {s.id for entries in listed.values() for _, _, s in entries}
    for department_id, entries in listed.items():
        rest = [
            (s.position, 0, s)
            for s in known.sections
            if s.department_id == department_id and s.id not in told
        ]
        ordered = [s for _, _, s in sorted(entries + rest, key=lambda e: e[:2])]
        plan.orders[department_id] = ordered
        before = [s.id for s in known.sections if s.department_id == department_id]
        if moved(before, [s.id for s in ordered]):
            plan.reordered.add(department_id)

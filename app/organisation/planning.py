"""What the rows of an uploaded file would do to the organisation. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.organisation.chart import Chart
from app.organisation.plan import Plan, UnitEdit, fingerprint, moved
from app.organisation.plan_sections import SectionPlanner, order_sections
from app.organisation.store.sections import Section
from app.organisation.store.units import Unit
from app.organisation.table import Problem, SectionRow, UnitRow
from forms.questions import Text


def planned(
    known: Chart, units: Sequence[Unit], sections: Sequence[SectionRow], unit_rows: Sequence[UnitRow],
    problems: Sequence[Problem], day: str, today: str,
) -> Plan:  # fmt: skip
    """What the rows would do from `day` on."""
    plan = Plan(day, fingerprint(known, units), problems=list(problems))
    planner = SectionPlanner(known, sections, today, plan)
    planner.run()
    _units(units, planner, unit_rows)
    order_sections(planner)
    first = {(p.number, p.column): p for p in reversed(plan.problems)}  # the others follow from it
    plan.problems = sorted(first.values(), key=lambda p: p.number)
    return plan


def _units(known_units: Sequence[Unit], planner: SectionPlanner, rows: Sequence[UnitRow]) -> None:
    """Units of the file against those there are."""
    plan = planner.plan
    sections = _sections(planner)
    by_id = {u.id: u for u in known_units}
    placed: dict[int, list[tuple[int, int, Unit]]] = {}
    last = 0
    for row in rows:
        old = by_id.get(row.id) if row.id is not None else None
        section = _chosen(sections.get((row.department, row.section), []), old)
        if section is None or (row.id is not None and old is None):
            message = (
                Text("この部・課がありません。", "There is no such section.")
                if section is None
                else Text("この番号の係はありません。", "There is no unit of this number.")
            )
            plan.problems.append(Problem(row.number, "section" if section is None else "id", message))
            continue
        unit = Unit(
            old.id if old else -row.number, section.id, row.name, old.position if old else 0,
            row.valid_from, row.valid_until,
        )  # fmt: skip
        plan.unit_places[unit.id] = f"{section.department}　{section.name}"
        _note_unit(plan, old, unit)
        last = row.order if row.order is not None else last
        placed.setdefault(section.id, []).append((last, row.number, unit))
    _check_units(plan, known_units, placed)


def _sections(planner: SectionPlanner) -> dict[tuple[str, str], list[Section]]:
    """By department and name, as called today and as the file calls them: one name may be used one after the other."""
    out: dict[tuple[str, str], list[Section]] = {}
    for s in planner.known.sections_on(planner.today):
        out.setdefault((s.department, s.name), []).append(s)
    for row in planner.rows:
        if made := planner.made.get(row.number):
            out.setdefault((row.department, row.name), []).append(made)
    return out


def _chosen(found: Sequence[Section], old: Unit | None) -> Section | None:
    """The unit's own section if it is among them, else one that goes on."""
    own = [s for s in found if old is not None and s.id == old.section_id]
    going_on = [s for s in found if not s.valid_until]
    return next(iter([*own, *reversed(going_on), *found]), None)


def _note_unit(plan: Plan, old: Unit | None, unit: Unit) -> None:
    if old is None:
        plan.new_units.append(unit)
        return
    names = ("name", "valid_from", "valid_until", "section_id")
    values = {k: (getattr(old, k), getattr(unit, k)) for k in names if getattr(old, k) != getattr(unit, k)}
    if values:
        plan.edited_units.append(UnitEdit(old, values))


def _check_units(
    plan: Plan, known_units: Sequence[Unit], placed: dict[int, list[tuple[int, int, Unit]]]
) -> None:
    told = {u.id for entries in placed.values() for _, _, u in entries}
    for section_id, entries in placed.items():
        rest = [(u.position, 0, u) for u in known_units if u.section_id == section_id and u.id not in told]
        seen: dict[str, int] = {u.name: 0 for _, _, u in rest if not u.valid_until}
        for _, number, unit in entries:
            if not unit.valid_until and unit.name in seen:
                message = Text("同じ課に同じ名称の係があります。", "The section has a unit of this name.")
                plan.problems.append(Problem(number, "unit", message))
            elif not unit.valid_until:
                seen[unit.name] = number
        ordered = [u for _, _, u in sorted(entries + rest, key=lambda e: e[:2])]
        plan.unit_orders[section_id] = ordered
        if moved([u.id for u in known_units if u.section_id == section_id], [u.id for u in ordered]):
            plan.reordered_units.add(section_id)

"""Splitting and merging: the old sections end the day before, new ones begin, accounts go along, the trace stays.

Rounds are left alone: what an old section was asked stays with it, under the names it had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts import following
from app.audit.service import record
from app.db import Database
from app.organisation import checks
from app.organisation.chart import NEVER, Chart, day_before
from app.organisation.checks import Wrong
from app.organisation.service import places
from app.organisation.service.asking import chart, today
from app.organisation.service.sections import names_of, section_of
from app.organisation.store import changes, sections, units
from app.organisation.store.changes import MERGE, SPLIT
from app.organisation.store.sections import Section
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Part:
    """A section that comes into being. suffix: what follows `name`, `department` and `kind` in the page's fields."""

    department_id: int
    name: str
    kind: str
    suffix: str = ""


def check_split(known: Chart, section_id: int, parts: Sequence[Part], day: str, now_day: str) -> None:
    """Raises NotFound, Wrong where the section cannot be split so."""
    old = section_of(known, section_id)
    _check_ending(known, [old], checks.day(day))
    if len(parts) < 2:
        raise Wrong("name_1", Text("新しい課を二つ以上入力してください。", "Enter two new sections or more."))
    for i, part in enumerate(parts):
        _check_part(known, part, day, now_day, but=[section_id])
        same = [(p.department_id, p.name.strip()) for p in parts[:i]]
        if (part.department_id, part.name.strip()) in same:
            raise Wrong(f"name{part.suffix}", Text("同じ名称が二度あります。", "This name is there twice."))


def split(
    db: Database, actor: Actor, now: datetime, section_id: int, parts: Sequence[Part], day: str,
    people: Mapping[int, Collection[int]],
) -> list[int]:  # fmt: skip
    """One section becomes several from a day on; the ids of the new ones.

    people: account id → which of the parts (from 0) it goes along to. Raises NotFound, Wrong.
    """
    with db.write():
        known = chart(db)
        check_split(known, section_id, parts, day, today(now))
        old = section_of(known, section_id)
        _end(db, [old], day)
        made = [_make(db, known, part, day, old) for part in parts]
        for section in made:
            changes.add(
                db, now, actor.id, SPLIT, day, (old.id, names_of(old)), (section.id, names_of(section))
            )
        wanted = {a: [made[i].id for i in sorted(chosen) if i < len(made)] for a, chosen in people.items()}
        following.join(db, actor, now, {old.id}, wanted)
        places.renumber(db)
        record(
            db, actor, now, "organisation.split", f"section {old.id}", old=old.name, day=day,
            new=[s.name for s in made], ids=[s.id for s in made],
        )  # fmt: skip
    return [s.id for s in made]


def check_merge(
    known: Chart, ids: Sequence[int], target: Part | int, day: str, now_day: str
) -> list[Section]:
    """The sections that end. Raises NotFound, Wrong where they cannot be merged so."""
    into = target if isinstance(target, int) else None
    old = [section_of(known, i) for i in dict.fromkeys(ids) if i != into]
    if len(old) < (2 if into is None else 1):
        message = Text("統合する課を二つ以上選んでください。", "Choose two sections or more to be merged.")
        raise Wrong("sections", message)
    _check_ending(known, old, checks.day(day), "sections")
    if isinstance(target, Part):
        _check_part(known, target, day, now_day, but=[s.id for s in old])
    elif not section_of(known, target).valid_on(day):
        message = Text("統合先の課は、その日には置かれていません。", "It is not there on that day.")
        raise Wrong("target", message)
    return old


def merge(db: Database, actor: Actor, now: datetime, ids: Sequence[int], target: Part | int, day: str) -> int:
    """Several sections become one from a day on: a new one, or one there is. Its id. Raises NotFound, Wrong.

    Every account of theirs gets it too, in the role it has.
    """
    with db.write():
        known = chart(db)
        old = check_merge(known, ids, target, day, today(now))
        _end(db, old, day)
        new = section_of(known, target) if isinstance(target, int) else _make(db, known, target, day, old[0])
        for section in old:
            changes.add(
                db, now, actor.id, MERGE, day, (section.id, names_of(section)), (new.id, names_of(new))
            )
        gone = {s.id for s in old}
        people = following.of_sections(db, gone)
        following.join(db, actor, now, gone, {a.id: [new.id] for a in people})
        places.renumber(db)
        record(
            db, actor, now, "organisation.merge", f"section {new.id}", new=new.name, day=day,
            old=[s.name for s in old], ids=sorted(gone),
        )  # fmt: skip
    return new.id


def _check_ending(known: Chart, old: Iterable[Section], day: str, field: str = "day") -> None:
    """Every one of them is there the day before, and was neither split nor merged."""
    for section in old:
        days = [c.day for c in known.own_changes(section.id)]
        if any(c.old_id == section.id != c.new_id for c in known.changes):
            message = Text(
                "{name}は、既に分割または統合されています。", "{name} was split or merged already."
            )
        elif day_before(day) < max([section.valid_from, *days]):
            message = Text(
                "{name}は、その日より後に設置または名称変更されています。別の日にしてください。",
                "{name} begins or was renamed after that day: use another one.",
            )
        elif day_before(day) > (section.valid_until or NEVER):
            message = Text("{name}は、その日には既にありません。", "{name} is gone by that day.")
        else:
            continue
        raise Wrong(field, message.fill(name=section.name))


def _check_part(known: Chart, part: Part, day: str, now_day: str, but: Iterable[int]) -> None:
    """A section that begins. The old ones end the day before: their names are free again."""
    made = checks.name(part.name, f"name{part.suffix}")
    if part.kind not in checks.KINDS:
        raise Wrong(f"kind{part.suffix}", checks.NO_KIND)
    problem = checks.department_problem(known, part.department_id, day, now_day)
    if problem:
        raise Wrong(f"department{part.suffix}", problem)
    other = known.taken(part.department_id, made, day, "", but)
    if other:
        raise Wrong(f"name{part.suffix}", checks.same_name(other))


def _end(db: Database, old: Iterable[Section], day: str) -> None:
    for section in old:
        sections.update(db, section.id, valid_until=day_before(day))
        units.end(db, section.id, day_before(day))


def _make(db: Database, known: Chart, part: Part, day: str, old: Section) -> Section:
    """A new section, in the place of the old one where it stays in its department."""
    position = old.position if part.department_id == old.department_id else 1_000_000
    name = checks.name(part.name)
    made = sections.add(db, part.department_id, name, part.kind, position, valid_from=day)
    department = known.department_by_id[part.department_id].name
    return Section(made, department, name, part.kind, position, part.department_id, day)

"""What happened to a section, and what is planned, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.organisation.chart import Chart
from app.organisation.store.changes import MERGE, SPLIT, Change
from app.organisation.store.sections import Section
from app.organisation.words import day_text, listed
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day. links: the sections it speaks of (name, id)."""

    day: str
    text: Text
    links: tuple[tuple[str, int], ...] = ()
    #: The other side of the same act says it for all of them: what is split, what others are merged into.
    seen_there: bool = False

    @property
    def when(self) -> Text:
        """The day in words."""
        return day_text(self.day)


def _renamed(change: Change) -> Text:
    old, new = change.old_name, change.new_name
    if change.old_department_id == change.new_department_id:
        return Text(f"「{old}」から「{new}」に名称変更", f"Renamed from “{old}” to “{new}”")
    places = change.old_department, change.new_department
    if old == new:
        return Text(f"{places[0]}から{places[1]}へ移管", f"Moved from {places[0]} to {places[1]}")
    return Text(
        f"{places[0]}「{old}」から{places[1]}「{new}」へ移管・名称変更",
        f"Moved from {places[0]} “{old}” to {places[1]} “{new}”",
    )


def _origin(found: list[Change]) -> Event:
    """How a section came out of others."""
    names = listed([c.old_name for c in found])
    links = tuple((c.old_name, c.old_id) for c in found)
    if found[0].kind == SPLIT:
        return Event(
            found[0].day,
            Text(f"{names.ja}の分割により設置", f"Came out of the split of {names.en}"),
            links,
            seen_there=True,
        )
    return Event(found[0].day, Text(f"{names.ja}を統合", f"Took in {names.en}"), links)


def _outcome(found: list[Change]) -> Event:
    """What became of a section."""
    names = listed([c.new_name for c in found])
    links = tuple((c.new_name, c.new_id) for c in found)
    if found[0].kind == SPLIT:
        return Event(found[0].day, Text(f"{names.ja}に分割", f"Split into {names.en}"), links)
    return Event(found[0].day, Text(f"{names.ja}に統合", f"Merged into {names.en}"), links, seen_there=True)


def _batches(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes that were one act: of one kind from one day on."""
    out: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        out.setdefault((change.kind, change.day), []).append(change)
    return list(out.values())


def events(known: Chart, section_id: int) -> list[Event]:
    """A section's history, the newest first."""
    section = known.section_by_id[section_id]
    found = [*_own_events(known, section), *_department_events(known, section)]
    return sorted(found, key=lambda e: e.day, reverse=True)


def _own_events(known: Chart, section: Section) -> list[Event]:
    section_id = section.id
    far = [c for c in known.changes if c.kind in (SPLIT, MERGE)]
    born = _batches(c for c in far if c.new_id == section_id)
    gone = _batches(c for c in far if c.old_id == section_id)
    found = [Event(c.day, _renamed(c)) for c in known.own_changes(section_id)]
    found += [_origin(batch) for batch in born] + [_outcome(batch) for batch in gone]
    if section.valid_from and not any(b[0].day == section.valid_from for b in born):
        found.append(Event(section.valid_from, Text("設置", "Set up")))
    if section.valid_until and not gone:
        found.append(Event(section.valid_until, Text("この日で廃止", "Last day")))
    return found


def _department_events(known: Chart, section: Section) -> Iterator[Event]:
    for change in known.department_changes:
        if any(
            p.department_id == change.department_id and p.first <= change.day <= p.last
            for p in known.periods(section)
        ):
            yield Event(change.day, _department_renamed(change.old_name, change.new_name))


def _department_renamed(old: str, new: str) -> Text:
    return Text(
        f"部の名称が「{old}」から「{new}」に変更", f"The department was renamed from “{old}” to “{new}”"
    )


def department_events(known: Chart, department_id: int) -> list[Event]:
    """How a department was renamed, the newest first."""
    own = [c for c in known.department_changes if c.department_id == department_id]
    return [
        Event(
            c.day,
            Text(
                f"「{c.old_name}」から「{c.new_name}」に名称変更",
                f"Renamed from “{c.old_name}” to “{c.new_name}”",
            ),
        )
        for c in reversed(own)
    ]


def planned(known: Chart, day: str) -> list[Event]:
    """What changes after a day, the next first; the link is to the section that changes."""
    found: list[Event] = []
    for change in known.department_changes:
        if change.day > day:
            found.append(Event(change.day, _department_renamed(change.old_name, change.new_name)))
    for section in known.sections:
        if _moves(known, section, day):
            name = known.called(section, day).name
            own = [e for e in _own_events(known, section) if e.day > day and not e.seen_there]
            found += [Event(e.day, e.text, ((name, section.id),)) for e in own]
    return sorted(found, key=lambda e: e.day)


def _moves(known: Chart, section: Section, day: str) -> bool:
    days = [section.valid_from, section.valid_until, *(c.day for c in known.own_changes(section.id))]
    return any(d > day for d in days)

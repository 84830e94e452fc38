"""Publishing the schedule: numbered versions that never change, what is new in each, an older one as a draft again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import calendar, schedule, steps
from app.hearings.service import draft as drafts
from app.hearings.service import series as all_series
from app.hearings.service.draft import Draft
from app.hearings.store import board as store
from app.hearings.store.board import Kept, Key, Plan, Spot
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import Actor
from app.seen import must_be_seen
from forms.questions import Text

__all__ = ["Plan"]

NEW: Final = "new"
MOVED: Final = "moved"
CANCELLED: Final = "cancelled"
LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One hearing as a version says. appointment: its id, with a calendar uid that lasts; turn 2: heard again."""

    appointment: int
    uid: str
    section: Section
    turn: int
    day_id: int
    slot: int
    day: str
    begins: str
    ends: str
    place: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One hearing that differs between two versions. old: None where it is new; new: None where it is cancelled."""

    kind: str
    old: Entry | None
    new: Entry | None

    @property
    def section(self) -> Section:
        """Whose hearing it is."""
        entry = self.new or self.old
        assert entry is not None, "one of the two is there"
        return entry.section


def published(db: Database, series_id: int) -> list[Entry]:
    """The newest version in the order of time; [] where nothing was published. Raises NotFound."""
    found = plans(db, series_id)
    return entries(db, series_id, found[0].id) if found else []


def plans(db: Database, series_id: int) -> list[Plan]:
    """Every version, the newest first. Raises NotFound."""
    all_series.get(db, series_id)
    return store.plans(db, series_id)


def plan(db: Database, series_id: int, number: int) -> Plan:
    """One version by its number. Raises NotFound."""
    for found in plans(db, series_id):
        if found.number == number:
            return found
    raise NotFound


def entries(db: Database, series_id: int, plan_id: int) -> list[Entry]:
    """What a version says, in the order of time."""
    series = all_series.get(db, series_id)
    sections = {s.id: s for s in rounds.sections(db, series.round_id)}
    return [_entry(kept, sections) for kept in store.entries(db, plan_id)]


def _entry(kept: Kept, sections: Mapping[int, Section]) -> Entry:
    return Entry(
        kept.appointment, kept.uid, sections[kept.section_id], kept.turn, kept.day_id, kept.slot, kept.day,
        kept.begins, kept.ends, kept.place,
    )  # fmt: skip


def plan_difference(old: Sequence[Entry], new: Sequence[Entry]) -> list[Changed]:
    """What is new, moved (another day, time or place) or cancelled, in the order of the new version's time."""
    before = {e.appointment: e for e in old}
    after = {e.appointment for e in new}
    out = []
    for entry in new:
        known = before.get(entry.appointment)
        if known is None:
            out.append(Changed(NEW, None, entry))
        elif _when(known) != _when(entry):
            out.append(Changed(MOVED, known, entry))
    return out + [Changed(CANCELLED, e, None) for e in old if e.appointment not in after]


def _when(entry: Entry) -> tuple[str, str, str, str]:
    return entry.day, entry.begins, entry.ends, entry.place


# Publishing


def drafted(draft: Draft) -> list[Entry]:
    """What would be published now; a hearing that has no row yet has appointment 0."""
    out = []
    for key, spot in draft.spots.items():
        if spot.slot is None or spot.day_id is None or spot.day_id not in draft.day:
            continue
        day, row = draft.day[spot.day_id], draft.rows.get(key)
        begins, ends = day.shape.time(spot.slot)
        out.append(
            Entry(
                row.id if row else 0, row.uid if row else "", draft.sections[key[0]], key[1], day.id, spot.slot,
                day.day, begins, ends, day.place,
            )
        )  # fmt: skip
    return sorted(out, key=lambda e: (e.day, e.begins, e.place, e.section.id))


def concerns(db: Database, draft: Draft) -> list[Text]:
    """What somebody should know before publishing; with "hard" faults it is refused anyway."""
    out = []
    for key, faults in draft.faults.items():
        out += [_of(draft.sections[key[0]].name, fault.text) for fault in faults if not fault.hard]
    used = {s.day_id for s in draft.spots.values()}
    for day_id, marks in schedule.marks(db, draft.series.id).items():
        if day_id in used:
            label = draft.day[day_id].label
            out += [Text("{day}：{mark}", "{day}: {mark}").fill(day=label, mark=m.text) for m in marks]
    if draft.tray:
        names = "、".join(draft.sections[section].name for section, _ in draft.tray)
        text = Text("日程が決まっていない課：{names}", "Sections without a place: {names}")
        out.append(text.fill(names=names))
    return out


def obstacles(draft: Draft) -> list[Text]:
    """What has to be put right before anything can be published."""
    found = draft.faults.items()
    return [_of(draft.sections[key[0]].name, f.text) for key, faults in found for f in faults if f.hard]


def _of(name: str, text: Text) -> Text:
    return Text("{name}：{text}", "{name}: {text}").fill(name=name, text=text)


def publish(
    db: Database, actor: Actor, now: datetime, series_id: int, *, note: str, seen: str, anyway: bool
) -> int:
    """Freeze the draft as the next version, and have the mails prepared; the version's id.

    anyway: the person has read the concerns. Raises Refused (hard faults, concerns not confirmed, nothing to publish),
    Conflict (stale).
    """
    with db.write():
        all_series.require_open(db, series_id)
        draft = drafts.read(db, series_id)
        standing = published(db, series_id)
        differs = plan_difference(standing, drafted(draft))
        newest = next(iter(store.plans(db, series_id)), None)
        if newest and not differs and seen != draft.seen:
            return newest.id  # the same click once more
        must_be_seen(seen, draft.seen)
        _check(db, draft, bool(differs), anyway)
        for key, spot in draft.spots.items():
            if spot.placed:
                store.ensure(db, series_id, key)
        kept = [_kept(e) for e in drafted(drafts.read(db, series_id))]
        made = store.freeze(db, actor, now, series_id, draft.number + 1, note.strip()[:LONGEST_NOTE], kept)
        record(
            db,
            actor,
            now,
            "hearings.publish",
            f"series {series_id}",
            version=draft.number + 1,
            changed=len(differs),
        )
        calendar.on_publish(db, actor, now, made)
    return made


def _check(db: Database, draft: Draft, differs: bool, anyway: bool) -> None:
    if found := obstacles(draft):
        raise Refused(
            Text(
                "公表できません。先に直してください：{what}",
                "It cannot be published. Put this right first: {what}",
            ).fill(what=found[0])
        )
    if not differs:
        raise Refused(Text("公表済みの日程から変更がありません。", "Nothing differs from what is published."))
    if concerns(db, draft) and not anyway:
        raise Refused(
            Text(
                "確認が必要な点があります。内容を確認し、チェックを付けてから公表してください。",
                "Some points need a look. Read them, tick the box, then publish.",
            )
        )


def _kept(entry: Entry) -> Kept:
    return Kept(
        entry.appointment, entry.section.id, entry.turn, entry.uid, entry.day_id, entry.slot, entry.day,
        entry.begins, entry.ends, entry.place,
    )  # fmt: skip


def restore(
    db: Database, actor: Actor, now: datetime, series_id: int, number: int, seen: str
) -> list[Section]:
    """An older version becomes the draft; the sections that could not get their old place (day dropped, not heard).

    What is published stays published until the draft is.
    """
    with db.write():
        all_series.require_open(db, series_id)
        draft = drafts.read(db, series_id)
        old = entries(db, series_id, plan(db, series_id, number).id)
        wanted, lost = _old_places(draft, old)
        if all(draft.spot(k) == s for k, s in wanted.items()):
            return lost
        must_be_seen(seen, draft.seen)
        steps.do(db, actor, now, draft, "restore", wanted)
    return lost


def _old_places(draft: Draft, old: Sequence[Entry]) -> tuple[dict[Key, Spot], list[Section]]:
    wanted, lost = {key: Spot() for key in draft.spots}, []
    for entry in old:
        key = (entry.section.id, entry.turn)
        day = draft.day.get(entry.day_id)
        if day is None or entry.slot > day.shape.slots or entry.section.id not in draft.heard:
            lost.append(entry.section)
            continue
        wanted[key] = Spot(entry.day_id, entry.slot)
    return wanted, lost

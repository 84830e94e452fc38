"""A meeting: made from the last one, changed, its people, agenda and materials."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from app.audit.service import record
from app.clock import read, stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings import counting, outline, wording
from app.meetings.outline import Line
from app.meetings.service import bodies
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_open, seen
from app.meetings.service.people import usual_people
from app.meetings.store import bodies as body_store
from app.meetings.store import meetings as store
from app.meetings.store.meetings import AGENDA, KINDS, LISTS, MINUTES, PRESENCES, Material, Meeting, Person
from app.security import Actor
from forms.questions import Text

__all__ = ["AGENDA", "KINDS", "LISTS", "MINUTES", "PRESENCES", "Material", "Meeting", "Person"]

#: What is to become of which entry: ("up", its id).
Act = tuple[str, int]
#: The same meeting from the same person within this time is the second half of a double click.
_DOUBLE: Final = timedelta(minutes=1)


def get(db: Database, actor: Actor, meeting_id: int) -> Meeting:
    """One meeting of a body this person may see. Raises NotFound."""
    found = store.get(db, meeting_id)
    if found is None:
        raise NotFound
    bodies.get(db, actor, found.body_id)
    return found


def of_body(db: Database, body_id: int) -> list[Meeting]:
    """The meetings of a body, the newest first."""
    return store.of_body(db, body_id)


def people(db: Database, meeting_id: int) -> list[Person]:
    """Everybody at a meeting, in order."""
    return store.people(db, meeting_id)


def items(db: Database, meeting_id: int, which: str = MINUTES) -> list[Line]:
    """The agenda; where the minutes keep no list of their own, that of the 次第."""
    return store.items(db, meeting_id, which)


def materials(db: Database, meeting_id: int, which: str = MINUTES) -> list[Material]:
    """The materials of one of the two lists."""
    return store.materials(db, meeting_id, which)


def usual(db: Database, body_id: int) -> dict[str, Any]:
    """What a new meeting of a body begins with: the next number, what the last one announced, its place and times."""
    known = store.of_body(db, body_id)
    last = known[0] if known else None
    number = counting.following([(m.number, m.day) for m in known], last.next_day if last else "")
    if last is None:
        return {"number": number, "day": "", "begins": "", "ends": "", "place": "", "secretariat": ""}
    return {
        "number": number, "day": last.next_day, "begins": last.next_begins or last.begins,
        "ends": "" if last.next_begins else last.ends, "place": last.next_place or last.place, "secretariat": last.secretariat,
    }  # fmt: skip


def save(
    db: Database, actor: Actor, now: datetime, body_id: int, meeting_id: int | None, values: Mapping[str, Any],
    revision: int = 0,
) -> int:  # fmt: skip
    """Make or change a meeting; its id. A new one takes over the members of its day and the last one's secretariat.

    revision: what the page had shown. Raises Refused, Conflict, NotFound.
    """
    with db.write():
        body = body_store.get(db, body_id)
        if body is None:
            raise NotFound
        wanted: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
        others = [m for m in store.of_body(db, body_id) if m.id != meeting_id]
        same = _same(others, wanted["number"], wanted["day"])
        if same is not None and meeting_id is None and _twice(db, actor, now, same):
            return same.id
        if same is not None:
            raise Refused(_taken(same.number))
        counted = [(m.number, m.day) for m in others]
        wanted["title"] = counting.title(body.name, wanted["number"], wanted["day"], counted)
        if meeting_id is None:
            uid = f"meeting-{secrets.token_hex(8)}@kikitori"
            made = store.add(db, actor, now, {**wanted, "body_id": body_id, "uid": uid})
            store.put_people(db, made, usual_people(db, body_id, str(wanted["day"]), made))
            record(
                db, actor, now, "meetings.new", f"meeting {made}", number=wanted["number"], day=wanted["day"]
            )
            return made
        old = require_open(db, meeting_id)
        new = {k: v for k, v in wanted.items() if v != getattr(old, k)}
        if new:
            if old.revision != revision:
                raise Conflict(CHANGED)
            store.change(db, meeting_id, new)
            told = {"venue" if name == "place" else name: value for name, value in new.items()}
            record(db, actor, now, "meetings.change", f"meeting {meeting_id}", **told)
    return meeting_id


def _same(others: Sequence[Meeting], number: int, day: str) -> Meeting | None:
    """Another meeting of the same number in the same fiscal year."""
    year = counting.fiscal_year(day)
    return next((m for m in others if m.number == number and counting.fiscal_year(m.day) == year), None)


def _taken(number: int) -> Text:
    return Text(
        f"{wording.nth(number)}は同じ年度に既にあります。",
        f"There is a meeting number {number} in this fiscal year already.",
    )


def _twice(db: Database, actor: Actor, now: datetime, same: Meeting) -> bool:
    made_at, made_by = store.made(db, same.id)
    return made_by == actor.id and now - read(made_at) < _DOUBLE


def cancel(db: Database, actor: Actor, now: datetime, meeting_id: int, cancelled: bool) -> None:
    """The meeting does not take place, or does after all."""
    with db.write():
        found = require_open(db, meeting_id)
        if bool(found.cancelled_at) != cancelled:
            store.change(db, meeting_id, {"cancelled_at": stored(now) if cancelled else ""})
            record(db, actor, now, "meetings.cancel", f"meeting {meeting_id}", cancelled=cancelled)


def put_items(
    db: Database, actor: Actor, now: datetime, meeting_id: int, which: str, typed: str, shown: str,
    act: Act | None = None,
) -> None:  # fmt: skip
    """Make what was typed the agenda of a list, then move one entry where an act is given.

    Raises Refused (an item something was said under is gone), Conflict.
    """
    with db.write():
        old = _opened(db, meeting_id, which, shown, store.items(db, meeting_id, which))
        wanted = _acted(outline.matched(old, _lines(typed, old)), act)
        kept = {line.id for line in wanted}
        used = store.items_in_use(db, meeting_id)
        if gone := [line.title for line in old if line.id in used and line.id not in kept]:
            raise Refused(
                Text(
                    f"発言・結果・決定のある議題は消せません：{'、'.join(gone)}",
                    f"Something was said or decided under these items; they cannot be taken out: {', '.join(gone)}",
                )
            )
        if wanted != old:
            store.put_items(db, meeting_id, which, wanted)
            record(db, actor, now, "meetings.agenda", f"meeting {meeting_id}", list=which, items=len(wanted))


def put_materials(
    db: Database, actor: Actor, now: datetime, meeting_id: int, which: str, typed: str, shown: str,
    act: Act | None = None,
) -> None:  # fmt: skip
    """The same for materials; what is attached stays with its entry. Raises Refused, Conflict."""
    with db.write():
        now_there = [Line(m.title, m.level, m.id) for m in store.materials(db, meeting_id, which)]
        old = _opened(db, meeting_id, which, shown, now_there)
        wanted = _acted(outline.matched(old, _lines(typed, old)), act)
        if wanted != old:
            store.put_materials(db, meeting_id, which, wanted)
            record(
                db, actor, now, "meetings.materials", f"meeting {meeting_id}", list=which, items=len(wanted)
            )


def _acted(lines: list[Line], act: Act | None) -> list[Line]:
    at = next((n for n, line in enumerate(lines) if act and line.id == act[1]), None)
    return lines if act is None or at is None else outline.acted(lines, act[0], at)


def _lines(typed: str, old: Sequence[Line]) -> list[Line]:
    new = outline.parse(typed, {line.title for line in old})
    if len(new) > outline.MOST or any(len(line.title) > outline.LONGEST for line in new):
        raise Refused(
            Text(
                f"{outline.MOST}件まで、1件{outline.LONGEST}文字以内で記入してください。",
                f"At most {outline.MOST} entries of {outline.LONGEST} characters each.",
            )
        )
    return new


def _opened(db: Database, meeting_id: int, which: str, shown: str, old: list[Line]) -> list[Line]:
    require_open(db, meeting_id)
    if which not in LISTS:
        raise NotFound
    if seen(old) != shown:
        raise Conflict(CHANGED)
    return old


def copy_list(db: Database, actor: Actor, now: datetime, meeting_id: int, to: str = MINUTES) -> None:
    """Give one of the two lists the agenda and materials of the other, where it has none yet. Raises NotFound, Refused."""
    if to not in LISTS:
        raise NotFound
    other = AGENDA if to == MINUTES else MINUTES
    with db.write():
        require_open(db, meeting_id)
        items, papers = store.items(db, meeting_id, other), store.materials(db, meeting_id, other)
        copied = False
        if items and not store.items(db, meeting_id, to):
            store.put_items(db, meeting_id, to, [Line(x.title, x.level) for x in items])
            copied = True
        if papers and not store.materials(db, meeting_id, to):
            store.put_materials(db, meeting_id, to, [Line(m.title, m.level) for m in papers])
            for old, new in zip(papers, store.materials(db, meeting_id, to), strict=True):
                attached = {
                    "file_id": old.file_id,
                    "edition_id": old.edition_id,
                    "replaces_id": old.replaces_id,
                }
                store.attach(db, new.id, attached)
            copied = True
        if copied:
            record(db, actor, now, "meetings.copy_list", f"meeting {meeting_id}", list=to)

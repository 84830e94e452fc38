"""Arranging speeches: speaker, order, splitting and joining. Each act is one step that can be undone and done again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_open, seen
from app.meetings.service.writing import fit, values_of
from app.meetings.store import meetings as meeting_store
from app.meetings.store import writing as store
from app.meetings.store.writing import Speech, Step
from app.security import Actor
from forms.questions import Text

__all__ = ["Step"]

#: A line that says where a speech is to be split, for those who have no cursor to show it with.
SPLIT: Final = "-----"
_MARKS: Final = frozenset({SPLIT, "－－－－－", "ーーーーー"})
_TOO_LATE: Final = Text(
    "その後に発言が変更されたため、この操作は元に戻せません。",
    "The speeches have been changed since: this cannot be taken back any more.",
)
_States = Mapping[int, Mapping[str, Any]]


def _do(
    db: Database,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    what: str,
    wanted: _States,
    before: _States | None = None,
    **told: str | int,
) -> None:
    """Change speeches and remember it as a step. before: as it was, where a speech was added already; told: to the audit log."""
    was = before if before is not None else store.states(db, meeting_id)
    present = store.states(db, meeting_id)
    store.arrange(db, actor, now, _differing(present, wanted))
    after = store.states(db, meeting_id)
    touched = [i for i, state in after.items() if was.get(i) != state]
    if touched:
        old = {i: was.get(i) for i in touched}
        store.add_step(db, actor, now, meeting_id, what, old, {i: after[i] for i in touched})
        record(db, actor, now, "meetings.arrange", f"meeting {meeting_id}", kind=what, **told)


def _differing(present: _States, wanted: _States) -> dict[int, dict[str, Any]]:
    """Of what is wanted, the columns that are otherwise now."""
    found = {
        i: {k: v for k, v in new.items() if present[i][k] != v} for i, new in wanted.items() if i in present
    }
    return {i: new for i, new in found.items() if new}


def _places(order: Sequence[Speech]) -> dict[int, dict[str, Any]]:
    """Positions 1, 2, … in this order."""
    return {s.id: {"position": n} for n, s in enumerate(order, 1)}


def _found(known: Sequence[Speech], speech_id: int) -> int:
    at = next((n for n, s in enumerate(known) if s.id == speech_id), None)
    if at is None:
        raise NotFound
    return at


def assign(
    db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int, *, person_id: int | None, role: str,
    kind: str, item_id: int | None,
) -> None:  # fmt: skip
    """Another speaker, kind or item."""
    with db.write():
        require_open(db, meeting_id)
        _found(store.speeches(db, meeting_id), speech_id)
        values = values_of(db, meeting_id, person_id, role, kind, item_id)
        _do(db, actor, now, meeting_id, "assign", {speech_id: values})


def assign_people(
    db: Database, actor: Actor, now: datetime, meeting_id: int, who: Mapping[int, int | None], shown: str
) -> int:
    """Say of many speeches at once who made them (None: not known); how many changed. One step to undo.

    Somebody speaks in the role the minutes print. shown: what the page had shown. Raises Conflict, NotFound.
    """
    with db.write():
        require_open(db, meeting_id)
        known = {s.id: s for s in store.speeches(db, meeting_id)}
        if speakers_seen(known.values()) != shown:
            raise Conflict(CHANGED)
        roles = {p.id: p.role for p in meeting_store.people(db, meeting_id)}
        if not (set(who) <= set(known) and set(who.values()) <= {*roles, None}):
            raise NotFound
        wanted = {
            i: {"person_id": person, "role": known[i].role if person is None else roles[person]}
            for i, person in who.items()
            if known[i].person_id != person
        }
        _do(db, actor, now, meeting_id, "assign", wanted)
    return len(wanted)


def speakers_seen(known: Iterable[Speech]) -> str:
    """What a page has shown of who made which speech."""
    return seen([(s.id, s.person_id, s.role) for s in known])


def move(db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int, by: int) -> None:
    """Up (-1) or down (+1); at the edge nothing happens. Over the edge of an item, the item changes first."""
    with db.write():
        require_open(db, meeting_id)
        known = store.speeches(db, meeting_id)
        at = _found(known, speech_id)
        to = at + (1 if by > 0 else -1)
        if not 0 <= to < len(known):
            return
        order, wanted = list(known), {speech_id: {"item_id": known[to].item_id}}
        if known[to].item_id == known[at].item_id:
            order[at], order[to] = order[to], order[at]
            wanted = _places(order)
        _do(db, actor, now, meeting_id, "move", wanted)


def drop(db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int) -> None:
    """Take a speech out; undoing brings it back."""
    with db.write():
        require_open(db, meeting_id)
        _found(store.speeches(db, meeting_id), speech_id)
        _do(db, actor, now, meeting_id, "drop", {speech_id: {"dropped_at": stored(now)}})


def merge(db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int) -> int:
    """Join a speech to the one before it; the id of that one."""
    with db.write():
        require_open(db, meeting_id)
        known = store.speeches(db, meeting_id)
        at = _found(known, speech_id)
        if not at:
            raise Refused(Text("最初の発言は前とまとめられません。", "The first speech has none before it."))
        first, second = known[at - 1], known[at]
        text = fit("\n".join(t for t in (first.text.rstrip("\n"), second.text.lstrip("\n")) if t))
        wanted = {first.id: {"text": text}, second.id: {"dropped_at": stored(now)}}
        _do(db, actor, now, meeting_id, "merge", wanted)
    return first.id


def split(db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int, at: int | None) -> int:
    """Cut a speech in two, at a character or at a line of `-----`; the id of the second part."""
    with db.write():
        require_open(db, meeting_id)
        known, before = store.speeches(db, meeting_id), store.states(db, meeting_id)
        place = _found(known, speech_id)
        here = known[place]
        first, second = _cut(here.text, at)
        same = {"item_id": here.item_id, "person_id": here.person_id, "role": here.role, "kind": here.kind}
        made = store.add(db, actor, now, meeting_id, {**same, "position": 0, "text": second})
        fresh = next(s for s in store.speeches(db, meeting_id) if s.id == made)
        wanted = _places([*known[: place + 1], fresh, *known[place + 1 :]])
        wanted[speech_id]["text"] = first
        _do(db, actor, now, meeting_id, "split", wanted, before)
    return made


def rewrite(
    db: Database, actor: Actor, now: datetime, meeting_id: int, what: str, texts: Mapping[int, str], **told: str | int
) -> None:  # fmt: skip
    """Other words in several speeches, as one step. told: what the audit log says about it."""
    with db.write():
        require_open(db, meeting_id)
        if not set(texts) <= {s.id for s in store.speeches(db, meeting_id)}:
            raise NotFound
        wanted = {i: {"text": fit(text)} for i, text in texts.items()}
        _do(db, actor, now, meeting_id, what, wanted, None, **told)


def _cut(text: str, at: int | None) -> tuple[str, str]:
    lines = text.split("\n")
    marked = next((n for n, line in enumerate(lines) if line.strip() in _MARKS), None)
    if marked is None:
        first, second = text[: at or 0], text[at or 0 :]
    else:
        first, second = "\n".join(lines[:marked]), "\n".join(lines[marked + 1 :])
    first, second = first.rstrip(), second.lstrip("\n \u3000")
    if not first.strip() or not second.strip():
        raise Refused(
            Text(
                f"分けたいところにカーソルを置くか、「{SPLIT}」だけの行を入れてから、もう一度押してください。",
                f"Put the cursor where it should be split, or a line of “{SPLIT}”, and press once more.",
            )
        )
    return first, second


def undoable(db: Database, meeting_id: int) -> tuple[Step | None, Step | None]:
    """(the step that would be undone next, the one that would be done again next)."""
    known = store.steps(db, meeting_id)
    done = next((s for s in known if not s.undone_at), None)
    again = next((s for s in reversed(known) if s.undone_at and (done is None or s.id > done.id)), None)
    return done, again


def turn(db: Database, actor: Actor, now: datetime, meeting_id: int, step_id: int, *, back: bool) -> None:
    """Undo a step, or do it again. Raises NotFound, Conflict where what it touched was changed since."""
    with db.write():
        require_open(db, meeting_id)
        done, again = undoable(db, meeting_id)
        step = next((s for s in store.steps(db, meeting_id) if s.id == step_id), None)
        if step is None:
            raise NotFound
        if bool(step.undone_at) == back:
            return  # the same click once more
        stood, wanted = (step.after, step.before) if back else (step.before, step.after)
        present = store.states(db, meeting_id)
        changed = any(state is not None and present.get(i) != state for i, state in stood.items())
        if changed or step != (done if back else again):
            raise Conflict(_TOO_LATE)
        gone = {"dropped_at": stored(now)}
        whole = {i: gone if state is None else state for i, state in wanted.items()}
        store.arrange(db, actor, now, _differing(present, whole))
        store.mark_step(db, now, step.id, back)
        record(db, actor, now, "meetings.undo", f"meeting {meeting_id}", kind=step.what, back=back)

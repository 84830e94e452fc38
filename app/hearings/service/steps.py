"""Doing, undoing and redoing acts on the draft. An act remembers the places it changed, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound
from app.hearings.service import draft as drafts
from app.hearings.service.draft import Draft
from app.hearings.service.series import require_open
from app.hearings.store import board as store
from app.hearings.store import schedule as days_store
from app.hearings.store.board import Key, Spot, Step
from app.security import Actor
from app.seen import CHANGED, must_be_seen
from forms.questions import Text

_TOO_LATE: Final = Text(
    "その後に開催日や対象課が変わったため、この操作は元に戻せません。",
    "Days or sections have changed since: this cannot be taken back any more.",
)
#: (day, section) → wish; what a step recorded beside places.
_Wishes = Mapping[tuple[int, int], str]


def opened(db: Database, series_id: int, key: Key) -> Draft:
    require_open(db, series_id)
    draft = drafts.read(db, series_id)
    if key not in draft.spots:
        raise NotFound
    return draft


def do(
    db: Database, actor: Actor, now: datetime, draft: Draft, what: str, wanted: Mapping[Key, Spot | None],
    wishes: _Wishes | None = None,
) -> None:  # fmt: skip
    """Change places, remember how it was, write the line of the log."""
    changed = {k: s for k, s in wanted.items() if draft.spot(k) != s}
    before = _packed({k: draft.spot(k) for k in changed}, {k: draft.said.get(k, "") for k in wishes or {}})
    _put(db, actor, now, draft, changed, wishes or {})
    series_id = draft.series.id
    store.add_step(db, actor, now, series_id, what, before, _packed(changed, wishes or {}))
    sections = sorted({section for section, _ in changed})
    record(db, actor, now, "hearings.board", f"series {series_id}", kind=what, sections=sections)


def _put(
    db: Database, actor: Actor, now: datetime, draft: Draft, spots: Mapping[Key, Spot | None], wishes: _Wishes
) -> None:
    for key in (k for k, s in spots.items() if s is None):
        store.drop(db, now, draft.series.id, key)
    store.put(db, draft.series.id, {k: s for k, s in spots.items() if s is not None})
    for (day_id, section_id), kind in wishes.items():
        days_store.wish(db, actor, now, section_id, {day_id: kind})


def _packed(spots: Mapping[Key, Spot | None], wishes: _Wishes) -> dict[str, Any]:
    return {
        "spots": [[*k, *((s.day_id, s.slot, s.pinned) if s else ())] for k, s in spots.items()],
        "wishes": [[*k, kind] for k, kind in wishes.items()],
    }


def _unpacked(packed: Mapping[str, Any]) -> tuple[dict[Key, Spot | None], dict[tuple[int, int], str]]:
    spots = {(s, t): Spot(*rest) if rest else None for s, t, *rest in packed["spots"]}
    return spots, {(day, section): kind for day, section, kind in packed["wishes"]}


def undoable(draft: Draft) -> Step | None:
    """The act that would be taken back next."""
    return next((s for s in draft.steps if not s.undone_at), None)


def redoable(draft: Draft) -> Step | None:
    """The act that would be done again next: one that was taken back, after which nothing new was done."""
    done = undoable(draft)
    return next((s for s in reversed(draft.steps) if s.undone_at and (done is None or s.id > done.id)), None)


def undo(db: Database, actor: Actor, now: datetime, series_id: int, step_id: int, seen: str) -> None:
    """Take the newest act back. Raises NotFound, Conflict (stale, or days have changed since)."""
    _turn(db, actor, now, series_id, step_id, seen, back=True)


def redo(db: Database, actor: Actor, now: datetime, series_id: int, step_id: int, seen: str) -> None:
    """Do it again after all."""
    _turn(db, actor, now, series_id, step_id, seen, back=False)


def _turn(
    db: Database, actor: Actor, now: datetime, series_id: int, step_id: int, seen: str, *, back: bool
) -> None:
    with db.write():
        require_open(db, series_id)
        draft = drafts.read(db, series_id)
        step = next((s for s in draft.steps if s.id == step_id), None)
        if step is None:
            raise NotFound
        if bool(step.undone_at) == back:
            return  # the same click once more
        must_be_seen(seen, draft.seen)
        if step != (undoable(draft) if back else redoable(draft)):
            raise Conflict(CHANGED)
        old, new = (step.after, step.before) if back else (step.before, step.after)
        (stood, _), (spots, wishes) = _unpacked(old), _unpacked(new)
        days = {s.day_id for s in spots.values() if s and s.day_id}
        if any(draft.spot(k) != s for k, s in stood.items()) or not days <= set(draft.day):
            raise Conflict(_TOO_LATE)
        _put(db, actor, now, draft, spots, wishes)
        store.mark_step(db, now, step.id, back)
        record(db, actor, now, "hearings.undo", f"series {series_id}", kind=step.what, back=back)

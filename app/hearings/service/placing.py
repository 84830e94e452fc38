"""Acts on the draft: proposed by the planner, by hand, by one of the ways out; each can be undone and done again.

Every act carries what its page had shown (`Draft.seen`); where the draft is another one meanwhile, nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.alternatives import Change, alternatives
from app.hearings.planner import propose as plan
from app.hearings.service import draft as drafts
from app.hearings.service.draft import Draft, key_of, name
from app.hearings.service.series import require_open
from app.hearings.service.steps import do, opened
from app.hearings.store.board import Key, Spot
from app.hearings.store.schedule import CANNOT
from app.security import Actor
from app.seen import must_be_seen
from forms.questions import Text

_PINNED: Final = Text(
    "固定されているため動かせません。先に固定を外してください。", "It is pinned. Take the pin away first."
)
_FULL: Final = Text("この日に空いている枠はありません。", "No place is free on this day.")


def place(
    db: Database, actor: Actor, now: datetime, series_id: int, key: Key, where: tuple[int, int] | None,
    seen: str,
) -> None:  # fmt: skip
    """Put a hearing on a day's slot (0: the first free one), or off the board (None).

    Who is there already changes places with it. Raises NotFound, Refused (pinned, full), Conflict (stale).
    """
    with db.write():
        draft = opened(db, series_id, key)
        spot = draft.spots[key]
        wanted = _wanted(draft, where, spot)
        if (wanted.day_id, wanted.slot) == (spot.day_id, spot.slot):
            return
        must_be_seen(seen, draft.seen)
        other = draft.at.get((wanted.day_id or 0, wanted.slot or 0))
        if spot.pinned or (other and draft.spots[other].pinned):
            raise Refused(_PINNED)
        moved: dict[Key, Spot | None] = {key: wanted}
        if other:
            moved[other] = spot
        do(db, actor, now, draft, "place", moved)


def _wanted(draft: Draft, where: tuple[int, int] | None, spot: Spot) -> Spot:
    if where is None:
        return Spot()
    day_id, slot = where
    if day_id not in draft.day or not 0 <= slot <= draft.day[day_id].shape.slots:
        raise NotFound
    if slot:
        return Spot(day_id, slot)
    if spot.day_id == day_id:
        return spot
    free = draft.free(day_id)
    if not free:
        raise Refused(_FULL)
    return Spot(day_id, free[0])


def pin(db: Database, actor: Actor, now: datetime, series_id: int, key: Key, on: bool, seen: str) -> None:
    """A pinned hearing stays where it is, whatever is proposed."""
    with db.write():
        draft = opened(db, series_id, key)
        spot = draft.spots[key]
        if spot.pinned == on or not spot.placed:
            return
        must_be_seen(seen, draft.seen)
        do(db, actor, now, draft, "pin", {key: Spot(spot.day_id, spot.slot, on)})


def propose(
    db: Database, actor: Actor, now: datetime, series_id: int, last: Sequence[int], seen: str
) -> None:
    """Plan everything that is not pinned. last: section ids to be heard after all others, by hand."""
    with db.write():
        require_open(db, series_id)
        draft = drafts.read(db, series_id)
        wanted = proposal(draft, last)
        if all(draft.spots[k] == s for k, s in wanted.items()):
            return
        must_be_seen(seen, draft.seen)
        do(db, actor, now, draft, "propose", dict(wanted))


def proposal(draft: Draft, last: Sequence[int]) -> dict[Key, Spot]:
    """Where the planner would put every hearing it may move; second hearings and pins stay."""
    free = {(i, 1) for i in draft.heard}
    fixed = [k for k in draft.spots if k not in free or _stuck(draft, k)]
    order = [(i, 1) for i in draft.heard if i not in last] + [(i, 1) for i in draft.heard if i in last]
    keys = [k for k in order if k not in fixed]
    made = plan(draft.problem(keys, fixed)).assignment
    by_day: dict[int, list[Key]] = defaultdict(list)
    for key in keys:
        if name(key) in made:
            by_day[int(made[name(key)])].append(key)
    out: dict[Key, Spot] = {k: Spot() for k in keys}
    for day_id, there in by_day.items():
        out |= _slots(
            draft, day_id, there, {draft.spots[k].slot or 0 for k in fixed if draft.spots[k].day_id == day_id}
        )
    return out


def _stuck(draft: Draft, key: Key) -> bool:
    """It is pinned where it cannot be: it stays, with its fault to be seen."""
    return draft.spots[key].pinned and key in draft.faults


def _slots(draft: Draft, day_id: int, there: Sequence[Key], taken: set[int]) -> dict[Key, Spot]:
    """Slots of one day: pins first, then who was published there, the others in order."""
    out: dict[Key, Spot] = {}
    most = draft.day[day_id].shape.slots
    for key in there:
        if draft.spots[key].pinned:
            out[key] = draft.spots[key]
            taken.add(out[key].slot or 0)
    for key in there:
        kept = draft.published.get(key)
        if key not in out and kept and kept.day_id == day_id and kept.slot <= most and kept.slot not in taken:
            out[key] = Spot(day_id, kept.slot)
            taken.add(kept.slot)
    free = iter(n for n in range(1, most + 1) if n not in taken)
    return out | {key: Spot(day_id, next(free)) for key in there if key not in out}


# X cannot come


def ways(draft: Draft, key: Key) -> list[Change]:
    """Everything that takes a hearing off its day, the fewest phone calls first."""
    spot = draft.spots[key]
    if spot.day_id not in draft.day or spot.pinned:
        return []
    keys = [k for k, s in draft.spots.items() if s.day_id in draft.day and (k[1] == 1 or k == key)]
    fixed = [k for k in draft.spots if k not in keys]
    at = {name(k): str(draft.spots[k].day_id) for k in keys}
    return alternatives(draft.problem(keys, fixed), at, name(key))


def take(
    db: Database, actor: Actor, now: datetime, series_id: int, key: Key, moves: Mapping[Key, int], seen: str
) -> None:
    """One of the ways out; that the section cannot come on its day is noted as well. Raises Conflict, NotFound."""
    with db.write():
        draft = opened(db, series_id, key)
        if all((draft.spot(k) or Spot()).day_id == day for k, day in moves.items()):
            return
        must_be_seen(seen, draft.seen)
        wanted = {name(k): str(day) for k, day in moves.items()}
        if not any({s: to for s, (_, to) in way.moves.items()} == wanted for way in ways(draft, key)):
            raise NotFound
        here = draft.spots[key].day_id or 0
        do(db, actor, now, draft, "take", _arrive(draft, moves), {(here, key[0]): CANNOT})


def _arrive(draft: Draft, moves: Mapping[Key, int]) -> dict[Key, Spot | None]:
    """Who comes to a day takes the slot that was left there, else the first free one."""
    left = defaultdict(list)
    for key in moves:
        left[draft.spots[key].day_id].append(draft.spots[key].slot or 0)
    out: dict[Key, Spot | None] = {}
    for key, day in moves.items():
        free = left[day] or draft.free(day)
        out[key] = Spot(day, free.pop(0))
    return out


# Second hearings


def add_second(db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, seen: str) -> None:
    """The section is heard once more: another hearing, without a place yet."""
    with db.write():
        draft = opened(db, series_id, (section_id, 1))
        if (section_id, 2) in draft.spots:
            return
        must_be_seen(seen, draft.seen)
        do(db, actor, now, draft, "second", {(section_id, 2): Spot()})


def drop_second(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, seen: str
) -> None:
    """It is not heard once more after all."""
    with db.write():
        require_open(db, series_id)
        draft = drafts.read(db, series_id)
        if (section_id, 2) not in draft.spots:
            return
        must_be_seen(seen, draft.seen)
        do(db, actor, now, draft, "no_second", {(section_id, 2): None})


def moves_of(text: str) -> dict[Key, int]:
    """The moves a form carries (`12.1>3 14.1>2`). Raises NotFound for anything else."""
    try:
        pairs = [part.split(">") for part in text.split()]
        return {key_of(who): int(day) for who, day in pairs}
    except ValueError:
        raise NotFound from None


def moves_text(change: Change) -> str:
    """The same backwards."""
    return " ".join(f"{who}>{day}" for who, (_, day) in change.moves.items())

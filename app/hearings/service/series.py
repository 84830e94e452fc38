"""Making, changing, closing and reopening a hearing series. Every other part asks `get` and `require_open`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from app.audit.service import record
from app.clock import read, stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service import standing
from app.hearings.store import series as store
from app.hearings.store.series import Series
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

__all__ = ["Series"]

LONGEST_NAME: Final = 100
#: The same name from the same person within this time is the second half of a double click.
_DOUBLE: Final = timedelta(minutes=1)
_CLOSED: Final = Text(
    "このヒアリングは終了しているため、変更できません。変更するには、先に再開してください。",
    "These hearings are closed and cannot be changed. To change them, reopen them first.",
)


def all_series(db: Database) -> list[Series]:
    """Every series, the newest first."""
    return store.every(db)


def get(db: Database, series_id: int) -> Series:
    """One series. Raises NotFound."""
    found = store.get(db, series_id)
    if found is None:
        raise NotFound
    return found


def require_open(db: Database, series_id: int) -> Series:
    """The series, where it may be changed. Raises NotFound, Refused (closed), RoundArchived."""
    found = get(db, series_id)
    rounds.require_changeable(db, found.round_id)
    if not found.is_open:
        raise Refused(_CLOSED)
    return found


def _name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise Refused(Text("ヒアリングの名称を記入してください。", "Name the hearings."))
    if len(plain) > LONGEST_NAME:
        raise Refused(
            Text(f"{LONGEST_NAME}文字以内で記入してください。", f"At most {LONGEST_NAME} characters.")
        )
    return plain


def create(db: Database, actor: Actor, now: datetime, round_id: int, name: str) -> int:
    """A new series on a round; its id. Raises Refused for a name that is missing or used."""
    plain = _name(name)
    with db.write():
        rounds.require_changeable(db, round_id)
        known = store.named(db, round_id, plain)
        if known is not None:
            if known.made_by == actor.id and now - read(known.made_at) < _DOUBLE:
                return known.id
            raise Refused(
                Text(f"「{plain}」は、この調査に既にあります。", f"This survey already has “{plain}”.")
            )
        made = store.add(db, actor, now, round_id, plain)
        record(db, actor, now, "hearings.new", f"series {made}", name=plain, round=round_id)
    return made


def change(db: Database, actor: Actor, now: datetime, series_id: int, **wanted: str | int) -> None:
    """Change name, wishes_until or quorum; what is not given stays. No change: nothing happens."""
    with db.write():
        old = require_open(db, series_id)
        if "name" in wanted:
            wanted["name"] = _name(str(wanted["name"]))
            known = store.named(db, old.round_id, str(wanted["name"]))
            if known is not None and known.id != series_id:
                raise Refused(Text("同じ名称のヒアリングがあります。", "This name is used already."))
        new = {k: v for k, v in wanted.items() if v != getattr(old, k)}
        if new:
            store.change(db, series_id, new)
            record(db, actor, now, "hearings.change", f"series {series_id}", **new)


def weigh(
    db: Database, actor: Actor, now: datetime, series_id: int, weights: Mapping[str, int], seen: str
) -> None:
    """Keep weights (those that differ from the usual ones; {} for all as usual). seen: `weights_seen` of the page."""
    with db.write():
        old = require_open(db, series_id)
        if dict(old.weights) == dict(weights):
            return
        if weights_seen(old) != seen:
            raise Conflict(
                Text(
                    "ほかの方が先に重みを変更しました。最新の内容を確認してください。",
                    "Somebody else has changed the weights meanwhile. Please look at them as they are now.",
                )
            )
        store.change(db, series_id, {"weights": json.dumps(dict(weights), sort_keys=True)})
        record(
            db,
            actor,
            now,
            "hearings.weigh",
            f"series {series_id}",
            was=dict(old.weights),
            weights=dict(weights),
        )


def weights_seen(series: Series) -> str:
    """What a page has shown of the weights."""
    return json.dumps(dict(series.weights), sort_keys=True)


def close(db: Database, actor: Actor, now: datetime, series_id: int, undecided: int) -> None:
    """The hearings are over. undecided: how many sections the person was told are still undecided.

    Raises Conflict where it is another number: nothing is closed while a section is undecided without saying so.
    """
    with db.write():
        found = get(db, series_id)
        if not found.is_open:
            return
        rounds.require_changeable(db, found.round_id)
        still = standing.tally(db, series_id).open
        if still != undecided:
            raise Conflict(
                Text(
                    f"未決定の課が{still}課あります。確認してから、もう一度「終了する」を押してください。",
                    f"{still} sections are undecided. Please check, then close once more.",
                )
            )
        store.change(db, series_id, {"closed_at": stored(now)})
        record(db, actor, now, "hearings.close", f"series {series_id}", undecided=still)


def reopen(db: Database, actor: Actor, now: datetime, series_id: int) -> None:
    """Go on with them."""
    with db.write():
        found = get(db, series_id)
        rounds.require_changeable(db, found.round_id)
        if not found.is_open:
            store.change(db, series_id, {"closed_at": ""})
            record(db, actor, now, "hearings.reopen", f"series {series_id}")

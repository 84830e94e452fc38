"""Bodies and their members: made and changed by the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.accounts import service as accounts
from app.accounts.service import Account
from app.audit.service import record
from app.clock import read, stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.store import bodies as store
from app.meetings.store.bodies import AUDIENCES, Body, Member
from app.security import MEMBER, Actor
from app.seen import fingerprint
from forms.questions import Text

__all__ = ["AUDIENCES", "Body", "Member"]

LONGEST: Final = 100
MOST_MEMBERS: Final = 100
#: The same name from the same person within this time is the second half of a double click.
_DOUBLE: Final = timedelta(minutes=1)
CHANGED: Final = Text(
    "ほかの方が先に変更しました。入力した内容は保存していません。最新の内容を確認してください。",
    "Somebody else has changed this meanwhile. What you entered was not saved; please look at it as it is now.",
)


def all_bodies(db: Database, actor: Actor) -> list[Body]:
    """The bodies this person may see: the secretariat all, members their own."""
    known = store.every(db)
    if actor.is_secretariat:
        return known
    own = store.bodies_of(db, actor.id) if actor.role == MEMBER and actor.id is not None else frozenset()
    return [b for b in known if b.id in own]


def get(db: Database, actor: Actor, body_id: int) -> Body:
    """One body. Raises NotFound, also for a body that is not this member's."""
    found = next((b for b in all_bodies(db, actor) if b.id == body_id), None)
    if found is None:
        raise NotFound
    return found


def members(db: Database, body_id: int) -> list[Member]:
    """The members in their order, past ones included."""
    return store.members(db, body_id)


def member_accounts(db: Database) -> list[Account]:
    """The accounts a member may have."""
    return [a for a in accounts.all_accounts(db) if a.role == MEMBER and a.active]


def body_seen(found: Body) -> str:
    """What a page has shown of a body."""
    return fingerprint(found)


def save(
    db: Database, actor: Actor, now: datetime, body_id: int | None, values: Mapping[str, Any], seen: str = ""
) -> int:
    """Make or change a body; its id. values: name, parent_id, audience, summary_days, minutes_days, promised_from,
    silence_agrees.

    seen: what the page had shown of it. Raises Refused, Conflict, NotFound.
    """
    name = " ".join(str(values["name"]).split())
    if not name or len(name) > LONGEST:
        raise Refused(
            Text(
                f"名称を{LONGEST}文字以内で記入してください。",
                f"Give a name of at most {LONGEST} characters.",
            )
        )
    if values["audience"] not in AUDIENCES:
        raise NotFound
    with db.write():
        known = store.named(db, name)
        if known is not None and body_id is None and _twice(db, actor, now, known):
            return known.id
        if known is not None and known.id != body_id:
            raise Refused(Text(f"「{name}」は既にあります。", f"There is “{name}” already."))
        wanted = {**values, "name": name}
        wanted["parent_id"] = _parent(db, body_id, wanted["parent_id"])
        if body_id is None:
            made = store.add(db, actor, now, wanted)
            record(db, actor, now, "meetings.new_body", f"body {made}", name=name)
            return made
        old = store.get(db, body_id)
        if old is None:
            raise NotFound
        new = {k: v for k, v in wanted.items() if v != getattr(old, k)}
        if new:
            if seen != body_seen(old):
                raise Conflict(CHANGED)
            store.change(db, body_id, new)
            record(db, actor, now, "meetings.change_body", f"body {body_id}", **new)
    return body_id


def _twice(db: Database, actor: Actor, now: datetime, known: Body) -> bool:
    made_at, made_by = store.made(db, known.id)
    return made_by == actor.id and now - read(made_at) < _DOUBLE


def _parent(db: Database, body_id: int | None, parent_id: int | None) -> int | None:
    """The body it is part of, None for none. Raises Refused where it would be part of itself, NotFound."""
    known = {b.id: b for b in store.every(db)}
    at = parent_id or None
    while at is not None:
        if at not in known:
            raise NotFound
        if at == body_id:
            raise Refused(
                Text(
                    "自分自身や、その下の会議体は選べません。",
                    "A body cannot be part of itself or of one below it.",
                )
            )
        at = known[at].parent_id
    return parent_id or None


def close(db: Database, actor: Actor, now: datetime, body_id: int, closed: bool) -> None:
    """The body has ended (its minutes stay), or goes on after all."""
    with db.write():
        found = store.get(db, body_id)
        if found is None:
            raise NotFound
        if bool(found.closed_at) != closed:
            store.change(db, body_id, {"closed_at": stored(now) if closed else ""})
            record(db, actor, now, "meetings.close_body", f"body {body_id}", closed=closed)


@dataclass(frozen=True, slots=True)
class Row:
    """A member as typed; a row without a name is left out. id 0: a new one."""

    id: int
    name: str
    role: str
    chair: bool
    account_id: int | None
    from_day: str = ""
    until_day: str = ""


def members_seen(known: Sequence[Member]) -> str:
    """What a page has shown of the members."""
    return fingerprint(known)


def put_members(
    db: Database, actor: Actor, now: datetime, body_id: int, rows: Sequence[Row], seen: str
) -> None:
    """Make these the members, in this order; who gets an account has it at the meetings so far as well.

    Raises Refused, Conflict where a colleague was first.
    """
    wanted = [_checked(row) for row in rows if row.name.strip()]
    if len(wanted) > MOST_MEMBERS:
        raise Refused(Text(f"{MOST_MEMBERS}人までです。", f"At most {MOST_MEMBERS}."))
    with db.write():
        if store.get(db, body_id) is None:
            raise NotFound
        known = store.members(db, body_id)
        ids = {m.id for m in known}
        if not {w["id"] for w in wanted if w["id"]} <= ids:
            raise Conflict(CHANGED)
        if members_seen(known) != seen:
            raise Conflict(CHANGED)
        usable = {a.id for a in member_accounts(db)} | {m.account_id for m in known} | {None}
        if not {w["account_id"] for w in wanted} <= usable:
            raise NotFound
        store.put_members(db, body_id, wanted)
        _relink(db, body_id, known, wanted)
        if members_seen(store.members(db, body_id)) != seen:
            record(db, actor, now, "meetings.members", f"body {body_id}", people=len(wanted))


def _relink(db: Database, body_id: int, known: Sequence[Member], wanted: Sequence[Mapping[str, Any]]) -> None:
    accounts_now = {w["id"]: w["account_id"] for w in wanted if w["id"]}
    for m in known:
        if m.id in accounts_now and accounts_now[m.id] != m.account_id:
            store.relink(db, body_id, m.name, m.account_id, accounts_now[m.id])


def _checked(row: Row) -> dict[str, Any]:
    name, role = " ".join(row.name.split()), " ".join(row.role.split())
    if len(name) > LONGEST or len(role) > LONGEST:
        raise Refused(Text(f"{LONGEST}文字以内で記入してください。", f"At most {LONGEST} characters."))
    if not role:
        raise Refused(
            Text(
                f"「{name}」の役職（会議録での表記）を記入してください。",
                f"Give the role of {name} as the minutes print it.",
            )
        )
    for day in (row.from_day, row.until_day):
        _day(day)
    if row.from_day and row.until_day and row.until_day < row.from_day:
        raise Refused(
            Text(
                f"「{name}」の任期の終わりが始まりより前です。", f"The term of {name} ends before it begins."
            )
        )
    return {
        "id": row.id, "name": name, "role": role, "chair": int(row.chair), "account_id": row.account_id,
        "from_day": row.from_day, "until_day": row.until_day,
    }  # fmt: skip


def _day(day: str) -> None:
    try:
        if day:
            date.fromisoformat(day)
    except ValueError as error:
        raise Refused(Text("日付を正しく記入してください。", "Please give a valid date.")) from error

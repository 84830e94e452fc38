"""The people of a meeting: members, secretariat staff, guests; who was there, and whose key chooses whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_open, seen
from app.meetings.store import bodies as body_store
from app.meetings.store import meetings as store
from app.meetings.store.meetings import KINDS, PRESENCES
from app.security import Actor
from forms.questions import Text

LONGEST: Final = 200
MOST_PEOPLE: Final = 200


def usual_people(db: Database, body_id: int, day: str, made: int) -> list[dict[str, Any]]:
    """The members of that day; secretariat staff and their keys as at the last meeting."""
    last = next((m for m in store.of_body(db, body_id) if m.id != made), None)
    before = store.people(db, last.id) if last else []
    keys = {p.name: p.key for p in before}
    out = [
        _person(m.name, m.role, store.MEMBER, keys.get(m.name, ""), chair=m.chair, account_id=m.account_id)
        for m in body_store.members(db, body_id)
        if m.on(day)
    ]
    out += [
        _person(p.name, p.role, p.kind, p.key, post=p.post) for p in before if p.kind == store.SECRETARIAT
    ]
    free = iter("1234567890abcdefghijklmnopqrstuvwxyz")
    used = {p["key"] for p in out if p["key"]}
    for person in out:
        if not person["key"]:
            person["key"] = next((k for k in free if k not in used), "")
            used.add(person["key"])
    return out


def _person(
    name: str,
    role: str,
    kind: str,
    key: str,
    *,
    post: str = "",
    chair: bool = False,
    account_id: int | None = None,
) -> dict[str, Any]:
    return {
        "id": 0, "name": name, "role": role, "kind": kind, "key": key, "post": post, "chair": int(chair),
        "account_id": account_id, "presence": store.PRESENT,
    }  # fmt: skip


def put_people(
    db: Database, actor: Actor, now: datetime, meeting_id: int, rows: Sequence[Mapping[str, Any]], shown: str
) -> None:
    """Make these the people, in this order; a row without a name is left out.

    Raises Refused (a role is missing, one key for two, somebody who spoke is gone), Conflict, NotFound.
    """
    wanted = [_checked(row) for row in rows if str(row["name"]).strip()]
    _keys(wanted)
    with db.write():
        require_open(db, meeting_id)
        known = store.people(db, meeting_id)
        mine = {p.id: p for p in known}
        kept = {w["id"] for w in wanted if w["id"]}
        if not kept <= set(mine) or seen(known) != shown:
            raise Conflict(CHANGED)
        if gone := [mine[i].name for i in store.speaking(db, meeting_id) if i in mine and i not in kept]:
            raise Refused(
                Text(
                    f"発言や確認の記録がある方は外せません：{'、'.join(gone)}",
                    f"These people have speeches or a confirmation and cannot be taken out: {', '.join(gone)}",
                )
            )
        accounts = {
            m.name: m.account_id for m in body_store.members(db, require_open(db, meeting_id).body_id)
        }
        for row in wanted:
            before = mine[row["id"]] if row["id"] else None
            kept_one = before is not None and before.name == row["name"]
            row["account_id"] = before.account_id if before and kept_one else accounts.get(row["name"])
        store.put_people(db, meeting_id, wanted)
        if seen(store.people(db, meeting_id)) != shown:
            record(db, actor, now, "meetings.people", f"meeting {meeting_id}", people=len(wanted))


def _checked(row: Mapping[str, Any]) -> dict[str, Any]:
    made = {k: " ".join(v.split()) if isinstance(v, str) else v for k, v in row.items()}
    if made["kind"] not in KINDS or made["presence"] not in PRESENCES:
        raise NotFound
    if any(len(made[k]) > LONGEST for k in ("name", "post", "role")):
        raise Refused(Text(f"{LONGEST}文字以内で記入してください。", f"At most {LONGEST} characters."))
    if not made["role"]:
        raise Refused(
            Text(
                f"「{made['name']}」の役職（会議録での表記）を記入してください。",
                f"Give the role of {made['name']} as the minutes print it.",
            )
        )
    made["key"] = made["key"].lower()[:1]
    return made


def _keys(wanted: Sequence[Mapping[str, Any]]) -> None:
    if len(wanted) > MOST_PEOPLE:
        raise Refused(Text(f"{MOST_PEOPLE}人までです。", f"At most {MOST_PEOPLE}."))
    used: dict[str, str] = {}
    for row in wanted:
        if row["key"] and used.setdefault(row["key"], row["name"]) != row["name"]:
            raise Refused(
                Text(
                    f"キー「{row['key']}」が「{used[row['key']]}」と「{row['name']}」の両方に付いています。",
                    f"The key “{row['key']}” belongs to both {used[row['key']]} and {row['name']}.",
                )
            )

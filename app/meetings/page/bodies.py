"""What the pages of bodies show: the list, one body with its meetings, its members as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import CITY_ZONE
from app.db import Database
from app.meetings.page import promises
from app.meetings.page.promises import Told
from app.meetings.page.rows import Row, with_empty
from app.meetings.service import bodies as service
from app.meetings.service import meetings
from app.meetings.service.bodies import Body, Member
from app.meetings.service.meetings import Meeting
from app.meetings.store import standing
from app.meetings.store.standing import Decided, Task
from app.security import Actor
from forms.questions import Text

AUDIENCE: Final[Mapping[str, Text]] = {
    "members": Text("委員のみ", "Members only"),
    "hall": Text("庁内全体", "The whole city hall"),
    "public": Text("だれでも（ログインなし）", "Everybody, without signing in"),
}
STATE: Final[Mapping[str, Text]] = {
    standing.NOTHING: Text("未作成", "not begun"),
    standing.WRITING: Text("作成中", "being written"),
    standing.CONFIRMING: Text("委員の確認中", "with the members"),
    standing.FINAL: Text("確定", "final"),
    standing.PUBLISHED: Text("公開", "published"),
}
#: How the state's word looks: one of the known states of ui.status_tag.
LOOK: Final[Mapping[str, str]] = {
    standing.NOTHING: "missing", standing.WRITING: "draft", standing.CONFIRMING: "asked", standing.FINAL: "confirmed",
    standing.PUBLISHED: "submitted",
}  # fmt: skip
MEMBER_FIELDS: Final = ("id", "name", "role", "account_id", "chair", "from_day", "until_day")


@dataclass(frozen=True, slots=True)
class Line:
    """A body in the list with the meeting that comes next and the last one that was."""

    body: Body
    depth: int
    next: Meeting | None
    last: Meeting | None
    count: int


def lines(db: Database, actor: Actor, now: datetime) -> list[Line]:
    """The bodies this person may see; a part stands below what it is part of."""
    known, today = service.all_bodies(db, actor), _today(now)
    return [_line(db, body, depth, today) for body, depth in _nested(known)]


def _today(now: datetime) -> str:
    return now.astimezone(CITY_ZONE).date().isoformat()


def _line(db: Database, body: Body, depth: int, today: str) -> Line:
    held = [m for m in meetings.of_body(db, body.id) if not m.cancelled_at]
    coming = [m for m in held if m.day >= today]
    past = [m for m in held if m.day < today]
    return Line(body, depth, coming[-1] if coming else None, past[0] if past else None, len(held))


def _nested(known: Sequence[Body], parent: int | None = None, depth: int = 0) -> list[tuple[Body, int]]:
    ids = {b.id for b in known}
    out = []
    for body in known:
        above = body.parent_id if body.parent_id in ids else None
        if above == parent:
            out += [(body, depth), *_nested(known, body.id, depth + 1)]
    return out


@dataclass(frozen=True, slots=True)
class Page:
    """One body. states: meeting → how far its minutes are; decided: what was decided, by meeting; promised: what is owed
    after it (for the secretariat)."""

    body: Body
    parent: Body | None
    meetings: list[Meeting]
    members: list[Member]
    former: list[Member]
    states: Mapping[int, str]
    decided: Mapping[int, list[Decided]]
    tasks: list[Task]
    titles: Mapping[int, Meeting]
    promised: Mapping[int, list[Told]]


def page(db: Database, actor: Actor, now: datetime, body_id: int) -> Page:
    """Everything the page of a body shows. Members read what is final; drafts are the secretariat's. Raises NotFound."""
    body, today = service.get(db, actor, body_id), _today(now)
    known, states = meetings.of_body(db, body_id), standing.states(db, body_id)
    shown = {
        m.id for m in known if actor.is_secretariat or states[m.id] in (standing.FINAL, standing.PUBLISHED)
    }
    decided: dict[int, list[Decided]] = {}
    for one in standing.decisions(db, body_id):
        if one.meeting_id in shown:
            decided.setdefault(one.meeting_id, []).append(one)
    members = service.members(db, body_id)
    above = next((b for b in service.all_bodies(db, actor) if b.id == body.parent_id), None)
    return Page(
        body, above, known, [m for m in members if m.on(today)], [m for m in members if not m.on(today)], states,
        decided, [t for t in standing.open_tasks(db, body_id) if t.meeting_id in shown], {m.id: m for m in known},
        promises.of_body(db, now, body_id) if actor.is_secretariat else {},
    )  # fmt: skip


def parents(db: Database, actor: Actor, body_id: int | None) -> list[tuple[int, str | Text]]:
    """What a body can be part of."""
    known = [(b.id, b.name) for b in service.all_bodies(db, actor) if b.id != body_id]
    return [(0, Text("（親の会議体なし）", "(of nothing)")), *known]


def member_rows(db: Database, body_id: int) -> list[Row]:
    """The members as the table shows them, with empty rows."""
    known: list[Row] = [
        {
            "id": str(m.id), "name": m.name, "role": m.role, "account_id": str(m.account_id or ""),
            "chair": "1" if m.chair else "", "from_day": m.from_day, "until_day": m.until_day,
        }
        for m in service.members(db, body_id)
    ]  # fmt: skip
    return with_empty(known, MEMBER_FIELDS, role="委員")


def accounts(db: Database) -> list[tuple[str, str | Text]]:
    """The accounts a member may have, to choose from."""
    return [("", Text("なし", "none")), *((str(a.id), a.name) for a in service.member_accounts(db))]

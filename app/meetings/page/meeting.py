"""What the pages of one meeting show: its steps, its people as a table, its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import current_app, url_for

from app.db import Database
from app.editions.page import FILES as EDITION_FILES
from app.files import service as files
from app.files.service import File
from app.meetings import outline, wording
from app.meetings.outline import Line
from app.meetings.page import promises
from app.meetings.page.bodies import LOOK, STATE
from app.meetings.page.promises import Told
from app.meetings.page.rows import Row, with_empty
from app.meetings.service import answering, attaching, bodies, confirming, summing
from app.meetings.service import meetings as service
from app.meetings.service.bodies import Body
from app.meetings.service.meetings import Material, Meeting, Person
from app.meetings.service.opening import seen
from app.meetings.store import final, standing
from app.security import Actor, guard_of
from forms.questions import Text

PRESENCE: Final[Mapping[str, Text]] = {
    "present": Text("出席", "present"),
    "absent": Text("欠席", "absent"),
    "excused": Text("欠席（届出あり）", "excused"),
}
KIND: Final[Mapping[str, Text]] = {
    "member": Text("委員", "member"),
    "secretariat": Text("事務局", "secretariat"),
    "guest": Text("説明員・参考人など", "guest"),
}
LIST: Final[Mapping[str, Text]] = {"agenda": Text("次第", "Agenda"), "minutes": Text("会議録", "Minutes")}
ACT: Final[Mapping[str, Text]] = {
    outline.UP: Text("上へ", "Up"), outline.DOWN: Text("下へ", "Down"),
    outline.IN: Text("右へ", "Indent"), outline.OUT: Text("左へ", "Outdent"),
}  # fmt: skip
#: What a letter would tell (app/meetings/service/invitations.py).
NEWS: Final[Mapping[str, Text]] = {
    "new": Text("開催のお知らせ", "the meeting takes place"),
    "moved": Text("日時・場所の変更のお知らせ", "another time or place"),
    "same": Text(
        "次第のお知らせ（日時・場所は前回のお知らせと同じ）", "the agenda; time and place are as told before"
    ),
    "cancelled": Text("中止のお知らせ", "the meeting is cancelled"),
}
PERSON_FIELDS: Final = ("id", "name", "post", "role", "kind", "presence", "chair", "key")

#: The steps in the order of the work; a step whose page is not there, or not for this person, is left out.
STEPS: Final = (
    (Text("会議の準備", "Prepare the meeting"), (
        (Text("日時・場所などの変更", "Date, place and facts"), "meetings.change"),
        (Text("出席者", "Attendance"), "meetings.people"),
        (Text("会議次第", "Agenda"), "meetings.agenda"),
        (Text("提出資料", "Materials"), "meetings.materials"),
        (Text("次第の確認と印刷", "The agenda sheet"), "meetings.sheet"),
        (Text("開催通知", "Invitations"), "meetings.invite"),
    )),
    (Text("会議録を書く", "Write the minutes"), (
        (Text("発言", "Speeches"), "writing.show"),
        (Text("文章・ファイルの取り込み", "Take in a text or file"), "pasting.paste"),
        (Text("発言した方をまとめて選ぶ", "Who made which speech"), "speakers.show"),
        (Text("会議結果・決定・宿題", "Results, decisions, tasks"), "outcomes.show"),
        (Text("確認の前に見る点", "What is missing"), "writing.missing"),
    )),
    (Text("委員の確認", "Confirmation"), (
        (Text("確認の依頼・申し出の検討", "Ask members, decide on changes"), "confirming.show"),
        (Text("会議録案の確認", "Read and confirm the minutes"), "confirming.read"),
    )),
    (Text("公開", "Publication"), (
        (Text("会議録の確定・出力・公開", "Final, files and publication"), "publishing.files"),
        (Text("会議録を読む", "Read the minutes"), "publishing.read"),
    )),
)  # fmt: skip


#: What there is only once the minutes are final.
_WHEN_FINAL: Final = frozenset({"publishing.read"})


#: What there is of a cancelled meeting only where members were asked before.
_WHEN_HELD: Final = frozenset({"confirming.show"})


#: What there is only for who was asked to confirm the minutes.
_WHEN_ASKED: Final = frozenset({"confirming.read"})


def steps(
    actor: Actor, meeting_id: int, version: int, *, asked: bool, held: bool = True
) -> list[tuple[Text, list[tuple[Text, str]]]]:
    """What can be done with a meeting: (title, [(label, address)]). version: the newest final one, 0 for none;
    asked: this person is asked to confirm the minutes; held: it takes place, or members were asked to confirm before it was
    cancelled."""
    out = []
    for title, places in STEPS:
        own = [
            (label, url_for(name, meeting_id=meeting_id))
            for label, name in places
            if _may(actor, name)
            and (version or name not in _WHEN_FINAL)
            and (asked or name not in _WHEN_ASKED)
            and (held or name not in _WHEN_HELD)
        ]
        if own:
            out.append((title, own))
    return out


def _may(actor: Actor, name: str) -> bool:
    view = current_app.view_functions.get(name)
    return view is not None and actor.role in guard_of(view)


@dataclass(frozen=True, slots=True)
class Page:
    """One meeting. items, materials: those of the 次第, with their numbers; editions: material → files of its edition
    (kind, words); final: the newest version, 0 for none; promised: what was promised after it (for the secretariat);
    state, answers: see _state (for the secretariat, while nothing is final); summary: the address of the summary that stands ahead of the minutes, "" for none."""

    body: Body
    meeting: Meeting
    when: str
    people: list[Person]
    items: list[tuple[str, Line]]
    materials: list[tuple[str, Material]]
    editions: Mapping[int, list[tuple[str, Text]]]
    steps: list[tuple[Text, list[tuple[Text, str]]]]
    final: int
    promised: Sequence[Told] = ()
    summary: str = ""
    state: tuple[str, Text] | None = None
    answers: tuple[int, int] | None = None

    def of(self, kind: str, *presences: str) -> list[Person]:
        """Its people of a kind."""
        return [p for p in self.people if p.kind == kind and (not presences or p.presence in presences)]

    @property
    def next_when(self) -> str:
        """When and where the next one is, as this one announced it."""
        found = self.meeting
        parts = (wording.day(found.next_day) + wording.span(found.next_begins, ""), found.next_place)
        return "　".join(p for p in parts if p) if found.next_day else ""


def page(db: Database, actor: Actor, now: datetime, meeting_id: int) -> Page:
    """Everything the page of a meeting shows. Raises NotFound."""
    found = service.get(db, actor, meeting_id)
    asked = answering.reads(db, actor, now, meeting_id)
    papers, version = service.materials(db, meeting_id, service.AGENDA), final.version(db, meeting_id)
    held = not found.cancelled_at or confirming.standing(db, now, meeting_id) is not None
    body, place = bodies.get(db, actor, found.body_id), summing.address(db, meeting_id)
    return Page(
        body, found, when(found), service.people(db, meeting_id),
        outline.numbered(service.items(db, meeting_id, service.AGENDA)), numbered_materials(papers),
        {m.id: _edition(db, m) for m in papers if m.edition_id}, steps(actor, meeting_id, version, asked=asked, held=held), version,
        promises.of_meeting(db, now, meeting_id) if actor.is_secretariat else (), f"/minutes/{body.token}/{place}" if place else "",
        *(_state(db, now, found) if actor.is_secretariat and not version and not found.cancelled_at else (None, None)),
    )  # fmt: skip


def _state(db: Database, now: datetime, found: Meeting) -> tuple[tuple[str, Text], tuple[int, int] | None]:
    """How far the minutes are (look, words); while they are with the members: (how many have answered, of how many)."""
    state = standing.states(db, found.body_id)[found.id]
    asked = confirming.standing(db, now, found.id) if state == standing.CONFIRMING else None
    answers = (len(asked.readers) - len(asked.silent), len(asked.readers)) if asked else None
    return (LOOK[state], STATE[state]), answers


def _edition(db: Database, material: Material) -> list[tuple[str, Text]]:
    return [(kind, EDITION_FILES.get(kind, Text(kind))) for kind in attaching.edition_kinds(db, material)]


def when(found: Meeting) -> str:
    """Day and times as the city writes them."""
    return wording.day(found.day) + wording.span(found.begins, found.ends)


def numbered_materials(known: Sequence[Material]) -> list[tuple[str, Material]]:
    """Each material with its number."""
    numbers = outline.numbered([Line(m.title, m.level, m.id) for m in known])
    return [(number, m) for (number, _), m in zip(numbers, known, strict=True)]


def person_rows(db: Database, meeting_id: int) -> list[Row]:
    """The people as the table shows them, with empty rows."""
    known: list[Row] = [
        {
            "id": str(p.id), "name": p.name, "post": p.post, "role": p.role, "kind": p.kind, "presence": p.presence,
            "chair": "1" if p.chair else "", "key": p.key,
        }
        for p in service.people(db, meeting_id)
    ]  # fmt: skip
    return with_empty(known, PERSON_FIELDS, kind="secretariat", presence="present", role="事務局")


@dataclass(frozen=True, slots=True)
class ListPage:
    """One of the two lists of agenda items or materials. entries: number, line, what can be done with it."""

    meeting: Meeting
    which: str
    typed: str
    shown: str
    entries: list[tuple[str, Line, frozenset[str]]]
    materials: Mapping[int, Material]
    other_empty: bool
    other: list[tuple[str, str, int]]


def list_page(
    db: Database, actor: Actor, meeting_id: int, which: str, of: str, typed: str | None = None
) -> ListPage:
    """of: "items" or "materials"; typed: what stands in the field after it was refused."""
    found = service.get(db, actor, meeting_id)
    other = service.MINUTES if which == service.AGENDA else service.AGENDA
    lines, there = _lines(db, meeting_id, which, of), _lines(db, meeting_id, other, of)
    own = {m.id: m for m in service.materials(db, meeting_id, which)} if of == "materials" else {}
    entries = [(n, line, outline.possible(lines, at)) for at, (n, line) in enumerate(outline.numbered(lines))]
    return ListPage(
        found, which, outline.typed(lines) if typed is None else typed, seen(lines), entries, own, not there,
        [(n, x.title, x.level) for n, x in outline.numbered(there)],
    )  # fmt: skip


def _lines(db: Database, meeting_id: int, which: str, of: str) -> list[Line]:
    if of == "items":
        return service.items(db, meeting_id, which)
    return [Line(m.title, m.level, m.id) for m in service.materials(db, meeting_id, which)]


@dataclass(frozen=True, slots=True)
class MaterialPage:
    """One material: its number and title, its file, what it can be attached to and replace."""

    meeting: Meeting
    which: str
    number: str
    material: Material
    file: File | None
    editions: list[tuple[str, str | Text]]
    earlier: list[tuple[str, str | Text]]


def material_page(db: Database, actor: Actor, meeting_id: int, material_id: int) -> MaterialPage:
    """Everything the page of a material shows. Raises NotFound."""
    found = service.get(db, actor, meeting_id)
    which, one = attaching.get(db, meeting_id, material_id)
    numbers = {m.id: n for n, m in numbered_materials(service.materials(db, meeting_id, which))}
    editions: list[tuple[str, str | Text]] = [("", Text("なし", "none"))]
    editions += [(str(e.id), f"{name}　{e.name}") for name, e in attaching.offered(db)]
    if one.edition_id and attaching.edition(db, one.edition_id) is None:
        editions.append(
            (str(one.edition_id), Text("（調査とともに廃棄された版）", "(disposed of with its survey)"))
        )
    earlier: list[tuple[str, str | Text]] = [("", Text("なし", "none"))]
    earlier += [
        (str(m.id), f"{wording.nth(at.number)}　{m.title}") for at, m in attaching.earlier(db, meeting_id)
    ]
    file = files.get(db, one.file_id) if one.file_id else None
    return MaterialPage(found, which, numbers[one.id], one, file, editions, earlier)

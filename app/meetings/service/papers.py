"""Minutes as they are printed, from what stands in the database. Roles and numbers, no names: they go outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.db import Database
from app.errors import NotFound
from app.meetings import cover, outline, wording
from app.meetings.cover import Style
from app.meetings.outline import Line as Entry
from app.meetings.service.attaching import printed
from app.meetings.store import bodies as body_store
from app.meetings.store import meetings as store
from app.meetings.store import results as result_store
from app.meetings.store import writing as speech_store
from app.meetings.store.meetings import ABSENT, EXCUSED, MINUTES, PRESENT, Material, Meeting, Person
from app.meetings.store.writing import Speech as Said
from reports.minutes.model import CoverRow, Item, Line, Minutes, Result, Speech
from reports.minutes.sample import SAMPLE

DRAFT: Final = "（案）"


@dataclass(frozen=True, slots=True)
class _Matter:
    """Everything of one meeting that is printed."""

    meeting: Meeting
    style: Style
    people: Sequence[Person]
    items: Sequence[Entry]
    materials: Sequence[Material]


def outside(db: Database, meeting_id: int, status: str = DRAFT, closing: tuple[str, ...] = ()) -> Minutes:
    """The minutes as they stand now. Raises NotFound."""
    matter = _matter(db, meeting_id)
    meeting, style = matter.meeting, matter.style
    return Minutes(
        meeting.title, style.headings["heading"], _cover(matter), tuple(r for _, r in _results(db, matter)),
        tuple(_items(speech_store.speeches(db, meeting_id), matter.items)),
        style.headings["results_heading"], style.headings["speeches_heading"], status, closing, meeting.title,
    )  # fmt: skip


def _matter(db: Database, meeting_id: int) -> _Matter:
    meeting = store.get(db, meeting_id)
    body = body_store.get(db, meeting.body_id) if meeting else None
    if meeting is None or body is None:
        raise NotFound
    return _Matter(
        meeting, cover.style(body.settings), store.people(db, meeting_id), store.items(db, meeting_id, MINUTES),
        store.materials(db, meeting_id, MINUTES),
    )  # fmt: skip


def sample(style: Style) -> Minutes:
    """Made-up minutes as a body prints them: every row of the cover says something."""
    people = [
        Person(0, 0, None, name, "", role, "member", chair=False, presence=presence, key="", position=0)
        for name, role, presence in _SAMPLE_PEOPLE
    ]
    items = [Entry("見本の議題について", 0), Entry("見本の細目", 1), Entry("その他", 0)]
    materials = [Material(0, title, 0, None, None, None) for title in ("見本の資料", "参考資料")]
    words, made = style.headings, _cover(_Matter(_SAMPLE_MEETING, style, people, items, materials))
    return replace(
        SAMPLE, heading=words["heading"], results_heading=words["results_heading"],
        speeches_heading=words["speeches_heading"], cover=made,
    )  # fmt: skip


_SAMPLE_MEETING: Final = Meeting(
    0, 0, 1, SAMPLE.title, "2026-04-08", "09:30", "12:00", "第１会議室", "", "", 3, "市民部見本課", "次回は５月１３日（水）とする。",
    "", "", "", "", "", 1,
)  # fmt: skip
_SAMPLE_PEOPLE: Final = (
    ("見本　一郎", "委員長", PRESENT), ("見本　二子", "委員", PRESENT), ("見本　三太", "委員", PRESENT),
    ("見本　四葉", "事務局", PRESENT), ("見本　五月", "委員", EXCUSED),
)  # fmt: skip


def _cover(matter: _Matter) -> tuple[CoverRow, ...]:
    return tuple(CoverRow(label, tuple(_ROWS[key](matter))) for key, label in matter.style.rows)


def _one(text: str) -> list[Line]:
    return [Line(text)] if text else []


def _when(matter: _Matter) -> list[Line]:
    meeting = matter.meeting
    return _one(
        "　".join(x for x in (wording.day(meeting.day), wording.span(meeting.begins, meeting.ends)) if x)
    )


def _there(matter: _Matter, *presences: str) -> list[Line]:
    """Roles with how many hold them, in the order of the list; names where the body prints them."""
    found = [p for p in matter.people if p.presence in presences]
    if matter.style.names:
        return [Line(f"{p.role}　{p.name}") for p in found]
    counts: dict[str, int] = {}
    for person in found:
        counts[person.role] = counts.get(person.role, 0) + 1
    return [Line(role if n == 1 else f"{role}　{wording.wide(n)}人") for role, n in counts.items()]


def _public(matter: _Matter) -> list[Line]:
    found = matter.meeting
    said = wording.PUBLIC[found.closed].ja
    return [Line(f"{said}（{found.closed_reason}）" if found.closed else said)]


def _observers(matter: _Matter) -> list[Line]:
    count = matter.meeting.observers
    return [] if count is None else [Line(f"{wording.wide(count)}人")]


def _numbered(entries: Sequence[Entry]) -> list[Line]:
    # （１） stands close to its title, ア a space away, as the city's form has it
    return [
        Line(f"{n}{line.title}" if n.startswith("（") else f"{n}　{line.title}", line.level)
        for n, line in outline.numbered(entries)
    ]


def _materials(matter: _Matter) -> list[Line]:
    return _numbered([Entry(printed(m), m.level, m.id) for m in matter.materials])


#: A row of the cover → its lines.
_ROWS: Final[Mapping[str, Callable[[_Matter], Sequence[Line]]]] = {
    "name": lambda m: _one(m.meeting.title), "secretariat": lambda m: _one(m.meeting.secretariat), "when": _when,
    "place": lambda m: _one(m.meeting.place), "present": lambda m: _there(m, PRESENT),
    "absent": lambda m: _there(m, ABSENT, EXCUSED) or [Line("なし")], "public": _public, "observers": _observers,
    "agenda": lambda m: _numbered(m.items), "results": lambda _m: [Line(cover.ON_A_SHEET)],
    "summary": lambda _m: [Line(cover.ON_A_SHEET)], "materials": _materials, "other": lambda m: _one(m.meeting.other),
}  # fmt: skip


def result_places(db: Database, meeting_id: int) -> list[int | None]:
    """The item of each result that is printed, in their order (None: of the meeting as a whole). Raises NotFound."""
    return [item_id for item_id, _ in _results(db, _matter(db, meeting_id))]


def _results(db: Database, matter: _Matter) -> list[tuple[int | None, Result]]:
    """In the order of the agenda, numbered １ ２ as on the sheet of results; that of the meeting as a whole last."""
    known = result_store.results(db, matter.meeting.id)
    tops = 0
    out: list[tuple[int | None, Result]] = []
    for line in matter.items:
        tops += line.level == 0
        text = known[line.id].text if line.id in known else ""
        if text.strip():
            heading = f"{wording.wide(tops)}　{line.title}" if line.level == 0 else line.title
            out.append((line.id, Result(heading, paragraphs(text))))
    if None in known and known[None].text.strip():
        out.append((None, Result("", paragraphs(known[None].text))))
    return out


def paragraphs(text: str) -> tuple[str, ...]:
    """A result as it is printed: never an empty paragraph."""
    return tuple(p for p in text.split("\n") if p.strip())


def _items(said: Sequence[Said], entries: Sequence[Entry]) -> list[Item]:
    """Speeches in their order under the heading of their item; a heading comes again where its speeches go on later."""
    headings = {line.id: f"{number}{line.title}" for number, line in outline.numbered(entries)}
    groups: list[tuple[int | None, list[Speech]]] = []
    for number, one in enumerate(said, 1):
        if not groups or groups[-1][0] != one.item_id:
            groups.append((one.item_id, []))
        groups[-1][1].append(Speech(number, one.role, one.text, one.kind))  # type: ignore[arg-type]
    return [Item(headings.get(item, ""), tuple(speeches)) for item, speeches in groups]


#: What a summary says of itself, and where its cover has the speeches.
_SUMMARY_STATUS: Final = "（速報）"
_LATER: Final = "会議録でお知らせします"
_SUMMARY_CLOSING: Final = "会議録は、確認が終わり次第お知らせします。"


def summary(db: Database, meeting_id: int, replaced: str = "") -> Minutes:
    """Cover and results as they stand now, to be published ahead of the minutes. replaced: the day of a newer edition.

    Raises NotFound.
    """
    matter = _matter(db, meeting_id)
    meeting, heading = matter.meeting, matter.style.headings["results_heading"]
    rows = zip(matter.style.rows, _cover(matter), strict=True)
    there = tuple(replace(row, lines=(Line(_LATER),)) if key == "summary" else row for (key, _), row in rows)
    closing = [_SUMMARY_CLOSING] + ([f"（{wording.day(replaced)}差し替え）"] if replaced else [])
    return Minutes(
        meeting.title, heading, there, tuple(r for _, r in _results(db, matter)), (), heading, "", _SUMMARY_STATUS,
        tuple(closing), meeting.title,
    )  # fmt: skip

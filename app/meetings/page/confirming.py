"""What the pages of a confirmation show: the secretariat's desk, and the draft before one reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts.service import Account
from app.db import Database
from app.meetings.service import asking, confirming, deciding, meetings
from app.meetings.service.answering import Reading
from app.meetings.service.confirming import CLOSED, OPEN, OVER, Change, Reader, Standing
from app.meetings.service.meetings import Meeting, Person
from app.meetings.service.opening import seen
from app.meetings.store import confirming as store
from app.meetings.store import final
from app.meetings.store import meetings as meeting_store
from app.meetings.store.confirming import Said
from app.meetings.store.writing import Speech
from app.security import Actor
from forms.comparing import Piece, pieces
from forms.questions import Text
from reports.minutes.model import Minutes

#: How a confirmation, an answer and a change stand: (look, words).
STATE: Final[Mapping[str, tuple[str, Text]]] = {
    OPEN: ("open", Text("確認中", "being confirmed")),
    OVER: ("closed", Text("期限が過ぎた", "the last day has passed")),
    CLOSED: ("closed", Text("締め切った", "closed")),
}
SAID: Final[Mapping[str, tuple[str, Text]]] = {
    store.AGREED: ("confirmed", Text("修正なし（同意）", "agreed")),
    store.CHANGES: ("changed", Text("修正・意見あり", "changes or remarks")),
    "": ("missing", Text("返事なし", "no answer yet")),
    "silent": ("none", Text("返事なし（同意とみなす）", "no answer: counts as agreed")),
}
CHANGE: Final[Mapping[str, tuple[str, Text]]] = {
    store.OPEN: ("asked", Text("検討中", "being considered")),
    store.ACCEPTED: ("confirmed", Text("反映した", "taken over")),
    store.PARTLY: ("corrected", Text("一部を反映した", "taken over in part")),
    store.REFUSED: ("closed", Text("反映しない", "not taken over")),
    store.WITHDRAWN: ("withdrawn", Text("取り下げ", "taken back")),
}
#: A step of the trace.
STEP: Final[Mapping[str, Text]] = {
    "sent": Text("確認を依頼", "asked to confirm, until"),
    "extended": Text("期限を変更", "another last day"),
    "closed": Text("確認を締め切った", "closed"),
    "opened": Text("確認を再開した", "opened again"),
    "agreed": Text("修正なし（同意）", "agreed"),
    "unsaid": Text("同意を取り消した", "took the agreement back"),
    "proposed": Text("修正を申し出た", "proposed a change"),
    "withdrawn": Text("申し出を取り下げた", "took a proposal back"),
    "remarked": Text("全体への意見", "remarked"),
    "reopened": Text("決定を取り消した", "took the decision back"),
    **{state: words for state, (_, words) in CHANGE.items() if state in deciding.HOW},
}
_DAYS: Final = frozenset({"sent", "extended"})


def said(found: Standing, reader: Reader) -> tuple[str, Text]:
    """How somebody's answer stands; silence counts as agreed only after the last day, and where that was said."""
    silent = not reader.said and found.state != OPEN and found.confirmation.silence_agrees
    return SAID["silent" if silent else reader.said]


@dataclass(frozen=True, slots=True)
class Line:
    """A proposed change. difference: the speech then → as proposed; now: the speech as it stands, None where it is gone;
    moved: it has changed since; took: then → what came of it, where that is neither; base: what this page shows of it."""

    change: Change
    number: int
    label: str
    difference: tuple[Piece, ...]
    now: str | None
    moved: bool
    took: tuple[Piece, ...]
    base: str

    @property
    def look(self) -> tuple[str, Text]:
        """How it stands."""
        return CHANGE[self.change.state]


def lines(found: Standing, changes: Sequence[Change]) -> list[Line]:
    """Changes in the order of the speeches."""
    return [_line(found, c) for c in sorted(changes, key=lambda c: (found.numbers[c.speech_id], c.id))]


def _line(found: Standing, change: Change) -> Line:
    speech = found.speeches.get(change.speech_id)
    text = speech.text if speech else None
    moved = change.is_open and text is not None and text not in (change.was, change.text)
    took = pieces(change.was, change.result) if change.state == store.PARTLY else ()
    return Line(
        change, found.numbers[change.speech_id], _label(speech), pieces(change.was, change.text), text, moved, took,
        deciding.shown(change, speech),
    )  # fmt: skip


def _label(speech: Speech | None) -> str:
    return f"【{speech.role}】" if speech and speech.role else ""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the trace: what, about which speech, the text or day it carries."""

    said: Said
    words: Text
    number: int | None
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The secretariat's page. standing: None before the first time; letters: kind → who would be written to;
    waiting: drafts of letters that were not sent."""

    meeting: Meeting
    standing: Standing | None
    people: list[Person]
    chosen: frozenset[int]
    until: str
    silence_agrees: bool
    seen: str
    speeches: int
    final: int
    open: list[Line]
    decided: list[Line]
    steps: list[Step]
    letters: Mapping[str, list[Account]]
    waiting: int | None
    notes: list[Text]

    @property
    def can_send(self) -> bool:
        """The minutes can be sent to the members now."""
        found = self.standing
        return not self.final and (found is None or (found.state != OPEN and not found.undecided))


def desk(db: Database, actor: Actor, now: datetime, meeting_id: int, silence_agrees: bool) -> Desk:
    """Everything the secretariat's page shows. Raises NotFound."""
    meeting = meetings.get(db, actor, meeting_id)
    people, found = meetings.people(db, meeting_id), confirming.standing(db, now, meeting_id)
    before = frozenset(r.person_id for r in found.readers) if found else confirming.usual_readers(people)
    changes = found.changes if found else ()
    return Desk(
        meeting, found, [p for p in people if p.kind != meetings.KINDS[1]], before, confirming.usual_until(now),
        silence_agrees, confirming.shown(db, meeting_id), len(confirming.speeches(db, meeting_id)),
        final.version(db, meeting_id), lines(found, [c for c in changes if c.is_open]) if found else [],
        lines(found, [c for c in changes if not c.is_open]) if found else [], _steps(db, found) if found else [],
        asking.can_write(db, found) if found else {}, asking.waiting(db, found.confirmation) if found else None,
        confirming.notes(db, now, meeting_id),
    )  # fmt: skip


def _steps(db: Database, found: Standing) -> list[Step]:
    return [
        Step(
            s, STEP[s.what], found.numbers.get(s.speech_id or 0), s.text if s.what in _DAYS else "",
            "" if s.what in _DAYS or s.what == "proposed" else s.text,
        )
        for s in store.told(db, found.confirmation.id)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One speech before a reader. difference: as sent → as it stands now, where that differs; gone: it was dropped or joined
    to another since; changes: what this reader has proposed for it."""

    id: int
    number: int
    label: str
    text: str
    own: bool
    difference: tuple[Piece, ...]
    gone: bool
    changes: list[Line]


@dataclass(frozen=True, slots=True)
class Paper:
    """The draft before one reader: as it was sent, and its speeches by item as this reader sees them."""

    meeting: Meeting
    reading: Reading
    minutes: Minutes
    items: list[tuple[str, list[Read]]]

    @property
    def own(self) -> list[Read]:
        """The reader's own speeches."""
        return [s for _, speeches in self.items for s in speeches if s.own]

    @property
    def answered(self) -> tuple[str, Text]:
        """How the reader's answer stands."""
        return said(self.reading.standing, self.reading.reader)


def paper(db: Database, meeting_id: int, reading: Reading) -> Paper:
    """The draft as one reader sees it."""
    found = reading.standing
    made, own = (
        confirming.draft(found.confirmation),
        confirming.own_numbers(found.confirmation, reading.reader.person_id),
    )
    ids, mine = found.confirmation.draft["ids"], lines(found, reading.changes)
    items = [
        (
            item.heading,
            [
                _read(found, ids[s.number - 1], s.number, s.label, s.text, s.number in own, mine)
                for s in item.speeches
            ],
        )
        for item in made.items
    ]
    meeting = meeting_store.get(db, meeting_id)
    assert meeting is not None  # its draft was found
    return Paper(meeting, reading, made, items)


def _read(
    found: Standing, speech_id: int, number: int, label: str, text: str, own: bool, mine: Sequence[Line]
) -> Read:
    now = found.speeches.get(speech_id)
    difference = pieces(text, now.text) if now and now.text != text else ()
    return Read(
        speech_id, number, label, text, own, difference, now is None, [m for m in mine if m.change.speech_id == speech_id]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """The form of one change. now: the speech as it stands; text, why: what stands in the fields; base: see Line."""

    paper: Paper
    speech: Read
    now: str
    text: str
    why: str
    base: str
    mine: Change | None


def proposal(paper_: Paper, speech_id: int, typed: Mapping[str, str] | None) -> Proposal | None:
    """typed: what was sent and refused. None where there is no such speech in the draft, or not any more."""
    reading = paper_.reading
    found = next((s for _, speeches in paper_.items for s in speeches if s.id == speech_id), None)
    speech = reading.standing.speeches.get(speech_id)
    if found is None or speech is None:
        return None
    mine = reading.change_of(speech_id)
    text, why = (mine.text, mine.why) if mine else (speech.text, "")
    if typed is not None:
        text, why = typed.get("text", ""), typed.get("why", "")
    return Proposal(paper_, found, speech.text, text, why, seen([speech.text]), mine)

"""What the pages of a confirmation show: the secretariat's desk, and the draft before one reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts.service import Account
from app.db import Database
from app.meetings.service import asking, confirming, deciding, meetings
from app.meetings.service.confirming import CLOSED, OPEN, OVER, Change, Reader, Standing
from app.meetings.service.meetings import Meeting, Person
from app.meetings.store import confirming as store
from app.meetings.store import final
from app.meetings.store.confirming import Said
from app.meetings.store.writing import Speech
from app.security import Actor
from forms.comparing import Piece, pieces
from forms.questions import Text

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
_NO_ACCOUNT: Final = Text("アカウントなし", "no account")
_NO_MAIL: Final = Text("メールアドレスなし", "no mail address")
_DAYS: Final = frozenset({"sent", "extended"})


def said(found: Standing, reader: Reader) -> tuple[str, Text]:
    """How somebody's answer stands."""
    return SAID["silent" if not reader.said and found.silence else reader.said]


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
class Earlier:
    """A round before the newest, as it ended."""

    standing: Standing
    lines: list[Line]
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Desk:
    """The secretariat's page. standing: None before the first time; letters: kind → who would be written to;
    waiting: drafts of letters that were not sent; unnamed: how many speeches of those who could be asked nobody is chosen
    for; earlier: the rounds before this one."""

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
    unnamed: int
    earlier: list[Earlier]

    def reach(self, reader: Reader) -> Text | None:
        """Why no letter reaches a reader, None where one does."""
        account = next((a for a in self.letters["ask"] if a.id == reader.account_id), None)
        return _NO_ACCOUNT if account is None else None if account.email else _NO_MAIL

    @property
    def fixed(self) -> bool:
        """Nothing can be said or decided any more: the minutes are final, or the meeting does not take place."""
        return bool(self.final or self.meeting.cancelled_at)

    @property
    def can_send(self) -> bool:
        """The minutes can be sent to the members now."""
        found = self.standing
        return not self.fixed and (found is None or (found.state != OPEN and not found.undecided))


def desk(db: Database, actor: Actor, now: datetime, meeting_id: int, silence_agrees: bool) -> Desk:
    """Everything the secretariat's page shows. Raises NotFound."""
    meeting = meetings.get(db, actor, meeting_id)
    people, found = meetings.people(db, meeting_id), confirming.standing(db, now, meeting_id)
    before = frozenset(r.person_id for r in found.readers) if found else confirming.usual_readers(people)
    changes, spoken = found.changes if found else (), confirming.speeches(db, meeting_id)
    asked = [p for p in people if p.kind != meetings.KINDS[1]]
    return Desk(
        meeting, found, asked, before, confirming.usual_until(now), silence_agrees, confirming.shown(db, meeting_id), len(spoken),
        final.version(db, meeting_id), lines(found, [c for c in changes if c.is_open]) if found else [],
        lines(found, [c for c in changes if not c.is_open]) if found else [], _steps(db, found) if found else [],
        asking.can_write(db, found) if found else {}, asking.waiting(db, found.confirmation) if found else None,
        _unnamed(spoken, asked), _earlier(db, now, meeting_id),
    )  # fmt: skip


def _unnamed(spoken: Sequence[Speech], asked: Sequence[Person]) -> int:
    roles = {p.role for p in asked}
    return sum(s.person_id is None and s.role in roles for s in spoken)


def _earlier(db: Database, now: datetime, meeting_id: int) -> list[Earlier]:
    return [
        Earlier(one, lines(one, one.changes), _steps(db, one))
        for one in confirming.earlier(db, now, meeting_id)
    ]


def _steps(db: Database, found: Standing) -> list[Step]:
    """What was proposed is told only where another proposal has replaced it: the page shows the others anyway."""
    shown = {c.text for c in found.changes}
    return [
        Step(
            s, STEP[s.what], found.numbers.get(s.speech_id or 0), s.text if s.what in _DAYS else "",
            "" if s.what in _DAYS or (s.what == "proposed" and s.text in shown) else s.text,
        )
        for s in store.told(db, found.confirmation.id)
    ]  # fmt: skip

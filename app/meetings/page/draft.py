"""What the pages of a draft before one reader show: the whole, the reader's own speeches and changes; the form of a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import Database
from app.meetings.page.confirming import Line, lines, said
from app.meetings.service import confirming
from app.meetings.service.answering import Reading
from app.meetings.service.confirming import Change, Standing
from app.meetings.service.meetings import Meeting
from app.meetings.service.opening import seen
from app.meetings.store import final
from app.meetings.store import meetings as meeting_store
from forms.comparing import Piece, pieces
from forms.questions import Text
from reports.minutes.model import Minutes


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
    """The draft before one reader: as it was sent, and its speeches by item as this reader sees them. final: the newest final
    version, 0 for none."""

    meeting: Meeting
    reading: Reading
    minutes: Minutes
    items: list[tuple[str, list[Read]]]
    final: int

    @property
    def own(self) -> list[Read]:
        """The reader's own speeches."""
        return [s for _, speeches in self.items for s in speeches if s.own]

    @property
    def marked(self) -> bool:
        """Some speech shows what was changed, word by word."""
        return any(s.difference or s.changes for _, speeches in self.items for s in speeches)

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
    return Paper(meeting, reading, made, items, final.version(db, meeting_id))


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

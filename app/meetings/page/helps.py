"""What the pages that help with minutes show: what is missing, words found and replaced, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.db import Database
from app.meetings import hits, house_style
from app.meetings.house_style import Departure
from app.meetings.service import arranging, rewriting, style, writing
from app.meetings.service import missing as service
from app.meetings.service.arranging import Step
from app.meetings.service.meetings import Meeting
from app.meetings.service.missing import Missing
from app.meetings.service.rewriting import Rewrite
from app.meetings.service.writing import Speech
from forms.comparing import ADDED, REMOVED, SAME, Piece, clusters, pieces
from forms.questions import Text

GROUPS: Final[Mapping[str, Text]] = {
    service.RESULT: Text("結果のない議題", "Items without a result"),
    service.PEOPLE: Text("出席者", "Attendance"),
    service.ROLE: Text("出席者にいない発言者", "Speakers who are not listed"),
    service.MATERIAL: Text("だれもふれていない資料", "Materials nobody mentions"),
    service.DOUBT: Text("確認していない読み取り", "Readings nobody has looked at"),
    service.NAME: Text("発言の中の氏名", "Names in speeches"),
    service.ELSEWHERE: Text("発言のほかの氏名", "Names outside speeches"),
    service.EMPTY: Text("空の発言", "Empty speeches"),
}
#: Characters shown around a change; changes and hits of a word that are listed, of more only the number is told.
AROUND: Final = 30
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A text before and after. at: its speech or item; seen: what is shown of it."""

    at: int | None
    label: str
    pieces: list[Piece]
    seen: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class MissingPage:
    """Everything there is to look at. settled: the body has a house style; total: changes, also those that are not
    listed; seen: of all of them; undo: the newest step, where it was ours."""

    meeting: Meeting
    groups: list[tuple[Text, list[Missing]]]
    settled: bool
    changes: list[Change]
    total: int
    results: list[Change]
    seen: str
    undo: Step | None


def missing_page(db: Database, meeting: Meeting) -> MissingPage:
    """The page “What is missing”."""
    found = groupby(service.missing(db, meeting.id), key=lambda one: one.kind)
    departing = rewriting.departing(db, meeting)
    done, _ = arranging.undoable(db, meeting.id)
    return MissingPage(
        meeting, [(GROUPS[kind], list(ones)) for kind, ones in found], not style.of_meeting(db, meeting).empty,
        changes(departing), len(departing),
        [Change(r.item_id, r.title, cut(_pieces(r.text, r.found, r.new))) for r in rewriting.departing_results(db, meeting)],
        rewriting.seen(departing), done if done and done.what == rewriting.STYLE else None,
    )  # fmt: skip


def changes(found: Sequence[Rewrite]) -> list[Change]:
    """Speeches before and after, the first of them."""
    return [
        Change(
            one.speech.id, label(one.number, one.speech), cut(_pieces(one.speech.text, one.found, one.new)),
            rewriting.seen([one]), one.speech.revision,
        )
        for one in found[:MOST]
    ]  # fmt: skip


def label(number: int, speech: Speech) -> str:
    """What a speech is called."""
    return f"{number} 【{speech.role}】" if speech.role else str(number)


def _pieces(old: str, found: Sequence[Departure], new: str) -> list[Piece]:
    """Exactly the places; compared as a whole only where one change has led to another."""
    return list(_exact(old, found)) if house_style.replaced(old, found) == new else list(pieces(old, new))


def _exact(old: str, found: Sequence[Departure]) -> Iterator[Piece]:
    at = 0
    for one in found:
        marked = ((SAME, old[at : one.begin]), (REMOVED, one.found), (ADDED, one.better))
        yield from (Piece(mark, text) for mark, text in marked if text)
        at = one.end
    if old[at:]:
        yield Piece(SAME, old[at:])


def cut(whole: Sequence[Piece]) -> list[Piece]:
    """The changes with what stands around them; what is left out is "…"."""
    last = len(whole) - 1
    return [
        Piece(SAME, _ends(one.text, AROUND * (n > 0), AROUND * (n < last))) if one.mark == SAME else one
        for n, one in enumerate(whole)
    ]


def _ends(text: str, first: int, final: int) -> str:
    chars = list(clusters(text))
    if len(chars) <= first + final + 1:
        return text
    return "".join((*chars[:first], "…", *chars[len(chars) - final :]))


@dataclass(frozen=True, slots=True)
class Hit:
    """A speech with the words looked for."""

    id: int
    label: str
    parts: list[hits.Part]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search inside the minutes has found. total: also those that are not listed."""

    find: str
    hits: list[Hit]
    total: int


def found(db: Database, meeting_id: int, find: str) -> Found | None:
    """The speeches in which all words occur; None where nothing is looked for."""
    words = hits.words(find[: rewriting.LONGEST])
    if not words:
        return None
    said = enumerate(writing.speeches(db, meeting_id), 1)
    there = [(n, s) for n, s in said if all(w in hits.plain(s.text) for w in words)]
    listed = [Hit(s.id, label(n, s), hits.excerpt(s.text, words)) for n, s in there[:MOST]]
    return Found(find, listed, len(there))

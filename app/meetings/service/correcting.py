"""Corrections of final minutes: one printed place at a time, each a new version with a numbered notice.

A new version is the one before with that place changed, so a correction changes what its notice says and nothing else:
neither what the body prints by now nor what was entered since. Where the place comes from a text that is searched or
shown elsewhere (a speech, a result), that text changes along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import finishing, papers
from app.meetings.service.bodies import CHANGED
from app.meetings.service.finishing import Version
from app.meetings.service.writing import fit, values_of
from app.meetings.store import results as result_store
from app.meetings.store import writing as speech_store
from app.security import Actor
from forms.questions import Text
from reports.minutes.model import Line, Minutes

COVER: Final = "cover"
RESULT: Final = "result"
SPEECH: Final = "speech"
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """What is corrected: a row of the cover or a result (n counts from 0 as printed), a speech (n is its id)."""

    what: str
    n: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A place as the newest version prints it. title: of the row, of the result; number: of the speech, else 0."""

    version: int
    title: str
    text: str
    number: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to have spoken: somebody of the meeting, or a role alone."""

    person_id: int | None
    role: str


def standing(db: Database, meeting_id: int, place: Place) -> Standing:
    """What is printed there now. Raises NotFound, also for minutes that are not final."""
    version = finishing.newest(db, meeting_id)
    if version is None or place.what not in _AT:
        raise NotFound
    try:
        return _AT[place.what](version, finishing.minutes_of(version), place.n)
    except IndexError:
        raise NotFound from None


def _row(version: Version, minutes: Minutes, n: int) -> Standing:
    return Standing(version.version, minutes.cover[n].label, minutes.cover[n].text)


def _result(version: Version, minutes: Minutes, n: int) -> Standing:
    found = minutes.results[n]
    return Standing(version.version, found.heading, "\n".join(found.paragraphs))


def _speech(version: Version, minutes: Minutes, n: int) -> Standing:
    ids = version.outside["ids"]
    number = ids.index(n) + 1 if n in ids else 0
    found = next((s for s in minutes.speeches() if s.number == number), None)
    if found is None:
        raise NotFound
    return Standing(version.version, "", found.text, number, found.role)


_AT: Final[Mapping[str, Callable[[Version, Minutes, int], Standing]]] = {
    COVER: _row, RESULT: _result, SPEECH: _speech,
}  # fmt: skip


def correct(
    db: Database, actor: Actor, now: datetime, meeting_id: int, place: Place, text: str, notice: str, base: int,
    speaker: Speaker | None = None,
) -> int:  # fmt: skip
    """Correct a place; the number of the version it makes. base: the version shown; speaker: None leaves who spoke.

    What stands there already makes no version. Raises Refused (nothing written), Conflict (corrected since), NotFound.
    """
    plain, said = fit(text).strip("\n"), " ".join(fit(notice).split())
    if not said or (place.what != COVER and not plain.strip()):
        raise Refused(_EMPTY)
    with db.write():
        before, old = finishing.newest(db, meeting_id), standing(db, meeting_id, place)
        if before is None:
            raise NotFound
        rows = _rows(db, meeting_id, place, plain, speaker)
        printed = finishing.minutes_of(before)
        made = _changed(printed, place, old.number, plain, rows.get("role", old.role))
        if made == printed and not _elsewhere(db, meeting_id, place, rows):
            return old.version
        if old.version != base:
            raise Conflict(CHANGED)
        _follow(db, actor, now, meeting_id, place, rows)
        number, ids = old.version + 1, before.outside["ids"]
        finishing.freeze(db, actor, now, meeting_id, number, before.confirmed_by, made, ids, said)
        record(db, actor, now, "meetings.correct", f"meeting {meeting_id}", version=number, text=said)
        return number


_EMPTY: Final = Text(
    "訂正後の文と、訂正の内容を記入してください。", "Write how it should read, and what was corrected."
)


def _changed(minutes: Minutes, place: Place, number: int, text: str, role: str) -> Minutes:
    """The minutes with one place changed."""
    if place.what == COVER:
        rows = [
            replace(row, lines=_lines(text)) if n == place.n else row for n, row in enumerate(minutes.cover)
        ]
        return replace(minutes, cover=tuple(rows))
    if place.what == RESULT:
        results = [
            replace(one, paragraphs=papers.paragraphs(text)) if n == place.n else one
            for n, one in enumerate(minutes.results)
        ]
        return replace(minutes, results=tuple(results))
    items = [
        replace(item, speeches=tuple(replace(s, text=text, role=role) if s.number == number else s for s in item.speeches))
        for item in minutes.items
    ]  # fmt: skip
    return replace(minutes, items=tuple(items))


def _lines(text: str) -> tuple[Line, ...]:
    """The lines of a cell; full-width spaces in front indent, as CoverRow.text writes them."""
    found = [(line, line.lstrip("　").strip()) for line in text.split("\n")]
    return tuple(
        Line(words, min(len(line) - len(line.lstrip("　")), _DEEPEST)) for line, words in found if words
    )


def _rows(db: Database, meeting_id: int, place: Place, text: str, speaker: Speaker | None) -> dict[str, Any]:
    """What changes in the table behind the place."""
    if place.what != SPEECH or speaker is None:
        return {"text": text}
    found = values_of(db, meeting_id, speaker.person_id, speaker.role, SPEECH, None)
    return {"text": text, "person_id": found["person_id"], "role": found["role"]}


def _elsewhere(db: Database, meeting_id: int, place: Place, rows: Mapping[str, Any]) -> bool:
    """Somebody else spoke in the same role: nothing printed changes, but what is kept inside."""
    known = speech_store.speeches(db, meeting_id) if "person_id" in rows else []
    return any(s.id == place.n and s.person_id != rows["person_id"] for s in known)


def _follow(
    db: Database, actor: Actor, now: datetime, meeting_id: int, place: Place, rows: Mapping[str, Any]
) -> None:
    """Change the table behind the place: it is searched, and shown beside decisions."""
    if place.what == SPEECH:
        speech_store.arrange(db, actor, now, {place.n: rows})
    elif place.what == RESULT:
        items = papers.result_places(db, meeting_id)
        if place.n < len(items):
            result_store.put(db, actor, now, meeting_id, items[place.n], rows["text"])

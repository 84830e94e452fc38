"""Speeches rewritten by rule: put into the body's house style, one word for another. One step to undo, whatever it touches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.db import Database
from app.errors import Conflict, Refused
from app.meetings import hits, house_style
from app.meetings.house_style import Departure, HouseStyle
from app.meetings.service import arranging, meetings, style
from app.meetings.service.bodies import CHANGED
from app.meetings.service.writing import fit
from app.meetings.store import results as result_store
from app.meetings.store import writing as store
from app.meetings.store.meetings import Meeting
from app.meetings.store.writing import Speech
from app.security import Actor
from app.seen import fingerprint
from forms.questions import Text

STYLE: Final = "style"
REPLACE: Final = "replace"
#: A word that is looked for or put instead.
LONGEST: Final = 200
_NO_WORD: Final = Text("探す語を記入してください。", "Write the word to look for.")
_NONE_CHOSEN: Final = Text("置き換える発言を選んでください。", "Choose the speeches to change.")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A speech that would change. found: the places."""

    number: int
    speech: Speech
    found: tuple[Departure, ...]
    new: str


@dataclass(frozen=True, slots=True)
class Result:
    """A result that departs from the house style. item_id: None for that of the meeting as a whole."""

    item_id: int | None
    title: str
    text: str
    found: tuple[Departure, ...]
    new: str


def departing(db: Database, meeting: Meeting) -> list[Rewrite]:
    """The speeches that depart from the house style."""
    wanted = style.of_meeting(db, meeting)
    said = enumerate([] if wanted.empty else store.speeches(db, meeting.id), 1)
    made = (Rewrite(n, s, *_in_style(s.text, wanted)) for n, s in said)
    return [one for one in made if one.new != one.speech.text]


def departing_results(db: Database, meeting: Meeting) -> list[Result]:
    """The results that depart from it."""
    wanted = style.of_meeting(db, meeting)
    known = {} if wanted.empty else result_store.results(db, meeting.id)
    titles = {line.id: line.title for line in meetings.items(db, meeting.id)}
    made = (
        Result(i, titles.get(i or 0, ""), kept.text, *_in_style(kept.text, wanted))
        for i, kept in known.items()
    )
    return [one for one in made if one.new != one.text]


def _in_style(text: str, wanted: HouseStyle) -> tuple[tuple[Departure, ...], str]:
    return tuple(house_style.departures(text, wanted)), house_style.apply(text, wanted)


def seen(found: Sequence[Rewrite]) -> str:
    """What a page has shown of speeches that would change."""
    return fingerprint([(one.speech.id, one.speech.text, one.new) for one in found])


def put_right(
    db: Database, actor: Actor, now: datetime, meeting_id: int, speech_id: int | None, shown: str
) -> int:
    """Put one speech (None: all that depart) into the house style; how many changed. Raises Conflict, Refused.

    shown: what the page had shown of these. Nothing to do: the same click once more.
    """
    with db.write():
        meeting = meetings.get(db, actor, meeting_id)
        found = [one for one in departing(db, meeting) if speech_id in (None, one.speech.id)]
        if not found:
            return 0
        if seen(found) != shown:
            raise Conflict(CHANGED)
        arranging.rewrite(
            db, actor, now, meeting_id, STYLE, {one.speech.id: one.new for one in found}, speeches=len(found)
        )
        return len(found)


def checked(find: str, to: str) -> tuple[str, str]:
    """The two words of a replacement: one line each. Raises Refused."""
    word, better = (fit(" ".join(typed.split())) for typed in (find, to))
    if not word:
        raise Refused(_NO_WORD)
    if max(len(word), len(better)) > LONGEST:
        raise Refused(Text(f"語は{LONGEST}文字までです。", f"A word has at most {LONGEST} characters."))
    return word, better


def replacements(db: Database, meeting_id: int, find: str, to: str) -> list[Rewrite]:
    """The speeches in which a word would be replaced, wherever it stands, half and full width alike."""
    out = []
    for number, one in enumerate(store.speeches(db, meeting_id), 1):
        if found := _places(one.text, find, to):
            out.append(Rewrite(number, one, found, house_style.replaced(one.text, found)))
    return out


def _places(text: str, find: str, to: str) -> tuple[Departure, ...]:
    """Where the word stands; not within the other word, which is there already (課→担当課 leaves 担当課 as it is)."""
    there = [(m.start(), m.end()) for m in re.finditer(re.escape(to), text)] if to else []
    found = ((a, b) for a, b in hits.occurrences(text, find) if not any(x <= a and b <= y for x, y in there))
    return tuple(Departure(a, b, REPLACE, text[a:b], to) for a, b in found)


def replace(
    db: Database, actor: Actor, now: datetime, meeting_id: int, find: str, to: str, chosen: Mapping[int, int]
) -> int:
    """Replace a word in these speeches (speech → its revision on the page); how many changed. Raises Conflict, Refused."""
    if not chosen:
        raise Refused(_NONE_CHOSEN)
    with db.write():
        if _just_done(db, meeting_id, find, to, chosen):
            return 0
        found = [o for o in replacements(db, meeting_id, find, to) if o.speech.id in chosen]
        if {o.speech.id: o.speech.revision for o in found} != dict(chosen):
            raise Conflict(CHANGED)
        texts = {one.speech.id: one.new for one in found}
        arranging.rewrite(db, actor, now, meeting_id, REPLACE, texts, speeches=len(found), was=find, word=to)
        return len(found)


def _just_done(db: Database, meeting_id: int, find: str, to: str, chosen: Mapping[int, int]) -> bool:
    """Whether the newest step did exactly this on exactly these: the same click once more."""
    done, _ = arranging.undoable(db, meeting_id)
    if done is None or done.what != REPLACE or set(done.before) != set(chosen):
        return False
    now = {s.id: s for s in store.speeches(db, meeting_id)}
    return all(
        i in now and now[i].revision == revision + 1 and now[i].text == _replaced(done.before[i], find, to)
        for i, revision in chosen.items()
    )


def _replaced(before: Mapping[str, object] | None, find: str, to: str) -> str:
    text = str(before["text"]) if before else ""
    return house_style.replaced(text, _places(text, find, to))

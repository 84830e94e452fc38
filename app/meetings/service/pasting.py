"""Taking in minutes that exist: kept as they are, read, shown with what is not sure, then taken in whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.meetings import outline, reading
from app.meetings.outline import Line
from app.meetings.reading import Entry, Minutes
from app.meetings.service.opening import require_open
from app.meetings.service.whose import speaker
from app.meetings.store import meetings as meeting_store
from app.meetings.store import results as result_store
from app.meetings.store import writing as store
from app.meetings.store.meetings import AGENDA, MINUTES
from app.meetings.store.writing import KINDS, SPEECH, Source
from app.security import Actor
from forms.questions import Text
from forms.text import forbidden_controls, search_key

__all__ = ["Source"]

#: Characters of one pasted text: the minutes of a long day have 100,000.
LONGEST: Final = 2_000_000
#: 資料１ is what speeches call a material: a list that gives numbers of its own does not take the place of that.
_NAMED: Final = ("資料", "参考", "別紙", "別添", "当日", "机上", "追加")
_NOTHING: Final = Text(
    "会議録の文章を貼り付けるか、ファイルを選んでください。", "Paste the minutes, or choose a file."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A source as read. counts: speeches by role, the most frequent first; taken: its speeches are in the minutes."""

    source: Source
    read: Minutes
    counts: tuple[tuple[str, int], ...]
    taken: bool
    has_items: bool
    has_speeches: bool


def keep(db: Database, actor: Actor, now: datetime, meeting_id: int, name: str, given: str | bytes) -> int:
    """Keep what was pasted (text) or uploaded (bytes); the source's id. The very same text again is the same source.

    Raises Refused (reading.Unreadable) where there is nothing in it or it cannot be read.
    """
    text = given if isinstance(given, str) else reading.file_text(given)
    text = "".join(c for c in text if c not in set(forbidden_controls(text)))
    if not text.strip():
        raise Refused(_NOTHING)
    if len(text) > LONGEST:
        raise Refused(Text(f"{LONGEST:,}文字までです。", f"At most {LONGEST:,} characters."))
    with db.write():
        require_open(db, meeting_id)
        known = next((s for s in store.sources(db, meeting_id) if s.text == text), None)
        if known is not None:
            return known.id
        made = store.add_source(db, actor, now, meeting_id, name[:200], text)
        record(db, actor, now, "meetings.source", f"meeting {meeting_id}", name=name[:200])
    return made


def sources(db: Database, meeting_id: int) -> list[Source]:
    """What was pasted or uploaded so far, the newest first."""
    return store.sources(db, meeting_id)


def preview(db: Database, meeting_id: int, source_id: int) -> Preview:
    """What a source is read as. Raises NotFound."""
    found = store.source(db, meeting_id, source_id)
    if found is None:
        raise NotFound
    read = _read(db, meeting_id, found)
    counts: dict[str, int] = {}
    for speech in read.speeches:
        counts[speech.speaker] = counts.get(speech.speaker, 0) + 1
    return Preview(
        found, read, tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
        found.id in store.taken_sources(db, meeting_id), bool(meeting_store.items(db, meeting_id, MINUTES)),
        bool(store.speeches(db, meeting_id)),
    )  # fmt: skip


def _read(db: Database, meeting_id: int, source: Source) -> Minutes:
    roles = dict.fromkeys(p.role for p in meeting_store.people(db, meeting_id))
    return reading.read(source.text, roles)


def take(
    db: Database, actor: Actor, now: datetime, meeting_id: int, source_id: int, *, agenda: bool, materials: bool,
    results: bool,
) -> int:  # fmt: skip
    """Add the speeches of a source at the end; how many. One step, which can be undone. Taken in once: the second
    half of a double click adds nothing.

    agenda, materials: its lists become those of the minutes (and of the 次第, where it keeps its own or there is none);
    results: its results are written where there are none yet.
    """
    with db.write():
        require_open(db, meeting_id)
        found = store.source(db, meeting_id, source_id)
        if found is None:
            raise NotFound
        if source_id in store.taken_sources(db, meeting_id):
            return 0
        read = _read(db, meeting_id, found)
        if agenda and read.agenda:
            _put_items(db, meeting_id, read)
        if materials and read.materials:
            _put_materials(db, meeting_id, read)
        places = _places(db, meeting_id, read)
        before = store.states(db, meeting_id)
        _add(db, actor, now, meeting_id, found, read, places)
        if results:
            _put_results(db, actor, now, meeting_id, read, places)
        after = store.states(db, meeting_id)
        new = [i for i in after if i not in before]
        store.add_step(db, actor, now, meeting_id, "paste", dict.fromkeys(new), {i: after[i] for i in new})
        record(db, actor, now, "meetings.paste", f"meeting {meeting_id}", items=len(new), name=found.name)
    return len(new)


def _flat(entries: Sequence[Entry], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Line]]:
    """Every entry with the numbers that lead to it, as printed."""
    for entry in entries:
        path = (*above, entry.number)
        called = (
            f"{entry.number}　{entry.title}"
            if entry.number.lstrip("【〔［[").startswith(_NAMED)
            else entry.title
        )
        yield path, Line(called[: outline.LONGEST], min(len(above), outline.DEEPEST))
        yield from _flat(entry.children, path)


def _lines(entries: Sequence[Entry]) -> list[Line]:
    return [line for _, line in _flat(entries)][: outline.MOST]


def _put_items(db: Database, meeting_id: int, read: Minutes) -> None:
    for which, entries in ((MINUTES, read.agenda), (AGENDA, read.sheet_agenda or read.agenda)):
        if not meeting_store.items(db, meeting_id, which):
            meeting_store.put_items(db, meeting_id, which, _lines(entries))


def _put_materials(db: Database, meeting_id: int, read: Minutes) -> None:
    for which, entries in ((MINUTES, read.materials), (AGENDA, read.sheet_materials or read.materials)):
        if not meeting_store.materials(db, meeting_id, which):
            meeting_store.put_materials(db, meeting_id, which, _lines(entries))


def _places(db: Database, meeting_id: int, read: Minutes) -> dict[tuple[str, ...], int]:
    """The numbers that lead to an item of the source → the item of these minutes: by its title, else by its place."""
    mine = meeting_store.items(db, meeting_id, MINUTES)
    theirs = list(_flat(read.agenda))
    by_title = {(search_key(line.title), line.level): line.id for line in mine if line.id}
    found: dict[tuple[str, ...], int] = {}
    for nth, (path, line) in enumerate(theirs):
        same = by_title.get((search_key(line.title), line.level))
        if same is None and len(mine) == len(theirs):
            same = mine[nth].id
        if same is not None:
            found[path] = same
    return found


def _add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, source: Source, read: Minutes,
    places: dict[tuple[str, ...], int],
) -> None:  # fmt: skip
    known = store.speeches(db, meeting_id)
    last = known[-1].position if known else 0
    people = meeting_store.people(db, meeting_id)
    for nth, speech in enumerate(read.speeches, last + 1):
        kind = speech.kind if speech.kind in KINDS else SPEECH
        whose = speaker(speech.speaker, people)
        role = whose.role if whose else speech.speaker[:100]
        doubts = [{"code": d.code, "ja": d.text.ja, "en": d.text.en, "line": d.line} for d in speech.doubts]
        store.add(
            db, actor, now, meeting_id,
            {"item_id": places.get(speech.path), "position": nth, "person_id": whose and whose.id, "role": role, "kind": kind,
             "text": speech.text, "doubts": json.dumps(doubts, ensure_ascii=False), "source_id": source.id, "at": speech.at},
        )  # fmt: skip


def _put_results(
    db: Database,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    read: Minutes,
    places: dict[tuple[str, ...], int],
) -> None:
    numbers = {entry.value: entry.number for entry in read.agenda if entry.value is not None}
    known: dict[int | None, Any] = result_store.results(db, meeting_id)
    for result in read.results:
        number = numbers.get(result.agenda_item, "") if result.agenda_item is not None else ""
        item = places.get((number,))
        if not (item in known and known[item].text.strip()):
            result_store.put(db, actor, now, meeting_id, item, result.text)


def looked(db: Database, actor: Actor, now: datetime, meeting_id: int, speech_ids: Sequence[int]) -> None:
    """Somebody has looked at what was not sure in these speeches."""
    with db.write():
        require_open(db, meeting_id)
        mine = {s.id for s in store.speeches(db, meeting_id) if s.doubts}
        if told := [i for i in speech_ids if i in mine]:
            store.looked(db, told)
            record(db, actor, now, "meetings.looked", f"meeting {meeting_id}", items=len(told))

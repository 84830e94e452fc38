"""What came of a meeting: results in the city's set phrases, decisions with their speeches, open tasks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service import series as all_series
from app.meetings.service import meetings
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_open
from app.meetings.service.writing import fit
from app.meetings.store import decisions as store
from app.meetings.store import final
from app.meetings.store import meetings as meeting_store
from app.meetings.store import results as result_store
from app.meetings.store import writing as speech_store
from app.meetings.store.decisions import Decision, Task
from app.meetings.store.meetings import Meeting
from app.meetings.store.writing import Speech
from app.rounds import service as rounds
from app.security import Actor
from app.selfsaving.rule import Kept, Saved, Typed, sorted_out
from forms.questions import Text

__all__ = ["Decision", "Task"]

#: As the city prints results; … is where somebody writes on.
PHRASES: Final = (
    "次のとおり決定した。", "原案のとおり決定した。", "各委員から意見が示された。", "報告を受け、了承した。", "次回に継続して審議することとした。",
    "ただし、…", "なお、…こととした。",
)  # fmt: skip
LONGEST: Final = 1_000
_RANGE: Final = re.compile(r"(\d+)(?:[-~〜ー−](\d+))?")


def key_of(item_id: int | None) -> str:
    """What the field of an item's result is called; that of the meeting as a whole is `i0`."""
    return f"i{item_id or 0}"


def kept(db: Database, meeting_id: int) -> dict[str, Kept]:
    """The results by the key of their field."""
    return {key_of(i): result.kept for i, result in result_store.results(db, meeting_id).items()}


def save(
    db: Database, actor: Actor, now: datetime, meeting_id: int, typed: Mapping[str, Typed]
) -> tuple[Saved, dict[str, Kept]]:
    """Save results by the rule of selfsaving. Raises Conflict where an item is gone, Refused for final minutes."""
    with db.write():
        require_open(db, meeting_id)
        places = {key_of(line.id): line.id for line in meetings.items(db, meeting_id)} | {"i0": None}
        if not set(typed) <= set(places):
            raise Conflict(CHANGED)
        rows, conflicts = sorted_out(typed, kept(db, meeting_id))
        for key, answer, _ in rows:
            result_store.put(db, actor, now, meeting_id, places[key], fit(answer.text))
        if rows:
            record(db, actor, now, "meetings.results", f"meeting {meeting_id}", items=len(rows))
        return Saved(tuple(key for key, _, _ in rows), conflicts), kept(db, meeting_id)


def append(db: Database, actor: Actor, now: datetime, meeting_id: int, key: str, phrase: int) -> None:
    """Write a set phrase after what stands there."""
    with db.write():
        require_open(db, meeting_id)
        places = {key_of(line.id): line.id for line in meetings.items(db, meeting_id)} | {"i0": None}
        if key not in places or not 0 <= phrase < len(PHRASES):
            raise NotFound
        before = kept(db, meeting_id).get(key)
        text = (before.answer.text.rstrip("\n") if before else "").strip()
        joined = f"{text}\n{PHRASES[phrase]}" if text else PHRASES[phrase]
        result_store.put(db, actor, now, meeting_id, places[key], joined)
        record(db, actor, now, "meetings.results", f"meeting {meeting_id}", items=1)


# Decisions


def decisions(db: Database, meeting_id: int) -> list[Decision]:
    """What was decided."""
    return store.of_meeting(db, meeting_id)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was decided on a section in a meeting, and the speeches it came from."""

    meeting: Meeting
    text: str
    speeches: tuple[Speech, ...]


def of_section(db: Database, actor: Actor, series_id: int, section_id: int) -> list[Spoken]:
    """The decisions on one section of a hearing series. Members see those of final minutes."""
    out = []
    for one in store.of_section(db, series_id, section_id):
        meeting = meeting_store.get(db, one.meeting_id)
        if meeting is None or not (actor.is_secretariat or final.version(db, meeting.id)):
            continue
        said = [s for s in speech_store.speeches(db, meeting.id) if s.id in one.speeches]
        out.append(Spoken(meeting, one.text, tuple(said)))
    return out


def numbers(typed: str, most: int) -> list[int]:
    """`14-16、49` as numbers of speeches. Raises Refused for what is none, or beyond the last speech."""
    plain = unicodedata.normalize("NFKC", typed).replace("、", ",").replace("・", ",")
    out: list[int] = []
    for part in filter(None, (p.strip() for p in re.split(r"[,\s]+", plain))):
        found = _RANGE.fullmatch(part)
        first = int(found[1]) if found else 0
        last = int(found[2] or found[1]) if found else 0
        if not 1 <= first <= last <= most:
            raise Refused(
                Text(
                    f"発言の番号「{part}」が正しくありません（1から{most}まで。例：14-16、49）。",
                    f"“{part}” is no number of a speech (1 to {most}, for example 14-16, 49).",
                )
            )
        out += range(first, last + 1)
    return list(dict.fromkeys(out))


def decide(
    db: Database, actor: Actor, now: datetime, meeting_id: int, *, text: str, item_id: int | None = None,
    speeches: str = "", series_id: int | None = None, sections: Sequence[int] = (),
) -> int:  # fmt: skip
    """Enter a decision; its id. speeches: their numbers as typed. The very same decision once more is the first one.

    Raises Refused (no text, a wrong number), NotFound for what is not this meeting's or not asked by the series' round.
    """
    plain = fit(text).strip()
    if not plain or len(plain) > LONGEST:
        raise Refused(
            Text(
                f"決定した内容を{LONGEST}文字以内で記入してください。",
                f"Say what was decided in at most {LONGEST} characters.",
            )
        )
    with db.write():
        require_open(db, meeting_id)
        said = speech_store.speeches(db, meeting_id)
        chosen = [said[n - 1].id for n in numbers(speeches, len(said))]
        if item_id is not None and item_id not in {line.id for line in meetings.items(db, meeting_id)}:
            raise NotFound
        _must_be_asked(db, series_id, sections)
        for known in store.of_meeting(db, meeting_id):
            if (known.text, known.item_id, known.series_id) == (plain, item_id, series_id):
                return known.id
        made = store.add(db, actor, now, meeting_id, item_id, plain, series_id, chosen, sections)
        record(
            db,
            actor,
            now,
            "meetings.decide",
            f"meeting {meeting_id}",
            text=plain,
            series=series_id,
            sections=list(sections),
        )
    return made


def _must_be_asked(db: Database, series_id: int | None, sections: Sequence[int]) -> None:
    if series_id is None:
        if sections:
            raise NotFound
        return
    series = all_series.get(db, series_id)
    if not set(sections) <= {s.id for s in rounds.sections(db, series.round_id)}:
        raise NotFound


def drop(
    db: Database, actor: Actor, now: datetime, meeting_id: int, decision_id: int, *, dropped: bool
) -> None:
    """Take a decision out, or bring it back."""
    with db.write():
        require_open(db, meeting_id)
        if not store.belongs(db, meeting_id, decision_id):
            raise NotFound
        store.drop(db, now, decision_id, dropped)
        record(db, actor, now, "meetings.drop_decision", f"meeting {meeting_id}", back=not dropped)


# Tasks


def tasks(db: Database, meeting_id: int) -> list[Task]:
    """The tasks of a meeting, open ones first."""
    return store.tasks(db, meeting_id)


def open_tasks(db: Database, body_id: int) -> list[Task]:
    """What is still to be done from all meetings of a body."""
    return store.tasks_of_body(db, body_id)


def add_task(
    db: Database, actor: Actor, now: datetime, meeting_id: int, *, what: str, who: str, due: str = "",
    item_id: int | None = None,
) -> int:  # fmt: skip
    """Note a task; its id. Tasks may be noted after the minutes are final."""
    plain, whose = " ".join(fit(what).split()), " ".join(who.split())
    if not plain or len(plain) > LONGEST:
        raise Refused(
            Text(
                f"内容を{LONGEST}文字以内で記入してください。",
                f"Say what is to be done in at most {LONGEST} characters.",
            )
        )
    if not whose:
        raise Refused(Text("担当を記入してください。", "Say who does it."))
    _must_be_day(due)
    with db.write():
        if item_id is not None and item_id not in {line.id for line in meetings.items(db, meeting_id)}:
            raise NotFound
        for known in store.tasks(db, meeting_id):
            if (known.what, known.who, known.due) == (plain, whose, due):
                return known.id
        made = store.add_task(db, actor, now, meeting_id, item_id, plain, whose, due)
        record(db, actor, now, "meetings.task", f"meeting {meeting_id}", text=plain, who=whose)
    return made


def finish_task(
    db: Database, actor: Actor, now: datetime, meeting_id: int, task_id: int, *, done: bool
) -> None:
    """A task is done, or is not done after all."""
    with db.write():
        if store.finish_task(db, now, meeting_id, task_id, done):
            record(db, actor, now, "meetings.task_done", f"meeting {meeting_id}", on=done)


def _must_be_day(day: str) -> None:
    try:
        fine = not day or date.fromisoformat(day).isoformat() == day
    except ValueError:
        fine = False
    if not fine:
        raise Refused(Text("日付を正しく記入してください。", "Please give a valid date."))

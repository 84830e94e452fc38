"""Writing the minutes: speeches are added, saved as they are typed, arranged; every arrangement can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from app.audit.service import recent, record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import meetings
from app.meetings.service.opening import require_open
from app.meetings.store import meetings as meeting_store
from app.meetings.store import writing as store
from app.meetings.store.writing import KINDS, NOTE, SPEECH, Speech
from app.security import Actor
from app.selfsaving.rule import Kept, Saved, Typed, sorted_out
from forms.questions import Text
from forms.text import forbidden_controls

__all__ = ["KINDS", "NOTE", "SPEECH", "Speech"]

LONGEST: Final = 20_000
_GONE: Final = Text(
    "選んだ発言者または議題は、この会議から削除されています。画面を開き直し、選び直してください。",
    "The speaker or the item that was chosen is not in this meeting any more. Please open the page anew and choose again.",
)
MOST: Final = 20_000
_SAME_SAVE: Final = timedelta(minutes=10)


def speeches(db: Database, meeting_id: int) -> list[Speech]:
    """What was said, in order."""
    return store.speeches(db, meeting_id)


def kept(db: Database, meeting_id: int) -> dict[str, Kept]:
    """The texts by the key of their field."""
    return {s.key: s.kept for s in store.speeches(db, meeting_id)}


def save(
    db: Database, actor: Actor, now: datetime, meeting_id: int, typed: Mapping[str, Typed]
) -> tuple[Saved, dict[str, Kept]]:
    """Save texts by the rule of selfsaving; what became of it, and the texts as they stand.

    A speech that a colleague dropped meanwhile is a Conflict: nothing is written, the text stays on the page.
    """
    with db.write():
        require_open(db, meeting_id)
        known = kept(db, meeting_id)
        if not set(typed) <= set(known):
            raise Conflict(
                Text(
                    "この発言は、ほかの方が削除したか、ほかの発言とまとめました。ページを開き直してください。",
                    "Somebody has dropped this speech or joined it to another. Please open the page anew.",
                )
            )
        rows, conflicts = sorted_out(typed, known)
        for _, answer, _ in rows:
            fit(answer.text)
        store.write(db, actor, now, [(int(key[1:]), answer.text, revision) for key, answer, revision in rows])
        if rows:
            _record(db, actor, now, meeting_id)
        return Saved(tuple(key for key, _, _ in rows), conflicts), kept(db, meeting_id)


def _record(db: Database, actor: Actor, now: datetime, meeting_id: int) -> None:
    """One line per person and ten minutes: who wrote which speech last stands at the speech."""
    subject = f"meeting {meeting_id}"
    if not recent(db, actor, now - _SAME_SAVE, "meetings.write", subject):
        record(db, actor, now, "meetings.write", subject)


def fit(text: str) -> str:
    """A text that can be kept, with plain line ends. Raises Refused."""
    if len(text) > LONGEST:
        raise Refused(
            Text(f"1つの発言は{LONGEST:,}文字までです。", f"A speech has at most {LONGEST:,} characters.")
        )
    if any(forbidden_controls(text)):
        raise Refused(
            Text(
                "保存できない制御文字が含まれています。", "There are control characters that cannot be kept."
            )
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, *, text: str, person_id: int | None = None, role: str = "",
    kind: str = SPEECH, item_id: int | None = None, after: int | None = None, request: str = "",
) -> int:  # fmt: skip
    """A new speech, at the end or after another one; its id. request: the same click sent twice makes one speech."""
    with db.write():
        require_open(db, meeting_id)
        known = store.speeches(db, meeting_id)
        if len(known) >= MOST:
            raise Refused(Text(f"発言は{MOST:,}件までです。", f"At most {MOST:,} speeches."))
        if request and (earlier := store.by_request(db, meeting_id, request)):
            return earlier
        values = values_of(db, meeting_id, person_id, role, kind, item_id)
        position = next((s.position for s in known if s.id == after), known[-1].position if known else 0) + 1
        moved = {s.id: {"position": s.position + 1} for s in known if s.position >= position}
        store.arrange(db, actor, now, moved)
        values |= {"text": fit(text).strip("\n"), "position": position, "request": request or None}
        made = store.add(db, actor, now, meeting_id, values)
        _record(db, actor, now, meeting_id)
    return made


def values_of(
    db: Database, meeting_id: int, person_id: int | None, role: str, kind: str, item_id: int | None
) -> dict[str, Any]:
    """Who, how and under what. A person speaks in the role the minutes print. Raises Refused for a person or an item that
    is not this meeting's: taken off its lists meanwhile, mostly."""
    if kind not in KINDS:
        raise NotFound
    people = {p.id: p for p in meeting_store.people(db, meeting_id)}
    items = {line.id for line in meetings.items(db, meeting_id)}
    if (person_id is not None and person_id not in people) or (item_id is not None and item_id not in items):
        raise Refused(_GONE)
    said = people[person_id].role if person_id is not None else " ".join(role.split())[:100]
    return {"person_id": person_id, "role": said, "kind": kind, "item_id": item_id}

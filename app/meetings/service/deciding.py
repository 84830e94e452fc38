"""What becomes of the changes members propose: taken over, in part, or refused with a remark; and deciding anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import confirming
from app.meetings.service.answering import LONGEST_WHY
from app.meetings.service.confirming import Standing
from app.meetings.service.opening import require_held, seen
from app.meetings.service.writing import fit
from app.meetings.store import confirming as store
from app.meetings.store import writing as speech_store
from app.meetings.store.confirming import ACCEPTED, PARTLY, REFUSED, Change
from app.meetings.store.writing import Speech
from app.security import Actor
from forms.questions import Text

HOW: Final = (ACCEPTED, PARTLY, REFUSED)
STALE: Final = Text(
    "この発言または申し出は、ページを開いたあとに変わっています。まだ何も反映していません。いまの発言を確認してください。",
    "The speech or the proposal has changed since the page was opened. Nothing was taken over; look at it as it is now.",
)
_MOVED_ON: Final = Text(
    "この発言は、申し出のあとに変わっています。「一部を反映」で、いまの発言をもとに直してください。",
    "The speech has changed since this was proposed. Take it over in part, starting from the speech as it is now.",
)
_GONE: Final = Text(
    "この発言は、削除されたか、ほかの発言とまとめられています。反映した所を回答に書いて、「反映しない」を選んでください。",
    "This speech was dropped or joined to another. Say in the remark where it went, and refuse the proposal.",
)


def shown(change: Change, speech: Speech | None) -> str:
    """What the page has shown of a proposal and its speech."""
    return seen([change, speech.text if speech else None])


def _find(db: Database, now: datetime, meeting_id: int, change_id: int) -> tuple[Standing, Change]:
    found = confirming.standing(db, now, meeting_id)
    change = next((c for c in found.changes if c.id == change_id), None) if found else None
    if found is None or change is None:
        raise NotFound
    return found, change


def decide(
    db: Database, actor: Actor, now: datetime, meeting_id: int, change_id: int, *, how: str, text: str, remark: str,
    base: str,
) -> None:  # fmt: skip
    """Decide on a proposal. how: ACCEPTED (as proposed), PARTLY (text is what the speech becomes), REFUSED (remark says why).

    base: what the page had shown. Raises Refused, Conflict (stale: nothing is changed), NotFound.
    """
    said = fit(remark).strip()
    if how not in HOW:
        raise NotFound
    with db.write():
        require_held(db, meeting_id)
        found, change = _find(db, now, meeting_id, change_id)
        speech = found.speeches.get(change.speech_id)
        if change.state == how and change.remark == said:
            return  # the same click once more
        if not change.is_open or shown(change, speech) != base:
            raise Conflict(STALE)
        result = _result(change, speech, how, fit(text).strip("\n"), said)
        if speech is not None and how != REFUSED and result != speech.text:
            speech_store.write(db, actor, now, [(speech.id, result, speech.revision + 1)])
        stood = speech.text if speech is not None and how != REFUSED else ""
        values = {
            "state": how,
            "stood": stood,
            "remark": said,
            "result": result,
            "decided_at": stored(now),
            "decided_by": actor.id,
        }
        _put(db, actor, now, found, change, values, how, said)


def _result(change: Change, speech: Speech | None, how: str, text: str, said: str) -> str:
    """The text the speech has then; "" where it stays. Raises Refused, Conflict."""
    if len(said) > LONGEST_WHY:
        raise Refused(
            Text(f"{LONGEST_WHY:,}文字以内で記入してください。", f"At most {LONGEST_WHY:,} characters.")
        )
    if how == REFUSED:
        if not said:
            raise Refused(Text("反映しない理由を記入してください。", "Say why it is not taken over."))
        return ""
    if speech is None:
        raise Conflict(_GONE)
    if how == ACCEPTED:
        if speech.text not in (change.was, change.text):
            raise Conflict(_MOVED_ON)
        return change.text
    if not text.strip():
        raise Refused(Text("反映後の発言を記入してください。", "Write what the speech becomes."))
    return text


def _put(
    db: Database, actor: Actor, now: datetime, found: Standing, change: Change, values: dict[str, Any], what: str,
    said: str,
) -> None:  # fmt: skip
    confirmation = found.confirmation
    store.put_change(db, change.id, values)
    store.tell(
        db, actor, now, confirmation.id, what, person_id=change.person_id, change_id=change.id, text=said
    )
    record(
        db, actor, now, "meetings.decide_change", f"meeting {confirmation.meeting_id}", result=what,
        speech=found.numbers[change.speech_id], change=change.id,
    )  # fmt: skip


def reopen(db: Database, actor: Actor, now: datetime, meeting_id: int, change_id: int) -> None:
    """Take a decision back: the proposal is open again, the speech as it was, where nobody changed it since.

    Raises Conflict (the speech was changed since, or the member proposes something newer), NotFound.
    """
    with db.write():
        require_held(db, meeting_id)
        found, change = _find(db, now, meeting_id, change_id)
        if change.is_open:
            return
        if change.state not in HOW:
            raise NotFound
        if any(c.is_open for c in found.of(change.person_id) if c.speech_id == change.speech_id):
            raise Conflict(
                Text("同じ発言への新しい申し出があります。", "There is a newer proposal for this speech.")
            )
        speech = found.speeches.get(change.speech_id)
        if speech is not None and change.result != change.stood:
            if speech.text != change.result:
                raise Conflict(_MOVED_ON)
            speech_store.write(db, actor, now, [(speech.id, change.stood, speech.revision + 1)])
        values = {
            "state": store.OPEN,
            "remark": "",
            "stood": "",
            "result": "",
            "decided_at": "",
            "decided_by": None,
        }
        _put(db, actor, now, found, change, values, "reopened", "")

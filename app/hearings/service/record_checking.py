"""A record on its way: to the section by a date, agreed to or corrected, decided on, final; reopened if it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from app.audit import service as audit
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service import record as records
from app.hearings.service import record_letters as letters
from app.hearings.service import series as all_series
from app.hearings.service.record import (
    AGREED,
    FINAL,
    PROPOSED,
    TYPING,
    WITH_SECTION,
    Paper,
    Record,
)
from app.hearings.store import record as store
from app.hearings.store import record_corrections as corrections
from app.hearings.store.record_corrections import ACCEPTED, OPEN, REFUSED, Correction
from app.rounds import dates
from app.security import Actor
from app.seen import CHANGED
from forms.questions import Answer, Text

LONGEST_REMARK: Final = 500
LONGEST_TEXT: Final = 20_000
_NOTHING_TYPED: Final = Text("記録がまだ作成されていません。", "Nothing was recorded yet.")
_STILL_OPEN: Final = Text(
    "採否を決めていない訂正案があります。先に、すべての訂正案の採否を決めてください。",
    "Some proposed corrections are not decided on. Decide on all of them first.",
)


def seen(record: Record | None) -> str:
    """What a page has shown of a record's way. One that was begun since is where it was."""
    if record is None:
        return "|||"
    return "|".join((record.to_section_at, record.proposed_at, record.agreed_at, record.final_at))


def _opened(db: Database, series_id: int, appointment_id: int, shown: str) -> tuple[Paper, Record]:
    """A record where it may go on. Raises NotFound, Refused (closed), Conflict (it has gone on meanwhile)."""
    all_series.require_open(db, series_id)
    found = records.paper(db, series_id, appointment_id)
    if found.record is None:
        raise Refused(_NOTHING_TYPED)
    if seen(found.record) != shown:
        raise Conflict(CHANGED)
    return found, found.record


def note(
    db: Database, actor: Actor, now: datetime, found: Paper, event: str, note: str, action: str, **detail: Any
) -> None:
    store.note_event(db, actor, now, found.appointment, event, note)
    audit.record(db, actor, now, f"hearings.{action}", f"hearing {found.appointment}", **detail)


def undecided(db: Database, appointment_id: int) -> list[Correction]:
    """Proposed corrections nobody has decided on."""
    return [c for c in corrections.proposed(db, appointment_id) if c.state == OPEN]


# The secretariat


def send(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, until: str, shown: str
) -> int:
    """The section reads it and answers by a day; the batch with the draft of the mail that asks it to.

    Its questions are kept with it as they are now. Raises NotFound, Refused, Conflict.
    """
    with db.write():
        found, record = _opened(db, series_id, appointment_id, shown)
        if record.state not in (TYPING, PROPOSED):
            raise Conflict(CHANGED)
        if undecided(db, appointment_id):
            raise Refused(_STILL_OPEN)
        _check_until(now, until)
        asked = record.asked or records.frozen(found)
        values = {"asked": asked, "to_section_at": stored(now), "answer_until": until, "proposed_at": ""}
        store.change(db, appointment_id, values)
        note(db, actor, now, found, "sent", until, "send_record", until=until, section=found.section.id)
        letters.discard(db, actor, now, record.batch_id)
        again = bool(corrections.proposed(db, appointment_id))
        batch_id = letters.ask_to_check(db, actor, now, found, until, again=again)
        store.change(db, appointment_id, {"batch_id": batch_id})
    return batch_id


def _check_until(now: datetime, until: str) -> None:
    try:
        date.fromisoformat(until)
    except ValueError:
        raise Refused(Text("確認の期限を日付で記入してください。", "Give the day as a date.")) from None
    if dates.passed(until, now):
        raise Refused(Text("確認の期限が過ぎた日付です。", "The day lies in the past."))


def pull_back(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, shown: str
) -> None:
    """The secretariat types on; the section is asked anew later. What it has typed and not sent stays there."""
    with db.write():
        found, record = _opened(db, series_id, appointment_id, shown)
        if record.state not in (WITH_SECTION, AGREED):
            raise Conflict(CHANGED)
        letters.discard(db, actor, now, record.batch_id)
        _back_to_typing(db, appointment_id, {})
        note(db, actor, now, found, "pulled_back", "", "pull_back_record")


def _back_to_typing(db: Database, appointment_id: int, more: Mapping[str, Any]) -> None:
    """The questions stay as they were when it was sent first."""
    values = {
        "to_section_at": "", "answer_until": "", "proposed_at": "", "agreed_at": "", "agreed_by": None,
    }  # fmt: skip
    store.change(db, appointment_id, values | dict(more))


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a correction. text: what stands in the record from now on, where it is taken; seen: the mark of
    what stood there on the page."""

    take: bool
    text: str
    remark: str
    seen: str


def standing(found: Paper, key: str) -> str:
    """The mark of what the record says now: a page carries it, so that no newer text is written over unasked."""
    return Answer(text=found.text(key)).mark()


def decide(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, correction_id: int, wanted: Decision
) -> None:  # fmt: skip
    """Take a correction, as it is or in other words, or refuse it with a remark. Done twice it is done once.

    Raises NotFound, Refused, Conflict (decided otherwise, or the record has gone on).
    """
    with db.write():
        all_series.require_open(db, series_id)
        found = records.paper(db, series_id, appointment_id)
        one = next((c for c in corrections.proposed(db, appointment_id) if c.id == correction_id), None)
        if one is None:
            raise NotFound
        text, remark = wanted.text.replace("\r\n", "\n"), wanted.remark.replace("\r\n", "\n").strip()
        state = ACCEPTED if wanted.take else REFUSED
        if (one.state, one.remark, one.taken) == (state, remark, text if wanted.take else ""):
            return
        if one.state != OPEN or found.state != PROPOSED:
            raise Conflict(CHANGED)
        _check_decision(wanted.take, text, remark)
        if wanted.take:
            if wanted.seen != standing(found, one.question) and text != found.text(one.question):
                raise Conflict(CHANGED)  # a colleague has typed there meanwhile
            records.write_text(db, actor, now, found, one.question, text)
        corrections.decide(
            db, actor, now, correction_id, state, taken=text if wanted.take else "", remark=remark
        )
        name = records.field_name(found, one.question).ja
        act = "accepted" if wanted.take else "refused"
        note(db, actor, now, found, act, name, "decide_correction", question=one.question, state=state)


def _check_decision(take: bool, text: str, remark: str) -> None:
    if not take and not remark:
        raise Refused(
            Text(
                "採用しない理由を記入してください。課の画面に表示します。",
                "Write why it is not taken; the section reads it.",
            )
        )
    if len(remark) > LONGEST_REMARK:
        raise Refused(
            Text(
                f"ひとことは{LONGEST_REMARK}文字以内で記入してください。",
                f"At most {LONGEST_REMARK} characters.",
            )
        )
    if len(text) > LONGEST_TEXT:
        raise Refused(
            Text(f"{LONGEST_TEXT}文字以内で記入してください。", f"At most {LONGEST_TEXT} characters.")
        )


def may_finish(db: Database, now: datetime, found: Paper) -> bool:
    """It may become final now: agreed to, or all corrections decided on, or the section's time is over."""
    record = found.record
    if record is None or not found.series.is_open:
        return False
    if record.state == WITH_SECTION:
        return dates.passed(record.answer_until, now)
    return record.state == AGREED or (record.state == PROPOSED and not undecided(db, found.appointment))


def finish(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, shown: str
) -> None:
    """It is final: nothing of it changes any more. After the date also without the section's word, marked so."""
    with db.write():
        all_series.require_open(db, series_id)
        found = records.paper(db, series_id, appointment_id)
        if found.state == FINAL:
            return
        found, record = _opened(db, series_id, appointment_id, shown)
        if undecided(db, appointment_id):
            raise Refused(_STILL_OPEN)
        if not may_finish(db, now, found):
            raise Refused(
                Text(
                    "課が確認するか、確認の期限が過ぎるまでは確定できません。",
                    "It can be made final once the section agreed or its time is over.",
                )
            )
        alone = record.state == WITH_SECTION
        letters.discard(db, actor, now, record.batch_id)
        corrections.drop_drafts(db, appointment_id)
        values = {"final_at": stored(now), "final_by": actor.id, "without_word": int(alone)}
        act = "finished_alone" if alone else "finished"
        note(db, actor, now, found, act, "", "finish_record")
        store.change(db, appointment_id, values)


def reopen(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, reason: str, shown: str
) -> None:
    """A final record is typed once more, for a reason that is kept. Raises NotFound, Refused, Conflict."""
    plain = " ".join(reason.split())
    with db.write():
        found, record = _opened(db, series_id, appointment_id, shown)
        if record.state != FINAL:
            raise Conflict(CHANGED)
        if not plain:
            raise Refused(Text("理由を記入してください。", "Write the reason."))
        more = {"final_at": "", "final_by": None, "without_word": 0, "reopened_at": stored(now)}
        _back_to_typing(db, appointment_id, more)
        note(db, actor, now, found, "reopened", plain, "reopen_record", reason=plain)

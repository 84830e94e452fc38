"""What a reader of a draft says: agrees, proposes changes speech by speech, takes them back. The secretariat says it for
those who answer on paper; then who recorded it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import confirming
from app.meetings.service.confirming import OPEN, Standing
from app.meetings.service.opening import require_held, seen
from app.meetings.service.writing import fit
from app.meetings.store import confirming as store
from app.meetings.store import meetings as meeting_store
from app.meetings.store.confirming import AGREED, CHANGES, WITHDRAWN, Change, Reader
from app.meetings.store.meetings import Meeting
from app.security import Actor
from forms.questions import Text

LONGEST_WHY: Final = 1_000
_OVER: Final = Text(
    "確認の期間が終わっているため、受け付けられません。事務局へご連絡ください。",
    "The time for confirming is over. Please turn to the secretariat.",
)
STALE: Final = Text(
    "この発言は、ページを開いたあとに変わっています。入力した内容は送っていません。いまの発言を見て、もう一度送ってください。",
    "This speech has changed since you opened the page. What you typed was not sent; look at it as it is now and send it again.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft before one reader. for_other: the secretariat records what somebody said on paper."""

    standing: Standing
    reader: Reader
    for_other: bool

    @property
    def may_say(self) -> bool:
        """Whether this reader's answer is taken now."""
        state = self.standing.state
        return state == OPEN or (self.for_other and state != confirming.CLOSED)

    @property
    def changes(self) -> list[Change]:
        """What this reader has proposed and not taken back."""
        return [c for c in self.standing.of(self.reader.person_id) if c.state != WITHDRAWN]

    def change_of(self, speech_id: int) -> Change | None:
        """This reader's change of a speech that nobody has decided on."""
        return next((c for c in self.changes if c.speech_id == speech_id and c.is_open), None)


def reading(
    db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None = None
) -> Reading:
    """The draft for this member, or, for the secretariat, for the person who answers on paper. Raises NotFound."""
    found = confirming.standing(db, now, meeting_id)
    if found is None or (person_id is not None) != actor.is_secretariat:
        raise NotFound
    own = next(
        (r for r in found.readers if (r.person_id == person_id if person_id else r.account_id == actor.id)),
        None,
    )
    if own is None:
        raise NotFound
    return Reading(found, own, person_id is not None)


def reads(db: Database, actor: Actor, now: datetime, meeting_id: int) -> bool:
    """Whether this member was asked to confirm these minutes."""
    try:
        return not actor.is_secretariat and bool(reading(db, actor, now, meeting_id))
    except NotFound:
        return False


@dataclass(frozen=True, slots=True)
class Asked:
    """Minutes somebody is asked to confirm now."""

    meeting: Meeting
    until: str
    said: str


def asked(db: Database, actor: Actor, now: datetime) -> list[Asked]:
    """What this member is asked to confirm, the most urgent first; what can no longer be answered is left out."""
    out = []
    for found, reader in store.of_account(db, actor.id or 0):
        meeting = meeting_store.get(db, found.meeting_id)
        if meeting is not None and confirming.state(found, now) == OPEN:
            out.append(Asked(meeting, found.until, reader.said))
    return out


def _open(db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None) -> Reading:
    found = reading(db, actor, now, meeting_id, person_id)
    require_held(db, meeting_id)
    if not found.may_say:
        raise Refused(_OVER)
    return found


def _say(
    db: Database, actor: Actor, now: datetime, found: Reading, what: str, said: str, *, change_id: int | None = None,
    text: str = "",
) -> None:  # fmt: skip
    """What this reader says to the whole from now on, with its trace and its line in the log."""
    confirmation, reader = found.standing.confirmation, found.reader
    on_paper = actor.id if found.for_other else None
    store.put_said(
        db, confirmation.id, reader.person_id, said, stored(now) if said else "", on_paper if said else None
    )
    store.tell(
        db, actor, now, confirmation.id, what, person_id=reader.person_id, change_id=change_id, text=text,
        on_paper=found.for_other,
    )  # fmt: skip
    number = found.standing.numbers.get(
        next((c.speech_id for c in store.changes(db, confirmation.id) if c.id == change_id), 0)
    )
    record(
        db, actor, now, f"meetings.{what}", f"meeting {confirmation.meeting_id}", person=reader.person_id,
        **({"speech": number} if number else {}), **({"on_paper": True} if found.for_other else {}),
    )  # fmt: skip


def agree(
    db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None = None, *, yes: bool
) -> None:
    """Agree to the minutes, or take that back. Raises Refused (too late, a change is still open), NotFound."""
    with db.write():
        found = _open(db, actor, now, meeting_id, person_id)
        if (found.reader.said == AGREED) == yes:
            return
        if yes and any(c.is_open for c in found.changes):
            raise Refused(
                Text(
                    "修正の申し出が残っています。同意するときは、先に申し出を取り下げてください。",
                    "A proposed change is still open. To agree, take it back first.",
                )
            )
        _say(db, actor, now, found, "agreed" if yes else "unsaid", AGREED if yes else _rest(found))


def _rest(found: Reading, *, without: int = 0, remark_: str | None = None) -> str:
    """What is said by the changes and the remark that stand, once the agreement is gone."""
    left = found.reader.remark if remark_ is None else remark_
    return CHANGES if left or any(c.id != without for c in found.changes) else ""


def remark(
    db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None, text: str
) -> None:
    """What is not about one speech (the cover, the results, a speech that is missing). Raises Refused, NotFound."""
    said = fit(text).strip()
    if len(said) > LONGEST_WHY:
        raise Refused(_too_long())
    with db.write():
        found = _open(db, actor, now, meeting_id, person_id)
        if said == found.reader.remark:
            return
        store.put_remark(db, found.standing.confirmation.id, found.reader.person_id, said)
        standing = AGREED if found.reader.said == AGREED else _rest(found, remark_=said)
        _say(db, actor, now, found, "remarked", standing, text=said)


def _too_long() -> Text:
    return Text(f"{LONGEST_WHY:,}文字以内で記入してください。", f"At most {LONGEST_WHY:,} characters.")


def propose(
    db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None, speech_id: int, *, text: str,
    why: str, base: str,
) -> None:  # fmt: skip
    """Propose another text for a speech (or only say something about it); an open proposal of one's own is replaced.

    base: what the page had shown of the speech. Raises Refused, Conflict (the speech is not as shown), NotFound.
    """
    wanted, reason = fit(text).strip("\n"), fit(why).strip()
    if len(reason) > LONGEST_WHY:
        raise Refused(_too_long())
    with db.write():
        found = _open(db, actor, now, meeting_id, person_id)
        if speech_id not in found.standing.numbers:
            raise NotFound
        speech = found.standing.speeches.get(speech_id)
        if speech is None or seen([speech.text]) != base:
            raise Conflict(STALE)
        if not wanted.strip() or (wanted == speech.text and not reason):
            raise Refused(_nothing(empty=not wanted.strip()))
        mine = found.change_of(speech_id)
        if mine and (mine.was, mine.text, mine.why) == (speech.text, wanted, reason):
            return
        change_id = _keep(db, actor, now, found, speech_id, speech.text, wanted, reason)
        _say(db, actor, now, found, "proposed", CHANGES, change_id=change_id, text=wanted)


def _nothing(empty: bool) -> Text:
    if empty:
        return Text(
            "修正後の発言を記入してください。発言の削除を希望するときは、発言はそのままにして、理由の欄にその旨を書いてください。",
            "Write the speech as it should read. To have it taken out, leave it as it is and say so under the reason.",
        )
    return Text(
        "発言が変わっていません。直したい所を直すか、理由の欄に書いてください。",
        "Nothing was changed. Correct the speech, or write under the reason.",
    )


def _keep(
    db: Database, actor: Actor, now: datetime, found: Reading, speech_id: int, was: str, text: str, why: str
) -> int:
    on_paper = actor.id if found.for_other else None
    mine = found.change_of(speech_id)
    if mine is None:
        confirmation, person = found.standing.confirmation.id, found.reader.person_id
        return store.propose(db, now, confirmation, person, speech_id, was, text, why, on_paper)
    values = {"was": was, "text": text, "why": why, "proposed_at": stored(now), "on_paper": on_paper}
    store.put_change(db, mine.id, values)
    return mine.id


def withdraw(
    db: Database, actor: Actor, now: datetime, meeting_id: int, person_id: int | None, change_id: int
) -> None:
    """Take a proposal back that nobody has decided on. Raises Conflict where somebody has, NotFound."""
    with db.write():
        found = _open(db, actor, now, meeting_id, person_id)
        mine = next((c for c in found.standing.of(found.reader.person_id) if c.id == change_id), None)
        if mine is None:
            raise NotFound
        if mine.state == WITHDRAWN:
            return
        if not mine.is_open:
            raise Conflict(
                Text("この申し出は、既に決まっています。", "This proposal was decided on already.")
            )
        store.put_change(db, mine.id, {"state": WITHDRAWN})
        _say(db, actor, now, found, "withdrawn", _rest(found, without=mine.id), change_id=change_id)

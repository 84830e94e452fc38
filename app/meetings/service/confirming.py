"""Confirmation by the members: a draft is sent, frozen; until a day each member agrees or proposes changes.

The dates are the city's days, the last day included. After it members can say nothing more; the secretariat still records
what comes on paper, until it closes the confirmation. Then minutes can be made final (finishing), or sent once more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.audit.service import record
from app.clock import CITY_ZONE, read, stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import papers
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_held, seen
from app.meetings.store import confirming as store
from app.meetings.store import meetings as meeting_store
from app.meetings.store import writing as speech_store
from app.meetings.store.confirming import Change, Confirmation, Reader
from app.meetings.store.meetings import Meeting, Person
from app.meetings.store.writing import Speech
from app.security import Actor
from forms.questions import Text
from reports.minutes.model import Minutes, from_data

__all__ = ["Change", "Confirmation", "Reader"]

OPEN: Final = "open"
OVER: Final = "over"
CLOSED: Final = "closed"
#: The usual time to read: two weeks.
USUAL_DAYS: Final = 14
_DOUBLE: Final = timedelta(minutes=1)
_NOT_SENT: Final = Text("委員への確認の依頼がまだありません。", "Members have not been asked to confirm yet.")
STILL_OPEN: Final = Text(
    "いまの確認が終わっていません。先に「確認を締め切る」を押してください。",
    "The present confirmation is not over. Close it first.",
)
UNDECIDED: Final = Text(
    "まだ決めていない修正の申し出があります。反映するかどうかを決めてください。",
    "There are proposed changes nobody has decided on. Decide on them first.",
)


def today(now: datetime) -> str:
    """The city's day."""
    return f"{now.astimezone(CITY_ZONE):%Y-%m-%d}"


def usual_until(now: datetime) -> str:
    """The last day that is offered."""
    return f"{now.astimezone(CITY_ZONE) + timedelta(days=USUAL_DAYS):%Y-%m-%d}"


def state(found: Confirmation, now: datetime) -> str:
    """OPEN: members can answer; OVER: its last day has passed; CLOSED: the secretariat has closed it."""
    if found.closed_at:
        return CLOSED
    return OPEN if today(now) <= found.until else OVER


@dataclass(frozen=True, slots=True)
class Standing:
    """A confirmation. speeches: as they stand now, by id; numbers: speech → its number in the draft; silence: who has said
    nothing counts as having agreed (not before everybody had until the last day, and only where the round was sent so)."""

    confirmation: Confirmation
    state: str
    silence: bool
    readers: tuple[Reader, ...]
    changes: tuple[Change, ...]
    speeches: Mapping[int, Speech]
    numbers: Mapping[int, int]

    def of(self, person_id: int) -> list[Change]:
        """The changes somebody has proposed."""
        return [c for c in self.changes if c.person_id == person_id]

    @property
    def runs(self) -> bool:
        """Answers are still taken, on paper at least: members speak of the draft by its numbers."""
        return self.state != CLOSED

    @property
    def undecided(self) -> int:
        """Changes nobody has decided on."""
        return sum(c.is_open for c in self.changes)

    @property
    def silent(self) -> list[Reader]:
        """Who has said nothing."""
        return [r for r in self.readers if not r.said]

    @property
    def remarks(self) -> list[Reader]:
        """Who has remarked on the whole."""
        return [r for r in self.readers if r.remark]

    @property
    def settled(self) -> bool:
        """Nothing more is to be waited for: everybody has agreed, or the time is over; every change was decided on."""
        all_said = all(r.said for r in self.readers)
        return not self.undecided and (self.state != OPEN or all_said)


def standing(db: Database, now: datetime, meeting_id: int) -> Standing | None:
    """How the newest confirmation stands; None before the first."""
    found = store.newest(db, meeting_id)
    return _standing(db, now, found) if found else None


def earlier(db: Database, now: datetime, meeting_id: int) -> list[Standing]:
    """The confirmations before the newest, as they ended, the last first."""
    return [_standing(db, now, found) for found in store.rounds(db, meeting_id)[1:]]


def _standing(db: Database, now: datetime, found: Confirmation) -> Standing:
    numbers = {speech_id: n for n, speech_id in enumerate(found.draft["ids"], 1)}
    return Standing(
        found, state(found, now), _silence(found, now), tuple(store.readers(db, found.id)),
        tuple(store.changes(db, found.id)), {s.id: s for s in speeches(db, found.meeting_id)}, numbers,
    )  # fmt: skip


def _silence(found: Confirmation, now: datetime) -> bool:
    ended = read(found.closed_at) if found.closed_at else now
    return found.silence_agrees and today(ended) > found.until


def running(db: Database, now: datetime) -> list[tuple[Meeting, Standing]]:
    """Minutes that were sent to members and are not final, the most urgent first."""
    out = []
    for meeting_id in store.unfinished(db):
        meeting, found = meeting_store.get(db, meeting_id), standing(db, now, meeting_id)
        if meeting is not None and found is not None:
            out.append((meeting, found))
    return out


def require(db: Database, now: datetime, meeting_id: int) -> Standing:
    """The same. Raises Refused where nothing was sent yet."""
    found = standing(db, now, meeting_id)
    if found is None:
        raise Refused(_NOT_SENT)
    return found


def speeches(db: Database, meeting_id: int) -> list[Speech]:
    """What was said, as it stands now."""
    return speech_store.speeches(db, meeting_id)


def draft(found: Confirmation) -> Minutes:
    """The draft that was sent, ready to print."""
    return from_data(found.draft)


def texts(found: Confirmation) -> dict[int, str]:
    """The texts of the draft that was sent, by speech."""
    said = [s["text"] for item in found.draft["items"] for s in item["speeches"]]
    return dict(zip(found.draft["ids"], said, strict=True))


def own_numbers(found: Confirmation, person_id: int) -> frozenset[int]:
    """The numbers of the speeches somebody made."""
    return frozenset(n for n, who in enumerate(found.draft["people"], 1) if who == person_id)


def shown(db: Database, meeting_id: int) -> str:
    """What the page that sends a draft has shown of it, and of who is there."""
    return seen([papers.outside(db, meeting_id).data(), *meeting_store.people(db, meeting_id)])


def usual_readers(people: Sequence[Person]) -> frozenset[int]:
    """Who is asked where nobody chooses otherwise: the members who were there."""
    return frozenset(
        p.id for p in people if p.kind == meeting_store.MEMBER and p.presence == meeting_store.PRESENT
    )


def until_day(now: datetime, until: str) -> str:
    """A last day that can be. Raises Refused."""
    try:
        good = date.fromisoformat(until) >= date.fromisoformat(today(now))
    except ValueError:
        good = False
    if not good:
        raise Refused(Text("今日以降の日付を記入してください。", "Give a day that is not in the past."))
    return until


def send(
    db: Database, actor: Actor, now: datetime, meeting_id: int, *, until: str, silence_agrees: bool,
    people: Collection[int], shown_: str,
) -> int:  # fmt: skip
    """Ask these people to confirm the minutes as they stand; the confirmation's number. The same click twice sends once.

    Raises Refused (nobody, nothing to read, no day, an earlier one is not over), Conflict, NotFound.
    """
    with db.write():
        require_held(db, meeting_id)
        last = store.newest(db, meeting_id)
        if last is not None and not last.closed_at and now - read(last.sent_at) < _DOUBLE:
            return last.number
        _over(db, now, last)
        until_day(now, until)
        said = speeches(db, meeting_id)
        _something(people, said)
        if shown(db, meeting_id) != shown_:
            raise Conflict(CHANGED)
        if not set(people) <= {p.id for p in meeting_store.people(db, meeting_id)}:
            raise NotFound
        number = last.number + 1 if last else 1
        frozen: dict[str, Any] = {
            **papers.outside(db, meeting_id).data(), "ids": [s.id for s in said], "people": [s.person_id for s in said],
        }  # fmt: skip
        made = store.add(db, actor, now, meeting_id, number, frozen, until, silence_agrees, sorted(people))
        store.tell(db, actor, now, made, "sent", text=until)
        record(
            db,
            actor,
            now,
            "meetings.ask",
            f"meeting {meeting_id}",
            number=number,
            until=until,
            people=len(people),
        )
    return number


def _something(people: Collection[int], said: Sequence[Speech]) -> None:
    """Somebody is asked, and there is something to read."""
    if not said:
        raise Refused(Text("発言がまだ書かれていません。", "No speech was written yet."))
    if not people:
        raise Refused(Text("確認する方を選んでください。", "Choose who is to confirm."))


def _over(db: Database, now: datetime, last: Confirmation | None) -> None:
    """An earlier confirmation has to be over; one whose last day has passed is closed by the next."""
    if last is None:
        return
    if state(last, now) == OPEN:
        raise Refused(STILL_OPEN)
    if any(c.is_open for c in store.changes(db, last.id)):
        raise Refused(UNDECIDED)
    if not last.closed_at:
        store.close(db, last.id, stored(now))


def notes(db: Database, now: datetime, meeting_id: int) -> list[Text]:
    """What a careful secretary would look at of the confirmation before minutes are made final."""
    found = standing(db, now, meeting_id)
    if found is None:
        return [_NOT_SENT]
    out = [UNDECIDED] if found.undecided else []
    if found.remarks:
        names = [r.name for r in found.remarks]
        out.append(
            Text(
                f"全体への意見があります：{'、'.join(names)}", f"Remarks on the whole by: {', '.join(names)}"
            )
        )
    if found.silent and not found.silence:
        names = [r.name for r in found.silent]
        out.append(
            Text(f"まだ返事のない方がいます：{'、'.join(names)}", f"No answer yet: {', '.join(names)}")
        )
    return out + [
        Text(
            f"発言{number}が、委員の申し出によらずに、確認の依頼のあとで変わっています。",
            f"Speech {number} was changed after it was sent, and not as a member proposed.",
        )
        for number in _changed_otherwise(found)
    ]


def _changed_otherwise(found: Standing) -> list[int]:
    """Numbers of speeches (in the draft) whose text members have not seen; dropped ones as well."""
    results = {(c.speech_id, c.result) for c in found.changes}
    return [
        found.numbers[speech_id]
        for speech_id, text in texts(found.confirmation).items()
        if (now_said := found.speeches.get(speech_id)) is None
        or (now_said.text != text and (speech_id, now_said.text) not in results)
    ]

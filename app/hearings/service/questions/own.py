"""A section's own questions: taken from what was found, written freely, reworded, ordered, merged, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service.questions import offers, writing
from app.hearings.service.questions.offers import Offer
from app.hearings.service.series import get, require_open
from app.hearings.store import questions as store
from app.hearings.store.questions import FREE, Own
from app.security import Actor
from app.seen import CHANGED, fingerprint
from forms.questions import Text

__all__ = ["Own"]

LONGEST: Final = 2_000
_GONE: Final = Text(
    "もとの内容がなくなったため、追加していません。最新の画面を確認してください。",
    "What it came from is there no more; nothing was added. Please look at the page as it is now.",
)
_BETWEEN: Final = "\n"


def of_section(db: Database, series_id: int, section_id: int) -> list[Own]:
    """Every one in its order, also those dropped or merged."""
    return store.own(db, series_id, section_id)


def seen(question: Own) -> str:
    """What a page has shown of a question's text."""
    return fingerprint(question.text)


def offered(db: Database, actor: Actor, now: datetime, series_id: int, section_id: int) -> list[Offer]:
    """What could still be asked; what was taken once is not offered again (it can be brought back)."""
    taken = {(o.origin, o.origin_ref) for o in store.own(db, series_id, section_id)}
    found = offers.offers(db, actor, now, get(db, series_id), section_id)
    return [one for one in found if (one.origin, one.ref) not in taken]


def take(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, origin: str, ref: str
) -> int:
    """Make an offer a question; its id. The same click once more gives the same one. Raises Conflict: it is gone."""
    with db.write():
        series = require_open(db, series_id)
        _must_be_heard(db, series_id, section_id)
        for known in store.own(db, series_id, section_id):
            if (known.origin, known.origin_ref) == (origin, ref) and origin != FREE:
                return known.id
        every = offers.offers(db, actor, now, series, section_id)
        found = next((o for o in every if (o.origin, o.ref) == (origin, ref)), None)
        if found is None:
            raise Conflict(_GONE)
        made = store.add_own(
            db, actor, now, series_id, section_id,
            text=found.question.ja, origin=origin, ref=ref, origin_text=found.about.ja,
        )  # fmt: skip
        _record(db, actor, now, series_id, section_id, made, "take")
    return made


def add(db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, text: str) -> int:
    """A question of the secretariat's own; its id. Raises Refused for an empty or too long one."""
    plain = _plain(text)
    with db.write():
        require_open(db, series_id)
        _must_be_heard(db, series_id, section_id)
        for known in store.own(db, series_id, section_id):
            if known.text == plain and known.asked:
                return known.id  # the same click once more
        made = store.add_own(
            db, actor, now, series_id, section_id, text=plain, origin=FREE, ref="", origin_text=""
        )
        _record(db, actor, now, series_id, section_id, made, "add")
    return made


def _must_be_heard(db: Database, series_id: int, section_id: int) -> None:
    if all(s.id != section_id for s in writing.concerned(db, series_id)):
        raise NotFound


def _plain(text: str) -> str:
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise Refused(Text("質問の文を記入してください。", "Write the question."))
    if len(plain) > LONGEST:
        raise Refused(Text(f"質問は{LONGEST}文字以内で記入してください。", f"At most {LONGEST} characters."))
    return plain


def _record(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int, what: str
) -> None:
    record(
        db, actor, now, "hearings.own_question", f"series {series_id}",
        section=section_id, question=f"o{question_id}", kind=what,
    )  # fmt: skip


def _one(every: Sequence[Own], question_id: int) -> Own:
    for known in every:
        if known.id == question_id:
            return known
    raise NotFound


def reword(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int, text: str,
    shown: str,
) -> None:  # fmt: skip
    """Another wording. shown: `seen` of the page. Raises Conflict where somebody else was first, Refused."""
    plain = _plain(text)
    with db.write():
        require_open(db, series_id)
        known = _one(store.own(db, series_id, section_id), question_id)
        if known.text == plain:
            return
        if shown != seen(known) or not known.asked:
            raise Conflict(CHANGED)
        store.change_own(db, question_id, {"text": plain})
        _record(db, actor, now, series_id, section_id, question_id, "reword")


def move(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int, step: int,
    place: int,
) -> None:  # fmt: skip
    """One place up (-1) or down (+1); nothing where the page (place: 1 = first) showed it elsewhere."""
    with db.write():
        require_open(db, series_id)
        every = store.own(db, series_id, section_id)
        order = [o.id for o in every if o.asked]
        if _one(every, question_id).id not in order:
            return
        here = order.index(question_id)
        there = here + step
        if place != here + 1 or not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        _renumber(db, every, order)
        _record(db, actor, now, series_id, section_id, question_id, "move")


def _renumber(db: Database, every: Sequence[Own], order: Sequence[int]) -> None:
    rest = [o.id for o in every if o.id not in order]
    for position, question_id in enumerate((*order, *rest), 1):
        store.change_own(db, question_id, {"position": position})


def drop(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int,
    *, dropped: bool,
) -> None:  # fmt: skip
    """It is not asked, or asked again after all (as the last one)."""
    with db.write():
        require_open(db, series_id)
        every = store.own(db, series_id, section_id)
        known = _one(every, question_id)
        if known.merged_into is not None or bool(known.dropped_at) == dropped:
            return  # the same click once more
        store.change_own(db, question_id, {"dropped_at": stored(now) if dropped else ""})
        if not dropped:
            _renumber(db, every, [*(o.id for o in every if o.asked), question_id])
        _record(db, actor, now, series_id, section_id, question_id, "drop" if dropped else "back")


def merge(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int, into: int
) -> None:
    """One question of two: its text goes below the other one's, which keeps both origins. Raises NotFound."""
    with db.write():
        require_open(db, series_id)
        every = store.own(db, series_id, section_id)
        known, target = _one(every, question_id), _one(every, into)
        if known.merged_into == into:
            return  # the same click once more
        if known.id == into or not known.asked or not target.asked:
            raise Conflict(CHANGED)
        joined = f"{target.text}{_BETWEEN}{known.text}"
        if len(joined) > LONGEST:
            raise Refused(
                Text(f"合わせると{LONGEST}文字を超えます。", f"Together they exceed {LONGEST} characters.")
            )
        store.change_own(db, into, {"text": joined})
        store.change_own(db, question_id, {"merged_into": into})
        _record(db, actor, now, series_id, section_id, question_id, "merge")


def part(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, question_id: int
) -> None:
    """Take a merging back: the question stands by itself again, its text leaves the other one's if it still ends it."""
    with db.write():
        require_open(db, series_id)
        every = store.own(db, series_id, section_id)
        known = _one(every, question_id)
        if known.merged_into is None:
            return  # the same click once more
        target = _one(every, known.merged_into)
        if target.text.endswith(f"{_BETWEEN}{known.text}"):
            store.change_own(db, target.id, {"text": target.text.removesuffix(f"{_BETWEEN}{known.text}")})
        store.change_own(db, question_id, {"merged_into": None})
        _renumber(db, every, [*(o.id for o in every if o.asked), question_id])
        _record(db, actor, now, series_id, section_id, question_id, "part")

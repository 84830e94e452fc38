"""What a person decides about single notices: unclear and failed ones, the log, one-off messages, a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.notices import texts
from app.notices.letter import Letter, erased, is_address
from app.notices.service import addressing, batches, owing, posting
from app.notices.service.batches import Plan
from app.notices.store import notices as store
from app.notices.store.notices import CANCELLED, DRAFT, FAILED, QUEUED, SENT, UNCLEAR, Notice
from app.notices.texts import Wording
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

_MEANWHILE: Final = Text(
    "状態が変わっています。ほかの方が先に処理したか、送信が進みました。何も変更していません。",
    "It has changed meanwhile (somebody else, or the worker). Nothing was changed.",
)


def get(db: Database, notice_id: int) -> Notice:
    """One notice. Raises NotFound."""
    found = store.get(db, notice_id)
    if found is None:
        raise NotFound
    return found


def troubled(db: Database) -> list[Notice]:
    """Unclear ones first, then failed ones: each waits for a person."""
    where = "n.state IN ('unclear', 'failed')"
    return store.found(db, where, (), more="ORDER BY n.state DESC, n.id LIMIT 200")


def to_decide(db: Database) -> int:
    """How many things wait for a person: batches of drafts, unclear and failed notices."""
    return len(batches.undecided(db)) + store.count(db, "n.state IN ('unclear', 'failed')", ())


def partly_refused(db: Database, now: datetime) -> list[Notice]:
    """Sent in the last two weeks, but not to every address."""
    since = stored(now - timedelta(days=14))
    where = "n.state = 'sent' AND n.refused <> '{}' AND n.sent_at > ?"
    return store.found(db, where, (since,), more="ORDER BY n.id DESC LIMIT 100")


def again(db: Database, actor: Actor, now: datetime, notice_id: int) -> None:
    """Send an unclear or failed notice (once more). Addresses are looked up anew where it had none that worked.

    Raises Conflict, Refused.
    """
    with db.write():
        notice = get(db, notice_id)
        if notice.state not in (UNCLEAR, FAILED):
            raise Conflict(_MEANWHILE)
        change: dict[str, Any] = {"state": QUEUED, "attempts": 0, "next_at": "", "error": ""}
        if not notice.left or notice.refused:
            change |= _looked_up(db, notice)
        store.change(db, now, notice_id, notice.state, **change)
        record(db, actor, now, "notices.again", f"notice {notice_id}", was=notice.state)


def _looked_up(db: Database, notice: Notice) -> dict[str, Any]:
    """The addresses of today: a mailbox may have been put right since. Explicit ones stay as they were."""
    found = addressing.Places(notice.recipients, notice.cc)
    if notice.section_id is not None:
        copy = addressing.wants_copy(db, notice.round_id)
        found = addressing.section_places(db, notice.section_id, copy)
    if not found.to and not found.cc:
        raise Refused(
            Text(
                "宛先がありません。課の共用アドレスか、課の方のメールアドレスを登録してから送ってください。",
                "There is no address. Register the section's mailbox or a person's address first.",
            )
        )
    return {"recipients": found.to, "cc": found.cc, "refused": found.refused}


def was_sent(db: Database, actor: Actor, now: datetime, notice_id: int) -> None:
    """An unclear or failed one reached its receiver (somebody asked, or told them otherwise). Raises Conflict."""
    with db.write():
        notice = get(db, notice_id)
        told = "送信済みとしました（事務局の確認）"
        change = {"state": SENT, "error": told, "body": erased(notice.body), "sent_at": stored(now)}
        if notice.state not in (UNCLEAR, FAILED) or not store.change(
            db, now, notice_id, notice.state, **change
        ):
            raise Conflict(_MEANWHILE)
        record(db, actor, now, "notices.was_sent", f"notice {notice_id}", was=notice.state)


def cancel(db: Database, actor: Actor, now: datetime, notice_id: int) -> None:
    """Never send it: a queued, unclear or failed one. Raises Conflict."""
    with db.write():
        notice = get(db, notice_id)
        told = "送信を取りやめました"
        change = {"state": CANCELLED, "error": told, "body": erased(notice.body)}
        able = notice.state in (QUEUED, UNCLEAR, FAILED)
        if not able or not store.change(db, now, notice_id, notice.state, **change):
            raise Conflict(_MEANWHILE)
        record(db, actor, now, "notices.cancel", f"notice {notice_id}", was=notice.state)


def cancel_without_address(db: Database, actor: Actor, now: datetime) -> int:
    """Let those go that failed for want of any address, all at once; returns how many."""
    with db.write():
        left = [n.id for n in store.found(db, "n.state = ? AND n.error = ?", (FAILED, addressing.NOBODY))]
        for notice_id in left:
            cancel(db, actor, now, notice_id)
    return len(left)


def message(
    db: Database, actor: Actor, now: datetime, round_id: int, section_ids: Sequence[int], wording: Wording,
    only_owing: bool, why: str,
) -> int:  # fmt: skip
    """Draft a one-off message to these sections of a round; returns the batch. Raises Refused, RoundArchived."""
    with db.write():
        rounds.require_changeable(db, round_id)
        found = owing.debts(db, now, round_id)
        chosen = [s for s in found if s in set(section_ids) and (found[s].owed or not only_owing)]
        if not chosen:
            raise Refused(Text("送る課を一つ以上選んでください。", "Choose at least one section."))
        title = texts.kind_name("message").ja
        plan = Plan("message", title, why or title, wording, only_owing)
        return batches.make(db, actor, now, round_id, plan, found, dict.fromkeys(chosen, why or title))


def try_out(db: Database, actor: Actor, now: datetime, address: str) -> int:
    """A letter that shows whether the settings are right. Raises Refused for what is no address."""
    if not is_address(address.strip()):
        raise Refused(Text("メールアドレスを半角で記入してください。", "Please give a mail address."))
    wording = texts.TEST
    letter = Letter("test", None, None, wording.subject, wording.body, "設定の確認", to=(address.strip(),))
    return posting.post(db, actor, now, letter)


@dataclass(frozen=True, slots=True)
class Search:
    """What the log is narrowed by; "" and 0 are no limit. first, last: days in the city's time."""

    round_id: int = 0
    kind: str = ""
    state: str = ""
    first: str = ""
    last: str = ""
    words: str = ""
    way: str = ""


def log(db: Database, search: Search, *, limit: int = 100, page: int = 1) -> tuple[list[Notice], int]:
    """Notices that are no drafts, the newest first, and how many there are in all."""
    where, params = _where(search)
    more = f"ORDER BY n.id DESC LIMIT {int(limit)} OFFSET {(max(page, 1) - 1) * int(limit)}"
    return store.found(db, where, params, more=more), store.count(db, where, params)


def _where(search: Search) -> tuple[str, list[Any]]:
    # Rows that were left out of a batch nobody has decided on yet belong to its drafts.
    parts = ["n.state <> ?", "(n.state <> 'cancelled' OR n.batch_id IS NULL OR n.error <> '')"]
    params: list[Any] = [DRAFT]
    same = (
        ("n.round_id", search.round_id),
        ("n.kind", search.kind),
        ("n.state", search.state),
        ("n.way", search.way),
    )
    for column, value in same:
        if value:
            parts.append(f"{column} = ?")
            params.append(value)
    # Stored moments are UTC; nine hours lie between a day there and here.
    for mark, day in ((">=", search.first), ("<=", search.last)):
        if day:
            parts.append(f"date(n.changed_at, '+9 hours') {mark} ?")
            params.append(day)
    for word in search.words.split()[:5]:
        parts.append(
            "instr(lower(n.subject || ' ' || n.recipients || ' ' || n.cc || ' ' || coalesce(rs.name, s.name, '')"
            " || ' ' || coalesce(rs.department, d.name, '')), lower(?)) > 0"
        )
        params.append(word)
    return " AND ".join(parts), params

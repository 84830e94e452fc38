"""Drafts that are looked at before they leave: made, reworded, left out, sent or discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.notices import texts
from app.notices.letter import LONGEST_BODY, LONGEST_SUBJECT, Letter, one_line, plain_body
from app.notices.service import addressing, owing, posting, schedule
from app.notices.service.owing import Debt
from app.notices.store import batches as store
from app.notices.store import notices
from app.notices.store.batches import Batch
from app.notices.store.notices import CANCELLED, DRAFT, FAILED, QUEUED, Notice
from app.notices.texts import Wording
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

DECIDED = Text(
    "この下書きは、ほかの方が先に送信または破棄しています。何も変更していません。",
    "These drafts were sent or discarded by somebody else meanwhile. Nothing was changed.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is: kind, a title and the reason as the log keeps them; owing: only for those who owe something."""

    kind: str
    title: str
    why: str
    wording: Wording
    owing: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of sending a batch: how many were queued, dropped as owing nothing any more, without any address.

    reworded: so many texts were no longer true (another day has come); they were put right and nothing was sent yet.
    """

    queued: int
    dropped: int
    nobody: int
    reworded: int = 0


def get(db: Database, batch_id: int) -> Batch:
    """One batch. Raises NotFound."""
    found = store.get(db, batch_id)
    if found is None:
        raise NotFound
    return found


def undecided(db: Database, round_id: int | None = None) -> list[Batch]:
    """The batches that wait for a decision."""
    if round_id is None:
        return store.found(db, "b.state = 'draft'", ())
    return store.found(db, "b.state = 'draft' AND b.round_id = ?", (round_id,))


def rows(db: Database, batch_id: int) -> list[Notice]:
    """The notices of a batch in organisation order, also those left out; drafts with the addresses of today."""
    found = notices.found(db, "n.batch_id = ?", (batch_id,))
    copies = addressing.wants_copy(db, found[0].round_id) if found else False
    return [_of_today(db, row, copies) if row.state == DRAFT else row for row in found]


def _of_today(db: Database, row: Notice, copies: bool) -> Notice:
    """A mailbox may have been registered since the draft was made: that is what its page asks for."""
    if row.section_id is None:
        return row
    known = addressing.section_places(db, row.section_id, copies)
    return replace(row, recipients=known.to, cc=known.cc, refused=known.refused)


def checked(wording: Wording) -> Wording:
    """Put right what can be. Raises Refused: empty, too long, a place that cannot be filled in."""
    subject, body = one_line(wording.subject), plain_body(wording.body)
    if not subject or not body.strip():
        raise Refused(Text("件名と本文を記入してください。", "Please write a subject and a text."))
    if len(wording.subject.strip()) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise Refused(
            Text(
                f"件名は{LONGEST_SUBJECT}文字、本文は{LONGEST_BODY}文字以内で記入してください。",
                f"At most {LONGEST_SUBJECT} characters in the subject and {LONGEST_BODY} in the text.",
            )
        )
    texts.check(subject + "\n" + body)
    return Wording(subject, body)


def make(
    db: Database, actor: Actor, now: datetime, round_id: int, plan: Plan, found: Mapping[int, Debt],
    reasons: Mapping[int, str],
) -> int:  # fmt: skip
    """Draft letters to these sections (id → why this one). Raises Refused."""
    wording = checked(plan.wording)
    with db.write():
        round_ = rounds.get(db, round_id)
        batch_id = store.add(
            db, now, actor.id, round_id=round_id, kind=plan.kind, title=plan.title, why=plan.why,
            subject=wording.subject, body=wording.body, owing=int(plan.owing),
        )  # fmt: skip
        for section_id, why in reasons.items():
            filled = _filled(wording, owing.values(db, round_, found[section_id]))
            letter = Letter(plan.kind, round_id, section_id, filled.subject, filled.body, why)
            posting.add(db, actor, now, letter, DRAFT, batch_id)
        record(
            db, actor, now, "notices.draft", f"batch {batch_id}",
            kind=plan.kind, round=round_id, sections=len(reasons),
        )  # fmt: skip
    return batch_id


def draft(
    db: Database, actor: Actor, now: datetime, round_id: int | None, plan: Plan, letters: Sequence[Letter]
) -> int:
    """Draft letters that have words of their own (`plan.kind` is one of texts.OWN_WORDS). Returns the batch's id.

    round_id: None for letters that belong to no survey.
    """
    with db.write():
        batch_id = store.add(
            db, now, actor.id, round_id=round_id, kind=plan.kind, title=plan.title, why=plan.why,
            subject=plan.wording.subject, body=plan.wording.body, owing=0,
        )  # fmt: skip
        for letter in letters:
            posting.add(db, actor, now, letter, DRAFT, batch_id)
        record(
            db, actor, now, "notices.draft", f"batch {batch_id}",
            kind=plan.kind, round=round_id, letters=len(letters),
        )  # fmt: skip
    return batch_id


def own_words(batch: Batch) -> bool:
    """Whether every letter of it has words of its own."""
    return batch.kind in texts.OWN_WORDS


def _filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    return Wording(texts.fill(wording.subject, values), texts.fill(wording.body, values))


def reword(db: Database, actor: Actor, now: datetime, batch_id: int, wording: Wording) -> None:
    """Other words for every row of a batch, but for rows whose own text was changed. Raises Refused, Conflict."""
    wording = checked(wording)
    with db.write():
        batch = _draft(db, batch_id)
        if own_words(batch):
            raise Refused(Text("本文は1通ずつ変更してください。", "Please change these texts one by one."))
        store.reword(db, batch_id, wording.subject, wording.body)
        _refill(db, now, batch, wording)
        record(db, actor, now, "notices.reword", f"batch {batch_id}")


def _refill(db: Database, now: datetime, batch: Batch, wording: Wording) -> int:
    """Write every unedited draft anew, with what is owed at this moment; returns how many became another text."""
    assert batch.round_id is not None
    round_, found = rounds.get(db, batch.round_id), owing.debts(db, now, batch.round_id)
    usual = batch.kind in texts.REMINDERS and wording == checked(texts.REMINDERS[batch.kind])
    others, kinds = 0, list[str]()
    for row in rows(db, batch.id):
        if row.state == DRAFT and not row.edited and row.section_id in found:
            debt = found[row.section_id]
            kind = _kind_today(row, debt, now) if usual else row.kind
            words = texts.REMINDERS[kind] if usual else wording
            filled = _filled(words, owing.values(db, round_, debt))
            subject, body = one_line(filled.subject), plain_body(filled.body)
            others += kind != row.kind
            kinds.append(kind)
            notices.change(db, now, row.id, DRAFT, kind=kind, subject=subject, body=body)
    if others:
        _become(db, batch, kinds)
    return others


def _become(db: Database, batch: Batch, kinds: Sequence[str]) -> None:
    """The batch is what most of its letters are by now: its title and the text of all say so."""
    kind = max(sorted(set(kinds)), key=kinds.count)
    wording = checked(texts.REMINDERS[kind])
    store.become(db, batch.id, kind, texts.kind_name(kind).ja, wording.subject, wording.body)


def _kind_today(row: Notice, debt: Debt, now: datetime) -> str:
    """“Today is the deadline” is true on one day only, whenever the draft was made."""
    limit = debt.window.deadline
    return schedule.wording_of(limit, now) if limit and row.kind != schedule.OPENING else row.kind


def edit(db: Database, actor: Actor, now: datetime, notice_id: int, subject: str, body: str) -> None:
    """Other words for one draft. Raises Refused, Conflict."""
    subject, body = one_line(subject), plain_body(body)
    if not subject or not body.strip() or len(body) > LONGEST_BODY:
        raise Refused(
            Text(
                f"件名と本文（{LONGEST_BODY}文字以内）を記入してください。",
                f"Please write a subject and a text of at most {LONGEST_BODY} characters.",
            )
        )
    with db.write():
        if not notices.change(db, now, notice_id, DRAFT, subject=subject, body=body, edited=1):
            raise Conflict(DECIDED)
        record(db, actor, now, "notices.edit", f"notice {notice_id}")


def choose(
    db: Database, actor: Actor, now: datetime, batch_id: int, shown: Sequence[int], kept: Sequence[int]
) -> None:
    """Of the rows a page had shown, keep these and leave the others out (they can be taken in again)."""
    with db.write():
        _draft(db, batch_id)
        changed = 0
        for row in rows(db, batch_id):
            if row.id not in shown:
                continue
            was, wanted = (CANCELLED, DRAFT) if row.id in kept else (DRAFT, CANCELLED)
            changed += notices.change(db, now, row.id, was, state=wanted)
        if changed:
            record(db, actor, now, "notices.choose", f"batch {batch_id}", changed=changed)


def send(db: Database, actor: Actor, now: datetime, batch_id: int) -> Outcome:
    """Queue what is left of a batch, written anew with what is owed now; who owes nothing any more gets nothing.

    Where another day has come and a text would no longer be true, the texts are put right and nothing is sent: they
    are looked at first. Raises Conflict where it was decided meanwhile (a second click finds it so, too),
    RoundArchived where nobody can do anything about it any more.
    """
    with db.write():
        batch = _draft(db, batch_id)
        if batch.round_id is not None:
            rounds.require_changeable(db, batch.round_id)
        others = 0
        if batch.round_id is not None and not own_words(batch):
            others = _refill(db, now, batch, Wording(batch.subject, batch.body))
        if others:
            record(db, actor, now, "notices.reword", f"batch {batch_id}", rows=others)
            return Outcome(0, 0, 0, others)
        found = owing.debts(db, now, batch.round_id) if batch.owing and batch.round_id is not None else {}
        queued = dropped = nobody = 0
        for row in rows(db, batch_id):
            if row.state != DRAFT:
                continue
            debt = found.get(row.section_id or 0)
            if debt is not None and not debt.owed:
                told = "送信前に提出されたため、送りませんでした"
                dropped += notices.change(db, now, row.id, DRAFT, state=CANCELLED, error=told)
            elif not row.recipients and not row.cc:
                nobody += notices.change(db, now, row.id, DRAFT, state=FAILED, error=addressing.NOBODY)
            else:
                where = {"recipients": row.recipients, "cc": row.cc, "refused": row.refused, "error": ""}
                queued += notices.change(db, now, row.id, DRAFT, state=QUEUED, **where)
        store.decide(db, now, actor.id, batch_id, store.SENT, dropped)
        outcome = Outcome(queued, dropped, nobody)
        record(
            db, actor, now, "notices.send", f"batch {batch_id}",
            queued=queued, dropped=dropped, nobody=nobody,
        )  # fmt: skip
    return outcome


def discard(
    db: Database, actor: Actor, now: datetime, batch_id: int, told: str = "送信せずに破棄しました"
) -> None:
    """Send none of it. Raises Conflict."""
    with db.write():
        _draft(db, batch_id)
        for row in rows(db, batch_id):
            notices.change(db, now, row.id, DRAFT, state=CANCELLED, error=told)
        store.decide(db, now, actor.id, batch_id, store.DISCARDED)
        record(db, actor, now, "notices.discard", f"batch {batch_id}")


def _draft(db: Database, batch_id: int) -> Batch:
    found = get(db, batch_id)
    if found.state != store.DRAFT:
        raise Conflict(DECIDED)
    return found


def letters_to(db: Database, batch_ids: Sequence[int]) -> Mapping[tuple[int, int], tuple[str, str, str]]:
    """(batch, section) → state of the batch, when it was decided ("" not yet), state of the letter."""
    return store.letters_to(db, batch_ids) if batch_ids else {}

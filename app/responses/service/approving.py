"""Approval inside the section (課長決裁): sent by a writer, then approved, sent back or pulled back.

A request names its forms (by the fingerprints that were shown), “none” declarations and withdrawals. All of them are
locked while it waits (permits.py), so what is approved is what was sent; anything drafted meanwhile is not part of it.
A section has at most one waiting request; the database refuses a second one.

The dates are those of the sending: a request that was sent in time may still be approved after the last day, also
after the round was closed (not once it is archived). Where approval is switched off while something waits, the writer
may submit it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app import queries
from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.responses import letters
from app.responses.service import submitting
from app.responses.service.submitting import Content, Signature
from app.responses.service.work import Work, section_work
from app.responses.store import approvals, versions
from app.responses.store.approvals import Request
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

__all__ = ["Request"]

MAX_REMARK = 2000


def of_section(db: Database, round_id: int, section_id: int) -> list[Request]:
    """Every request of a section in a round, the newest first."""
    return approvals.of_section(db, round_id, section_id)


def approvers(db: Database, section_id: int) -> tuple[str, ...]:
    """The names of those who can approve in a section: its head's accounts, then the deputies'."""
    return queries.approvers(db).get(section_id, ())


def role(actor: Actor, section_id: int) -> str:
    """What somebody may do about requests of a section: "head", "deputy" or "" (not approve)."""
    if section_id in actor.approves and actor.may_approve(section_id):
        return "head"
    return "deputy" if actor.may_approve(section_id) else ""


def is_of(db: Database, request_id: int, round_id: int, section_id: int) -> bool:
    """The request belongs to this section and round."""
    found = approvals.get(db, request_id)
    return found is not None and (found.round_id, found.section_id) == (round_id, section_id)


def sections_without_approver(db: Database, round_id: int) -> list[rounds.Section]:
    """The sections of a round in which nobody can approve: no active head's or deputy's account. Empty where the
    round asks for no approval."""
    if not rounds.get(db, round_id).approval:
        return []
    able = queries.approvers(db)
    return [s for s in rounds.sections(db, round_id) if s.id not in able]


def send(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, wanted: Mapping[int, str],
    *, respondent: str, extension: str, rest_seen: str | None = None, reason: str = "", tell: bool = True,
) -> int | None:  # fmt: skip
    """Send for approval what `submitting.submit` would submit; the request's id, None where nothing is new.

    Sent twice (double click): the first one's id. Raises what `submitting.content` raises, Conflict where another
    request waits, Refused where the round asks for no approval.
    """
    with db.write():
        work = section_work(db, now, round_id, section_id)
        if not actor.may_fill_in(section_id):
            raise NotFound
        if (waiting := work.waiting) is not None:
            if dict(waiting.forms) == dict(wanted) and waiting.requested_by_id == actor.id:
                return waiting.id
            raise Conflict(_ONE_AT_A_TIME)
        submitting.may_submit(actor, work)
        if not work.round.approval:
            raise Refused(_NOT_ASKED_FOR)
        made = submitting.content(work, wanted, rest_seen, reason)
        if not made:
            return None
        request_id = approvals.add(
            db, actor, now, round_id, section_id, respondent=respondent, extension=extension, reason=reason.strip(),
            forms=made.forms, declared=made.declared, withdrawn=made.withdrawn,
        )  # fmt: skip
        record(
            db, actor, now, "responses.send_for_approval", f"request {request_id}",
            section=section_id, forms=list(made.forms), declared=dict(made.declared),
            withdrawn=list(made.withdrawn),
        )  # fmt: skip
        if tell:
            letters.waiting(db, actor, now, _get(db, request_id))
    return request_id


def send_and_approve(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, wanted: Mapping[int, str],
    *, respondent: str, extension: str, rest_seen: str | None = None, reason: str = "",
) -> int | None:  # fmt: skip
    """Somebody who may approve submits at once what he wrote himself: both acts in one, each with its trace."""
    with db.write():
        request_id = send(
            db, actor, now, round_id, section_id, wanted,
            respondent=respondent, extension=extension, rest_seen=rest_seen, reason=reason,
            tell=False,
        )  # fmt: skip
        return approve(db, actor, now, request_id) if request_id else None


def approve(db: Database, actor: Actor, now: datetime, request_id: int) -> int:
    """Approve a request: the very content it names is submitted, in the writer's name and the approver's.

    A deputy approves in the head's name (代決), which is kept. Whoever wrote it may approve it where he is the head.
    Approved already (double click, a second approver): that submission's id. Raises NotFound, NotAllowed, Conflict
    where it was sent back or pulled back or does not stand as it was sent, RoundArchived in an archived round.
    """
    with db.write():
        request = _for(actor, _get(db, request_id))
        if request.state in (approvals.APPROVED, approvals.SUBMITTED) and request.submission_id:
            return request.submission_id
        _must_wait(request)
        deputy = request.section_id not in actor.approves
        signed = Signature(request.requested_by_id, actor.id, stored(now), deputy)
        submission_id = _submit(db, actor, now, request, signed)
        approvals.decide(
            db, actor, now, request_id, approvals.APPROVED, deputy=deputy, submission_id=submission_id
        )
        record(
            db, actor, now, "responses.approve", f"request {request_id}",
            submission=submission_id, deputy=deputy,
        )  # fmt: skip
    return submission_id


def send_back(db: Database, actor: Actor, now: datetime, request_id: int, remark: str) -> None:
    """The approver sends a request back to its writer with a remark. Twice: once. Raises as `approve`, and Refused
    without a remark."""
    with db.write():
        request = _for(actor, _get(db, request_id))
        if request.state == approvals.SENT_BACK:
            return
        _must_wait(request)
        if not remark.strip():
            raise Refused(Text("戻す理由を記入してください。", "Please write why it is sent back."))
        if len(remark) > MAX_REMARK:
            raise Refused(submitting.too_long(MAX_REMARK))
        deputy = request.section_id not in actor.approves
        approvals.decide(
            db, actor, now, request_id, approvals.SENT_BACK, deputy=deputy, remark=remark.strip()
        )
        record(db, actor, now, "responses.send_back", f"request {request_id}", deputy=deputy)
        if request.stands_for_id != actor.id:
            letters.sent_back(db, actor, now, request, remark.strip())


def pull_back(db: Database, actor: Actor, now: datetime, request_id: int) -> None:
    """A writer of the section takes a waiting request back (引戻し): its forms can be changed again. Twice: once.

    Raises NotFound for other people's sections, Conflict where it was decided already.
    """
    with db.write():
        request = _own(actor, _get(db, request_id))
        if request.state == approvals.PULLED_BACK:
            return
        _must_wait(request)
        approvals.decide(db, actor, now, request_id, approvals.PULLED_BACK)
        record(db, actor, now, "responses.pull_back", f"request {request_id}")


def submit_unapproved(db: Database, actor: Actor, now: datetime, request_id: int) -> int:
    """Approval was switched off while this waited: a writer submits it as it is, so that nothing is stuck.

    Raises Refused where approval is (still) asked for, else as `approve`.
    """
    with db.write():
        request = _own(actor, _get(db, request_id))
        if request.state in (approvals.APPROVED, approvals.SUBMITTED) and request.submission_id:
            return request.submission_id
        _must_wait(request)
        if rounds.get(db, request.round_id).approval:
            raise submitting.ApprovalNeeded
        submission_id = _submit(db, actor, now, request, Signature(request.requested_by_id))
        approvals.decide(db, actor, now, request_id, approvals.SUBMITTED, submission_id=submission_id)
        record(
            db, actor, now, "responses.submit_unapproved", f"request {request_id}", submission=submission_id
        )
    return submission_id


def _submit(db: Database, actor: Actor, now: datetime, request: Request, signed: Signature) -> int:
    """Freeze what a request names, having made sure that it stands as it was sent."""
    work = section_work(db, now, request.round_id, request.section_id)
    made = Content(request.forms, request.declared, request.withdrawn)
    if not _stands(db, work, made):
        raise Conflict(_CHANGED)
    return submitting.freeze_content(
        db, actor, now, work, made, respondent=request.respondent, extension=request.extension,
        reason=request.reason, signed=signed,
    )  # fmt: skip


def _stands(db: Database, work: Work, made: Content) -> bool:
    """The drafts, declarations and deletions are as they were sent. Only the secretariat's correction of a single
    answer (flags) or somebody at the database could have changed them: the writer then sends it again."""
    seen = {i.form.id: i.seen for i in work.items}
    stand = {v.form_id: v.number for v in versions.newest(db, work.round.id, None, work.section_id)}
    return (
        all(seen.get(f) == was for f, was in made.forms.items())
        and all((key in work.declared) is none for key, none in made.declared.items())
        and all(f not in seen and stand.get(f) == number for f, number in made.withdrawn.items())
    )


def _get(db: Database, request_id: int) -> Request:
    found = approvals.get(db, request_id)
    if found is None:
        raise NotFound
    return found


def _own(actor: Actor, request: Request) -> Request:
    if not actor.may_fill_in(request.section_id):
        raise NotFound
    return request


def _for(actor: Actor, request: Request) -> Request:
    """Raises NotFound for another section's request, NotAllowed for a colleague who may not approve."""
    if not actor.may_approve(_own(actor, request).section_id):
        raise NotAllowed(_NOT_APPROVER)
    return request


def _must_wait(request: Request) -> None:
    if request.state != approvals.WAITING:
        raise Conflict(_DECIDED[request.state].fill(who=request.decided_by or Text("担当者", "somebody")))


_DECIDED = {
    approvals.APPROVED: Text("この件は、{who}さんが既に決裁しました。", "{who} has already approved this."),
    approvals.SUBMITTED: Text("この件は、{who}さんが既に提出しました。", "{who} has already submitted this."),
    approvals.SENT_BACK: Text(
        "この件は、{who}さんが担当者に戻しました。", "{who} has sent this back to its writer."
    ),
    approvals.PULLED_BACK: Text("この件は、{who}さんが引き戻しました。", "{who} has pulled this back."),
}
_ONE_AT_A_TIME = Text(
    "先に決裁に回したものが、まだ決裁待ちです。追加や変更をするときは、先に引き戻してから、まとめて回してください。",
    "Something else waits for approval. Pull that back first, then send everything together.",
)
_NOT_ASKED_FOR = Text(
    "この調査では課内の決裁は不要になりました。確認画面からそのまま提出してください。",
    "This survey no longer asks for approval. Please submit from the check page.",
)
_CHANGED = Text(
    "決裁に回された後に内容が変わっているため、決裁できません。担当者に戻して、もう一度回してもらってください。",
    "This has changed since it was sent. Please send it back, so that it is sent again.",
)
_NOT_APPROVER = Text(
    "決裁できるのは、課長（決裁者）または代決者として登録されている方だけです。",
    "Only the section's head or deputy may approve.",
)

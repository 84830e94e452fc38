"""Submitting a section's work: what exactly goes out, checked against what the page had shown, and the receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.db import Database
from app.errors import Conflict, NotFound, Refused, RoundClosed
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.responses.service.permits import may_enter
from app.responses.service.work import Item, Work, name_of, section_work
from app.responses.store import forms, returns, submissions, versions
from app.responses.store.submissions import UNSIGNED, Signature, Submission
from app.responses.store.versions import Version
from app.rounds import service as rounds
from app.rounds.dates import closed_text
from app.security import Actor
from forms.questions import Answer, Text

__all__ = ["Content", "Item", "ReasonNeeded", "Receipt", "Signature", "Work", "section_work", "submit"]

#: As long as a reason (or a remark) may be.
MAX_REASON = 2000


class ReasonNeeded(Refused):
    """Something that was submitted before is submitted anew or withdrawn, and nobody says why."""

    message = Text(
        "提出済みの内容を差し替えるときは、理由を記入してください。",
        "Please write why what was submitted before is replaced.",
    )


class ApprovalNeeded(Refused):
    """In this round the section head approves first."""

    message = Text(
        "この調査では、提出の前に課長の決裁が必要です。確認画面から決裁に回してください。",
        "In this survey the section head approves first. Please send it for approval from the check page.",
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What one act submits, named exactly.

    forms: form id → fingerprint of the draft that was shown (Item.seen); declared: questionnaire → “we have none”, or
    no longer; withdrawn: form id → number of the version that is withdrawn.
    """

    forms: Mapping[int, str] = field(default_factory=dict)
    declared: Mapping[str, bool] = field(default_factory=dict)
    withdrawn: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.forms or self.declared or self.withdrawn)


def content(work: Work, wanted: Mapping[int, str], rest_seen: str | None, reason: str) -> Content:
    """What would be submitted of the wanted forms (form id → the `seen` of the page), with every declaration and
    withdrawal; empty where nothing is new (sent twice).

    rest_seen: what the page showed of declarations and withdrawals (Work.rest_seen; None: not compared).
    Raises Conflict where something changed since the page was shown, Refused where a form is incomplete, where
    nothing was chosen, or without a reason for what replaces an earlier version, RoundClosed outside the dates.
    """
    chosen = [
        i
        for i in work.items
        if i.form.id in wanted and (i.returned or i.state in ("ready", "changed", "draft", "carried"))
    ]
    known = rest_seen in (None, work.rest_seen)
    declared = work.new_declarations({i.form.questionnaire for i in chosen})
    nothing = not chosen and not declared and not work.withdrawals
    gone = not set(wanted) <= {i.form.id for i in work.items}
    if gone or any(i.seen != wanted[i.form.id] for i in chosen) or not (known or nothing):
        raise Conflict(CHANGED)
    if nothing and not wanted and known and work.to_submit:
        raise Refused(_NOTHING_CHOSEN)
    if nothing and not known and work.late_declarations:
        raise RoundClosed(closed_text(work.permit.window, False, work.read_at))
    _may_go_in(work, chosen)
    if any(i.version for i in chosen) and not reason.strip():
        raise ReasonNeeded
    if len(reason) > MAX_REASON:
        raise Refused(too_long(MAX_REASON))
    withdrawn = {v.form_id: v.number for v in work.withdrawals}
    return Content({i.form.id: i.seen for i in chosen}, declared, withdrawn)


def _may_go_in(work: Work, chosen: Collection[Item]) -> None:
    """Raises RoundClosed where a form's last day has passed, Refused where one is incomplete."""
    for item in chosen:
        if not work.may_write(item):
            raise RoundClosed(closed_text(work.permit.window, item.version is not None, work.read_at))
    if any(i.state == "carried" for i in chosen):
        raise Refused(_UNREAD)
    if any(i.problems for i in chosen):
        raise Refused(_INCOMPLETE)


def too_long(most: int) -> Text:
    """The sentence about a text that is too long."""
    return Text(f"{most}文字以内で記入してください。", f"At most {most} characters.")


def submit(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, wanted: Mapping[int, str],
    *, respondent: str, extension: str, rest_seen: str | None = None, reason: str = "",
) -> int | None:  # fmt: skip
    """Submit the wanted forms, every declaration and every withdrawal: see `content`, also for what it raises.

    Returns the submission's id, None where nothing is new (sent twice): nothing is changed then. Raises
    ApprovalNeeded where the section head approves first (approving.py).
    """
    with db.write():
        work = section_work(db, now, round_id, section_id)
        may_submit(actor, work)
        if work.needs_approval:
            raise ApprovalNeeded
        made = content(work, wanted, rest_seen, reason)
        if not made:
            return None
        return freeze_content(
            db, actor, now, work, made, respondent=respondent, extension=extension, reason=reason
        )


def may_submit(actor: Actor, work: Work) -> None:
    """Raises NotFound for other people's sections, RoundClosed where nothing may be written any more."""
    allowed = may_enter(actor, work.section_id) if work.permit.proxy else actor.may_fill_in(work.section_id)
    if not allowed:
        raise NotFound
    if not work.permit.anything:
        raise RoundClosed


def freeze_content(
    db: Database, actor: Actor, now: datetime, work: Work, made: Content,
    *, respondent: str, extension: str, reason: str, source: str = "section", signed: Signature = UNSIGNED,
    instead: Mapping[int, Mapping[str, Answer]] | None = None,
) -> int:  # fmt: skip
    """Freeze exactly this content of a section's drafts as one submission; it settles what was returned of it.

    instead: answers that are frozen in place of the draft's, by form id and question key. Inside the caller's write,
    who has made sure that the drafts are what `made` names. Returns its id.
    """
    by_id = {i.form.id: i for i in work.items}
    other = instead or {}
    frozen = [Frozen(f, {**by_id[f].answers, **other.get(f, {})}) for f in made.forms]
    for version in versions.newest(db, work.round.id, None, work.section_id):
        if version.form_id in made.withdrawn:
            form = forms.get(db, version.form_id)
            why = form.withdraw_reason if form else ""
            frozen.append(Frozen(version.form_id, versions.answers_of(db, version.id), True, why))
    submission_id = freeze(
        db, actor, now, work.round.id, work.section_id, frozen, made.declared, source=source,
        respondent=respondent, extension=extension, reason=reason.strip(), facts=round_facts(db, work.round.id),
        signed=signed,
    )  # fmt: skip
    for version in versions.of_submission(db, submission_id):
        returns.settle(db, now, version.form_id, version.id)
    return submission_id


CHANGED = Text(
    "確認画面を開いた後に内容が変更されました。もう一度ご確認のうえ提出してください。",
    "The answers changed after this page was opened. Please check them again.",
)
_NOTHING_CHOSEN = Text(
    "提出するものが選ばれていません。提出する調査票にチェックを入れてください。",
    "Nothing is chosen. Please tick what is to be submitted.",
)
_UNREAD = Text(
    "前回から引き継いだ事業のうち、今回も続いているか確認していないものがあります。",
    "Some projects carried over from last time have not been confirmed.",
)
_INCOMPLETE = Text(
    "記入の足りない調査票があるため提出できません。",
    "A form is incomplete and cannot be submitted.",
)


def last_respondent(db: Database, round_id: int, section_id: int) -> tuple[str, str]:
    """回答者 and 内線 of the section's last submission."""
    return versions.last_submission(db, round_id, section_id)


def last_submission_id(db: Database, round_id: int, section_id: int) -> int | None:
    """The section's last own submission."""
    return versions.last_submission_id(db, round_id, section_id)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one submission froze. names: of the projects as frozen, one per version ("" for a section's own form);
    declared: questionnaire → “we have none” (True) or no longer (False); submission: who signed it."""

    submission: Submission
    versions: tuple[Version, ...]
    names: tuple[str, ...]
    declared: Mapping[str, bool]


def receipt(db: Database, round_id: int, section_id: int, submission_id: int) -> Receipt | None:
    """The receipt of a section's submission; None where it is not this section's."""
    act = submissions.submission(db, submission_id)
    if act is None or (act.round_id, act.section_id) != (round_id, section_id):
        return None
    made = tuple(versions.of_submission(db, submission_id))
    by_key = {q.key: q for q in rounds.questionnaires(db, round_id)}
    names = tuple(name_of(by_key[v.questionnaire], versions.answers_of(db, v.id)) for v in made)
    return Receipt(act, made, names, versions.declared_by(db, submission_id))

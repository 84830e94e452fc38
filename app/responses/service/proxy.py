"""Proxy entry (事務局入力): the secretariat enters or corrects for a section what came on paper, by phone or mail.

It works on the section's own drafts, by the same rule as two colleagues do (drafting.save_draft), and submits a version
like any other, signed as what it is. What the section itself has typed and not submitted is never taken along silently:
for each such answer the secretariat says whether it goes out or stays the section's draft.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.responses import letters
from app.responses.service import submitting
from app.responses.service.signatures import SOURCES, pack, source_text
from app.responses.service.submitting import Content, ReasonNeeded, Signature
from app.responses.service.work import Item, Work, section_work
from app.responses.store import answers as answer_store
from app.responses.store import submissions
from app.responses.store.submissions import Submission
from app.security import Actor
from forms.questions import EMPTY, Answer, Question, Text

#: What becomes of an answer that the section typed and did not submit: it goes out, or it stays the section's draft.
INCLUDE, LEAVE = "include", "leave"


def unsent(db: Database, work: Work) -> dict[int, tuple[Question, ...]]:
    """By form id: the questions whose draft the section's own people wrote, and that is not submitted."""
    typed = answer_store.typed_by_section(db, [i.form.id for i in work.items])
    out = {}
    for item in work.items:
        of = typed.get(item.form.id, frozenset())
        found = tuple(q for q in _differing(item) if q.key in of)
        if found:
            out[item.form.id] = found
    return out


def _differing(item: Item) -> tuple[Question, ...]:
    if item.stands:
        return item.changes
    return tuple(q for q in item.questionnaire.questions if not item.answers.get(q.key, EMPTY).empty)


def foreign(db: Database, work: Work, item: Item | None) -> frozenset[str]:
    """The questions of a form that hold what the section typed and did not submit, where the secretariat is at work."""
    if item is None or not work.permit.proxy:
        return frozenset()
    typed = answer_store.typed_by_section(db, [item.form.id]).get(item.form.id, frozenset())
    return frozenset(q.key for q in _differing(item)) & typed


def submit(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, wanted: Mapping[int, str],
    *, source: tuple[str, str], reason: str, drafts: Mapping[tuple[int, str], str], rest: Collection[str],
    rest_seen: str | None, respondent: str = "", extension: str = "",
) -> int | None:  # fmt: skip
    """Submit in a section's place: the wanted forms, and of declarations and withdrawals those named in `rest`
    ("none:b", "withdraw:12"). None where nothing is new.

    source: (one of SOURCES, free words); drafts: (form id, question key) → INCLUDE or LEAVE for what the section typed
    itself. Possible outside the dates, not once the round is archived. Nobody in the section has to approve it.
    Raises what `submitting.content` raises, Conflict where a draft of the section was not decided on.
    """
    with db.write():
        work = section_work(db, now, round_id, section_id, actor)
        if not work.permit.proxy:
            raise NotFound
        submitting.may_submit(actor, work)
        if source[0] not in SOURCES:
            raise Refused(_NO_SOURCE)
        if not reason.strip():
            raise ReasonNeeded(_NO_REASON)
        made = _only(work, submitting.content(work, wanted, rest_seen, reason), rest)
        if not made:
            if work.to_submit:
                raise Refused(_NOTHING_CHOSEN)
            return None
        packed = pack(*source, unapproved=work.round.approval)
        submission_id = submitting.freeze_content(
            db, actor, now, work, made, respondent=respondent, extension=extension, reason=reason,
            source="secretariat", signed=Signature(proxy_source=packed), instead=_left(db, work, made, drafts),
        )  # fmt: skip
        letters.proxy(db, actor, now, round_id, section_id, source_text(packed).ja, reason.strip())
    return submission_id


def _only(work: Work, made: Content, rest: Collection[str]) -> Content:
    """Of declarations and withdrawals only what was named: the others may be the section's own, still to be sent."""
    with_forms = {i.form.questionnaire for i in work.items if i.form.id in made.forms}
    declared = {k: n for k, n in made.declared.items() if f"none:{k}" in rest or k in with_forms}
    withdrawn = {f: n for f, n in made.withdrawn.items() if f"withdraw:{f}" in rest}
    return replace(made, declared=declared, withdrawn=withdrawn)


def _left(
    db: Database, work: Work, made: Content, drafts: Mapping[tuple[int, str], str]
) -> dict[int, dict[str, Answer]]:
    """The submitted answers that are kept where the section's draft is left to it."""
    out: dict[int, dict[str, Answer]] = {}
    items = {i.form.id: i for i in work.items}
    for form_id, questions in unsent(db, work).items():
        if form_id not in made.forms or not items[form_id].stands:
            continue  # one that was never submitted: its tick was the decision
        for question in questions:
            choice = drafts.get((form_id, question.key))
            if choice not in (INCLUDE, LEAVE):
                raise Conflict(_UNDECIDED)
            if choice == LEAVE:
                kept = items[form_id].frozen.get(question.key, EMPTY)
                out.setdefault(form_id, {})[question.key] = kept
    return out


def unseen(db: Database, round_id: int, section_id: int) -> list[Submission]:
    """What the secretariat entered or corrected since the section's last own submission and nobody there has marked
    as seen, the newest first."""
    return submissions.unseen_by_section(db, round_id, section_id)


def seen(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, submission_id: int
) -> None:
    """Somebody of the section has seen it. Twice: once. Raises NotFound."""
    with db.write():
        if not actor.may_fill_in(section_id):
            raise NotFound
        act = submissions.submission(db, submission_id)
        if act is None or (act.round_id, act.section_id) != (round_id, section_id):
            raise NotFound
        if submissions.mark_seen(db, actor, now, submission_id):
            record(db, actor, now, "responses.proxy_seen", f"submission {submission_id}")


_NO_SOURCE = Text("何をもとに入力したかを選んでください。", "Please choose from what this was entered.")
_NO_REASON = Text("入力・訂正の理由を記入してください。", "Please write why you enter this.")
_NOTHING_CHOSEN = Text(
    "提出するものが選ばれていません。提出するものにチェックを入れてください。",
    "Nothing is chosen. Please tick what is to be submitted.",
)
_UNDECIDED = Text(
    "課が記入して、まだ提出していない回答があります。それぞれ、今回の提出に含めるかどうかを選んでください。",
    "The section has typed answers and not submitted them. Please say for each whether it goes out now.",
)

"""The section's page and its lists of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import url_for

from app.organisation.service import Section
from app.responses.page.check import remark_lines
from app.responses.page.links import (
    STATES,
    approval_url,
    block_url,
    check_url,
    history_url,
    home_url,
    list_url,
    print_url,
    versions_url,
    withdraw_url,
)
from app.responses.service.approving import Request
from app.responses.service.signatures import signed
from app.responses.service.states import DRAFT, FINAL, OVER, OVER_WORDS, OWED, READY
from app.responses.service.submitting import Work
from app.responses.store.submissions import Submission
from app.rounds import dates
from app.rounds.service import Round
from forms.questionnaire import Questionnaire
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One questionnaire on the section's page. writable: something in it may be written now."""

    key: str
    title: Text
    state: str
    state_text: Text
    count: int
    submitted: int
    problems: int
    url: str
    per_project: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """One form that was sent back. remarks: (where it is corrected, question and words)."""

    title: Text
    name: str
    url: str
    remarks: Sequence[tuple[str, Text]]
    corrected: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """The section's page: what is owed, what came back, what waits, what is done, whom to ask.

    only_returned: the round takes nothing but what was sent back; returned_until: the nearest last day for corrections; messages: the secretariat's words on all that was returned;
    role: "head" or "deputy" for somebody who may approve; entered: what the secretariat entered, to be marked as seen.
    """

    round: Round
    section: Section
    deadline_text: Text
    date_lines: Sequence[Text]
    rows: Sequence[HomeRow]
    owed: int
    to_submit: bool
    can_edit: bool
    only_returned: bool
    returned: Sequence[Returned]
    returned_until: Text
    messages: Sequence[str]
    waiting: Request | None
    sent_back: Request | None
    role: str
    needs_approval: bool
    approvers: Sequence[str]
    entered: Sequence[tuple[int, str, Text, str]]
    questions: Sequence[tuple[str, str]]
    other_rounds: Sequence[tuple[str, str]]
    check_url: str
    approval_url: str
    history_url: str
    print_url: str
    versions_url: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the home page shows besides the section's own work. role: see HomePage."""

    questions: Sequence[tuple[str, str]] = ()
    other_rounds: Sequence[tuple[str, str]] = ()
    entered: Sequence[Submission] = ()
    approvers: Sequence[str] = ()
    role: str = ""


def _returned(work: Work) -> list[Returned]:
    return [
        Returned(
            i.questionnaire.title, i.title,
            block_url(work, i.form.questionnaire, i.form.id, i.questionnaire.blocks[0].key),
            remark_lines(work, i), i.changed,
        )
        for i in work.items if i.returned
    ]  # fmt: skip


def _said(state: str, writable: bool) -> str:
    """What is complete and cannot be submitted any more is not called ready to be submitted."""
    return DRAFT if state == READY and not writable else state


def _archived(state: str, stands: bool) -> tuple[str, Text]:
    """A state once the round is archived: what was submitted is final, the rest is owed no more."""
    if state not in OWED:
        return state, STATES[state]
    return (FINAL, STATES[FINAL]) if stands else (OVER, OVER_WORDS)


def _rows(work: Work) -> list[HomeRow]:
    rows = []
    for made in work.questionnaires:
        items = work.of(made.key)
        writable = work.permit.may_add or any(i.writable for i in items)
        state = _said(work.state(made.key), writable)
        problems = sum(len(i.problems) for i in items if i.begun and i.writable)
        words = STATES[state]
        if work.round.read_only:
            state, words = _archived(state, any(i.stands for i in items))
        rows.append(
            HomeRow(made.key, made.title, state, words, len(items), sum(i.stands for i in items), problems,
                    list_url(work, made.key), made.per_project, writable)
        )  # fmt: skip
    return rows


def home_page(work: Work, section: Section, now: datetime, around: Around) -> HomePage:
    """Everything the section's page shows."""
    returns = [] if work.round.read_only else work.returns
    until, window = [r.until for r in returns if r.until], work.permit.window
    submitted = any(i.version for i in work.items) or bool(work.gone or work.frozen_none)
    return HomePage(
        work.round, section, dates.limit_text(window.deadline, now), dates.section_lines(work.round, window, now), _rows(work), sum(work.owed(q) for q in work.questionnaires),
        work.to_submit, work.permit.anything, work.permit.anything and not window.open, _returned(work) if returns else [],
        dates.limit_text(min(until), now) if until else Text(), [r.message for r in returns if r.message],
        None if work.round.read_only else work.waiting, work.sent_back, around.role, work.needs_approval, around.approvers,
        [(s.id, s.submitted_at, signed(s), s.reason) for s in around.entered],
        around.questions, around.other_rounds,
        check_url(work), approval_url(work), history_url(work), print_url(work),
        versions_url(work) if submitted else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListItem:
    """One project in the list. number: its place in the section's own list; stands: submitted, so that it is not
    deleted but withdrawn; writable: it may be changed now."""

    id: int
    number: str
    name: str
    state: str
    state_text: Text
    problems: int
    edit_url: str
    writable: bool
    stands: bool
    version: int
    versions_url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The projects of one questionnaire. deleted: (id, name) of the one deleted a moment ago; withdrawing: (id, name,
    why, whether it can be brought back now) of those that the next submission withdraws; plans: last time's plans that
    may have become a project (form id, printed number, name)."""

    questionnaire: Questionnaire
    items: Sequence[ListItem]
    none_declared: bool
    can_edit: bool
    add_url: str
    none_url: str
    deleted: tuple[int, str] | None
    all_deleted: Sequence[tuple[int, str]]
    withdrawing: Sequence[tuple[int, str, str, bool]]
    withdrawn: Sequence[tuple[int, str]]
    back_url: str
    check_url: str
    plans: Sequence[tuple[int, str, str]] = ()
    became_url: str = ""
    request_id: str = field(default_factory=lambda: uuid4().hex)

    def actions_url(self, form_id: int) -> str:
        """Where a project's buttons post to."""
        return url_for("responses.act", form_id=form_id)


def list_page(
    work: Work, made: Questionnaire, gone: Sequence[tuple[int, str]], just_deleted: int
) -> ListPage:
    """Everything the list of projects shows. gone: (id, name) of every deleted project."""
    place: dict[str, Any] = {"round_id": work.round.id, "section_id": work.section_id, "key": made.key}
    items = [
        ListItem(
            i.form.id, str(n), i.title, _said(i.state, i.writable), STATES[_said(i.state, i.writable)],
            len(i.problems) if i.begun and i.writable else 0,
            block_url(work, made.key, i.form.id, made.blocks[0].key), i.writable, i.stands,
            i.version.number if i.version else 0, versions_url(work, i.form.id) if i.version else "",
            withdraw_url(i.form.id),
        )
        for n, i in enumerate(work.of(made.key), 1)
    ]  # fmt: skip
    leaving = {v.form_id for v in work.gone}
    withdrawing = [
        (i, name, work.withdraw_reasons.get(i, ""), work.permit.may_write(i, True))
        for i, name in gone
        if i in leaving
    ]
    withdrawn = [g for g in gone if g[0] in work.withdrawn]
    rest = [g for g in gone if g[0] not in leaving | work.withdrawn]
    return ListPage(
        made, items, made.key in work.declared, work.permit.may_add, url_for("responses.add", **place),
        url_for("responses.none", **place), next((g for g in rest if g[0] == just_deleted), None), rest,
        withdrawing, withdrawn, home_url(work), check_url(work),
    )  # fmt: skip

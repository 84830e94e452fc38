"""The section's page and its lists of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import url_for

from app.organisation.service import Section
from app.responses.page.links import STATES, block_url, check_url, home_url, list_url, print_url, versions_url
from app.responses.service.submitting import Work
from app.rounds.dates import limit_text, section_lines
from app.rounds.service import Round
from forms.questionnaire import Questionnaire
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One questionnaire on the section's page."""

    key: str
    title: Text
    state: str
    state_text: Text
    count: int
    submitted: int
    problems: int
    url: str
    per_project: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """The section's page: what is owed, what is done, whom to ask."""

    round: Round
    deadline_text: Text
    date_lines: Sequence[Text]
    section: Section
    rows: Sequence[HomeRow]
    owed: int
    to_submit: bool
    can_edit: bool
    check_url: str
    print_url: str
    versions_url: str
    questions: Sequence[tuple[str, str]]
    other_rounds: Sequence[tuple[str, str]]


def _row_state(work: Work, made: Questionnaire) -> str:
    items = work.of(made.key)
    if not items and made.key in work.declared:
        return "none" if work.frozen_none.get(made.key) else "none_draft"
    for state in ("changed", "draft", "ready"):
        if any(i.state == state for i in items):
            return state
    return "submitted" if any(i.state == "submitted" for i in items) else "missing"


def home_page(
    work: Work,
    now: datetime,
    section: Section,
    questions: Sequence[tuple[str, str]],
    other_rounds: Sequence[tuple[str, str]],
) -> HomePage:
    """Everything the section's page shows."""
    rows, window = [], work.permit.window
    for made in work.questionnaires:
        items, state = work.of(made.key), _row_state(work, made)
        counted = [i for i in items if i.version and not i.version.withdrawn]
        begun = [i for i in items if i.state != "missing"]
        problems = sum(len(i.problems) for i in begun if i.state in ("draft", "changed"))
        rows.append(
            HomeRow(made.key, made.title, state, STATES[state], len(items), len(counted), problems,
                    list_url(work, made.key), made.per_project)
        )  # fmt: skip
    owed = sum(work.owed(q) for q in work.questionnaires)
    submitted = any(i.version for i in work.items) or bool(work.withdrawals or work.frozen_none)
    return HomePage(
        work.round, limit_text(window.deadline, now), section_lines(work.round, window, now), section, rows, owed,
        work.to_submit, work.permit.anything, check_url(work),
        print_url(work), versions_url(work) if submitted else "", questions, other_rounds,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListItem:
    """One project in the list. number: its place in the section's own list."""

    id: int
    number: str
    name: str
    state: str
    state_text: Text
    problems: int
    edit_url: str
    can_edit: bool
    version: int = 0
    versions_url: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """The projects of one questionnaire. deleted: (id, name) of the one deleted a moment ago."""

    questionnaire: Questionnaire
    items: Sequence[ListItem]
    none_declared: bool
    can_edit: bool
    add_url: str
    none_url: str
    deleted: tuple[int, str] | None
    all_deleted: Sequence[tuple[int, str]]
    back_url: str
    check_url: str
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
            i.form.id, str(n), i.title, i.state, STATES[i.state],
            len(i.problems) if i.state in ("draft", "changed") else 0,
            block_url(work, made.key, i.form.id, made.blocks[0].key), work.may_write(i),
            i.version.number if i.version else 0, versions_url(work, i.form.id) if i.version else "",
        )
        for n, i in enumerate(work.of(made.key), 1)
    ]  # fmt: skip
    return ListPage(
        made, items, made.key in work.declared, work.permit.may_add, url_for("responses.add", **place),
        url_for("responses.none", **place), next((g for g in gone if g[0] == just_deleted), None), gone,
        home_url(work), check_url(work),
    )  # fmt: skip

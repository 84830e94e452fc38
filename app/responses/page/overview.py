"""The secretariat's page of one section: every form with its state, versions and remarks; sending back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.organisation.service import Section
from app.responses.page.check import Change, Rest, changes, remark_lines, rest
from app.responses.page.links import STATES, block_url, home_url
from app.responses.service.approving import Request
from app.responses.service.history import Event
from app.responses.service.returning import WHOLE, Return
from app.responses.service.signatures import signed
from app.responses.service.submitting import Item, Work
from app.responses.store.versions import Version
from app.rounds import dates
from app.rounds.service import Round
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Text


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form. versions: (number, stored moment, signature, reason, withdrawn), the newest first; url: what was
    submitted (None: nothing stands); changes: the section's draft against it."""

    id: int
    title: str
    number: str
    state: str
    state_text: Text
    saved_at: str
    versions: Sequence[tuple[int, str, Text, str, bool]]
    remarks: Sequence[tuple[str, Text]]
    changes: Sequence[Change]
    url: str | None
    returnable: bool
    proxy_url: str


@dataclass(frozen=True, slots=True)
class Group:
    """One questionnaire with the section's forms of it."""

    questionnaire: Questionnaire
    state: str
    state_text: Text
    forms: Sequence[FormRow]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One section in one round, as the secretariat sees it. gone: withdrawn projects (name, versions)."""

    round: Round
    section: Section
    groups: Sequence[Group]
    gone: Sequence[tuple[str, Sequence[tuple[int, str, Text, str, bool]]]]
    rest: Rest
    request: Request | None
    approvers: Sequence[str]
    returns: Sequence[Return]
    events: Sequence[Event]
    limits: Sequence[tuple[str, Text]]
    may_enter: bool
    may_return: bool
    proxy_url: str
    dates_url: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None


def _told(versions: Sequence[Version]) -> list[tuple[int, str, Text, str, bool]]:
    return [(v.number, v.submitted_at, signed(v), v.reason, v.withdrawn) for v in versions]


def form_row(
    work: Work, item: Item, place: int, versions: Sequence[Version], why_not: Text | None, lang: str
) -> FormRow:
    """One form of the section."""
    made = item.questionnaire
    url = url_for("results.project", round_id=work.round.id, form_id=item.form.id) if item.stands else None
    return FormRow(
        item.form.id, item.title or made.title.get(lang), made.number(place) if made.per_project else "",
        item.state, STATES[item.state], item.saved_at, _told(versions), remark_lines(work, item),
        changes(item, lang), url, item.stands and why_not is None,
        block_url(work, made.key, item.form.id, made.blocks[0].key),
    )  # fmt: skip


def overview_page(
    work: Work, section: Section, versions: Mapping[int, Sequence[Version]], gone: Mapping[int, str],
    possible: Mapping[int, Text | None], approvers: Sequence[str], returns: Sequence[Return],
    events: Sequence[Event], neighbours: Sequence[Section | None], lang: str,
) -> OverviewPage:  # fmt: skip
    """Everything the page shows. versions: of every form that has any, the newest first."""
    groups = []
    for made in work.questionnaires:
        rows = [
            form_row(work, item, n, versions.get(item.form.id, ()), possible.get(item.form.id), lang)
            for n, item in enumerate(work.of(made.key), 1)
        ]
        state = work.state(made.key)
        groups.append(Group(made, state, STATES[state], rows))
    window = work.permit.window
    leaving = {v.form_id for v in work.gone}
    before, after = (_link(work, s) for s in neighbours)
    return OverviewPage(
        work.round, section, groups, [(name, _told(versions[f])) for f, name in gone.items()],
        rest(work, work.new_declarations(), leaving), work.request, approvers, returns, events,
        [("new", dates.limit_text(window.new_until)), ("edit", dates.limit_text(window.edit_until))],
        window.open, any(w is None for w in possible.values()) and not work.round.read_only, home_url(work),
        _dates_url(work), before, after,
    )  # fmt: skip


def _dates_url(work: Work) -> str:
    place: dict[str, Any] = {"round_id": work.round.id}
    return url_for("rounds.dates", **place) if "rounds.dates" in current_app.view_functions else ""


def _link(work: Work, section: Section | None) -> tuple[str, str] | None:
    if section is None:
        return None
    return section.name, url_for("responses.overview", round_id=work.round.id, section_id=section.id)


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One form that can be returned. answers: (question key, number, label, answer's lines, remark typed)."""

    id: int
    title: str
    kind: Text
    version: int
    chosen: bool
    whole: str
    answers: Sequence[tuple[str, str, Text, Sequence[str], str]]


def return_rows(
    work: Work, possible: Mapping[int, Text | None], said: Mapping[int, Mapping[str, str]], lang: str
) -> list[ReturnRow]:
    """What can be returned, with the remarks typed so far; a form is chosen where it is a key of `said`."""
    out = []
    for item in work.items:
        if item.form.id not in possible or possible[item.form.id] is not None or item.version is None:
            continue
        made, typed = item.questionnaire, said.get(item.form.id, {})
        answers = [
            (q.key, q.number, q.short, q.lines(item.frozen.get(q.key, EMPTY), lang), typed.get(q.key, ""))
            for q in made.questions
        ]
        title = item.title or made.title.get(lang)
        out.append(
            ReturnRow(item.form.id, title, made.title, item.version.number, item.form.id in said,
                      typed.get(WHOLE, ""), answers)
        )  # fmt: skip
    return out

"""What the pages of the Excel way get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from app.clock import moment_text, read
from app.organisation.service import Section
from app.rounds.service import Round
from app.workbooks.service.comparing import Change, FormPlan, Plan, in_order
from app.workbooks.tray import Waiting
from forms.questions import Text
from forms.workbook import Place


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses around the workbook of one section."""

    home: str
    index: str
    download: str
    check: str


def urls(round_id: int, section_id: int) -> Urls:
    """The addresses."""

    def url(endpoint: str) -> str:
        return url_for(endpoint, round_id=round_id, section_id=section_id)

    return Urls(
        url("responses.section"), url("workbooks.index"), url("workbooks.download"), url("responses.check")
    )


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One answer: as it stands and as the workbook says it, line by line."""

    name: str
    number: str
    label: Text
    cell: str
    old: Sequence[str]
    new: Sequence[str]
    stale: bool
    who: str
    when: Text
    decided: str


@dataclass(frozen=True, slots=True)
class FormShown:
    """One form that would change."""

    name: str
    questionnaire: Text
    title: str
    sheet: str
    new: bool
    copy: bool
    same: bool
    chosen: bool
    changes: Sequence[ChangeShown]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What taking the workbook in would do."""

    round: Round
    section: Section
    urls: Urls
    file: str
    forms: Sequence[FormShown]
    declared: Sequence[tuple[Text, bool]]
    untouched: int
    troubles: Sequence[tuple[Place, Text]]
    missing: Sequence[tuple[Place, Text]]
    asks: Sequence[tuple[Place, Text]]
    notes: Sequence[Text]
    seen: str
    answers: int
    stale: int
    taken: bool

    @property
    def can_take(self) -> bool:
        """There is something, and nothing speaks against it."""
        return bool((self.forms or self.declared) and not self.troubles and not self.taken)


def preview(
    round_: Round, section: Section, waiting: Waiting, plan: Plan, lang: str,
    posted: Mapping[str, str] | None = None,
) -> PreviewPage:  # fmt: skip
    """Everything the preview shows. posted: what was decided already, None where the page is new."""
    forms = [_form(form, lang, posted) for form in plan.forms]
    return PreviewPage(
        round_, section, urls(round_.id, section.id), waiting.name, forms,
        [(q.title, none) for q, none in plan.declared], plan.untouched,
        in_order(plan.troubles), in_order(plan.missing), in_order(plan.asks), plan.notes, plan.seen,
        sum(len(f.changes) for f in plan.forms), len(plan.stale), waiting.taken,
    )  # fmt: skip


def _form(form: FormPlan, lang: str, posted: Mapping[str, str] | None) -> FormShown:
    chosen = not form.same if posted is None else posted.get(f"copy-{form.name}") == "1"
    changes = [_change(form, change, lang, posted or {}) for change in form.changes]
    return FormShown(
        form.name,
        form.made.title,
        form.title,
        form.read.sheet,
        form.new,
        form.copy,
        form.same,
        chosen,
        changes,
    )


def _change(form: FormPlan, change: Change, lang: str, posted: Mapping[str, str]) -> ChangeShown:
    question, kept = change.question, change.kept
    name = f"{form.name}-{change.name}"
    return ChangeShown(
        name, question.number, question.short, change.place.cell, question.lines(kept.answer, lang),
        question.lines(change.new, lang), change.stale, kept.saved_by,
        moment_text(read(kept.saved_at)) if kept.saved_at else Text(), posted.get(f"keep-{name}", ""),
    )  # fmt: skip

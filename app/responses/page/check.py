"""The page to look everything over, the receipt and the print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.clock import moment_text, read
from app.organisation.service import Section
from app.responses.page.links import STATES, block_url, home_url, list_url, print_url
from app.responses.service.submitting import Item, Receipt, Work
from app.rounds.service import Round
from forms.questions import Answer, Finding, Question, Text


@dataclass(frozen=True, slots=True)
class CheckForm:
    """One form on the check page and in the print."""

    id: int
    seen: str
    title: str
    number: str
    questionnaire: Text
    url: str
    state: str
    state_text: Text
    submittable: bool
    changed: bool
    can_edit: bool
    submitted_version: int
    problems: Sequence[tuple[str, Text]]
    warnings: Sequence[tuple[str, Text]]
    answers: Sequence[tuple[str, Text, Sequence[str]]]


def _told(work: Work, item: Item, found: Sequence[tuple[Question, Finding]]) -> list[tuple[str, Text]]:
    made, out = item.questionnaire, []
    for question, finding in found:
        block = next(b for b in made.blocks if any(q.key == question.key for q in b.questions))
        url = block_url(work, made.key, item.form.id, block.key, f"q-{question.key}")
        head = Text(
            f"{question.number} {question.short.ja}".strip(), f"{question.number} {question.short.en}".strip()
        )
        out.append((url, Text(f"{head.ja}：{finding.message.ja}", f"{head.en}: {finding.message.en}")))
    return out


def _line(question: Question, answer: Answer, lang: str) -> tuple[str, Text, Sequence[str]]:
    return question.number, question.short, question.lines(answer, lang)


def check_forms(work: Work, lang: str, only: int | None = None) -> list[CheckForm]:
    """Every form that was begun, as the check page and the print show it."""
    out = []
    for made in work.questionnaires:
        for n, item in enumerate(work.of(made.key), 1):
            if item.state == "missing" or (only is not None and item.form.id != only):
                continue
            answers = [
                _line(q, a, lang)
                for q in made.questions
                if not (a := item.answers.get(q.key, Answer())).empty or q.required
            ]
            out.append(
                CheckForm(
                    item.form.id, item.seen, item.title or made.title.get(lang),
                    made.number(n) if made.per_project else "", made.title,
                    block_url(work, made.key, item.form.id, made.blocks[0].key), item.state, STATES[item.state],
                    item.submittable, item.changed, work.may_write(item),
                    item.version.number if item.version and not item.version.withdrawn else 0,
                    _told(work, item, item.problems), _told(work, item, item.warnings), answers,
                )
            )  # fmt: skip
    return out


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything before submitting. errors: (href, sentence); owed: questionnaires nothing was begun for;
    withdrawn: (questionnaire, project's name); retracted: “we have none” no longer; rest_seen: see Work."""

    forms: Sequence[CheckForm]
    declared: Sequence[Text]
    retracted: Sequence[Text]
    withdrawn: Sequence[tuple[Text, str]]
    rest_seen: str
    owed: Sequence[tuple[Text, str]]
    respondent: str
    extension: str
    errors: Sequence[tuple[str, Text]]
    nothing_to_submit: bool
    can_edit: bool
    home_url: str
    print_url: str


def check_page(
    work: Work, lang: str, respondent: str, extension: str, errors: Sequence[tuple[str, Text]]
) -> CheckPage:
    """Everything the check page shows."""
    begun = {i.form.questionnaire for i in work.items if i.state != "missing"}
    owed = [
        (q.title, list_url(work, q.key))
        for q in work.questionnaires
        if q.key not in begun and q.key not in work.declared
    ]
    retracted = [key for key, none in work.new_declarations().items() if not none]
    return CheckPage(
        check_forms(work, lang),
        [q.title for q in work.questionnaires if q.key in work.declared],
        [q.title for q in work.questionnaires if q.key in retracted],
        [(q.title, work.gone_names[v.form_id])
         for q in work.questionnaires for v in work.withdrawals if v.questionnaire == q.key],
        work.rest_seen, owed, respondent, extension, errors, not work.to_submit, work.permit.anything, home_url(work),
        print_url(work),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DonePage:
    """The receipt. receipt: (questionnaire, project's name, version number, withdrawn, its page)."""

    receipt: Sequence[tuple[Text, str, int, bool, str]]
    declared: Sequence[Text]
    retracted: Sequence[Text]
    when: Text
    respondent: str
    extension: str
    owed: Sequence[tuple[Text, str]]
    home_url: str
    print_url: str


def done_page(work: Work, receipt: Receipt) -> DonePage:
    """Everything the receipt shows."""
    made = {q.key: q for q in work.questionnaires}
    said = receipt.declared
    return DonePage(
        [(made[v.questionnaire].title, name, v.number, v.withdrawn, url_for("versions.show", version_id=v.id))
         for v, name in zip(receipt.versions, receipt.names, strict=True)],
        [made[k].title for k, none in said.items() if none],
        [made[k].title for k, none in said.items() if not none],
        moment_text(read(receipt.submitted_at)), receipt.respondent, receipt.extension,
        [(q.title, list_url(work, q.key)) for q in work.questionnaires if work.owed(q)],
        home_url(work), print_url(work),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintPage:
    """The answers on paper, with the boxes for approval (決裁欄)."""

    forms: Sequence[CheckForm]
    declared: Sequence[Text]
    section: Section
    round: Round
    deadline_text: Text
    respondent: str
    extension: str
    printed_at: Text
    back_url: str

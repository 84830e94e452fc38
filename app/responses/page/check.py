"""The page to look everything over, the receipt and the print."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from app.clock import moment_text, read
from app.organisation.service import Section
from app.responses.page.links import STATES, approval_url, block_url, home_url, list_url, print_url
from app.responses.service.approving import Request
from app.responses.service.signatures import signed
from app.responses.service.states import CARRIED
from app.responses.service.submitting import Item, Receipt, Work
from app.rounds.service import Round
from forms.comparing import Piece, pieces
from forms.questions import EMPTY, Answer, Finding, Question, Text


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs from what stands submitted, line by line. pieces: a text with its words marked."""

    number: str
    label: Text
    before: Sequence[str]
    after: Sequence[str]
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class CheckForm:
    """One form on the check page, before its approval and in the print. changes: against what stands submitted;
    remarks: what the secretariat wants corrected, with the place; replaces: submitting it needs a reason; unsent: in a proxy entry what the section
    typed itself and did not submit (question key, both texts)."""

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
    submitted_version: int
    problems: Sequence[tuple[str, Text]]
    warnings: Sequence[tuple[str, Text]]
    answers: Sequence[tuple[str, Text, Sequence[str]]]
    changes: Sequence[Change]
    remarks: Sequence[tuple[str, Text]]
    replaces: bool
    writable: bool
    unsent: Sequence[tuple[str, Change]] = ()


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


def changes(item: Item, lang: str) -> list[Change]:
    """What differs from the version that stands."""
    return [_change(item, q, lang) for q in item.changes]


def _change(item: Item, question: Question, lang: str) -> Change:
    before, after = item.frozen.get(question.key, EMPTY), item.answers.get(question.key, EMPTY)
    shown = question.lines(before, lang), question.lines(after, lang)
    marked = question.is_text and before.other == after.other and all(shown)
    found = pieces(before.text, after.text) if marked else ()
    return Change(question.number, question.short, *shown, found)


def remark_lines(work: Work, item: Item) -> list[tuple[str, Text]]:
    """What the secretariat wants corrected in a returned form: (where it is corrected, question and words)."""
    out = []
    made = item.questionnaire
    for key, words in work.remarks(item.form.id).items():
        question = made.question(key)
        block = next((b for b in made.blocks if question in b.questions), made.blocks[0])
        url = block_url(work, made.key, item.form.id, block.key, f"q-{key}" if question else "")
        if question is None:
            out.append((url, Text(words, words)))
            continue
        ja, en = (
            f"{question.number} {question.short.ja}".strip(),
            f"{question.number} {question.short.en}".strip(),
        )
        out.append((url, Text(f"{ja}：{words}", f"{en}: {words}")))
    return out


def check_forms(work: Work, lang: str, only: Container[int] | None = None) -> list[CheckForm]:
    """Every form that was begun (of those asked for), as the check page and the print show it."""
    out = []
    for made in work.questionnaires:
        for n, item in enumerate(work.of(made.key), 1):
            if not item.begun or (only is not None and item.form.id not in only):
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
                    item.submittable, item.changed,
                    item.version.number if item.version and item.stands else 0,
                    _told(work, item, item.problems) if item.writable else [], _told(work, item, item.warnings),
                    answers, changes(item, lang), remark_lines(work, item), item.version is not None, item.writable,
                )
            )  # fmt: skip
    return out


@dataclass(frozen=True, slots=True)
class Rest:
    """What an act carries besides its forms. withdrawn: (questionnaire, project's name, why); retracted: “we have
    none” no longer; choices: (value, words) of each, to be chosen from in a proxy entry."""

    declared: Sequence[Text]
    retracted: Sequence[Text]
    withdrawn: Sequence[tuple[Text, str, str]]
    choices: Sequence[tuple[str, Text]] = ()


def rest(work: Work, said: Mapping[str, bool], leaving: Container[int]) -> Rest:
    """The declarations and withdrawals, named."""
    made = Rest(
        [q.title for q in work.questionnaires if said.get(q.key) is True],
        [q.title for q in work.questionnaires if said.get(q.key) is False],
        [(q.title, work.gone_names[v.form_id], work.withdraw_reasons.get(v.form_id, ""))
         for q in work.questionnaires for v in work.gone
         if v.questionnaire == q.key and v.form_id in leaving],
    )  # fmt: skip
    return replace(made, choices=_choices(work, said, leaving))


def _choices(work: Work, said: Mapping[str, bool], leaving: Container[int]) -> list[tuple[str, Text]]:
    title = {q.key: q.title for q in work.questionnaires}
    out = []
    for key, none in said.items():
        ja, en = ("該当事業なし", "none") if none else ("「該当事業なし」の取消し", "“none” taken back")
        out.append((f"none:{key}", Text(f"{title[key].ja}：{ja}", f"{title[key].en}: {en}")))
    for v in work.gone:
        if v.form_id in leaving:
            name = work.gone_names[v.form_id]
            words = Text(
                f"{title[v.questionnaire].ja}「{name}」の取下げ",
                f"{title[v.questionnaire].en} “{name}” withdrawn",
            )
            out.append((f"withdraw:{v.form_id}", words))
    return out


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed below the forms. source, source_words: of a proxy entry."""

    respondent: str = ""
    extension: str = ""
    reason: str = ""
    source: str = ""
    source_words: str = ""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything before submitting. errors: (href, sentence); owed: questionnaires nothing was begun for;
    rest_seen: see Work; way: "submit", "approval" (goes to the section head), "own" (the head himself), "deputy" or
    "proxy" (the secretariat in its place); carried: filled in from last time and not confirmed; approvers: who can approve; sent_back: the request that came back."""

    forms: Sequence[CheckForm]
    carried: Sequence[CheckForm]
    rest: Rest
    rest_seen: str
    owed: Sequence[tuple[Text, str]]
    said: Said
    errors: Sequence[tuple[str, Text]]
    nothing_to_submit: bool
    can_edit: bool
    way: str
    approvers: Sequence[str]
    waiting: Request | None
    sent_back: Request | None
    messages: Sequence[str]
    approval_url: str
    home_url: str
    print_url: str

    @property
    def can_send(self) -> bool:
        """Something can be submitted, or sent for approval, now."""
        return self.can_edit and (self.waiting is None or self.way == "proxy")

    @property
    def replaces(self) -> bool:
        """Something submitted before would be submitted anew: a reason is asked for."""
        return any(f.submittable and f.replaces for f in self.forms)


def check_page(
    work: Work, lang: str, said: Said, errors: Sequence[tuple[str, Text]], way: str, approvers: Sequence[str],
    unsent: Mapping[int, Sequence[Question]] | None = None,
) -> CheckPage:  # fmt: skip
    """Everything the check page shows. unsent: in a proxy entry, what the section typed itself (proxy.unsent)."""
    begun = {i.form.questionnaire for i in work.items if i.begun}
    owed = [
        (q.title, list_url(work, q.key))
        for q in work.questionnaires
        if q.key not in begun and q.key not in work.declared and not work.round.read_only
    ]
    leaving = {v.form_id for v in work.withdrawals}
    items = {i.form.id: i for i in work.items}
    shown = [
        replace(f, unsent=[(q.key, _change(items[f.id], q, lang)) for q in (unsent or {}).get(f.id, ())])
        for f in check_forms(work, lang)
    ]
    return CheckPage(
        [f for f in shown if f.state != CARRIED], [f for f in shown if f.state == CARRIED], rest(work, work.new_declarations(), leaving), work.rest_seen, owed, said, errors,
        not work.to_submit, work.permit.anything, way, approvers, work.waiting, work.sent_back,
        [r.message for r in work.returns if r.message], approval_url(work), home_url(work), print_url(work),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DonePage:
    """The receipt. receipt: (questionnaire, project's name, version number, withdrawn, its page)."""

    receipt: Sequence[tuple[Text, str, int, bool, str]]
    declared: Sequence[Text]
    retracted: Sequence[Text]
    when: Text
    signature: Text
    reason: str
    respondent: str
    extension: str
    owed: Sequence[tuple[Text, str]]
    home_url: str
    print_url: str


def done_page(work: Work, receipt: Receipt) -> DonePage:
    """Everything the receipt shows."""
    made = {q.key: q for q in work.questionnaires}
    said, act = receipt.declared, receipt.submission
    return DonePage(
        [(made[v.questionnaire].title, name, v.number, v.withdrawn, url_for("versions.show", version_id=v.id))
         for v, name in zip(receipt.versions, receipt.names, strict=True)],
        [made[k].title for k, none in said.items() if none],
        [made[k].title for k, none in said.items() if not none],
        moment_text(read(act.submitted_at)), signed(act), act.reason, act.respondent, act.extension,
        [(q.title, list_url(work, q.key)) for q in work.questionnaires if work.owed(q)],
        home_url(work), print_url(work),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintPage:
    """The answers on paper, with the boxes for approval (決裁欄). signatures: who signed the version, by form id."""

    forms: Sequence[CheckForm]
    declared: Sequence[Text]
    section: Section
    round: Round
    deadline_text: Text
    signatures: Mapping[int, Text]
    respondent: str
    extension: str
    printed_at: Text
    back_url: str

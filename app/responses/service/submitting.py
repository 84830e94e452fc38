"""A section's work as a whole: what is there, what is wrong, what is owed, and submitting it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import Conflict, NotFound, Refused, RoundClosed
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.responses.service.permits import Permit, permit
from app.responses.store import answers as answer_store
from app.responses.store import declarations, forms, versions
from app.responses.store.forms import Form
from app.responses.store.versions import Version
from app.rounds import service as rounds
from app.rounds.dates import closed_text
from app.security import Actor
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Facts, Finding, Level, Question, Text


@dataclass(frozen=True, slots=True)
class Item:
    """One form as the section works on it. seen: fingerprint of the draft, so that a page submits what it showed."""

    form: Form
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    version: Version | None
    changed: bool
    problems: tuple[tuple[Question, Finding], ...]
    warnings: tuple[tuple[Question, Finding], ...]
    seen: str
    saved_at: str

    @property
    def title(self) -> str:
        """The project's name, "" where it has none yet."""
        return _name(self.questionnaire, self.answers)

    @property
    def state(self) -> str:
        """missing (nothing typed), draft (something is wrong or missing), ready, submitted or changed."""
        if self.version and not self.version.withdrawn:
            return "changed" if self.changed else "submitted"
        if all(a.empty for a in self.answers.values()):
            return "missing"
        return "draft" if self.problems else "ready"

    @property
    def submittable(self) -> bool:
        """Complete, and something new."""
        return not self.problems and self.state in ("ready", "changed")


@dataclass(frozen=True, slots=True)
class Work:
    """A section's whole round. withdrawals: submitted projects that were deleted since, gone_names: their names by
    form id; declared: the draft's “we have none”; frozen_none: what the last submission said; permit: what may be
    written at the moment it was read."""

    round: rounds.Round
    section_id: int
    questionnaires: tuple[Questionnaire, ...]
    items: tuple[Item, ...]
    withdrawals: tuple[Version, ...]
    gone_names: Mapping[int, str]
    declared: frozenset[str]
    frozen_none: Mapping[str, bool]
    permit: Permit

    def may_write(self, item: Item | None) -> bool:
        """This form may be written now (None: one that is not saved yet)."""
        if item is None:
            return self.permit.may_add
        return self.permit.may_write(item.form.id, item.version is not None)

    def of(self, key: str) -> list[Item]:
        """The forms of one questionnaire in the section's order."""
        return [i for i in self.items if i.form.questionnaire == key]

    def new_declarations(self, submitting: Collection[str] = ()) -> dict[str, bool]:
        """What a submission says anew of “we have none”; `submitting`: questionnaires with a form in it.

        Nothing once the last day for new entries has passed: an edit is then submitted without it.
        """
        if not self.permit.may_add:
            return {}
        out = {k: True for k in self.declared if not self.frozen_none.get(k)}
        for key, none in self.frozen_none.items():
            if none and (key in submitting or key not in self.declared):
                out[key] = False
        return out

    @property
    def late_declarations(self) -> bool:
        """“We have none” was said in the draft and can be submitted no more."""
        return not self.permit.may_add and any(not self.frozen_none.get(k) for k in self.declared)

    @property
    def to_submit(self) -> bool:
        """There is something a submission would freeze."""
        open_ = (i.submittable and self.may_write(i) for i in self.items)
        return bool(self.withdrawals or self.new_declarations() or any(open_))

    @property
    def rest_seen(self) -> str:
        """Fingerprint of what a submission carries besides the forms that were chosen: declarations, withdrawals."""
        rest = sorted(self.new_declarations().items()), [(v.form_id, v.number) for v in self.withdrawals]
        return hashlib.sha256(repr(rest).encode()).hexdigest()[:16]

    def owed(self, questionnaire: Questionnaire) -> bool:
        """Nothing stands submitted for it: neither a form nor “we have none”."""
        counted = any(i.version and not i.version.withdrawn for i in self.of(questionnaire.key))
        return not counted and not self.frozen_none.get(questionnaire.key)


def section_work(db: Database, now: datetime, round_id: int, section_id: int) -> Work:
    """Everything a section has done in a round, checked, and what it may still do at this moment."""
    with db.read():
        made = rounds.questionnaires(db, round_id)
        facts = round_facts(db, round_id)
        living = forms.of_section(db, round_id, section_id)
        kept = answer_store.of_forms(db, [f.id for f in living])
        newest = {v.form_id: v for v in versions.newest(db, round_id, None, section_id)}
        frozen = {v.id: versions.answers_of(db, v.id) for v in newest.values()}
        declared = declarations.of_section(db, round_id, section_id)
        said = {k: none for (s, k), none in versions.declared(db, round_id).items() if s == section_id}
        found, allowed = rounds.get(db, round_id), permit(db, now, round_id, section_id)
    by_key = {q.key: q for q in made}
    items = []
    for form in sorted(living, key=lambda f: [q.key for q in made].index(f.questionnaire)):
        version = newest.get(form.id)
        items.append(
            _item(form, by_key[form.questionnaire], kept.get(form.id, {}), version,
                  frozen[version.id] if version else {}, facts)
        )  # fmt: skip
    ids = {f.id for f in living}
    gone = tuple(
        v for v in newest.values()
        if v.form_id not in ids and not v.withdrawn and allowed.may_write(v.form_id, submitted=True)
    )  # fmt: skip
    names = {v.form_id: _name(by_key[v.questionnaire], frozen[v.id]) for v in gone}
    return Work(found, section_id, made, tuple(items), gone, names, declared, said, allowed)


def _name(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> str:
    title = questionnaire.role("title")
    name = answers.get(title.key, EMPTY).text if title else ""
    return name if name.strip() else ""


def _item(
    form: Form, questionnaire: Questionnaire, kept: Mapping[str, answer_store.Kept], version: Version | None,
    frozen: Mapping[str, Answer], facts: Facts,
) -> Item:  # fmt: skip
    answers = {key: k.answer for key, k in kept.items()}
    problems, warnings = [], []
    for question in questionnaire.questions:
        for finding in question.check(answers.get(question.key, EMPTY), facts):
            level = finding.level()
            if level is Level.FLAG:
                warnings.append((question, finding))
            elif level is not None:
                problems.append((question, finding))
    changed = version is None or version.withdrawn or any(
        _differ(answers.get(q.key, EMPTY), frozen.get(q.key, EMPTY)) for q in questionnaire.questions
    )  # fmt: skip
    seen = hashlib.sha256(repr(sorted((k, v.revision) for k, v in kept.items())).encode()).hexdigest()[:16]
    saved = max((k.saved_at for k in kept.values()), default="")
    return Item(form, questionnaire, answers, version, changed, tuple(problems), tuple(warnings), seen, saved)


def _differ(draft: Answer, frozen: Answer) -> bool:
    """A draft of nothing but spaces is a blank, which is frozen as no answer: no change to be submitted again."""
    return not (draft.empty and frozen.empty) and not draft.same_as(frozen)


def submit(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, wanted: Mapping[int, str],
    *, respondent: str, extension: str, rest_seen: str | None = None,
) -> int | None:  # fmt: skip
    """Submit the wanted forms (form id → the `seen` of the page), every declaration and every withdrawal.

    rest_seen: what the page showed of declarations and withdrawals (Work.rest_seen; None: not compared).
    Returns the submission's id, None where nothing is new (sent twice): nothing is changed then.
    Raises Conflict where something changed since the page was shown, Refused where a form is incomplete or
    where nothing was chosen.
    """
    with db.write():
        work = section_work(db, now, round_id, section_id)
        _may_submit(actor, work)
        chosen = [i for i in work.items if i.form.id in wanted and i.state in ("ready", "changed", "draft")]
        known = rest_seen in (None, work.rest_seen)
        declared = work.new_declarations({i.form.questionnaire for i in chosen})
        nothing = not chosen and not declared and not work.withdrawals
        gone = not set(wanted) <= {i.form.id for i in work.items}
        if gone or any(i.seen != wanted[i.form.id] for i in chosen) or not (known or nothing):
            raise Conflict(_CHANGED)
        if nothing and not wanted and known and work.to_submit:
            raise Refused(_NOTHING_CHOSEN)
        if nothing and not known and work.late_declarations:
            raise RoundClosed(closed_text(work.permit.window, False, now))
        _may_go_in(work, chosen, now)
        if nothing:
            return None
        made = [Frozen(i.form.id, i.answers) for i in chosen]
        made += [Frozen(v.form_id, versions.answers_of(db, v.id), withdrawn=True) for v in work.withdrawals]
        return freeze(
            db, actor, now, round_id, section_id, made, declared,
            source="section", respondent=respondent, extension=extension, facts=round_facts(db, round_id),
        )  # fmt: skip


def _may_go_in(work: Work, chosen: Collection[Item], now: datetime) -> None:
    """Raises RoundClosed where a form's last day has passed, Refused where one is incomplete."""
    for item in chosen:
        if not work.may_write(item):
            raise RoundClosed(closed_text(work.permit.window, item.version is not None, now))
    if any(i.problems for i in chosen):
        raise Refused(
            Text(
                "記入の足りない調査票があるため提出できません。",
                "A form is incomplete and cannot be submitted.",
            )
        )


def _may_submit(actor: Actor, work: Work) -> None:
    """Raises NotFound for other people's sections, RoundClosed where nothing may be written any more."""
    if not actor.may_fill_in(work.section_id):
        raise NotFound
    if not work.permit.anything:
        raise RoundClosed


_CHANGED = Text(
    "確認画面を開いた後に内容が変更されました。もう一度ご確認のうえ提出してください。",
    "The answers changed after this page was opened. Please check them again.",
)
_NOTHING_CHOSEN = Text(
    "提出するものが選ばれていません。提出する調査票にチェックを入れてください。",
    "Nothing is chosen. Please tick what is to be submitted.",
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
    declared: questionnaire → “we have none” (True) or no longer (False)."""

    submitted_at: str
    respondent: str
    extension: str
    versions: tuple[Version, ...]
    names: tuple[str, ...]
    declared: Mapping[str, bool]


def receipt(db: Database, round_id: int, section_id: int, submission_id: int) -> Receipt | None:
    """The receipt of a section's submission; None where it is not this section's."""
    act = versions.submission(db, submission_id)
    if act is None or (act.round_id, act.section_id) != (round_id, section_id):
        return None
    made = tuple(versions.of_submission(db, submission_id))
    by_key = {q.key: q for q in rounds.questionnaires(db, round_id)}
    names = tuple(_name(by_key[v.questionnaire], versions.answers_of(db, v.id)) for v in made)
    said = versions.declared_by(db, submission_id)
    return Receipt(act.submitted_at, act.respondent, act.extension, made, names, said)

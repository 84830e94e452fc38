"""A section's work as a whole: what is there, what is wrong, what is owed, what was sent back, what waits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.db import Database
from app.responses.service import states
from app.responses.service.facts import round_facts
from app.responses.service.permits import Permit, permit
from app.responses.store import answers as answer_store
from app.responses.store import approvals, carried, declarations, forms, returns, versions
from app.responses.store.approvals import Request
from app.responses.store.forms import Form
from app.responses.store.returns import Return
from app.responses.store.versions import Version
from app.rounds import service as rounds
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Facts, Finding, Level, Question


@dataclass(frozen=True, slots=True)
class Item:
    """One form as the section works on it. frozen: the answers of its version; seen: fingerprint of the draft, so
    that a page submits what it showed; returned: sent back and not answered yet; waiting: for approval; writable:
    this section (or the secretariat in its place) may change it now; unread: carried over and not confirmed."""

    form: Form
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    version: Version | None
    frozen: Mapping[str, Answer]
    changed: bool
    problems: tuple[tuple[Question, Finding], ...]
    warnings: tuple[tuple[Question, Finding], ...]
    seen: str
    saved_at: str
    returned: bool = False
    waiting: bool = False
    writable: bool = True
    unread: bool = False

    @property
    def title(self) -> str:
        """The project's name, "" where it has none yet."""
        return name_of(self.questionnaire, self.answers)

    @property
    def stands(self) -> bool:
        """A version of it counts: submitted and not withdrawn."""
        return self.version is not None and not self.version.withdrawn

    @property
    def begun(self) -> bool:
        """Something was typed, or stands submitted (an emptied form is shown with what it lacks)."""
        return self.stands or not all(a.empty for a in self.answers.values())

    @property
    def state(self) -> str:
        """One of states.WORDS."""
        return states.of_form(
            begun=self.begun, complete=not self.problems, stands=self.stands, changed=self.changed,
            returned=self.returned, waiting=self.waiting, writable=self.writable, unread=self.unread,
        )  # fmt: skip

    @property
    def submittable(self) -> bool:
        """Complete, something new (or an answer to what was returned, changed or not), and within the dates."""
        new = (self.changed and (self.begun or self.stands)) or self.returned
        return new and self.writable and not self.problems and self.state != states.CARRIED

    @property
    def changes(self) -> tuple[Question, ...]:
        """The questions whose draft differs from what stands submitted."""
        if not self.stands:
            return ()
        made = self.questionnaire.questions
        return tuple(q for q in made if differ(self.answers.get(q.key, EMPTY), self.frozen.get(q.key, EMPTY)))


@dataclass(frozen=True, slots=True)
class Work:
    """A section's whole round. gone: submitted projects that were deleted since, gone_names: their names by form id, withdraw_reasons: why they are withdrawn; declared: the draft's “we have none”; frozen_none: what the last submission said; permit: what may be
    written at the moment it was read; returns: what was sent back and is not answered; request: the last request for
    approval, waiting or decided; withdrawn: ids of the projects that were withdrawn for good (until brought back)."""

    round: rounds.Round
    section_id: int
    questionnaires: tuple[Questionnaire, ...]
    items: tuple[Item, ...]
    gone: tuple[Version, ...]
    gone_names: Mapping[int, str]
    declared: frozenset[str]
    frozen_none: Mapping[str, bool]
    permit: Permit
    returns: tuple[Return, ...] = ()
    request: Request | None = None
    withdraw_reasons: Mapping[int, str] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    read_at: datetime = datetime.min  # noqa: DTZ901 - always given

    @property
    def waiting(self) -> Request | None:
        """The request that waits for approval."""
        return self.request if self.request and self.request.state == approvals.WAITING else None

    @property
    def sent_back(self) -> Request | None:
        """The request that the section head sent back last, until another one is sent or everything is submitted."""
        back = self.request is not None and self.request.state == approvals.SENT_BACK
        return self.request if back and self.to_submit else None

    @property
    def needs_approval(self) -> bool:
        """What is submitted goes to the section head first (not what the secretariat enters)."""
        return self.round.approval and not self.permit.proxy

    def may_write(self, item: Item | None) -> bool:
        """This form may be written now (None: one that is not saved yet)."""
        return self.permit.may_add if item is None else item.writable

    def of(self, key: str) -> list[Item]:
        """The forms of one questionnaire in the section's order."""
        return [i for i in self.items if i.form.questionnaire == key]

    def remarks(self, form_id: int) -> dict[str, str]:
        """The secretariat's words on a returned form by question key; several returns one below the other."""
        out: dict[str, str] = {}
        for one in reversed(self.returns):
            if form_id in one.open_forms:
                for key, words in one.remarks.get(form_id, {}).items():
                    out[key] = f"{out[key]}\n{words}" if key in out else words
        return out

    def new_declarations(self, submitting: Collection[str] = ()) -> dict[str, bool]:
        """What a submission says anew of “we have none”; `submitting`: questionnaires with a form in it.

        Outside the dates for new entries only a form that is submitted itself can take “none” back.
        """
        out = {k: True for k in self.declared if not self.frozen_none.get(k)} if self.permit.may_add else {}
        for key, none in self.frozen_none.items():
            if none and (key in submitting or (key not in self.declared and self.permit.may_add)):
                out[key] = False
        return {k: none for k, none in out.items() if k not in self.permit.waiting_none}

    @property
    def late_declarations(self) -> bool:
        """“We have none” was said in the draft and can be submitted no more."""
        return not self.permit.may_add and any(not self.frozen_none.get(k) for k in self.declared)

    @property
    def withdrawals(self) -> tuple[Version, ...]:
        """The deleted ones that a submission withdraws now. One that may not be withdrawn any more stays as it was
        submitted: it must not keep the rest from going out."""
        return tuple(v for v in self.gone if self.permit.may_write(v.form_id, True))

    @property
    def to_submit(self) -> bool:
        """There is something a submission would freeze."""
        return bool(self.withdrawals or self.new_declarations() or any(i.submittable for i in self.items))

    @property
    def rest_seen(self) -> str:
        """Fingerprint of what a submission carries besides the forms that were chosen: declarations, withdrawals."""
        rest = sorted(self.new_declarations().items()), [(v.form_id, v.number) for v in self.withdrawals]
        return hashlib.sha256(repr(rest).encode()).hexdigest()[:16]

    def state(self, key: str) -> str:
        """One questionnaire as its section sees it: one of states.WORDS."""
        return states.to_do(
            [i.state for i in self.of(key)], none=self.frozen_none.get(key, False),
            none_drafted=key in self.declared, none_waiting=key in self.permit.waiting_none,
        )  # fmt: skip

    def owed(self, questionnaire: Questionnaire) -> bool:
        """Nothing stands submitted for it, neither a form nor “we have none”; or it was sent back.

        A project that was deleted stands, or is still sent back, until its withdrawal is submitted. In an archived
        round nothing is owed.
        """
        if self.round.read_only:
            return False
        standing = [i.form.id for i in self.of(questionnaire.key) if i.stands]
        standing += [v.form_id for v in self.gone if v.questionnaire == questionnaire.key]
        sent_back = {form_id for one in self.returns for form_id in one.open_forms}
        if sent_back.intersection(standing):
            return True
        return not standing and not self.frozen_none.get(questionnaire.key)


def section_work(
    db: Database, now: datetime, round_id: int, section_id: int, actor: Actor | None = None
) -> Work:
    """Everything a section has done in a round, checked, and what it (or `actor` in its place) may still do now."""
    with db.read():
        made = rounds.questionnaires(db, round_id)
        facts = round_facts(db, round_id)
        living = forms.of_section(db, round_id, section_id)
        kept = answer_store.of_forms(db, [f.id for f in living])
        newest = {v.form_id: v for v in versions.newest(db, round_id, None, section_id)}
        frozen = {v.id: versions.answers_of(db, v.id) for v in newest.values()}
        declared = declarations.of_section(db, round_id, section_id)
        said = {k: none for (s, k), none in versions.declared(db, round_id).items() if s == section_id}
        found, allowed = rounds.get(db, round_id), permit(db, now, round_id, section_id, actor)
        back = tuple(r for r in returns.of_section(db, round_id, section_id) if r.open_forms)
        request = approvals.newest(db, round_id, section_id)
        unread = carried.unread(db, round_id, section_id)
        why = {f.id: f.withdraw_reason for f in forms.of_section(db, round_id, section_id, deleted=True)}
    by_key = {q.key: q for q in made}
    returned = {f for r in back for f in r.open_forms}
    items = []
    for form in sorted(living, key=lambda f: [q.key for q in made].index(f.questionnaire)):
        version = newest.get(form.id)
        items.append(
            _item(form, by_key[form.questionnaire], kept.get(form.id, {}), version,
                  frozen[version.id] if version else {}, facts, allowed, form.id in returned, form.id in unread)
        )  # fmt: skip
    ids = {f.id for f in living}
    gone = tuple(v for v in newest.values() if v.form_id not in ids and not v.withdrawn)
    names = {v.form_id: name_of(by_key[v.questionnaire], frozen[v.id]) for v in gone}
    return Work(found, section_id, made, tuple(items), gone, names, declared, said, allowed, back, request, why,
                frozenset(v.form_id for v in newest.values() if v.withdrawn) - ids, now)  # fmt: skip


def name_of(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> str:
    """The project's name among these answers, "" where there is none."""
    title = questionnaire.role("title")
    name = answers.get(title.key, EMPTY).text if title else ""
    return name if name.strip() else ""


def _item(
    form: Form, questionnaire: Questionnaire, kept: Mapping[str, Kept], version: Version | None,
    frozen: Mapping[str, Answer], facts: Facts, allowed: Permit, returned: bool, unread: bool,
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
        differ(answers.get(q.key, EMPTY), frozen.get(q.key, EMPTY)) for q in questionnaire.questions
    )  # fmt: skip
    seen = hashlib.sha256(repr(sorted((k, v.revision) for k, v in kept.items())).encode()).hexdigest()[:16]
    saved = max((k.saved_at for k in kept.values()), default="")
    return Item(
        form, questionnaire, answers, version, frozen, changed, tuple(problems), tuple(warnings), seen, saved,
        returned, form.id in allowed.waiting, allowed.may_write(form.id, version is not None),
        unread,
    )  # fmt: skip


def differ(draft: Answer, frozen: Answer) -> bool:
    """A draft of nothing but spaces is a blank, which is frozen as no answer: no change to be submitted again."""
    return not (draft.empty and frozen.empty) and not draft.same_as(frozen)

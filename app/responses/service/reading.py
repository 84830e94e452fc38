"""What other features and pages read: submitted forms as counted, declarations, and how a round stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import NotFound
from app.responses.service import states
from app.responses.service.work import Work, name_of
from app.responses.store import answers as answer_store
from app.responses.store import approvals, carried, declarations, forms, returns, versions
from app.responses.store.approvals import Request
from app.responses.store.forms import Form
from app.responses.store.versions import Version
from app.rounds import service as rounds
from app.selfsaving.rule import Kept
from forms.questionnaire import Questionnaire
from forms.questions import Answer

__all__ = ["Form", "Kept", "Standing", "SubmittedForm", "Version"]


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """A form as it counts. number: the project's printed number (None for a section's own form)."""

    form_id: int
    section_id: int
    questionnaire: str
    number: int | None
    version: int
    version_id: int
    submitted_at: str
    source: str
    note: str
    answers: Mapping[str, Answer]


def submitted_forms(db: Database, round_id: int, as_of: datetime | None = None) -> list[SubmittedForm]:
    """The newest version (up to `as_of`) of every form that is not withdrawn, in printed order.

    Printed order: the round's questionnaires, then organisation order, then the section's own order. A project
    without a number of its own gets the next one in that order.
    """
    with db.read():
        per_project = {q.key for q in rounds.questionnaires(db, round_id) if q.per_project}
        living = _by_questionnaire(db, round_id, versions.newest(db, round_id, as_of))
        numbers = _numbers(living, per_project, forms.highest_numbers(db, round_id))
        return _as_counted(db, round_id, living, numbers)


def chosen_forms(db: Database, round_id: int, numbers: Mapping[int, int | None]) -> list[SubmittedForm]:
    """The forms as in these versions (version id → the project's number then), in printed order."""
    with db.read():
        living = _by_questionnaire(db, round_id, versions.chosen(db, round_id, numbers))
        known = {v.form_id: n for v in living if (n := numbers[v.id]) is not None}
        return _as_counted(db, round_id, living, known)


def give_numbers(db: Database, round_id: int) -> None:
    """Every submitted project keeps the number it is printed with from now on (an edition quotes it).

    What is withdrawn later leaves its number empty (欠番); new projects come after the highest ever given.
    """
    with db.write():
        for form in submitted_forms(db, round_id):
            if form.number is not None:
                forms.give_number(db, form.form_id, form.number)


def out_of_use(db: Database, round_id: int, as_of: datetime | None = None) -> list[Version]:
    """The withdrawn projects that had a number of their own (up to `as_of`): 欠番, with project_number set."""
    return [v for v in versions.newest(db, round_id, as_of) if v.withdrawn and v.project_number is not None]


def _by_questionnaire(db: Database, round_id: int, found: Sequence[Version]) -> list[Version]:
    """Those that are not withdrawn, by the round's order of questionnaires."""
    order = {q.key: i for i, q in enumerate(rounds.questionnaires(db, round_id))}
    return sorted((v for v in found if not v.withdrawn), key=lambda v: order[v.questionnaire])


def _as_counted(
    db: Database, round_id: int, living: Sequence[Version], numbers: Mapping[int, int]
) -> list[SubmittedForm]:
    frozen = versions.answers_of_round(db, round_id)
    made = [
        SubmittedForm(
            v.form_id, v.section_id, v.questionnaire, numbers.get(v.form_id), v.number, v.id, v.submitted_at,
            v.source, v.note, frozen.get(v.id, {}),
        )
        for v in living
    ]  # fmt: skip
    order = {key: i for i, key in enumerate(dict.fromkeys(v.questionnaire for v in living))}
    position = {v.form_id: i for i, v in enumerate(living)}
    return sorted(made, key=lambda f: (order[f.questionnaire], f.number or 0, position[f.form_id]))


def _numbers(
    living: Sequence[Version], per_project: Collection[str], highest: Mapping[str, int]
) -> dict[int, int]:
    """Project numbers by form id: those given for good, then the next in printed order.

    highest: the highest ever given per questionnaire, also to a project withdrawn since: it is not given again.
    """
    given = {v.form_id: v.project_number for v in living if v.project_number is not None}
    last = dict(highest)
    for v in living:
        if v.questionnaire in per_project and v.form_id not in given:
            last[v.questionnaire] = given[v.form_id] = last.get(v.questionnaire, 0) + 1
    return given


def declared_none(db: Database, round_id: int, as_of: datetime | None = None) -> frozenset[tuple[int, str]]:
    """(section id, questionnaire) whose newest submission says “we have none”."""
    return frozenset(k for k, none in versions.declared(db, round_id, as_of).items() if none)


def form(db: Database, form_id: int) -> Form:
    """One form. Raises NotFound."""
    found = forms.get(db, form_id)
    if found is None:
        raise NotFound
    return found


def drafts(db: Database, form_id: int) -> dict[str, Answer]:
    """The draft answers of a form by question key."""
    return {key: kept.answer for key, kept in answer_store.of_form(db, form_id).items()}


def form_versions(db: Database, form_id: int) -> list[Version]:
    """Every version of a form, the newest first."""
    return versions.of_form(db, form_id)


def version(db: Database, version_id: int) -> Version:
    """One version. Raises NotFound."""
    found = versions.get(db, version_id)
    if found is None:
        raise NotFound
    return found


def section_versions(db: Database, round_id: int, section_id: int) -> list[Version]:
    """Every version a section has submitted in a round: its forms in their order, each one's newest first."""
    return versions.of_section(db, round_id, section_id)


def stands(db: Database, form_id: int) -> bool:
    """A version of the form counts: it was submitted and not withdrawn."""
    return versions.stands(db, form_id)


def version_answers(db: Database, version_id: int) -> dict[str, Answer]:
    """The frozen answers of one version."""
    return versions.answers_of(db, version_id)


def withdrawn_names(db: Database, work: Work) -> dict[int, str]:
    """The names of a section's projects that were submitted and are gone or on their way out, by form id."""
    made = {q.key: q for q in work.questionnaires}
    out = {}
    for v in versions.newest(db, work.round.id, None, work.section_id):
        if v.form_id in work.withdrawn or v.form_id in work.gone_names:
            out[v.form_id] = name_of(made[v.questionnaire], versions.answers_of(db, v.id))
    return out


@dataclass(frozen=True, slots=True)
class Standing:
    """How a section stands with one questionnaire.

    state: "missing" (not started), "draft" (in progress), "waiting" (for approval), "submitted", "returned", "final"
    (submitted, and may be changed no more) or "none" (declared). forms: submitted ones; drafts: living forms never
    submitted; version: the highest number among the submitted forms (above 1: replaced); last: the newest save or
    submission, stored moment or ""; final: submitted or "none", and nothing of it may be changed any more; waiting:
    something of it waits for approval, also a correction of what stands; returned: forms sent back.
    """

    state: str
    forms: int = 0
    drafts: int = 0
    last: str = ""
    version: int = 0
    final: bool = False
    waiting: bool = False
    returned: int = 0

    @property
    def owed(self) -> bool:
        """The section still owes an answer to this questionnaire; what was returned is owed again."""
        return self.state in states.OWED


def standing(db: Database, now: datetime, round_id: int) -> dict[tuple[int, str], Standing]:
    """How every section of a round stands with every questionnaire: (section id, key) → Standing."""
    with db.read():
        known = _Known(db, now, round_id)
        made = rounds.questionnaires(db, round_id)
        sections = rounds.sections(db, round_id)
    return {(s.id, q.key): known.standing(s.id, q) for s in sections for q in made}


class _Known:
    """Everything that standings of one round are computed from, each read once."""

    def __init__(self, db: Database, now: datetime, round_id: int) -> None:
        self.newest = {v.form_id: v for v in versions.newest(db, round_id)}
        self.declared = declared_none(db, round_id)
        self.drafted = declarations.of_round(db, round_id)
        self.waiting = approvals.waiting_in_round(db, round_id)
        self.returned = returns.unsettled(db, round_id)
        self.windows = rounds.windows(db, now, round_id)
        rows = db.all(
            "SELECT a.form_id, max(a.saved_at) AS saved FROM answer a JOIN form f ON f.id = a.form_id"
            " WHERE f.round_id = ? GROUP BY a.form_id",
            (round_id,),
        )
        untouched = carried.untouched(db, round_id)
        self.saved: dict[int, str] = {r["form_id"]: r["saved"] for r in rows if r["form_id"] not in untouched}
        #: the forms that are there, or that stand submitted although they were deleted since
        self.forms: dict[tuple[int, str], list[int]] = {}
        living = forms.of_round(db, round_id)
        there = {f.id for f in living}
        for f in living:
            self.forms.setdefault((f.section_id, f.questionnaire), []).append(f.id)
        for v in self.newest.values():
            if v.form_id not in there and not v.withdrawn:
                self.forms.setdefault((v.section_id, v.questionnaire), []).append(v.form_id)

    def standing(self, section_id: int, made: Questionnaire) -> Standing:
        place = section_id, made.key
        window, request = self.windows[section_id], self.waiting.get(section_id)
        writable = window.edit or (made.per_project and window.new)
        ids = self.forms.get(place, [])
        stand = [v for i in ids if (v := self.newest.get(i)) and not v.withdrawn]
        begun = [self.saved[i] for i in ids if i not in self.newest and i in self.saved]
        none_waits = request is not None and made.key in request.declared
        state = states.standing(
            [self._form(i, writable, request) for i in ids],
            none=place in self.declared, none_drafted=place in self.drafted, none_waiting=none_waits,
        )  # fmt: skip
        waits = none_waits or (request is not None and any(i in request.locked for i in ids))
        final = state == states.FINAL or (state == states.NONE and not window.new and not waits)
        last = max([*(v.submitted_at for v in stand), *begun], default="")
        version = max((v.number for v in stand), default=0)
        returned = sum(i in self.returned for i in ids)
        return Standing(state, len(stand), len(begun), last, version, final, waits, returned)

    def _form(self, form_id: int, writable: bool, request: Request | None) -> str:
        version = self.newest.get(form_id)
        return states.of_form(
            begun=form_id in self.saved, complete=False, stands=version is not None and not version.withdrawn,
            changed=False, returned=form_id in self.returned,
            waiting=request is not None and form_id in request.locked and version is None, writable=writable,
        )  # fmt: skip


def owed(db: Database, now: datetime, round_id: int) -> dict[int, tuple[str, ...]]:
    """What every section still owes, for reminders: section id → questionnaire keys; those that owe nothing are left
    out. What waits for approval is owed, too, and what was returned is owed again: `owed_states` says which."""
    return {section_id: tuple(of) for section_id, of in owed_states(db, now, round_id).items()}


def owed_states(db: Database, now: datetime, round_id: int) -> dict[int, dict[str, str]]:
    """The same with the reason: section id → questionnaire key → "missing", "draft", "waiting" or "returned"."""
    out: dict[int, dict[str, str]] = {}
    for (section_id, key), one in standing(db, now, round_id).items():
        if one.owed:
            out.setdefault(section_id, {})[key] = one.state
    return out

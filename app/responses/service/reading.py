"""What other features and pages read: submitted forms as counted, declarations, and how a round stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import NotFound
from app.responses.store import answers as answer_store
from app.responses.store import declarations, forms, versions
from app.responses.store.answers import Kept
from app.responses.store.forms import Form
from app.responses.store.versions import Version
from app.rounds import service as rounds
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


def version_answers(db: Database, version_id: int) -> dict[str, Answer]:
    """The frozen answers of one version."""
    return versions.answers_of(db, version_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a section stands with one questionnaire.

    state: "missing" (not started), "draft" (in progress), "waiting" (for approval), "submitted", "returned", "final"
    (submitted, and may be changed no more) or "none" (declared). forms: submitted ones; drafts: living forms never
    submitted; version: the highest number among the submitted forms (above 1: replaced); last: the newest save or
    submission, stored moment or "".
    """

    state: str
    forms: int = 0
    drafts: int = 0
    last: str = ""
    version: int = 0

    @property
    def owed(self) -> bool:
        """The section still owes an answer to this questionnaire; what was returned is owed again."""
        return self.state in ("draft", "missing", "waiting", "returned")


def standing(db: Database, now: datetime, round_id: int) -> dict[tuple[int, str], Standing]:
    """How every section of a round stands with every questionnaire: (section id, key) → Standing."""
    with db.read():
        newest = {v.form_id: v for v in versions.newest(db, round_id)}
        declared = declared_none(db, round_id)
        drafted = declarations.of_round(db, round_id)
        living = forms.of_round(db, round_id)
        saved = {
            r["form_id"]: r["saved"]
            for r in db.all(
                "SELECT a.form_id, max(a.saved_at) AS saved FROM answer a JOIN form f ON f.id = a.form_id"
                " WHERE f.round_id = ? GROUP BY a.form_id",
                (round_id,),
            )
        }
        keys = [q.key for q in rounds.questionnaires(db, round_id)]
        sections = rounds.sections(db, round_id)
    counted: dict[tuple[int, str], list[str]] = {}
    begun: dict[tuple[int, str], list[str]] = {}
    for v in newest.values():
        if not v.withdrawn:
            counted.setdefault((v.section_id, v.questionnaire), []).append(v.submitted_at)
    for f in living:
        if f.id not in newest and f.id in saved:
            begun.setdefault((f.section_id, f.questionnaire), []).append(saved[f.id])
    out = {}
    for place in ((s.id, k) for s in sections for k in keys):
        done, open_ = counted.get(place, []), begun.get(place, [])
        state = (
            "submitted" if done else "none" if place in declared
            else "draft" if open_ or place in drafted else "missing"
        )  # fmt: skip
        out[place] = Standing(state, len(done), len(open_), max([*done, *open_], default=""))
    return out

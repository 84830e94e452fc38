"""A new round from an old one: what is proposed, what is wrong with a plan, and making it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.organisation.service import Section
from app.responses.service import carrying, reading
from app.responses.service.permits import require
from app.responses.service.reading import SubmittedForm
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import Actor
from app.succession import ancestry, store
from forms.changes import QuestionChange, question_changes
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Text

#: Where the new round's questionnaires come from: the definition files of today, or the old round.
TODAY: Final = "today"
OLD: Final = "old"


@dataclass(frozen=True, slots=True)
class Project:
    """One submitted project of the old round. printed: its number as printed."""

    form: SubmittedForm
    printed: str
    name: str


@dataclass(frozen=True, slots=True)
class OldSection:
    """One section of the old round. places: the sections in its place now, the likeliest first; none: it has ended."""

    section: Section
    places: tuple[Section, ...]
    projects: tuple[Project, ...]

    @property
    def split(self) -> bool:
        """Several sections stand in its place: each project may go to another."""
        return len(self.places) > 1


@dataclass(frozen=True)
class Proposal:
    """What a new round could be made of. keys: the project questionnaires there are; carried: those whose projects
    are usually carried over (the first: what sections are doing)."""

    round: Round
    questionnaires: tuple[Questionnaire, ...]
    present: Sequence[Section]
    sections: Sequence[OldSection]

    @property
    def keys(self) -> tuple[str, ...]:
        """The project questionnaires of the old round."""
        return tuple(q.key for q in self.questionnaires if q.per_project)

    @property
    def asked(self) -> list[int]:
        """The sections that are proposed to be asked: those in the old ones' places, in the city's order."""
        wanted = {place.id for old in self.sections for place in old.places}
        return [s.id for s in self.present if s.id in wanted]

    @property
    def plan(self) -> Plan:
        """The proposal taken as it stands; name and year are still to be given."""
        places = {old.section.id: old.places[0].id if old.places else None for old in self.sections}
        return Plan("", self.round.year + 1, TODAY, tuple(self.asked), places, {}, self.keys[:1])


@dataclass(frozen=True, slots=True)
class Plan:
    """A new round as it was decided. places: old section id → its section now (None: not carried on); projects: form
    id → section, where it is another one; carried: questionnaires whose projects become drafts."""

    name: str
    year: int
    definitions: str
    asked: tuple[int, ...]
    places: Mapping[int, int | None]
    projects: Mapping[int, int]
    carried: tuple[str, ...]


def proposal(db: Database, now: datetime, old_id: int) -> Proposal:
    """What a new round could be made of the old one. Raises NotFound."""
    with db.read():
        round_ = rounds.get(db, old_id)
        made, asked = rounds.questionnaires(db, old_id), rounds.sections(db, old_id)
        present = ancestry.present(db, now)
        lineage = ancestry.successors(db, now, [s.id for s in asked])
        projects = _projects(made, reading.submitted_forms(db, old_id))
    known = {s.id: s for s in present}
    old = [
        OldSection(
            s, tuple(known[i] for i in lineage.get(s.id, ()) if i in known), tuple(projects.get(s.id, ()))
        )
        for s in asked
    ]
    return Proposal(round_, made, present, old)


def _projects(made: Sequence[Questionnaire], forms: Sequence[SubmittedForm]) -> dict[int, list[Project]]:
    """The submitted projects by section, in printed order."""
    by_key, out = {q.key: q for q in made if q.per_project}, dict[int, list[Project]]()
    for form in forms:
        if (own := by_key.get(form.questionnaire)) is not None:
            out.setdefault(form.section_id, []).append(Project(form, printed(own, form), name_of(own, form)))
    return out


def printed(made: Questionnaire, form: SubmittedForm) -> str:
    """`Ａ 12`, `Ｂ３`: which project this is on paper."""
    number = made.number(form.number)
    return number if made.prefix else f"{made.short.ja} {number}"


def name_of(made: Questionnaire, form: SubmittedForm) -> str:
    """The project's name as submitted."""
    title = made.role("title")
    return form.answers.get(title.key, EMPTY).text.strip() if title else ""


def faults(found: Proposal, plan: Plan) -> dict[str, Text]:
    """What is wrong with a plan, by field."""
    out = {}
    asked, present = set(plan.asked), {s.id for s in found.present}
    if not plan.name.strip():
        out["name"] = Text("調査の名称を記入してください。", "Please name the round.")
    if not asked:
        out["sections"] = Text("課を一つ以上選んでください。", "Choose at least one section.")
    if not asked <= present:
        raise NotFound
    for old in found.sections:
        place = plan.places.get(old.section.id)
        wanted = {place, *(plan.projects.get(p.form.form_id, place) for p in old.projects)} - {None}
        if not wanted <= present:
            raise NotFound
        if asked and not wanted <= asked:
            out[f"place-{old.section.id}"] = _NOT_ASKED.fill(section=old.section.name)
    return out


_NOT_ASKED: Final = Text(
    "{section}：引き継ぎ先の課が、今回の調査対象に選ばれていません。",
    "{section}: the section in its place is not among those asked.",
)


def make(db: Database, actor: Actor, now: datetime, old_id: int, plan: Plan) -> int:
    """The new round with everything carried over, in preparation; returns its id. Raises Refused."""
    with db.write():
        found = proposal(db, now, old_id)
        if wrong := faults(found, plan):
            raise Refused(next(iter(wrong.values())))
        made = found.questionnaires if plan.definitions == OLD else rounds.definitions_of_today()
        asked = [s.id for s in found.present if s.id in set(plan.asked)]
        round_id = rounds.create(db, actor, now, plan.name, plan.year, asked, made, previous=found.round)
        store.add(db, round_id, _pairs(found, plan))
        n = _carry(db, actor, now, round_id, found, plan, made)
        record(
            db, actor, now, "succession.make", f"round {round_id}",
            previous=old_id, definitions=plan.definitions, carried=n,
        )  # fmt: skip
    return round_id


def _pairs(found: Proposal, plan: Plan) -> list[tuple[int, int]]:
    """Which section stands in which one's place: as chosen, and where single projects went."""
    asked, out = set(plan.asked), []
    for old in found.sections:
        place = plan.places.get(old.section.id)
        moved = [plan.projects.get(p.form.form_id) for p in old.projects]
        split = [p.id for p in old.places] if place is not None and old.split else []
        out += [(old.section.id, new) for new in (place, *moved, *split) if new is not None and new in asked]
    return out


def _carry(
    db: Database, actor: Actor, now: datetime, round_id: int, found: Proposal, plan: Plan,
    made: Sequence[Questionnaire],
) -> int:  # fmt: skip
    """Draft every project whose questionnaire is carried over, in printed order; returns how many."""
    old, new, n = {q.key: q for q in found.questionnaires}, {q.key: q for q in made}, 0
    for section in found.sections:
        place = plan.places.get(section.section.id)
        for project in section.projects:
            form, to = project.form, plan.projects.get(project.form.form_id, place)
            key = form.questionnaire
            if to is None or key not in plan.carried or key not in new or not new[key].per_project:
                continue
            given = carrying.fitting_answers(old[key], new[key], form.answers)
            carrying.carry(db, actor, now, round_id, to, key, form, given)
            n += 1
    return n


# What is asked differently


def definition_changes(
    old: Sequence[Questionnaire], new: Sequence[Questionnaire]
) -> list[tuple[Questionnaire, str, tuple[QuestionChange, ...]]]:
    """Every questionnaire of either with what is different in it: (it, "added" | "removed" | "", its questions)."""
    before, after = {q.key: q for q in old}, {q.key: q for q in new}
    out = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        state = "added" if was is None else "removed" if now is None else ""
        shown = now or was
        assert shown is not None
        out.append((shown, state, question_changes(was, now)))
    return out


# Plans that became projects


def main_key(made: Sequence[Questionnaire]) -> str:
    """The questionnaire of what sections are doing: the first one that is answered per project ("" none)."""
    return next((q.key for q in made if q.per_project), "")


def plans(db: Database, round_id: int, section_id: int) -> list[Project]:
    """Last time's planned projects of this section (Ｂ, Ｃ) that have not become a project of this round yet."""
    with db.read():
        round_ = rounds.get(db, round_id)
        own = {old for old, places in store.of_round(db, round_id).items() if section_id in places}
        if round_.previous_id is None or not own:
            return []
        main = main_key(rounds.questionnaires(db, round_id))
        made = rounds.questionnaires(db, round_.previous_id)
        found = _projects(made, reading.submitted_forms(db, round_.previous_id))
    return [
        p
        for old in sorted(own)
        for p in found.get(old, ())
        if p.form.questionnaire != main and carrying.successor(db, p.form.form_id) is None
    ]


def become(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, old_form_id: int
) -> int:
    """Last time's plan has become a project: a draft with its name, linked to it. The same click twice: the same draft."""
    with db.write():
        require(db, actor, now, round_id, section_id)
        known = carrying.successor(db, old_form_id)
        mine = {
            f for f, o in carrying.origins(db, round_id, section_id).items() if o.old_form_id == old_form_id
        }
        if known is not None and known in mine:
            return known
        project = next((p for p in plans(db, round_id, section_id) if p.form.form_id == old_form_id), None)
        made = rounds.questionnaires(db, round_id)
        target = next((q for q in made if q.key == main_key(made)), None)
        if project is None or target is None:
            raise NotFound
        old = rounds.questionnaire(db, reading.form(db, old_form_id).round_id, project.form.questionnaire)
        given = carrying.alike(old, target, project.form.answers)
        form_id = carrying.carry(
            db, actor, now, round_id, section_id, target.key, project.form, given, confirmed=True
        )
        record(db, actor, now, "succession.become", f"form {form_id}", origin=old_form_id)
    return form_id


def carried(db: Database, round_id: int) -> Mapping[int, carrying.Origin]:
    """The forms of a round that came from the one before, by form id."""
    return carrying.origins(db, round_id)


def places(db: Database, round_id: int) -> Mapping[int, tuple[int, ...]]:
    """Old section id → the sections in its place in this round."""
    return store.of_round(db, round_id)

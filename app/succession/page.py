"""What the pages of succession show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.organisation import service as organisation
from app.organisation.service import Section
from app.succession.service import OldSection, Plan, Project, Proposal
from forms.changes import CHOICES, KIND, REQUIRED, REWORDED, QuestionChange
from forms.comparing import ADDED, REMOVED
from forms.questionnaire import Questionnaire
from forms.questions import Text

#: With more sections than this, a place is chosen among the likely ones and those of its department only.
MANY: Final = 200

WHAT: Final[Mapping[str, Text]] = {
    ADDED: Text("追加", "Added"),
    REMOVED: Text("削除", "Removed"),
    KIND: Text("回答の形式を変更", "Another kind of answer"),
    REWORDED: Text("文言を変更", "Reworded"),
    REQUIRED: Text("必須・任意を変更", "Required or not"),
    CHOICES: Text("選択肢を変更", "Choices changed"),
}
CHOICE_WHAT: Final[Mapping[str, Text]] = {
    ADDED: Text("追加", "added"),
    REMOVED: Text("削除", "removed"),
    REWORDED: Text("文言を変更", "reworded"),
}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One old section with its place now. options: sections to choose from; projects: chosen one by one where the
    section was split; carried: how many projects go along."""

    old: OldSection
    chosen: int | None
    options: Sequence[Section]
    projects: Sequence[tuple[Project, int | None]]
    carried: int
    error: Text | None

    @property
    def plain(self) -> bool:
        """Nothing has changed: the section is its own successor under its old name."""
        same = [p for p in self.old.places if p.id == self.old.section.id]
        named = same and (same[0].department, same[0].name) == (
            self.old.section.department,
            self.old.section.name,
        )
        return (
            bool(named)
            and len(self.old.places) == 1
            and self.chosen == self.old.section.id
            and not self.error
        )


@dataclass(frozen=True)
class NextPage:
    """The page that makes a new round. changed: sections something happened to; same: the others; fresh: ids of
    sections that stand in nobody's place; differences: how many questions are not as they were."""

    proposal: Proposal
    plan: Plan
    changed: Sequence[PlaceLine]
    same: Sequence[PlaceLine]
    departments: Sequence[tuple[str, list[Section]]]
    fresh: frozenset[int]
    differences: int
    loses: int
    error_lines: Sequence[tuple[str, Text]]

    @property
    def carried(self) -> int:
        """How many projects go along as things are chosen."""
        return sum(line.carried for line in (*self.changed, *self.same))


def next_page(
    found: Proposal, plan: Plan, faults: Mapping[str, Text], changes: Sequence[QuestionChange]
) -> NextPage:
    """Collect what the page shows. changes: of today's definitions against the old round's."""
    lines = [_line(found, plan, old, faults.get(f"place-{old.section.id}")) for old in found.sections]
    heirs = {place.id for old in found.sections for place in old.places}
    return NextPage(
        found, plan, [x for x in lines if not x.plain], [x for x in lines if x.plain],
        organisation.by_department(found.present), frozenset(s.id for s in found.present) - heirs,
        sum(bool(c.what) for c in changes), sum(c.loses for c in changes),
        [(f"#{name}", told) for name, told in faults.items()],
    )  # fmt: skip


def _line(found: Proposal, plan: Plan, old: OldSection, error: Text | None) -> PlaceLine:
    chosen = plan.places.get(old.section.id)
    going = [p for p in old.projects if p.form.questionnaire in plan.carried]
    split = [(p, plan.projects.get(p.form.form_id, chosen)) for p in going] if old.split else []
    carried = sum(place is not None for _, place in split) if old.split else len(going) * (chosen is not None)
    return PlaceLine(old, chosen, _options(found, old, chosen), split, carried, error)


def _options(found: Proposal, old: OldSection, chosen: int | None) -> list[Section]:
    """The likely places first, then the others in the city's order."""
    first = {p.id for p in old.places} | ({chosen} if chosen else set())
    departments = {p.department for p in old.places} | {old.section.department}
    near = [
        s for s in found.present
        if s.id not in first and (len(found.present) <= MANY or s.department in departments)
    ]  # fmt: skip
    likely = [p for p in old.places if p.id in first]
    return [*likely, *(s for s in found.present if s.id in first and s not in likely), *near]


@dataclass(frozen=True, slots=True)
class DefinitionPart:
    """One questionnaire with what is different in it. state: "added", "removed" or ""."""

    questionnaire: Questionnaire
    state: str
    changes: Sequence[QuestionChange]
    same: int


def definition_parts(
    found: Sequence[tuple[Questionnaire, str, Sequence[QuestionChange]]],
) -> list[DefinitionPart]:
    """The questionnaires with only those questions that are not as they were."""
    return [
        DefinitionPart(made, state, [c for c in changes if c.what], sum(not c.what for c in changes))
        for made, state, changes in found
    ]

"""What a workbook is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Text
from forms.workbook.identity import Base, Identity
from forms.workbook.parts import mark_of, parts

#: Project questionnaires with at most so many cells are a table with one row per project; longer ones get a sheet each.
MOST_COLUMNS = 16
SPARE_SHEETS, SPARE_ROWS = 5, 10


@dataclass(frozen=True)
class Filled:
    """One form. ref: its number in the database, or `+1` for a spare one; revisions by question."""

    ref: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)

    @property
    def spare(self) -> bool:
        """Nothing is kept for it yet."""
        return self.ref.startswith("+")


@dataclass(frozen=True)
class Order:
    """A workbook to be made. forms: of each questionnaire in the section's order, without the spare ones."""

    city: str
    round_name: str
    section: str
    deadline: Text
    contact: str
    lang: str
    questionnaires: Sequence[Questionnaire]
    forms: Mapping[str, Sequence[Filled]]
    declared: frozenset[str]
    identity: Identity

    def filled(self, made: Questionnaire) -> list[Filled]:
        """Every form of a questionnaire, the spare ones behind."""
        known = list(self.forms.get(made.key, ()))
        if not made.per_project:
            return known or [Filled("+0")]
        spare = SPARE_ROWS if as_rows(made) else SPARE_SHEETS
        return known + [Filled(f"+{n}") for n in range(1, spare + 1)]


def as_rows(made: Questionnaire) -> bool:
    """Laid out as one table with a row per project."""
    return made.per_project and sum(len(parts(q)) for q in made.questions) <= MOST_COLUMNS


def bases(made: Questionnaire, forms: Sequence[Filled]) -> dict[tuple[str, str], Base]:
    """What stands in each form as it goes out; a spare one has nothing yet."""
    return {
        (f"{made.key}:{form.ref}", q.key): Base(
            form.revisions.get(q.key, 0), mark_of(q, form.answers.get(q.key, EMPTY))
        )
        for form in forms
        if not form.spare
        for q in made.questions
    }

"""What was found in a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.answers import Answer
from forms.text import Text
from forms.workbook.identity import Identity


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, as people name it."""

    sheet: str
    cell: str


@dataclass(frozen=True)
class FormRead:
    """One form as read. ref: as in Filled; copy: "" or what tells this copy of a sheet or row from its original;
    answers: by question, only where all cells of the question are still there; places: (question, part) → cell."""

    key: str
    ref: str
    copy: str
    sheet: str
    row: int
    answers: Mapping[str, Answer]
    places: Mapping[tuple[str, str], Place]

    @property
    def empty(self) -> bool:
        """Nothing is filled in."""
        return all(a.empty for a in self.answers.values())


@dataclass
class Reading:
    """What a workbook says. declared: questionnaire → “we have none”, and its cell; troubles: what keeps it from being
    taken in; notes: what the reader should know."""

    identity: Identity
    forms: list[FormRead] = field(default_factory=list)
    declared: dict[str, tuple[bool, Place]] = field(default_factory=dict)
    troubles: list[tuple[Place, Text]] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    sheets: set[str] = field(default_factory=set)

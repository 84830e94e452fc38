"""What a workbook says about itself on its hidden sheet: whose it is and what stood in it when it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questionnaire import Questionnaire

FORMAT: Final = "1"
#: The first word of every sheet's hidden corner.
MARK: Final = "kikitori"
_PARTS: Final = ("instance", "round", "section", "definitions", "workbook")


def fingerprint(made: Iterable[Questionnaire]) -> str:
    """Of the questions asked: another definition gives another one."""
    return hashlib.sha256("\0".join(q.source for q in made).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Base:
    """An answer as the workbook was made with it: its revision, and a fingerprint of what the cells said."""

    revision: int
    mark: str


@dataclass(frozen=True)
class Identity:
    """Whose workbook it is. workbook: this very download; sheets: name → form reference or questionnaire key;
    declared: “we have none” as it stood; bases: (form reference, question) → Base."""

    instance: str
    round: str
    section: str
    definitions: str
    workbook: str
    format: str = FORMAT
    sheets: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    bases: Mapping[tuple[str, str], Base] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """As the document property holds it: enough to say whose workbook it was."""
        return json.dumps([self.format, *(getattr(self, p) for p in _PARTS)])

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows of the hidden sheet."""
        yield (f"{MARK}|meta",)
        yield ("format", self.format)
        yield from ((p, getattr(self, p)) for p in _PARTS)
        yield from (("sheet", name, ref) for name, ref in self.sheets.items())
        yield from (("none", key) for key in sorted(self.declared))
        for (ref, question), base in self.bases.items():
            yield ("base", ref, question, str(base.revision), base.mark)


def from_rows(rows: Iterable[Sequence[str]]) -> Identity | None:
    """The identity in a hidden sheet's rows; None where it is not complete."""
    said: dict[str, str] = {}
    sheets, declared, bases = {}, set(), {}
    for row in rows:
        match [c for c in row if c]:
            case ["sheet", name, ref]:
                sheets[name] = ref
            case ["none", key]:
                declared.add(key)
            case ["base", ref, question, revision, mark] if revision.isdecimal() and len(revision) < 10:
                bases[ref, question] = Base(int(revision), mark)
            case [name, value] if name in ("format", *_PARTS):
                said[name] = value
    if set(said) != {"format", *_PARTS}:
        return None
    return Identity(**said, sheets=sheets, declared=frozenset(declared), bases=bases)

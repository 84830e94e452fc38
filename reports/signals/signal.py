"""One thing found, and the answers it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.questions import Text
from reports.signals.rules import RULES


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signal comes from: a form, and the question in it ("" for the form as a whole)."""

    form_id: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing found about a section. places: the answers it comes from, the section's own first; words: what fills
    the rule's sentences."""

    rule: str
    section_id: int
    places: tuple[Place, ...]
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        """A contradiction; False: only perhaps one."""
        return RULES[self.rule].certain

    @property
    def name(self) -> Text:
        """The rule in a few words."""
        return RULES[self.rule].name

    @property
    def message(self) -> Text:
        """What was found."""
        return RULES[self.rule].message.fill(**self.words)

    @property
    def query(self) -> Text:
        """What to ask the section."""
        return RULES[self.rule].query.fill(**self.words)

    @property
    def key(self) -> str:
        """The same for the same finding on the same answers: what was settled stays settled until they change."""
        words = sorted((k, v.ja) for k, v in self.words.items())
        parts = (self.rule, self.section_id, [(p.form_id, p.question) for p in self.places], words)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]

"""The plain records reports work on. The results service fills them from submitted versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Finding, Question, Ruling


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the round, in organisation order. kind: "section", "charge" or "office"."""

    id: int
    department: str
    name: str
    kind: str
    position: int


@dataclass(frozen=True, slots=True)
class Form:
    """One submitted form as counted. number: the project's number (None for a section's own form).

    rulings: text question key → Ruling; flags: question key → findings still open on this answer.
    """

    id: int
    section_id: int
    questionnaire: str
    number: int | None
    version: int
    answers: Mapping[str, Answer]
    rulings: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    def answer(self, key: str) -> Answer:
        """The answer to this question, EMPTY where there is none."""
        return self.answers.get(key, EMPTY)

    def ruling(self, question: Question) -> str:
        """How the answer to a text question is ruled ("" for another kind); unruled words are an answer."""
        if not question.is_text:
            return ""
        typed = self.answer(question.key).text.strip()
        return self.rulings.get(question.key) or (Ruling.ANSWERED if typed else Ruling.BLANK)

    def blank(self, question: Question) -> bool:
        """The question was left blank: nothing chosen, or a text ruled 記入なし (also a word such as 略)."""
        if question.is_text:
            return self.ruling(question) == Ruling.BLANK
        return not self.answer(question.key).codes


@dataclass(frozen=True, slots=True)
class Gone:
    """A withdrawn project whose number was given for good (欠番). recent: withdrawn since the edition before."""

    form_id: int
    section_id: int
    questionnaire: str
    number: int
    recent: bool = False


@dataclass(frozen=True)
class RoundData:
    """Everything the result tables of one round are made from.

    forms: submitted ones only, per questionnaire in printed order. declared_none: (section id, questionnaire
    key) of sections that declared "we have none". as_of: the moment the data was read, in the city's time
    zone. edition: the name under which this state was kept, "" for none. since: the name of the edition before it;
    changes: form id → "new" or "replaced" since then; gone: numbers that stay empty, never counted.
    """

    city: str
    name: str
    year: int
    as_of: datetime
    questionnaires: tuple[Questionnaire, ...]
    sections: tuple[Section, ...]
    forms: tuple[Form, ...]
    declared_none: frozenset[tuple[int, str]] = frozenset()
    edition: str = ""
    since: str = ""
    changes: Mapping[int, str] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()

    @cached_property
    def by_questionnaire(self) -> Mapping[str, tuple[Form, ...]]:
        """Forms by questionnaire key; every questionnaire is there."""
        out: dict[str, list[Form]] = {q.key: [] for q in self.questionnaires}
        for form in self.forms:
            out[form.questionnaire].append(form)
        return {k: tuple(v) for k, v in out.items()}

    def questionnaire(self, key: str) -> Questionnaire:
        """The questionnaire with this key. Raises KeyError."""
        for made in self.questionnaires:
            if made.key == key:
                return made
        raise KeyError(key)

    def forms_of(self, key: str) -> Mapping[int, tuple[Form, ...]]:
        """Forms of one questionnaire by section id; only sections that have any."""
        out: dict[int, list[Form]] = {}
        for form in self.by_questionnaire[key]:
            out.setdefault(form.section_id, []).append(form)
        return {k: tuple(v) for k, v in out.items()}

    def standing(self, section_id: int, key: str) -> str:
        """Where a section stands: "submitted", "none" (declared that it has none) or "missing"."""
        if section_id in self._with_forms[key]:
            return "submitted"
        return "none" if (section_id, key) in self.declared_none else "missing"

    @cached_property
    def _with_forms(self) -> Mapping[str, frozenset[int]]:
        return {k: frozenset(f.section_id for f in forms) for k, forms in self.by_questionnaire.items()}

    def submitted(self, key: str) -> int:
        """How many sections stand with an answer to this questionnaire: a form, or "we have none"."""
        return sum(self.standing(section.id, key) != "missing" for section in self.sections)

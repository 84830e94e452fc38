"""A round as rules look at it: forms by section, names as people say them, amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from forms.questions import Question, Text
from reports.records import Form, RoundData

OVERALL: Final = "overall"


class RoundView:
    """A round as rules look at it."""

    def __init__(self, data: RoundData, complete: bool) -> None:
        self.data, self.complete = data, complete
        self.known = {q.key: q for q in data.questionnaires}
        self.sections = {s.id: s for s in data.sections}
        own = data.by_questionnaire.get(OVERALL, ())
        self.overall: Mapping[int, Form] = {f.section_id: f for f in own}

    def question(self, key: str, question: str) -> Question | None:
        """A question of the round, None where its definitions have none of this name."""
        made = self.known.get(key)
        return made.question(question) if made else None

    def of(self, section_id: int, *keys: str) -> list[Form]:
        """A section's forms of these questionnaires."""
        return [f for f in self.by_section[section_id] if f.questionnaire in keys]

    def has_none(self, section_id: int, *keys: str) -> bool:
        """The section has no form of any of these, and none is to be expected any more."""
        return all(
            key in self.known and (standing := self.data.standing(section_id, key)) != "submitted"
            and (self.complete or standing == "none")
            for key in keys
        )  # fmt: skip

    @cached_property
    def by_section(self) -> Mapping[int, list[Form]]:
        """Every form by section."""
        out: dict[int, list[Form]] = defaultdict(list)
        for form in self.data.forms:
            out[form.section_id].append(form)
        return out

    @cached_property
    def projects(self) -> list[Form]:
        """Every form of a project."""
        return [f for f in self.data.forms if self.known[f.questionnaire].per_project]

    def name(self, form: Form) -> str:
        """A project's name as written."""
        title = self.known[form.questionnaire].role("title")
        return " ".join(form.answer(title.key).text.split()) if title else ""

    def called(self, *forms: Form) -> Text:
        """`Ａ12「花壇づくり」、Ｂ１「…」`."""
        both = []
        for form in forms:
            made = self.known[form.questionnaire]
            number = made.number(form.number)
            mark = number if made.prefix else made.short.ja + number
            english = number if made.prefix else made.short.get("en") + number
            name = self.name(form)
            both.append((f"{mark}「{name}」" if name else mark, f"{english} “{name}”" if name else english))
        return Text("、".join(b[0] for b in both), ", ".join(b[1] for b in both))

    def value(self, form: Form, key: str) -> int | None:
        """An amount in 千円, None where there is none."""
        question = self.question(form.questionnaire, key)
        return question.value(form.answer(key)) if question else None

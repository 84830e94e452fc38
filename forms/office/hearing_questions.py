"""Answers in writing to the questions of a hearing: one text field per question, read like those of a questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from forms.fields import AnswerField
from forms.questions import LongText, Text
from forms.response import ResponseForm


class Asked(Protocol):
    """One question: its key, its place, its words."""

    @property
    def key(self) -> str: ...

    @property
    def number(self) -> int: ...

    @property
    def text(self) -> Text: ...


def answers_form(asked: Sequence[Asked]) -> ResponseForm:
    """A form with one field per question, in their order."""
    fields = {
        f"q_{q.key}": AnswerField(
            question=LongText(q.key, str(q.number), q.text, Text(f"質問{q.number}", f"Question {q.number}"))
        )
        for q in asked
    }
    return cast(type[ResponseForm], type("HearingAnswers", (ResponseForm,), fields))()

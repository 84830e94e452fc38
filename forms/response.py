"""A block of a questionnaire as one form class, built from its definition."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from flask_wtf import FlaskForm

from forms.fields import AnswerField
from forms.questionnaire import Block


class ResponseForm(FlaskForm):
    """Base of the generated classes; its fields are the block's questions in order."""

    @property
    def answer_fields(self) -> list[AnswerField]:
        """One field per question, in the order of the definition."""
        return [f for f in self if isinstance(f, AnswerField)]

    def field(self, key: str) -> AnswerField:
        """The field of one question. Raises KeyError."""
        return cast(AnswerField, self[f"q_{key}"])


@lru_cache(maxsize=256)
def response_form(block: Block) -> type[ResponseForm]:
    """The form class of a block. Attributes carry a prefix so that no question's key can hide a method."""
    fields = {f"q_{q.key}": AnswerField(question=q) for q in block.questions}
    return cast(type[ResponseForm], type(f"Response_{block.key}", (ResponseForm,), fields))

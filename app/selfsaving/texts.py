"""Pages made of plain texts that save themselves: a field for each, filled from what is kept, stale ones with both texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from app import web
from app.clock import moment_text, read
from app.security import actor
from app.selfsaving import telling
from app.selfsaving.rule import NEVER, Kept
from forms.fields import AnswerField, Stale
from forms.questionnaire import Block
from forms.questions import Facts, Text
from forms.questions.texts import LongText
from forms.response import ResponseForm, response_form

LONGEST: Final = 20_000


def form_of(labels: Iterable[tuple[str, Text]]) -> ResponseForm:
    """A form with one text of several lines for each (key, label)."""
    questions = tuple(LongText(key, "", label, label, max_length=LONGEST) for key, label in labels)
    return response_form(Block("texts", Text(), questions))()


def show(
    fields: Sequence[AnswerField], kept: Mapping[str, Kept], now: datetime, stale: Mapping[str, Kept] | None = None,
    *, readonly: bool = False,
) -> None:  # fmt: skip
    """Fill the fields with what is kept; a stale one keeps what was typed, beside what stands."""
    for field in fields:
        one, mine = kept.get(field.key, NEVER), field.answer
        field.show(one.answer, one.revision)
        field.saved_by = telling.saved_by(one, actor(), now)
        field.readonly = readonly
        if stale and field.key in stale:
            when = moment_text(read(one.saved_at)) if one.saved_at else Text()
            lines = field.question.lines
            field.conflict = Stale(
                one.answer, lines(one.answer, web.lang()), lines(mine, web.lang()), one.saved_by, when
            )
            field.answer = mine
        judge(field)


def judge(field: AnswerField) -> None:
    """What is to be said about a text: characters that cannot be kept, too many of them."""
    field.judge(Facts(), missing=False)

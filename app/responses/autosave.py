"""A block of a questionnaire that saves itself while somebody types."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from app import web
from app.errors import NotFound
from app.responses.service import autosaving, facts
from app.responses.service.autosaving import Place
from app.rounds import service as rounds
from app.security import actor
from app.selfsaving import telling
from forms.fields import AnswerField
from forms.questions import Facts
from forms.response import response_form

#: Not said while somebody is still on the way to it: a choice comes before its value.
_TOO_EARLY: Final = frozenset({"value_missing", "explanation_missing"})


def answer(round_id: int, section_id: int, key: str, form_id: int, block_key: str) -> dict[str, Any]:
    """Save what changed on a page and tell it what it needs to know. Raises what autosaving.save raises."""
    db, who, now = web.db(), actor(), web.now()
    telling.must_be_same_account()
    made = rounds.questionnaire(db, round_id, key)
    block = made.block(block_key)
    if block is None:
        raise NotFound
    fields = response_form(block)().answer_fields
    place = Place(round_id, section_id, made, form_id)
    outcome = autosaving.save(db, who, now, place, telling.sent(fields))

    @cache
    def known() -> Facts:
        return facts.known_facts(db, round_id)

    def judge(field: AnswerField) -> None:
        field.judge(known(), missing=False)
        field.findings = [f for f in field.findings if f.rule not in _TOO_EARLY]

    # A change of what the section typed is asked about on the secretariat's pages (BlockEdit.show does the same).
    return telling.answer(
        place.name, fields, outcome.saved, outcome.kept, now, judge, guarded=who.is_secretariat
    )

"""Which questions were put to whom, as rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.db import Database
from app.hearings.service.questions import of_sections
from app.hearings.service.record import OTHER, OTHER_TITLE, Recorded
from app.hearings.store import record as store
from forms.questions import Text
from reports.hearing_answers import Question

#: Something was recorded under a question that is not asked any more.
_GONE: Final = Text("（現在の質問にない項目）", "(not among the questions any more)")
#: A hearing and a question's key.
Place = tuple[int, str]


def questions(
    db: Database, series_id: int, section_of: Mapping[int, int], said: Sequence[Recorded]
) -> tuple[tuple[Question, ...], frozenset[Place]]:
    """Every question of a series, common ones first, and who was asked what.

    section_of: hearing id → section; said: what was recorded, also under questions that are not asked any more.
    """
    known: dict[str, Question] = {}
    asked: set[Place] = set()
    of_section = of_sections(db, series_id, sorted(set(section_of.values())))
    sent = {i: json.loads(r.asked) for i, r in store.of_series(db, series_id).items() if r.asked}
    for hearing_id, section_id in section_of.items():
        for one in of_section[section_id]:
            number = "" if one.own else str(one.number)
            known.setdefault(one.key, Question(one.key, number, one.text, common=not one.own))
        now = [one.key for one in of_section[section_id]]
        keys = [q["key"] for q in sent[hearing_id]["questions"]] if hearing_id in sent else now
        asked |= {(hearing_id, key) for key in keys}
    for other in _others(said, known):
        known.setdefault(other.key, other)
    for _, key in sorted(asked):
        known.setdefault(
            key, Question(key, "", Text(f"{key}{_GONE.ja}", f"{key} {_GONE.get('en')}"), common=False)
        )
    return tuple(sorted(known.values(), key=lambda q: not q.common)), frozenset(asked)


def _others(said: Sequence[Recorded], known: Mapping[str, Question]) -> Iterator[Question]:
    """What was said besides all questions, and under those that are not asked any more, in the words of then."""
    for one in said:
        if one.key == OTHER:
            yield Question(one.key, "", OTHER_TITLE, common=False)
        elif one.key not in known:
            ja, en = f"{one.question}{_GONE.ja}", f"{one.question} {_GONE.get('en')}".strip()
            yield Question(one.key, "", Text(ja, en), common=False)


def otherwise(questions: Sequence[Question], said: Sequence[Recorded]) -> dict[Place, str]:
    """Where a question was put in other words than it has now: those words."""
    words = {q.key: q.text.ja for q in questions}
    return {
        (one.appointment_id, one.key): one.question
        for one in said
        if one.question and one.key != OTHER and not words[one.key].startswith(one.question)
    }

"""Which questions were put to whom, as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.db import Database
from app.hearings.service.questions import of_sections
from app.hearings.store import record as store
from forms.questions import Text
from reports.hearing_answers import Question

#: Something was recorded under a question that is not asked any more.
_GONE: Final = Text("（現在の質問にない項目）", "(not among the questions any more)")


def questions(
    db: Database, series_id: int, section_of: Mapping[int, int], answered: Iterable[tuple[int, str]]
) -> tuple[tuple[Question, ...], frozenset[tuple[int, str]]]:
    """Every question of a series, common ones first, and who was asked what (hearing id, key).

    section_of: hearing id → section; answered: where something was recorded, also if it is not asked any more.
    """
    known: dict[str, Question] = {}
    asked = set()
    of_section = of_sections(db, series_id, sorted(set(section_of.values())))
    for hearing_id, section_id in section_of.items():
        for one in of_section[section_id]:
            number = "" if one.own else str(one.number)
            known.setdefault(one.key, Question(one.key, number, one.text, common=not one.own))
            asked.add((hearing_id, one.key))
    words = {said.question: said.asked for said in store.said(db, series_id)}
    for _, key in sorted(answered):
        known.setdefault(key, Question(key, "", _gone(key, words.get(key, "")), common=False))
    return tuple(sorted(known.values(), key=lambda q: not q.common)), frozenset(asked)


def _gone(key: str, asked: str) -> Text:
    """What was said besides all questions; else the words of a question when it was answered."""
    if key == store.OTHER:
        return Text("そのほか（質問以外の発言・メモ）", "Other remarks and notes")
    return Text(f"{asked}{_GONE.ja}", f"{asked} {_GONE.get('en')}".strip())

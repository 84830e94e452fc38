"""The rules on non-answers (記入なし, 特になし, 該当なし), per round, and the overriding of single ones.

A rule matches the whole answer, never a part of it; raw words are kept whatever is ruled.
Check values: in the survey of 2010 the committee itself counted 38 answers and 14 non-answers to the first
question (資料の注記), which these rules give.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Ruling, search_key

USUAL: Final = (
    ("記入なし", Ruling.BLANK),
    ("記載なし", Ruling.BLANK),
    ("略", Ruling.BLANK),
    ("特になし", Ruling.NOTHING),
    ("特にありません", Ruling.NOTHING),
    ("特にありません。", Ruling.NOTHING),
    ("なし", Ruling.NOTHING),
    ("１　特になし", Ruling.NOTHING),
    ("該当なし", Ruling.NOT_APPLICABLE),
    ("該当ありません", Ruling.NOT_APPLICABLE),
)


def add_usual(db: Database, round_id: int) -> None:
    """Give a new round the usual rules. Inside the caller's write."""
    for position, (phrase, ruling) in enumerate(USUAL, 1):
        db.insert(
            "ruling_rule",
            round_id=round_id,
            key=search_key(phrase),
            phrase=phrase,
            ruling=ruling,
            position=position,
        )


def rules(db: Database, round_id: int) -> Mapping[str, str]:
    """The round's rules: the answer's search key → ruling."""
    return {
        r["key"]: r["ruling"]
        for r in db.all("SELECT key, ruling FROM ruling_rule WHERE round_id = ?", (round_id,))
    }


def overrides(
    db: Database, round_id: int, as_of: datetime | None = None
) -> Mapping[tuple[int, str, str], str]:
    """Single rulings: (form id, question key, the text ruled on) → ruling; the newest word counts.

    as_of: only those decided up to this moment. Tied to the text: an answer that was replaced is ruled anew.
    """
    rows = db.all(
        "SELECT o.form_id, o.question, o.text, o.ruling FROM ruling_override o"
        " JOIN form f ON f.id = o.form_id WHERE f.round_id = ? AND o.decided_at <= ? ORDER BY o.id",
        (round_id, stored(as_of) if as_of else "9"),
    )
    return {(r["form_id"], r["question"], r["text"]): r["ruling"] for r in rows}


def rule(text: str, known: Mapping[str, str]) -> str:
    """The ruling of a text by the rules alone: an empty one is blank, an unknown one answered."""
    key = search_key(text)
    return known.get(key, Ruling.ANSWERED) if key else Ruling.BLANK


def of_form(
    form_id: int,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    known: Mapping[str, str],
    single: Mapping[tuple[int, str, str], str],
) -> dict[str, str]:
    """The ruling of every counted text question: a single ruling of this very text, else the rules."""
    out = {}
    for question in questionnaire.questions:
        if question.is_text and question.counted:
            text = answers.get(question.key, EMPTY).text
            out[question.key] = single.get((form_id, question.key, text)) or rule(text, known)
    return out

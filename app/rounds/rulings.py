"""The rules on non-answers (記入なし, 特になし, 該当なし), per round, and the overriding of single ones.

A rule matches the whole answer, never a part of it; raw words are kept whatever is ruled.
Check values: in the survey of 2010 the committee itself counted 38 answers and 14 non-answers to the first
question (資料の注記), which these rules give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database
from app.security import Actor
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
    for phrase, ruling in USUAL:
        add_rule(db, round_id, phrase, ruling)


def copy_rules(db: Database, old_id: int, round_id: int) -> None:
    """Give a new round the rules of the one it follows. Inside the caller's write."""
    for known in rule_rows(db, old_id):
        add_rule(db, round_id, known.phrase, known.ruling)


def rules(db: Database, round_id: int) -> Mapping[str, str]:
    """The round's rules: the answer's search key → ruling."""
    return {
        r["key"]: r["ruling"]
        for r in db.all("SELECT key, ruling FROM ruling_rule WHERE round_id = ?", (round_id,))
    }


def rules_text(db: Database, round_id: int) -> str:
    """The round's rules as one text, to be kept."""
    return json.dumps(dict(rules(db, round_id)), ensure_ascii=False, sort_keys=True)


def overrides(
    db: Database, round_id: int, as_of: datetime | None = None
) -> Mapping[tuple[int, str, str], str]:
    """Single rulings: (form id, question key, the text ruled on) → ruling; the newest word counts.

    "" takes the single ruling back: the rules decide again. as_of: only those decided up to this moment. Tied to the text: an answer that was replaced is ruled anew.
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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as written. key: by what whole answers are matched."""

    key: str
    phrase: str
    ruling: str


def rule_rows(db: Database, round_id: int) -> list[Rule]:
    """The round's rules in their order."""
    rows = db.all(
        "SELECT key, phrase, ruling FROM ruling_rule WHERE round_id = ? ORDER BY position, key", (round_id,)
    )
    return [Rule(r["key"], r["phrase"], r["ruling"]) for r in rows]


def add_rule(db: Database, round_id: int, phrase: str, ruling: str) -> None:
    """A new rule, the last one."""
    last = db.value("SELECT coalesce(max(position), 0) FROM ruling_rule WHERE round_id = ?", (round_id,))
    db.insert(
        "ruling_rule",
        round_id=round_id,
        key=search_key(phrase),
        phrase=phrase,
        ruling=ruling,
        position=last + 1,
    )


def change_rule(db: Database, round_id: int, key: str, ruling: str) -> None:
    """Give a rule another ruling."""
    db.run("UPDATE ruling_rule SET ruling = ? WHERE round_id = ? AND key = ?", (ruling, round_id, key))


def delete_rule(db: Database, round_id: int, key: str) -> None:
    """Take a rule away."""
    db.run("DELETE FROM ruling_rule WHERE round_id = ? AND key = ?", (round_id, key))


@dataclass(frozen=True, slots=True)
class Override:
    """One single ruling, as it was given. was: how the answer was ruled before; ruling "": by the rules again."""

    form_id: int
    question: str
    text: str
    was: str
    ruling: str
    reason: str
    decided_at: str
    decided_by: str


def trace(db: Database, round_id: int) -> list[Override]:
    """Every single ruling of a round, the newest first."""
    rows = db.all(
        "SELECT o.form_id, o.question, o.text, o.was, o.ruling, o.reason, o.decided_at,"
        " coalesce(c.name, '') AS decided_by FROM ruling_override o JOIN form f ON f.id = o.form_id"
        " LEFT JOIN account c ON c.id = o.decided_by WHERE f.round_id = ? ORDER BY o.id DESC",
        (round_id,),
    )
    return [
        Override(
            r["form_id"], r["question"], r["text"], r["was"], r["ruling"], r["reason"], r["decided_at"],
            r["decided_by"],
        )
        for r in rows
    ]  # fmt: skip


def add_override(
    db: Database, actor: Actor, now: datetime, form_id: int, question: str, text: str,
    *, was: str, ruling: str, reason: str,
) -> None:  # fmt: skip
    """Rule on one answer."""
    db.insert(
        "ruling_override",
        form_id=form_id,
        question=question,
        text=text,
        was=was,
        ruling=ruling,
        reason=reason,
        decided_at=stored(now),
        decided_by=actor.id,
    )

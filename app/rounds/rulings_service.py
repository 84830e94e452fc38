"""Ruling on non-answers: changing the rules, ruling on one answer, and what every answer is ruled as.

Every change rebuilds the stored counts in the same transaction. Each act names what the page had shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.responses.service import freezing, reading
from app.responses.service.reading import SubmittedForm
from app.rounds import rulings
from app.rounds import service as rounds
from app.security import Actor
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Question, Ruling, Text, search_key

LONGEST_PHRASE: Final = 200
LONGEST_REASON: Final = 1_000
#: What a rule may say: words that are no answer. Everything else is one.
OF_RULES: Final = (Ruling.NOTHING, Ruling.NOT_APPLICABLE, Ruling.BLANK)
#: Single ruling: back to the rules.
BY_RULES: Final = ""

_CHANGED: Final = Text(
    "ほかの方が先に変更しました。何も変更していません。最新の内容を確認してください。",
    "Somebody else has changed this meanwhile; nothing was changed. Please look at it as it is now.",
)


@dataclass(frozen=True)
class Ruled:
    """One text answer with its ruling. single: ruled on by itself, not by the rules."""

    form: SubmittedForm
    questionnaire: Questionnaire
    question: Question
    text: str
    ruling: str
    by_rules: str
    single: bool

    @property
    def seen(self) -> str:
        """What a page has shown: the ruling and the very text."""
        return f"{self.ruling} {self.form.answers.get(self.question.key, EMPTY).digest()}"


def ruled_answers(db: Database, round_id: int) -> list[Ruled]:
    """Every counted text answer of the newest versions with its ruling, in printed order."""
    with db.read():
        made = {q.key: q for q in rounds.questionnaires(db, round_id)}
        rules, single = rulings.rules(db, round_id), rulings.overrides(db, round_id)
        forms = reading.submitted_forms(db, round_id)
    out = []
    for form in forms:
        for question in _text_questions(made[form.questionnaire]):
            text = form.answers.get(question.key, EMPTY).text
            by_rules = rulings.rule(text, rules)
            own = single.get((form.form_id, question.key, text), BY_RULES)
            out.append(
                Ruled(form, made[form.questionnaire], question, text, own or by_rules, by_rules, bool(own))
            )
    return out


def _text_questions(questionnaire: Questionnaire) -> Iterator[Question]:
    return (q for q in questionnaire.questions if q.is_text and q.counted)


def ruled_answer(db: Database, round_id: int, form_id: int, question: str) -> Ruled:
    """One text answer with its ruling. Raises NotFound."""
    for ruled in ruled_answers(db, round_id):
        if (ruled.form.form_id, ruled.question.key) == (form_id, question):
            return ruled
    raise NotFound


def matches(db: Database, round_id: int, phrase: str) -> int:
    """How many answers a rule on this phrase would match."""
    key = search_key(phrase)
    return sum(search_key(r.text) == key for r in ruled_answers(db, round_id)) if key else 0


def _phrase(phrase: str) -> str:
    if not search_key(phrase):
        raise Refused(
            Text(
                "語を記入してください（空欄はいつも「記入なし」です）。",
                "Write a phrase (empty answers are always blank).",
            )
        )
    if len(phrase) > LONGEST_PHRASE:
        raise Refused(
            Text(f"{LONGEST_PHRASE}文字以内で記入してください。", f"At most {LONGEST_PHRASE} characters.")
        )
    return phrase


def _must_be(ruling: str, known: tuple[str, ...]) -> None:
    if ruling not in known:
        raise Refused(Text("判定を選んでください。", "Choose a ruling."))


def add(db: Database, actor: Actor, now: datetime, round_id: int, phrase: str, ruling: str) -> int:
    """A new rule; returns how many answers it matches. Raises Refused where there is one for this phrase."""
    _must_be(ruling, OF_RULES)
    key = search_key(_phrase(phrase))
    with db.write():
        rounds.require_changeable(db, round_id)
        known = rulings.rules(db, round_id)
        if known.get(key) == ruling:
            return matches(db, round_id, phrase)  # the same click once more
        if key in known:
            raise Refused(
                Text(
                    "この語のルールは既にあります。一覧で判定を変更してください。",
                    "There is a rule for this phrase; change its ruling in the list.",
                )
            )
        rulings.add_rule(db, round_id, phrase, ruling)
        return _counted(db, actor, now, round_id, "rulings.add", phrase, was="", ruling=ruling)


def change(db: Database, actor: Actor, now: datetime, round_id: int, key: str, ruling: str, seen: str) -> int:
    """Give a rule another ruling; returns how many answers it matches. seen: its ruling as the page showed it."""
    _must_be(ruling, OF_RULES)
    with db.write():
        old = _rule(db, round_id, key, seen, wanted=ruling)
        if old.ruling == ruling:
            return matches(db, round_id, old.phrase)
        rulings.change_rule(db, round_id, key, ruling)
        return _counted(db, actor, now, round_id, "rulings.change", old.phrase, was=old.ruling, ruling=ruling)


def delete(db: Database, actor: Actor, now: datetime, round_id: int, key: str, seen: str) -> int:
    """Take a rule away: what it matched are answers again; returns how many these are."""
    with db.write():
        rounds.require_changeable(db, round_id)
        if key not in rulings.rules(db, round_id):
            return 0  # the same click once more, or a colleague's
        old = _rule(db, round_id, key, seen)
        rulings.delete_rule(db, round_id, key)
        return _counted(db, actor, now, round_id, "rulings.delete", old.phrase, was=old.ruling, ruling="")


def _rule(db: Database, round_id: int, key: str, seen: str, wanted: str = "") -> rulings.Rule:
    rounds.require_changeable(db, round_id)
    found = next((r for r in rulings.rule_rows(db, round_id) if r.key == key), None)
    if found is None or found.ruling not in (seen, wanted):
        raise Conflict(_CHANGED)
    return found


def _counted(
    db: Database, actor: Actor, now: datetime, round_id: int, action: str, phrase: str, *, was: str, ruling: str
) -> int:  # fmt: skip
    """Count anew, leave the audit line, and tell how many answers the phrase matches."""
    freezing.retally(db, round_id)
    n = matches(db, round_id, phrase)
    record(db, actor, now, action, f"round {round_id}", phrase=phrase, was=was, ruling=ruling, answers=n)
    return n


def override(
    db: Database, actor: Actor, now: datetime, round_id: int, form_id: int, question: str, *, ruling: str,
    reason: str, seen: str,
) -> None:  # fmt: skip
    """Rule on one answer, whatever the rules say; BY_RULES takes that back. The reason stays with it.

    Raises Conflict where the answer or its ruling is no longer what the page showed, Refused without a reason or
    where nothing would change.
    """
    _must_be(ruling, (*Ruling.ALL, BY_RULES))
    if not reason.strip():
        raise Refused(Text("理由を記入してください。", "Write why."))
    if len(reason) > LONGEST_REASON:
        raise Refused(
            Text(f"{LONGEST_REASON}文字以内で記入してください。", f"At most {LONGEST_REASON} characters.")
        )
    with db.write():
        rounds.require_changeable(db, round_id)
        now_stands = ruled_answer(db, round_id, form_id, question)
        done = now_stands.ruling == ruling if ruling else not now_stands.single
        if now_stands.seen != seen and not done:
            raise Conflict(_CHANGED)
        if done:
            if now_stands.seen == seen:
                raise Refused(Text("判定が変わっていません。", "The ruling is unchanged."))
            return  # the same click once more
        rulings.add_override(
            db, actor, now, form_id, question, now_stands.text,
            was=now_stands.ruling, ruling=ruling, reason=reason.strip(),
        )  # fmt: skip
        freezing.retally(db, round_id)
        record(
            db, actor, now, "rulings.override", f"form {form_id}",
            question=question, was=now_stands.ruling, ruling=ruling, reason=reason.strip(),
        )  # fmt: skip

"""Two states of a definition: what was added, removed, reworded, and what of an old answer still fits. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.answers import EMPTY, Answer
from forms.comparing import ADDED, REMOVED
from forms.questionnaire import Questionnaire
from forms.questions import Choice, Question, ValueQuestion
from forms.text import Text, circled

REWORDED: Final = "reworded"
KIND: Final = "kind"
REQUIRED: Final = "required"
CHOICES: Final = "choices"


@dataclass(frozen=True, slots=True)
class ChoiceWording:
    """One choice that is not as it was. what: ADDED, REMOVED (also: offered no more) or REWORDED."""

    code: int
    what: str
    old: Text
    new: Text


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question in both states; old or new is None where it is in one only."""

    old: Question | None
    new: Question | None
    choices: tuple[ChoiceWording, ...] = ()

    @property
    def question(self) -> Question:
        """The question as it is now, or was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def what(self) -> tuple[str, ...]:
        """ADDED, REMOVED, or what is different: KIND, REWORDED (wording or help), REQUIRED, CHOICES; () for nothing."""
        old, new = self.old, self.new
        if old is None or new is None:
            return (ADDED if old is None else REMOVED,)
        different = (
            (KIND, old.kind != new.kind),
            (REWORDED, (old.label, old.short, old.help) != (new.label, new.short, new.help)),
            (REQUIRED, old.required != new.required),
            (CHOICES, bool(self.choices)),
        )
        return tuple(name for name, is_so in different if is_so)

    @property
    def loses(self) -> bool:
        """Old answers, or some of them, have no place any more."""
        if self.old is None:
            return False
        return not fits(self.old, self.new) or any(c.what == REMOVED for c in self.choices)

    @property
    def reworded(self) -> bool:
        """The same key is asked in other words, of the question or of a choice."""
        return REWORDED in self.what or any(c.what == REWORDED for c in self.choices)


def fits(old: Question | None, new: Question | None) -> bool:
    """Answers to the one can stand as answers to the other."""
    return (
        old is not None
        and new is not None
        and (old.kind == new.kind or (old.is_text and new.is_text))
    )  # fmt: skip


def question_changes(old: Questionnaire | None, new: Questionnaire | None) -> tuple[QuestionChange, ...]:
    """Every question of either, in the new order; those that are gone follow the one they stood behind."""
    before = old.questions if old else ()
    known = {q.key: q for q in before}
    out = [_change(known.get(q.key), q) for q in new.questions] if new else []
    kept = {c.question.key for c in out}
    for i, question in enumerate(before):
        if question.key not in kept:
            previous = before[i - 1].key if i else ""
            place = next((n for n, c in enumerate(out, 1) if c.question.key == previous), 0)
            out.insert(place, QuestionChange(question, None))
    return tuple(out)


def _change(old: Question | None, new: Question) -> QuestionChange:
    return QuestionChange(old, new, tuple(_choices(old, new)) if old is not None else ())


def _choices(old: Question, new: Question) -> Iterator[ChoiceWording]:
    before, after = _offered(old), _offered(new)
    for code in sorted({*before, *after}):
        was, now = before.get(code), after.get(code)
        if was is None or now is None:
            what = ADDED if was is None else REMOVED
            yield ChoiceWording(code, what, was.label if was else Text(), now.label if now else Text())
        elif (was.label, was.short) != (now.label, now.short):
            yield ChoiceWording(code, REWORDED, was.label, now.label)


def _offered(question: Question) -> dict[int, Choice]:
    return {c.code: c for c in question.choices if c.offered}


@dataclass(frozen=True, slots=True)
class Carried:
    """An old answer for a new form: what fits of it, and what is to be said about the rest."""

    answer: Answer
    notes: tuple[Text, ...] = ()


def carry(old: Question, new: Question | None, answer: Answer) -> Carried:
    """What of an old answer fits the question as it is now. A confirmation has to be given anew."""
    if answer.empty:
        return Carried(EMPTY)
    if new is None or not fits(old, new):
        return Carried(EMPTY, (_OTHER_KIND,))
    changed = {c.code: c for c in _choices(old, new)}
    offered = _offered(new)
    codes = tuple(c for c in answer.codes if c in offered)
    notes = [*_lost(old, answer.codes, offered), *_reworded(codes, changed)]
    if answer.codes and not codes:
        return Carried(EMPTY, tuple(notes))
    left = replace(answer, codes=codes, confirmed="")
    if isinstance(old, ValueQuestion) and old.value_choice.code in set(answer.codes) - set(codes):
        left = replace(left, text="", page="")
    return Carried(left, tuple(notes))


def _lost(old: Question, codes: Sequence[int], offered: dict[int, Choice]) -> Iterator[Text]:
    for code in codes:
        if code not in offered:
            known = next((c for c in old.choices if c.code == code), None)
            word = known.short if known else Text()
            yield Text(
                "「{word}」は今回の選択肢にないため、引き継いでいません。",
                "“{word}” is no choice any more and was not carried over.",
            ).fill(word=_named(code, word))


def _reworded(codes: Sequence[int], changed: dict[int, ChoiceWording]) -> Iterator[Text]:
    for code in codes:
        if code in changed:
            yield Text(
                "選択肢{code}の文言が「{old}」から「{new}」に変わりました。今回も当てはまるか確認してください。",
                "Choice {code} was “{old}” and is now “{new}”: please check that it still applies.",
            ).fill(code=circled(code), old=changed[code].old, new=changed[code].new)


def _named(code: int, word: Text) -> Text:
    return Text(circled(code) + word.ja, circled(code) + word.get("en"))


_OTHER_KIND: Final = Text(
    "設問の形式が変わったため、引き継いでいません。", "The question is of another kind now: not carried over."
)

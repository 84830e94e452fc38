"""A section's own answers in full, with last time's beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from forms.questions import Answer, Question, Ruling, Text, search_key
from reports.phrases import heading
from reports.records import RoundData
from reports.yearly import Years
from reports.yearly.years import place_of

LAST_TIME: Final = Text("前回", "Last time")
AS_BEFORE: Final = Text("今回と同じ", "the same")


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered in the round before. section: who said it, where it was called otherwise; same: as now."""

    section: str
    question: Question
    answer: Answer
    same: bool

    def text(self, lang: str) -> str:
        """`前回：…` as one text."""
        head = LAST_TIME.get(lang) + (f"（{self.section}）" if self.section else "")
        words = AS_BEFORE.get(lang) if self.same else _text(self.question, self.answer, lang)
        return f"{head}：{words}" if lang == "ja" else f"{head}: {words}"


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer in full."""

    form_id: int
    question: Question
    answer: Answer
    blank: bool
    before: tuple[Before, ...] = ()

    @property
    def head(self) -> Text:
        """`1 なぜ必要か`."""
        return heading(self.question)

    def text(self, lang: str) -> str:
        """The answer as written, or 記入なし."""
        return _text(self.question, self.answer, lang)


def _text(question: Question, answer: Answer, lang: str) -> str:
    words = "\n".join(question.lines(answer, lang))
    return words if words.strip() else Ruling.LABELS[Ruling.BLANK].get(lang)


def said(data: RoundData, section_id: int, years: Years | None = None) -> tuple[Said, ...]:
    """The answers of a section's own forms (not its projects), in the order of the forms; () where there are none."""
    return tuple(_said(data, section_id, years))


def _said(data: RoundData, section_id: int, years: Years | None) -> Iterator[Said]:
    for made in data.questionnaires:
        if made.per_project:
            continue
        for form in data.forms_of(made.key).get(section_id, ()):
            for question in made.questions:
                answer = form.answer(question.key)
                before = tuple(_before(years, section_id, made.key, question, answer)) if years else ()
                yield Said(form.id, question, answer, form.blank(question), before)


def _before(years: Years, section_id: int, key: str, question: Question, answer: Answer) -> Iterator[Before]:
    """What the sections in whose place this one stands answered last time, where they were asked the same."""
    made = {q.key: q for q in years.before.questionnaires}.get(key)
    asked = made.question(question.key) if made else None
    if asked is None or asked.is_text != question.is_text:
        return
    now = next((s.name for s in years.after.sections if s.id == section_id), "")
    for section in years.before.sections:
        if section_id not in place_of(years, section.id):
            continue
        for form in years.before.forms_of(key).get(section.id, ()):
            old = form.answer(question.key)
            called = section.name if section.name != now else ""
            yield Before(called, asked, old, _alike(asked, old, question, answer))


def _alike(asked: Question, old: Answer, question: Question, new: Answer) -> bool:
    both = ["\n".join(q.lines(a)) for q, a in ((asked, old), (question, new))]
    return search_key(both[0]) == search_key(both[1])

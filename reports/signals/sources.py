"""What a signal's places are called, and what was answered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forms.questions import Answer, Question, Ruling, Text
from reports.records import RoundData
from reports.signals.signal import Place

#: A longer text is not repeated where an answer is named in a line.
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Source:
    """One answer a signal comes from. mark: `Ａ12`; called: `Ａ12 課題`; whole: the form as a whole, of which the
    project's name is shown."""

    form_id: int
    mark: Text
    called: Text
    question: Question | None
    answer: Answer
    whole: bool

    def lines(self, lang: str) -> tuple[str, ...]:
        """The answer as it stands."""
        return self.question.lines(self.answer, lang) if self.question else ()

    @property
    def asked(self) -> Text:
        """The question in a word; empty for the form as a whole."""
        return self.question.short if self.question and not self.whole else Text()

    def brief(self, lang: str) -> str:
        """`Ａ12 ①…` in one line; of a form as a whole its number; a long text is only named."""
        mark = self.mark.get(lang)
        if self.whole:
            return mark
        words = ("・" if lang == "ja" else " · ").join(self.lines(lang)).strip()
        words = words or Ruling.LABELS[Ruling.BLANK].get(lang)
        return mark if len(words) > _LONGEST or "\n" in words else f"{mark} {words}"


def source(data: RoundData, place: Place) -> Source:
    """The answer at a place."""
    form = next(f for f in data.forms if f.id == place.form_id)
    made = data.questionnaire(form.questionnaire)
    question = made.question(place.question) if place.question else made.role("title")
    number = made.number(form.number) if form.number is not None else ""
    marks = {one: number if made.prefix else made.short.get(one) + number for one in ("ja", "en")}
    asked = {one: question.short.get(one) if question else "" for one in ("ja", "en")}
    called = Text(f"{marks['ja']} {asked['ja']}".strip(), f"{marks['en']} {asked['en']}".strip())
    answer = form.answer(question.key) if question else Answer()
    return Source(form.id, Text(marks["ja"], marks["en"]), called, question, answer, not place.question)

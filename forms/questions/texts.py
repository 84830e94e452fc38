"""Text questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from forms.answers import Answer
from forms.findings import Finding
from forms.questions.base import CountLine, Facts, Question, Ruling
from forms.text import Text


@dataclass(frozen=True, slots=True)
class TextQuestion(Question):
    """Text as typed; which texts are answers at all is ruled per round, not here."""

    is_text: ClassVar[bool] = True
    long: ClassVar[bool] = False
    other_name: ClassVar[Text] = Text("備考", "Remark")

    def _check(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        if not answer.text.strip():
            if self.role == "title":
                yield Finding("blank_title")
            elif self.required:
                yield Finding("blank_text")
        if answer.other.strip():  # only an import brings one: the form has no place for it
            yield Finding("remark", {"text": answer.other})

    def lines(self, answer: Answer, lang: str = "ja") -> tuple[str, ...]:
        text = answer.text.replace("\r\n", "\n").replace("\r", "\n")
        noted = f"（{answer.other}）" if answer.other else ""
        return tuple(x for x in (text, noted) if x.strip())

    def count_lines(self) -> tuple[CountLine, ...]:
        return tuple(CountLine(r, Ruling.LABELS[r]) for r in Ruling.ALL) if self.counted else ()

    def counted_as(self, answer: Answer, ruling: str = "") -> tuple[str, ...]:
        return (ruling or (Ruling.ANSWERED if answer.text.strip() else Ruling.BLANK),) if self.counted else ()

    def from_wide(self, row: Mapping[str, str], others: Mapping[str, str]) -> tuple[Answer, list[Finding]]:
        text = row.get(self.column("text"), "") or row.get(self.columns.get("nonanswer", ""), "")
        return Answer(text=text, other=others.get(self.key, "")), []

    def to_wide(self, answer: Answer, ruling: str = "") -> dict[str, str]:
        spare = self.columns.get("nonanswer", "")
        if not spare:
            return {self.column("text"): answer.text}
        said = ruling in ("", Ruling.ANSWERED)
        return {self.column("text"): answer.text if said else "", spare: "" if said else answer.text}


class ShortText(TextQuestion):
    """One line."""

    __slots__ = ()
    kind: ClassVar[str] = "short_text"


class LongText(TextQuestion):
    """Several lines."""

    __slots__ = ()
    kind: ClassVar[str] = "long_text"
    long: ClassVar[bool] = True

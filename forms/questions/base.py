"""What every question kind offers, and the small records around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from forms.answers import Answer
from forms.comparing import ChoiceChange, Difference, NumberChange, TextChange
from forms.findings import Finding
from forms.text import Text, forbidden_controls, private_use

BLANK: Final = "blank"
UNRECORDED: Final = Text("（名称の記録なし）", "(label not on record)")


class Ruling:
    """How a text answer is ruled (the secretariat's rule on non-answers)."""

    ANSWERED: Final = "answered"
    NOTHING: Final = "nothing"
    NOT_APPLICABLE: Final = "not_applicable"
    BLANK: Final = BLANK
    ALL: Final = (ANSWERED, NOTHING, NOT_APPLICABLE, BLANK)
    LABELS: Final[Mapping[str, Text]] = {
        ANSWERED: Text("記入あり", "Answered"),
        NOTHING: Text("特になし", "Nothing to report"),
        NOT_APPLICABLE: Text("該当なし", "Not applicable"),
        BLANK: Text("記入なし", "Blank"),
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `recorded` False: only its number is known; `offered` False: on import only, flagged."""

    code: int
    label: Text = field(default_factory=Text)
    short: Text = field(default_factory=Text)
    explain: bool = False
    exclusive: bool = False
    takes_value: bool = False
    offered: bool = True
    #: False for the numbers of an open-ended list: counted only where they occur.
    listed: bool = True

    @property
    def recorded(self) -> bool:
        """Its label is on record."""
        return bool(self.short)


@dataclass(frozen=True, slots=True)
class CountLine:
    """One line of a count: the code as in counts.csv and its short label."""

    code: str
    label: Text
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check may know of the round. year: western; medians: 千円 by question key."""

    year: int | None = None
    medians: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as defined. role: "title" (the project), "unit" (係) or "". columns: import aliases."""

    key: str
    number: str
    label: Text
    short: Text
    help: Text = field(default_factory=Text)
    example: Text = field(default_factory=Text)
    required: bool = False
    role: str = ""
    counted: bool = True
    max_length: int = 20_000
    choices: tuple[Choice, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)

    kind: ClassVar[str] = ""
    #: Unit of `value()`: "", "thousand_yen", "year" or "fiscal_year".
    value_unit: ClassVar[str] = ""
    many: ClassVar[bool] = False
    has_page: ClassVar[bool] = False
    is_text: ClassVar[bool] = False
    #: What the parts of an answer are called where two answers are compared.
    text_name: ClassVar[Text] = Text()
    other_name: ClassVar[Text] = Text("説明", "Explanation")
    page_name: ClassVar[Text] = Text("頁", "Page")

    def value(self, answer: Answer) -> int | None:
        """The answer's number in `value_unit`, None where there is none (never 0 for "none")."""
        return None

    def tidy(self, answer: Answer) -> Answer:
        """The answer as the form means it (a typed value chooses its choice); text is never touched."""
        return answer

    def check(self, answer: Answer, facts: Facts | None = None) -> list[Finding]:
        """Everything to be said about this answer, in the order a person would mend it."""
        found = list(self._check(answer, facts or Facts()))
        for text in (answer.text, answer.other, answer.page):
            if chars := private_use(text):
                told = " ".join(f"{c} (U+{ord(c):04X})" for c in chars)
                found.append(Finding("private_use", {"chars": told}))
            if any(forbidden_controls(text)):
                found.append(Finding("control_character"))
            if len(text) > self.max_length:
                found.append(Finding("too_long", {"limit": str(self.max_length), "length": str(len(text))}))
        return found

    def _check(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        return iter(())

    def lines(self, answer: Answer, lang: str = "ja") -> tuple[str, ...]:
        """The answer as a table prints it, one entry per line; () for a blank one."""
        raise NotImplementedError

    def cell(self, answer: Answer, lang: str = "ja") -> int | str:
        """One cell of a print table: text, or a whole number (千円) where the kind has amounts."""
        return "\n".join(self.lines(answer, lang))

    def compare(self, old: Answer, new: Answer) -> Difference:
        """What changed from one answer to the other, part by part. A confirmation alone is no change."""
        parts = (
            (self.text_name, old.text, new.text),
            (self.other_name, old.other, new.other),
            (self.page_name, old.page, new.page),
        )
        return Difference(
            changed=not (old.same_as(new) or (old.empty and new.empty)),
            choices=self._choice_changes(old, new),
            texts=tuple(TextChange(*part) for part in parts if part[1] or part[2]),
            number=self._number_change(old, new),
        )

    def _choice_changes(self, old: Answer, new: Answer) -> tuple[ChoiceChange, ...]:
        return ()

    def _number_change(self, old: Answer, new: Answer) -> NumberChange | None:
        """The numbers of both answers; None where neither has one."""
        before, after = self.value(old), self.value(new)
        return None if before is None and after is None else NumberChange(self.value_unit, before, after)

    def count_lines(self) -> tuple[CountLine, ...]:
        """Every line of this question's count, blank last; () where the question is not counted."""
        raise NotImplementedError

    def counted_as(self, answer: Answer, ruling: str = "") -> tuple[str, ...]:
        """The count lines this answer belongs to: all its codes (both of a flagged one), or blank."""
        raise NotImplementedError

    def column(self, part: str) -> str:
        """The name of the wide file's column for `part` ("text", "codes", "page", …)."""
        default = {"text": self.key, "codes": f"{self.key}_codes", "other": f"other_{self.key}"}
        return self.columns.get(part) or default.get(part) or f"{self.key}_{part}"

    def from_wide(self, row: Mapping[str, str], others: Mapping[str, str]) -> tuple[Answer, list[Finding]]:
        """Read this question from one row of an import file; `others` is the row's parsed other_texts."""
        raise NotImplementedError

    def to_wide(self, answer: Answer, ruling: str = "") -> dict[str, str]:
        """The columns from_wide reads, but for explanations (they travel in other_texts)."""
        raise NotImplementedError

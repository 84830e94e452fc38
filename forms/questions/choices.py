"""Questions answered by choosing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from forms.answers import Answer, join_codes, split_codes
from forms.comparing import ADDED, REMOVED, SAME, ChoiceChange
from forms.findings import Finding, named
from forms.questions.base import BLANK, UNRECORDED, Choice, CountLine, Facts, Question, Ruling
from forms.text import Text, circled, search_key


@dataclass(frozen=True, slots=True)
class ChoiceQuestion(Question):
    """One or many numbered choices, some asking for an explanation."""

    def choice(self, code: int) -> Choice | None:
        """The choice with this number, offered or not."""
        for choice in self.choices:  # asked for every answer of every table: a generator takes twice as long
            if choice.code == code:
                return choice
        return None

    def chosen(self, answer: Answer) -> tuple[Choice, ...]:
        """The chosen choices in the order of their numbers; unknown numbers are left out."""
        return tuple([c for code in answer.codes if (c := self.choice(code))])

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What the form offers."""
        return tuple(c for c in self.choices if c.offered)

    def _check(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        chosen = self.chosen(answer)
        for code in answer.codes:
            choice = self.choice(code)
            if choice is None or not choice.offered:
                yield Finding("unknown_code" if choice is None else "unrecorded_code", {"code": str(code)})
        if not answer.codes and self.required:
            yield Finding("blank_choice")
        if len(answer.codes) > 1:
            if not self.many:
                yield Finding("two_codes", {"codes": "・".join(map(circled, answer.codes))})
            yield from (Finding("exclusive", named(c.short)) for c in chosen if c.exclusive)
        yield from self._check_explanation(answer, chosen)

    def _check_explanation(self, answer: Answer, chosen: tuple[Choice, ...]) -> Iterator[Finding]:
        asking = [c for c in chosen if c.explain]
        if asking and not answer.other.strip():
            yield Finding("explanation_missing", named(asking[0].short))
        elif answer.other.strip() and not asking:
            yield Finding("explanation_unasked", {"text": answer.other})

    def lines(self, answer: Answer, lang: str = "ja") -> tuple[str, ...]:
        asking = [c.code for c in self.chosen(answer) if c.explain]
        noted, out = f"（{answer.other}）" if answer.other.strip() else "", []
        for code in answer.codes:
            choice = self.choice(code)
            value = self._value_text(answer) if choice and choice.takes_value else ""
            word = value if choice and choice.takes_value else choice.short.get(lang) if choice else ""
            out.append(circled(code) + word + (noted if asking == [code] else ""))
        if answer.text.strip() and not any(c.takes_value for c in self.chosen(answer)):
            out += filter(None, [self._value_text(answer)])  # a value without its choice is shown too
        if noted and len(asking) != 1:
            out.append(noted)
        return tuple(out)

    def _value_text(self, answer: Answer) -> str:
        return ""

    def _choice_changes(self, old: Answer, new: Answer) -> tuple[ChoiceChange, ...]:
        out = []
        for code in sorted({*old.codes, *new.codes}):
            mark = (
                SAME if code in old.codes and code in new.codes else ADDED if code in new.codes else REMOVED
            )
            choice = self.choice(code)
            label = choice.short if choice and choice.recorded else UNRECORDED
            number = circled(code)
            out.append(ChoiceChange(Text(number + label.ja, number + label.en if label.en else ""), mark))
        return tuple(out)

    def count_lines(self) -> tuple[CountLine, ...]:
        if not self.counted:
            return ()
        codes = (CountLine(str(c.code), c.short or UNRECORDED, c.listed) for c in self.choices)
        return (*codes, CountLine(BLANK, Ruling.LABELS[BLANK]))

    def counted_as(self, answer: Answer, ruling: str = "") -> tuple[str, ...]:
        if not self.counted:
            return ()
        return tuple(str(c.code) for c in self.chosen(answer)) or (BLANK,)

    def _codes_from(self, row: Mapping[str, str]) -> tuple[tuple[int, ...], list[Finding]]:
        names = (self.column("codes"), f"{self.key}_codes", f"{self.key}_code")
        raw = next((row[n] for n in names if row.get(n, "").strip()), "")
        codes = split_codes(raw)
        return (codes, []) if codes is not None else ((), [Finding("unreadable_codes", {"raw": raw})])

    def from_wide(self, row: Mapping[str, str], others: Mapping[str, str]) -> tuple[Answer, list[Finding]]:
        codes, found = self._codes_from(row)
        other = others.get(self.key, "")
        if self.columns.get("text"):
            said, more = self._read_label(row.get(self.columns["text"], ""), codes)
            other, found = other or said, found + more
        return Answer(codes=codes, other=other), found

    def _read_label(self, cell: str, codes: tuple[int, ...]) -> tuple[str, list[Finding]]:
        """The explanation in a cell like `その他（説明）`; a finding if the label is not its code's."""
        names = self._names(codes)
        label, rest = _parted(cell, names)
        if search_key(names) == search_key(label):
            return rest[1:].removesuffix("）"), []  # people forget the closing one
        return cell, [Finding("label_differs", {"code": join_codes(codes), "text": cell})]

    def _names(self, codes: tuple[int, ...]) -> str:
        return "・".join(c.short.ja for c in self.choices if c.code in codes and c.recorded)

    def to_wide(self, answer: Answer, ruling: str = "") -> dict[str, str]:
        out = {self.column("codes"): join_codes(answer.codes)}
        if self.columns.get("text"):
            noted = f"（{answer.other}）" if answer.other else ""
            out[self.columns["text"]] = self._names(answer.codes) + noted
        return out


def _parted(cell: str, names: str) -> tuple[str, str]:
    """`その他 （説明）` → `その他 ` and `（説明）`; `names` may have brackets of their own."""
    rest = cell.removeprefix(names)
    if cell.startswith(names) and rest[:1] in ("", "（"):
        return names, rest
    label, mark, rest = cell.partition("（")
    return label, mark + rest


class OneChoice(ChoiceQuestion):
    """Exactly one choice."""

    __slots__ = ()
    kind: ClassVar[str] = "one_choice"


class ManyChoice(ChoiceQuestion):
    """Any number of choices."""

    __slots__ = ()
    kind: ClassVar[str] = "many_choice"
    many: ClassVar[bool] = True

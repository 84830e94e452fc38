"""Questions with one choice that takes a value: a year, an amount, a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from forms.amounts import format_amount, parse_amount
from forms.answers import Answer, join_codes
from forms.findings import Finding, named
from forms.questions.base import Choice, Facts
from forms.questions.choices import ChoiceQuestion
from forms.text import Text, circled, search_key
from forms.years import era_name, parse_year

LARGE_AMOUNT: Final = 10_000_000  # 千円: 1,000万千円 = 100億円
UNUSUAL_TIMES: Final = 100


@dataclass(frozen=True, slots=True)
class ValueQuestion(ChoiceQuestion):
    """One choice of which one takes a value: a year, an amount or a plan."""

    wide_part: ClassVar[str] = "text"

    @property
    def value_choice(self) -> Choice:
        """The choice that takes the value (the loader guarantees exactly one)."""
        return next(c for c in self.choices if c.takes_value)

    def tidy(self, answer: Answer) -> Answer:
        if answer.text.strip() and not answer.codes:
            return Answer((self.value_choice.code,), answer.text, answer.other, answer.page, answer.confirmed)
        return answer

    def _takes(self, answer: Answer) -> bool:
        return self.value_choice.code in answer.codes

    def _value_text(self, answer: Answer) -> str:
        return answer.text

    def _check(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        yield from ChoiceQuestion._check(self, answer, facts)
        if not self._takes(answer):
            if answer.text.strip() and answer.codes:
                words = [(c.short or Text(circled(c.code))) for c in self.chosen(answer)] or [Text("―")]
                label = Text("・".join(w.ja for w in words), ", ".join(w.get("en") for w in words))
                yield Finding("value_unasked", {"text": answer.text} | named(label))
            elif answer.text.strip() and not self.required:  # a required one has been told so already
                yield Finding("blank_choice")
        elif not answer.text.strip():
            yield Finding("value_missing", named(self.value_choice.label))
        else:
            yield from self._check_value(answer, facts)

    def _check_value(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        return iter(())

    def from_wide(self, row: Mapping[str, str], others: Mapping[str, str]) -> tuple[Answer, list[Finding]]:
        codes, found = self._codes_from(row)
        text = row.get(self.column(self.wide_part), "")
        names = "" if self.value_choice.code in codes else self._names(codes)
        if names and search_key(names) == search_key(text):
            text = ""  # the cell repeats the label of the chosen code (②不明)
        page = row.get(self.column("page"), "") if self.has_page else ""
        return Answer(codes=codes, text=text, other=others.get(self.key, ""), page=page), found

    def to_wide(self, answer: Answer, ruling: str = "") -> dict[str, str]:
        text = answer.text
        if not text and self.wide_part == "text" and not self._takes(answer):
            text = self._names(answer.codes)  # 不明 beside its code, as from_wide takes it
        out = {self.column("codes"): join_codes(answer.codes), self.column(self.wide_part): text}
        return out | ({self.column("page"): answer.page} if self.has_page else {})


class YearQuestion(ValueQuestion):
    """A year in any era or western notation; `value()` is the western year."""

    __slots__ = ()
    kind: ClassVar[str] = "era_year"
    value_unit: ClassVar[str] = "year"
    text_name: ClassVar[Text] = Text("年（記入のまま）", "Year, as typed")
    _plain_suffixes: ClassVar[tuple[str, ...]] = ("",)

    def value(self, answer: Answer) -> int | None:
        year = parse_year(answer.text) if self._takes(answer) else None
        return None if year is None or year.refusable else year.western

    def _check_value(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        text, year = answer.text.strip(), parse_year(answer.text)
        if year is None:
            yield Finding("not_a_year", {"text": text})
            return
        told = {"text": text, "western": str(year.western), "era": era_name(year.western)}
        if year.beyond_era:
            yield Finding("beyond_era" if year.refusable else "era_ahead", told)
        if self._too_late(year.western, facts) and not answer.is_confirmed:
            yield Finding("year_in_future", told)
        if year.suffix not in self._plain_suffixes:
            yield Finding("year_suffix", {"text": text, "suffix": year.suffix})

    def _too_late(self, western: int, facts: Facts) -> bool:
        return facts.year is not None and western > facts.year


class FiscalYear(YearQuestion):
    """A fiscal year (年度); `value()` is the western year in which it begins."""

    __slots__ = ()
    kind: ClassVar[str] = "fiscal_year"
    value_unit: ClassVar[str] = "fiscal_year"
    text_name: ClassVar[Text] = Text("年度（記入のまま）", "Fiscal year, as typed")
    _plain_suffixes: ClassVar[tuple[str, ...]] = ("", "年", "年度")

    def _too_late(self, western: int, facts: Facts) -> bool:
        return False  # plans lie in the future


class Money(ValueQuestion):
    """An amount in 千円; 無し, 不明 and the like are choices of the definition and never 0."""

    __slots__ = ()
    kind: ClassVar[str] = "money"
    value_unit: ClassVar[str] = "thousand_yen"
    text_name: ClassVar[Text] = Text("金額（記入のまま）", "Amount, as typed")
    wide_part: ClassVar[str] = "thousand_yen"

    def value(self, answer: Answer) -> int | None:
        amount = parse_amount(answer.text) if self._takes(answer) else None
        return amount.thousand_yen if amount else None

    def _check_value(self, answer: Answer, facts: Facts) -> Iterator[Finding]:
        amount = parse_amount(answer.text)
        if amount is None:
            yield Finding("not_an_amount", {"text": answer.text.strip()})
            return
        told = {"text": answer.text.strip(), "amount": format_amount(amount.thousand_yen)}
        median = facts.medians.get(self.key, 0)
        if amount.thousand_yen < 0:
            yield Finding("negative_amount", told)
        elif amount.thousand_yen == 0:
            yield Finding("amount_zero")
        elif answer.is_confirmed:
            return
        elif amount.converted:
            yield Finding("amount_in_yen", told)
        elif amount.thousand_yen >= LARGE_AMOUNT:
            yield Finding("amount_large", told | {"oku": str(LARGE_AMOUNT // 100_000)})
        elif median > 0 and amount.thousand_yen >= UNUSUAL_TIMES * median:
            yield Finding("amount_unusual", told | {"median": format_amount(round(median))})

    def _value_text(self, answer: Answer) -> str:
        value = self.value(answer)
        return answer.text if value is None else f"{format_amount(value)}千円"

    def cell(self, answer: Answer, lang: str = "ja") -> int | str:
        value = self.value(answer)
        alone = value is not None and answer.codes == (self.value_choice.code,) and not answer.other.strip()
        return value if alone and value is not None else ValueQuestion.cell(self, answer, lang)


class Plan(ValueQuestion):
    """A plan's name and page."""

    __slots__ = ()
    kind: ClassVar[str] = "plan"
    text_name: ClassVar[Text] = Text("計画名", "Plan")
    has_page: ClassVar[bool] = True

    def _value_text(self, answer: Answer) -> str:
        return f"{answer.text}　{answer.page}" if answer.page else answer.text

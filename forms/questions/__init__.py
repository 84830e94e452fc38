"""One class per question kind: how its answers are read, checked, valued, shown and counted.

Pure: no web, no database. A kind that needs more than the base class says only what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.amounts import format_amount
from forms.answers import EMPTY, Answer, join_codes, split_codes
from forms.findings import RULES, Finding, Level, Rule
from forms.questions.base import BLANK, UNRECORDED, Choice, CountLine, Facts, Question, Ruling
from forms.questions.choices import ChoiceQuestion, ManyChoice, OneChoice
from forms.questions.texts import LongText, ShortText, TextQuestion
from forms.questions.values import FiscalYear, Money, Plan, ValueQuestion, YearQuestion
from forms.text import LANGUAGES, Text, circled, search_key
from forms.years import era_name

__all__ = [
    "BLANK", "EMPTY", "KINDS", "LANGUAGES", "RULES", "UNRECORDED", "Answer", "Choice", "ChoiceQuestion",
    "CountLine", "Facts", "Finding", "FiscalYear", "Level", "LongText", "ManyChoice", "Money", "OneChoice",
    "Plan", "Question", "Rule", "Ruling", "ShortText", "Text", "TextQuestion", "ValueQuestion",
    "YearQuestion", "circled", "era_name", "format_amount", "join_codes", "search_key", "split_codes",
]  # fmt: skip

KINDS: Final[Mapping[str, type[Question]]] = {
    k.kind: k for k in (ShortText, LongText, OneChoice, ManyChoice, YearQuestion, FiscalYear, Money, Plan)
}

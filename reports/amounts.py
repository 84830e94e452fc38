"""Summaries of answers that carry a number: amounts in 千円, years and fiscal years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Final

from forms.questions import Question, Text, era_name
from reports.phrases import base_text, heading
from reports.records import RoundData
from reports.tables import Column, ResultTable, Row

_QUESTION: Final = Column(".question", Text("設問", "Question"), width=20)
_YEAR_UNITS: Final = ("year", "fiscal_year")
_AMOUNT_COLUMNS: Final = (
    _QUESTION,
    Column(".n", Text("金額の記入数", "Amounts"), "number", width=10),
    Column(".sum", Text("合計（千円）", "Sum (thousand yen)"), "thousand_yen", width=14),
    Column(".median", Text("中央値（千円）", "Median (thousand yen)"), "thousand_yen", width=14),
    Column(".mean", Text("平均（千円）", "Mean (thousand yen)"), "thousand_yen", width=14),
    Column(".min", Text("最小（千円）", "Smallest (thousand yen)"), "thousand_yen", width=14),
    Column(".max", Text("最大（千円）", "Largest (thousand yen)"), "thousand_yen", width=14),
)
_AMOUNT_NOTE: Final = Text(
    "金額が記入された回答だけの集計です。「無し」「不明」などは０として数えず、０千円という記入は金額として数えます。"
    "平均は千円未満を四捨五入しています。",
    "Only answers with an amount. “None”, “unknown” and the like are never counted as 0; an amount "
    "of 0 is one. The mean is rounded to thousands of yen.",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers given to one question, in its `value_unit`. Exact at any size: plain Python numbers.

    median: a whole number where it is one.
    """

    question: Question
    values: tuple[int, ...]

    @property
    def median(self) -> int | float | None:
        """The middle value; None without any."""
        if not self.values:
            return None
        middle = median(self.values)
        return int(middle) if middle == int(middle) else middle

    @property
    def mean(self) -> int | None:
        """The mean, halves up; None without any."""
        n = len(self.values)
        return (2 * sum(self.values) + n) // (2 * n) if n else None


def summaries(data: RoundData, key: str, *units: str) -> tuple[Summary, ...]:
    """The values of every question of a questionnaire whose `value_unit` is one of `units`, in form order."""
    forms = data.by_questionnaire[key]
    return tuple(
        Summary(q, tuple(v for f in forms if (v := q.value(f.answer(q.key))) is not None))
        for q in data.questionnaire(key).questions
        if q.value_unit in units
    )


def amounts_table(data: RoundData, key: str) -> ResultTable | None:
    """Number, sum, median, mean, smallest and largest amount per money question; None without one."""
    found = summaries(data, key, "thousand_yen")
    if not found:
        return None
    made = data.questionnaire(key)
    return ResultTable(
        f"amounts-{key}",
        Text(f"{made.title.ja}　金額の集計", f"{made.title.get('en')}: amounts"),
        _AMOUNT_COLUMNS,
        tuple(_amount_row(s) for s in found),
        base_text(data, key),
        _AMOUNT_NOTE,
    )


def _amount_row(s: Summary) -> Row:
    ends = (min(s.values), max(s.values)) if s.values else (None, None)
    total = sum(s.values) if s.values else None
    return Row((heading(s.question), len(s.values), total, s.median, s.mean, *ends), group=s.question.key)


def decades_table(data: RoundData, key: str) -> ResultTable | None:
    """Answers to each year question by decade; the note tells the earliest and the latest year.

    None without such a question. Decades between the first and the last are there even where they are empty.
    """
    found = summaries(data, key, *_YEAR_UNITS)
    if not found:
        return None
    made, decades = data.questionnaire(key), [Counter(v // 10 * 10 for v in s.values) for s in found]
    seen = {decade for counter in decades for decade in counter}
    rows = [
        Row((Text(f"{start}年代", f"{start}s"), *(counter[start] for counter in decades)))
        for start in (range(min(seen), max(seen) + 10, 10) if seen else ())
    ]
    total = Row((Text("計", "Total"), *(len(s.values) for s in found)), state="total")
    return ResultTable(
        f"decades-{key}",
        Text(f"{made.title.ja}　年代別", f"{made.title.get('en')}: by decade"),
        (
            Column(".decade", Text("年代（西暦）", "Decade"), width=12),
            *(Column(s.question.key, heading(s.question), "number", width=12) for s in found),
        ),
        (*rows, total),
        base_text(data, key),
        _ends_note(found),
    )


def _ends_note(found: tuple[Summary, ...]) -> Text:
    """First and last year per question, western and era."""
    told = [(heading(s.question), min(s.values), max(s.values)) for s in found if s.values]
    return Text(
        "".join(f"{h.ja}：{a}年（{era_name(a)}年）から {b}年（{era_name(b)}年）まで。" for h, a, b in told),
        " ".join(f"{h.get('en')}: {a} to {b}." for h, a, b in told),
    )

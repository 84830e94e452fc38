"""How often each choice was chosen: the same numbers for pages, workbooks and counts.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import BLANK, ChoiceQuestion, CountLine, Question, Text, ValueQuestion
from reports.phrases import base_text, code_mark, heading
from reports.records import RoundData
from reports.tables import Chart, Column, ResultTable, Row
from reports.tally import Layout, Line, Words, count_words

_COLUMNS: Final = (
    Column(".question", Text("設問", "Question"), width=20, merge=True),
    Column(".code", Text("番号", "Code"), "code", width=6),
    Column(".label", Text("選択肢", "Choice"), width=22),
    Column(".n", Text("件数", "Forms"), "number", width=8),
    Column(".base", Text("提出数", "Submitted forms"), "number", width=8),
    Column(".percent_of_base", Text("提出数に占める割合", "% of submitted forms"), "percent", width=12),
    Column(".mentions", Text("延べ回答数", "Mentions"), "number", width=8),
    Column(".percent_of_mentions", Text("延べ回答数に占める割合", "% of mentions"), "percent", width=12),
)
_NOTE: Final = Text(
    "提出数に占める割合は、提出された調査票の数で割ったものです。複数選べる設問では合計が100％を超えます。"
    "延べ回答数に占める割合は、その設問で選ばれた選択肢の延べ数で割ったもので、合計は100％です（端数を除く）。"
    "記入なしは延べ回答数に含みません。一つだけ選ぶ設問に二つの回答があった場合は、両方を数えています。",
    "% of submitted forms divides by the forms submitted and may exceed 100 % in total where several choices "
    "are allowed. % of mentions divides by all choices made for the question and adds up to 100 % (but for "
    "rounding). Blank is not a mention. Where one choice was asked for and two were given, both are counted.",
)


@dataclass(frozen=True, slots=True)
class LineCount:
    """One line of a count. n: forms in it; base: submitted forms; mentions: all lines but blank, summed."""

    question: Question
    line: CountLine
    n: int
    base: int
    mentions: int

    @property
    def blank(self) -> bool:
        """The line of those who left the question blank: counted, but no mention."""
        return self.line.code == BLANK

    @property
    def of_base(self) -> float | None:
        """Share of the submitted forms (0 to 1); None without any."""
        return self.n / self.base if self.base else None

    @property
    def of_mentions(self) -> float | None:
        """Share of the mentions (0 to 1); None for blank and without any."""
        return self.n / self.mentions if self.mentions and not self.blank else None


def percent(n: int, of: int) -> str:
    """`38, 52` → `73.1`: one decimal, halves up as spreadsheets round them (done in whole numbers)."""
    tenths = (2_000 * n + of) // (2 * of)
    return f"{tenths // 10}.{tenths % 10}"


def round_words(data: RoundData, key: str) -> Words:
    """The packed words of a questionnaire's submitted forms, made from their answers."""
    layout = Layout(data.questionnaire(key))
    return layout.array(layout.pack(f.answers, f.rulings) for f in data.by_questionnaire[key])


def counts_of(questionnaire: Questionnaire, base: int, seen: Mapping[Line, int]) -> tuple[LineCount, ...]:
    """Count lines in the order of the form, also those never chosen (of open ends only those that occur)."""
    return tuple(line for q in questionnaire.questions for line in _of_question(q, base, seen))


def _of_question(question: Question, base: int, seen: Mapping[Line, int]) -> Iterator[LineCount]:
    lines = [(line, seen[question.key, line.code]) for line in question.count_lines()]
    mentions = sum(n for line, n in lines if line.code != BLANK)
    return (LineCount(question, line, n, base, mentions) for line, n in lines if line.listed or n)


def question_counts(data: RoundData, key: str, words: Words | None = None) -> tuple[LineCount, ...]:
    """Every count line of a questionnaire. words: the stored words; made from the answers if not given."""
    questionnaire = data.questionnaire(key)
    words = round_words(data, key) if words is None else words
    return counts_of(questionnaire, len(words), count_words(Layout(questionnaire), words))


def counts_table(data: RoundData, key: str, words: Words | None = None) -> ResultTable:
    """One questionnaire's counts for print (codes circled), with a chart per question of plain choices."""
    made, counts = data.questionnaire(key), question_counts(data, key, words)
    return ResultTable(
        key=f"counts-{key}",
        title=Text(f"{made.title.ja}　単純集計", f"{made.title.get('en')}: counts"),
        columns=_COLUMNS,
        rows=tuple(_row(c) for c in counts),
        base=base_text(data, key),
        note=_NOTE,
        charts=tuple(_charts(counts)),
    )


def _row(c: LineCount) -> Row:
    cells = (
        heading(c.question), code_mark(c.line.code), c.line.label,
        c.n, c.base, c.of_base, c.mentions, c.of_mentions,
    )  # fmt: skip
    return Row(cells, group=c.question.key)


def _charts(counts: tuple[LineCount, ...]) -> Iterator[Chart]:
    """A chart per question of choices; blank is left out, values (years, amounts) say little as bars."""
    first = 0
    while first < len(counts):
        question = counts[first].question
        last = first + sum(c.question is question for c in counts) - 1
        bars = [i for i in range(first, last + 1) if not counts[i].blank]
        if isinstance(question, ChoiceQuestion) and not isinstance(question, ValueQuestion):
            yield Chart(heading(question), ".label", ".n", bars[0], bars[-1])
        first = last + 1

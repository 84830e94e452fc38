"""Departments against answers, and against the number of projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from forms.questions import CountLine, OneChoice, Question, Text
from reports.counts import round_words
from reports.phrases import DEPARTMENT, TOTAL, base_text, code_mark, heading, read_text
from reports.records import RoundData
from reports.tables import Column, ResultTable, Row
from reports.tally import Layout, Line, Words, crosstab_words

_SECTIONS: Final = Column(".sections", Text("課の数", "Sections"), "number", width=8)
_TOTAL: Final = Column(".total", Text("提出数", "Submitted forms"), "number", width=8)


def departments(data: RoundData) -> tuple[str, ...]:
    """The departments of the round, in organisation order."""
    return tuple(dict.fromkeys(s.department for s in data.sections))


def department_tables(data: RoundData, key: str, words: Words | None = None) -> tuple[ResultTable, ...]:
    """Department × every one-choice question of a questionnaire, with totals; every department is there.

    words: the stored words in the order of `data.by_questionnaire[key]`; made from the answers if not given.
    """
    made = data.questionnaire(key)
    asked = [q for q in made.questions if isinstance(q, OneChoice) and q.counted]
    if not asked:
        return ()
    words = round_words(data, key) if words is None else words
    place = {name: i for i, name in enumerate(departments(data))}
    of_section = {s.id: place[s.department] for s in data.sections}
    group = np.array([of_section[f.section_id] for f in data.by_questionnaire[key]], np.int64)
    seen = crosstab_words(Layout(made), words, group, len(place))
    forms = np.bincount(group, minlength=len(place)).tolist()
    return tuple(_department_table(data, key, q, seen, forms) for q in asked)


def _department_table(
    data: RoundData, key: str, question: Question, seen: Mapping[Line, Words], forms: Sequence[int]
) -> ResultTable:
    made = data.questionnaire(key)
    counted = [(line, seen[question.key, line.code].tolist()) for line in question.count_lines()]
    counted = [(line, numbers) for line, numbers in counted if line.listed or any(numbers)]
    name = heading(question)
    return ResultTable(
        f"departments-{key}-{question.key}",
        Text(f"{made.title.ja}　部別 × {name.ja}", f"{made.title.get('en')}: department × {name.get('en')}"),
        (DEPARTMENT, _SECTIONS, *(_line_column(line) for line, _ in counted), _TOTAL),
        _rows(data, [*(numbers for _, numbers in counted), forms]),
        base_text(data, key),
        Text(
            "二つの回答がある調査票は両方に数えるため、横の合計が提出数を超えることがあります。",
            "A form with two answers is counted under both, so a row may add up to more than its forms.",
        ),
    )


def _line_column(line: CountLine) -> Column:
    mark = code_mark(line.code)
    label = Text(mark + line.label.ja, mark + line.label.en if line.label.en else "")
    return Column(line.code, label, "number", width=10)


def projects_table(data: RoundData) -> ResultTable | None:
    """Department × number of projects, a column per project questionnaire; None where there is none."""
    asked = [q for q in data.questionnaires if q.per_project]
    if not asked:
        return None
    home = {s.id: s.department for s in data.sections}
    seen = {q.key: Counter(home[f.section_id] for f in data.by_questionnaire[q.key]) for q in asked}
    names = departments(data)
    columns = [[seen[q.key][name] for name in names] for q in asked]
    columns.append([sum(numbers) for numbers in zip(*columns, strict=True)])
    return ResultTable(
        "departments-projects",
        Text("部別の事業数", "Projects by department"),
        (
            DEPARTMENT,
            _SECTIONS,
            *(Column(q.key, q.short, "number", width=12) for q in asked),
            Column(".total", TOTAL, "number", width=8),
        ),
        _rows(data, columns),
        read_text(data),
        Text(
            "提出された事業の数です。０は、未提出の課だけの部でも０になります。",
            "Submitted projects. A department none of whose sections submitted shows 0, too.",
        ),
    )


def _rows(data: RoundData, columns: Sequence[Sequence[int]]) -> tuple[Row, ...]:
    """One row per department and a total row; columns: a number per department each."""
    sections = Counter(s.department for s in data.sections)
    rows = [
        Row((name, sections[name], *(column[i] for column in columns)), group=name)
        for i, name in enumerate(departments(data))
    ]
    total = Row((TOTAL, len(data.sections), *(sum(column) for column in columns)), state="total")
    return (*rows, total)

"""What the questions say about the records that were read, with facts from these very records."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from app.importing.records import Record
from app.importing.report import Line, finding_line
from forms.questions import EMPTY, Facts


def facts_of(year: int, records: Sequence[Record]) -> Facts:
    """What checks may know: the round's year, and the medians of the very data being read."""
    values: dict[str, list[int]] = {}
    for record in records:
        for key, answer in record.answers.items():
            question = record.questionnaire.question(key)
            value = question.value(answer) if question else None
            if value is not None:
                values.setdefault(key, []).append(value)
    return Facts(year, {key: float(median(v)) for key, v in values.items()})


def check_lines(record: Record, facts: Facts) -> list[Line]:
    """Everything the questions have to say about a record, in the order of the form."""
    out = []
    for question in record.questionnaire.questions:
        found = list(record.found.get(question.key, ()))
        if not any(f.rule == "unreadable_codes" for f in found):
            found += question.check(record.answers.get(question.key, EMPTY), facts)
        raw = record.raw[question.key]
        for finding in found:
            if line := finding_line(finding, record.file, record.row, record.where, question.key, raw):
                out.append(line)
    return out

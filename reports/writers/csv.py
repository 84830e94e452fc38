"""CSV files for machines: UTF-8 with a byte order mark (for spreadsheets), lines end with CR LF.

Cells hold exactly what was stored. CSV has no way to mark a cell as text, so a text that begins with `=`,
`+`, `-` or `@` is written as it is: a mark put before it would be a change of the data that every reader had
to undo and none could tell from an answer. Whoever opens the files in a spreadsheet imports such columns as
text, or takes the workbook instead, where these cells are text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from reports.counts import LineCount, percent, question_counts
from reports.long import (
    ANSWER_COLUMNS,
    CODE_COLUMNS,
    LongRow,
    answer_rows,
    code_rows,
    section_columns,
    section_rows,
)
from reports.records import RoundData
from reports.tables import Column, cell_text
from reports.tally import Words

COUNT_HEADER: Final = (
    "form", "question", "code", "label", "n", "base", "percent_of_base", "mentions", "percent_of_mentions",
)  # fmt: skip


def write_all(data: RoundData, folder: Path, words: Mapping[str, Words] | None = None) -> tuple[Path, ...]:
    """Write sections.csv, answers.csv, counts.csv and codes.csv into `folder` (made if needed); their paths.

    Labels are the Japanese short ones. words: stored packed words by questionnaire key (see `round_tables`).
    Existing files of these names are replaced. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _write(folder / "sections.csv", _keys(section_columns(data)), section_rows(data)),
        _write(folder / "answers.csv", _keys(ANSWER_COLUMNS), answer_rows(data)),
        _write(folder / "counts.csv", COUNT_HEADER, count_rows(data, words or {})),
        _write(folder / "codes.csv", _keys(CODE_COLUMNS), code_rows(data)),
    )


def count_rows(data: RoundData, words: Mapping[str, Words]) -> Iterator[LongRow]:
    """The rows of counts.csv: every count line of every questionnaire, percentages as numbers (73.1)."""
    for made in data.questionnaires:
        for c in question_counts(data, made.key, words.get(made.key)):
            yield _count_cells(made.key, c)


def _count_cells(form: str, c: LineCount) -> LongRow:
    of_base = percent(c.n, c.base) if c.base else ""
    of_mentions = percent(c.n, c.mentions) if c.of_mentions is not None else ""
    return form, c.question.key, c.line.code, c.line.label.ja, c.n, c.base, of_base, c.mentions, of_mentions


def _keys(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.key for column in columns)


def _write(path: Path, header: Sequence[str], rows: Iterable[LongRow]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([cell_text(cell, "ja") for cell in row] for row in rows)
    return path

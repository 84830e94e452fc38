"""A round as tidy pandas DataFrames, for analysis beyond the tables made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

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

#: Whole numbers that may be missing. Amounts have at most 15 digits, so they always fit.
_WHOLE: Final = ("value", "year", "version", "offered", "explain", "exclusive", "order")


def answer_frame(data: RoundData, lang: str = "ja") -> pd.DataFrame:
    """Every submitted answer in long form; columns and rows as told by `reports.long.answer_rows`.

    lang: the language of `label`. value, year and version are Int64 (a missing one is NA, never 0), all else
    is text (a missing one is the empty string).
    """
    return _frame(answer_rows(data), ANSWER_COLUMNS, lang)


def code_frame(data: RoundData) -> pd.DataFrame:
    """Every choice of every question (`reports.long.code_rows`)."""
    return _frame(code_rows(data), CODE_COLUMNS, "ja")


def section_frame(data: RoundData) -> pd.DataFrame:
    """Every section with its state and number of forms per questionnaire (`reports.long.section_rows`)."""
    return _frame(section_rows(data), section_columns(data), "ja")


def _frame(rows: Iterable[LongRow], columns: Sequence[Column], lang: str) -> pd.DataFrame:
    listed = list(rows)
    cells = zip(*listed, strict=True) if listed else ([] for _ in columns)
    series = {}
    for column, values in zip(columns, cells, strict=True):
        if column.key in _WHOLE or column.key.endswith("_forms"):
            series[column.key] = pd.Series(values, dtype="Int64")
        else:
            series[column.key] = pd.Series([cell_text(v, lang) for v in values], dtype="str")
    return pd.DataFrame(series)

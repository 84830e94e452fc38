"""The book of a round: every result table, in named sheets, ready for any writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from forms.questionnaire import Questionnaire
from forms.questions import LANGUAGES, Text
from reports.amounts import amounts_table, decades_table
from reports.consolidate import answer_table
from reports.counts import counts_table, round_words
from reports.crosstabs import department_tables, projects_table
from reports.long import data_tables
from reports.phrases import read_text
from reports.records import RoundData
from reports.tables import ResultTable
from reports.tally import Words

LONGEST_NAME: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "-") | {chr(i): " " for i in range(32)})


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its tables, downwards. name: at most 31 safe characters, unique."""

    name: Text
    purpose: Literal["print", "counts", "data"]
    tables: tuple[ResultTable, ...]
    paper: Literal["A3", "A4"] = "A3"


@dataclass(frozen=True)
class Book:
    """All sheets of a round, in order."""

    title: Text
    sheets: tuple[Sheet, ...]


def round_tables(data: RoundData, words: Mapping[str, Words] | None = None) -> Book:
    """Every result table of a round: answers, counts and amounts per questionnaire, departments, data.

    words: stored packed words by questionnaire key, rows in the order of `data.by_questionnaire`; what is not
    given is packed from the answers. Sheets without a table are left out.
    """
    sheets = _named([*_answers(data), *_numbers(data, words or {}), *_data(data)])
    named = Text(f"（{data.edition}）", f" ({data.edition})") if data.edition else Text()
    title = Text(f"{data.city}　{data.name}　集計表{named.ja}", f"{data.city} {data.name}: results{named.en}")
    return Book(title, tuple(sheets))


def _answers(data: RoundData) -> Iterator[Sheet]:
    for made in data.questionnaires:
        table = answer_table(data, made.key)
        yield Sheet(_name(made, "一覧", "answers"), "print", (table,))


def _numbers(data: RoundData, words: Mapping[str, Words]) -> Iterator[Sheet]:
    crossed: list[ResultTable] = []
    amounts: list[ResultTable | None] = []
    for made in data.questionnaires:
        key = made.key
        packed = words[key] if key in words else round_words(data, key)
        yield Sheet(_name(made, "集計", "counts"), "counts", (counts_table(data, key, packed),), "A4")
        amounts += [amounts_table(data, key), decades_table(data, key)]
        if not made.per_project:
            crossed += department_tables(data, key, packed)
    yield from _sheet(Text("予算・年", "Amounts and years"), amounts)
    yield from _sheet(Text("部別", "Departments"), [*crossed, projects_table(data)])


def _sheet(name: Text, tables: list[ResultTable | None]) -> Iterator[Sheet]:
    if found := tuple(t for t in tables if t is not None):
        yield Sheet(name, "counts", found, "A4")


def _data(data: RoundData) -> Iterator[Sheet]:
    for table in data_tables(data):
        yield Sheet(table.title, "data", (replace(table, base=read_text(data)),))


def _name(made: Questionnaire, ja: str, en: str) -> Text:
    return Text(f"{made.short.ja} {ja}", f"{made.short.get('en')} {en}")


def _named(sheets: list[Sheet]) -> Iterator[Sheet]:
    """The sheets with names every spreadsheet program takes, no two alike in either language."""
    taken: dict[str, set[str]] = {lang: set() for lang in LANGUAGES}
    for sheet in sheets:
        names = [_safe(sheet.name.get(lang), taken[lang]) for lang in LANGUAGES]
        yield replace(sheet, name=Text(*names))


def _safe(name: str, taken: set[str]) -> str:
    """At most 31 UTF-16 units without []:*?/\\, no apostrophe at an end, unlike those taken in any case."""
    plain = name.translate(_FORBIDDEN).strip(" '") or "-"
    for i in range(1, len(taken) + 2):
        tail = f" ({i})" if i > 1 else ""
        cut = plain
        while len((cut + tail).encode("utf-16-le")) > 2 * LONGEST_NAME:
            cut = cut[:-1]
        tried = cut.rstrip(" '") + tail
        if tried.casefold() not in taken and tried.casefold() != "history":
            break
    taken.add(tried.casefold())
    return tried

"""The organisation as one table: a row per section, and below it a row per unit. Down as cells, up as typed rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.importing.sections import KINDS as KIND_WORDS
from app.importing.tables import Row
from app.organisation import checks
from app.organisation.chart import Chart
from app.organisation.store.units import Unit
from app.organisation.words import KINDS
from forms.questions import Text
from forms.years import parse_year

#: Our name of each column (the heading of the CSV file) and what a workbook's heading says.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("番号",),
    "department": ("部",),
    "section": ("課",),
    "kind": ("区分",),
    "unit": ("係",),
    "order": ("並び順",),
    "valid_from": ("開始日",),
    "valid_until": ("終了日",),
    "mailbox": ("共有メールアドレス",),
}
KEYS: Final = tuple(COLUMNS)
HEADER: Final = tuple(words[0] for words in COLUMNS.values())
_ID: Final = re.compile(r"(U?)([0-9]{1,9})")
_DAY: Final = re.compile(r"([0-9]{4}|.{1,3}?[元0-9]{1,2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as the file wants it. id None: a new one; kind "": as it is; order None: behind the row above."""

    number: int
    id: int | None
    department: str
    name: str
    kind: str
    order: int | None
    valid_from: str
    valid_until: str
    mailbox: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the file wants it; department and section say where."""

    number: int
    id: int | None
    department: str
    section: str
    name: str
    order: int | None
    valid_from: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be. number: the row as a spreadsheet shows it; column: a key of COLUMNS."""

    number: int
    column: str
    message: Text

    def text(self) -> Text:
        """`12行目の「終了日」：…`."""
        return Text(
            f"{self.number}行目の「{COLUMNS[self.column][0]}」：{self.message.ja}",
            f"Row {self.number}, column {self.column}: {self.message.en}",
        )


def cells(known: Chart, units: Iterable[Unit], day: str, *, words: bool) -> Iterator[list[str]]:
    """The rows of everything that has not ended on a day, named as then. words: kinds as words, not as keys."""
    below: dict[int, list[Unit]] = {}
    for unit in units:
        if not unit.valid_until or unit.valid_until >= day:
            below.setdefault(unit.section_id, []).append(unit)
    there = [known.called(s, day) for s in known.sections if not s.valid_until or s.valid_until >= day]
    for s in known.in_order(there):
        kind = KINDS[s.kind].ja if words else s.kind
        place = str(s.position), s.valid_from, s.valid_until
        yield [str(s.id), s.department, s.name, kind, "", *place, s.mailbox]
        for u in below.get(s.id, ()):
            place = str(u.position), u.valid_from, u.valid_until
            yield [f"U{u.id}", s.department, s.name, "", u.name, *place, ""]


def parse_day(text: str) -> str | None:
    """2027-04-01, 2027/4/1, 令和9年4月1日, R9.4.1 as a stored day; "" for none, None for what is no day."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    found = _DAY.fullmatch(plain.removesuffix(" 00:00:00"))
    year = parse_year(found[1]) if found else None
    if found is None or year is None or year.beyond_era:
        return None
    try:
        day = date(year.western, int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None
    return None if checks.day_problem(day) else day


class _Reader:
    """One row's cells, with the problems they have."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row, self.problems = row, problems

    def wrong(self, column: str, message: Text) -> None:
        self.problems.append(Problem(self.row.number, column, message))

    def name(self, column: str) -> str:
        text = self.row.get(column).strip()
        problem = checks.name_problem(text)
        if problem:
            self.wrong(column, problem)
        return text

    def day(self, column: str) -> str:
        day = parse_day(self.row.get(column))
        if day is None:
            message = Text(
                "日付として読めません（例：2027-04-01、令和9年4月1日）。", "No day (such as 2027-04-01)."
            )
            self.wrong(column, message)
        return day or ""

    def order(self) -> int | None:
        text = unicodedata.normalize("NFKC", self.row.get("order")).strip()
        if not text or (text.isascii() and text.isdigit() and len(text) < 7):
            return int(text) if text else None
        self.wrong("order", Text("数字ではありません。", "Not a number."))
        return None

    def id(self) -> int | None:
        """The number behind the U of a unit, or of a section; None for a new row."""
        text = unicodedata.normalize("NFKC", self.row.get("id")).strip().upper()
        if not text:
            return None
        found, unit = _ID.fullmatch(text), bool(self.row.get("unit").strip())
        if found is None:
            message = Text(
                "番号が正しくありません。新しい行では空欄にしてください。",
                "Not a number of ours; leave it empty in a new row.",
            )
            self.wrong("id", message)
        elif bool(found[1]) != unit:
            message = Text(
                "Uで始まる番号は係の行、数字だけの番号は課の行で使います。",
                "Numbers with a U belong to units, others to sections.",
            )
            self.wrong("id", message)
        else:
            return int(found[2])
        return None

    def kind(self) -> str:
        text = self.row.get("kind").strip()
        if text and text not in KIND_WORDS:
            self.wrong(
                "kind",
                Text("課・担当・事務局のいずれかにしてください。", "One of section, charge and office."),
            )
        return KIND_WORDS.get(text, "") if text else ""

    def mailbox(self) -> str:
        text = unicodedata.normalize("NFKC", self.row.get("mailbox")).strip()
        problem = checks.mailbox_problem(text)
        if problem:
            self.wrong("mailbox", problem)
        return text


def parse(rows: Sequence[Row]) -> tuple[list[SectionRow], list[UnitRow], list[Problem]]:
    """The rows as sections and units, and everything that cannot be read."""
    sections: list[SectionRow] = []
    units: list[UnitRow] = []
    problems: list[Problem] = []
    for row in rows:
        read = _Reader(row, problems)
        place = read.name("department"), read.name("section")
        span = read.day("valid_from"), read.day("valid_until")
        if all(span) and span[1] < span[0]:
            read.wrong("valid_until", Text("開始日より前の日付です。", "This is before its first day."))
        if row.get("unit").strip():
            units.append(UnitRow(row.number, read.id(), *place, read.name("unit"), read.order(), *span))
        else:
            sections.append(
                SectionRow(row.number, read.id(), *place, read.kind(), read.order(), *span, read.mailbox())
            )
    for found in (sections, units):
        _check_twice(found, problems)
    return sections, units, problems


def _check_twice(rows: Sequence[SectionRow] | Sequence[UnitRow], problems: list[Problem]) -> None:
    seen: dict[int, int] = {}
    for row in rows:
        if row.id is not None and row.id in seen:
            message = Text(
                f"{seen[row.id]}行目にも同じ番号があります。", f"Row {seen[row.id]} has the same number."
            )
            problems.append(Problem(row.number, "id", message))
        elif row.id is not None:
            seen[row.id] = row.number

"""Era years (和暦), western years and fiscal years (年度) as people write them.

Own code because no library keeps "year only", full-width digits and 元年 apart from dates.
Era bounds: 改元 of 1868, 1912-07-30, 1926-12-25, 1989-01-08 and 2019-05-01; the year in which an era
changes belongs to both (昭和64 = 平成元 = 1989).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Era:
    """One era: `last` is its last year by number (None while it runs)."""

    name: str
    letter: str
    first_western: int
    last: int | None
    #: Its first day.
    begins: date
    #: Plans written in this era named years after its end (平成32年度): read, with a question.
    written_ahead: bool = False

    def western(self, year: int) -> int:
        """The western year of this era's `year` (1 = 元年)."""
        return self.first_western + year - 1


ERAS: Final = (
    Era("令和", "R", 2019, None, date(2019, 5, 1)),
    Era("平成", "H", 1989, 31, date(1989, 1, 8), written_ahead=True),
    Era("昭和", "S", 1926, 64, date(1926, 12, 25)),
    Era("大正", "T", 1912, 15, date(1912, 7, 30)),
    Era("明治", "M", 1868, 45, date(1868, 1, 25)),
)
_BY_MARK: Final = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter)}
_PATTERN: Final = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明]|[RHSTM])?\.?\s*"
    r"(?P<year>元|[0-9]{1,4}|[〇一二三四五六七八九十]{1,5})\s*(?P<suffix>年度|年)?"
)
_KANJI: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Year:
    """A year as read: `western` (1987), the era's own limit, and what followed the number.

    beyond_era: the era never had such a year (昭和80, 平成32). refusable: and nobody ever wrote it ahead.
    suffix: "", "年" or "年度".
    """

    western: int
    beyond_era: bool = False
    refusable: bool = False
    suffix: str = ""


def kanji_number(text: str) -> int | None:
    """`十二` → 12, `六十二` → 62, `二〇` → 20; None for anything else. 1 to 99 only."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1 or not set(tens + ones) <= set(_KANJI):
            return None
        return (_KANJI[tens] if tens else 1) * 10 + (_KANJI[ones] if ones else 0)
    if not text or len(text) > 2 or not set(text) <= set(_KANJI):
        return None
    return int("".join(str(_KANJI[c]) for c in text))


def parse_year(text: str) -> Year | None:
    """Read one year: 昭和62, S62, 昭和６２年, 昭和六十二年, 平成元年度, 1987, １９８７年. None: not a year.

    A number without an era is a western year and needs four digits (1868 to 2199): `62` alone is no year.
    """
    match = _PATTERN.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    if not match:
        return None
    raw, suffix = match["year"], match["suffix"] or ""
    number = 1 if raw == "元" else int(raw) if raw.isascii() else kanji_number(raw)
    if number is None:
        return None
    if match["era"] is None:
        plain = raw.isascii() and len(raw) == 4 and 1868 <= number <= 2199
        return Year(number, suffix=suffix) if plain else None
    era = _BY_MARK[match["era"]]
    if not 1 <= number <= 99:
        return None
    beyond = era.last is not None and number > era.last
    return Year(era.western(number), beyond, beyond and not era.written_ahead, suffix)


def era_name(western: int) -> str:
    """`1987` → `昭和62`; an era's first year is 元; a year of change takes the new era (2019: 令和元)."""
    for era in ERAS:
        if western >= era.first_western:
            year = western - era.first_western + 1
            return f"{era.name}{'元' if year == 1 else year}"
    return str(western)


def era_year(day: date) -> str:
    """The era and its year of one day: `1989-01-07` → `昭和64`, the day after → `平成元`."""
    for era in ERAS:
        if day >= era.begins:
            year = day.year - era.first_western + 1
            return f"{era.name}{'元' if year == 1 else year}"
    return str(day.year)


_APRIL: Final = 4


def fiscal_year(day: date) -> int:
    """The western year in which the fiscal year (年度, April to March) of a day begins: `2027-03-31` → 2026."""
    return day.year - (day.month < _APRIL)

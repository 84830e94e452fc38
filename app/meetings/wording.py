"""Days, times and numbers as a city prints them: 平成２２年１０月６日（水）　午前９時３０分～正午. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from forms.questions import Text
from forms.years import era_year

#: Whether the public may attend, as the minutes print it (傍聴の可否).
PUBLIC: Final[Mapping[str, Text]] = {
    "": Text("可", "open"),
    "part": Text("一部不可", "closed in part"),
    "whole": Text("不可", "closed"),
}
_WEEKDAYS: Final = "月火水木金土日"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
KANA: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"


def wide(text: str | int) -> str:
    """Digits in full width, as they stand in papers of a city."""
    return str(text).translate(_WIDE)


def day(text: str) -> str:
    """`2010-10-06` → `平成２２年１０月６日（水）`; anything else as it is."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return wide(f"{era_year(found)}年{found.month}月{found.day}日（{_WEEKDAYS[found.weekday()]}）")


def time(text: str) -> str:
    """`09:30` → `午前９時３０分`, `12:00` → `正午`, `13:00` → `午後１時`, `00:00` → `午前０時`; anything else as it is."""
    found = _TIME.fullmatch(text)
    if found is None:
        return text
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (12, 0):
        return "正午"
    half = "午前" if hour < 12 else "午後"
    return wide(f"{half}{hour if hour < 12 else hour - 12}時{f'{minute}分' if minute else ''}")


def span(begins: str, ends: str) -> str:
    """`午前９時３０分～正午`; without an end: `午前９時３０分から`."""
    return f"{time(begins)}～{time(ends)}" if ends else f"{time(begins)}から" if begins else ""


def nth(number: int) -> str:
    """`第３回`."""
    return f"第{wide(number)}回"


def numbering(level: int, number: int) -> str:
    """The number of the nth entry of a nested list: （１）, ア, （ア）, then ａ, each as the original has them."""
    if level == 0:
        return f"（{wide(number)}）"
    kana = KANA[(number - 1) % len(KANA)]
    return kana if level == 1 else f"（{kana}）"

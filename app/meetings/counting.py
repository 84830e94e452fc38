"""How a body counts its meetings: on and on (第１２回), or from 第１回 again in every fiscal year (令和８年度第１回). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from app.meetings import wording
from forms import years
from forms.years import era_name

#: A number and the day of its meeting.
Counted = tuple[int, str]


def fiscal_year(day: str) -> int:
    """The western year in which the fiscal year of `2027-03-31` begins; 0 for what is no day."""
    try:
        return years.fiscal_year(date.fromisoformat(day))
    except ValueError:
        return 0


def begins_again(known: Iterable[Counted]) -> bool:
    """A later fiscal year has a number that an earlier one had reached already."""
    by_year: dict[int, list[int]] = {}
    for number, day in known:
        by_year.setdefault(fiscal_year(day), []).append(number)
    return any(min(by_year[after]) <= max(by_year[before]) for before, after in pairwise(sorted(by_year)))


def following(known: Sequence[Counted], day: str) -> int:
    """The number of the next meeting, on a day ("" where none was announced)."""
    if day and begins_again(known):
        known = [one for one in known if fiscal_year(one[1]) == fiscal_year(day)]
    return max((number for number, _ in known), default=0) + 1


def title(body: str, number: int, day: str, others: Iterable[Counted]) -> str:
    """`第３回小委員会`; with its fiscal year where the numbers begin again. others: the body's other meetings."""
    year = fiscal_year(day)
    until = [(n, d) for n, d in others if fiscal_year(d) <= year]
    told = f"{wording.wide(era_name(year))}年度" if begins_again([*until, (number, day)]) else ""
    return f"{told}{wording.nth(number)}{body}"

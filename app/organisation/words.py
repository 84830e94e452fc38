"""The organisation's words: kinds, days, spans, what happened to a section."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from forms.questions import Text
from forms.years import era_year

KINDS: Final[Mapping[str, Text]] = {
    "section": Text("課", "Section"),
    "charge": Text("担当", "Charge"),
    "office": Text("事務局", "Office"),
}


def day_text(day: str) -> Text:
    """`2026-04-01` as `令和8年4月1日` / `2026-04-01`; "" as nothing."""
    if not day:
        return Text("", "")
    known = date.fromisoformat(day)
    return Text(f"{era_year(known)}年{known.month}月{known.day}日", day)


def span_text(first: str, last: str) -> Text:
    """From when to when something is there; "" for something without limits."""
    since, until = day_text(first), day_text(last)
    if first and last:
        return Text(f"{since.ja}から{until.ja}まで", f"{since.en} to {until.en}")
    if first:
        return Text(f"{since.ja}から", f"since {since.en}")
    return Text(f"{until.ja}まで", f"until {until.en}") if last else Text("", "")


def listed(names: list[str]) -> Text:
    """`「市民課」「経済課」` / `“市民課”, “経済課”`."""
    return Text("".join(f"「{n}」" for n in names), ", ".join(f"“{n}”" for n in names))

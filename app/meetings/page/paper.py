"""The page on which a body settles how its minutes are printed: what was typed, put in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from werkzeug.datastructures import MultiDict

from app.meetings.cover import HEADINGS, ROWS, USUAL, Row, Style
from app.meetings.service.paper import faults
from forms.questions import Text

_NOT_A_PLACE: Final = Text(
    f"並び順は、1から{len(ROWS)}までの数字で記入してください。", f"Enter a number from 1 to {len(ROWS)}."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says. style: in the order that was asked for; places: row → its number as typed (shown again where
    it is wrong); at: the button that has the focus on the page that follows.
    """

    style: Style
    places: Mapping[str, str]
    seen: str = ""
    at: str = ""
    faults: Mapping[str, Text] = field(default_factory=dict)


def shown(style: Style, seen: str) -> Typed:
    """A style as the page shows it first."""
    return Typed(style, _numbers(style.every), seen)


def _numbers(rows: Sequence[Row]) -> dict[str, str]:
    return {row.key: str(n) for n, row in enumerate(rows, 1)}


def read(form: MultiDict[str, str]) -> Typed:
    """What was sent. Rows stand in the order in which the page had shown them."""
    keys = [key for key in dict.fromkeys(form.getlist("row")) if key in ROWS]
    keys += [key for key in ROWS if key not in keys]
    rows = [Row(key, form.get(f"label-{key}", ""), f"printed-{key}" in form) for key in keys]
    places = {key: form.get(f"place-{key}", "").strip() for key in keys}
    numbers = {key: _number(places[key], nth) for nth, key in enumerate(keys, 1)}
    wrong = {f"place-{key}": _NOT_A_PLACE for key, number in numbers.items() if not 1 <= number <= len(ROWS)}
    at = ""
    if not wrong:
        rows = _placed(rows, numbers)
        act, _space, key = form.get("act", "").partition(" ")
        at = _step(rows, act, key)
    style = Style(tuple(rows), tuple(form.get(key, "") for key in HEADINGS), "names" in form)
    wrong |= faults(style)
    shown_as = [f"{name}-{row.key}" for row in rows for name in ("printed", "label", "place")] + [*HEADINGS]
    told = {name: wrong[name] for name in shown_as if name in wrong}
    return Typed(style, places if told else _numbers(rows), form.get("seen", ""), at, told)


def _number(typed: str, usual: int) -> int:
    """A number as people type it, full width too; empty: where the row stands. 0 for what is none."""
    plain = unicodedata.normalize("NFKC", typed)
    if not plain:
        return usual
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else 0


def _placed(rows: Sequence[Row], numbers: Mapping[str, int]) -> list[Row]:
    """Whoever got another number goes there; the others keep their order around them."""
    moved = [(numbers[row.key], nth, row) for nth, row in enumerate(rows, 1) if numbers[row.key] != nth]
    out = [row for row in rows if all(row is not one for _, _, one in moved)]
    taken: list[int] = []
    for number, _nth, row in sorted(moved, key=lambda one: one[:2]):
        out.insert(number - 1 + taken.count(number), row)
        taken.append(number)
    return out


def _step(rows: list[Row], act: str, key: str) -> str:
    """Move a row up or down by one; the button to have the focus afterwards."""
    step = {"up": -1, "down": 1}.get(act, 0)
    here = next((n for n, row in enumerate(rows) if row.key == key), None)
    if not step or here is None or not 0 <= here + step < len(rows):
        return ""
    rows[here], rows[here + step] = rows[here + step], rows[here]
    return f"{act} {key}"


def usual(seen: str) -> Typed:
    """The usual form."""
    return shown(USUAL, seen)

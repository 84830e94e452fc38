"""Tables people fill in row by row, without script: reading them from a form, and what its buttons ask for.

A form has a field `row` for each row and fields `NAME-ROW`. Every button saves: `save`, or `up 3`, `down 3` to move a
row first. Rows without a name are left out; some empty ones stand at the end for new entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

EMPTY: Final = 3
_MOST: Final = 400
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows as typed, moved as the button asked. at: the button that has the focus on the page that follows."""

    rows: list[Row]
    seen: str
    at: str = ""


def read(form: MultiDict[str, str], names: Sequence[str]) -> Typed:
    """What was sent."""
    keys = form.getlist("row")[:_MOST]
    rows: list[Row] = [{name: form.get(f"{name}-{key}", "").strip() for name in names} for key in keys]
    act, _, key = form.get("act", "").partition(" ")
    step = {"up": -1, "down": 1}.get(act, 0)
    at = ""
    if step and key in keys:
        here = keys.index(key)
        there = here + step
        if 0 <= there < len(rows) and rows[here]["name"] and rows[there]["name"]:
            rows[here], rows[there] = rows[there], rows[here]
            at = f"{act} {there}"
    return Typed(rows, form.get("seen", ""), at)


def with_empty(rows: Sequence[Row], names: Sequence[str], **usual: str) -> list[Row]:
    """The rows that say something, then empty ones to add more."""
    said = [r for r in rows if r["name"]]
    return said + [{name: usual.get(name, "") for name in names}] * EMPTY


def number(text: str) -> int:
    """An id from a field; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0

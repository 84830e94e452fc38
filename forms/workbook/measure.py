"""How high a row has to be for a text. Errs towards more lines: what is measured too small is cut off on paper."""

from __future__ import annotations

from math import ceil
from typing import Final
from unicodedata import east_asian_width

#: Excel's highest row, with a little air.
MOST_POINTS: Final = 400.0
_AIR: Final = 6.0


def text_width(text: str) -> float:
    """In ems: a full-width character is one."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.62 for c in text)


def lines(text: str, pixels: int, size: float) -> int:
    """How many lines a text takes in a cell of so many pixels (96 to the inch)."""
    room = max(1.0, (pixels - 8) / (size * 96 / 72) - 0.5)
    return sum(max(1, ceil(text_width(line) * 1.04 / room)) for line in text.split("\n")) if text else 1


def points(text: str, pixels: int, size: float) -> float:
    """The height of a text in points."""
    return lines(text, pixels, size) * size * 1.36 + _AIR


def chunks(text: str, pixels: int, size: float, most: float = MOST_POINTS) -> list[str]:
    """A text in pieces of which each fits one row; put together again they are the text, letter for letter.

    A piece ends behind a line end or a full stop where one is near.
    """
    made, rest = [], text
    while points(rest, pixels, size) > most:
        low, high = 1, len(rest) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if points(rest[:middle], pixels, size) <= most else (low, middle - 1)
        near = max(rest.rfind(end, low // 2, low) for end in "\n。")
        at = near + 1 or low
        made.append(rest[:at])
        rest = rest[at:]
    return [*made, rest]

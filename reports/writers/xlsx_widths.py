"""Column widths that make a table short: paper goes to the columns whose texts decide how high rows are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEPS: Final = (48, 24, 12, 6)  # pixels moved at a time, while it helps
ROUNDS: Final = 12  # moves of one size at most
WASTE: Final = 80  # hundredths of an em that stay free at the end of a line, about
NARROW: Final = 0.6  # no column gets less than this share of the width it asked for
HIGH: Final = 60.0  # lines: one endless answer must not decide the widths of all


@dataclass(frozen=True, slots=True)
class Amount:
    """How much text a column holds, per row: its width in hundredths of an em, and lines begun besides."""

    widths: Sequence[int]
    breaks: Sequence[float]

    def lines(self, room: float) -> list[float]:
        """About how many lines each row takes where a line holds `room`."""
        one = 1 / max(room - WASTE, WASTE)
        return [min(w * one + b, HIGH) for w, b in zip(self.widths, self.breaks, strict=True)]


def share(wanted: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """Widths in proportion to `wanted` that sum to `total`, none below its `least` as long as there is room."""
    if sum(least) >= total:
        return [part * total / sum(least) for part in least]
    fixed: set[int] = set()
    while True:
        spare = total - sum(least[i] for i in fixed)
        scale = spare / sum(part for i, part in enumerate(wanted) if i not in fixed)
        short = {i for i, part in enumerate(wanted) if i not in fixed and part * scale < least[i]}
        if not short:
            return [least[i] if i in fixed else part * scale for i, part in enumerate(wanted)]
        fixed |= short


def balance(
    widths: Sequence[float],
    least: Sequence[float],
    amounts: Sequence[Amount],
    per_pixel: float,
    padding: float,
) -> list[float]:
    """Move width between columns as long as the rows become lower in all.

    widths, least, padding: pixels; per_pixel: hundredths of an em of text in a pixel. The sum stays what it is.
    """
    now = list(widths)
    floor = [max(low, NARROW * width) for low, width in zip(least, widths, strict=True)]
    lines = [a.lines((w - padding) * per_pixel) for a, w in zip(amounts, now, strict=True)]
    for step in STEPS:
        for _ in range(ROUNDS):
            high = list(map(max, zip(*lines, strict=True)))
            to = _decisive(lines, high)
            donors = [i for i, width in enumerate(now) if i != to and width - step >= floor[i]]
            tried = {i: amounts[i].lines((now[i] - step - padding) * per_pixel) for i in donors}
            if not tried:
                break
            giver = min(tried, key=lambda i: _over(tried[i], high))
            wider = amounts[to].lines((now[to] + step - padding) * per_pixel)
            after = [
                wider if i == to else tried[i] if i == giver else column for i, column in enumerate(lines)
            ]
            if sum(map(max, zip(*after, strict=True))) >= sum(high):
                break
            now[to] += step
            now[giver] -= step
            lines = after
    return now


def _decisive(lines: Sequence[Sequence[float]], high: Sequence[float]) -> int:
    """The column whose texts make the most rows as high as they are."""
    weights = [
        sum(n for n, top in zip(column, high, strict=True) if n == top and n > 1.0) for column in lines
    ]
    return max(range(len(weights)), key=weights.__getitem__)


def _over(column: Sequence[float], high: Sequence[float]) -> float:
    return sum(n - top for n, top in zip(column, high, strict=True) if n > top)

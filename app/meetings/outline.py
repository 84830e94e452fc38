"""Nested lists (agenda, materials) as people type them: one entry a line, deeper ones indented. Pure.

Numbers are given by the list, never typed: a number in front of a typed or pasted entry that is the one the list gives it
is taken off, and says how deep it stands where nothing is indented. Any other number belongs to the title (３．１１ …).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.wording import KANA, numbering

DEEPEST: Final = 2
LONGEST: Final = 200
MOST: Final = 100
_INDENT: Final = re.compile(r"^[ \u3000\t]*")
#: A number in front, by depth: （１） １ 1. ⑴ / ア イ / （ア） (a).
_NUMBERS: Final = (
    re.compile(r"^(?:[（(][0-9０-９]{1,2}[）)]|[0-9０-９]{1,2}[.．、 \u3000]|[⑴-⑿]|[①-⑳])[ \u3000]*"),
    re.compile(r"^[ア-オカキクケコサ-ソ][ \u3000.．、]+"),
    re.compile(r"^[（(][ア-ンa-zａ-ｚ][）)][ \u3000]*"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. id: of the row it was, None for a new one."""

    title: str
    level: int
    id: int | None = None


def parse(text: str, known: Collection[str] = ()) -> list[Line]:
    """The entries of a typed list. Blank lines are passed over; nothing stands more than one deeper than what is above.

    known: titles that stand in the list already: they are taken as they are, whatever they begin with.
    """
    out: list[Line] = []
    counts = [0] * (DEEPEST + 1)
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        said = raw.strip()
        if not said:
            continue
        indent = _INDENT.match(raw)
        depth, limit = _depth(indent[0] if indent else ""), out[-1].level + 1 if out else 0
        found = None if said in known else _number(said)
        level = min(depth or (found[1] if found else 0), limit, DEEPEST)
        if found is not None and found[2] == counts[level] + 1:
            said = found[0]
        elif found is not None:
            level = min(depth, limit, DEEPEST)
        counts[level] += 1
        counts[level + 1 :] = [0] * (DEEPEST - level)
        out.append(Line(said, level))
    return out


def _depth(indent: str) -> int:
    """Two half-width or one full-width space, or a tab, is one deeper."""
    return (len(indent.replace("\u3000", "  ").replace("\t", "  ")) + 1) // 2


def _number(said: str) -> tuple[str, int, int] | None:
    """The title without the number in front, how deep such a number stands, and which it is; None for no number."""
    for level, pattern in enumerate(_NUMBERS):
        found = pattern.match(said)
        if found and said[found.end() :].strip():
            return said[found.end() :].strip(), level, _value(found[0])
    return None


def _value(mark: str) -> int:
    """（２） → 2, ⑵ → 2, イ → 2, (b) → 2."""
    plain = re.sub(r"[^0-9a-zア-ン]", "", unicodedata.normalize("NFKC", mark).lower())
    if plain.isdigit():
        return int(plain)
    return KANA.index(plain) + 1 if plain in KANA else ord(plain[0]) - ord("a") + 1


def typed(lines: Sequence[Line]) -> str:
    """The list as it is typed: `parse` of it gives the same entries, where it knows their titles."""
    return "\n".join("　" * line.level + line.title for line in lines)


def numbered(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """Each entry with its number."""
    counts, out = [0] * (DEEPEST + 1), []
    for line in lines:
        counts[line.level] += 1
        counts[line.level + 1 :] = [0] * (DEEPEST - line.level)
        out.append((numbering(line.level, counts[line.level]), line))
    return out


def matched(old: Sequence[Line], new: Sequence[Line]) -> list[Line]:
    """The new entries with the rows they were: the same title first, then what stands at the same place of the rest."""
    left, out = list(old), list(new)
    for at, line in enumerate(out):
        found = next((o for o in left if o.title == line.title), None)
        if found is not None:
            left.remove(found)
            out[at] = Line(line.title, line.level, found.id)
    free = [at for at, line in enumerate(out) if line.id is None]
    places = {o.id: at for at, o in enumerate(old)}
    for at in free:
        here = next((o for o in left if places[o.id] == at), None)
        if here is not None:
            left.remove(here)
            out[at] = Line(out[at].title, out[at].level, here.id)
    return out


UP: Final = "up"
DOWN: Final = "down"
IN: Final = "in"
OUT: Final = "out"
ACTS: Final = (UP, DOWN, IN, OUT)


def possible(lines: Sequence[Line], at: int) -> frozenset[str]:
    """What can be done with the entry at a place (and what stands below it)."""
    here, end = lines[at], _end(lines, at)
    deepest = max(line.level for line in lines[at:end])
    found = {UP} if _before(lines, at) is not None else set()
    found |= {DOWN} if end < len(lines) and lines[end].level == here.level else set()
    found |= {OUT} if here.level else set()
    return frozenset(
        found | ({IN} if at and here.level <= lines[at - 1].level and deepest < DEEPEST else set())
    )


def acted(lines: Sequence[Line], act: str, at: int) -> list[Line]:
    """The list after the entry at a place, with what stands below it, went up, down, in or out; as it was where it cannot."""
    out, end = list(lines), _end(lines, at)
    if act not in possible(lines, at):
        return out
    if act in (IN, OUT):
        step = 1 if act == IN else -1
        out[at:end] = [Line(x.title, x.level + step, x.id) for x in lines[at:end]]
        return out
    first = _before(lines, at) if act == UP else at
    middle = at if act == UP else end
    last = end if act == UP else _end(lines, end)
    assert first is not None
    return [*out[:first], *out[middle:last], *out[first:middle], *out[last:]]


def _end(lines: Sequence[Line], at: int) -> int:
    """Where what stands below the entry at a place ends."""
    below = (n for n in range(at + 1, len(lines)) if lines[n].level <= lines[at].level)
    return next(below, len(lines))


def _before(lines: Sequence[Line], at: int) -> int | None:
    """Where the entry before it on the same depth, below the same one, stands."""
    for n in range(at - 1, -1, -1):
        if lines[n].level <= lines[at].level:
            return n if lines[n].level == lines[at].level else None
    return None

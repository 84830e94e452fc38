"""Finding words in what was said. Pure. Half and full width, upper and lower case are alike; one character is a word.

Texts are searched by their `plain` form (kept beside them); where a hit is shown, its place in the text as it was
typed is found again, so that what is marked is what stands there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: Characters shown on either side of a hit.
AROUND: Final = 40
#: Marks that belong to the character before them: ｶﾞ is one sound in two characters.
_MARKS: Final = "ﾞﾟ\u3099\u309a"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an excerpt."""

    text: str
    hit: bool = False


def words(query: str) -> tuple[str, ...]:
    """The words of a search, as they are looked for; all of them must occur."""
    return tuple(dict.fromkeys(plain(query).split()))


def plain(text: str) -> str:
    """A text as it is searched: NFKC, case folded, white space collapsed."""
    return " ".join("".join(folded for folded, _, _ in _folded(text)).split())


def spots(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where words (as `words` gives them) stand in a text: [begin, end) in order, overlapping ones as one."""
    whole, places = _indexed(text)
    found = []
    for word in wanted:
        at = whole.find(word)
        while word and at >= 0:
            found.append((places[at][0], places[at + len(word) - 1][1]))
            at = whole.find(word, at + 1)
    return _joined(sorted(found))


def occurrences(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where a word stands as a whole, to be replaced: one behind the other, no character half (財 is not in ㈶)."""
    (whole, places), word, found = _indexed(text), plain(wanted), []
    at = whole.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        cut = (at > 0 and places[at - 1] == places[at]) or (
            end < len(places) and places[end] == places[end - 1]
        )
        if not cut:
            found.append((places[at][0], places[end - 1][1]))
        at = whole.find(word, at + 1 if cut else end)
    return found


def _indexed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is searched, and where each of its characters stands in the text."""
    chars: list[str] = []
    places: list[tuple[int, int]] = []
    for folded, begin, end in _folded(text):
        for char in folded:
            if char.isspace():
                if not chars or chars[-1] == " ":
                    continue
                char = " "  # noqa: PLW2901 - white space is one kind here
            chars.append(char)
            places.append((begin, end))
    return "".join(chars), places


def excerpt(text: str, wanted: Sequence[str], around: int = AROUND) -> list[Part]:
    """A text around its hits; what is left out is "…". Without a hit: its beginning."""
    kept = _joined(
        [(max(0, a - around), min(len(text), b + around)) for a, b in spots(text, wanted)]
        or [(0, min(len(text), 2 * around))]
    )
    out: list[Part] = []
    for begin, end in kept:
        if begin > 0:
            out.append(Part("…"))
        out += marked(text, wanted, begin, end)
    if kept[-1][1] < len(text):
        out.append(Part("…"))
    return out


def marked(text: str, wanted: Sequence[str], begin: int = 0, end: int | None = None) -> list[Part]:
    """A text (or a piece of it) cut at its hits; put together it is the text again."""
    end, at, out = len(text) if end is None else end, begin, []
    for a, b in spots(text, wanted):
        if b <= begin or a >= end:
            continue
        out += [Part(text[at : max(a, at)]), Part(text[max(a, at) : min(b, end)], hit=True)]
        at = min(b, end)
    return [part for part in (*out, Part(text[at:end])) if part.text]


def _folded(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character with the marks that belong to it: (as it is searched, begin, end)."""
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (text[end] in _MARKS or unicodedata.combining(text[end])):
            end += 1
        folded = unicodedata.normalize("NFKC", text[at:end]).casefold()
        yield folded, at, end
        at = end


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for begin, end in spans:
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out

"""A body's house style: which comma, which digits, which words. Finds every departure in a text and puts it right. Pure.

Quiet where it is not sure: what is a link, a Latin word (A4, CO2) or a character with a mark of its own (1️⃣) is left
alone; a comma between digits belongs to the number, and has the width of its digits.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

COMMAS: Final = ("、", "，")
FULL: Final = "full"
HALF: Final = "half"
#: One digit is full width, more are half width.
MIXED: Final = "mixed"
DIGITS: Final = (FULL, HALF, MIXED)
COMMA: Final = "comma"
DIGIT: Final = "digits"
TERM: Final = "term"
#: Where the key of a body's settings is.
KEY: Final = "style"

_HALF_SIGNS: Final = "0123456789.,"
_FULL_SIGNS: Final = "０１２３４５６７８９．，"
_TO_FULL: Final = str.maketrans(_HALF_SIGNS, _FULL_SIGNS)
_TO_HALF: Final = str.maketrans(_FULL_SIGNS, _HALF_SIGNS)
_DIGITS_TO_HALF: Final = str.maketrans(_FULL_SIGNS[:10], _HALF_SIGNS[:10])
_COMMAS_TO_ONE: Final = str.maketrans(dict.fromkeys("，､,", "、"))
_NUMBER: Final = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")
_COMMA: Final = re.compile(r"[、，､,]")
_LATIN: Final = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
#: Letters and digits that stand together: a word where there is a letter in it.
_TOGETHER: Final = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ0-9０-９_./＿．／－\-]+")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[!-~]+|(?<![\w.%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.IGNORECASE | re.ASCII,
)
#: An ASCII comma is a Japanese one only behind Japanese.
_JAPANESE: Final = re.compile("[々〆〇」』）】〉》！？ぁ-ヿ㐀-鿿豈-\ufaffｦ-ﾟ\U00020000-\U0003ffff]")
#: Numbers of items are printed as （１）, whatever the digits are otherwise: of so many digits at most.
_ITEM: Final = 2
#: A text that is not settled after so many rounds (words that make each other anew) keeps its words.
_ROUNDS: Final = 8


@dataclass(frozen=True)
class HouseStyle:
    """What a body has settled. comma, digits: "" where it has not; terms: (word, preferred word); a word that stands for
    itself is kept wherever it stands, also where a part of it is another entry.
    """

    comma: str = ""
    digits: str = ""
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing is settled."""
        return self == NOTHING

    def key(self, word: str) -> str:
        """Words that are one: width of digits and kind of comma do not matter where they are settled anyway."""
        one = word.translate(_DIGITS_TO_HALF) if self.digits else word
        return one.translate(_COMMAS_TO_ONE) if self.comma else one

    @cached_property
    def better(self) -> Mapping[str, str]:
        """Key of a word → what is preferred; "" for a word that is right as it is."""
        right = {self.key(word): "" for _, word in self.terms}
        return {self.key(word): preferred for word, preferred in self.terms} | right

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """All words, the longest first: a preferred word is found before a shorter one in it."""
        words = sorted(self.better, key=len, reverse=True)
        return re.compile("|".join(map(self._loose, words))) if words else None

    def _loose(self, word: str) -> str:
        return "".join(self._any_width(char) for char in word)

    def _any_width(self, char: str) -> str:
        if self.digits and "0" <= char <= "9":
            return f"[{char}{char.translate(_TO_FULL)}]"
        return "[、，､,]" if self.comma and char == "、" else re.escape(char)


NOTHING: Final = HouseStyle()


@dataclass(frozen=True, slots=True)
class Departure:
    """A place [begin, end) that is not in the house style. kind: COMMA, DIGIT or TERM."""

    begin: int
    end: int
    kind: str
    found: str
    better: str


def style(settings: Mapping[str, Any]) -> HouseStyle:
    """From a body's settings."""
    kept = settings.get(KEY) or {}
    comma, digits = kept.get("comma", ""), kept.get("digits", "")
    terms = tuple((str(word), str(preferred)) for word, preferred in kept.get("terms", ()))
    return HouseStyle(comma if comma in COMMAS else "", digits if digits in DIGITS else "", terms)


def settings(wanted: HouseStyle, old: Mapping[str, Any]) -> dict[str, Any]:
    """As a body keeps it, beside what others keep there."""
    given = {"comma": wanted.comma, "digits": wanted.digits, "terms": [list(pair) for pair in wanted.terms]}
    kept = {key: value for key, value in old.items() if key != KEY}
    return kept if wanted.empty else kept | {KEY: {key: value for key, value in given.items() if value}}


def departures(text: str, wanted: HouseStyle) -> list[Departure]:
    """Every place that is not in the house style, in order; no two overlap."""
    links = [m.span() for m in _LINK.finditer(text)]
    terms = list(_terms(text, wanted, links))
    others = [*_commas(text, wanted.comma, links), *_numbers(text, wanted.digits, links)]
    taken = [(d.begin, d.end) for d in terms]
    return sorted([*terms, *(d for d in others if not _within(d.begin, d.end, taken))], key=lambda d: d.begin)


def apply(text: str, wanted: HouseStyle) -> str:
    """The text in the house style. A text that has it stays as it is."""
    signs = HouseStyle(wanted.comma, wanted.digits)
    plain = now = replaced(text, departures(text, signs))
    for _ in range(_ROUNDS):
        found = departures(now, wanted)
        if not found:
            return now
        now = replaced(now, found)
    return plain


def replaced(text: str, found: Sequence[Departure]) -> str:
    """The text with these places put right."""
    out, at = [], 0
    for one in found:
        out += [text[at : one.begin], one.better]
        at = one.end
    return "".join((*out, text[at:]))


def _within(begin: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether this touches one of the spans (in order, none over another)."""
    at = bisect_left(spans, (end, 0)) - 1
    return at >= 0 and begin < spans[at][1]


def _terms(text: str, wanted: HouseStyle, links: Sequence[tuple[int, int]]) -> Iterator[Departure]:
    for m in wanted.pattern.finditer(text) if wanted.pattern else ():
        preferred = wanted.better[wanted.key(m[0])]
        if preferred and not _within(m.start(), m.end(), links):
            yield Departure(m.start(), m.end(), TERM, m[0], preferred)


def _commas(text: str, comma: str, links: Sequence[tuple[int, int]]) -> Iterator[Departure]:
    for m in _COMMA.finditer(text) if comma else ():
        at, before, behind = m.start(), text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
        between = bool(_NUMBER.match(before) and _NUMBER.match(behind))
        foreign = m[0] == "," and (not _JAPANESE.match(before) or _within(at, at + 1, links))
        if m[0] != comma and not between and not foreign and not _mark(behind):
            yield Departure(at, at + 1, COMMA, m[0], comma)


def _numbers(text: str, digits: str, links: Sequence[tuple[int, int]]) -> Iterator[Departure]:
    if not digits:
        return
    words = [m.span() for m in _TOGETHER.finditer(text) if _LATIN.search(m[0])]
    for m in _NUMBER.finditer(text):
        if _within(m.start(), m.end(), links) or _within(m.start(), m.end(), words):
            continue
        count = sum(char not in ".,．，" for char in m[0])
        item = text[m.start() - 1 : m.start()] == "（" and text[m.end() : m.end() + 1] == "）"
        full = digits == FULL or (digits == MIXED and count == 1) or (item and count <= _ITEM)
        better = m[0].translate(_TO_FULL if full else _TO_HALF)
        if better != m[0] and not _mark(text[m.end() : m.end() + 1]):
            yield Departure(m.start(), m.end(), DIGIT, m[0], better)


def _mark(char: str) -> bool:
    """Whether this belongs to the character before it (variation selectors, keycaps)."""
    return bool(char) and unicodedata.category(char) in ("Mn", "Me", "Mc")

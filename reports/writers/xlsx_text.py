"""Measuring text for a cell: how wide it is and where its lines break. Pure, no Excel.

Rows in a workbook do not grow by themselves once their height is set, so what is measured too small is lost
on paper. Every rule here therefore errs towards more lines: widths are the larger ones of a fixed-pitch
Japanese font (half-width = half an em) and of the fonts office suites fall back to, whole Latin words move to
the next line, and line-start and line-end rules push one more character down.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Final
from unicodedata import category, east_asian_width

EM: Final = 100
WIDEST: Final = 130

_WIDE_LATIN: Final = frozenset("MWmw@%&—")
_NARROW_LATIN: Final = frozenset(" !'(),-./:;I[\\]`fijlrt{|}")
_NO_START: Final = frozenset(
    "、。，．・：；？！ゝゞ々ー）］｝」』】〉》〕”’,.:;?!)]}…‥％℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NO_END: Final = frozenset("（［｛「『【〈《〔“‘([{￥＄①②③④⑤⑥⑦⑧⑨")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Widths(dict[str, int]):
    """Width of a character in hundredths of an em, worked out at its first use."""

    def __missing__(self, char: str) -> int:
        width = self[char] = _width(char)
        return width


def _width(char: str) -> int:
    if char < "\x7f":
        return _latin(char)
    if ord(char) >= 0x1F000 and not 0x20000 <= ord(char) < 0x40000:
        return WIDEST  # emoji come from another font, wider than the letters around them
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return EM // 2 if east_asian_width(char) == "H" else EM


def _latin(char: str) -> int:
    if char in _WIDE_LATIN:
        return EM
    if char in _NARROW_LATIN:
        return EM // 2
    return 79 if char.isupper() else 64


_WIDTH: Final = _Widths()
_width_of: Final = _WIDTH.__getitem__


def text_width(text: str) -> int:
    """The width of one line of text in hundredths of an em."""
    return sum(map(_width_of, text))


def clean(text: str) -> str:
    """The text as a cell can carry it: line ends as line feeds, characters XML forbids as U+FFFD."""
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", text)


def line_starts(text: str, room: int) -> list[int]:
    """Where the lines of `text` begin, at most `room` hundredths of an em each; always at least [0]."""
    if len(text) * WIDEST <= room and "\n" not in text:
        return [0]
    starts: list[int] = []
    at = 0
    for paragraph in text.split("\n"):
        starts.append(at)
        if len(paragraph) * WIDEST > room:
            _break(paragraph, room, at, starts)
        at += len(paragraph) + 1
    return starts


def _break(paragraph: str, room: int, offset: int, starts: list[int]) -> None:
    sums = list(accumulate(map(_width_of, paragraph)))
    begin = before = 0
    while sums[-1] - before > room:
        fits = max(bisect_right(sums, before + room, begin), begin + 1)
        if fits >= len(paragraph):
            return
        begin = _retreat(paragraph, begin, fits)
        before = sums[begin - 1]
        starts.append(offset + begin)


def _retreat(text: str, begin: int, cut: int) -> int:
    """The place at or before `cut` where a line may really end; `cut` where there is none."""
    found = cut
    if _in_word(text[cut]):
        found = _word_start(text, begin, cut)
    for _ in range(2):
        if found > begin and (text[found] in _NO_START or _WIDTH[text[found]] == 0):
            found -= 1
    if found > begin and text[found - 1] in _NO_END:
        found -= 1
    return found if found > begin else cut


def _word_start(text: str, begin: int, at: int) -> int:
    """Where the Latin word at `at` begins: LibreOffice keeps it with a closing mark before it (そ）ABC) and with
    the character that mark follows."""
    while True:
        while at > begin and _in_word(text[at - 1]):
            at -= 1
        mark = at
        while mark > begin and text[mark - 1] in _NO_START:
            mark -= 1
        if mark in (at, begin):
            return at
        at = mark - 1
        if not _in_word(text[at]):
            return at


def _in_word(char: str) -> bool:
    return " " < char < "\x7f"

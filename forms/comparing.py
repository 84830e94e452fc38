"""Comparing two texts or two answers: what was added, what was removed, what stayed. Pure; nothing is normalised.

The pieces of a text give back both texts exactly: joined without what was added the old one, without what was
removed the new one. A character is never cut from the marks that belong to it (が as two code points, 葛 with its
variant, CR from LF), so that no half character is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from diff_match_patch import diff_match_patch

from forms.amounts import format_amount
from forms.text import Text
from forms.years import era_name

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"
_MARKS: Final = {0: SAME, 1: ADDED, -1: REMOVED}
#: A comparison of two long texts that share little is broken off after this; it is right in any case, only coarser.
_SECONDS: Final = 0.5
_ZERO_WIDTH_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_HALF_WIDTH_MARKS: Final = "\uff9e\uff9f"
#: Private characters stand for clusters while texts are compared; they never leave this module.
_STAND_INS: Final = range(0xF0000, 0x10FFFE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. mark: SAME, ADDED or REMOVED."""

    mark: str
    text: str

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The piece with its blanks made visible."""
        return segments(self.text)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """How the new text came from the old one, in pieces a reader understands."""
    if old == new:
        return (Piece(SAME, old),) if old else ()
    known: dict[str, str] = {}
    spare = (c for c in map(chr, _STAND_INS) if c not in old and c not in new)
    packed = [_packed(text, known, spare) for text in (old, new)]
    differ = diff_match_patch()
    differ.Diff_Timeout = _SECONDS
    found = differ.diff_main(*packed, False)
    differ.diff_cleanupSemantic(found)
    meant = {stand_in: cluster for cluster, stand_in in known.items()}
    return tuple(
        Piece(_MARKS[operation], "".join(meant.get(c, c) for c in text)) for operation, text in found if text
    )


def _packed(text: str, known: dict[str, str], spare: Iterator[str]) -> str:
    """The text with one character for every cluster."""
    out = []
    for cluster in clusters(text):
        if len(cluster) > 1 and cluster not in known:
            known[cluster] = next(spare)
        out.append(known.get(cluster, cluster))
    return "".join(out)


def clusters(text: str) -> Iterator[str]:
    """The text cut where a reader sees characters."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not _belongs(text[i], text[i - 1]):
            yield text[start:i]
            start = i


def _belongs(char: str, before: str) -> bool:
    """This character is shown together with the one before it."""
    if before in "\r\n":
        return before + char == "\r\n"
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in _HALF_WIDTH_MARKS
        or _ZERO_WIDTH_JOINER in (char, before)
        or ord(char) in _SKIN_TONES
    )


_BLANKS: Final = {
    "\r\n": ("↵", Text("改行（CR LF）", "line end (CR LF)")),
    "\n": ("↵", Text("改行", "line end")),
    "\r": ("↵", Text("改行（CR）", "line end (CR)")),
    "\t": ("⇥", Text("タブ", "tab")),
    " ": ("␣", Text("空白", "space")),
    "　": ("□", Text("全角空白", "full-width space")),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a marked piece as shown. name: what an invisible character is called, empty for words."""

    text: str
    name: Text = field(default_factory=Text)


def segments(text: str) -> tuple[Segment, ...]:
    """A marked piece with its blanks made visible: what changed may be nothing but a space or a line end.

    One space between words stays a space.
    """
    out: list[Segment] = []
    parts = list(clusters(text))
    for i, cluster in enumerate(parts):
        made = _segment(cluster, inside=0 < i < len(parts) - 1 and not _blank(parts[i - 1] + parts[i + 1]))
        if out and not (made.name or out[-1].name):
            made = Segment(out.pop().text + made.text)
        out.append(made)
    return tuple(out)


def _blank(text: str) -> bool:
    return any(c.isspace() for c in text)


def _segment(cluster: str, inside: bool) -> Segment:
    if cluster in _BLANKS and not (cluster == " " and inside):
        sign, name = _BLANKS[cluster]
        return Segment(sign + ("\n" if cluster in "\r\n" else ""), name)
    hidden = [c for c in cluster if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") or c == "\xa0"]
    if len(cluster) == 1 and hidden:
        code = f"U+{ord(cluster):04X}"
        return Segment(f"[{code}]", Text(f"見えない文字 {code}", f"invisible character {code}"))
    return Segment(cluster)


@dataclass(frozen=True)
class TextChange:
    """One text of an answer, before and after. label: which one where it is not the answer itself (説明, 頁)."""

    label: Text
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Not the same, character for character."""
        return self.old != self.new

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The text with what changed marked."""
        return pieces(self.old, self.new)

    @property
    def hint(self) -> Text:
        """A word on a difference that is hard to see."""
        if not self.changed:
            return Text()
        if "".join(self.old.split()) == "".join(self.new.split()):
            return Text("違いは空白・改行だけです。", "Only blanks or line ends differ.")
        if unicodedata.normalize("NFC", self.old) == unicodedata.normalize("NFC", self.new):
            return Text(
                "見た目は同じですが、文字の符号が違います。", "It looks alike, but is coded differently."
            )
        if unicodedata.normalize("NFKC", self.old) == unicodedata.normalize("NFKC", self.new):
            return Text("違いは全角・半角だけです。", "Only full-width and half-width forms differ.")
        return Text()


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    """One choice that was chosen before or after."""

    label: Text
    mark: str


@dataclass(frozen=True, slots=True)
class NumberChange:
    """The number an answer carries (千円, a year) before and after; None where there is none."""

    unit: str
    old: int | None
    new: int | None

    @property
    def changed(self) -> bool:
        """Not the same number."""
        return self.old != self.new

    @property
    def before(self) -> Text:
        """The old number in words."""
        return _number(self.unit, self.old)

    @property
    def after(self) -> Text:
        """The new number in words."""
        return _number(self.unit, self.new)

    @property
    def difference(self) -> Text:
        """`＋820千円`, `△1年`; empty where one side has no number or nothing changed."""
        if self.old is None or self.new is None or self.old == self.new:
            return Text()
        by = self.new - self.old
        sign = "＋" if by > 0 else ""
        if self.unit == "thousand_yen":
            return Text(f"{sign}{format_amount(by)}千円", f"{by:+,} thousand yen")
        return Text(f"{sign}{format_amount(by)}年", f"{by:+} years")


def _digits(text: str) -> str:
    """An amount or year as typed without its dress, to see whether it says more than its number."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return plain.removesuffix("千円").removesuffix("年").strip()


def _number(unit: str, number: int | None) -> Text:
    if number is None:
        return Text("（数値なし）", "(no number)")
    if unit == "thousand_yen":
        return Text(f"{format_amount(number)}千円", f"{number:,} thousand yen")
    word = "年度" if unit == "fiscal_year" else "年"
    return Text(f"{era_name(number)}{word}（{number}{word}）", str(number))


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer before and after, part by part; parts that are empty on both sides are left out."""

    changed: bool
    choices: tuple[ChoiceChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    number: NumberChange | None = None

    @property
    def told_choices(self) -> tuple[ChoiceChange, ...]:
        """The choices worth telling: that of a number says nothing beside it, unless it changed."""
        same = self.number is not None and all(c.mark == SAME for c in self.choices)
        return () if same else self.choices

    @property
    def told_texts(self) -> tuple[TextChange, ...]:
        """The texts worth telling: digits that the change of the number says already are left out."""
        number = self.number
        if number is None or not number.changed:
            return self.texts
        digits = [(_digits(t.old), _digits(t.new)) for t in self.texts[:1]]
        said = digits == [(str(number.old), str(number.new))]
        return self.texts[1:] if said else self.texts

    @property
    def empty(self) -> bool:
        """Nothing was answered before or after."""
        return not (self.choices or self.texts)

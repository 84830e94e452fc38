"""Numbers that Word counts by itself: they stand nowhere in the text and are lost unless written out."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Final

from docx.oxml.ns import qn

_KANA: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA: Final = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_KANJI: Final = "〇一二三四五六七八九"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_VAL: Final = qn("w:val")


def shown(kind: str, count: int) -> str:
    """A count as Word prints it in one of its number formats."""
    if kind in {"decimalFullWidth", "decimalFullWidth2"}:
        return str(count).translate(_WIDE)
    if kind.startswith("aiueo"):
        return _KANA[(count - 1) % len(_KANA)]
    if kind.startswith("iroha"):
        return _IROHA[(count - 1) % len(_IROHA)]
    if kind.startswith("decimalEnclosedCircle") and count <= 20:
        return chr(0x2460 + count - 1)
    if kind in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in {"upperRoman", "lowerRoman"} and count <= 12:
        roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][count - 1]
        return roman if kind == "upperRoman" else roman.lower()
    if kind in {"japaneseCounting", "ideographDigital", "kanjiDigit", "taiwaneseCountingThousand"}:
        return _kanji(count)
    return str(count)


def _kanji(count: int) -> str:
    if count >= 100:
        return str(count)
    tens, ones = divmod(count, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


class Numbering:
    """The lists of one document, counted as its paragraphs come by."""

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._styles: dict[str, Any] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for relation in part.rels.values():
            if relation.reltype.endswith("/numbering"):
                self._read(relation.target_part.element)
            elif relation.reltype.endswith("/styles"):
                self._read_styles(relation.target_part.element)

    def _read(self, root: Any) -> None:
        shapes = {
            a.get(qn("w:abstractNumId")): {
                int(lvl.get(qn("w:ilvl"))): _level(lvl) for lvl in a.findall(qn("w:lvl"))
            }
            for a in root.findall(qn("w:abstractNum"))
        }
        for num in root.findall(qn("w:num")):
            shape = num.find(qn("w:abstractNumId"))
            if shape is not None:
                self._levels[num.get(qn("w:numId"))] = shapes.get(shape.get(_VAL), {})

    def _read_styles(self, root: Any) -> None:
        for style in root.findall(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                self._styles[style.get(qn("w:styleId"))] = found

    def of(self, paragraph: Any) -> str:
        """The number that Word prints before a paragraph, with a space behind it; nothing for bullets."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return ""
        found = properties.find(qn("w:numPr"))
        style = properties.find(qn("w:pStyle"))
        if found is None and style is not None:
            found = self._styles.get(style.get(_VAL))
        if found is None:
            return ""
        number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        return self._next(
            "" if number is None else number.get(_VAL), 0 if depth is None else int(depth.get(_VAL))
        )

    def _next(self, number: str, depth: int) -> str:
        levels = self._levels.get(number, {})
        if depth not in levels:
            return ""
        kind, pattern, start = levels[depth]
        counts = self._counts[number]
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if kind in {"bullet", "none"}:
            return ""

        def place(m: re.Match[str]) -> str:
            level = int(m[1]) - 1
            return shown(levels.get(level, (kind, "", 1))[0], counts.get(level, 1))

        text = re.sub(r"%([1-9])", place, pattern)
        return f"{text}　" if text else ""


def _level(level: Any) -> tuple[str, str, int]:
    """How a level counts, what it prints, where it begins."""

    def said(name: str, default: str) -> str:
        found = level.find(qn(f"w:{name}"))
        return default if found is None else str(found.get(_VAL, default))

    start = said("start", "1")
    return said("numFmt", "decimal"), said("lvlText", ""), int(start) if start.isdigit() else 1

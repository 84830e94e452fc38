"""Numbers before a line of a list: （１） ア １． ① Ⅱ 議題１ 資料２－１, and what they count."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = "[0-9０-９]"
_KANA: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_KANJI: Final = "一二三四五六七八九十"
_ROMAN: Final = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_END: Final = r"(?:[．.、，,)）:：][\s　]*|[\s　]+)"
_SUCH: Final = "(?:参考|当日|当日配布|当日配付|机上配布|追加)"
_SHEET: Final = f"{_SUCH}?(?:資料|別紙|別添|参考)"

#: Kind of mark → its pattern; group 1 is what counts. Tried in this order.
_PATTERNS: Final = {
    "sheet": re.compile(
        rf"({_SHEET}{{1,2}}(?:No|№)?[．.]?[\s　]*(?:{_DIGITS}+(?:[-－‐ー―の]{_DIGITS}+)*号?|[\u2460-\u2473A-ZＡ-Ｚ])|{_SUCH}資料"
        rf"|[【〔［\[]{_SHEET}{{1,2}}[^】〕］\]]{{0,8}}[】〕］\]])(?:(?<=[】〕］\]])[\s　]*|{_END})"
    ),
    "word": re.compile(
        rf"((?:議題|議案|日程|案件|協議事項|報告事項|審議事項|報告|協議|審議|議事)[\s　]*(?:第[\s　]*)?(?:[(（]{_DIGITS}{{1,3}}[)）]|{_DIGITS}{{1,3}}号?))(?:(?<=[)）])[\s　]*|{_END})"
    ),
    "paren": re.compile(rf"([(（][\s　]*{_DIGITS}{{1,3}}[\s　]*[)）])[\s　]*"),
    "paren_glyph": re.compile(r"([\u2474-\u2487])[\s　]*"),
    "paren_kana": re.compile(rf"([(（][{_KANA}][)）])[\s　]*"),
    "paren_kanji": re.compile(rf"([(（][{_KANJI}]{{1,3}}[)）])[\s　]*"),
    "circled": re.compile(r"([\u2460-\u2473])[\s　]*"),
    "decimal": re.compile(rf"({_DIGITS}{{1,2}}(?:[.．]{_DIGITS}{{1,2}}){{1,3}})[.．]?[\s　]+"),
    "digit": re.compile(rf"(第?[\s　]?{_DIGITS}{{1,3}}){_END}"),
    "kanji": re.compile(rf"([{_KANJI}]{{1,3}})(?:[、．.][\s　]*|　+)"),
    "kana": re.compile(rf"([{_KANA}]){_END}"),
    "roman": re.compile(rf"([{_ROMAN}]){_END}?"),
    "letter": re.compile(rf"([A-Za-zＡ-Ｚａ-ｚ]){_END}"),
    "bullet": re.compile(r"([・･○●◯◇◆□■◎])[\s　]*"),
}
#: How a line of a list begins inside running text; more careful than the above.
_LIST: Final = re.compile(
    rf"[・･○●◯◇◆□■◎※＊*－][\s　]*\S|[\u2460-\u2487\u2776-\u277f]|[(（][{_KANA}0-9０-９]{{1,3}}[)）]"
    rf"|[{_KANA}][\s　．.)）]|第?{_DIGITS}{{1,3}}(?:[．)）][\s　]*\D|[\s　]|回目?[＝=：:])|[{_KANJI}]、|[a-zA-Zａ-ｚＡ-Ｚ][)）．.][\s　]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The number before a line. length: what of the line it takes, with the space behind it."""

    kind: str
    number: str
    value: int | None
    length: int


def mark(text: str) -> Mark | None:
    """The mark that a line begins with."""
    for kind, pattern in _PATTERNS.items():
        if found := pattern.match(text):
            number = "".join(found[1].split())
            alike = kind.removesuffix("_glyph")
            return Mark(alike, number, value(number), found.end())
    return None


def value(number: str) -> int | None:
    """What a number means: （１） ① 一 ア Ａ → 1. None for a bullet."""
    plain = unicodedata.normalize("NFKC", number).strip("()第号. ")
    if digits := re.search(r"[0-9]+(?![0-9.])" if "." in plain else r"[0-9]+", plain):
        return int(digits[0])
    for row in (_KANA, _KANJI):
        if len(plain) == 1 and plain in row:
            return row.index(plain) + 1
    if plain and set(plain) <= set("IVX"):
        return _roman(plain)
    if len(plain) == 1 and plain.isascii() and plain.isalpha():
        return ord(plain.lower()) - ord("a") + 1
    return None


def _roman(text: str) -> int:
    worth = [{"I": 1, "V": 5, "X": 10}[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))


def begins_list(text: str) -> bool:
    """Does a line of running text begin like one of a list?"""
    return _LIST.match(text) is not None

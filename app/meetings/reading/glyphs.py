"""Characters that PDF extraction gives in place of Japanese ones.

Two kinds: neighbours in the code table that never occur in Japanese (实 for 実), and Kangxi or CJK radicals, which look
the same as the character (⻑ for 長). Nothing else is touched: 神 (U+FA19) is somebody's name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Radicals whose normal form is not the one Japanese uses.
_JAPANESE: Final = {
    "戶": "戸",
    "黑": "黒",
    "黃": "黄",
    "靑": "青",
    "齊": "斉",
    "齒": "歯",
    "龜": "亀",
    "龍": "竜",
    "麥": "麦",
}
_KANGXI: Final = {
    chr(code): _JAPANESE.get(plain, plain)
    for code in range(0x2F00, 0x2FD6)
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
_RADICALS: Final = dict(
    zip("⺟⺠⻁⻄⻅⻆⻋⻑⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲", "母民虎西見角車長青食骨鬼麦黄斉歯竜亀", strict=True)
)
_NEIGHBOURS: Final = {"实": "実", "尐": "少", "刜": "初", "丌": "不"}
TABLE: Final = _KANGXI | _RADICALS | _NEIGHBOURS
_BROKEN: Final = re.compile(f"[{''.join(TABLE)}]")
_TRANSLATE: Final = str.maketrans(TABLE)


def mended(text: str) -> str:
    """The text with broken characters put right; as long as before, so that places stay the same."""
    return text.translate(_TRANSLATE)


def broken(raw: str, text: str) -> list[tuple[int, str]]:
    """Where `text` is not `raw` any more: (place, "尐→少")."""
    return [(m.start(), f"{m[0]}→{text[m.start()]}") for m in _BROKEN.finditer(raw)]

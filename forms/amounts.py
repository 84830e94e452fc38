"""Amounts of money as people type them, read as whole thousands of yen (千円)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_MINUS: Final = str.maketrans(dict.fromkeys("△▲−‐‑–—―ー", "-"))
_COMMAS: Final = str.maketrans({"，": ",", "、": ",", "､": ","})
_PATTERN: Final = re.compile(
    r"(?P<sign>-?)\s*[¥\\]?\s*(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\s*(?P<unit>千円|百万円|万円|億円|円|)"
)
#: How many thousandths of a 千円 one unit is: everything is computed in yen and divided once.
_YEN: Final = {"": 1_000, "千円": 1_000, "円": 1, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
LONGEST: Final = 15


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as read. thousand_yen: whole 千円 (half of one rounds up); unit: as written, "" if none."""

    thousand_yen: int
    unit: str = ""

    @property
    def converted(self) -> bool:
        """True where another unit than 千円 was written, so that the reader has to be asked."""
        return self.unit not in ("", "千円")


def parse_amount(text: str) -> Amount | None:
    """Read `１，１８０千円`, `1180`, `1,180`, `△5` (−5), `1,180,000円`, `118万円`. None: not one amount.

    A comma must part groups of three (`1,18` is a slip, not 118); decimals and words are not amounts, nor is
    anything of more than 15 digits, as written or in 千円 (databases and spreadsheets cannot hold it).
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_COMMAS).strip()
    match = _PATTERN.fullmatch(plain)
    if not match or len(match["digits"].replace(",", "")) > LONGEST:
        return None
    yen = int(match["digits"].replace(",", "")) * _YEN[match["unit"]]
    thousand = (yen + 500) // 1_000
    if thousand >= 10**LONGEST:
        return None
    return Amount(-thousand if match["sign"] else thousand, match["unit"])


def format_amount(thousand_yen: int) -> str:
    """`1180` → `1,180`; negative amounts as the city prints them: `△5`."""
    return f"△{-thousand_yen:,}" if thousand_yen < 0 else f"{thousand_yen:,}"

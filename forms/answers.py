"""What was answered to one question: the value that is stored, compared, frozen and counted."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from forms.text import CIRCLED

_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_CIRCLED: Final = {ord(c): f";{i};" for i, c in enumerate(CIRCLED)}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, exactly as given.

    codes: the chosen choices' numbers, ascending, each once. text: what was typed (the text itself, the year,
    the amount, the plan's name). other: the explanation. page: the page of a plan. confirmed: the `text` that
    the person was asked about and confirmed; another text has to be asked about again.
    """

    codes: tuple[int, ...] = ()
    text: str = ""
    other: str = ""
    page: str = ""
    confirmed: str = ""

    @property
    def empty(self) -> bool:
        """Nothing at all was given."""
        return not (self.codes or self.text.strip() or self.other.strip() or self.page.strip())

    @property
    def is_confirmed(self) -> bool:
        """The text as it stands was asked about and confirmed."""
        return bool(self.text) and self.confirmed == self.text

    def same_as(self, other: Answer) -> bool:
        """Equal in what was answered; a confirmation alone is no change of the answer."""
        return replace(self, confirmed="") == replace(other, confirmed="")

    def digest(self) -> str:
        """A short fingerprint: a page carries it to tell an untouched field from a changed one."""
        parts = (join_codes(self.codes), self.text, self.other, self.page)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def mark(self) -> str:
        """The fingerprint of a field as a browser shows it: line ends are alike there, a confirmation is a tick."""
        text, other, page = (_line_ends(t) for t in (self.text, self.other, self.page))
        return replace(self, text=text, other=other, page=page).digest() + ("+" if self.is_confirmed else "")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


EMPTY: Final = Answer()


def join_codes(codes: tuple[int, ...]) -> str:
    """`(3, 5)` → `3;5`, the form in files and in the database."""
    return ";".join(map(str, codes))


def split_codes(cell: str) -> tuple[int, ...] | None:
    """Read codes from a cell: `3;5`, `３，５`, `③⑤`, `3、5`. None where anything else is in it."""
    plain = cell.translate(_CIRCLED).translate(_DIGITS)
    parts = [p for p in re.split(r"[;；,，、\s]+", plain) if p]
    if not all(p.isascii() and p.isdigit() and len(p) <= 3 for p in parts):
        return None
    return tuple(sorted({int(p) for p in parts}))

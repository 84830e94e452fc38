"""Text in two languages, and the one way texts are normalised for comparing (never for storing)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

LANGUAGES: Final = ("ja", "en")

CIRCLED: Final = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PRIVATE_USE: Final = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in Japanese and English. `text.get("en")` falls back to Japanese where English is empty."""

    ja: str = ""
    en: str = ""

    def get(self, lang: str) -> str:
        """The phrase in `lang` ("ja" or "en")."""
        return self.en if lang == "en" and self.en else self.ja

    def fill(self, **params: object) -> Text:
        """The same phrase with `{name}` places filled; a parameter may itself be a Text."""

        def one(lang: str) -> str:
            values: dict[str, Any] = {k: v.get(lang) if isinstance(v, Text) else v for k, v in params.items()}
            return self.get(lang).format(**values)

        return Text(one("ja"), one("en") if self.en else "")

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)


def search_key(text: str) -> str:
    """The form in which two texts are compared: NFKC, case folded, white space collapsed.

    Only for comparing and searching: what a person typed is stored as typed.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def circled(code: int) -> str:
    """`3` → `③`; above twenty there are no such characters, so `21` → `(21)`."""
    return CIRCLED[code] if 0 <= code < len(CIRCLED) else f"({code})"


def private_use(text: str) -> tuple[str, ...]:
    """The private-use characters in `text` (外字: another office's PC shows something else), each once."""
    return tuple(dict.fromkeys(c for c in text if any(a <= ord(c) <= b for a, b in _PRIVATE_USE)))


def forbidden_controls(text: str) -> Iterator[str]:
    """Control characters that neither a page nor a workbook can carry (tab and line ends are fine)."""
    return (c for c in text if (ord(c) < 32 and c not in "\t\n\r") or ord(c) in (0xFFFE, 0xFFFF))

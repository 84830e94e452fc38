"""What people write into a cell that should hold a choice or a ○."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from forms.answers import split_codes
from forms.text import Text, circled, search_key

YES: Final = "○"
#: Compared after NFKC and case folding.
_YES: Final = frozenset(
    [
        "○",
        "〇",
        "◯",
        "●",
        "◎",
        "⭕",
        "✓",
        "✔",
        "☑",
        "✅",
        "レ",
        "ﾚ",
        "1",
        "o",
        "丸",
        "true",
        "yes",
        "はい",
        "有",
    ]
)
_NO: Final = frozenset(
    ["×", "✕", "✖", "☓", "ー", "-", "―", "–", "—", "0", "false", "no", "いいえ", "無", "□", "☐"]
)
_LEADING: Final = re.compile(r"\(?([0-9]{1,3})\)?[\s.．、:：)]*(.*)", re.DOTALL)


def _key(text: str) -> str:
    return search_key(text).replace("\ufe0f", "")


def marked(text: str, code: int) -> bool | None:
    """Whether a ○ cell says yes: ○ in its many shapes, ✓, レ, 1 or the choice's own number. None: neither yes nor no."""
    key = _key(text)
    if not key or key in _NO:
        return False
    own = {_key(circled(code)), str(code)}
    return True if key in _YES or key in own else None


def chosen(text: str, options: Mapping[int, tuple[Text, ...]]) -> tuple[int, ...] | None:
    """The choice a cell names: `③ 広報`, `3`, `③`, `広報` or its whole label; several as `①、③`. None: no such choice."""
    if not text.strip():
        return ()
    if (codes := split_codes(text)) is not None:
        return codes
    key = search_key(text)
    for code, names in options.items():
        if key in {search_key(t) for name in names for t in (name.ja, name.en) if t}:
            return (code,)
    return _by_number(unicodedata.normalize("NFKC", text).strip(), options)


def _by_number(text: str, options: Mapping[int, tuple[Text, ...]]) -> tuple[int, ...] | None:
    found = _LEADING.fullmatch(text)
    if found is None:
        return None
    code, rest = int(found[1]), search_key(found[2])
    names = {search_key(t) for name in options.get(code, ()) for t in (name.ja, name.en) if t}
    if not rest or rest in names or any(n.endswith(rest) and len(rest) > 1 for n in names):
        return (code,)
    return None


def not_a_choice(text: str) -> Text:
    """The sentence for a cell that names no choice."""
    return Text(
        f"「{_short(text)}」は選択肢にありません。一覧から選んでください。",
        f"“{_short(text)}” is none of the choices. Choose one from the list.",
    )


def not_a_mark(text: str) -> Text:
    """The sentence for a ○ cell with something else in it."""
    return Text(
        f"「{_short(text)}」は○として読めません。選ぶときは○、選ばないときは空欄にしてください。",
        f"“{_short(text)}” cannot be read as ○. Put ○ to choose it, or leave it empty.",
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else f"{flat[:30]}…"

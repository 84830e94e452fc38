"""Stale pages: a page carries a short word for what it has shown; who acts on something else is told so."""

from __future__ import annotations

import hashlib
from typing import Final

from app.errors import Conflict
from forms.questions import Text

CHANGED: Final = Text(
    "ほかの方（または別の画面）が先に変更しました。何も変更していません。最新の状態を確認して、もう一度操作してください。",
    "Somebody else (or another window) was first; nothing was changed. Please look at it as it is now, and try again.",
)


def fingerprint(shown: object) -> str:
    """What a page has shown, as a short word."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def must_be_seen(given: str, standing: str) -> None:
    """Raises Conflict where the page had shown something else."""
    if given != standing:
        raise Conflict(CHANGED)

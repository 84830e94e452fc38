"""Reading minutes: what somebody pastes or uploads becomes agenda, materials, results and speeches (docs/minutes.md)."""

from __future__ import annotations

from collections.abc import Iterable

from app.meetings.reading.files import text_of
from app.meetings.reading.model import Doubt, Entry, Fact, Minutes, Piece, Result, Speech, Stray
from app.meetings.reading.reader import prose
from app.meetings.reading.shape import as_tables

__all__ = [
    "Doubt", "Entry", "Fact", "Minutes", "Piece", "Result", "Speech", "Stray", "as_tables", "read", "read_file",
]  # fmt: skip


def read(text: str, roles: Iterable[str] = ()) -> Minutes:
    """The minutes in a text. roles: words that are speakers' for sure (the meeting's own labels)."""
    return prose(text.lstrip("\ufeff"), roles)


def read_file(name: str, data: bytes, roles: Iterable[str] = ()) -> Minutes:
    """The minutes in a file. Raises Unreadable with the reason."""
    return read(text_of(data), roles)

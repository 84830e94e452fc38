"""Reading minutes: what somebody pastes or uploads becomes agenda, materials, results and speeches (docs/minutes.md)."""

from __future__ import annotations

from collections.abc import Iterable

from app.meetings.reading.cues import captions, is_captions
from app.meetings.reading.files import Unreadable, bounded, text_of
from app.meetings.reading.headings import is_ceremony
from app.meetings.reading.literal import exported, is_export
from app.meetings.reading.model import Doubt, Entry, Fact, Minutes, Piece, Result, Speech, Stray
from app.meetings.reading.reader import prose
from app.meetings.reading.shape import as_tables
from app.meetings.reading.word import is_word, word_text
from app.meetings.reading.writing import write

__all__ = [
    "Doubt", "Entry", "Fact", "Minutes", "Piece", "Result", "Speech", "Stray", "Unreadable", "as_tables", "file_text", "is_ceremony", "read", "read_file", "write",
]  # fmt: skip


def read(text: str, roles: Iterable[str] = ()) -> Minutes:
    """The minutes in a text. roles: words that are speakers' for sure (the meeting's own labels)."""
    plain = text.lstrip("\ufeff")
    if is_export(plain):
        return exported(plain, roles)
    return captions(plain, roles) if is_captions(plain) else prose(plain, roles)


def file_text(data: bytes) -> str:
    """The text of a file, as `read` takes it. Raises Unreadable with the reason."""
    bounded(data)
    return word_text(data) if is_word(data) else text_of(data)


def read_file(name: str, data: bytes, roles: Iterable[str] = ()) -> Minutes:
    """The minutes in a file. Raises Unreadable with the reason."""
    return read(file_text(data), roles)

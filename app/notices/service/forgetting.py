"""Letters whose round was disposed of: what of them lies in the outbox folder goes too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.notices.transport import outbox_file


def drop_letters(folder: Path, notice_ids: Iterable[int]) -> None:
    """Remove these letters' files from the outbox; their rows are gone already."""
    for notice_id in notice_ids:
        outbox_file(folder, notice_id).unlink(missing_ok=True)

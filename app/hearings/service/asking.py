"""The questions to a section, where that part is there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from app.db import Database

_QUESTIONS: Final = "app.hearings.service.questions"
#: A question: key, number, text, origin, own.
Asked = Any


def questions_of(db: Database, series_id: int, section_id: int) -> list[Asked]:
    """Common and own questions, in order."""
    if find_spec(_QUESTIONS) is None:
        return []
    found: list[Asked] = import_module(_QUESTIONS).of_section(db, series_id, section_id)
    return found

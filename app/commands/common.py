"""What sub-commands share."""

from __future__ import annotations

from pathlib import Path

from app.db import Database
from app.errors import Refused
from app.instance import database_path, open_database
from forms.questions import Text


def existing(folder: Path) -> Database:
    """The instance's database, at today's schema. Raises Refused where there is none."""
    if not database_path(folder).is_file():
        raise Refused(
            Text(
                f"「{folder}」にデータベースがありません。kikitori init か kikitori import-round で作成してください。",
                f"There is no database in {folder}; make one with kikitori init or kikitori import-round.",
            )
        )
    return open_database(folder)

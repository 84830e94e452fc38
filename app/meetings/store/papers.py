"""A body's own Word templates: the one in use, and one that was sent to be tried."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.db import Database

KEPT: Final = "kept"
TRIED: Final = "tried"
#: Which template → the columns of its bytes and its name.
_COLUMNS: Final = {KEPT: ("template", "template_name"), TRIED: ("tried", "tried_name")}


@dataclass(frozen=True, slots=True)
class Template:
    """A Word file with places to fill in."""

    name: str
    data: bytes


def get(db: Database, body_id: int, which: str) -> Template | None:
    """One of a body's templates."""
    data, name = _COLUMNS[which]
    row = db.one(f"SELECT {name} AS name, {data} AS data FROM meeting_body WHERE id = ?", (body_id,))  # noqa: S608
    return Template(row["name"], bytes(row["data"])) if row and row["data"] is not None else None


def put(db: Database, body_id: int, which: str, template: Template | None) -> None:
    """Make this the template, or none."""
    data, name = _COLUMNS[which]
    values = (template.data, template.name) if template else (None, "")
    db.run(f"UPDATE meeting_body SET {data} = ?, {name} = ? WHERE id = ?", (*values, body_id))  # noqa: S608


def put_settings(db: Database, body_id: int, settings: Mapping[str, Any]) -> None:
    """A body's settings, all of them."""
    db.run(
        "UPDATE meeting_body SET settings = ? WHERE id = ?",
        (json.dumps(settings, ensure_ascii=False), body_id),
    )

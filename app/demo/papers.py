"""The demo's papers: an edition of the round of 2010, and what the round of today hands to the sections."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from app.db import Database
from app.editions.service import making
from app.materials import service as materials
from app.materials.service import Wanted
from app.security import SYSTEM

EDITION: Final = "第３回会議資料"
_NOTE: Final = "第３回の会議で配布した集計表です。"
_FOLDER: Final = Path(__file__).parent / "materials"
_MATERIALS: Final = (("request", "調査への御協力のお願い"), ("guide", "記入要領"))


def add(db: Database, now: datetime, old_round: int, new_round: int) -> None:
    """Make them; their files lie beside the database."""
    folder = db.path.parent
    making.make(db, folder, SYSTEM, now, old_round, EDITION, _NOTE)
    for kind, title in _MATERIALS:
        body = (_FOLDER / f"{kind}.txt").read_text(encoding="utf-8")
        materials.add(db, folder, SYSTEM, now, new_round, Wanted(kind, title, body))

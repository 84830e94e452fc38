"""The survey of 2010 in a database of its own, imported as everybody imports it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.db import Database
from app.importing.service import import_folder
from app.migrations import migrate
from app.security import MEMBER, SECRETARIAT, SYSTEM, Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire
from tests.support.koganei import DEMO

START = datetime(2010, 9, 17, 0, 0, tzinfo=UTC)
SECRETARY = Actor(None, "事務局", SECRETARIAT)
COMMITTEE = Actor(None, "委員", MEMBER)


def new_database(path: Path) -> Database:
    """An empty database at today's schema, of the city 小金井市."""
    db = Database(path)
    migrate(db)
    with db.write():
        settings.put(db, settings.CITY, "小金井市")
    return db


def stored_round(
    db: Database, folder: Path = DEMO, made: Sequence[Questionnaire] | None = None, name: str = "協働実態調査"
) -> int:
    """A round with every record of a folder of wide files as submitted version 1; its id."""
    report = import_folder(db, SYSTEM, START, folder, name, year=2010, accept_flagged=True, definitions=made)
    assert report.ok, report.text("en")
    assert report.round_id is not None
    return report.round_id

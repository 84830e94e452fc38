"""The survey of 2010 in a database, put there through the services (an import does the same and more)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.db import Database
from app.migrations import migrate
from app.organisation import service as organisation
from app.responses.service import drafting
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, SYSTEM, Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire, load_all
from tests.support.koganei import DEMO, FACTS, load_round

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
    known = tuple(made or load_all())
    data = load_round(folder, known)
    with db.write():
        ids = {
            s.id: organisation.add_section(db, s.department, s.name, s.kind, s.position)
            for s in data.sections
        }
        round_id = rounds.create(db, SYSTEM, START, name, data.year, list(ids.values()), known)
        for section in data.sections:
            frozen = []
            for form in (f for f in data.forms if f.section_id == section.id):
                form_id = drafting.add_form(
                    db, SYSTEM, START, round_id, ids[section.id], form.questionnaire, number=form.number
                )
                drafting.write_answers(db, SYSTEM, START, form_id, form.answers)
                frozen.append(Frozen(form_id, form.answers))
            if frozen:
                freeze(
                    db, SYSTEM, START, round_id, ids[section.id], frozen, {},
                    source="import", facts=FACTS, imported=True, respondent="秘密 太郎", extension="9876",
                )  # fmt: skip
    return round_id

"""An instance of the first release comes along: nothing lost, names frozen into its rounds, triggers in place."""

import pytest

from app import migrations
from app.db import Database, Error
from app.migrations import m0001_survey
from app.rounds import service as rounds


@pytest.fixture
def old(tmp_path):
    """A database as the first release left it, with one round of one section."""
    db = Database(tmp_path / "kikitori.db")
    first = type(migrations.MIGRATIONS)("kikitori")
    first(name="0001_survey")(m0001_survey.apply)
    first.apply(db.utils())
    with db.write():
        db.insert("department", id=1, name="市民部", position=1)
        db.insert("section", id=1, department_id=1, name="市民課", kind="section", position=1)
        db.insert("account", id=1, login="aoki", name="青木", role="section", created_at="2026-01-01")
        db.insert("account_section", account_id=1, section_id=1)
        db.insert("round", id=1, name="調査", year=2026, state="open", created_at="2026-01-01")
        db.insert("round_section", round_id=1, section_id=1, position=1)
    yield db
    db.close()


def test_a_first_release_s_database_is_brought_along(old):
    migrations.migrate(old)
    assert [(s.department, s.name, s.kind) for s in rounds.sections(old, 1)] == [
        ("市民部", "市民課", "section")
    ]
    assert old.value("SELECT role FROM account_section") == "writer"
    assert rounds.get(old, 1).is_open
    assert old.value("PRAGMA integrity_check") == "ok"
    assert old.all("PRAGMA foreign_key_check") == []


def test_migrating_twice_changes_nothing(old):
    migrations.migrate(old)
    before = [r["sql"] for r in old.all("SELECT sql FROM sqlite_master ORDER BY name")]
    migrations.migrate(old)
    assert [r["sql"] for r in old.all("SELECT sql FROM sqlite_master ORDER BY name")] == before


def test_an_edition_stays_as_it_is(old):
    migrations.migrate(old)
    with old.write():
        old.insert("edition", round_id=1, name="第３回", as_of="x", rules="{}", made_at="x")
    with pytest.raises(Error, match="kept as they are"), old.write():
        old.run("UPDATE edition SET note = 'x'")
    with pytest.raises(Error, match="kept as they are"), old.write():
        old.run("DELETE FROM edition")

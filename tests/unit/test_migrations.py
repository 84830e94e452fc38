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


def test_meetings_entered_before_their_confirmation_come_along(tmp_path):
    """A city that had begun with meetings before members could confirm minutes loses nothing of them."""
    db = Database(tmp_path / "kikitori.db")
    before = type(migrations.MIGRATIONS)("kikitori")
    for name in ("0001_survey", "0002_collection", "0003_oversight", "0010_hearings", "0011_meetings"):
        before(name=name)(migrations.STEPS[name])
    before.apply(db.utils())
    with db.write():
        body = db.insert("meeting_body", name="部会", summary_days=7, token="t", made_at="x")
        for number, reason in ((1, ""), (2, "個人情報を扱うため")):
            db.insert(
                "meeting", body_id=body, number=number, title=f"第{number}回", day="2026-10-06", begins="09:30",
                closed_reason=reason, uid=f"u{number}", made_at="x",
            )  # fmt: skip
        db.insert("meeting_speech", meeting_id=1, position=1, role="委員", text="賛成。", saved_at="x")
    migrations.migrate(db)
    assert [r["closed"] for r in db.all("SELECT closed FROM meeting ORDER BY number")] == ["", "whole"]
    assert db.value("SELECT promised_from FROM meeting_body") == ""
    assert db.value("SELECT text FROM meeting_speech") == "賛成。"
    with db.write():
        db.insert(
            "meeting_confirmation",
            meeting_id=1,
            number=1,
            draft="{}",
            until="x",
            silence_agrees=1,
            sent_at="x",
        )
        db.insert("meeting_said", confirmation_id=1, what="sent", at="x")
    with pytest.raises(Error, match="kept as they are"), db.write():
        db.run("DELETE FROM meeting_said")
    assert db.all("PRAGMA foreign_key_check") == []
    db.close()

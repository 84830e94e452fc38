"""What is frozen stays: the database itself refuses, also on a connection that knows nothing of this program."""

import sqlite3

import pytest

from app.audit.service import record
from app.db import Error
from app.migrations import m0003_oversight
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.security import SYSTEM
from tests.support.city import COMPLETE_A, NOW, add_project, make_city


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    with made.db.write():
        record(made.db, SYSTEM, NOW, "rounds.change", "round 1", note="erste")
        record(made.db, SYSTEM, NOW, "rounds.change", "round 1", note="zweite")
    yield made
    made.db.close()


@pytest.fixture(params=["ours", "direct", "direct with recursive triggers"])
def connection(city, request):
    if request.param == "ours":
        yield city.db.connection
        return
    opened = sqlite3.connect(city.db.path, isolation_level=None)
    opened.execute(f"PRAGMA recursive_triggers = {int('recursive' in request.param)}")
    yield opened
    opened.close()


FORGERIES = [
    "UPDATE audit SET detail = '{}'",
    "UPDATE OR REPLACE audit SET id = 1 WHERE id = 2",
    "DELETE FROM audit WHERE id = 2",
    "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 2",
    "REPLACE INTO audit (id, at, action, subject, detail) VALUES (2, 'x', 'x', 'x', '{}')",
    "INSERT OR IGNORE INTO audit (id, at, action, subject, detail) VALUES (2, 'x', 'x', 'x', '{}')",
    "INSERT INTO audit (id, at, action, subject, detail) VALUES (2, 'x', 'x', 'x', '{}')"
    " ON CONFLICT (id) DO UPDATE SET detail = '{}'",
    "INSERT INTO audit (id, at, action, subject, detail) VALUES (-1, 'x', 'x', 'x', '{}')",
    "INSERT INTO audit (id, at, action, subject, detail) VALUES (0, 'x', 'x', 'x', '{}')",
    "INSERT INTO audit (id, at, action, subject, detail) VALUES (9999, 'x', 'x', 'x', '{}')",
]


def test_audit_lines_are_only_added(city, connection):
    before = [tuple(r) for r in city.db.all("SELECT * FROM audit")]
    for sql in FORGERIES:
        with pytest.raises(sqlite3.Error):
            connection.execute(sql)
    assert [tuple(r) for r in city.db.all("SELECT * FROM audit")] == before
    connection.execute("INSERT INTO audit (at, action, subject, detail) VALUES ('x', 'x', 'x', '{}')")
    assert city.db.value("SELECT max(id) FROM audit") == len(before) + 1


def submitted(city):
    """One submitted project: rows in the frozen tables of answers."""
    form = add_project(city)
    with city.db.write():
        city.db.run("INSERT INTO ruling_override (form_id, question, text, was, ruling, reason, decided_at)"
                    " VALUES (?, 'name', 'x', 'answered', 'blank', 'x', 'x')", (form,))  # fmt: skip
        edition = city.db.insert(
            "edition", round_id=city.round_id, name="第３回", as_of="x", rules="{}", made_at="x"
        )
    freeze(
        city.db, city.writer, NOW, city.round_id, city.sections[0], [Frozen(form, COMPLETE_A)], {"b": True},
        source="section", respondent="x", extension="1", facts=round_facts(city.db, city.round_id),
    )  # fmt: skip
    version = city.db.value("SELECT id FROM version")
    with city.db.write():
        city.db.insert("edition_version", edition_id=edition, version_id=version, number=1)
        city.db.insert(
            "edition_declaration", edition_id=edition, section_id=city.sections[1], questionnaire="b"
        )
        file = city.db.insert("file", sha256="x", name="x", media_type="x", size=1, stored_at="x")
        city.db.insert("edition_file", edition_id=edition, kind="xlsx", file_id=file)


def test_frozen_rows_of_a_round_stay(city, connection):
    submitted(city)
    for table in m0003_oversight.OF_A_ROUND:
        before = [tuple(r) for r in city.db.all(f"SELECT * FROM {table}")]
        assert before, table
        for sql in (
            f"DELETE FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
            f"INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(sqlite3.Error, match="kept as they are"):
                connection.execute(sql)
        assert [tuple(r) for r in city.db.all(f"SELECT * FROM {table}")] == before


def test_the_check_sees_a_hole(city):
    """Without its trigger the last line can be replaced in silence: the trigger is what refuses."""
    direct = sqlite3.connect(city.db.path, isolation_level=None)
    direct.execute("DROP TRIGGER audit_no_replace_0")
    direct.execute("REPLACE INTO audit SELECT max(id), at, account_id, 'forged', subject, detail FROM audit")
    direct.close()
    assert city.db.value("SELECT action FROM audit ORDER BY id DESC") == "forged"


def test_the_door_is_shut(city):
    """Nobody puts a round into `disposing` that is not due, or leaves it there."""
    for day in ("2026-11-21", "9999-12-31"):
        with pytest.raises(Error, match="not due"), city.db.write():
            city.db.insert("disposing", round_id=city.round_id, day=day)
    assert city.db.value("SELECT count(*) FROM disposing") == 0

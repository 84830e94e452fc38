"""A short run of what `make bench` does at length: the server is killed, and a crowd saves at once."""

import pytest

from tests.bench import killing, load
from tests.bench.writers import Book


def test_a_killed_server_loses_nothing_it_acknowledged(tmp_path):
    found = killing.ordeal(tmp_path, writers=4, kills=3)
    assert found["faults"] == []
    assert found["refused"] == 0
    assert found["saves"] >= 8
    assert found["submissions"] >= 1
    assert found["cut"] > 3, "the server was there all the time"


def test_a_crowd_at_the_same_forms_loses_no_update(tmp_path):
    found = load.crowd(tmp_path, sections=2, seconds=3.0)
    assert (found["errors"], found["missing"]) == (0, [])
    assert found["saves"] >= 6


def test_half_a_submission_and_a_lost_one_are_seen(tmp_path):
    killing.prepare(tmp_path, 1, 1)
    db = load.Database(load.database_path(tmp_path))
    with db.write():
        db.insert("submission", round_id=1, section_id=1, submitted_at="2026-11-25", source="section")
    db.close()
    told = killing.Diary(submissions={2: "花壇"})
    assert killing.faults(tmp_path, Book(), [told]) == [
        "half a submission: 1", "an acknowledged submission is gone: 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("revision", "text"),
    [(3, "別の文"), (2, "一つ目の文")],
    ids=["a gap", "another text under the same number"],
)
def test_a_lost_update_is_seen(tmp_path, revision, text):
    load.prepare(tmp_path, 1, 1)
    db = load.Database(load.database_path(tmp_path))
    with db.write():
        db.run("UPDATE answer SET revision = 3, text = '別の文' WHERE question = 'name'")
    db.close()
    book = Book()
    book.note("1", "name", revision, text)
    assert load.missing(tmp_path, book, {("1", "name"): (1, "")}) != []
    if revision == 2:
        book.note("1", "name", 2, "二つ目の文")
        assert book.lost

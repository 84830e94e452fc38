"""保存年限: what goes, what stays, and that the door is shut before, after and for everybody else."""

import pytest

from app.audit.service import record
from app.db import Error
from app.disposal import service, store
from app.errors import Refused
from app.files import service as files
from app.notices.service import Letter, post
from app.notices.transport import outbox_file
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer
from tests.support.city import COMPLETE_A, NOW, add_project, make_city

SECRET = "この文は廃棄のあとどこにも残りません"


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    yield made
    made.db.close()


def fill(city, folder, round_id=None):
    """One row in nearly every table of a round, with an edition and its file."""
    db, section = city.db, city.sections[0]
    form = add_project(city, COMPLETE_A | {"content": Answer(text=SECRET)})
    freeze(
        db, city.writer, NOW, city.round_id, section, [Frozen(form, COMPLETE_A | {"content": Answer(text=SECRET)})],
        {"b": True}, source="section", respondent="x", extension="1", facts=round_facts(db, city.round_id),
    )  # fmt: skip
    version = db.value("SELECT id FROM version")
    place = {"round_id": city.round_id, "section_id": section}
    with db.write():
        edition = db.insert(
            "edition",
            round_id=city.round_id,
            name="第３回",
            as_of="2026-11-21",
            rules="{}",
            made_at="2026-11-21",
        )
        db.insert("edition_version", edition_id=edition, version_id=version, number=1)
        file = files.put(db, SYSTEM, NOW, folder, "第３回.xlsx", "application/x", SECRET.encode())
        db.insert("edition_file", edition_id=edition, kind="xlsx", file_id=file)
        post(
            db, SYSTEM, NOW, Letter("returned", city.round_id, section, "件名", SECRET, to=("a@example.jp",))
        )
        returned = db.insert("return_request", **place, message=SECRET, returned_at="x")
        db.insert("return_form", return_id=returned, form_id=form, settled_by_version=version)
        db.insert("return_remark", return_id=returned, form_id=form, question="name", remark=SECRET)
        db.insert(
            "flag", round_id=city.round_id, form_id=form, question="name", rule="r", params="{}", raw=SECRET,
            state="open", raised_at="x",
        )  # fmt: skip
        db.insert("contradiction", **place, key="k", rule="r", state="asked", note=SECRET, decided_at="x")
        db.insert("extension", **place, until="2026-12-24", reason="x", granted_at="x")
    return form


def archived(city, keep_until="2026-11-20"):
    rounds.change(
        city.db,
        SYSTEM,
        NOW,
        city.round_id,
        state="closed",
        keep_until=keep_until,
        archived_at="2026-11-01T00:00:00",
    )


def test_everything_that_hangs_on_a_round_is_named(city):
    """A new table that refers to a round must be put down as deleted or as kept."""
    refers = {
        row["name"]: {f["table"] for f in city.db.all(f"PRAGMA foreign_key_list({row['name']})")}
        for row in city.db.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    hanging = {"round"}
    while more := {t for t, to in refers.items() if t not in hanging and to & hanging}:
        hanging |= more
    assert hanging == set(store.DELETED) | store.KEPT
    assert not set(store.DELETED) & store.KEPT


def test_a_round_past_its_term_is_disposed_of(city, tmp_path):
    fill(city, tmp_path)
    letter = city.db.value("SELECT id FROM notice")
    outbox_file(tmp_path, letter).parent.mkdir()
    outbox_file(tmp_path, letter).write_text(SECRET, encoding="utf-8")
    archived(city)
    before = store.counts(city.db, city.round_id)
    assert all(
        before[t] for t in ("form", "answer", "version", "version_answer", "flag", "notice", "file", "tally")
    )
    made = service.dispose(city.db, SYSTEM, NOW, tmp_path, city.round_id, "試験調査 ", "保存年限満了")
    assert made.counts == before
    assert [(e.name, e.files) for e in made.editions] == [("第３回", ("第３回.xlsx",))]
    assert set(store.counts(city.db, city.round_id).values()) == {0}
    gone = rounds.get(city.db, city.round_id)
    assert gone.disposed_at
    assert gone.shown_state == "disposed"
    assert len(rounds.sections(city.db, city.round_id)) == 3
    assert city.db.value("SELECT count(*) FROM disposing") == 0
    assert city.db.all("PRAGMA foreign_key_check") == []
    last = city.db.one("SELECT action, subject FROM audit WHERE action LIKE 'disposal.%'")
    assert tuple(last) == ("disposal.dispose", f"round {city.round_id}")
    assert service.dispose(city.db, SYSTEM, NOW, tmp_path, city.round_id, "", "") == made, "a second click"
    city.db.close()
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        assert SECRET.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("prepare", "name", "reason"),
    [
        (lambda city: None, "試験調査", "x"),
        (lambda city: archived(city, ""), "試験調査", "x"),
        (lambda city: archived(city, "2026-11-21"), "試験調査", "x"),
        (archived, "試験", "x"),
        (archived, "試験調査", " "),
        (archived, "試験調査", "x" * 501),
    ],
    ids=["not archived", "no term", "last day of the term", "another name", "no reason", "long reason"],
)
def test_what_is_not_due_or_not_meant_stays(city, tmp_path, prepare, name, reason):
    fill(city, tmp_path)
    prepare(city)
    before = store.counts(city.db, city.round_id)
    with pytest.raises(Refused):
        service.dispose(city.db, SYSTEM, NOW, tmp_path, city.round_id, name, reason)
    assert store.counts(city.db, city.round_id) == before
    assert service.records(city.db) == []


def test_the_neighbour_keeps_everything(city, tmp_path):
    """The door opens for one round: not for another one's rows, even inside the same transaction."""
    form = fill(city, tmp_path)
    other = rounds.create(city.db, SYSTEM, NOW, "次の調査", 2027, city.sections)
    rounds.change(
        city.db, SYSTEM, NOW, other, state="closed", keep_until="2020-01-01", archived_at="2026-11-01"
    )
    with city.db.write():
        city.db.insert(
            "disposal", round_id=other, round_name="x", year=1, keep_until="x", counts="{}", editions="[]",
            reason="x", disposed_at="x", disposed_by_name="x",
        )  # fmt: skip

    def reach_over():
        with city.db.write():
            city.db.insert("disposing", round_id=other, day="2026-11-21")
            city.db.run("DELETE FROM version_answer")

    with pytest.raises(Error, match="kept as they are"):
        reach_over()
    assert city.db.value("SELECT count(*) FROM version WHERE form_id = ?", (form,)) == 1


def test_the_door_cannot_be_left_open(city):
    archived(city)

    def leave_it_open():
        with city.db.write():
            store.add(
                city.db, SYSTEM, NOW, service.Record(0, city.round_id, "x", 1, "x", {}, [], "x", "", "")
            )
            city.db.insert("disposing", round_id=city.round_id, day="2026-11-21")

    with pytest.raises(Error, match="FOREIGN KEY"):
        leave_it_open()
    assert city.db.value("SELECT count(*) FROM disposing") == 0
    assert service.records(city.db) == []
    with city.db.write():
        record(city.db, SYSTEM, NOW, "rounds.change", "round 1")  # the next transaction is not disturbed


def test_nothing_changes_afterwards(city, tmp_path):
    archived(city)
    made = service.dispose(city.db, SYSTEM, NOW, tmp_path, city.round_id, "試験調査", "x")
    with pytest.raises(Refused):
        rounds.change(city.db, SYSTEM, NOW, city.round_id, archived_at="")
    for sql in (
        "UPDATE round SET disposed_at = ''", "UPDATE disposal SET reason = 'y'", "DELETE FROM disposal",
        f"REPLACE INTO disposal SELECT * FROM disposal WHERE id = {made.id}",
    ):  # fmt: skip
        with pytest.raises(Error), city.db.write():
            city.db.run(sql)
    with city.db.write():
        record(city.db, SYSTEM, NOW, "rounds.create", "round 2")


def test_what_a_later_round_took_over_stays(city, tmp_path):
    form = add_project(city)
    other = rounds.create(city.db, SYSTEM, NOW, "次の調査", 2027, city.sections)
    with city.db.write():
        child = city.db.insert(
            "form", round_id=other, section_id=city.sections[0], questionnaire="a", single=0, position=1,
            created_at="x", origin_id=form,
        )  # fmt: skip
        shared = files.put(city.db, SYSTEM, NOW, tmp_path, "記入要領.pdf", "application/pdf", b"x")
        for round_id in (city.round_id, other):
            city.db.insert(
                "round_material",
                round_id=round_id,
                kind="guide",
                title="x",
                file_id=shared,
                position=1,
                changed_at="x",
            )
    archived(city)
    made = service.dispose(city.db, SYSTEM, NOW, tmp_path, city.round_id, "試験調査", "x")
    assert made.counts["file"] == 0, "the file is used by another round as well"
    assert files.read(city.db, tmp_path, shared) == b"x"
    assert city.db.value("SELECT origin_id FROM form WHERE id = ?", (child,)) is None

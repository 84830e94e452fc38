"""Backups: whole while others write, checked before they are believed, never over data by accident."""

import hashlib
import json
import shutil
import threading
import time
import zipfile
from contextlib import closing
from datetime import timedelta

import pytest

from app import instance
from app.backup import archive, service
from app.config import BackupConfig
from app.db import Database
from app.errors import Refused
from app.files import service as files
from app.locks import FileLock
from app.responses.service import drafting, reading
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer
from tests.support.city import NOW, make_city


@pytest.fixture
def city(tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    made = make_city(folder)
    yield made
    made.db.close()


@pytest.fixture
def folder(tmp_path, city):
    """An instance with an answer, a stored file, a letter in the outbox, settings and a key."""
    one = tmp_path / "one"
    files.put(city.db, SYSTEM, NOW, one, "第３回会議資料.pdf", "application/pdf", b"%PDF-1.7 paper")
    (one / "outbox").mkdir()
    (one / "outbox" / "000001.eml").write_bytes(b"Subject: x\r\n\r\n")
    (one / "outbox" / "000002.part").write_bytes(b"half")
    (one / "config.toml").write_text("secure_cookies = true\n", encoding="utf-8")
    (one / "mail-password").write_text("secret", encoding="utf-8")
    instance.secret_key(one)
    return one


@pytest.fixture
def packed(tmp_path, city, folder):
    file = tmp_path / "backup.zip"
    service.make(city.db, folder, NOW, file)
    return file


def refused(file, folder, **more):
    with pytest.raises(Refused) as error:
        service.restore(folder, file, NOW, **{"force": False, **more})
    return error.value.message.ja


def test_everything_but_the_secrets_is_in_it(packed):
    with zipfile.ZipFile(packed) as made:
        names = made.namelist()
        manifest = json.loads(made.read("manifest.json"))
    assert [n.split("/")[0] for n in names] == [
        "kikitori.db",
        "config.toml",
        "files",
        "outbox",
        "manifest.json",
    ]
    assert set(manifest["members"]) == set(names) - {"manifest.json"}
    assert manifest["migrations"][:2] == ["0001_survey", "0002_collection"]
    assert packed.stat().st_mode & 0o077 == 0
    assert [p.name for p in packed.parent.iterdir() if p.name.startswith(".")] == []


def test_restored_elsewhere_it_is_the_same(tmp_path, city, folder, packed):
    form = drafting.add_form(
        city.db, city.writer, NOW, city.round_id, city.sections[0], "a"
    )  # after the backup
    other = tmp_path / "two"
    done = service.restore(other, packed, NOW, force=False)
    assert done.aside is None
    assert (other / "config.toml").read_text() == "secure_cookies = true\n"
    assert files.read(city.db, folder, 1) == b"%PDF-1.7 paper"
    with closing(instance.open_database(other)) as db:
        assert files.read(db, other, 1) == b"%PDF-1.7 paper"
        assert rounds.get(db, city.round_id) == rounds.get(city.db, city.round_id)
        assert db.value("SELECT count(*) FROM form WHERE id = ?", (form,)) == 0
        assert db.faults() == []
    assert not (other / "secret-key").exists()
    assert not (other / "mail-password").exists()


def test_while_others_write(tmp_path, city, folder):
    """Every backup taken under load holds a state that once was: whole, and with both halves of each write."""
    stop = threading.Event()
    written = [0]

    def write():
        while not stop.is_set():
            with city.db.write():
                for name in ("left", "right"):
                    city.db.run(
                        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                        (name, str(written[0])),
                    )
            written[0] += 1

    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in writers:
        thread.start()
    try:
        while written[0] < 4:
            time.sleep(0.01)
        seen = []
        for i in range(5):
            before = written[0]
            service.make(city.db, folder, NOW, tmp_path / f"{i}.zip")
            seen.append(written[0] - before)
    finally:
        stop.set()
        for thread in writers:
            thread.join()
    assert sum(seen) > 0, "writers went on meanwhile"
    for i in range(5):
        other = tmp_path / f"restored-{i}"
        service.restore(other, tmp_path / f"{i}.zip", NOW, force=False)
        with closing(Database(other / "kikitori.db")) as db:
            kept = dict(
                tuple(row) for row in db.all("SELECT key, value FROM setting WHERE key IN ('left', 'right')")
            )
            assert kept["left"] == kept["right"]


def test_data_that_is_there_is_never_overwritten_by_accident(city, folder, packed):
    drafting.add_form(city.db, city.writer, NOW, city.round_id, city.sections[0], "a")
    city.db.close()
    assert "--force" in refused(packed, folder)
    done = service.restore(folder, packed, NOW, force=True)
    assert done.aside == folder / "before-restore-20261121-090000"
    assert sorted(p.name for p in done.aside.iterdir()) == ["config.toml", "files", "kikitori.db", "outbox"]
    with (
        closing(Database(done.aside / "kikitori.db")) as old,
        closing(Database(folder / "kikitori.db")) as new,
    ):
        count = "SELECT count(*) FROM form"
        assert (old.value(count), new.value(count)) == (1, 0)
    assert (folder / "secret-key").exists()


def test_a_prepared_config_is_kept(tmp_path, packed):
    other = tmp_path / "two"
    other.mkdir()
    (other / "config.toml").write_text("secure_cookies = false\n", encoding="utf-8")
    assert service.restore(other, packed, NOW, force=False).kept_config
    assert (other / "config.toml").read_text() == "secure_cookies = false\n"


def test_a_server_at_work_is_noticed(folder, packed):
    lock = FileLock(folder / "worker.lock")
    assert lock.acquire()
    assert "サーバーが動いています" in refused(packed, folder, force=True)
    lock.release()
    service.restore(folder, packed, NOW, force=True)


def rewritten(packed, change):
    """The backup with other content: change(name, data) → (name, data) or None."""
    file = packed.with_name("changed.zip")
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            kept = change(name, old.read(name))
            if kept is not None:
                new.writestr(*kept)
    return file


def with_manifest(packed, change):
    def apply(name, data):
        if name != "manifest.json":
            return name, data
        told = json.loads(data)
        change(told)
        return name, json.dumps(told)

    return rewritten(packed, apply)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda p: rewritten(p, lambda n, d: (n, d + b"x" if n.startswith("files/") else d)), "files/"),
        (lambda p: rewritten(p, lambda n, d: (n, d.replace("試験調査".encode(), "別の調査".encode()))), "kikitori.db"),
        (lambda p: rewritten(p, lambda n, d: None if n.startswith("outbox/") else (n, d)), "目録と一致しません"),
        (lambda p: rewritten(p, lambda n, d: None if n == "manifest.json" else (n, d)), "目録"),
        (lambda p: rewritten(p, lambda n, d: (n.replace("outbox/", "outbox/../../"), d)), "目録と一致しません"),
        (lambda p: with_manifest(p, lambda m: m.update(format=2)), "この版では読めない"),
        (lambda p: with_manifest(p, lambda m: m["migrations"].append("0099_later")), "新しい版"),
        (lambda p: with_manifest(p, lambda m: m["members"]["kikitori.db"].update(size=5)), "kikitori.db"),
        (lambda p: with_manifest(p, lambda m: m.pop("members")), "目録"),
    ],
)  # fmt: skip
def test_a_tampered_backup_is_refused_and_nothing_touched(tmp_path, packed, spoil, told):
    other = tmp_path / "two"
    assert told in refused(spoil(packed), other)
    assert [p.name for p in other.iterdir()] == ["worker.lock"]


def test_names_that_lead_outside_are_refused(tmp_path, packed):
    def outside(name, data):
        if name == "manifest.json":
            return name, data.replace(b"outbox/000001.eml", b"outbox/../../evil.eml")
        return name.replace("outbox/000001.eml", "outbox/../../evil.eml"), data

    assert "許されない名前" in refused(rewritten(packed, outside), tmp_path / "two")
    assert not (tmp_path / "evil.eml").exists()


def test_what_is_no_backup(tmp_path, packed):
    for data in (b"", b"PK\x03\x04 nonsense", packed.read_bytes()[:-100], b"x" * 5000):
        file = tmp_path / "no.zip"
        file.write_bytes(data)
        assert "使えません" in refused(file, tmp_path / "two")


def test_a_damaged_database_inside_is_refused(tmp_path, packed):
    """The manifest can be right about a database that is broken."""

    def spoiled(name, data):
        return (name, data[:100] + bytes(4000) + data[4100:]) if name == "kikitori.db" else (name, data)

    broken = rewritten(packed, spoiled)
    with zipfile.ZipFile(broken) as made:
        digest = hashlib.sha256(made.read("kikitori.db")).hexdigest()
    file = with_manifest(broken.rename(packed), lambda m: m["members"]["kikitori.db"].update(sha256=digest))
    assert "使えません" in refused(file, tmp_path / "two")


def test_a_lost_file_is_told_instead_of_a_backup_without_it(tmp_path, city, folder):
    shutil.rmtree(folder / "files")
    with pytest.raises(Refused) as error:
        service.make(city.db, folder, NOW, tmp_path / "b.zip")
    assert "第３回会議資料.pdf" in error.value.message.ja
    assert not (tmp_path / "b.zip").exists()


def test_a_folder_that_cannot_be_written_and_a_full_disk(tmp_path, city, folder, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Refused) as error:
        service.make(city.db, folder, NOW, tmp_path / "file" / "b.zip")
    assert "書けません" in error.value.message.ja

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "pack", full)
    with pytest.raises(Refused) as error:
        service.make(city.db, folder, NOW, tmp_path / "b.zip")
    assert "No space left" in error.value.message.en
    assert [p for p in tmp_path.iterdir() if "kikitori" in p.name or p.name == "b.zip"] == []


def test_an_exchange_that_fails_puts_everything_back(city, folder, packed, monkeypatch):
    city.db.close()
    rename = service.Path.rename

    def stumbling(self, goal):
        if self.parent.name.startswith(".kikitori-") and self.name == "files":
            raise OSError(13, "Permission denied")
        return rename(self, goal)

    before = sorted(p.name for p in folder.iterdir())
    monkeypatch.setattr(service.Path, "rename", stumbling)
    refused(packed, folder, force=True)
    assert [n for n in sorted(p.name for p in folder.iterdir()) if not n.startswith("before-")] == sorted(
        {*before, "worker.lock"}
    )


# Every day


def test_every_day_once_and_old_ones_go(tmp_path, city, folder):
    config = BackupConfig(str(tmp_path / "daily"), "02:30", 2)
    made, moment = [], NOW  # 9 o'clock: today's 2:30 has passed
    for _ in range(4 * 24):
        file = service.daily(city.db, folder, moment, config)
        made += [file.name] if file else []
        moment += timedelta(hours=1)
    assert made == [f"kikitori-202611{d}-{t}.zip" for d, t in (("21", "0900"), ("22", "0300"), ("23", "0300"), ("24", "0300"), ("25", "0300"))]  # fmt: skip
    assert sorted(p.name for p in (tmp_path / "daily").iterdir()) == made[-3:]
    known = service.last(city.db)
    assert known.file.endswith(made[-1])
    assert known.size > 1000


def test_a_failure_is_shown_and_tried_again_in_an_hour(tmp_path, city, folder):
    (tmp_path / "daily").write_text("in the way", encoding="utf-8")
    config = BackupConfig(str(tmp_path / "daily"))
    assert service.daily(city.db, folder, NOW, config) is None
    assert "書けません" in service.last(city.db).error
    (tmp_path / "daily").unlink()
    assert service.daily(city.db, folder, NOW + timedelta(minutes=30), config) is None
    assert service.daily(city.db, folder, NOW + timedelta(minutes=61), config) is not None
    assert service.last(city.db).error == ""


def test_without_a_folder_there_is_no_daily_backup(city, folder):
    assert service.daily(city.db, folder, NOW, BackupConfig()) is None
    assert service.last(city.db) == service.Last()


def test_answers_come_back_as_they_were(tmp_path, city, folder):
    form = drafting.add_form(city.db, city.writer, NOW, city.round_id, city.sections[0], "a")
    text = "神（U+FA19）𠮷野家 髙橋\r\n=1+1"
    drafting.write_answers(city.db, city.writer, NOW, form, {"content": Answer(text=text)})
    service.make(city.db, folder, NOW, tmp_path / "b.zip")
    service.restore(tmp_path / "two", tmp_path / "b.zip", NOW, force=False)
    with closing(instance.open_database(tmp_path / "two")) as db:
        assert reading.drafts(db, form) == reading.drafts(city.db, form)

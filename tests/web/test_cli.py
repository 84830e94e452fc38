"""The `kikitori` command: what it does, what it says, and how it ends."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import create_app, web
from app.accounts import passwords
from app.accounts import service as accounts
from app.cli import COMMANDS, default_instance, main
from app.clock import now
from app.demo import load
from app.demo.sign_ins import SIGN_INS
from app.flags import service as flags
from app.instance import database_path, open_database
from app.locks import FileLock
from app.responses.service import reading
from app.results import service as results
from app.rounds import service as rounds
from app.security import SYSTEM
from app.settings import service as settings

ROOT = Path(__file__).parents[2]
CSV = "order,department,section,unit_kind\n1,企画財政部,企画政策課,section\n2,市民部,コミュニティ文化課,section\n"


@pytest.fixture
def instance(tmp_path):
    return tmp_path / "one"


@pytest.fixture
def sections(tmp_path):
    path = tmp_path / "sections.csv"
    path.write_bytes(CSV.encode("cp932"))
    return path


def opened(folder, ask):
    """Ask a database that is closed again at once."""
    db = open_database(folder)
    try:
        return ask(db)
    finally:
        db.close()


def one_line(told):
    code, out, err = told
    assert code == 1
    assert out == ""
    assert err.startswith("kikitori: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


# Help


def test_help_names_every_command(run):
    code, out, _ = run("--help")
    assert code == 0
    for name in ("serve", "init", "add-account", "new-round", "reset-password", "demo-reset", "retally"):
        assert f"  {name} " in out
    for word in ("Examples", "Exit codes", "--instance"):
        assert word in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run, name):
    code, out, _ = run(name, "--help")
    assert code == 0
    assert len(out) > 150


def test_help_is_quick():
    """Neither Flask nor SQLite nor pandas is imported for it."""
    code = (
        "import sys; from app.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'flask', 'sqlite3', 'pandas', 'numpy', 'openpyxl'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, encoding="utf-8"
    )
    assert done.stderr.strip() == "[]"


def test_unknown_command_and_option(run):
    assert run("no-such")[0] == 2
    assert run("rounds", "--no-such")[0] == 2


def test_where_the_instance_is(monkeypatch, tmp_path):
    assert default_instance() == ROOT / "instance"
    monkeypatch.setenv("KIKITORI_INSTANCE", str(tmp_path))
    assert default_instance() == tmp_path


# Setting up


def test_init_gives_one_link(run, instance):
    code, out, _ = run("init", "--city", "小金井市")
    assert code == 0
    path = re.search(r"/link/\S+", out)[0]
    assert (instance / "secret-key").stat().st_mode & 0o077 == 0
    app = create_app(instance, testing=True)
    page = app.test_client().get(path)
    assert page.status_code == 200
    assert "小金井市" in page.text
    app.extensions["kikitori"].db.close()
    assert "既にあります" in one_line(run("init"))


def test_without_a_database(run, instance):
    for arguments in (["rounds"], ["add-account", "x", "--name", "x", "--role", "member"], ["demo-reset"]):
        assert "データベースがありません" in one_line(run(*arguments))
    assert not instance.exists()


def test_accounts(run, instance, sections):
    run("init")
    run("new-round", "調査", "--year", "2026", "--sections", sections)
    added = run(
        "add-account", "bunka", "--name", "文化課", "--role", "section", "--section", "コミュニティ文化課"
    )
    assert added[0] == 0
    assert "/link/" in added[1]
    both = run(
        "add-account", "two", "--name", "二課", "--role", "section",
        "--section", "市民部/コミュニティ文化課", "--section", "企画政策課",
    )  # fmt: skip
    assert both[0] == 0
    assert len(opened(instance, lambda db: accounts.find(db, "two")).sections) == 2
    head = run(
        "add-account", "kacho", "--name", "課長", "--role", "section", "--section", "企画政策課",
        "--section-role", "approver", "--email", "kacho@example.jp",
    )  # fmt: skip
    assert head[0] == 0
    made = opened(instance, lambda db: accounts.find(db, "kacho"))
    assert (list(made.roles.values()), made.email) == (["approver"], "kacho@example.jp")
    assert "既に使われています" in one_line(run("add-account", "bunka", "--name", "x", "--role", "member"))
    assert "課「文化」はありません" in one_line(
        run("add-account", "c", "--name", "x", "--role", "section", "--section", "文化")
    )
    assert run("add-account", "d", "--name", "x", "--role", "mayor")[0] == 2
    assert "/link/" in run("reset-password", "bunka")[1]
    assert "アカウント「nobody」はありません" in one_line(run("reset-password", "nobody"))


def test_rounds(run, instance, sections):
    made = run(
        "new-round", "令和8年度 調査", "--year", "2026", "--sections", sections, "--deadline", "2026-12-11"
    )
    assert made[0] == 0
    assert "2課" in made[1]
    assert run("open-round", "令和8年度 調査")[0] == 0
    assert "受付中" in run("rounds")[1]
    assert run("close-round", "1")[0] == 0
    code, out, _ = run("rounds")
    assert (code, out) == (0, "1\t令和8年度 調査\t締切済 (closed)\t2課 (sections)\t2026-12-11\n")
    assert run("retally", "1")[0] == 0
    assert "調査「9」はありません（登録されている調査：1: 令和8年度 調査）" in one_line(
        run("open-round", "9")
    )
    for name in ("令和8年度 調査", " 令和8年度 調査　"):
        assert "既にあります" in one_line(run("new-round", name, "--year", "2026"))
    assert "はありません" in one_line(run("close-round", "9" * 30))
    assert run("new-round", "次の調査", "--year", "2027")[0] == 0
    asked = opened(instance, lambda db: rounds.sections(db, 2))
    assert [s.name for s in asked] == ["企画政策課", "コミュニティ文化課"]


def test_a_new_round_with_all_its_dates(run, instance, sections):
    named = ("new-round", "令和8年度 調査", "--year", "2026", "--sections", sections, "--approval")
    days = ("--deadline", "2026-12-11T17:15", "--new-until", "2026-12-18", "--edit-until", "2027-03-31")
    assert run(*named, *days)[0] == 0
    made = opened(instance, lambda db: rounds.get(db, 1))
    assert (made.deadline, made.new_until, made.edit_until) == (
        "2026-12-11T17:15",
        "2026-12-18",
        "2027-03-31",
    )
    assert made.approval
    assert "提出期限と同じか" in one_line(
        run("new-round", "x", "--year", "2026", *days[:2], "--new-until", "2026-12-10")
    )
    assert run("new-round", "x", "--year", "2026", "--deadline", "12/11")[0] == 2
    assert len(opened(instance, rounds.all_rounds)) == 1


def test_next_round(run, instance, sections):
    run("new-round", "令和8年度 調査", "--year", "2026", "--sections", sections)
    made = run("next-round", "1", "--name", "令和9年度 調査", "--year", "2027")
    assert (made[0], "2課、引き継いだ事業0件" in made[1]) == (0, True)
    assert opened(instance, lambda db: rounds.get(db, 2)).previous_id == 1
    assert "既にあります" in one_line(run("next-round", "1", "--name", "令和9年度 調査", "--year", "2027"))
    assert run("next-round", "2", "--name", "その次", "--year", "2028", "--same-questionnaires")[0] == 0


def test_an_archived_round_is_not_opened_and_takes_no_extension(run, instance, sections):
    run("new-round", "調査", "--year", "2026", "--sections", sections)
    opened(instance, lambda db: rounds.change(db, SYSTEM, now(), 1, state="closed", archived_at="2026-11-25"))
    assert "先に受付を終了" in one_line(run("open-round", "1"))
    assert "保存 (archived)" in run("rounds")[1]


def test_sections_that_cannot_be_read(run, tmp_path, instance):
    run("init")
    assert "--sections" in one_line(run("new-round", "x", "--year", "2026"))
    bad = tmp_path / "bad.csv"
    for content in (b"", b"department\n\xe9\x83\xa8\n", b"\xff\xfe\x00", b"department,section\n,x\n"):
        bad.write_bytes(content)
        assert "bad.csv" in one_line(run("new-round", "x", "--year", "2026", "--sections", bad))
    assert opened(instance, rounds.all_rounds) == []


def test_a_file_that_is_no_database(run, instance):
    instance.mkdir()
    database_path(instance).write_bytes(b"this is not a database at all" * 100)
    assert "データベースを使えません" in one_line(run("rounds"))


def test_broken_config(run, instance):
    instance.mkdir()
    (instance / "config.toml").write_text("secure_cookie = true", encoding="utf-8")
    assert "secure_cookie" in one_line(run("serve", "--port", "0"))


def test_folder_that_cannot_be_made(run, tmp_path):
    (tmp_path / "one").write_text("a file stands there", encoding="utf-8")
    assert run("init")[0] in {1, 2}


# The demo


def test_demo_reset_refuses_real_data(run, instance):
    run("init")
    before = database_path(instance).read_bytes()
    assert "デモ用ではない" in one_line(run("demo-reset", "--yes"))
    assert database_path(instance).read_bytes() == before


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(instance, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "--instance", str(instance), "serve", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
    )


def fetch(port):
    for _ in range(1200):  # a minute: a server may make its demo first, and the machine may be busy
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def stop(server):
    server.terminate()
    out, err = server.communicate(timeout=20)
    assert "Traceback" not in err
    return out


def test_serve_makes_the_demo_and_keeps_it(instance, run):
    port = free_port()
    server = start(instance, "--demo", "--port", str(port))
    page = fetch(port)
    for word in ("demo-bunka-2026", "demo-kacho-2026", "demo-jimu-2026", "demo-member-2026"):
        assert word in page
    taken = run("serve", "--port", port)
    assert f"ポート {port} を使えません" in one_line(taken)
    out = stop(server)
    assert f"http://127.0.0.1:{port}" in out
    assert out.count("demo-") == 4

    opened(instance, settings_changed)
    second = start(instance, "--demo", "--port", str(port))
    page = fetch(port)
    stop(second)
    assert "変更した市" in page, "a second start keeps the data"

    assert run("demo-reset", "--yes")[0] == 0
    assert opened(instance, settings.city) == "デモ市"
    assert sorted(p.name for p in instance.iterdir()) == ["files", "kikitori.db", "secret-key", "worker.lock"]


def settings_changed(db):
    with db.write():
        settings.put(db, settings.CITY, "変更した市")


DEMO_DAY = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo city, made once: who changes it works on a copy."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    load.create(folder, DEMO_DAY)
    return folder


def test_demo_sign_ins_are_off_beyond_this_machine(demo, instance):
    shutil.copytree(demo, instance)
    port = free_port()
    server = start(instance, "--demo", "--host", "0.0.0.0", "--port", str(port))
    page = fetch(port)
    out = stop(server)
    assert "demo-jimu" not in page + out
    assert "127.0.0.1" in out


def test_demo_is_the_same_each_time(demo, tmp_path):
    load.create(tmp_path / "again", DEMO_DAY)
    rows = []
    for folder in (demo, tmp_path / "again"):
        rows.append(
            opened(
                folder,
                lambda db: [
                    [tuple(r) for r in db.all(f"SELECT * FROM {table}")]
                    for table in (
                        "section",
                        "round",
                        "form",
                        "answer",
                        "version_answer",
                        "flag",
                        "tally",
                        "audit",
                    )
                ],
            )
        )
    assert rows[0] == rows[1]


def test_demo_city(demo):
    def ask(db):
        old, new = rounds.find(db, load.OLD_ROUND), rounds.find(db, load.NEW_ROUND)
        assert (old.state, new.state) == ("closed", "open")
        assert new.deadline == "2026-12-11", "a Friday"
        counted = Counter(f.questionnaire for f in reading.submitted_forms(db, old.id))
        assert counted == {"overall": 52, "a": 70, "b": 5, "c": 4}
        states = Counter(s.state for s in reading.standing(db, DEMO_DAY, new.id).values())
        assert min(states[k] for k in ("submitted", "none", "draft")) >= 10
        assert states["missing"] > 52
        assert flags.counts(db, new.id)["open"] > 0
        assert [r.id for r in results.released_rounds(db)] == [old.id]
        assert {a.login for a in accounts.demo_accounts(db)} == {s.login for s in SIGN_INS}

    opened(demo, ask)
    assert sorted(p.name for p in demo.iterdir()) == ["files", "kikitori.db"]


def test_check_tells_faults_one_by_one(run, instance):
    run("init")
    assert run("check")[:2] == (0, "問題はありません (no fault found).\n")
    (instance / "files" / "ab").mkdir(parents=True)
    (instance / "files" / "ab" / "stray").write_bytes(b"x")
    code, out, _ = run("check")
    assert code == 1
    assert "stray" in out
    assert run("check", "--drop-unused")[0] == 0
    assert not (instance / "files" / "ab" / "stray").exists()


# Backup and restore


def test_backup_and_restore(run, instance, tmp_path, monkeypatch, sections, capsys):
    run("init", "--city", "小金井市")
    run("new-round", "令和8年度 調査", "--year", "2026", "--sections", sections)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    opened(instance, with_password)
    file = tmp_path / "backup.zip"
    code, out, _ = run("backup", file)
    assert code == 0
    assert str(file) in out
    assert "既にあります" in one_line(run("backup", file))
    assert "--force" in one_line(run("restore", file))
    assert run("restore", "--force", file)[0] == 0
    other = tmp_path / "other"
    with pytest.raises(SystemExit) as ended:
        main(["--instance", str(other), "restore", str(file)])
    assert not ended.value.code
    assert "復元しました" in capsys.readouterr().out
    assert [r.name for r in opened(other, rounds.all_rounds)] == ["令和8年度 調査"]
    app = create_app(other, testing=True)
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
    form = {"csrf_token": token, "login": "jimukyoku", "password": "correct horse battery"}
    assert client.post("/sign-in", data=form).status_code == 303
    web.runtime(app).db.close()
    file.write_bytes(file.read_bytes()[:-30])
    assert "使えません" in one_line(run("restore", "--force", file))


def with_password(db):
    with db.write():
        db.run("UPDATE account SET password_hash = ?", (passwords.HASHER.hash("correct horse battery"),))


def test_restore_notices_a_server_at_work(instance, run, tmp_path):
    run("init")
    run("backup", tmp_path / "b.zip")
    port = free_port()
    server = start(instance, "--port", str(port))
    fetch(port)
    lock = FileLock(instance / "worker.lock")
    for _ in range(200):  # the worker takes its lock a moment after the first page
        if not lock.acquire():
            break
        lock.release()
        time.sleep(0.05)
    told = run("restore", "--force", tmp_path / "b.zip")
    stop(server)
    assert "サーバーが動いています" in one_line(told)

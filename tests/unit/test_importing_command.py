"""`kikitori import-round`: what it prints, how it ends, and what it leaves behind."""

import pytest

from app.cli import main
from app.instance import database_path, open_database
from app.rounds import service as rounds
from app.settings import service as settings
from tests.support.importing import change, demo_folder, put
from tests.support.koganei import DEMO

NAME = "平成22年度 協働実態調査"


@pytest.fixture
def run(tmp_path, capsys):
    """run(source, options…) → (exit code, standard output, standard error)."""

    def call(*arguments, command="import-round"):
        with pytest.raises(SystemExit) as ended:
            main(["--instance", str(tmp_path / "one"), command, *map(str, arguments)])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return call


@pytest.fixture
def instance(tmp_path):
    return tmp_path / "one"


def test_it_makes_the_instance_and_says_what_it_read(run, instance):
    code, out, err = run(DEMO, "--name", NAME, "--accept-flagged")
    assert (code, err) == (0, "")
    assert out.splitlines()[:6] == [
        f"「{NAME}」（2010年）: 取り込みました。",
        "  sections.csv: 読込 52件、要確認 0件、取込不可 0件",
        "  overall.csv: 読込 52件、要確認 0件、取込不可 0件",
        "  a_projects.csv: 読込 70件、要確認 17件、取込不可 0件",
        "  b_projects.csv: 読込 5件、要確認 0件、取込不可 0件",
        "  c_projects.csv: 読込 4件、要確認 1件、取込不可 0件",
    ]
    assert "要確認 (33)" in out
    db = open_database(instance)
    assert [(r.name, r.year, r.state) for r in rounds.all_rounds(db)] == [(NAME, 2010, "closed")]
    assert not settings.is_demo(db)
    db.close()
    code, out, _ = run(DEMO, "--name", NAME)
    assert code == 0
    assert "同じ内容で取り込み済みです" in out


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 1, "--accept-flagged"),
        (("--dry-run",), 1, "--accept-flagged"),
        (("--dry-run", "--accept-flagged"), 0, "何も取り込んでいません"),
        (("--dry-run", "--accept-flagged", "--lang", "en"), 0, "dry run"),
        (("--dry-run", "--accept-flagged", "--rows"), 0, "a_projects.csv 2行目"),
    ],
)
def test_nothing_is_left_behind_unless_it_was_imported(run, instance, options, code, words):
    ended, out, _ = run(DEMO, "--name", NAME, *options)
    assert ended == code
    assert words in out
    assert not database_path(instance).exists()


def test_a_refused_row_ends_with_1_and_leaves_a_known_instance_as_it_was(run, instance, tmp_path):
    folder = demo_folder(tmp_path / "in")
    run(DEMO, "--name", NAME, "--accept-flagged")
    before = database_path(instance).read_bytes()
    change(folder, "a_projects", put(2, decision_codes="99"))
    code, out, _ = run(folder, "--name", "2011年度", "--accept-flagged")
    assert code == 1
    assert "取込不可 (1)" in out
    assert "a_projects.csv 2行目" in out
    code, out, _ = run(folder, "--name", NAME)
    assert code == 1, "the same name with rows that cannot be read"
    db = open_database(instance)
    assert len(rounds.all_rounds(db)) == 1
    db.close()
    assert len(database_path(instance).read_bytes()) == len(before)


def test_other_content_under_the_same_name_ends_with_1(run, tmp_path):
    folder = demo_folder(tmp_path / "in")
    run(DEMO, "--name", NAME, "--accept-flagged")
    change(folder, "b_projects", put(2, reason_codes="1;8"))
    code, out, _ = run(folder, "--name", NAME, "--accept-flagged")
    assert code == 1
    assert "取り込み済みの内容との違い (1)\n  Ｂ Ｂ１ 環境政策課: reason: 「8」→「1;8」" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("{absent}", "--name", NAME), "is neither a folder nor a workbook"),
        ((DEMO, "--name", "実態調査"), "--year 2010"),
        ((DEMO, "--name", " "), "Please name the round"),
        ((DEMO, "--name", NAME, "--year", "22"), "must be a western one"),
    ],
)
def test_what_cannot_be_read_is_one_line(run, instance, tmp_path, arguments, words):
    code, out, err = run(*(str(a).format(absent=tmp_path / "absent") for a in arguments))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert words in err
    assert not database_path(instance).exists()


def test_export_wide_is_read_again(run, tmp_path):
    run(DEMO, "--name", NAME, "--accept-flagged")
    assert run("1", tmp_path / "out", "--wide", command="export")[0] == 0
    code, out, _ = run(tmp_path / "out", "--name", NAME)
    assert code == 0
    assert "同じ内容で取り込み済みです" in out

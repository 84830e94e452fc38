"""kikitori export: the files, what is refused, and that nothing of anybody's is written over."""

import csv
import shutil

import openpyxl
import pytest

from app.cli import main
from app.commands import export
from app.instance import database_path
from tests.support.stored import new_database, stored_round


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An instance with the demonstration's round of 2010, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    db = new_database(database_path(folder))
    stored_round(db)
    db.close()
    return folder


@pytest.fixture
def run(made, tmp_path, capsys):
    """run("1", target, "--csv"): the exit code, what was said, what was complained of."""
    folder = shutil.copytree(made, tmp_path / "instance")

    def act(*arguments):
        code = 0
        try:
            main(["--instance", str(folder), "export", *map(str, arguments)])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return act


@pytest.mark.parametrize("name", ["1", "協働実態調査"])
def test_workbook_by_name_or_number(run, tmp_path, name):
    target = tmp_path / "out.xlsx"
    code, told, complaint = run(name, target)
    assert (code, complaint) == (0, "")
    assert told.startswith(f"{target}\t")
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[:2] == ["全体 一覧", "Ａ 一覧"]
    assert {int(book["Ａ 一覧"].page_setup.paperSize), book["Ａ 一覧"].page_setup.orientation} == {
        8,
        "landscape",
    }
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_paper_and_language(run, tmp_path):
    target = tmp_path / "out.xlsx"
    assert run("1", target, "--paper", "A4", "--lang", "en")[0] == 0
    book = openpyxl.load_workbook(target)
    assert int(book.worksheets[1].page_setup.paperSize) == 9
    assert book.sheetnames[0].isascii()


def test_csv(run, tmp_path):
    target = tmp_path / "new" / "data"
    code, told, _ = run("1", target, "--csv")
    assert code == 0
    assert len(told.splitlines()) == 4
    raw = (target / "counts.csv").read_bytes()
    assert raw.startswith(
        b"\xef\xbb\xbfform,question,code,label,n,base,percent_of_base,mentions,percent_of_mentions\r\n"
    )
    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    why = {r["code"]: r["n"] for r in rows if (r["form"], r["question"]) == ("overall", "why_needed")}
    assert why["answered"] == "38"


def test_wide_is_what_an_import_reads(run, tmp_path, made):
    target = tmp_path / "copy"
    assert run("1", target, "--wide")[0] == 0
    db = new_database(tmp_path / "again.db")
    stored_round(db, target)
    assert db.value("SELECT count(*) FROM form") == 131
    db.close()


def test_nothing_is_written_over(run, tmp_path):
    file, folder = tmp_path / "there.xlsx", tmp_path / "there"
    file.write_text("mine")
    folder.mkdir()
    (folder / "note.txt").write_text("mine")
    for arguments in ((file,), (folder, "--csv"), (folder, "--wide")):
        code, told, complaint = run("1", *arguments)
        assert (code, told) == (1, "")
        assert "--force" in complaint
        assert len(complaint.splitlines()) == 1
    assert file.read_text() == "mine"
    assert [p.name for p in folder.iterdir()] == ["note.txt"]
    assert run("1", file, "--force")[0] == run("1", folder, "--csv", "--force")[0] == 0
    assert file.read_bytes()[:2] == b"PK"
    assert (folder / "note.txt").read_text() == "mine"


def test_an_empty_file_or_folder_is_taken(run, tmp_path):
    file, folder = tmp_path / "empty.xlsx", tmp_path / "empty"
    file.touch()
    folder.mkdir()
    assert run("1", file)[0] == run("1", folder, "--csv")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("9", "out.xlsx"), 1, "協働実態調査"),
        (("1", "out.ods"), 1, ".xlsx"),
        (("1", "out"), 1, "--csv"),
        (("1", "nowhere/out.xlsx"), 1, "nowhere"),
        (("1", ".", "--paper", "A4", "--csv"), 2, "--paper"),
        (("1", "out", "--csv", "--wide"), 2, "exclude"),
        (("1", "out.xlsx", "--paper", "B5"), 2, "B5"),
        (("1", "file", "--csv"), 1, "file"),
    ],
)
def test_refused(run, tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    ended, told, complaint = run(*arguments)
    assert (ended, told) == (code, "")
    assert said in complaint
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "instance"]


def test_a_failed_workbook_leaves_nothing(run, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.files, "write_xlsx", fail)
    target = tmp_path / "out.xlsx"
    target.write_text("mine")
    code, _, complaint = run("1", target, "--force")
    assert code == 1
    assert "No space left" in complaint
    assert target.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["instance", "out.xlsx"]


def test_an_instance_without_database_is_said(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["--instance", str(tmp_path), "export", "1", str(tmp_path / "out.xlsx")])
    assert end.value.code == 1
    assert "kikitori init" in capsys.readouterr().err


def test_help_is_worth_reading(run):
    code, told, _ = run("--help")
    assert code == 0
    for word in ("--csv", "--wide", "--paper", "--lang", "--force", "ROUND", "tables.xlsx"):
        assert word in told

"""kikitori minutes-parse."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = "会議次第\n（１）交通安全教室について\n会議要旨\n【会長】　（１）「交通安全教室について」を議題とする。\n【委員】　賛成。\n"


def test_json_has_the_shape_of_known_minutes(run, tmp_path):
    (tmp_path / "m.txt").write_text(SMALL, encoding="cp932")
    code, out, err = run("minutes-parse", tmp_path / "m.txt", "--json")
    assert (code, err) == (0, "")
    tables = json.loads(out)
    assert tables["agenda"] == [{"no": 1, "title": "交通安全教室について"}]
    assert tables["speeches"][1] == {"agenda_item": 1, "speaker": "委員", "text": "賛成。", "doubts": []}
    assert list(tables)[:4] == ["agenda", "materials", "materials_on_agenda_sheet", "results"]


def test_a_summary_without_json(run, tmp_path):
    (tmp_path / "m.txt").write_text(SMALL.replace("賛成。", "尐し賛成。"), encoding="utf-8")
    code, out, _ = run("minutes-parse", tmp_path / "m.txt")
    assert code == 0
    assert "発言 2（会長 1、委員 1）" in out
    assert "尐→少" in out


@pytest.mark.parametrize(
    ("name", "data"), [("none.txt", None), ("empty.txt", b" \n"), ("a.bin", bytes(range(256)) * 9)]
)
def test_what_cannot_be_read_ends_in_one_line(run, tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = run("minutes-parse", tmp_path / name, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("kikitori: ")
    assert err.count("\n") == 1


def test_standard_input_and_a_console_without_japanese(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "minutes-parse", "-", "--json"],
        input=SMALL.encode(), capture_output=True, cwd=ROOT, check=True, timeout=60,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    assert json.loads(done.stdout)["speeches"][0]["speaker"] == "会長"

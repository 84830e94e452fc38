"""Broken and hostile uploads: a clear word within five seconds and 200 MB, and nothing left behind."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.hostile import KINDS
from tests.support.workbooks import written

ROOT = Path(__file__).parents[2]
#: It would not even arrive if it were larger.
MOST_BYTES = 8 * 1024 * 1024


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What reading each file took."""
    folder, temporary = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("empty")
    good = written({"a": [{}]})
    paths = {what: folder / f"{n}.xlsx" for n, what in enumerate([*KINDS, "good"])}
    for what, (_, make) in KINDS.items():
        paths[what].write_bytes(make(good))
    paths["good"].write_bytes(written({"a": [{}] * 20}))
    command = [sys.executable, "-m", "tests.support.measured_reading", *map(str, paths.values())]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(temporary.iterdir()) == []
    said = json.loads(done.stdout)
    return {what: {**said[str(path)], "bytes": path.stat().st_size} for what, path in paths.items()}


@pytest.mark.parametrize("what", list(KINDS))
def test_a_hostile_workbook_is_refused_quickly_and_cheaply(measured, what):
    took = measured[what]
    assert took["rule"] == KINDS[what][0]
    assert took["seconds"] < 5
    assert took["peak"] < 200, f"{took['peak']:.0f} MB"
    assert took["bytes"] < MOST_BYTES


def test_a_good_one_of_twenty_projects_stays_below_the_same_limits(measured):
    assert measured["good"]["rule"] == ""
    assert measured["good"]["seconds"] < 5
    assert measured["good"]["peak"] < 200


def test_every_refusal_is_a_sentence_in_both_languages():
    from forms.questions import Text
    from forms.workbook import package

    told = [v for v in vars(package).values() if isinstance(v, Text)]
    assert len(told) >= 7
    for text in told:
        assert re.search("[ぁ-ん].*。$", text.ja)
        assert text.en.endswith(".")

"""What a machine lacks is said in one line: too old a Python, no venv module, no browser."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def checkout(tmp_path):
    """A folder with a space and Japanese letters in its name, as folders have."""
    folder = tmp_path / "聞き取り 2026"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/environment.sh", folder / ".ci")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def environment(checkout, python):
    return subprocess.run(
        ["sh", ".ci/environment.sh", "runtime"],
        cwd=checkout,
        env=os.environ | {"PYTHON": python},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_old_python_is_said_in_one_line(checkout, tmp_path):
    old = script(tmp_path / "old", 'case "$2" in *print*) echo 3.9;; *) exit 1;; esac')
    result = environment(checkout, old)
    assert result.returncode == 1
    assert result.stderr == (
        f"kikitori: Python 3.11 or newer is needed (found {old}: 3.9)."
        " On Debian: apt-get install python3 python3-venv\n"
    )
    assert not (checkout / ".venv").exists()


def test_no_python_is_said_in_one_line(checkout, tmp_path):
    result = environment(checkout, str(tmp_path / "nowhere"))
    assert "found " in result.stderr
    assert result.stderr.count("\n") == 1


def test_missing_venv_module_is_said_in_one_line(checkout, tmp_path):
    bare = script(
        tmp_path / "bare", f'case "$2" in *ensurepip*) exit 1;; *) exec "{sys.executable}" "$@";; esac'
    )
    result = environment(checkout, bare)
    assert result.returncode == 1
    assert "cannot make virtual environments here" in result.stderr
    assert result.stderr.count("\n") == 1


def test_interrupted_environment_is_not_complete(checkout, tmp_path):
    """The packages cannot be installed: no stamp stays, no lock stays, and the next run starts again."""
    (checkout / "requirements.lock").write_text("nothing==0 --hash=sha256:" + "0" * 64, encoding="utf-8")
    failing = script(
        tmp_path / "python",
        f'case "$*" in *"-m venv"*) mkdir -p .venv/bin; exit 1;; *) exec "{sys.executable}" "$@";; esac',
    )
    for _ in range(2):
        result = environment(checkout, failing)
        assert result.returncode == 1
        assert "making .venv" in result.stdout
        assert not list(checkout.glob(".venv/*.stamp"))
        assert not (checkout / ".venv.lock").exists()


def run_without_programs(pytester, monkeypatch, tmp_path, **env):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("KIKITORI_BROWSER_COUNT", str(tmp_path / "count"))
    monkeypatch.delenv("KIKITORI_REQUIRE_BROWSER", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile("def test_pages(chromium_path): pass\ndef test_sheets(soffice_path): pass")
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "ignore")


@pytest.mark.skipif(sys.platform != "linux", reason="programs are found outside PATH")
def test_missing_programs_skip_loudly(pytester, monkeypatch, tmp_path):
    result = run_without_programs(pytester, monkeypatch, tmp_path)
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["!!!! BROWSER TESTS WERE SKIPPED: no Chromium found", "!!!! OFFICE TESTS*"])
    assert (tmp_path / "count").read_text() == "0\n"


@pytest.mark.skipif(sys.platform != "linux", reason="programs are found outside PATH")
def test_missing_programs_fail_where_required(pytester, monkeypatch, tmp_path):
    run_without_programs(pytester, monkeypatch, tmp_path, KIKITORI_REQUIRE_BROWSER="1").assert_outcomes(
        errors=2
    )

"""What pyproject.toml and the lock files promise: all is installed, nothing comes from a special place."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = ("app", "forms", "reports")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(lock):
    return dict(
        re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    )


def names(requirements):
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in requirements}


def test_every_package_is_listed():
    """A new folder with an __init__.py belongs into pyproject.toml, [tool.setuptools] packages."""
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    found = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for name in ROOTS
        for path in (ROOT / name).rglob("__init__.py")
    }
    assert sorted(found - listed) == [], "to be added to pyproject.toml, [tool.setuptools] packages"
    assert sorted(listed - found) == [], "to be taken out of pyproject.toml, [tool.setuptools] packages"


def test_wheel_holds_every_file(tmp_path):
    for name in ROOTS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    command = "from setuptools.build_meta import build_wheel; build_wheel('wheel')"
    result = subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(next((tmp_path / "wheel").glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if not name.startswith("kikitori-")}
    lying = {
        path.relative_to(ROOT).as_posix()
        for name in ROOTS
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == lying


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_place(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--find-links|--index-url|--extra-index|--trusted-host| @ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


def test_locks_fit_the_project_and_each_other():
    extras = PROJECT["project"]["optional-dependencies"]
    runtime, dev = (pins(lock) for lock in LOCKS)
    assert names(PROJECT["project"]["dependencies"]) | names(extras["install"]) <= runtime.keys()
    assert names(extras["dev"]) <= dev.keys()
    assert runtime.items() <= dev.items()

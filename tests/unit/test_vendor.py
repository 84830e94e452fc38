"""Files of others lie unchanged in their folder, listed with version, licence and sha256."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ["app/static/vendor", "reports/writers/fonts", "tests/vendor"]


def problems(folder: Path) -> list[str]:
    listed = {}
    found = []
    for package in tomllib.loads((folder / "VENDOR.toml").read_text(encoding="utf-8"))["package"]:
        found += [
            f"{package} lacks {key}"
            for key in ("name", "source", "version", "licence")
            if not package.get(key)
        ]
        if package["version"] not in package["folder"]:
            found.append(f"{package['folder']}: the folder does not name version {package['version']}")
        listed |= {f"{package['folder']}/{name}": digest for name, digest in package["sha256"].items()}
        if not any(name.startswith("LICENSE") for name in package["sha256"]):
            found.append(f"{package['folder']}: no LICENSE")
    lying = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path != folder / "VENDOR.toml"
    }
    found += [f"not listed: {name}" for name in lying.keys() - listed.keys()]
    found += [f"missing: {name}" for name in listed.keys() - lying.keys()]
    for name in lying.keys() & listed.keys():
        if hashlib.sha256(lying[name].read_bytes()).hexdigest() != listed[name]:
            found.append(f"changed: {name}")
    return sorted(found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_vendored_files_are_as_listed(folder):
    assert problems(ROOT / folder) == []


def test_each_problem_is_seen(tmp_path):
    package = tmp_path / "thing-1.0"
    package.mkdir()
    for name in ("LICENSE", "changed.js", "unlisted.js"):
        (package / name).write_text(name)
    right = hashlib.sha256(b"LICENSE").hexdigest()
    (tmp_path / "VENDOR.toml").write_text(
        '[[package]]\nname = "thing"\nsource = "thing"\nversion = "1.0"\nlicence = "MIT"\n'
        'folder = "thing-1.0"\n'
        f'[package.sha256]\nLICENSE = "{right}"\n"changed.js" = "{right}"\n"missing.js" = "{right}"\n'
    )
    assert problems(tmp_path) == [
        "changed: thing-1.0/changed.js",
        "missing: thing-1.0/missing.js",
        "not listed: thing-1.0/unlisted.js",
    ]

"""The architecture, checked by a machine: layers, features, sizes. Each check is seen to fail on a breach."""

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "forms", "reports")
OTHER = {"tests", "instance", "build", "dist", "node_modules"}
FILE_LINES, FUNCTION_LINES, VIEW_LINES = 300, 40, 25
LOWER = {"store": {"service", "views", "page"}, "service": {"views", "page"}, "page": {"views"}}
REQUEST = {"flask.request", "flask.session", "flask.g", "flask.current_app"}


# Layers between packages: import-linter


def lint_imports(root):
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def copy_of_sources(target):
    """The sources as they are, with whatever a contract speaks of and is not written yet."""
    for package in PACKAGES:
        if (ROOT / package).is_dir():
            shutil.copytree(
                ROOT / package, target / package, ignore=shutil.ignore_patterns("*.pyc", "static", "fonts")
            )
        plant(target, f"{package}/__init__.py", "")
    for module in ("questions", "questionnaire"):
        if not (target / "forms" / module).is_dir():
            plant(target, f"forms/{module}.py", "")
    shutil.copy(ROOT / "pyproject.toml", target)


def plant(root, path, text):
    """Add text to a file, which may be new; folders on the way become packages."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    for folder in file.relative_to(root).parents:
        if folder.parts and folder.parts[0] in PACKAGES:
            (root / folder / "__init__.py").touch()
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{text}\n")


def test_contracts_are_kept():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


STANDS_ALONE = "forms imports neither app nor reports"
KNOWS_QUESTIONS = "reports imports only forms.questions and forms.questionnaire"
KNOWS_NO_WEB = "reports knows no Flask, WTForms or SQLite"
PANDAS = "pandas appears only in reports"
ONE_DOOR = "only app.db and app.migrations import SQLite"
PURE = "forms.questions and forms.questionnaire know no Flask or WTForms"
#: Each in a file of its own: contract, file, its text, and the import that the contract names.
BREACHES = [
    (STANDS_ALONE, "forms/one.py", "import app", "forms.one -> app"),
    (STANDS_ALONE, "forms/two.py", "from reports import planted", "forms.two -> reports.planted"),
    (KNOWS_QUESTIONS, "reports/one.py", "import forms.fields", "reports.one -> forms.fields"),
    (
        KNOWS_QUESTIONS,
        "reports/deep/two.py",
        "from forms import workbook",
        "reports.deep.two -> forms.workbook",
    ),
    (KNOWS_QUESTIONS, "reports/three.py", "import app.db", "reports.three -> app.db"),
    (KNOWS_NO_WEB, "reports/four.py", "import flask", "reports.four -> flask"),
    (KNOWS_NO_WEB, "reports/five.py", "from wtforms import Form", "reports.five -> wtforms"),
    (KNOWS_NO_WEB, "reports/six.py", "import sqlite3", "reports.six -> sqlite3"),
    (PANDAS, "app/one/service.py", "import pandas as pd", "app.one.service -> pandas"),
    (PANDAS, "forms/three.py", "def f():\n    from pandas import DataFrame", "forms.three -> pandas"),
    (ONE_DOOR, "app/two/store.py", "import sqlite3", "app.two.store -> sqlite3"),
    (ONE_DOOR, "app/three/store.py", "from sqlite_utils import Database", "app.three.store -> sqlite_utils"),
    (PURE, "forms/questions/four.py", "import wtforms", "forms.questions.four -> wtforms"),
    (PURE, "forms/questionnaire.py", "import flask", "forms.questionnaire -> flask"),
]


@pytest.fixture(scope="module")
def told_of_breaches(tmp_path_factory):
    """What is said of each contract where every breach is planted at once: its name → its part of the report."""
    root = tmp_path_factory.mktemp("breaches")
    copy_of_sources(root)
    for module in ("app/db.py", "forms/fields.py", "forms/workbook.py", "reports/planted.py"):
        plant(root, module, "")
    for _, path, text, _ in BREACHES:
        plant(root, path, text)
    result = lint_imports(root)
    assert result.returncode == 1, result.stdout + result.stderr
    report = result.stdout.partition("Broken contracts")[2]
    parts = re.split(r"^(\S.*)\n-{9,}$", report, flags=re.MULTILINE)[1:]  # name, part, name, part, …
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("contract", "named"), [(contract, named) for contract, _, _, named in BREACHES])
def test_contract_fails_on_a_breach(told_of_breaches, contract, named):
    assert f"-   {named} (l." in told_of_breaches[contract]


def test_allowed_imports_keep_every_contract(tmp_path):
    copy_of_sources(tmp_path)
    for path, text in {
        "app/db.py": "import sqlite3\nimport sqlite_utils",
        "app/migrations/m0001.py": "import sqlite3",
        "app/planted/service.py": "import flask\nimport reports.planted\nimport forms.fields",
        "forms/fields.py": "import wtforms\nimport forms.questionnaire",
        "reports/planted.py": "import pandas\nfrom forms.questionnaire import *\nfrom forms import questions",
    }.items():
        plant(tmp_path, path, text)
    result = lint_imports(tmp_path)
    assert "BROKEN" not in result.stdout, result.stdout
    assert result.returncode == 0, result.stdout + result.stderr


# Features of app, sizes of files and functions: read from the source


@dataclass(frozen=True)
class Source:
    """One Python file of our own."""

    path: str  # below the root, with slashes
    text: str

    @property
    def module(self):
        return self.path.removesuffix(".py").removesuffix("/__init__").split("/")

    @property
    def tree(self):
        return parsed(self.text)

    @property
    def feature(self):
        """The feature of app that the file belongs to, and its part in it (views, service, store, page)."""
        parts = self.module
        return tuple(parts[1:3]) if parts[0] == "app" and len(parts) > 2 else None

    def imports(self):
        """Dotted names of everything imported; names taken from a module count as its members."""
        package = self.module if self.path.endswith("/__init__.py") else self.module[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*start, *([node.module] if node.module else [])])
                yield base
                yield from (f"{base}.{name.name}" for name in node.names)

    def functions(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, node.end_lineno - node.lineno + 1


@cache
def parsed(text):
    return ast.parse(text)


def sources(root=ROOT):
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if not any(part in OTHER or part.startswith(".") for part in parts):
            yield Source("/".join(parts), path.read_text(encoding="utf-8"))


def is_in(name, module):
    return name == module or name.startswith(module + ".")


def feature_breaches(found):
    """A feature asks another feature's service, never its store; store < service < page < views."""
    found = list(found)
    features = {
        source.feature[0]
        for source in found
        if source.feature and source.feature[1] in {"views", "service", "store"}
    }
    for source in found:
        if source.feature is None or source.feature[0] not in features:
            continue
        feature, part = source.feature
        for name in sorted(set(source.imports())):
            if any(is_in(name, f"app.{other}.store") for other in features - {feature}):
                yield f"{source.path}: the store of another feature ({name})"
            if any(is_in(name, f"app.{feature}.{upper}") for upper in LOWER.get(part, ())):
                yield f"{source.path}: upwards ({name})"
            if part in {"service", "store"} and name in REQUEST:
                yield f"{source.path}: the request is for views ({name})"


def size_breaches(found):
    for source in found:
        if (lines := len(source.text.splitlines())) > FILE_LINES:
            yield f"{source.path}: {lines} lines"
        is_view = source.feature is not None and source.feature[1] == "views"
        for name, lines in source.functions():
            if lines > (VIEW_LINES if is_view else FUNCTION_LINES):
                yield f"{source.path}: {name} has {lines} lines"


def pandas_breaches(found):
    for source in found:
        if source.module[0] != "reports" and any(is_in(name, "pandas") for name in source.imports()):
            yield f"{source.path}: imports pandas"


CHECKS = [feature_breaches, size_breaches, pandas_breaches]


@pytest.mark.parametrize("check", CHECKS)
def test_sources_have_no_breach(check):
    assert list(check(sources())) == []


def function(lines):
    return "def f():\n" + "    pass\n" * (lines - 1)


ROUNDS = Source("app/rounds/store.py", "")


@pytest.mark.parametrize(
    ("check", "path", "text", "breach"),
    [
        (
            feature_breaches,
            "app/audit/service.py",
            "import app.rounds.store",
            "the store of another feature (app.rounds.store)",
        ),
        (
            feature_breaches,
            "app/audit/views.py",
            "from app.rounds import store",
            "the store of another feature (app.rounds.store)",
        ),
        (
            feature_breaches,
            "app/audit/service/a.py",
            "from app.rounds.store import get",
            "the store of another feature",
        ),
        (
            feature_breaches,
            "app/audit/views.py",
            "from ..rounds import store",
            "the store of another feature",
        ),
        (
            feature_breaches,
            "app/audit/views.py",
            "def f():\n    from ..rounds.store import get",
            "the store of another feature",
        ),
        (
            feature_breaches,
            "app/audit/store.py",
            "from app.audit import service",
            "upwards (app.audit.service)",
        ),
        (feature_breaches, "app/audit/service.py", "from .views import page", "upwards (app.audit.views)"),
        (
            feature_breaches,
            "app/audit/service.py",
            "from flask import session",
            "the request is for views (flask.session)",
        ),
        (size_breaches, "forms/long.py", "\n" * 301, "301 lines"),
        (size_breaches, "forms/long.py", function(41), "f has 41 lines"),
        (size_breaches, "app/audit/views.py", function(26), "f has 26 lines"),
        (size_breaches, "app/audit/views/a.py", function(26), "f has 26 lines"),
        (pandas_breaches, "app/audit/service.py", "from pandas import DataFrame", "imports pandas"),
        (pandas_breaches, "forms/a.py", "import pandas as pd", "imports pandas"),
    ],
)
def test_breach_is_seen(check, path, text, breach):
    assert any(breach in line for line in check([ROUNDS, Source(path, text)]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "app/audit/views.py",
            "from flask import request\nfrom app.audit import service\nfrom app.rounds import service as r",
        ),
        (
            "app/audit/service/a.py",
            "from app.audit import store\nfrom app.rounds.service import open_round\n" + function(40),
        ),
        ("app/rounds/service.py", "from . import store\nfrom .store import get"),
        ("app/audit/views.py", function(25)),
        ("reports/counts.py", "import pandas as pd"),
        ("app/long.py", "\n" * 300),
    ],
)
def test_good_source_passes(path, text):
    assert [line for check in CHECKS for line in check([ROUNDS, Source(path, text)])] == []


def test_every_folder_with_python_is_a_package():
    """The contracts do not see a folder without __init__.py."""
    folders = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_sources_are_found():
    assert {source.module[0] for source in sources()} & set(PACKAGES)
    assert not any(source.path.startswith(("tests/", ".venv/")) for source in sources())

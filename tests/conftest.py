"""What every test may ask for: the programs of this system, the real survey data, and an honest closing word.

A test that needs a program which is not here is skipped, and the end of the run says so loudly. With
KIKITORI_REQUIRE_BROWSER=1 (as in CI) it fails instead.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from app.accounts import passwords
from tests.system import capabilities

#: The same commit gives the same result: made-up values are the same in every run. Those who look for new faults let
#: chance choose, and more of them: make test PYTEST_ARGS="--hypothesis-profile=search tests/unit". Nothing is judged by the
#: clock: other work on the machine is no fault of ours.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **UNTIMED)
settings.register_profile("search", max_examples=1_000, **UNTIMED)
settings.load_profile("same")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
REQUIRED = os.environ.get("KIKITORI_REQUIRE_BROWSER") == "1"
COUNT_FILE = os.environ.get("KIKITORI_BROWSER_COUNT")
MARKED_BY_FIXTURE = {
    "browser": {"chromium_path"},
    "office": {"soffice_path", "writer_path", "pdftoppm_path"},
    "shared": {"shared_data"},
}

#: Real argon2, with the least work: tests are about who gets in, not about how long it takes. (Servers that a test starts
#: as a program of their own do the whole work.)
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_modifyitems(items):
    """Mark tests by what they use, so that `-m "not browser"` and the closing counts never miss one."""
    for item in items:
        for marker, fixtures in MARKED_BY_FIXTURE.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)
        if Path(__file__).parent / "browser" in item.path.parents:
            item.add_marker("browser")


def missing(line):
    """Skip, or fail where everything has to be here."""
    if REQUIRED:
        pytest.fail(f"{line} (KIKITORI_REQUIRE_BROWSER=1)", pytrace=False)
    pytest.skip(line)


def path_of(capability):
    return capability.path() or missing(f"{capability.lost}: no {capability.name} found")


@pytest.fixture(scope="session")
def chromium_path():
    """The system's Chromium (or Chrome, or Edge)."""
    return path_of(capabilities.CHROMIUM)


@pytest.fixture(scope="session")
def soffice_path():
    """LibreOffice. Give every call its own -env:UserInstallation=file://...; parallel calls share none."""
    return path_of(capabilities.SOFFICE)


@pytest.fixture(scope="session")
def writer_path(soffice_path):
    """LibreOffice with its Writer, for Word files. Never required: an office suite without it is one all the same."""
    if not capabilities.has_writer():
        pytest.skip(capabilities.WRITER_LINE)
    return soffice_path


@pytest.fixture(scope="session")
def pdftoppm_path():
    """Poppler's pdftoppm; pdftotext and pdfinfo lie beside it."""
    return path_of(capabilities.PDFTOPPM)


@pytest.fixture(scope="session")
def japanese_font():
    """Ask for this where the look of Japanese text matters (pictures, widths, printed pages)."""
    if not capabilities.has_japanese_font():
        missing(f"{capabilities.FONT_LINE} found")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real survey data beside the repository; never required, since a plain clone has none."""
    if not SHARED.is_dir():
        pytest.skip("no real survey data: there is no folder ../shared beside the repository")
    return SHARED


def counts(terminalreporter):
    """How many tests of each marker passed and were skipped."""
    return {
        outcome: Counter(
            marker
            for report in terminalreporter.stats.get(outcome, [])
            for marker in MARKED_BY_FIXTURE
            if marker in getattr(report, "keywords", {})
        )
        for outcome in ("passed", "skipped")
    }


def pytest_terminal_summary(terminalreporter):
    """Say which special tests ran, and repeat loudly what could not."""
    counted = counts(terminalreporter)
    told = [
        f"{marker}: {counted['passed'][marker]} passed, {counted['skipped'][marker]} skipped"
        for marker in MARKED_BY_FIXTURE
        if counted["passed"][marker] or counted["skipped"][marker]
    ]
    if told:
        terminalreporter.write_line("special tests: " + "; ".join(told))
    for line in capabilities.warnings():
        terminalreporter.write_line(line.replace("WILL BE", "WERE"), red=True, bold=True)
    if COUNT_FILE:
        Path(COUNT_FILE).write_text(f"{counted['passed']['browser']}\n", encoding="utf-8")

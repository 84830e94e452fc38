"""A real server for browser tests: waitress in a thread, on a small city of its own per test module."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page
from waitress import wasyncore
from waitress.server import create_server

from app.accounts import service as accounts
from app.clock import CITY_ZONE, now
from app.db import Database
from app.demo import load
from app.demo.sign_ins import SIGN_INS
from app.security import MEMBER, SECRETARIAT, SECTION, SYSTEM
from tests.support.application import lent
from tests.support.city import City, make_city

PASSWORD = "aikotoba-2026"


@dataclass(frozen=True)
class Site:
    """Where it is, and the city behind it. Logins: kacho (first section), tonari (second), jimu, iin."""

    url: str
    city: City

    @property
    def db(self) -> Database:
        """The database the server works on."""
        return self.city.db

    def fill_url(self, path: str = "") -> str:
        """An address below the first section's page of the round."""
        return f"{self.url}/fill/{self.city.round_id}/{self.city.sections[0]}/{path}"

    def sign_in(self, page: Page, login: str = "kacho") -> None:
        """Sign in through the page, as a person does."""
        page.goto(f"{self.url}/sign-in")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").first.click()
        page.wait_for_url(lambda address: "/sign-in" not in address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The application on an instance folder, served on a free port; gives its address."""
    with lent(folder, demo_sign_ins=True) as app:
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        stop = threading.Event()
        thread = threading.Thread(target=run, args=(server, stop), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        # In this order: whoever still answers, and this thread, wake the loop through a pipe. Closed before its last use,
        # its number may by then belong to the next test's database file.
        server.task_dispatcher.shutdown(timeout=30)
        stop.set()
        server.trigger.pull_trigger()
        thread.join(30)
        assert not thread.is_alive()
        close_all(server)


def run(server, stop: threading.Event) -> None:
    """The server's loop, until it is told to stop."""
    while not stop.is_set():
        wasyncore.loop(timeout=1, map=server._map, use_poll=True, count=1)


def close_all(server) -> None:
    """Close every connection with the file it may still be sending (a browser left in the middle), then the rest."""
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    wasyncore.close_all(server._map, True)


def stop_the_clock(page: Page) -> None:
    """Timers of the page (page.clock.install() came before it) run only as far as the test says: two keys within 700 ms
    are within 700 ms however slow the machine is."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def people(city: City) -> None:
    """The accounts of the small city."""
    for login, role, sections in (
        ("kacho", SECTION, city.sections[:1]),
        ("tonari", SECTION, city.sections[1:2]),
        ("jimu", SECRETARIAT, ()),
        ("iin", MEMBER, ()),
    ):
        accounts.add(city.db, SYSTEM, now(), login, f"試験 {login}", role, sections, demo_password=PASSWORD)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A fresh small city, served."""
    city = make_city(tmp_path)
    people(city)
    with served(tmp_path) as url:
        yield Site(url, city)
    city.db.close()


@dataclass(frozen=True)
class DemoSite:
    """The demo city, served as `make serve` serves it."""

    url: str
    folder: Path

    def sign_in(self, page: Page, role: str) -> None:
        """Sign in with the demo's own account of this role."""
        known = next(s for s in SIGN_INS if s.role == role)
        page.goto(f"{self.url}/sign-in")
        page.locator("input[name=login]").fill(known.login)
        page.locator("input[name=password]").fill(known.password)
        page.locator("main button").first.click()
        page.wait_for_url(lambda address: "/sign-in" not in address)


@pytest.fixture(scope="session")
def demo_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Path]:
    """The demo city of a day, made once: every test works on a copy."""

    @cache
    def made(day: date) -> Path:
        folder = tmp_path_factory.mktemp("pattern") / "demo"
        load.create(folder, now())
        return folder

    return made


@pytest.fixture
def demo_site(demo_of: Callable[[date], Path], tmp_path: Path) -> Iterator[DemoSite]:
    """A fresh demo city."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_of(now().astimezone(CITY_ZONE).date()), folder)
    with served(folder) as url:
        yield DemoSite(url, folder)

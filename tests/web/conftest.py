"""An application on a fresh instance, a city of four sections, and clients that check every page they fetch.

    def test_something(secretariat):              # a signed-in client
        page = secretariat.get("/accounts")
        secretariat.send("/accounts/1/active", {"active": "0"})     # posts with the last page's CSRF token

`client_for("section")` gives further clients, `client` one that is not signed in, `db` the database, `clock` the
moment (settable), `small_round` the id of an open round asking all sections.
"""

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app import create_app, web
from app.accounts import passwords, service
from app.cli import main
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, SECTION, SYSTEM, Actor
from tests.support.application import lent
from tests.support.importing import NAME as SURVEY
from tests.support.importing import bring_in
from tests.support.koganei import DEMO
from tests.web import html

PASSWORD = "correct horse battery"
SECTIONS = [
    ("企画財政部", "企画政策課", "section"),
    ("企画財政部", "（行政経営担当）", "charge"),
    ("市民部", "コミュニティ文化課", "section"),
    ("議会事務局", "議会事務局", "office"),
]
#: login → role and places of its sections in SECTIONS
ACCOUNTS = {
    "section": (SECTION, [0]),
    "section2": (SECTION, [2]),
    "secretariat": (SECRETARIAT, []),
    "member": (MEMBER, []),
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Clock:
    """The application's clock: `clock.moment` may be set, `clock.advance(hours=9)` moves it."""

    def __init__(self):
        self.moment = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment

    def advance(self, **parts):
        self.moment += timedelta(**parts)


class Client(FlaskClient):
    """Checks every page it fetches, and remembers its CSRF token."""

    token = ""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            html.check(response.text, f"{response.request.method} {response.request.path}")
            found = TOKEN.search(response.text)
            self.token = found[1] if found else self.token
        return response

    def send(self, path, data=None, **kwargs):
        """POST a form with the last page's token."""
        return self.post(path, data={"csrf_token": self.token, **(data or {})}, **kwargs)

    def sign_in(self, login, password=PASSWORD, **more):
        """Sign in through the page."""
        self.get("/sign-in")
        return self.send("/sign-in", {"login": login, "password": password, **more})


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def pattern(tmp_path_factory):
    """An instance with the small city, made once: every test works on a copy."""
    folder = tmp_path_factory.mktemp("pattern") / "instance"
    with lent(folder, testing=True) as made:
        settle(web.runtime(made).db, Clock()())
    return folder


@pytest.fixture(scope="session")
def survey_pattern(pattern, tmp_path_factory):
    """The same with the demonstration's survey of 2010, brought in once."""
    folder = tmp_path_factory.mktemp("pattern") / "instance"
    shutil.copytree(pattern, folder)
    with lent(folder, testing=True) as made:
        assert bring_in(web.runtime(made).db, DEMO, accept_flagged=True).ok
    return folder


@pytest.fixture
def survey_of_2010(db):
    """The id of the demonstration's closed round of 2010: it is there before anything else a test makes."""
    return rounds.find(db, SURVEY).id


@pytest.fixture
def app(request, pattern, tmp_path, clock):
    if "survey_of_2010" in request.fixturenames:
        pattern = request.getfixturevalue("survey_pattern")
    shutil.copytree(pattern, tmp_path / "instance")
    with lent(tmp_path / "instance", testing=True, clock=clock) as made:
        made.test_client_class = Client
        yield made


@pytest.fixture
def app_to_change(app, clock):
    """An application of its own on the same instance, for a test that changes it (its routes, its settings)."""
    made = create_app(web.runtime(app).instance, clock=clock, testing=True)
    made.test_client_class = Client
    yield made
    web.runtime(made).db.close()


def settle(db, now):
    """Four sections and five accounts."""
    with db.write():
        ids = [organisation.add_section(db, *s, place) for place, s in enumerate(SECTIONS, 1)]
        for login, (role, places) in ACCOUNTS.items():
            made = service.add(db, SYSTEM, now, login, f"{login}さん", role, [ids[i] for i in places])
            db.run("UPDATE account SET password_hash = ? WHERE id = ?", (passwords.hashed(PASSWORD), made))


@pytest.fixture
def db(app):
    return web.runtime(app).db


@pytest.fixture
def small_round(db, clock):
    """The id of an open round that asks every section."""
    ids = [s.id for s in organisation.all_sections(db)]
    with db.write():
        made = rounds.create(db, SYSTEM, clock(), "令和8年度 調査", 2026, ids)
        rounds.change(
            db, SYSTEM, clock(), made, state="open", deadline="2026-12-11", contact="事務局 内線2111"
        )
    return made


@pytest.fixture
def client(app):
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def client_for(app):
    """client_for("section"): a new client, signed in under that login."""

    def make(login):
        made = app.test_client()
        assert made.sign_in(login).status_code == 303
        made.get("/account")  # leaves a page's token behind
        return made

    return make


@pytest.fixture
def section(client_for):
    return client_for("section")


@pytest.fixture
def secretariat(client_for):
    return client_for("secretariat")


@pytest.fixture
def member(client_for):
    return client_for("member")


@pytest.fixture
def writer(db):
    """Who writes for the first section."""
    account = service.find(db, "section")
    return Actor(account.id, account.name, SECTION, frozenset(account.sections))


@pytest.fixture
def place(db, small_round):
    """The section's address: `/fill/1/1/`."""
    return f"/fill/{small_round}/{service.find(db, 'section').sections[0]}/"


@pytest.fixture
def run(tmp_path, capsys):
    """run("rounds") → (exit code, standard output, standard error) on the instance in tmp_path/"one"."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["--instance", str(tmp_path / "one"), *map(str, arguments)])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return call

"""Form page and durable save against the real server: its own process, real sign-in, CSRF on, 16 connections.

Every connection has an account and a form of its own and sends the next request when the last one is answered.
Beside it: how many transactions of 25 rows the same disk commits with nothing else to do.
"""

from __future__ import annotations

import http.client
import re
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.accounts import service as accounts
from app.clock import now
from app.instance import database_path
from app.organisation import service as organisation
from app.responses.service import drafting
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from forms.fields import Base
from forms.questions import EMPTY, Answer
from tests.bench import measure
from tests.support.stored import new_database

CONNECTIONS, SECONDS, WARM = 16, 10.0, 1.0
PASSWORD = "aikotoba-2026"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
#: The block that is shown and saved, in two states that differ in every answer.
BLOCK = "outline"
STATES = (
    {
        "unit": Answer(text="市民係"), "name": Answer(text="花壇づくり"),
        "content": Answer(text="公園の花壇を市民の皆さんと一緒に手入れしています。"),
        "activity": Answer((1, 8)), "field": Answer((2, 7)),
    },
    {
        "unit": Answer(text="地域係"), "name": Answer(text="花と緑のまちづくり"),
        "content": Answer(text="駅前と公園の花壇を、市民の皆さんと年に四回手入れしています。"),
        "activity": Answer((2, 3)), "field": Answer((1, 5)),
    },
)  # fmt: skip


def prepare(folder: Path) -> list[str]:
    """An instance with one open round, a section, an account and a form per connection; the forms' pages."""
    db = new_database(database_path(folder))
    with db.write():
        ids = [organisation.add_section(db, "市民部", f"第{i}課", "section", i) for i in range(CONNECTIONS)]
        round_id = rounds.create(db, SYSTEM, now(), "試験調査", 2026, ids)
        rounds.change(db, SYSTEM, now(), round_id, state="open")
        db.run("INSERT INTO setting VALUES ('demo', '1')")
        pages = []
        for i, section in enumerate(ids):
            accounts.add(db, SYSTEM, now(), f"p{i}", f"職員{i}", SECTION, [section], demo_password=PASSWORD)
            form = drafting.add_form(db, SYSTEM, now(), round_id, section, "a")
            pages.append(f"/fill/{round_id}/{section}/q/a/{form}/{BLOCK}")
    db.close()
    return pages


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The server as `kikitori serve` starts it, in a process of its own; its port."""
    command = [sys.executable, "-m", "app.cli", "--instance", str(folder), "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=measure.ROOT,
        env=unbuffered(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        found = re.search(r":(\d+)$", process.stdout.readline().strip())
        assert found, "the server did not start"
        yield int(found[1])
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def unbuffered() -> dict[str, str]:
    """The environment of a server whose first line is read at once."""
    import os

    return os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


class Visitor:
    """One connection: signed in, on one form's page."""

    def __init__(self, port: int, number: int, page: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.page, self.cookie, self.saves = page, "", 0
        self.bases = dict.fromkeys(STATES[0], Base.of(EMPTY, 0))
        _, token_page = self.ask("GET", "/sign-in")
        self.token = _token(token_page)
        sent = {"csrf_token": self.token, "login": f"p{number}", "password": PASSWORD}
        status, _ = self.ask("POST", "/sign-in", urlencode(sent))
        assert status == 303, f"sign-in answered {status}"
        status, shown = self.ask("GET", page)
        assert status == 200, f"{page} answered {status}"
        self.token = _token(shown)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """One request; its status and body."""
        head = {"Cookie": self.cookie}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, head)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return answer.status, text

    def show(self) -> bool:
        """Ask for the form's page; it came whole."""
        status, text = self.ask("GET", self.page)
        return status == 200 and "</html>" in text

    def save(self) -> bool:
        """Save the block with every answer changed; it was taken."""
        self.saves += 1
        answers = STATES[self.saves % 2]
        sent: list[tuple[str, str]] = [("csrf_token", self.token), ("then", "list")]
        for key, answer in answers.items():
            sent.append((f"{key}-base", str(self.bases[key])))
            sent += [(f"{key}-codes", str(code)) for code in answer.codes]
            sent += [(f"{key}-text", answer.text), (f"{key}-other", "")]
        status, _ = self.ask("POST", self.page, urlencode(sent))
        self.bases = {key: Base.of(answer, self.saves) for key, answer in answers.items()}
        return status == 303


def _token(page: str) -> str:
    found = TOKEN.search(page)
    assert found, "a page without a token"
    return found[1]


@dataclass(frozen=True)
class Load:
    """What came of one load."""

    per_second: float
    p50: float
    p99: float
    errors: int


def load(visitors: list[Visitor], act: Callable[[Visitor], bool]) -> Load:
    """Let every visitor act again and again; the first second does not count."""
    start = time.perf_counter()
    told: list[list[tuple[float, float, bool]]] = [[] for _ in visitors]

    def work(visitor: Visitor, notes: list[tuple[float, float, bool]]) -> None:
        while (began := time.perf_counter()) < start + WARM + SECONDS:
            try:
                good = act(visitor)
            except (OSError, http.client.HTTPException):
                good = False
                visitor.connection.close()
            notes.append((began, time.perf_counter() - began, good))

    threads = [threading.Thread(target=work, args=pair) for pair in zip(visitors, told, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [note for notes in told for note in notes]
    counted = [took for began, took, _ in every if began >= start + WARM]
    cuts = statistics.quantiles(counted, n=100)
    errors = sum(not good for _, _, good in every)
    return Load(len(counted) / SECONDS, cuts[49] * 1000, cuts[98] * 1000, errors)


def commits(folder: Path, seconds: float = 3.0) -> float:
    """Transactions of 25 rows a second (WAL, synchronous FULL), one writer and nothing else."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE t (form INTEGER, question TEXT, v TEXT, PRIMARY KEY (form, question)) WITHOUT ROWID"
    )
    n, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        n += 1
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT OR REPLACE INTO t VALUES (?, ?, ?)", [(n % 16, f"q{i}", f"{n}") for i in range(25)]
        )
        db.execute("COMMIT")
    db.close()
    return n / seconds


def stored_saves(folder: Path) -> int:
    """The revisions in the database: every save that was answered must be there."""
    db = sqlite3.connect(database_path(folder))
    found: int = db.execute("SELECT sum(revision) FROM answer WHERE question = 'name'").fetchone()[0]
    db.close()
    return found


def child() -> None:
    """Both loads, and the disk alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        pages = prepare(folder)
        with served(folder) as port:
            visitors = [Visitor(port, i, page) for i, page in enumerate(pages)]
            shown, saved = load(visitors, Visitor.show), load(visitors, Visitor.save)
        asked, kept = sum(v.saves for v in visitors), stored_saves(folder)
        measure.tell(
            shown=vars(shown), saved=vars(saved), commits=commits(folder), asked=asked, kept=kept,
        )  # fmt: skip


def run() -> None:
    """Print the figures."""
    found = measure.ask("saving")
    rows = [("what", "requests/s", "p50, ms", "p99, ms", "p99 ÷ p50", "errors")]
    for name, key in (("form page", "shown"), ("durable save of a block", "saved")):
        f = found[key]
        rows.append((name, f"{f['per_second']:,.0f}", f"{f['p50']:.1f}", f"{f['p99']:.1f}", f"{f['p99'] / f['p50']:.2f}", str(f["errors"])))  # fmt: skip
    measure.table(
        f"Filling in at {CONNECTIONS} connections, {SECONDS:.0f} s each (client and server share the cores)",
        rows,
    )
    print(f"  the same disk alone: {found['commits']:,.0f} commits/s of 25 rows (WAL, FULL)")
    print(f"  saves answered: {found['asked']:,}; found in the database afterwards: {found['kept']:,}")
    for name, key in (("form page: p99 ÷ p50", "shown"), ("save: p99 ÷ p50", "saved")):
        ratio = found[key]["p99"] / found[key]["p50"]
        measure.verdict(name, ratio, "<= 3, no errors", ratio <= 3 and not found[key]["errors"])


if __name__ == "__main__":
    child()

"""`kill -9` of the real server, again and again, while people save and submit.

After every kill the database is opened as the next start would open it: SQLite finds no fault in it, no reference leads
nowhere, no submission is half there, and every save and submission that was acknowledged stands.
"""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from app.db import Database
from app.instance import database_path
from tests.bench import measure
from tests.bench.saving import unbuffered
from tests.bench.writers import GONE, Book, Writer, prepare, stored_texts
from tests.support.city import COMPLETE_A

WRITERS, KILLS = 20, 50
#: How long the server lives once it answers, in seconds.
SHORTEST, LONGEST = 0.4, 2.0
#: Every so many saves a person submits.
SUBMITS = 6


@dataclass
class Server:
    """The server as `kikitori serve` starts it, always on the same port."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [
            sys.executable,
            "-m",
            "app.cli",
            "--instance",
            str(self.folder),
            "serve",
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(
            command, cwd=measure.ROOT, env=unbuffered(), text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )  # fmt: skip
        assert self.process.stdout is not None
        found = re.search(r":(\d+)$", self.process.stdout.readline().strip())
        assert found, "the server did not start"
        self.port = int(found[1])

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@dataclass
class Diary:
    """What one person was told: submissions by number with the name in the form at that time; errors."""

    submissions: dict[int, str] = field(default_factory=dict)
    saves: int = 0
    cut: int = 0
    refused: int = 0


class Desk(threading.Thread):
    """One person who writes until told to stop; what was not acknowledged is sent again, as the page does."""

    def __init__(self, writer: Writer, stop: threading.Event) -> None:
        super().__init__()
        self.writer, self.stop, self.diary = writer, stop, Diary()

    def run(self) -> None:
        n = 0
        while not self.stop.is_set():
            n += 1
            text = f"{self.writer.number} さんの {n} 回目の名称"
            self._until_answered(lambda text=text: self._save(text))
            if n % SUBMITS == 0:
                self._until_answered(lambda text=text: self._submit(text))

    def _save(self, text: str) -> None:
        if self.writer.save({"name": text}):
            self.diary.saves += 1
        else:
            self.diary.refused += 1

    def _submit(self, text: str) -> None:
        number = self.writer.submit()
        if number:
            self.diary.submissions[number] = text

    def _until_answered(self, act) -> None:  # type: ignore[no-untyped-def]
        while not self.stop.is_set():
            try:
                act()
                return
            except GONE:
                self.diary.cut += 1
                self.writer.reconnect()
                time.sleep(0.1)


def faults(folder: Path, book: Book, diaries: list[Diary]) -> list[str]:
    """What is wrong with a database whose server was killed."""
    told, submitted = dict(book.texts), [dict(d.submissions) for d in diaries]  # acknowledged so far
    db = Database(database_path(folder))
    out = [f"integrity: {r[0]}" for r in db.all("PRAGMA integrity_check") if r[0] != "ok"]
    out += [f"foreign key: {tuple(r)}" for r in db.all("PRAGMA foreign_key_check")]
    out += [
        f"half a submission: {r[0]}"
        for r in db.all(
            "SELECT s.id FROM submission s LEFT JOIN version v ON v.submission_id = s.id LEFT JOIN version_answer a"
            " ON a.version_id = v.id LEFT JOIN tally t ON t.form_id = v.form_id"
            " GROUP BY s.id HAVING count(DISTINCT a.question) < ? OR count(t.form_id) = 0",
            (len(COMPLETE_A),),
        )
    ]
    frozen = {
        r["submission_id"]: r["text"]
        for r in db.all(
            "SELECT v.submission_id, a.text FROM version v JOIN version_answer a ON a.version_id = v.id"
            " WHERE a.question = 'name'"
        )
    }
    stands = stored_texts(db)
    db.close()
    for (form, question, revision), text in told.items():
        last, now = stands[form, question]
        if last < revision or (last == revision and now != text):
            out.append(f"an acknowledged save is gone: {form} {question} {revision}")
    for told_to in submitted:
        out += [
            f"an acknowledged submission is gone: {n}" for n, text in told_to.items() if frozen.get(n) != text
        ]
    return out + book.lost


def ordeal(folder: Path, writers: int, kills: int) -> dict[str, object]:
    """Kill the server so often while so many people write; what came of it."""
    pages, book, dice = prepare(folder, writers, 1), Book(), random.Random(9)
    server, stop = Server(folder, _free_port()), threading.Event()
    server.start()
    desks = [Desk(Writer(server.port, i, page, book), stop) for i, page in enumerate(pages)]
    diaries, found, began = [desk.diary for desk in desks], [], time.perf_counter()
    for desk in desks:
        desk.start()
    try:
        for kill in range(kills):
            time.sleep(SHORTEST + dice.random() * (LONGEST - SHORTEST))
            server.kill()
            found += [f"after kill {kill + 1}: {line}" for line in faults(folder, book, diaries)]
            server.start()
    finally:
        stop.set()
        for desk in desks:
            desk.join()
            desk.writer.connection.close()
        server.kill()
    found += [f"at the end: {line}" for line in faults(folder, book, diaries)]
    return {
        "faults": found, "seconds": time.perf_counter() - began, "acknowledged": len(book.texts),
        "saves": sum(d.saves for d in diaries), "refused": sum(d.refused for d in diaries),
        "cut": sum(d.cut for d in diaries), "submissions": sum(len(d.submissions) for d in diaries),
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def child() -> None:
    """The whole ordeal."""
    with TemporaryDirectory() as name:
        measure.tell(**ordeal(Path(name), WRITERS, KILLS))


def run() -> None:
    """Print what was found."""
    found = measure.ask("killing")
    print(f"\n{KILLS} × kill -9 under {WRITERS} writers, {found['seconds']:.0f} s")
    print(
        f"  saves acknowledged: {found['saves']:,}; submissions acknowledged: {found['submissions']:,};"
        f" requests cut off: {found['cut']:,}; refused: {found['refused']}"
    )
    for line in found["faults"][:10]:
        print(f"    {line}")
    failed = len(found["faults"]) + found["refused"]
    measure.verdict("lost, half or damaged", failed, "0", not failed)


if __name__ == "__main__":
    child()

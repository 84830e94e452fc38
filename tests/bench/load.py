"""52 sections, three people in each at one form, all saving every two seconds for a minute, against the real server.

Each person writes one question of their own and, after every fifth save, a colleague's. At the end every acknowledged revision must
be accounted for: as many revisions as acknowledgements, none given out twice, the last text the one that stands.
Beside it, in the same run: how many transactions of 25 rows the same disk commits with nothing else to do.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app.db import Database
from app.instance import database_path
from tests.bench import measure, saving
from tests.bench.writers import GONE, QUESTIONS, Book, Writer, prepare, stored_texts

SECTIONS, PEOPLE, EVERY, SECONDS = 52, 3, 2.0, 60.0
#: After so many saves a colleague's question is written, too.
MEDDLING = 5


class Desk(threading.Thread):
    """One person for a minute. notes: seconds per save, and whether it was taken."""

    def __init__(self, writer: Writer, start: float, seconds: float) -> None:
        super().__init__()
        self.writer, self.start_at, self.end = writer, start, start + seconds
        self.notes: list[tuple[float, bool]] = []

    def run(self) -> None:
        own = self.writer.number % PEOPLE
        due = self.start_at + random.Random(self.writer.number).random() * EVERY
        n = 0
        while due < self.end:
            time.sleep(max(0.0, due - time.perf_counter()))
            n += 1
            for question in [own, (own + 1) % PEOPLE] if n % MEDDLING == 0 else [own]:
                self._save({QUESTIONS[question]: f"{self.writer.number} さんの {n} 回目の文"})
            due = max(due + EVERY, time.perf_counter())

    def _save(self, texts: dict[str, str]) -> None:
        began = time.perf_counter()
        try:
            good = self.writer.save(texts)
        except GONE as error:
            good = False
            self.writer.trouble.append(repr(error))
            self.writer.reconnect()
        self.notes.append((time.perf_counter() - began, good))


def missing(folder: Path, book: Book, before: dict[tuple[str, str], tuple[int, str]]) -> list[str]:
    """Acknowledged saves that the database does not account for."""
    db = Database(database_path(folder))
    after = stored_texts(db)
    db.close()
    told: dict[tuple[str, str], dict[int, str]] = {}
    for (form, question, revision), text in book.texts.items():
        told.setdefault((form, question), {})[revision] = text
    out = list(book.lost)
    for place, texts in told.items():
        first, (last, text) = before.get(place, (0, ""))[0], after[place]
        if sorted(texts) != list(range(first + 1, last + 1)) or texts[last] != text:
            out.append(f"{place}: revisions {first + 1} to {last} stand, {len(texts)} were acknowledged")
    return out


def crowd(folder: Path, sections: int, seconds: float) -> dict[str, object]:
    """So many sections' people for so long; what came of it."""
    pages, book = prepare(folder, sections, PEOPLE), Book()
    db = Database(database_path(folder))
    before = stored_texts(db)
    db.close()
    with saving.served(folder) as port:
        writers = [Writer(port, i, page, book) for i, page in enumerate(pages)]
        for writer in writers:
            writer.reconnect()  # signing in took longer than an idle connection lives
        start = time.perf_counter() + 0.5
        desks = [Desk(writer, start, seconds) for writer in writers]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join()
    for writer in writers:
        writer.connection.close()
    took = [seconds for desk in desks for seconds, _ in desk.notes]
    cuts = statistics.quantiles(took, n=100)
    return {
        "people": len(desks), "saves": len(took), "errors": sum(not good for d in desks for _, good in d.notes),
        "acknowledged": len(book.texts), "missing": missing(folder, book, before),
        "trouble": [line for writer in writers for line in writer.trouble],
        "p50": cuts[49] * 1000, "p99": cuts[98] * 1000, "longest": max(took) * 1000, "seconds": seconds,
    }  # fmt: skip


def child() -> None:
    """The load, the count of what stands, and the disk alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        measure.tell(**crowd(folder, SECTIONS, SECONDS), commits=saving.commits(folder))


def run() -> None:
    """Print the figures."""
    found = measure.ask("load")
    measure.table(
        f"{found['people']} people ({SECTIONS} sections × {PEOPLE}) saving a draft every {EVERY:.0f} s for"
        f" {found['seconds']:.0f} s (client and server share the cores)",
        [
            ("saves", "a second", "p50, ms", "p99, ms", "longest, ms", "errors"),
            (f"{found['saves']:,}", f"{found['saves'] / found['seconds']:.1f}", f"{found['p50']:.1f}",
             f"{found['p99']:.1f}", f"{found['longest']:.0f}", str(found["errors"])),
        ],
    )  # fmt: skip
    print(f"  the same disk alone: {found['commits']:,.0f} commits/s of 25 rows (WAL, FULL)")
    print(f"  answers acknowledged: {found['acknowledged']:,}; not accounted for: {len(found['missing'])}")
    for line in (found["missing"] + found["trouble"])[:10]:
        print(f"    {line}")
    failed = found["errors"] + len(found["missing"])
    measure.verdict("errors and lost updates", failed, "0", not failed)


if __name__ == "__main__":
    child()

"""What happens without anybody asking: sending mail, preparing reminders, backups. One thread beside the server.

Only one worker runs on an instance, however many servers are started on it: who holds the lock file works, the others
look again at every beat and take over when it is free. Everything a job knows lies in the database, so that a job that
was cut off begins again where it was.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app import instance
from app.backup import service as backup
from app.clock import now as real_now
from app.config import Config
from app.db import Database
from app.hearings.service import record_reminding
from app.locks import FileLock
from app.meetings.service import reminding as minutes_reminding
from app.notices.service import posting, reminders, sending

BEAT: Final = 2.0
_log: Final = logging.getLogger("kikitori.worker")


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job works with. stopping: says whether the server is about to end; long jobs ask it now and then."""

    folder: Path
    db: Database
    config: Config
    clock: Callable[[], datetime]
    stopping: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again, `every` so often."""

    name: str
    every: timedelta
    run: Callable[[Bench], object]


def _send(bench: Bench) -> None:
    sending.send_due(bench.folder, bench.db, bench.config, bench.clock, bench.stopping)


def _tidy(bench: Bench) -> None:
    sending.tidy_outbox(bench.folder, bench.db, bench.clock())


def _remind(bench: Bench) -> None:
    reminders.run(bench.db, bench.clock())


def _remind_of_promises(bench: Bench) -> None:
    record_reminding.run(bench.db, bench.clock())


def _remind_of_minutes(bench: Bench) -> None:
    minutes_reminding.run(bench.db, bench.clock())


def _back_up(bench: Bench) -> None:
    backup.daily(bench.db, bench.folder, bench.clock(), bench.config.backup)


JOBS: Final = (
    Job("mail", timedelta(seconds=2), _send),
    Job("reminders", timedelta(minutes=10), _remind),
    Job("follow-ups", timedelta(minutes=10), _remind_of_promises),
    Job("promised minutes", timedelta(minutes=10), _remind_of_minutes),
    Job("outbox", timedelta(hours=1), _tidy),
    Job("backup", timedelta(minutes=5), _back_up),
)


class Worker:
    """Runs jobs. `beat` does what is due once (tests call it); `start` beats in a thread until `stop`."""

    def __init__(
        self, folder: Path, db: Database, clock: Callable[[], datetime] = real_now, jobs: Sequence[Job] = JOBS
    ) -> None:
        self.config = instance.config(folder)
        self._jobs, self._last = jobs, dict[str, datetime]()
        self._lock = FileLock(folder / instance.WORKER_LOCK)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.bench = Bench(folder, db, self.config, clock, self._stopping.is_set)
        posting.remember_base_url(db, self.config.mail.base_url)

    def beat(self) -> bool:
        """Do every job whose time has come. False where another worker holds this instance: nothing was done."""
        if not self._lock.acquire():
            return False
        for job in self._jobs:
            now = self.bench.clock()
            last = self._last.get(job.name)
            if self._stopping.is_set() or (last is not None and last <= now < last + job.every):
                continue
            self._last[job.name] = now
            try:
                job.run(self.bench)
            except Exception:  # a job's failure is its own: the server and the other jobs go on
                _log.exception("job %s failed", job.name)
        return True

    def start(self) -> None:
        """Beat in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="kikitori-worker", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.beat()
            except Exception:
                _log.exception("the worker stumbled")
            self._stopping.wait(BEAT)

    def stop(self, patience: float = 40.0) -> None:
        """End after the mail that is on its way; give the lock back."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(patience)
        if self._thread is None or not self._thread.is_alive():
            self._lock.release()

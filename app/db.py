"""The only place that opens SQLite: connections, reading, and the one fair queue for writing."""

from __future__ import annotations

import collections
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.errors import NotFound

if TYPE_CHECKING:
    import sqlite_utils

BUSY_TIMEOUT_MS: Final = 15_000

Params = Sequence[Any] | Mapping[str, Any]
Row = sqlite3.Row
Error = sqlite3.Error
IntegrityError = sqlite3.IntegrityError


class FairLock:
    """A lock served strictly in the order of asking.

    SQLite's own waiting is a lottery with growing pauses; its unlucky losers were the whole p99 tail.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: collections.deque[threading.Event] = collections.deque()
        self._held = False

    def acquire(self) -> None:
        """Wait for one's turn."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def release(self) -> None:
        """Hand the lock to whoever asked first."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


class Database:
    """One instance's database file, with one connection per thread (foreign keys on, WAL, synchronous FULL)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._turn = FairLock()
        self._opened: list[sqlite3.Connection] = []

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened on first use."""
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known
        # A connection is used by its own thread only; close() may come from another one at shutdown.
        opened = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        opened.row_factory = sqlite3.Row
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            opened.execute(f"PRAGMA {pragma}")
        self._local.connection, self._local.depth = opened, 0
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """Close every connection that was opened; the database can be used again afterwards."""
        while self._opened:
            self._opened.pop().close()
        self._local = threading.local()

    def utils(self) -> sqlite_utils.Database:
        """The same connection for sqlite-utils (migrations, look-ups of the schema)."""
        import sqlite_utils  # noqa: PLC0415 - brings pandas along, 30 MB

        return sqlite_utils.Database(self.connection)

    def all(self, sql: str, params: Params = ()) -> list[Row]:
        """Every row of a query. Raises NotFound where it is asked by a number that no row can have."""
        return self._ask(sql, params).fetchall()

    def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row, or None. Raises NotFound as `all`."""
        row: Row | None = self._ask(sql, params).fetchone()
        return row

    def _ask(self, sql: str, params: Params) -> sqlite3.Cursor:
        """Forms and addresses bring numbers of any length; one that SQLite cannot hold is nobody's."""
        try:
            return self.connection.execute(sql, params)
        except OverflowError:
            raise NotFound from None

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    def run(self, sql: str, params: Params = ()) -> int:
        """Execute one statement inside `write()`; returns the number of rows it changed."""
        self._must_write()
        return self.connection.execute(sql, params).rowcount

    def run_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Execute one statement for every row, inside `write()`."""
        self._must_write()
        self.connection.executemany(sql, rows)

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row inside `write()`; returns its id. Names come from code, values are bound."""
        self._must_write()
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names are ours
            tuple(values.values()),
        )
        return int(cursor.lastrowid or 0)

    @contextmanager
    def erasing(self) -> Iterator[None]:
        """What is deleted inside is overwritten in the file, not only given free; then the log is emptied, too."""
        connection = self.connection
        connection.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            connection.execute("PRAGMA secure_delete = OFF")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def take_over(self, other: Database) -> None:
        """Replace everything by another database's content, in one step also for those who have this one open."""
        other.connection.backup(self.connection)

    def copy_to(self, path: Path) -> None:
        """A consistent copy as a file of its own, which must not exist yet; others go on writing meanwhile."""
        self.connection.execute("VACUUM INTO ?", (str(path),))

    def faults(self) -> list[str]:
        """What is wrong with the file or its references; nothing for a sound one."""
        found = [str(row[0]) for row in self.all("PRAGMA integrity_check(5)") if row[0] != "ok"]
        return found + [f"foreign key: {tuple(row)}" for row in self.all("PRAGMA foreign_key_check")][:5]

    def _must_write(self) -> None:
        _ = self.connection
        if not self._local.depth:
            raise RuntimeError("writing needs db.write()")

    @contextmanager
    def write(self) -> Iterator[None]:
        """One write transaction: a fair queue in the process, BEGIN IMMEDIATE; inside another: a savepoint.

        Everything is undone where an exception leaves it. Read what you decide by inside it.
        """
        connection = self.connection
        if self._local.depth:
            yield from self._savepoint(connection)
            return
        self._turn.acquire()
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._local.depth = 1
            try:
                yield
                connection.execute("COMMIT")  # may fail itself: a deferred foreign key, a full disk
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._local.depth = 0
        finally:
            self._turn.release()

    def _savepoint(self, connection: sqlite3.Connection) -> Iterator[None]:
        name = f"inner{self._local.depth}"
        connection.execute(f"SAVEPOINT {name}")
        self._local.depth += 1
        try:
            yield
        except BaseException:
            connection.execute(f"ROLLBACK TO {name}")
            connection.execute(f"RELEASE {name}")
            raise
        else:
            connection.execute(f"RELEASE {name}")
        finally:
            self._local.depth -= 1

    @contextmanager
    def read(self) -> Iterator[None]:
        """Several queries over one unchanging state; inside `write()` it is that transaction."""
        connection = self.connection
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

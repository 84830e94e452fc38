"""Making a backup while the server runs, taking an instance back from one, and the backup of every day."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from app import instance
from app.audit.service import record
from app.backup import archive
from app.backup.archive import DATABASE, FOLDERS, Manifest, broken
from app.clock import CITY_ZONE, read, stored
from app.config import BackupConfig
from app.db import Database, Error
from app.errors import Refused
from app.files import service as files
from app.locks import FileLock
from app.migrations import STEPS, applied
from app.security import SYSTEM
from app.settings import service as settings
from forms.questions import Text

LAST: Final = "backup.last"
_DAILY: Final = re.compile(r"kikitori-\d{8}-\d{4}\.zip")
_RETRY: Final = timedelta(hours=1)
_TRIES: Final = 3


def make(db: Database, folder: Path, now: datetime, target: Path) -> int:
    """Write everything of an instance into one file, while others write; returns its size.

    The file appears under its name only when it is whole, on disk, and was read back. Raises Refused.
    """
    if target.exists():
        raise Refused(Text(f"「{target}」は既にあります。", f"{target} exists already."))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _aside(target.parent) as aside:
            copy = _copied(db, folder, aside / DATABASE)
            part = aside / "backup.part"
            facts = {"made_at": stored(now), "version": _version(), "migrations": list(copy)}
            with part.open("wb") as stream:
                archive.pack(stream, _members(aside / DATABASE, folder), facts)
                stream.flush()
                os.fsync(stream.fileno())
            archive.unpack(part, None)
            part.chmod(0o600)
            size = part.stat().st_size
            part.replace(target)
            _sync(target.parent)
    except OSError as error:
        raise _disk(target, error) from error
    return size


def _version() -> str:
    try:
        return version("kikitori")
    except PackageNotFoundError:
        return "?"


def _members(copy: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, copy
    yield from archive.sources(folder)


def _copied(db: Database, folder: Path, path: Path) -> tuple[str, ...]:
    """A consistent copy of the database of which every stored file is still there; returns its schema's steps.

    Between the copy and the reading of the files somebody may have dropped some: then it is copied once more.
    """
    for _ in range(_TRIES):
        path.unlink(missing_ok=True)
        db.copy_to(path)
        with closing(Database(path)) as copy:
            if found := copy.faults():
                raise broken(
                    f"データベースが壊れています（{found[0]}）。", f"the database is damaged ({found[0]})."
                )
            lost = [f for f in files.faults(copy, folder) if f.kind != "stray"]
            if not lost:
                return applied(copy)
    raise Refused(lost[0].message)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix=".kikitori-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sync(folder: Path) -> None:
    """The new name is on disk as well (where the system can say so of a folder)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _disk(target: Path, error: OSError) -> Refused:
    why = error.strerror or str(error)
    return Refused(
        Text(
            f"「{target}」に書けません（{why}）。空き容量と書き込みの権限を確かめてください。",
            f"{target} cannot be written ({why}); look at the free space and the permissions.",
        )
    )


# Back again


@dataclass(frozen=True, slots=True)
class Restored:
    """What was taken back. aside: where the data that was there before lies, None where there was none."""

    manifest: Manifest
    aside: Path | None
    kept_config: bool


def restore(folder: Path, file: Path, now: datetime, *, force: bool) -> Restored:
    """Take an instance back from a backup. Everything is checked before anything is touched.

    Raises Refused: a damaged or newer backup, data that is there already (without force), a server at work.
    """
    instance.prepare(folder)
    lock = FileLock(folder / instance.WORKER_LOCK)
    if not lock.acquire():
        raise Refused(
            Text(
                f"「{folder}」でサーバーが動いています。止めてから実行してください。",
                f"A server works on {folder}; stop it first.",
            )
        )
    try:
        there = [name for name in (DATABASE, *FOLDERS) if _holds(folder / name)]
        if there and not force:
            raise Refused(
                Text(
                    f"「{folder}」には既にデータがあります（{there[0]}）。置き換えるには --force を付けてください。",
                    f"{folder} holds data already ({there[0]}); --force replaces it.",
                )
            )
        with _aside(folder) as fresh:
            manifest = archive.unpack(file, fresh)
            _check(fresh, manifest)
            return _exchange(folder, fresh, now, manifest, force=force)
    except OSError as error:
        raise _disk(folder, error) from error
    finally:
        lock.release()


def _holds(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _check(fresh: Path, manifest: Manifest) -> None:
    if newer := [step for step in manifest.migrations if step not in STEPS]:
        raise broken(
            f"新しい版の Kikitori で作成されています（{newer[0]}）。",
            f"it was made by a newer Kikitori ({newer[0]}).",
        )
    try:
        with closing(Database(fresh / DATABASE)) as copy:
            found = copy.faults() or [f.message.ja for f in files.faults(copy, fresh) if f.kind != "stray"]
    except Error as error:
        found = [str(error)]
    if found:
        raise broken(found[0], found[0])


def _exchange(folder: Path, fresh: Path, now: datetime, manifest: Manifest, *, force: bool) -> Restored:
    """Put the old data aside, the new one in its place; where that fails, everything is as before."""
    config = folder / archive.CONFIG
    kept_config = config.exists() and not force
    names = [
        DATABASE,
        f"{DATABASE}-wal",
        f"{DATABASE}-shm",
        *FOLDERS,
        *([] if kept_config else [archive.CONFIG]),
    ]
    old = folder / f"before-restore-{now.astimezone(CITY_ZONE):%Y%m%d-%H%M%S}"
    moved: list[tuple[Path, Path]] = []
    try:
        for place, goal in ((folder, old), (fresh, folder)):
            for name in names:
                if (place / name).exists():
                    goal.mkdir(exist_ok=True)
                    (place / name).rename(goal / name)
                    moved.append((place / name, goal / name))
    except BaseException:
        for was, is_now in reversed(moved):
            is_now.rename(was)
        raise
    _sync(folder)
    return Restored(manifest, old if old.exists() else None, kept_config)


# Every day


@dataclass(frozen=True, slots=True)
class Last:
    """The daily backup as the notices page shows it: the last one, and why the newest try failed ("" if it did not)."""

    at: str = ""
    file: str = ""
    size: int = 0
    failed_at: str = ""
    error: str = ""


def last(db: Database) -> Last:
    """What is known of the daily backup."""
    return Last(**json.loads(settings.get(db, LAST, "{}")))


def daily(db: Database, folder: Path, now: datetime, config: BackupConfig) -> Path | None:
    """Make today's backup where it is due, drop old ones; what failed is kept to be shown and tried again in an hour."""
    before = last(db)
    if not config.folder or not _is_due(before, now, config):
        return None
    place = folder / config.folder
    target = place / f"kikitori-{now.astimezone(CITY_ZONE):%Y%m%d-%H%M}.zip"
    try:
        size = make(db, folder, now, target)
        _drop_old(place, now, config.keep_days)
    except (Refused, Error) as error:
        told = error.message.ja if isinstance(error, Refused) else str(error)
        _keep(db, now, Last(before.at, before.file, before.size, stored(now), told))
        return None
    _keep(db, now, Last(stored(now), str(target), size))
    return target


def _is_due(before: Last, now: datetime, config: BackupConfig) -> bool:
    local = now.astimezone(CITY_ZONE)
    hour, minute = (int(part) for part in config.time.split(":"))
    time = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if time > local:
        time -= timedelta(days=1)
    done = bool(before.at) and read(before.at) >= time
    just_failed = bool(before.failed_at) and now - _RETRY < read(before.failed_at) <= now
    return not done and not just_failed


def _drop_old(place: Path, now: datetime, keep_days: int) -> None:
    oldest = f"kikitori-{now.astimezone(CITY_ZONE) - timedelta(days=keep_days):%Y%m%d-%H%M}.zip"
    try:
        for path in place.iterdir():
            if _DAILY.fullmatch(path.name) and path.name < oldest:
                path.unlink()
    except OSError as error:
        raise _disk(place, error) from error


def _keep(db: Database, now: datetime, known: Last) -> None:
    told = {name: getattr(known, name) for name in ("at", "file", "size", "failed_at", "error")}
    with db.write():
        settings.put(db, LAST, json.dumps(told, ensure_ascii=False))
        failed = bool(known.error)
        record(db, SYSTEM, now, "backup.failed" if failed else "backup.made", "instance", size=known.size)

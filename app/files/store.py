"""Files: their rows, and the bytes on disk under `files/<first two digits>/<sha256>` of the instance."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor

FOLDER: Final = "files"
_PART: Final = ".part"


@dataclass(frozen=True, slots=True)
class File:
    """One stored file. Two rows may have the same bytes; on disk these lie once."""

    id: int
    sha256: str
    name: str
    media_type: str
    size: int
    stored_at: str


_SELECT = "SELECT id, sha256, name, media_type, size, stored_at FROM file"


def _from(row: Row) -> File:
    return File(*row)


def get(db: Database, file_id: int) -> File | None:
    """One file's row."""
    row = db.one(f"{_SELECT} WHERE id = ?", (file_id,))
    return _from(row) if row else None


def every(db: Database) -> list[File]:
    """Every file's row."""
    return [_from(r) for r in db.all(f"{_SELECT} ORDER BY id")]


def add(db: Database, actor: Actor, now: datetime, digest: str, name: str, media_type: str, size: int) -> int:
    """A new row for bytes that lie on disk already."""
    return db.insert(
        "file", sha256=digest, name=name, media_type=media_type, size=size, stored_at=stored(now),
        stored_by=actor.id,
    )  # fmt: skip


def drop(db: Database, file_id: int) -> None:
    """Delete a row."""
    db.run("DELETE FROM file WHERE id = ?", (file_id,))


def used(db: Database) -> frozenset[int]:
    """The files some row of any table points to: every foreign key to `file` is asked, whoever added it."""
    found: set[int] = set()
    for table in db.all("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for key in db.all('SELECT "table", "from" FROM pragma_foreign_key_list(?)', (table["name"],)):
            if key["table"] == "file":
                rows = db.all(f'SELECT DISTINCT "{key["from"]}" FROM "{table["name"]}"')  # noqa: S608 - names of ours
                found.update(r[0] for r in rows if r[0] is not None)
    return frozenset(found)


def digest_of(data: bytes) -> str:
    """The name of these bytes."""
    return hashlib.sha256(data).hexdigest()


def path_of(folder: Path, digest: str) -> Path:
    """Where bytes lie. Digests come from the database or from `digest_of`, never from a request."""
    return folder / FOLDER / digest[:2] / digest


def write(folder: Path, data: bytes) -> str:
    """Put bytes on disk for good (or find them there); returns their digest.

    Written beside, flushed to the disk and then renamed: a crash leaves the whole file or none.
    """
    digest = digest_of(data)
    target = path_of(folder, digest)
    if target.is_file() and target.stat().st_size == len(data):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, suffix=_PART, delete=False) as stream:
        part = Path(stream.name)
        try:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.replace(target)
    _flush_folder(target.parent)
    return digest


def _flush_folder(folder: Path) -> None:
    """The new name itself reaches the disk; Windows has no such call and needs none."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def on_disk(folder: Path) -> Iterator[Path]:
    """Every file below the folder of files, also what an interrupted write left."""
    root = folder / FOLDER
    yield from sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else ()

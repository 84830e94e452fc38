"""Storing and reading files; dropping those nobody needs; finding rows without bytes and bytes without rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.files import kinds, store
from app.files.store import FOLDER, File
from app.security import Actor
from forms.questions import Text

__all__ = ["FOLDER", "Fault", "File", "faults", "get", "put", "read"]


def put(
    db: Database, actor: Actor, now: datetime, folder: Path, name: str, media_type: str, data: bytes
) -> int:
    """Store a file in the instance `folder`; returns its id. The caller makes a row that points to it in the same
    write: what nothing points to is dropped sooner or later.

    The bytes are safe on disk before the row is written. What people upload goes through `kinds.checked` first.
    """
    with db.write():
        digest = store.write(folder, data)
        return store.add(db, actor, now, digest, kinds.safe_name(name), media_type, len(data))


def get(db: Database, file_id: int) -> File:
    """One file's name, kind and size. Raises NotFound."""
    found = store.get(db, file_id)
    if found is None:
        raise NotFound
    return found


def read(db: Database, folder: Path, file_id: int) -> bytes:
    """A file's bytes, exactly as they were stored. Raises NotFound; Refused where they are missing or damaged."""
    known = get(db, file_id)
    try:
        data = store.path_of(folder, known.sha256).read_bytes()
    except OSError:
        data = b""
    if store.digest_of(data) != known.sha256:
        raise Refused(
            Text(
                f"ファイル「{known.name}」が失われているか壊れています。バックアップから戻す必要があります。"
                "事務局へご連絡ください。",
                f"The file “{known.name}” is lost or damaged and has to be restored from a backup.",
            )
        )
    return data


def drop_unused(db: Database, actor: Actor, now: datetime, folder: Path) -> int:
    """Remove rows nothing points to, and bytes without a row; returns how many files went.

    Inside one write transaction, as `put` is: nobody stores a file meanwhile, in this process or another.
    """
    with db.write():
        needed = store.used(db)
        gone = [f for f in store.every(db) if f.id not in needed]
        for file in gone:
            store.drop(db, file.id)
        living = {f.sha256 for f in store.every(db)}
        spare = [p for p in store.on_disk(folder) if p.name not in living]
        if gone or spare:
            record(
                db, actor, now, "files.drop_unused", "files", rows=[f.name for f in gone], files=len(spare)
            )
        for path in spare:
            path.unlink()
    return len(spare)


def adopt(source: Path, folder: Path) -> None:
    """Move the stored files of one instance folder into another, whose database then takes their rows."""
    for path in store.on_disk(source):
        target = store.path_of(folder, path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with stored files. kind: "missing", "damaged" (a row's bytes) or "stray" (bytes without row)."""

    kind: str
    what: str

    @property
    def message(self) -> Text:
        """The sentence for a person."""
        return _FAULTS[self.kind].fill(what=self.what)


_FAULTS = {
    "missing": Text("ファイル「{what}」の中身がありません。", "The content of the file “{what}” is missing."),
    "damaged": Text(
        "ファイル「{what}」の中身が壊れています。", "The content of the file “{what}” is damaged."
    ),
    "stray": Text(
        "どこからも使われていないファイルがあります：{what}", "A stored file belongs to nothing: {what}"
    ),
}


def faults(db: Database, folder: Path) -> list[Fault]:
    """Rows whose bytes are missing or changed, and bytes no row knows."""
    with db.read():
        rows = store.every(db)
    found, judged = [], {}
    for file in rows:
        path = store.path_of(folder, file.sha256)
        if file.sha256 not in judged:
            judged[file.sha256] = (
                "missing" if not path.is_file()
                else "" if store.digest_of(path.read_bytes()) == file.sha256
                else "damaged"
            )  # fmt: skip
        if kind := judged[file.sha256]:
            found.append(Fault(kind, file.name))
    found += [
        Fault("stray", str(p.relative_to(folder))) for p in store.on_disk(folder) if p.name not in judged
    ]
    return found

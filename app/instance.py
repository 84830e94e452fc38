"""The instance folder: where one city's database, secret key and settings lie."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from app.config import Config, read
from app.db import Database
from app.errors import Refused
from app.migrations import migrate
from forms.questions import Text

__all__ = ["Config"]

DATABASE: Final = "kikitori.db"
SECRET_KEY: Final = "secret-key"
CONFIG: Final = "config.toml"
#: Held by the server that does the background work (app/worker.py).
WORKER_LOCK: Final = "worker.lock"


def database_path(folder: Path) -> Path:
    """Where the database file is (or will be)."""
    return folder / DATABASE


def prepare(folder: Path) -> None:
    """Make the folder where it is absent. Raises Refused where that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            Text(
                f"フォルダー「{folder}」を使えません（{error.strerror}）。",
                f"The folder {folder} cannot be used ({error.strerror}).",
            )
        ) from error


def open_database(folder: Path) -> Database:
    """The instance's database at today's schema; folder and file are made where they are absent."""
    prepare(folder)
    db = Database(database_path(folder))
    try:
        migrate(db)
    except Exception:
        db.close()
        raise
    return db


def secret_key(folder: Path) -> bytes:
    """The key that signs session cookies: made once, readable by the server's user only."""
    path = folder / SECRET_KEY
    try:
        # "x": of two first starts at the same time one makes the key, the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known = path.read_bytes()
        if len(known) >= 32:
            return known
        raise Refused(
            Text(
                f"{path} が壊れています。削除してから起動してください（全員ログインし直しになります）。",
                f"{path} is damaged. Delete it and start again (everybody has to sign in again).",
            )
        ) from None
    made = secrets.token_hex(32).encode()
    with os.fdopen(handle, "wb") as stream:
        stream.write(made)
    return made


def config(folder: Path) -> Config:
    """The settings in config.toml; all have defaults. Raises Refused, naming the key, for a wrong one."""
    return read(folder / CONFIG)

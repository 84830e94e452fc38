"""kikitori check"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from app.clock import now
from app.commands.common import existing
from app.db import Database
from app.files import service as files
from app.security import SYSTEM


@click.command()
@click.option("--drop-unused", is_flag=True, help="Remove stored files that nothing uses.")
@click.pass_obj
def check(folder: Path, drop_unused: bool) -> None:
    """Look whether the database and the stored files are sound.

    One line per fault, exit code 1 where there is any. Files that nothing uses are harmless: --drop-unused removes
    them.
    """
    with closing(existing(folder)) as db:
        if drop_unused:
            gone = files.drop_unused(db, SYSTEM, now(), folder)
            click.echo(f"不要なファイルを {gone} 件削除しました (unused files removed).")
        told = [*_database(db), *(f"{f.message.ja} ({f.message.en})" for f in files.faults(db, folder))]
    for line in told:
        click.echo(line)
    if told:
        raise SystemExit(1)
    click.echo("問題はありません (no fault found).")


def _database(db: Database) -> list[str]:
    """What SQLite itself finds wrong."""
    found = [str(r[0]) for r in db.all("PRAGMA integrity_check") if r[0] != "ok"]
    broken = len(db.all("PRAGMA foreign_key_check"))
    told = [f"データベースが壊れています (the database is damaged): {line}" for line in found]
    if broken:
        told.append(f"参照先のない行が {broken} 件あります (rows that point to nothing).")
    return told

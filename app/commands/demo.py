"""kikitori demo-reset"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from app.clock import now
from app.commands.common import existing
from app.demo import load
from app.errors import Refused
from app.settings import service as settings
from forms.questions import Text


@click.command("demo-reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def demo_reset(folder: Path, yes: bool) -> None:
    """Put the demo city back to how it began; also while the server runs (everybody has to sign in again).

    Exit code 1 where the database is not marked as a demo: nothing was changed then.
    """
    with closing(existing(folder)) as db:
        if not settings.is_demo(db):
            raise Refused(
                Text(
                    f"「{folder}」のデータベースはデモ用ではないため、初期化しません。",
                    f"The database in {folder} is not a demo: it was left alone.",
                )
            )
        if not yes and sys.stdin.isatty():
            click.confirm("デモのデータを初期状態に戻します。よろしいですか (Reset the demo)?", abort=True)
        load.reset(db, folder, now())
    click.echo("デモのデータを初期状態に戻しました (the demo is as it began).")

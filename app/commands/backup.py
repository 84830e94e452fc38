"""kikitori backup, kikitori restore"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from app.backup import service
from app.clock import moment_text, now, read
from app.commands.common import existing


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(folder: Path, file: Path) -> None:
    """Write database, stored files, outbox and config.toml into FILE (a zip), also while the server runs.

    FILE must not exist yet; it appears only when it is complete and was read back. It holds everything people wrote:
    keep it as safe as the instance itself. Not in it: secret-key and the mail password.
    """
    with closing(existing(folder)) as db:
        size = service.make(db, folder, now(), file)
    click.echo(f"{file}（{size:,} バイト）にバックアップしました (backup written).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Replace the data that is there; it is put aside, not deleted.")
@click.pass_obj
def restore(folder: Path, file: Path, force: bool) -> None:
    """Take the instance back from FILE, after everything in it was checked. Stop the server first.

    Where the instance holds data already, nothing happens without --force. Afterwards everybody signs in again
    if the secret-key of the instance is another one. Exit code 1 for a damaged, tampered or newer backup.
    """
    done = service.restore(folder, file, now(), force=force)
    made = moment_text(read(done.manifest.made_at))
    click.echo(f"{made.ja} のバックアップから復元しました (restored from the backup of {made.en}).")
    if done.aside is not None:
        click.echo(
            f"以前のデータは {done.aside} にあります。確認後に削除してください (the old data; delete it when you have looked)."
        )
    if done.kept_config:
        click.echo("config.toml は、今あるものをそのまま使います (the present config.toml was kept).")

"""kikitori export"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import Final, Literal

import click

from app.clock import now
from app.commands.common import existing
from app.db import Database
from app.errors import Refused
from app.importing.wide import write_wide
from app.results import files, service
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Text

_FORCE: Final = Text("上書きするには --force を付けてください。", "Use --force to write over it.")
Kind = Literal["xlsx", "csv", "wide"]


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--csv", "as_csv", is_flag=True, help="OUT is a folder for sections, answers, counts and codes."
)
@click.option("--wide", is_flag=True, help="OUT is a folder for one row per form, as import-round reads it.")
@click.option("--paper", type=click.Choice(["A3", "A4"]), help="The workbook's paper.  [default: A3]")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="The workbook's language.  [default: ja]")
@click.option("--force", is_flag=True, help="Write over what is there.")
@click.pass_obj
def export(
    folder: Path, round_name: str, target: Path, as_csv: bool, wide: bool, paper: str | None, lang: str | None,
    force: bool,
) -> None:  # fmt: skip
    """Write the tables of ROUND (name or number) to OUT, as they stand now.

    \b
    kikitori export 1 tables.xlsx --paper A4   the workbook: answers, counts, data
    kikitori export 1 data --csv               CSV files for other programs (UTF-8 with a mark, CR LF)
    kikitori export 1 copy --wide              CSV files that import-round reads again

    A file, or a folder with something in it, is left alone unless --force is given.
    """
    if as_csv and wide:
        raise click.UsageError("--csv and --wide exclude each other.")
    if (as_csv or wide) and (paper or lang):
        raise click.UsageError("--paper and --lang are for the workbook, not for --csv or --wide.")
    kind: Kind = "csv" if as_csv else "wide" if wide else "xlsx"
    _check(target, kind, force)
    db = existing(folder)
    try:
        written = _write(db, round_name, target, kind, paper or "A3", lang or "ja")
    finally:
        db.close()
    for path in written:
        click.echo(f"{path}\t{path.stat().st_size:,} バイト (bytes)")


def _check(target: Path, kind: Kind, force: bool) -> None:
    """Nothing of anybody's is written over by a slip. Raises Refused."""
    if kind == "xlsx":
        _check_file(target, force)
    elif target.exists() and not target.is_dir():
        raise Refused(Text(f"{target} はフォルダーではありません。", f"{target} is not a folder."))
    elif not force and target.is_dir() and any(target.iterdir()):
        raise Refused(
            Text(
                f"フォルダー {target} は空ではありません。{_FORCE.ja}", f"{target} is not empty. {_FORCE.en}"
            )
        )


def _check_file(target: Path, force: bool) -> None:
    if target.suffix.lower() != ".xlsx":
        raise Refused(
            Text(
                f"「{target}」：末尾が .xlsx のファイル名か、フォルダーに --csv または --wide を指定してください。",
                f"{target}: name a file ending in .xlsx, or give --csv or --wide for a folder.",
            )
        )
    if target.is_dir():
        raise Refused(Text(f"{target} はフォルダーです。", f"{target} is a folder."))
    if not target.parent.is_dir():
        raise Refused(
            Text(f"フォルダー {target.parent} はありません。", f"There is no folder {target.parent}.")
        )
    if not force and target.exists() and target.stat().st_size:
        raise Refused(
            Text(f"{target} は既にあります。{_FORCE.ja}", f"{target} is there already. {_FORCE.en}")
        )


def _write(db: Database, round_name: str, target: Path, kind: Kind, paper: str, lang: str) -> Sequence[Path]:
    """Write one kind of file; what was written."""
    found = rounds.find(db, round_name)
    if kind == "wide":
        return write_wide(db, found.id, target)
    edition = service.edition(db, SYSTEM, now(), found.id)
    if kind == "csv":
        return files.write_csv(edition, target)
    # Beside the target first, so that a full disk or a stop never leaves half a workbook in its place.
    handle, name = mkstemp(suffix=".part", prefix=".", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            files.write_xlsx(edition, stream, files.PAPERS[paper], lang)
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return [target]


def _umask() -> int:
    """The mask of this process; temporary files are made readable for their owner only."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

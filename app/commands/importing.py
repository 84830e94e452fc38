"""kikitori import-round"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from app.clock import now
from app.db import Database
from app.importing.report import Report
from app.importing.service import import_folder
from app.instance import database_path, open_database
from app.security import SYSTEM


@click.command("import-round")
@click.argument("source", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--name", required=True, help="The round's name. The same name again compares, and changes nothing."
)
@click.option(
    "--year", type=int, help="The survey's western year, where the name holds none (平成22年度, 2010)."
)
@click.option("--dry-run", is_flag=True, help="Read, check and report only.")
@click.option(
    "--accept-flagged", is_flag=True, help="Import although something was flagged; it waits on the flag desk."
)
@click.option("--rows", is_flag=True, help="Also list every row that was read.")
@click.option(
    "--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="The report's language."
)
@click.pass_obj
def import_round(
    folder: Path, source: Path, name: str, year: int | None, dry_run: bool, accept_flagged: bool, rows: bool,
    lang: str,
) -> None:  # fmt: skip
    """Read a whole round from DIR: a folder of CSV files, or one workbook (.xlsx).

    \b
    kikitori import-round DIR --name "平成22年度 実態調査" --dry-run
    kikitori import-round DIR --name "Survey of 2010" --accept-flagged

    Sections, overall forms and projects arrive as submitted version 1 in a closed round. Everything is imported, or
    nothing. The instance is made where it is absent. The files are described in docs/import-format.md.

    Exit code 1 where a row is refused, where one is flagged and --accept-flagged was not given, and where the name
    is taken by other content (the differences are listed). Importing the same again is no error.
    """

    def run(db: Database, trial: bool) -> Report:
        return import_folder(
            db, SYSTEM, now(), source, name, year=year, dry_run=trial, accept_flagged=accept_flagged
        )

    report = None
    if not database_path(folder).is_file():
        report = _tried(run)  # neither a trial nor a failure leaves an empty instance behind
    if report is None or (report.ok and not dry_run):
        db = open_database(folder)
        try:
            report = run(db, dry_run)
        finally:
            db.close()
    click.echo(report.text(lang, rows), nl=False)
    if not report.ok:
        raise SystemExit(1)


def _tried(run: Callable[[Database, bool], Report]) -> Report:
    """What an import into a new instance would say."""
    with TemporaryDirectory(prefix="kikitori-") as folder:
        db = open_database(Path(folder))
        try:
            return run(db, True)
        finally:
            db.close()

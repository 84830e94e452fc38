"""The `kikitori` command. Every sub-command is imported only when it is asked for, so that --help is quick."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NoReturn

import click

#: name → (module below app.commands, function, what --help says)
COMMANDS: Final = {
    "serve": ("serve", "serve", "Start the web server (--demo: with the demo city)."),
    "init": ("setup", "init", "Make an instance and its first secretariat account."),
    "add-account": ("accounts", "add_account", "Add an account and print its one-time link."),
    "reset-password": ("accounts", "reset_password", "Print a one-time link for a new password."),
    "rounds": ("rounds", "rounds", "List the rounds."),
    "new-round": ("rounds", "new_round", "Make a round with today's questionnaires."),
    "next-round": ("succession", "next_round", "Make a round from an old one, projects carried over."),
    "open-round": ("rounds", "open_round", "Let the sections fill in and submit."),
    "close-round": ("rounds", "close_round", "Take no more entries."),
    "import-round": ("importing", "import_round", "Read a whole round from a folder or workbook."),
    "export": ("export", "export", "Write a round's tables to files."),
    "hearing-plan": ("hearings", "hearing_plan", "Plan hearings: who is heard on which day (from JSON)."),
    "minutes-parse": ("minutes", "minutes_parse", "Read minutes: agenda, results, materials, speeches."),
    "retally": ("rounds", "retally", "Count a round's stored answers anew."),
    "check": ("checking", "check", "Look whether database and stored files are sound."),
    "backup": ("backup", "backup", "Write everything into one file, while the server runs."),
    "restore": ("backup", "restore", "Take an instance back from a backup."),
    "demo-reset": ("demo", "demo_reset", "Put the demo city back to how it began."),
}

HELP: Final = """Kikitori: municipal surveys, from the questionnaire to the consolidated tables.

A round is named by its name or its number (see `kikitori rounds`).

\b
Examples
  kikitori serve --demo                            look around on http://127.0.0.1:8000
  kikitori --instance /srv/kikitori init           a new instance with its first account
  kikitori --instance /srv/kikitori serve --host 0.0.0.0
  kikitori new-round "Survey of 2026" --year 2026 --sections sections.csv
  kikitori import-round DIR --name "Survey of 2010" --dry-run
  kikitori export 1 tables.xlsx

\b
Exit codes
  0  done
  1  could not be done; one line on standard error says why, and nothing was changed
  2  the command was not understood (see `kikitori COMMAND --help`)
"""


class LazyGroup(click.Group):
    """Lists sub-commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those that are there, in the order in which one needs them."""
        return [name for name, (module, _, _) in COMMANDS.items() if find_spec(f"app.commands.{module}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one sub-command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, function, _ = COMMANDS[cmd_name]
        made: click.Command = getattr(import_module(f"app.commands.{module}"), function)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of sub-commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])


def default_instance() -> Path:
    """$KIKITORI_INSTANCE; else `instance` beside pyproject.toml; else `instance` where one stands."""
    named = os.environ.get("KIKITORI_INSTANCE")
    if named:
        return Path(named)
    root = Path(__file__).parents[1]
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "instance"


@click.group(cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with one city's data  [default: $KIKITORI_INSTANCE or ./instance]",
)
@click.version_option(package_name="kikitori", message="kikitori %(version)s")
@click.pass_context
def cli(ctx: click.Context, instance: Path | None) -> None:
    """Kikitori (the text above is shown)."""
    ctx.obj = instance or default_instance()


def fail(line: str) -> NoReturn:
    """One line on standard error, exit code 1."""
    click.echo(f"kikitori: {' '.join(line.split())}", err=True)
    raise SystemExit(1)


def _told(error: Exception) -> str | None:
    """The line for an error that is no fault of the program; None for one that is."""
    from app.db import Error
    from app.errors import KikitoriError
    from forms.questionnaire import DefinitionError

    if isinstance(error, KikitoriError):
        english = error.message.get("en")
        return error.message.ja if english == error.message.ja else f"{error.message.ja} ({english})"
    if isinstance(error, DefinitionError):
        return f"調査票の定義に誤りがあります (broken definition): {error}"
    if isinstance(error, Error):
        return f"データベースを使えません (the database cannot be used): {error}"
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{where}"
    return None


def main(arguments: list[str] | None = None) -> None:
    """Run the command; people's mistakes end in one line, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console that cannot show Japanese shows "?" instead of failing
            reconfigure(errors="replace")
    try:
        cli.main(args=arguments, prog_name="kikitori")
    except Exception as error:
        line = _told(error)
        if line is None:
            raise
        fail(line)


if __name__ == "__main__":
    main()

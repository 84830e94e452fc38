"""kikitori rounds, new-round, open-round, close-round, retally"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from app.clock import CITY_ZONE, now
from app.commands.common import existing
from app.db import Database
from app.errors import Refused
from app.importing.report import REFUSED, Line
from app.importing.sections import read_sections
from app.importing.tables import Unreadable, csv_rows, decode, table
from app.instance import open_database
from app.organisation import service as organisation
from app.responses.service import freezing
from app.rounds import dates_service, service
from app.rounds.store import CLOSED, OPEN
from app.security import SYSTEM
from forms.questionnaire import load_all
from forms.questions import Text

STATES = {
    "preparing": "準備中 (preparing)",
    "open": "受付中 (open)",
    "closed": "締切済 (closed)",
    "archived": "保存 (archived)",
    "disposed": "廃棄済 (disposed of)",
}


class Limit(click.ParamType[str]):
    """A day (2026-12-11) or a day with a time (2026-12-11T17:15), as app/rounds/dates.py keeps it."""

    name = "DAY[THH:MM]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The limit; usage error for anything else."""
        if not value:
            return ""
        for shape in ("%Y-%m-%d", "%Y-%m-%dT%H:%M"):
            try:
                found = datetime.strptime(value, shape).replace(tzinfo=CITY_ZONE)
            except ValueError:
                continue
            return f"{found.date()}T{found:%H:%M}" if "T" in shape else str(found.date())
        self.fail(f"{value!r} is no day such as 2026-12-11 or 2026-12-11T17:15.", param, ctx)


@click.command()
@click.pass_obj
def rounds(folder: Path) -> None:
    """List the rounds: number, name, state, number of sections, deadline."""
    with closing(existing(folder)) as db:
        for found in service.all_rounds(db):
            asked = len(service.sections(db, found.id))
            cells = (
                str(found.id),
                found.name,
                STATES[found.shown_state],
                f"{asked}課 (sections)",
                found.deadline,
            )
            click.echo("\t".join(cells).rstrip())


@click.command("new-round")
@click.argument("name")
@click.option(
    "--year", type=click.IntRange(1950, 2100), required=True, help="The western year it belongs to."
)
@click.option(
    "--sections",
    "sections_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="CSV (UTF-8 or cp932) with columns department, section and, if you like, order and unit_kind"
    " (section, charge, office).  [default: every section of the city]",
)
@click.option(
    "--deadline", type=Limit(), default="", help="The deadline shown, such as 2026-09-17 or 2026-09-17T17:15."
)
@click.option(
    "--new-until", type=Limit(), default="", help="The last day for new entries.  [default: until closed]"
)
@click.option(
    "--edit-until", type=Limit(), default="", help="The last day for edits.  [default: until closed]"
)
@click.option("--approval/--no-approval", help="A section's head approves before submission.")
@click.option("--contact", default="", help="Whom to ask; shown on every page.")
@click.pass_obj
def new_round(
    folder: Path, name: str, year: int, sections_file: Path | None, deadline: str, new_until: str, edit_until: str,
    approval: bool, contact: str,
) -> None:  # fmt: skip
    """Make a round called NAME with today's questionnaires; open-round then lets the sections in.

    Sections in the file that the city does not know yet are added to it.
    """
    made = existing(folder) if sections_file is None else open_database(folder)
    with closing(made) as db, db.write():
        ids = _sections(db, sections_file)
        round_id = service.create(db, SYSTEM, now(), name, year, ids)
        wanted = {"deadline": deadline, "new_until": new_until, "edit_until": edit_until, "keep_until": ""}
        if faults := dates_service.faults(wanted):
            raise Refused(next(iter(faults.values())))
        service.change(db, SYSTEM, now(), round_id, **wanted, approval=approval, contact=contact)
    click.echo(f"{round_id}: {name}（{len(ids)}課）を作成しました (was made).")


def _sections(db: Database, file: Path | None) -> list[int]:
    """The ids of the sections to be asked, in order; those of a file are made where they are new."""
    if file is None:
        ids = [s.id for s in organisation.valid_sections(db, now())]
        if not ids:
            raise Refused(
                Text(
                    "課がまだ登録されていません。--sections で課の一覧（CSV）を指定してください。",
                    "There are no sections yet: name a CSV file with --sections.",
                )
            )
        return ids
    lines: list[Line] = []
    try:
        found = table(file.name, csv_rows(decode(file.read_bytes())), lines)
    except Unreadable as error:
        told = error.message
        raise Refused(Text(f"{file.name}：{told.ja}", f"{file.name}: {told.en}")) from error
    asked = read_sections(found, load_all(), lines)
    for line in lines:
        if line.level == REFUSED:
            place = f"{file.name} {line.row or ''}".strip()
            raise Refused(Text(f"{place}：{line.message.ja}", f"{place}: {line.message.en}"))
    return [
        organisation.add_section(db, s.department, s.name, s.kind, position)
        for position, s in enumerate(asked, 1)
    ]


def _set_state(folder: Path, reference: str, state: str) -> None:
    with closing(existing(folder)) as db:
        found = service.find(db, reference)
        dates_service.move(db, SYSTEM, now(), found.id, state)
    click.echo(f"{found.id}: {found.name}: {STATES[state]}")


@click.command("open-round")
@click.argument("round_name", metavar="ROUND")
@click.pass_obj
def open_round(folder: Path, round_name: str) -> None:
    """Let the sections of ROUND (name or number) fill in and submit; also opens a closed one again."""
    _set_state(folder, round_name, OPEN)


@click.command("close-round")
@click.argument("round_name", metavar="ROUND")
@click.pass_obj
def close_round(folder: Path, round_name: str) -> None:
    """Take no more entries for ROUND (name or number); sections can still read their answers."""
    _set_state(folder, round_name, CLOSED)


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.pass_obj
def retally(folder: Path, round_name: str) -> None:
    """Count the submitted answers of ROUND anew (what is stored for quick counting is derived from them)."""
    with closing(existing(folder)) as db:
        found = service.find(db, round_name)
        freezing.retally(db, found.id)
    click.echo(f"{found.id}: {found.name}: 集計用データを作り直しました (tallied anew).")

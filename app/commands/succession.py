"""kikitori next-round"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from app.clock import now
from app.commands.common import existing
from app.rounds import service as rounds
from app.security import SYSTEM
from app.succession import service
from app.succession.service import OLD, TODAY


@click.command("next-round")
@click.argument("old", metavar="OLD")
@click.option("--name", required=True, help="What the new round is called.")
@click.option(
    "--year", type=click.IntRange(1950, 2100), required=True, help="The western year it belongs to."
)
@click.option("--same-questionnaires", is_flag=True, help="Those of OLD instead of today's definition files.")
@click.pass_obj
def next_round(folder: Path, old: str, name: str, year: int, same_questionnaires: bool) -> None:
    """Make a round from OLD (name or number): its projects become drafts, its sections those in their places now.

    The sections stand as the organisation records what became of them; the page in the browser lets
    you correct that.
    """
    with closing(existing(folder)) as db:
        found = service.proposal(db, now(), rounds.find(db, old).id)
        wanted = OLD if same_questionnaires else TODAY
        plan = replace(found.plan, name=name, year=year, definitions=wanted)
        round_id = service.make(db, SYSTEM, now(), found.round.id, plan)
        drafts = len(service.carried(db, round_id))
    lost = [o.section.name for o in found.sections if not o.places]
    click.echo(
        f"{round_id}: {name.strip()}（{len(plan.asked)}課、引き継いだ事業{drafts}件）を作成しました (was made)."
    )
    if lost:
        click.echo(f"後継の課がなく、引き継がなかった課 (sections without a successor): {'、'.join(lost)}")

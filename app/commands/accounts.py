"""kikitori add-account, reset-password"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from app.accounts import links
from app.accounts import service as accounts
from app.clock import now
from app.commands.common import existing
from app.commands.setup import LINK_NOTE
from app.db import Database
from app.errors import Refused
from app.organisation import service as organisation
from app.security import ROLES, SECTION_ROLES, SYSTEM, WRITER
from forms.questions import Text, search_key


@click.command("add-account")
@click.argument("login")
@click.option("--name", required=True, help="The name shown on pages, such as the section's.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--section",
    "sections",
    multiple=True,
    help="For --role section: the section's name, or DEPARTMENT/SECTION; repeat it for several.",
)
@click.option(
    "--section-role",
    type=click.Choice(SECTION_ROLES),
    default=WRITER,
    show_default=True,
    help="For --role section: what the account is in these sections.",
)
@click.option("--email", default="", help="Mail address for notices and links.")
@click.pass_obj
def add_account(
    folder: Path, login: str, name: str, role: str, sections: tuple[str, ...], section_role: str, email: str
) -> None:
    """Add an account with the login name LOGIN and print the path of its one-time link.

    \b
    Example
      kikitori add-account bunka --name コミュニティ文化課 --role section --section コミュニティ文化課
      kikitori add-account bunka-kacho --name 文化課長 --role section --section コミュニティ文化課 --section-role approver
    """
    with closing(existing(folder)) as db, db.write():
        roles = {section_id(db, reference): section_role for reference in sections}
        account_id = accounts.add(db, SYSTEM, now(), login, name, role, roles, email=email)
        path = links.issue(db, SYSTEM, now(), account_id)
    click.echo(f"{login}: {path}\n{LINK_NOTE}")


@click.command("reset-password")
@click.argument("login")
@click.pass_obj
def reset_password(folder: Path, login: str) -> None:
    """Print the path of a one-time link with which LOGIN sets a new password; the present one works until then."""
    with closing(existing(folder)) as db:
        account = accounts.find(db, login)
        path = links.issue(db, SYSTEM, now(), account.id)
    click.echo(f"{account.login}: {path}\n{LINK_NOTE}")


def section_id(db: Database, reference: str) -> int:
    """The section people mean by its name or by DEPARTMENT/SECTION. Raises Refused: none, or several."""
    key = search_key(reference)
    known = organisation.valid_sections(db, now())
    found = [s for s in known if key in (search_key(s.name), search_key(f"{s.department}/{s.name}"))]
    if len(found) == 1:
        return found[0].id
    several = "、".join(f"{s.department}/{s.name}" for s in found)
    if several:
        raise Refused(
            Text(
                f"課「{reference}」は複数あります（{several}）。",
                f"There are several sections {reference!r}: {several}.",
            )
        )
    raise Refused(Text(f"課「{reference}」はありません。", f"There is no section {reference!r}."))

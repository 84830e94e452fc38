"""kikitori init"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from app.accounts import links
from app.accounts import service as accounts
from app.clock import now
from app.errors import Refused
from app.instance import open_database, prepare, secret_key
from app.security import SECRETARIAT, SYSTEM
from app.settings import service as settings
from forms.questions import Text

LINK_NOTE = (
    "サーバーのアドレスに続けて開いてください。７日以内に一度だけ使えます。\n"
    "(Open it after the server's address, for example http://127.0.0.1:8000; it works once, for seven days.)"
)


@click.command()
@click.option("--login", default="jimukyoku", show_default=True, help="Login name of the first account.")
@click.option("--name", default="事務局", show_default=True, help="Its name as shown on pages.")
@click.option("--city", default="", help="The city's name as printed on pages and tables.")
@click.pass_obj
def init(folder: Path, login: str, name: str, city: str) -> None:
    """Make an instance (database and secret key) and its first secretariat account.

    Prints the path of a one-time link with which the account's password is set. An instance that was made by
    import-round gets its first account in the same way. Exit code 1 where a secretariat account exists already.
    """
    prepare(folder)
    secret_key(folder)
    with closing(open_database(folder)) as db, db.write():
        if any(a.role == SECRETARIAT for a in accounts.all_accounts(db)):
            raise Refused(
                Text(
                    f"「{folder}」には事務局のアカウントが既にあります"
                    "（パスワードの再設定は kikitori reset-password）。",
                    f"{folder} has a secretariat account already (kikitori reset-password sets a new password).",
                )
            )
        if city:
            settings.put(db, settings.CITY, city)
        account_id = accounts.add(db, SYSTEM, now(), login, name, SECRETARIAT)
        path = links.issue(db, SYSTEM, now(), account_id)
    click.echo(f"{folder} を用意しました (is ready).\n{login}: {path}\n{LINK_NOTE}")

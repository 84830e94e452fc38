"""What accounts ask of the notices' queue, in one place: links by mail, and letters that wait for somebody who left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from app.accounts import links
from app.accounts.store.accounts import Account
from app.db import Database
from app.security import Actor


def available() -> bool:
    """Mail can be sent from here."""
    return find_spec("app.notices") is not None and find_spec("app.notices.service") is not None


def send_links(db: Database, actor: Actor, now: datetime, tokens: Iterable[str], base: str) -> int:
    """Queue one mail for every living link whose account has an address; how many. Raises links.LinkSpent.

    base: this server's address. The link opens the page that sets a password; no password is ever in a mail.
    """
    if not available():
        return 0
    with db.write():
        found = [(links.account_of(db, now, token), token) for token in dict.fromkeys(tokens)]
        with_address = [(account, token) for account, token in found if account.email]
        for account, token in with_address:
            _post(db, actor, now, account, f"{base}/link/{token}")
    return len(with_address)


def _post(db: Database, actor: Actor, now: datetime, account: Account, address: str) -> None:
    notices: Any = import_module("app.notices.service")
    body = (
        f"{account.name} 様\n\n聞き取り（Kikitori）のパスワードを設定するためのリンクをお送りします。\n\n"
        f"ログイン名：{account.login}\nリンク：{address}\n\n"
        f"このリンクは一度だけ、発行から{links.VALID.days}日間使えます。ほかの人には転送しないでください。\n"
    )
    notices.post(
        db, actor, now,
        notices.Letter("account_link", None, None, "パスワード設定用リンクのお知らせ", body,
                       "事務局がパスワード設定用リンクを発行したため", accounts=(account.id,), to=(account.email,)),
    )  # fmt: skip

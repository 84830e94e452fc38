"""One-time links by mail, through the notices' queue, which shows a link to nobody and erases it once it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.accounts import links
from app.accounts.signing import fingerprint
from app.accounts.store import links as store
from app.accounts.store.accounts import Account
from app.db import Database
from app.notices import service as notices
from app.security import Actor


def send_links(db: Database, actor: Actor, now: datetime, tokens: Iterable[str], base: str) -> int:
    """Queue one mail for every living link whose account has an address, once; how many. Raises links.LinkSpent.

    base: this server's address. The link opens the page that sets a password; no password is ever in a mail.
    """
    with db.write():
        found = [(links.account_of(db, now, token), token) for token in dict.fromkeys(tokens)]
        sent = [
            (account, token)
            for account, token in found
            if account.email and store.mail(db, now, fingerprint(token))
        ]
        for account, token in sent:
            notices.post(db, actor, now, _letter(account, f"{base}/link/{token}"))
    return len(sent)


def _letter(account: Account, address: str) -> notices.Letter:
    body = (
        f"{account.name} 様\n\n聞き取り（Kikitori）のパスワードを設定するためのリンクをお送りします。\n\n"
        f"ログイン名：{account.login}\nリンク：{address}\n\n"
        f"このリンクは、発行から{links.VALID.days}日間、一度だけ使えます。ほかの人には転送しないでください。\n"
        "心当たりのない場合は、お手数ですが事務局へご連絡ください。\n"
    )
    why = "事務局がパスワード設定用リンクを発行したため"
    subject = "パスワード設定用リンクのお知らせ"
    return notices.Letter("invitation", None, None, subject, body, why, accounts=(account.id,))

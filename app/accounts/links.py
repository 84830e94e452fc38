"""One-time links: how a first or a new password is set without mail (the secretariat hands the link over)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from app.accounts import passwords, throttle
from app.accounts.signing import fingerprint
from app.accounts.store import accounts, links, sign_ins
from app.accounts.store.accounts import Account
from app.accounts.store.links import Link
from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.security import Actor
from forms.questions import Text

VALID: Final = timedelta(days=7)


class LinkSpent(NotFound):
    """Unknown, used, revoked or expired: all look alike."""

    message = Text(
        "このリンクは使えません（使用済み、取消し済み、または発行から７日を過ぎています）。"
        "事務局に再発行を依頼してください。",
        "This link does not work any more (used, revoked, or older than seven days)."
        " Ask the secretariat for a new one.",
    )


def issue(db: Database, actor: Actor, now: datetime, account_id: int) -> str:
    """The path of a new link for this account; older ones stop working. Raises NotFound, Refused.

    The path is shown once: the database keeps only its fingerprint.
    """
    token = secrets.token_urlsafe(24)
    with db.write():
        account = accounts.get(db, account_id)
        if account is None:
            raise NotFound
        if not account.active:
            raise Refused(
                Text("停止中のアカウントにはリンクを発行できません。", "The account is switched off.")
            )
        links.revoke(db, now, account_id)
        links.add(db, now, fingerprint(token), account_id, now + VALID)
        record(db, actor, now, "accounts.link", f"account {account_id}")
    return f"/link/{token}"


def issue_many(
    db: Database, actor: Actor, now: datetime, account_ids: Iterable[int]
) -> list[tuple[Account, str]]:
    """Links for several accounts at once: all of them or, where one cannot have one, none. Raises as `issue`."""
    with db.write():
        paths = {i: issue(db, actor, now, i) for i in dict.fromkeys(account_ids)}
        return [(a, paths[a.id]) for a in accounts.all_accounts(db) if a.id in paths]


def revoke(db: Database, actor: Actor, now: datetime, account_id: int) -> bool:
    """Make the account's waiting link useless; False where none waits. Raises NotFound."""
    with db.write():
        if accounts.get(db, account_id) is None:
            raise NotFound
        if not links.revoke(db, now, account_id):
            return False
        record(db, actor, now, "accounts.revoke_link", f"account {account_id}")
    return True


def states(db: Database) -> Mapping[int, Link]:
    """Every account's newest link, by account id."""
    return links.newest(db)


def account_of(db: Database, now: datetime, token: str) -> Account:
    """Whose link this is. Raises LinkSpent."""
    account_id = links.account_id(db, now, fingerprint(token))
    account = None if account_id is None else accounts.get(db, account_id)
    if account is None or not account.active:
        raise LinkSpent
    return account


def use(db: Database, now: datetime, token: str, password: str) -> Account:
    """Set the password by a link, once; ends the account's sign-ins. Raises LinkSpent."""
    account_of(db, now, token)  # a spent link costs no hash
    password_hash = passwords.hashed(password)
    with db.write():
        account = account_of(db, now, token)  # of two at the same time one comes too late
        links.use(db, now, fingerprint(token))
        accounts.set_password_hash(db, account.id, password_hash)
        sign_ins.end_all(db, account.id)
        throttle.forget(db, account.login)
        record(db, account.actor(), now, "accounts.set_password", f"account {account.id}", by="link")
    return account

"""What people do with accounts, and what other features and the command line ask about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.accounts import passwords, people, signing, throttle
from app.accounts.store import accounts as store
from app.accounts.store import links, sign_ins
from app.accounts.store.accounts import Account
from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.security import ROLES, SECRETARIAT, SECTION, WRITER, Actor
from forms.questions import Text

__all__ = ["Account"]

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
SHORTEST: Final = 10
LONGEST: Final = 200


def all_accounts(db: Database) -> list[Account]:
    """Every account, by role and login."""
    return store.all_accounts(db)


def demo_accounts(db: Database) -> list[Account]:
    """The demo city's accounts."""
    return store.demo_accounts(db)


def get(db: Database, account_id: int) -> Account:
    """One account. Raises NotFound."""
    account = store.get(db, account_id)
    if account is None:
        raise NotFound
    return account


def people_of(db: Database, section_id: int) -> list[Account]:
    """The section's accounts that are on, each with its role there (`roles[section_id]`) and mail address."""
    return store.of_section(db, section_id)


def find(db: Database, login: str) -> Account:
    """One account by login name. Raises Refused, naming it."""
    account = by_login(db, login)
    if account is None:
        raise Refused(
            Text(
                f"アカウント「{login}」はありません。", f"There is no account with the login name {login!r}."
            )
        )
    return account


def by_login(db: Database, login: str) -> Account | None:
    """One account by login name; None where there is none."""
    return store.by_login(db, signing.login_key(login))


def login_problem(db: Database, login: str) -> Text | None:
    """Why this cannot be a new account's login name; None if it can."""
    key = signing.login_key(login)
    if not _LOGIN.fullmatch(key):
        return Text(
            "半角の英小文字・数字と . _ - で、2文字から40文字までにしてください。",
            "Use 2 to 40 small letters, digits and . _ - only.",
        )
    if store.by_login(db, key):
        return Text(f"ログイン名「{key}」は既に使われています。", f"The login name {key!r} is already taken.")
    return None


def password_problem(password: str, login: str = "") -> Text | None:
    """Why this cannot be a password; None if it can."""
    if len(password) < SHORTEST:
        return Text(f"パスワードは{SHORTEST}文字以上にしてください。", f"Use at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        return Text(f"パスワードは{LONGEST}文字以内にしてください。", f"Use at most {LONGEST} characters.")
    if len(set(password)) < 4 or (login and login.casefold() in password.casefold()):
        return Text(
            "同じ文字の繰り返しや、ログイン名を含むパスワードは使えません。",
            "It must not repeat a few characters or contain the login name.",
        )
    return None


def add(
    db: Database,
    actor: Actor,
    now: datetime,
    login: str,
    name: str,
    role: str,
    sections: Sequence[int] | Mapping[int, str] = (),
    *,
    email: str = "",
    demo_password: str | None = None,
) -> int:
    """A new account without a password (issue a link for it). Raises Refused.

    sections: ids (a writer in each), or what it is in each by id. demo_password: for the demo city only; such an
    account signs in only where demo sign-ins are allowed.
    """
    roles = dict(sections) if isinstance(sections, Mapping) else dict.fromkeys(sections, WRITER)
    if role not in ROLES:
        raise Refused(Text(f"役割「{role}」はありません。", f"There is no role {role!r}."))
    password_hash = None if demo_password is None else passwords.hashed(demo_password)
    with db.write():
        people.check(login_problem(db, login), name, email)
        people.check_sections(db, role, roles)
        values = {
            "login": signing.login_key(login),
            "name": name.strip(),
            "role": role,
            "email": people.email_key(email),
            "password_hash": password_hash,
            "demo": int(demo_password is not None),
        }
        account_id = store.add(db, now, values, roles)
        record(
            db, actor, now, "accounts.add", f"account {account_id}", role=role, sections=people.packed(roles)
        )
    return account_id


def set_active(db: Database, actor: Actor, now: datetime, account_id: int, active: bool) -> None:
    """Switch an account off (its sign-ins end at once) or on again. Raises NotFound, Refused."""
    with db.write():
        account = get(db, account_id)
        if account.active == active:
            return
        if not active and account.id == actor.id:
            raise Refused(
                Text("自分のアカウントは停止できません。", "You cannot switch off your own account.")
            )
        if not active and account.role == SECRETARIAT and _active_secretariat(db) == 1:
            raise Refused(
                Text("事務局のアカウントが一つもなくなります。", "No secretariat account would be left.")
            )
        if active and account.role == SECTION:
            people.check_sections(db, account.role, account.roles)
        store.set_active(db, account_id, active)
        if not active:
            sign_ins.end_all(db, account_id)
            links.revoke(db, now, account_id)
        record(db, actor, now, "accounts.set_active", f"account {account_id}", active=active)


def _active_secretariat(db: Database) -> int:
    return sum(a.active and a.role == SECRETARIAT for a in store.all_accounts(db))


def set_number_keys(db: Database, actor: Actor, now: datetime, on: bool) -> None:
    """One's own setting: choose answers by number keys."""
    with db.write():
        account = get(db, actor.id or 0)
        if account.number_keys != on:
            store.set_number_keys(db, account.id, on)
            record(db, actor, now, "accounts.set_number_keys", f"account {account.id}", on=on)


def change_password(
    db: Database, actor: Actor, now: datetime, old: str, new: str, *, address: str, token: str
) -> None:
    """Change one's own password; other sign-ins of the account end. token: this sign-in's, which stays.

    Raises signing.WrongPassword (old is wrong), throttle.TooManyTries, Refused (new cannot be a password).
    """
    account = get(db, actor.id or 0)
    attempt = throttle.begin(db, now, account.login, address)
    if not passwords.matches(account.password_hash, old):
        raise signing.WrongPassword
    problem = password_problem(new, account.login)
    if problem:
        raise Refused(problem)
    password_hash = passwords.hashed(new)
    with db.write():
        throttle.succeeded(db, attempt)
        store.set_password_hash(db, account.id, password_hash)
        sign_ins.end_all(db, account.id, but=signing.fingerprint(token))
        record(db, actor, now, "accounts.set_password", f"account {account.id}", by="own")

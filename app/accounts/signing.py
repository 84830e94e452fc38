"""Signing in and out: a random token in the person's cookie, only its fingerprint in the database."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.accounts import passwords, throttle
from app.accounts.store import accounts, sign_ins
from app.accounts.store.accounts import Account
from app.audit.service import record
from app.db import Database
from app.errors import KikitoriError
from app.security import Actor
from forms.questions import Text

IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(days=7)
#: How stale "last seen" may become: most requests then write nothing.
SEEN_STEP: Final = timedelta(minutes=5)


class WrongPassword(KikitoriError):
    """Unknown login or wrong password: both look alike."""

    status = 422
    message = Text(
        "ログイン名またはパスワードが違います。",
        "The login name or the password is wrong.",
    )


class AccountOff(KikitoriError):
    """The right password of an account that was switched off. Only its owner learns that: somebody who tries
    passwords sees what everybody sees."""

    status = 422
    message = Text(
        "このアカウントは停止されているため、ログインできません。事務局へお問い合わせください。",
        "This account was switched off and cannot sign in. Please ask the secretariat.",
    )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secret for the cookie, and the person."""

    token: str
    actor: Actor


def fingerprint(token: str) -> str:
    """What the database keeps of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def login_key(login: str) -> str:
    """A login name as compared: full-width letters (an input method left on) and blanks around do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def sign_in(
    db: Database, now: datetime, login: str, password: str, address: str, *, demo_sign_ins: bool
) -> SignedIn:
    """Check the password and open a sign-in.

    Raises WrongPassword, AccountOff, throttle.TooManyTries, passwords.Busy.
    """
    login = login_key(login)
    attempt = throttle.begin(db, now, login, address)
    account = accounts.by_login(db, login)
    if account is not None and account.demo and not demo_sign_ins:
        account = None
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not right:
        raise WrongPassword
    if not account.active:
        raise AccountOff
    fresh = passwords.hashed(password) if passwords.outdated(account.password_hash or "") else None
    token = secrets.token_urlsafe(32)
    with db.write():
        throttle.succeeded(db, attempt)
        if fresh:
            accounts.set_password_hash(db, account.id, fresh)
        sign_ins.drop_older(db, now - IDLE, now - LONGEST)
        sign_ins.add(db, now, fingerprint(token), account.id)
        record(db, account.actor(), now, "accounts.sign_in", f"account {account.id}")
    return SignedIn(token, account.actor())


def may_sign_in(account: Account, demo_sign_ins: bool) -> bool:
    """The account is on; a demo account only where demo sign-ins are allowed."""
    return account.active and (demo_sign_ins or not account.demo)


def is_living(known: sign_ins.SignIn, now: datetime) -> bool:
    """Neither left alone for too long nor too old."""
    return now - known.seen_at <= IDLE and now - known.created_at <= LONGEST


def actor_of(
    db: Database, now: datetime, token: str, *, demo_sign_ins: bool, at_work: bool = True
) -> Actor | None:
    """The person of a session token; None for an unknown or expired one. Notes that they were here.

    at_work False: an open page asks by itself, which must not keep an empty chair signed in.
    """
    key = fingerprint(token)
    known = sign_ins.get(db, key)
    if known is None or not is_living(known, now):
        return None
    account = accounts.get(db, known.account_id)
    if account is None or not may_sign_in(account, demo_sign_ins):
        return None
    if at_work and now - known.seen_at > SEEN_STEP:
        with db.write():
            sign_ins.seen(db, now, key)
    return account.actor()


def sign_out(db: Database, actor: Actor, now: datetime, token: str) -> None:
    """End this sign-in."""
    with db.write():
        sign_ins.end(db, fingerprint(token))
        record(db, actor, now, "accounts.sign_out", f"account {actor.id}")

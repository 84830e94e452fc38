"""What the secretariat changes of an account: name, mail address, sections and roles, living sign-ins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.accounts import signing
from app.accounts.store import accounts as store
from app.accounts.store import sign_ins
from app.accounts.store.accounts import Account
from app.accounts.store.sign_ins import SignIn
from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.organisation import service as organisation
from app.security import SECTION, SECTION_ROLES, Actor
from forms.questions import Text

LONGEST_NAME: Final = 100
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def email_key(email: str) -> str:
    """An address as kept: full-width letters and blanks around do not matter."""
    return unicodedata.normalize("NFKC", email).strip()


def email_problem(email: str) -> Text | None:
    """Why this cannot be a mail address; None if it can, or is empty."""
    key = email_key(email)
    if not key or (len(key) <= 254 and _EMAIL.fullmatch(key)):
        return None
    return Text(
        f"メールアドレス「{key[:100]}」の形が正しくありません。", f"{key[:100]!r} is not a mail address."
    )


def name_problem(name: str) -> Text | None:
    """Why an account cannot be called so; None if it can."""
    if not name.strip():
        return Text("氏名または名称を記入してください。", "Please give a name.")
    if len(name.strip()) > LONGEST_NAME or not name.strip().isprintable():
        return Text(
            f"氏名または名称は{LONGEST_NAME}文字以内で、改行を入れずに記入してください。",
            f"Give a name of at most {LONGEST_NAME} characters on one line.",
        )
    return None


def check(first: Text | None, name: str, email: str) -> None:
    """Raises Refused with `first` or what is wrong with name or address."""
    problem = first or name_problem(name) or email_problem(email)
    if problem:
        raise Refused(problem)


def check_sections(db: Database, kind: str, roles: Mapping[int, str]) -> None:
    """A section account has sections, another has none. Raises Refused."""
    if kind == SECTION and not roles:
        raise Refused(Text("担当する課を選んでください。", "Please choose its section."))
    if kind != SECTION and roles:
        raise Refused(Text("課を選べるのは課のアカウントだけです。", "Only section accounts have sections."))
    if any(organisation.get(db, section_id) is None for section_id in roles):
        raise Refused(Text("選ばれた課がありません。", "There is no such section."))
    if not set(roles.values()) <= set(SECTION_ROLES):
        raise Refused(Text("課での役割を選んでください。", "Choose the role in the section."))


def packed(roles: Mapping[int, str]) -> dict[str, str]:
    """Roles by section id, as an audit line keeps them."""
    return {str(section_id): role for section_id, role in roles.items()}


def change(
    db: Database,
    actor: Actor,
    now: datetime,
    account_id: int,
    name: str,
    email: str,
    roles: Mapping[int, str],
) -> bool:
    """Set name, address, sections and roles; False where all of it was so already. Raises NotFound, Refused."""
    with db.write():
        account = store.get(db, account_id)
        if account is None:
            raise NotFound
        check(None, name, email)
        if account.active or roles:
            check_sections(db, account.role, roles)
        changed = differences(account, name, email, roles)
        if not changed:
            return False
        store.set_person(db, account_id, name.strip(), email_key(email))
        if "sections" in changed:
            store.set_sections(db, account_id, roles)
        detail = {"changed": changed} | ({"sections": packed(roles)} if "sections" in changed else {})
        record(db, actor, now, "accounts.change", f"account {account_id}", **detail)
    return True


def differences(account: Account, name: str, email: str, roles: Mapping[int, str]) -> list[str]:
    """Which of "name", "email" and "sections" would change."""
    new = {"name": name.strip(), "email": email_key(email), "sections": dict(roles)}
    old = {"name": account.name, "email": account.email, "sections": dict(account.roles)}
    return [key for key in new if new[key] != old[key]]


def set_own_email(db: Database, actor: Actor, now: datetime, email: str) -> None:
    """One's own mail address ("" for none). Raises Refused."""
    account = store.get(db, actor.id or 0)
    if account is None:
        raise NotFound
    change(db, actor, now, account.id, account.name, email, account.roles)


def signed_in(db: Database, now: datetime, account_id: int) -> list[SignIn]:
    """The account's living sign-ins, the last used first."""
    return [s for s in sign_ins.of_account(db, account_id) if signing.is_living(s, now)]


def end_sign_ins(db: Database, actor: Actor, now: datetime, account_id: int, *, but: str = "") -> int:
    """Sign the account out everywhere, except where the token is `but`; how many ended. Raises NotFound."""
    with db.write():
        if store.get(db, account_id) is None:
            raise NotFound
        living = len([s for s in signed_in(db, now, account_id) if s.token != _key(but)])
        sign_ins.end_all(db, account_id, but=_key(but))
        if living:
            record(db, actor, now, "accounts.end_sign_ins", f"account {account_id}", ended=living)
    return living


def _key(token: str) -> str:
    return signing.fingerprint(token) if token else ""

"""人事異動 by list: the template that comes down, and the rows of a filled-in one as wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.accounts import signing
from app.accounts.moving import Problem, Wish
from app.accounts.reading import role_of, section_of
from app.accounts.store import accounts as store
from app.accounts.words import SECTION_ROLES
from app.db import Database
from app.importing.tables import Row
from app.organisation import service as organisation
from app.security import SECTION
from forms.questions import Text

#: Our names → what the heading says (Japanese first: that is what comes down).
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "login_old": ("前任のログイン名",),
    "login_new": ("後任のログイン名",),
    "name_new": ("後任の氏名",),
    "email_new": ("後任のメールアドレス", "後任のメール"),
    "section": ("課",),
    "role": ("課での役割", "役割"),
}
HEADER: Final = tuple(words[0] for words in COLUMNS.values())
FILE_NAME: Final = Text("人事異動引き継ぎ表", "handover-list")


def template(db: Database, now: datetime) -> list[list[str]]:
    """One row per account and section, the successor's cells empty."""
    known = {s.id: s for s in organisation.valid_sections(db, now)}
    return [
        [account.login, "", "", "", f"{known[i].department}/{known[i].name}", SECTION_ROLES[role].ja]
        for account in store.all_accounts(db)
        if account.role == SECTION and account.active
        for i, role in account.roles.items()
        if i in known
    ]


def rows_of(given: Sequence[Row], columns: Iterable[str]) -> list[list[str]]:
    """The rows as they travel from preview to confirmation; row numbers are kept by empty rows."""
    keys = list(columns)
    by_number = {row.number: [row.get(key) for key in keys] for row in given}
    return [by_number.get(n, [""] * len(keys)) for n in range(2, max(by_number, default=1) + 1)]


def wishes(db: Database, now: datetime, rows: Sequence[Row]) -> tuple[list[Wish], list[Problem]]:
    """What the rows ask for; a row without a successor asks for nothing."""
    found, problems = [], []
    for row in rows:
        if not (row.get("login_new") or row.get("name_new") or row.get("email_new")):
            continue
        section, role = section_of(db, now, row.get("section")), role_of(row.get("role"))
        wish = Wish(
            row.number, row.get("login_old"), row.get("login_new"), row.get("name_new"), row.get("email_new")
        )
        if isinstance(section, Text) or isinstance(role, Text):
            told = section if isinstance(section, Text) else role
            problems.append(Problem(row.number, told if isinstance(told, Text) else Text()))
        elif not signing.login_key(wish.old):
            problems.append(
                Problem(
                    row.number, Text("前任のログイン名がありません。", "The leaver's login name is missing.")
                )
            )
        else:
            found.append(replace(wish, section_id=section, role=role))
    return found, problems

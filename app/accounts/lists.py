"""The list of accounts as a file: down, and up again with a plan of what would change; nothing is done before.

One row per account and section. What a file says of an account's sections is all of them; accounts that are not in the
file stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.accounts import people, service, signing
from app.accounts.desk_page import state_of
from app.accounts.handover import PlanChanged
from app.accounts.moving import Problem
from app.accounts.reading import kind_of, role_of, section_of
from app.accounts.reading import state_of as read_state
from app.accounts.store import accounts as store
from app.accounts.store.accounts import Account
from app.accounts.words import KINDS, OFF, ON, SECTION_ROLES, STATES
from app.audit.service import record
from app.db import Database
from app.errors import Refused
from app.importing.tables import Row
from app.organisation import service as organisation
from app.organisation.service import Section
from app.security import SECRETARIAT, SECTION, WRITER, Actor
from forms.questions import Text

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "login": ("ログイン名",),
    "name": ("氏名・名称", "氏名", "名称"),
    "email": ("メールアドレス", "メール"),
    "kind": ("種別",),
    "department": ("部",),
    "section": ("課",),
    "role": ("課での役割", "役割"),
    "state": ("状態",),
}
HEADER: Final = tuple(words[0] for words in COLUMNS.values())
FILE_NAME: Final = Text("アカウント一覧", "accounts")


@dataclass
class Entry:
    """One account as the file wants it. number: its first row."""

    number: int
    login: str
    name: str
    email: str
    kind: str
    state: str
    roles: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """An account that is there and would be changed. what: "name", "email", "sections", "off" or "on"."""

    entry: Entry
    account: Account
    what: tuple[str, ...]


@dataclass
class ListPlan:
    """What the file would do."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def off(self) -> list[Change]:
        """Accounts that would be switched off."""
        return [c for c in self.changed if "off" in c.what]

    @property
    def anything(self) -> bool:
        """Something would change."""
        return bool(self.new or self.changed)

    @property
    def fingerprint(self) -> str:
        """Differs where the plan, or what it starts from, is another one."""
        parts = [repr(self.new), [(repr(c.entry), repr(c.account), c.what) for c in self.changed]]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def rows(db: Database, now: datetime) -> list[list[str]]:
    """The whole list, as it goes down. Sections that have ended are left out: another may have their name by now."""
    found = store.all_accounts(db)
    known = _there(db, now)
    out = []
    for a in found:
        state = STATES[OFF if state_of(a) == OFF else ON].ja
        head = [a.login, a.name, a.email, KINDS[a.role].ja]
        places = [
            [known[i].department, known[i].name, SECTION_ROLES[r].ja]
            for i, r in a.roles.items()
            if i in known
        ]
        out += [[*head, *place, state] for place in places or [["", "", ""]]]
    return out


def _there(db: Database, now: datetime) -> dict[int, Section]:
    return {s.id: s for s in organisation.valid_sections(db, now)}


def planned(db: Database, actor: Actor, now: datetime, given: Sequence[Row]) -> ListPlan:
    """What these rows would do; nothing is changed."""
    made = ListPlan()
    with db.read():
        entries, there = _entries(db, now, given, made), _there(db, now)
        known = {a.login: a for a in store.all_accounts(db)}
        for entry in entries.values():
            account = known.get(entry.login)
            if account is not None:  # of sections that have ended the file does not speak: they stay readable
                entry.roles |= {i: r for i, r in account.roles.items() if i not in there}
            problem = _problem(db, actor, entry, account)
            if problem:
                made.problems.append(Problem(entry.number, problem))
            elif account is None:
                made.new.append(entry)
            elif what := _what(entry, account):
                made.changed.append(Change(entry, account, what))
            else:
                made.same += 1
        _keep_a_secretariat(known, made)
    made.problems.sort(key=lambda p: p.number)
    return made


def _entries(db: Database, now: datetime, given: Sequence[Row], made: ListPlan) -> dict[str, Entry]:
    """The rows as accounts; what cannot be read goes to the problems."""
    entries: dict[str, Entry] = {}
    for row in given:
        problem = _take(db, now, row, entries)
        if problem:
            made.problems.append(Problem(row.number, problem))
    return entries


def _take(db: Database, now: datetime, row: Row, entries: dict[str, Entry]) -> Text | None:
    login = signing.login_key(row.get("login"))
    kind, state = kind_of(row.get("kind")), read_state(row.get("state"))
    role = role_of(row.get("role"))
    section = section_of(db, now, row.get("section"), row.get("department"))
    for read in (kind, state, role, section):
        if isinstance(read, Text):
            return read
    if not login:
        return Text("ログイン名がありません。", "The login name is missing.")
    email = people.email_key(row.get("email"))
    entry = Entry(row.number, login, row.get("name"), email, str(kind), str(state))
    known = entries.setdefault(login, entry)
    if known is not entry and (known.name, known.email, known.kind, known.state) != (
        entry.name, entry.email, entry.kind, entry.state,
    ):  # fmt: skip
        return Text(
            f"「{login}」の氏名・メール・種別・状態が、ほかの行と違います。",
            f"Name, mail, kind or state of {login!r} differ from another row.",
        )
    if isinstance(section, int):
        if section in known.roles:
            return Text(
                f"「{login}」の同じ課が二行あります。", f"The same section of {login!r} is there twice."
            )
        known.roles[section] = str(role) or WRITER
    return None


def _problem(db: Database, actor: Actor, entry: Entry, account: Account | None) -> Text | None:
    problem = people.name_problem(entry.name) or people.email_problem(entry.email)
    if account is None:
        problem = problem or service.login_problem(db, entry.login)
        if entry.state == OFF:
            problem = problem or Text(
                "停止中のアカウントは新しく作れません。", "A new account cannot be off."
            )
    elif account.role != entry.kind:
        problem = problem or Text(
            "種別は変更できません。新しいログイン名でアカウントを作ってください。",
            "An account's kind cannot change. Make a new account with another login name.",
        )
    elif account.id == actor.id and entry.state == OFF:
        problem = problem or Text(
            "自分のアカウントは停止できません。", "You cannot switch off your own account."
        )
    if entry.kind == SECTION and entry.state == ON and not entry.roles:
        problem = problem or Text("担当する課がありません。", "Its section is missing.")
    if entry.kind != SECTION and entry.roles:
        problem = problem or Text(
            "課を持てるのは課のアカウントだけです。", "Only section accounts have sections."
        )
    return problem


def _what(entry: Entry, account: Account) -> tuple[str, ...]:
    changed = people.differences(account, entry.name, entry.email, entry.roles)
    if (entry.state == ON) != account.active:
        changed.append("on" if entry.state == ON else "off")
    return tuple(changed)


def _keep_a_secretariat(known: Mapping[str, Account], made: ListPlan) -> None:
    left = sum(a.active and a.role == SECRETARIAT for a in known.values())
    left -= sum(c.account.role == SECRETARIAT for c in made.off)
    left += sum(c.account.role == SECRETARIAT and "on" in c.what for c in made.changed)
    if left < 1 and made.off:
        made.problems.append(
            Problem(
                0, Text("事務局のアカウントが一つもなくなります。", "No secretariat account would be left.")
            )
        )


def apply(db: Database, actor: Actor, now: datetime, given: Sequence[Row], seen: str) -> ListPlan:
    """Do all of it, or nothing. Raises Refused (the first problem), PlanChanged (another plan than was shown).

    The same file a second time finds nothing left to do, which is fine.
    """
    with db.write():
        plan = planned(db, actor, now, given)
        if plan.problems:
            raise Refused(plan.problems[0].message)
        if plan.anything and plan.fingerprint != seen:
            raise PlanChanged
        for entry in plan.new:
            service.add(db, actor, now, entry.login, entry.name, entry.kind, entry.roles, email=entry.email)
        for change in sorted(
            plan.changed, key=lambda c: "off" in c.what
        ):  # a secretariat comes before one goes
            _apply(db, actor, now, change)
        if plan.anything:
            counts = {"new": len(plan.new), "changed": len(plan.changed), "off": len(plan.off)}
            record(db, actor, now, "accounts.list", "accounts", **counts)
    return plan


def _apply(db: Database, actor: Actor, now: datetime, change: Change) -> None:
    entry, account = change.entry, change.account
    if "off" in change.what:  # first: who is off may be without sections
        service.set_active(db, actor, now, account.id, False)
    people.change(db, actor, now, account.id, entry.name, entry.email, entry.roles)
    if "on" in change.what:
        service.set_active(db, actor, now, account.id, True)

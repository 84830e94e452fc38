"""The plan of a hand-over: what would change for whom, and every problem, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.accounts import people, service, signing
from app.accounts.store import accounts as store
from app.accounts.store.accounts import Account
from app.accounts.words import stronger
from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section
from app.security import APPROVER, SECTION, SECTION_ROLES
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of a hand-over. section_id None: all of the leaver's; role "": the leaver's own there.

    name, email: of a successor who has no account yet; off: the leaver is switched off once nothing is left.
    number: the row people know it by.
    """

    number: int
    old: str
    new: str
    name: str = ""
    email: str = ""
    section_id: int | None = None
    role: str = ""
    off: bool = True


@dataclass(frozen=True, slots=True)
class Arrival:
    """A section that somebody who leaves others takes up (異動先)."""

    login: str
    section_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account to be made."""

    login: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """One section from one person to another. new: the successor's login name."""

    number: int
    old: Account
    new: str
    new_name: str
    section: Section
    role: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way. number: the row; 0 for none in particular."""

    number: int
    message: Text


@dataclass
class Plan:
    """Everything a hand-over would do. roles: what each concerned account is afterwards, by login name."""

    moves: list[PlannedMove] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    off: list[Account] = field(default_factory=list)
    roles: dict[str, dict[int, str]] = field(default_factory=dict)
    known: list[Account] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Differs where the plan would do something else, or what it starts from has changed."""
        parts = [
            sorted((login, sorted(roles.items())) for login, roles in self.roles.items()),
            sorted((a.login, a.active, sorted(a.roles.items())) for a in self.known),
            [(n.login, n.name, n.email) for n in self.newcomers],
            [a.login for a in self.off],
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def planned(db: Database, wishes: Sequence[Wish], arrivals: Sequence[Arrival] = ()) -> Plan:
    """What these wishes would do; nothing is changed."""
    with db.read():
        return _Planner(db).plan(wishes, arrivals)


class _Planner:
    """Collects a plan; everything is decided by how things stand now, never by the order of the rows."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.accounts = {a.login: a for a in store.all_accounts(db)}
        self.made = Plan()

    def plan(self, wishes: Sequence[Wish], arrivals: Sequence[Arrival]) -> Plan:
        """All rows, then what follows from them."""
        for wish in wishes:
            problem = self._problem(wish) or self._newcomer(wish)
            if problem:
                self.made.problems.append(Problem(wish.number, problem))
            else:
                self._moves(wish)
        self._settle(wishes, arrivals)
        return self.made

    def _problem(self, wish: Wish) -> Text | None:
        old, new = self._account(wish.old), self._account(wish.new)
        if old is None:
            return _no_account(wish.old)
        if old.role != SECTION:
            return _no_section_account(old)
        if not signing.login_key(wish.new):
            return Text("後任のログイン名がありません。", "The successor's login name is missing.")
        if new is not None and new.id == old.id:
            return Text("前任と後任が同じ人です。", "Leaver and successor are the same person.")
        if new is not None and new.role != SECTION:
            return _no_section_account(new)
        if new is not None and not new.active:
            return Text(
                f"後任のアカウント「{new.login}」は停止中です。先に再開してください。",
                f"The successor's account {new.login!r} is switched off. Switch it on first.",
            )
        if wish.role and wish.role not in SECTION_ROLES:
            return Text(f"課での役割「{wish.role}」はありません。", f"There is no role {wish.role!r}.")
        if wish.section_id is not None and wish.section_id not in old.roles:
            return Text(
                f"「{old.login}」（{old.name}）はこの課のアカウントではありません。",
                f"{old.login!r} ({old.name}) is not in this section.",
            )
        return (
            None
            if old.roles
            else Text(f"「{old.login}」には課がありません。", f"{old.login!r} has no section.")
        )

    def _newcomer(self, wish: Wish) -> Text | None:
        """Note the account to be made for a successor who has none; or why it cannot be made."""
        if self._account(wish.new) is not None:
            return None
        new = Newcomer(signing.login_key(wish.new), wish.name.strip(), people.email_key(wish.email))
        planned_already = next((n for n in self.made.newcomers if n.login == new.login), None)
        if planned_already is not None:
            same = not new.name or new.name == planned_already.name
            return None if same else Text(
                f"新しいアカウント「{new.login}」の氏名が、ほかの行と違います。",
                f"The new account {new.login!r} has another name in another row.",
            )  # fmt: skip
        if not new.name:
            return Text(
                f"「{new.login}」というアカウントはありません。新しく作る場合は、氏名も記入してください。",
                f"There is no account {new.login!r}. To make it, give the person's name as well.",
            )
        problem = service.login_problem(self.db, new.login)
        problem = problem or people.name_problem(new.name) or people.email_problem(new.email)
        if problem is None:
            self.made.newcomers.append(new)
        return problem

    def _moves(self, wish: Wish) -> None:
        old = self.accounts[signing.login_key(wish.old)]
        new = signing.login_key(wish.new)
        for section_id in [wish.section_id] if wish.section_id is not None else list(old.roles):
            section = organisation.get(self.db, section_id)
            if section is None:
                continue
            if any(m.old.id == old.id and m.section.id == section_id for m in self.made.moves):
                self.made.problems.append(Problem(wish.number, _twice(old, section)))
                continue
            role = wish.role or old.roles[section_id]
            self.made.moves.append(PlannedMove(wish.number, old, new, self._name(new), section, role))

    def _settle(self, wishes: Sequence[Wish], arrivals: Sequence[Arrival]) -> None:
        """Everybody's sections afterwards; who is switched off; what should be looked at."""
        moves, roles = self.made.moves, self.made.roles
        logins = [m.old.login for m in moves] + [m.new for m in moves] + [a.login for a in arrivals]
        for login in dict.fromkeys(logins):
            account = self.accounts.get(login)
            gone = {m.section.id for m in moves if m.old.login == login}
            mine = account.roles.items() if account else ()
            roles[login] = {s: r for s, r in mine if s not in gone}
        for login, section_id, role in _given(moves, arrivals):
            had = roles[login].get(section_id)
            roles[login][section_id] = stronger(had, role) if had else role
        self.made.known = [self.accounts[login] for login in roles if login in self.accounts]
        keeping = {signing.login_key(w.old) for w in wishes if not w.off}
        for account in self.made.known:
            if account.active and not roles[account.login]:
                if account.login in keeping:
                    self.made.problems.append(Problem(0, _nothing_left(account)))
                else:
                    self.made.off.append(account)
        self.made.notes = list(self._notes())

    def _notes(self) -> Iterator[Text]:
        """Sections that would be left without anybody, or without the head they had."""
        off = {a.login for a in self.made.off}
        after: dict[str, Mapping[int, str]] = {a.login: a.roles for a in self.accounts.values() if a.active}
        after |= self.made.roles
        for section in {m.section.id: m.section for m in self.made.moves}.values():
            here = [r[section.id] for login, r in after.items() if section.id in r and login not in off]
            before = [
                a.roles[section.id] for a in self.accounts.values() if a.active and section.id in a.roles
            ]
            name = f"{section.department}　{section.name}"
            if not here:
                yield Text(f"{name}：使えるアカウントがなくなります。", f"{name}: no account would be left.")
            elif APPROVER in before and APPROVER not in here:
                yield Text(
                    f"{name}：課長（決裁者）がいなくなります。",
                    f"{name}: it would have no head who approves.",
                )

    def _account(self, login: str) -> Account | None:
        return self.accounts.get(signing.login_key(login))

    def _name(self, login: str) -> str:
        known = self.accounts.get(login)
        return known.name if known else next(n.name for n in self.made.newcomers if n.login == login)


def _given(moves: Iterable[PlannedMove], arrivals: Iterable[Arrival]) -> Iterator[tuple[str, int, str]]:
    yield from ((m.new, m.section.id, m.role) for m in moves)
    yield from ((a.login, a.section_id, a.role) for a in arrivals)


def _no_account(login: str) -> Text:
    shown = login.strip()[:60]
    return Text(f"アカウント「{shown}」はありません。", f"There is no account {shown!r}.")


def _no_section_account(account: Account) -> Text:
    return Text(
        f"「{account.login}」（{account.name}）は課のアカウントではありません。",
        f"{account.login!r} ({account.name}) is not a section's account.",
    )


def _twice(account: Account, section: Section) -> Text:
    return Text(
        f"「{account.login}」の{section.name}が、ほかの行にもあります。",
        f"{section.name} of {account.login!r} is in another row already.",
    )


def _nothing_left(account: Account) -> Text:
    return Text(
        f"「{account.login}」（{account.name}）には課が残りません。異動先の課を選ぶか、停止を選んでください。",
        f"{account.login!r} ({account.name}) would have no section. Choose a new one, or switch the account off.",
    )

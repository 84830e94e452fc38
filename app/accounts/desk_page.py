"""What the secretariat's list of accounts and one account's page show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app import paging
from app.accounts import handover, links, people, service
from app.accounts.store.accounts import Account
from app.accounts.store.handovers import Move
from app.accounts.store.links import Link
from app.accounts.store.sign_ins import SignIn
from app.accounts.words import OFF, ON, SECTION_ROLES, WAITING
from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section
from app.security import MEMBER, SECRETARIAT, SECTION
from forms.questions import Text, search_key

PER_PAGE: Final = 100
SORTS: Final = ("login", "name", "section", "state")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for, as in the address. role: a kind of account or a role in a section."""

    word: str = ""
    role: str = ""
    section: str = ""
    state: str = ""
    sort: str = "login"
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """From an address; what makes no sense is passed over."""
        return cls(
            given.get("word", "").strip()[:100],
            given.get("role", ""),
            given.get("section", ""),
            given.get("state", ""),
            given.get("sort", "") if given.get("sort") in SORTS else "login",
            paging.page_number(given),
        )

    def address(self, **changed: Any) -> dict[str, Any]:
        """The parts of an address that differ from the plain list."""
        return paging.address(self, Filters(), changed)


@dataclass(frozen=True, slots=True)
class Place:
    """One section of an account, and what it is there."""

    section: Section
    role: str

    @property
    def words(self) -> Text:
        """What its role is called."""
        return SECTION_ROLES[self.role]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of accounts. link: the state of its newest one-time link."""

    account: Account
    places: tuple[Place, ...]
    link: str
    own: bool

    @property
    def state(self) -> str:
        """ "off", "waiting" (no password was set yet) or "on"."""
        return state_of(self.account)

    @property
    def key(self) -> str:
        """What a word is looked for in."""
        names = " ".join(f"{p.section.department} {p.section.name}" for p in self.places)
        return search_key(f"{self.account.login} {self.account.name} {self.account.email} {names}")


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list. found: how many the filters leave; departments: for choosing a section."""

    rows: Sequence[Row]
    found: int
    total: int
    filters: Filters
    departments: list[tuple[str, list[Section]]]
    waiting: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return paging.pages(self.found, PER_PAGE)

    @property
    def selectable(self) -> bool:
        """Somebody on this page can be given a link."""
        return any(row.account.active for row in self.rows)


def state_of(account: Account) -> str:
    """ "off", "waiting" (no password was set yet) or "on"."""
    if not account.active:
        return OFF
    return ON if account.password_hash else WAITING


def sections_by_id(db: Database, now: datetime) -> dict[int, Section]:
    """The city's sections in order, also those that have ended: an account may still read what they answered."""
    return {s.id: s for s in organisation.all_sections(db, now)}


def all_rows(db: Database, now: datetime, own_id: int | None) -> list[Row]:
    """Every account with its sections in the city's order."""
    with db.read():
        found = service.all_accounts(db)
        known = sections_by_id(db, now)
        issued = links.states(db)
    order = {section_id: i for i, section_id in enumerate(known)}

    def row(account: Account) -> Row:
        mine = sorted((i for i in account.sections if i in known), key=order.__getitem__)
        places = tuple(Place(known[i], account.roles[i]) for i in mine)
        link = issued.get(account.id)
        return Row(account, places, link.state(now) if link else "none", account.id == own_id)

    return [row(account) for account in found]


def list_page(db: Database, now: datetime, own_id: int | None, filters: Filters) -> ListPage:
    """The asked-for page of the list."""
    rows = all_rows(db, now, own_id)
    found = [row for row in rows if _fits(row, filters)]
    found.sort(key=_SORT_KEYS[filters.sort])
    first = (filters.page - 1) * PER_PAGE
    return ListPage(
        found[first : first + PER_PAGE], len(found), len(rows), filters,
        organisation.by_department(organisation.all_sections(db, now)),
        sum(row.state == WAITING for row in rows),
    )  # fmt: skip


_KIND_ORDER: Final = (SECRETARIAT, MEMBER, SECTION)
_SORT_KEYS: Final[Mapping[str, Any]] = {
    "login": lambda row: (_KIND_ORDER.index(row.account.role), row.account.login),
    "name": lambda row: (search_key(row.account.name), row.account.login),
    "section": lambda row: (
        row.places[0].section.position if row.places else 10**9,
        -list(SECTION_ROLES).index(row.places[0].role) if row.places else 0,
        row.account.login,
    ),
    "state": lambda row: ((WAITING, ON, OFF).index(row.state), row.account.login),
}


def _fits(row: Row, filters: Filters) -> bool:
    roles = {row.account.role, *(place.role for place in row.places)}
    return (
        all(part in row.key for part in search_key(filters.word).split())
        and (not filters.role or filters.role in roles)
        and (not filters.section or any(str(p.section.id) == filters.section for p in row.places))
        and (not filters.state or filters.state in {row.state, f"link-{row.link}"})
    )


# One account


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account as its page shows it. given: name, address and roles as typed, where they were not saved."""

    account: Account
    places: tuple[Place, ...]
    link: Link | None
    link_state: str
    signed_in: Sequence[SignIn]
    departments: list[tuple[str, list[Section]]]
    moves: Sequence[Move]
    own: bool
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """ "off", "waiting" or "on"."""
        return state_of(self.account)

    @property
    def in_sections(self) -> bool:
        """It is a section's account."""
        return self.account.role == SECTION

    def shown(self, name: str, stored: str) -> str:
        """What a field shows: as typed, else as stored."""
        return self.given.get(name, stored)


def account_page(
    db: Database, now: datetime, account_id: int, own_id: int | None, given: Mapping[str, str]
) -> AccountPage:
    """Collect what one account's page shows. Raises NotFound."""
    account = service.get(db, account_id)
    known = sections_by_id(db, now)
    places = tuple(Place(known[i], account.roles[i]) for i in known if i in account.roles)
    link = links.states(db).get(account_id)
    free = [s for s in organisation.valid_sections(db, now) if s.id not in account.roles]
    return AccountPage(
        account, places, link, link.state(now) if link else "none",
        people.signed_in(db, now, account_id), organisation.by_department(free),
        handover.of_account(db, account_id), account.id == own_id, given,
    )  # fmt: skip

"""What the pages of a hand-over show, and what the form's fields ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import queries
from app.accounts import desk_page, service
from app.accounts.desk_page import Place
from app.accounts.handover import Arrival, Plan, Wish
from app.accounts.moving import Newcomer
from app.accounts.store.accounts import Account
from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import Section
from app.queries import OpenWork
from app.responses.service import handing
from app.security import SECTION, WRITER
from forms.office.accounts import HandOverForm


@dataclass(frozen=True, slots=True)
class FormPage:
    """What one hand-over's form offers. others: accounts that may take over."""

    account: Account
    places: tuple[Place, ...]
    others: Sequence[Account]
    departments: list[tuple[str, list[Section]]]


@dataclass(frozen=True, slots=True)
class Work:
    """What is open in a section that changes hands. requests: those of the leaver that the successor goes on with."""

    section: Section
    open: OpenWork
    requests: int

    @property
    def anything(self) -> bool:
        """There is open work at all."""
        return bool(self.open.drafts or self.open.returned or self.open.waiting)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as its page shows it. kept: fields that travel on; here: where they are posted to."""

    plan: Plan
    work: Sequence[Work]
    kept: Sequence[tuple[str, str]]
    here: str
    about: str

    def newcomer(self, login: str) -> Newcomer | None:
        """The account to be made under this login name, if it is one."""
        return next((n for n in self.plan.newcomers if n.login == login), None)


def form_page(db: Database, now: datetime, account: Account) -> FormPage:
    """Collect what the form offers."""
    known = desk_page.sections_by_id(db, now)
    places = tuple(Place(known[i], account.roles[i]) for i in known if i in account.roles)
    others = [a for a in service.all_accounts(db) if a.active and a.role == SECTION and a.id != account.id]
    return FormPage(account, places, others, organisation.by_department(organisation.valid_sections(db, now)))


def wishes(account: Account, form: HandOverForm) -> tuple[list[Wish], list[Arrival]]:
    """What the form asks for."""
    new = form.who.data == "new"
    login = (form.new_login.data if new else form.login.data) or ""
    name, email = (form.new_name.data or "", form.new_email.data or "") if new else ("", "")
    off = form.after.data != "keep"
    asked = [
        Wish(0, account.login, login, name, email, section_id, form.role.data or "", off)
        for section_id in form.sections.data or []
    ]
    target = form.to_section.data or ""
    if off or not target.isascii() or not target.isdigit() or len(target) > 18:
        return asked, []
    return asked, [Arrival(account.login, int(target), form.to_role.data or WRITER)]


def open_work(db: Database, plan: Plan) -> list[Work]:
    """What is open in each section that changes hands."""
    out = []
    for section in {m.section.id: m.section for m in plan.moves}.values():
        leavers = {m.old.id for m in plan.moves if m.section.id == section.id}
        requests = sum(handing.waiting_of(db, i, section.id) for i in leavers)
        out.append(Work(section, queries.open_work(db, section.id), requests))
    return out

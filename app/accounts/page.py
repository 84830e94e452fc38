"""What the account pages show."""

from __future__ import annotations

from dataclasses import dataclass

from app import web
from app.accounts import service
from app.accounts.store.accounts import Account
from app.demo.sign_ins import SIGN_INS, SignIn
from app.organisation import service as organisation
from app.settings import service as settings
from forms.office.accounts import SignInForm


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of accounts."""

    account: Account
    sections: tuple[str, ...]
    own: bool

    @property
    def state(self) -> str:
        """ "off", "waiting" (no password was set yet) or "on"."""
        if not self.account.active:
            return "off"
        return "on" if self.account.password_hash else "waiting"


def rows(own_id: int | None) -> list[Row]:
    """Every account with the names of its sections."""
    names = {s.id: f"{s.department}　{s.name}" for s in organisation.all_sections(web.db())}
    return [
        Row(a, tuple(names[s] for s in names if s in a.sections), a.id == own_id)
        for a in service.all_accounts(web.db())
    ]


def sign_in_page(form: SignInForm, keeps: bool, note: str = "") -> str:
    """The sign-in form. keeps: it carries what was typed before; note: one more sentence on top."""
    return web.render(
        "accounts/sign_in.html",
        form=form,
        keeps=keeps,
        note=note,
        errors=web.errors_of(form),
        demo_sign_ins=demo_sign_ins(),
    )


def demo_sign_ins() -> list[SignIn]:
    """The demo's sign-ins, where they exist and are allowed."""
    if not (settings.is_demo(web.db()) and web.runtime().demo_sign_ins):
        return []
    living = {a.login for a in service.demo_accounts(web.db())}
    return [s for s in SIGN_INS if s.login in living]

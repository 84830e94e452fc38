"""What the sign-in page shows."""

from __future__ import annotations

from app import web
from app.accounts import service
from app.demo.sign_ins import SIGN_INS, SignIn
from app.settings import service as settings
from forms.office.accounts import SignInForm


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

"""One-time links: issued (one or many), shown once, sent by mail, revoked."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import web
from app.accounts import desk_page, links, mailing
from app.accounts.views.frame import bp
from app.accounts.words import SECTION_ROLES
from app.notices import service as notices
from app.security import SECRETARIAT, actor, guard


def _base() -> str:
    """This server's address in a link that leaves it: the configured one, which a request cannot make up; without one
    the address this very page was asked at."""
    return notices.link(web.db(), "") or request.host_url.rstrip("/")


def links_page(account_ids: Iterable[int]) -> str:
    """New links for these accounts. They are on this page alone: handed over on paper, by phone or by mail."""
    made = links.issue_many(web.db(), actor(), web.now(), account_ids)
    rows = {r.account.id: r for r in desk_page.all_rows(web.db(), web.now(), actor().id)}
    base = _base()
    sheets = [(rows[account.id], base + path, path.rsplit("/", 1)[1]) for account, path in made]
    return web.render(
        "accounts/links.html",
        sheets=sheets,
        base=base,
        days=links.VALID.days,
        until=web.now() + links.VALID,
        section_roles=SECTION_ROLES,
    )


@bp.post("/accounts/<int:account_id>/link")
@guard(SECRETARIAT)
def issue_link(account_id: int) -> str:
    """A new one-time link, shown once."""
    return links_page([account_id])


@bp.post("/accounts/links")
@guard(SECRETARIAT)
def issue_links() -> str | Response:
    """Links for the accounts that were ticked."""
    chosen = [int(i) for i in request.form.getlist("account") if i.isascii() and i.isdigit() and len(i) < 19]
    if not chosen:
        flash(_("Please tick at least one account."), "warning")
        return redirect(url_for("accounts.index"), 303)
    return links_page(chosen)


@bp.post("/accounts/links/mail")
@guard(SECRETARIAT)
def mail_links() -> Response:
    """Send the links that are still on the secretariat's screen to the accounts' mail addresses."""
    base = _base()
    sent = mailing.send_links(web.db(), actor(), web.now(), request.form.getlist("token"), base)
    told = ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", sent)
    flash(told, "success" if sent else "warning")
    return redirect(url_for("accounts.index"), 303)


@bp.post("/accounts/<int:account_id>/link/revoke")
@guard(SECRETARIAT)
def revoke_link(account_id: int) -> Response:
    """Make the waiting link useless."""
    if links.revoke(web.db(), actor(), web.now(), account_id):
        flash(_("The link was revoked: it does not work any more."), "success")
    else:
        flash(_("No link was waiting."), "info")
    return redirect(url_for("accounts.show", account_id=account_id), 303)

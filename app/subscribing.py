"""Calendars behind secret links, as every feature that has some shows and answers them."""

from __future__ import annotations

from flask import Response, flash, request
from flask_babel import gettext as _


def tell_link(made: str) -> None:
    """A new link, once: it travels in the sealed session and is kept nowhere else."""
    address = made if made.startswith("http") else request.host_url.rstrip("/") + made
    flash(_("Your link (it is shown only now, please copy it): %(link)s", link=address), "success")


def tell_revoked() -> None:
    """The link is gone."""
    flash(_("The link was revoked: it leads nowhere any more."), "success")


def answer(data: bytes) -> Response:
    """The calendar itself. Where it was asked for stays unknown to anybody else."""
    made = Response(data, mimetype="text/calendar")
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers["X-Robots-Tag"] = "noindex"
    return made

"""The blueprint that the pages of notices share, and how they answer what cannot be done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from app import i18n, paging
from app.errors import KikitoriError

bp = Blueprint("notices", __name__)


def back(url: str, told: str = "", problem: KikitoriError | None = None) -> ResponseReturnValue:
    """Return to a page with what was done, or with why it was not."""
    if problem is not None:
        flash(i18n.translate(problem.message), "warning")
    elif told:
        flash(told, "success")
    return redirect(url, 303)


def page_number() -> int:
    """Which page of a long list is asked for."""
    return paging.page_number(request.values)

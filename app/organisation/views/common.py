"""What the organisation's pages share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import Blueprint, request
from flask_wtf import FlaskForm

from app import web
from app.organisation.checks import Wrong
from app.organisation.service.asking import today

bp = Blueprint("organisation", __name__)
Result = TypeVar("Result")


def attempt(form: FlaskForm, act: Callable[[], Result]) -> Result | None:
    """Do it; None where the form now says at which field what is wrong."""
    try:
        return act()
    except Wrong as wrong:
        web.wrong(form, wrong.field if wrong.field in form else next(iter(form._fields)), wrong.message)
        return None


def this_day() -> str:
    """The city's day of this request."""
    return today(web.now())


def asked_day() -> str:
    """The day the list is asked for in the address; today for none, or for what is no day."""
    asked = request.args.get("day", "")
    try:
        known = date.fromisoformat(asked)
    except ValueError:
        return this_day()
    return known.isoformat() if 1900 <= known.year <= 2100 else this_day()


def step() -> tuple[int, int]:
    """Which way something is moved in its order (-1, 1), and the place it had on the page."""
    seen = request.form.get("seen", -1, type=int)
    return (1 if request.form.get("step") == "down" else -1), seen

"""Choosing sections: ids; which there are is the organisation's word."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired


def sections_field(label: str, *, required: bool = False) -> SelectMultipleField:
    """A field of ticks, one a section."""
    checks = [InputRequired(_l("Choose at least one section."))] if required else []
    return SelectMultipleField(label, checks, coerce=int, validate_choice=False)

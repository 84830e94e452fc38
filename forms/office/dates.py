"""A round's dates and a section's extension: each date is a day, with a time where one is wanted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional, ValidationError

from forms.office.sections import sections_field


def _needs_day(form: FlaskForm, field: TimeField) -> None:
    """A time alone says nothing."""
    day = form[field.name.removesuffix("_time") + "_day"]
    if field.data and not day.data and not day.errors:
        raise ValidationError(_l("Enter the day as well."))


class _WithLimits(FlaskForm):
    """A form whose `NAME_day` and `NAME_time` make one limit."""

    def limit(self, name: str) -> str:
        """The limit as it is stored: `2026-12-11`, `2026-12-11T17:15`, or "" where no day was given."""
        day, time = self[f"{name}_day"].data, self[f"{name}_time"].data
        return "" if not day else f"{day}T{time:%H:%M}" if time else str(day)


class DatesForm(_WithLimits):
    """The three dates, how long the round is kept, whether a section's head approves. seen: what the page showed."""

    deadline_day = DateField(_l("Deadline"), [Optional()])
    deadline_time = TimeField(_l("Time"), [Optional(), _needs_day])
    new_until_day = DateField(_l("Last day for new entries"), [Optional()])
    new_until_time = TimeField(_l("Time"), [Optional(), _needs_day])
    edit_until_day = DateField(_l("Last day for edits"), [Optional()])
    edit_until_time = TimeField(_l("Time"), [Optional(), _needs_day])
    keep_until = DateField(_l("Kept until"), [Optional()])
    approval = BooleanField(_l("The head of the section approves before submission"))
    seen = HiddenField()

    @property
    def wanted(self) -> dict[str, str]:
        """The dates as they are stored."""
        kept = self.keep_until.data
        limits = {name: self.limit(name) for name in ("deadline", "new_until", "edit_until")}
        return {**limits, "keep_until": str(kept) if kept else ""}


class ExtensionForm(_WithLimits):
    """More time for some sections."""

    #: Ids; which sections the round asks is the round's word.
    sections = sections_field(_l("Sections to be extended"))
    until_day = DateField(_l("New deadline"), [Optional()])
    until_time = TimeField(_l("Time"), [Optional(), _needs_day])
    reason = TextAreaField(_l("Reason of the extension"))

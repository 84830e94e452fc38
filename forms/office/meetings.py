"""A body, and a meeting of it. Members and people are tables: see app/meetings/page/rows.py."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

_FIRST, _LAST = 1900, 2199
_LONG = Length(max=200, message=_l("At most 200 characters."))


def _number(low: int, high: int) -> list[Any]:
    told = _l("Enter a number from %(low)d to %(high)d.", low=low, high=high)
    return [InputRequired(told), NumberRange(low, high, told)]


def _in_our_time(form: FlaskForm, field: DateField) -> None:
    """A slip in the year (0026, 20266) is told, not printed."""
    if field.data and not _FIRST <= field.data.year <= _LAST:
        raise ValidationError(
            _l("Enter a date from the year %(first)d to %(last)d.", first=_FIRST, last=_LAST)
        )


class BodyForm(FlaskForm):
    """A committee or subcommittee. parent_id and audience: choices are given by the view; seen: what the page had shown."""

    name = StringField(
        _l("Name of the body"),
        [InputRequired(_l("Enter a name.")), Length(max=100, message=_l("At most 100 characters."))],
    )
    parent_id = SelectField(_l("Part of"), coerce=int)
    audience = SelectField(_l("Who reads published minutes"))
    summary_days = IntegerField(_l("Days until the summary is out"), _number(0, 366))
    minutes_days = IntegerField(_l("Days until the minutes are out"), _number(0, 366))
    promised_from = DateField(_l("Promised for meetings from"), [Optional()])
    silence_agrees = BooleanField(_l("Who says nothing until the last day of a confirmation agrees"))
    seen = HiddenField()

    @property
    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {
            "name": self.name.data or "", "parent_id": self.parent_id.data or None, "audience": self.audience.data,
            "summary_days": self.summary_days.data or 0, "minutes_days": self.minutes_days.data or 0,
            "promised_from": str(self.promised_from.data or ""), "silence_agrees": bool(self.silence_agrees.data),
        }  # fmt: skip


class MeetingForm(FlaskForm):
    """When and where, open or closed (choices are given by the view), who works as secretariat, the next meeting. seen: the revision the page had shown."""

    number = IntegerField(_l("Number of the meeting"), _number(1, 9999))
    day = DateField(_l("Date"), [InputRequired(_l("Enter the date.")), _in_our_time])
    begins = TimeField(_l("Begins"), [InputRequired(_l("Enter the time."))])
    ends = TimeField(_l("Ends"), [Optional()])
    place = StringField(_l("Place"), [_LONG])
    closed = SelectField(_l("May the public attend?"), default="")
    closed_reason = StringField(_l("Why it is closed"), [_LONG])
    observers = IntegerField(_l("Observers"), [Optional(), NumberRange(0, 99_999)])
    secretariat = StringField(_l("Secretariat (section in charge)"), [_LONG])
    other = TextAreaField(_l("Other"), [Length(max=2_000, message=_l("At most 2,000 characters."))])
    next_day = DateField(_l("Date of the next meeting"), [Optional(), _in_our_time])
    next_begins = TimeField(_l("Next meeting begins"), [Optional()])
    next_place = StringField(_l("Place of the next meeting"), [_LONG])
    seen = HiddenField()

    def validate_closed_reason(self, field: StringField) -> None:
        """A closed meeting says why; nothing is said of an open one."""
        if self.closed.data and not (field.data or "").strip():
            raise ValidationError(_l("Say why the meeting is closed."))

    def validate_ends(self, field: TimeField) -> None:
        """It ends after it began."""
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(_l("The end lies before the beginning."))

    def validate_next_day(self, field: DateField) -> None:
        """The next one comes later."""
        if field.data and self.day.data and field.data < self.day.data:
            raise ValidationError(_l("The next meeting lies before this one."))

    @property
    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {
            "number": self.number.data, "day": str(self.day.data), "begins": _time(self.begins), "ends": _time(self.ends),
            "place": self.place.data or "", "observers": self.observers.data, "other": self.other.data or "",
            "closed": self.closed.data or "", "closed_reason": (self.closed_reason.data or "") if self.closed.data else "",
            "secretariat": self.secretariat.data or "", "next_day": str(self.next_day.data or ""),
            "next_begins": _time(self.next_begins), "next_place": self.next_place.data or "",
        }  # fmt: skip


def _time(field: TimeField) -> str:
    return f"{field.data:%H:%M}" if field.data else ""

"""A hearing day, and until when sections say whether they can come."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, IntegerField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError


def _number(low: int, high: int) -> list[Any]:
    told = _l("Enter a number from %(low)d to %(high)d.", low=low, high=high)
    return [InputRequired(told), NumberRange(low, high, told)]


class DayForm(FlaskForm):
    """One day: when, where, and how it is cut. seen: what the page had shown of it."""

    day = DateField(_l("Date"), [InputRequired(_l("Enter the date."))])
    start = TimeField(_l("The committee meets at"), [InputRequired(_l("Enter the time."))])
    place = StringField(_l("Place"), [Length(max=100, message=_l("At most 100 characters."))])
    preparation = IntegerField(_l("Minutes of preparation first"), _number(0, 240))
    minutes = IntegerField(_l("Minutes per section"), _number(5, 240))
    slots = IntegerField(_l("Sections on this day"), _number(0, 30))
    break_after = StringField(_l("Break after section number"))
    break_minutes = IntegerField(_l("Minutes of break"), [Optional(), NumberRange(0, 240)])
    reserve = BooleanField(_l("Reserve day"))
    seen = HiddenField()

    def validate_break_after(self, field: StringField) -> None:
        """Numbers with commas between them."""
        if not re.fullmatch(r"(\d{1,2}(,\d{1,2})*)?", self._break_text):
            raise ValidationError(_l("Enter numbers such as 1 or 1, 3."))

    @property
    def _break_text(self) -> str:
        text = unicodedata.normalize("NFKC", self.break_after.data or "").replace("、", ",")
        return "".join(text.split()).strip(",")

    @property
    def breaks(self) -> dict[int, int]:
        """Slot number → minutes of break after it."""
        minutes = self.break_minutes.data or 0
        return {int(n): minutes for n in self._break_text.split(",") if n and minutes}


class QuorumForm(FlaskForm):
    """How many members a hearing needs."""

    quorum = IntegerField(_l("Members needed (quorum)"), _number(0, 100))


class WishesUntilForm(FlaskForm):
    """Until when sections may say when they can come."""

    until_day = DateField(_l("Day"), [Optional()])
    until_time = TimeField(_l("Time"), [Optional()])

    def validate_until_time(self, field: TimeField) -> None:
        """A time alone says nothing."""
        if field.data and not self.until_day.data and not self.until_day.errors:
            raise ValidationError(_l("Enter the day as well."))

    @property
    def limit(self) -> str:
        """The limit as it is stored."""
        day, time = self.until_day.data, self.until_time.data
        return "" if not day else f"{day}T{time:%H:%M}" if time else str(day)

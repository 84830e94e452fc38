"""The record of a hearing: who came, one text field per question; sending it to the section, promises, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, cast

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from forms.fields import AnswerField
from forms.questions import Choice, LongText, OneChoice, Question, Text
from forms.response import ResponseForm

CAME: Final = Text("出席", "Came")
ABSENT: Final = Text("欠席", "Absent")
_COMES: Final = (Choice(1, CAME, CAME), Choice(2, ABSENT, ABSENT))


class Asked(Protocol):
    """One question: its key, its number ("" for none), its words."""

    @property
    def key(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def text(self) -> Text: ...


class Person(Protocol):
    """Somebody who may have come."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


def member(one: Person) -> Question:
    """Whether a member came."""
    name = Text(one.name)
    return OneChoice(one.key, "", name, name, choices=_COMES)


def words(key: str, title: Text) -> Question:
    """A text that belongs to no question."""
    return LongText(key, "", title, title)


def answer(one: Asked) -> Question:
    """What was said to a question."""
    short = Text(f"質問{one.number}", f"Question {one.number}") if one.number else one.text
    return LongText(one.key, one.number, one.text, short)


def record_form(questions: Sequence[Question]) -> ResponseForm:
    """A form with these fields, in their order."""
    fields = {f"q_{q.key}": AnswerField(question=q) for q in questions}
    return cast(type[ResponseForm], type("HearingRecord", (ResponseForm,), fields))()


class SendForm(FlaskForm):
    """The record goes to the section."""

    until = DateField(_l("To be checked by"), [InputRequired(_l("Enter a date."))])


class ReasonForm(FlaskForm):
    """Why a final record is opened once more."""

    reason = TextAreaField(
        _l("Why it is reopened"),
        [DataRequired(_l("Write the reason.")), Length(max=500, message=_l("At most 500 characters."))],
    )


class FollowUpForm(FlaskForm):
    """Something that was promised. by_section: the section itself does it; request: one click, sent twice."""

    what = TextAreaField(
        _l("What is to be done"),
        [
            DataRequired(_l("Write what is to be done.")),
            Length(max=1000, message=_l("At most 1,000 characters.")),
        ],
    )
    by_section = BooleanField(_l("The section does it (it is reminded by mail)"))
    who = StringField(
        _l("Who does it (otherwise, or the person)"),
        [Length(max=100, message=_l("At most 100 characters."))],
    )
    due = DateField(_l("By when"), [Optional()])
    request = HiddenField()

"""A new round made from an old one: what beside the sections' places is asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import AnyOf

from forms.office.rounds import RoundForm


class NextRoundForm(RoundForm):
    """Name, year and sections as of any new round; where its questionnaires come from; what is carried over.

    The places of the old sections (`place-ID`, `project-ID`) are read by the view: there are as many as sections.
    """

    definitions = StringField(
        _l("Questionnaires"), [AnyOf(("today", "old"), _l("Choose where the questionnaires come from."))]
    )
    sources = (
        ("today", _l("The questionnaires as they are defined today")),
        ("old", _l("The same as last time")),
    )
    #: Keys of project questionnaires.
    carried = SelectMultipleField(_l("Projects to be carried over"), validate_choice=False)

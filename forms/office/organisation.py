"""The organisation: what is typed. Whether it can stand is the service's word, which names the field."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from forms.office.sections import sections_field


def number(text: str | None) -> int | None:
    """A whole number as typed; None for anything else, and beyond what any row is numbered with."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


class DepartmentForm(FlaskForm):
    """A department: its name from a day on, its last day."""

    name = StringField(_l("Name of the department"))
    day = StringField(_l("Valid from"))
    until = StringField(_l("Last day"))


class AboutForm(FlaskForm):
    """What may change of a section at any time."""

    kind = StringField(_l("Kind of section"))
    mailbox = StringField(_l("Shared mail address"))
    place = StringField(_l("Place in the department"))


class SectionForm(AboutForm):
    """A new section."""

    department = StringField(_l("Department"))
    name = StringField(_l("Name of the section"))
    valid_from = StringField(_l("First day"))


class EditForm(AboutForm):
    """What changes of a section at once, and a new unit of it."""

    unit = StringField(_l("Name of the new unit"))


class RenameForm(FlaskForm):
    """Another name or department from a day on."""

    name = StringField(_l("Name of the section"))
    department = StringField(_l("Department"))
    day = StringField(_l("From which day"))


class EndForm(FlaskForm):
    """The last day of a section."""

    until = StringField(_l("Last day"))


class UnitForm(FlaskForm):
    """A unit: its name, its last day."""

    name = StringField(_l("Name of the unit"))
    until = StringField(_l("Last day"))


#: How many new sections the page of a split offers; a line without a name does not count.
PARTS = range(1, 7)


class SplitForm(FlaskForm):
    """What a section becomes: name_1, department_1, kind_1 and so on."""

    day = StringField(_l("From which day"))


for _n in PARTS:
    setattr(SplitForm, f"name_{_n}", StringField(_l("Name of the new section")))
    setattr(SplitForm, f"department_{_n}", StringField(_l("Department")))
    setattr(SplitForm, f"kind_{_n}", StringField(_l("Kind of section")))


class MergeForm(FlaskForm):
    """Several sections become one: a new one (name, department, kind), or one there is (target)."""

    sections = sections_field(_l("Sections to be merged"))
    day = StringField(_l("From which day"))
    target = StringField(_l("Into which section"))
    name = StringField(_l("Name of the new section"))
    department = StringField(_l("Department of the new section"))
    kind = StringField(_l("Kind of the new section"))

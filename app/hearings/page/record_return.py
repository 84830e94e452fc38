"""Which of a section's forms an answer changes, and the address at which that form is returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import url_for

from app.clock import day_text
from app.db import Database
from app.errors import NotFound
from app.hearings.service import record as records
from app.hearings.service.record import OTHER, OTHER_TITLE, Paper
from app.responses.service import returning, submitting
from forms.questions import Text

#: An address carries it: longer answers are cut, the whole one stands in the record.
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Form:
    """A submitted form that can be returned now."""

    id: int
    kind: Text
    title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was said, and the forms it may change. held: so many others cannot be returned now."""

    question: Text
    answer: str
    forms: Sequence[Form]
    held: int


def choice(db: Database, now: datetime, found: Paper, key: str) -> Choice:
    """The forms of the section. Raises NotFound for a question that is none."""
    work = submitting.section_work(db, now, found.series.round_id, found.section.id)
    possible = returning.returnable(work)
    listed = [
        Form(i.form.id, i.questionnaire.title, i.title)
        for i in work.items
        if i.form.id in possible and possible[i.form.id] is None
    ]
    return Choice(_question(found, key), found.text(key), listed, len(possible) - len(listed))


def _question(found: Paper, key: str) -> Text:
    if key == OTHER:
        return OTHER_TITLE
    for one in found.asked:
        if one.key == key:
            return one.text
    raise NotFound


def return_url(found: Paper, key: str, form_id: int) -> str:
    """The page for returning this form, with the remark filled in; sending it from there is linked with the record."""
    day = f"（{day_text(found.entry.day).ja}）" if found.entry else ""
    answer = found.text(key).strip()
    cut = answer[:_LONGEST] + ("…" if len(answer) > _LONGEST else "")
    words = f"ヒアリング{day}での次のお答えにもとづき、この調査票の修正をお願いします。"
    if cut:
        words += f"\n{records.field_name(found, key).ja}へのお答え：「{cut}」"
    values: dict[str, Any] = {"forms": form_id, "hearing": found.appointment, "question": key}
    values[f"remark-{form_id}-"] = words
    place: dict[str, Any] = {"round_id": found.series.round_id, "section_id": found.section.id}
    return url_for("responses.send_back", **place, **values)

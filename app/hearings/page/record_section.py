"""What a section's page of its record shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import Database
from app.hearings.page import record as page
from app.hearings.service import record as records
from app.hearings.service import record_follow_ups as promising
from app.hearings.service.record import OTHER, OTHER_TITLE, PEOPLE, PEOPLE_TITLE
from app.hearings.service.record_follow_ups import FollowUp
from app.hearings.service.record_section import Reading
from app.hearings.store.record_corrections import Correction
from forms.comparing import Piece, pieces
from forms.office import hearing_record as forms
from forms.questions import Question, Text


def fields(reading: Reading) -> list[Question]:
    """Everything the section may correct, in the order of the record."""
    return [
        forms.words(PEOPLE, PEOPLE_TITLE),
        *(forms.answer(q) for q in reading.paper.asked),
        forms.words(OTHER, OTHER_TITLE),
    ]


@dataclass(frozen=True)
class Shown:
    """read: the record as a paper; state: (name, look, whose turn); drafts: field → how its draft differs; sent:
    (correction, where, how it differs); promises: what the section promised."""

    read: page.Read
    state: tuple[Text, str, Text]
    drafts: Mapping[str, tuple[Piece, ...]]
    sent: Sequence[tuple[Correction, Text, tuple[Piece, ...]]]
    promises: Sequence[FollowUp]


def shown(db: Database, reading: Reading) -> Shown:
    """Everything besides the fields."""
    paper = reading.paper
    drafts = {
        key: pieces(paper.text(key), kept.answer.text)
        for key, kept in reading.kept.items()
        if kept.answer.text != paper.text(key)
    }
    sent = [(c, records.field_name(paper, c.question), pieces(c.was, c.text)) for c in reading.sent]
    own = [f for f in promising.of_hearing(db, paper.appointment) if f.by_section]
    return Shown(page.read(paper), page.STATES[paper.state], drafts, sent, own)

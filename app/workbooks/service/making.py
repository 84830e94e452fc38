"""The workbook a section downloads, filled in with its draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final
from uuid import uuid4

from app.clock import CITY_ZONE
from app.db import Database
from app.organisation.service import Section
from app.responses.service import drafting, submitting
from app.responses.service.submitting import Work
from app.rounds import dates
from app.rounds import service as rounds
from app.security import Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire
from forms.questions import Text
from forms.workbook import Filled, Identity, Order, fingerprint, write

#: What Windows does not take in a file name.
_FORBIDDEN: Final = {ord(c): "_" for c in '\\/:*?"<>|'} | dict.fromkeys(range(32), " ")
_WORD: Final = Text("調査票", "questionnaires")


def identity(
    db: Database, round_id: int, section_id: int, made: Sequence[Questionnaire], workbook: str
) -> Identity:
    """Whose workbook it is."""
    return Identity(settings.instance(db), str(round_id), str(section_id), fingerprint(made), workbook)


def place_of(db: Database, round_id: int, section_id: int) -> Section:
    """The section as this round names it."""
    return next(s for s in rounds.sections(db, round_id) if s.id == section_id)


def order(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, lang: str) -> Order:
    """Everything that goes into the workbook, read at one moment."""
    with db.read():
        work = submitting.section_work(db, now, round_id, section_id, actor)
        place = place_of(db, round_id, section_id)
        forms = {q.key: _filled(db, work, q) for q in work.questionnaires}
        return Order(
            settings.city(db), work.round.name, f"{place.department}　{place.name}".strip("　"),
            dates.limit_text(work.permit.window.deadline), work.round.contact, lang, work.questionnaires, forms,
            work.declared, identity(db, round_id, section_id, work.questionnaires, uuid4().hex),
        )  # fmt: skip


def _filled(db: Database, work: Work, made: Questionnaire) -> list[Filled]:
    out = []
    for item in work.of(made.key):
        kept = drafting.kept_answers(db, item.form.id)
        answers, revisions = {k: a.answer for k, a in kept.items()}, {k: a.revision for k, a in kept.items()}
        out.append(Filled(str(item.form.id), answers, revisions))
    return out


def workbook(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, lang: str
) -> tuple[BytesIO, str]:
    """The file and its name."""
    made, wanted = BytesIO(), order(db, actor, now, round_id, section_id, lang)
    write(wanted, made)
    made.seek(0)
    place, local = place_of(db, round_id, section_id), now.astimezone(CITY_ZONE)
    name = f"{wanted.round_name}_{place.name}_{_WORD.get(lang)}_{local:%Y%m%d-%H%M}".translate(_FORBIDDEN)
    return made, f"{name}.xlsx"

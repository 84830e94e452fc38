"""Makes the demo city: the closed round of 2010, and a round of today that is half answered.

Everything follows from the files in round-2010, without chance: two demos made at one moment are alike.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.accounts import service as accounts
from app.clock import CITY_ZONE
from app.db import Database
from app.demo import hearings, meeting_today, meetings, papers
from app.demo import organisation as reorganised
from app.demo.sign_ins import SIGN_INS
from app.files import service as files
from app.importing.service import import_folder
from app.instance import database_path, open_database, prepare
from app.organisation import service as organisation
from app.organisation.service import Section
from app.responses.service import approving, drafting, reading, returning, submitting
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen, freeze
from app.responses.service.reading import SubmittedForm
from app.results import service as results
from app.rounds import service as rounds
from app.rounds.store import CLOSED, OPEN
from app.security import APPROVER, SECTION, SYSTEM, Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Facts, Level, OneChoice, Question

CITY: Final = "デモ市"
OLD_ROUND: Final = "平成22年度 市民協働実態調査"
NEW_ROUND: Final = "令和8年度 市民協働実態調査"
CONTACT: Final = "市民協働調査 事務局（デモ） 内線 0000"
#: The section whose account the demo has: its work is half done, so that there is something to do.
OWN_SECTION: Final = "コミュニティ文化課"
#: What the secretariat wants corrected in it, by question.
REMARKS: Final = {
    "content": "協働の相手が何を担当しているかが分かるように、もう少し具体的に記入してください。",
    "total_budget": "総事業費を確認してください。",
}
BEGUN_BEFORE: Final = timedelta(days=14)
OPEN_FOR: Final = timedelta(days=35)
FOLDER: Final = Path(__file__).parent / "round-2010"


def create(folder: Path, now: datetime) -> None:
    """Make the demo's database in an instance that has none; an interrupted start leaves none behind."""
    prepare(folder)
    with _made_aside(folder, now) as made:
        files.adopt(made.path.parent, folder)
        os.replace(made.path, database_path(folder))


def reset(db: Database, folder: Path, now: datetime) -> None:
    """Replace everything in the database by a fresh demo, in one step."""
    with _made_aside(folder, now) as made:
        files.adopt(made.path.parent, folder)
        db.take_over(made)
    files.drop_unused(db, SYSTEM, now, folder)


@contextmanager
def _made_aside(folder: Path, now: datetime) -> Iterator[Database]:
    """A complete demo database in a folder of its own, which is gone afterwards."""
    aside = Path(tempfile.mkdtemp(prefix="demo-", dir=folder))
    try:
        db = open_database(aside)
        fill(db, now)
        db.close()  # what is still in the write-ahead log goes into the file
        yield db
        db.close()
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def fill(db: Database, now: datetime) -> None:
    """Put the demo city into an empty database."""
    with db.write():
        settings.put(db, settings.DEMO, "1")
        settings.put(db, settings.CITY, CITY)
    begun = now - BEGUN_BEFORE
    report = import_folder(db, SYSTEM, begun, FOLDER, OLD_ROUND, year=2010, accept_flagged=True)
    old = rounds.find(db, OLD_ROUND)
    assert report.round_id == old.id, "the demo's own files are complete"
    rounds.change(db, SYSTEM, begun, old.id, state=CLOSED, deadline="2010-09-17", contact=CONTACT)
    results.release(db, SYSTEM, begun, old.id)
    reorganised.change(db, begun)
    _accounts(db, now)
    hearings.add_all(db, begun, now, old.id)
    papers.add(db, begun, old.id, _new_round(db, now, old.id))
    meetings.add(db, begun, old.id)
    meeting_today.add(db, begun, now)


def _accounts(db: Database, now: datetime) -> None:
    own = next(s.id for s in organisation.all_sections(db) if s.name == OWN_SECTION)
    for known in SIGN_INS:
        sections = {own: known.section_role} if known.role == SECTION else {}
        accounts.add(
            db, SYSTEM, now, known.login, known.name, known.role, sections, demo_password=known.password
        )


# The round of today


@dataclass(frozen=True)
class Filling:
    """What filling in the new round needs. old: the submitted forms of 2010 by section id."""

    db: Database
    round_id: int
    questionnaires: Mapping[str, Questionnaire]
    facts: Facts
    old: Mapping[int, list[SubmittedForm]]


def _new_round(db: Database, now: datetime, old_id: int) -> int:
    """The round of today; its id."""
    begun = now - BEGUN_BEFORE
    asked = rounds.sections(db, old_id)
    with db.write():
        round_id = rounds.create(db, SYSTEM, begun, NEW_ROUND, 2026, [s.id for s in asked])
        rounds.change(
            db, SYSTEM, begun, round_id, state=OPEN, deadline=_friday(begun + OPEN_FOR), contact=CONTACT
        )
        old: dict[int, list[SubmittedForm]] = {}
        for form in reading.submitted_forms(db, old_id):
            old.setdefault(form.section_id, []).append(form)
        known = {q.key: q for q in rounds.questionnaires(db, round_id)}
        filling = Filling(db, round_id, known, round_facts(db, round_id), old)
        for place, section in enumerate(asked):
            _answer(filling, section, place, min(_office_hour(begun, place), now - timedelta(minutes=5)))
        _heads(db, now, [s.id for s in asked if s.name != OWN_SECTION])
        rounds.change(db, SYSTEM, begun, round_id, approval=True)
        _ask_for_approval(filling, next(s for s in asked if s.name == OWN_SECTION), now - timedelta(hours=2))
    return round_id


def _heads(db: Database, now: datetime, sections: Sequence[int]) -> None:
    """The other sections have somebody who could approve, too; nobody signs in with that account."""
    accounts.add(db, SYSTEM, now, "kakka", "各課の課長（デモ）", SECTION, dict.fromkeys(sections, APPROVER))


def _friday(moment: datetime) -> str:
    """The Friday of that week, as a deadline."""
    day = moment.astimezone(CITY_ZONE).date()
    return (day + timedelta(days=4 - day.weekday())).isoformat()


def _office_hour(begun: datetime, place: int) -> datetime:
    """When the section in this place worked on it: some each working day of the first week, between 9 and 17."""
    days = [
        day for n in range(1, 9) if (day := begun.astimezone(CITY_ZONE) + timedelta(days=n)).weekday() < 5
    ]
    day = days[place * len(days) // 60]
    return day.replace(hour=9 + place % 8, minute=place * 7 % 60, second=0, microsecond=0)


def _answer(filling: Filling, section: Section, place: int, at: datetime) -> None:
    """Every third section has submitted, some have begun, the others have not looked at it yet."""
    if section.name == OWN_SECTION:
        ready = _complete(filling, section)
        _returned(filling, section, at, ready[0])
        _write(filling, section, at, share=0.6, but=ready[:2])
    elif place % 3 == 0:
        _submit(filling, section, at)
    elif place % 7 == 1:
        _write(filling, section, at, share=0.4)


def _somebody(section: Section) -> Actor:
    """A person of that section without an account."""
    return Actor(None, section.name, SECTION, frozenset({section.id}))


def _write(
    filling: Filling, section: Section, at: datetime, share: float = 1.0, but: Sequence[SubmittedForm] = ()
) -> list[Frozen]:
    """Drafts for all forms (`but` some) the section had in 2010; share: how much of each is filled in."""
    written = []
    for form in (f for f in filling.old.get(section.id, []) if f not in but):
        made = filling.questionnaires[form.questionnaire]
        keys = [q.key for q in made.questions][: max(1, round(len(made.questions) * share))]
        answers = {k: v for k, v in _today(made, form, filling.facts).items() if k in keys}
        form_id = _form(filling, section, at, made)
        drafting.write_answers(filling.db, _somebody(section), at, form_id, answers)
        written.append(Frozen(form_id, answers))
    return written


def _form(filling: Filling, section: Section, at: datetime, made: Questionnaire) -> int:
    who = _somebody(section)
    if made.per_project:
        return drafting.add_form(filling.db, who, at, filling.round_id, section.id, made.key)
    return drafting.single_form(filling.db, who, at, filling.round_id, section.id, made.key)


def _submit(filling: Filling, section: Section, at: datetime) -> None:
    """Submit what may stand; a form with something missing stays a draft, as with real people."""
    known = filling.questionnaires
    complete = [
        f for f in _write(filling, section, at)
        if not _blocked(known[reading.form(filling.db, f.form_id).questionnaire], f.answers, filling.facts)
    ]  # fmt: skip
    if not complete:
        return
    with_forms = {f.questionnaire for f in filling.old.get(section.id, [])}
    declared = {k: True for k, q in filling.questionnaires.items() if q.per_project and k not in with_forms}
    for key in declared:
        drafting.declare_none(filling.db, _somebody(section), at, filling.round_id, section.id, key, True)
    freeze(
        filling.db, _somebody(section), at, filling.round_id, section.id, complete, declared,
        source="section", respondent="担当者（デモ）", extension=f"{2000 + section.id}", facts=filling.facts,
    )  # fmt: skip


def _complete(filling: Filling, section: Section) -> list[SubmittedForm]:
    """The section's projects of 2010 that could be submitted today."""
    asked = filling.questionnaires
    return [
        f for f in filling.old.get(section.id, [])
        if asked[f.questionnaire].per_project
        and not _blocked(asked[f.questionnaire], _today(asked[f.questionnaire], f, filling.facts), filling.facts)
    ]  # fmt: skip


def _whole(filling: Filling, section: Section, at: datetime, form: SubmittedForm) -> Frozen:
    """A project of 2010 as a complete draft of today."""
    made = filling.questionnaires[form.questionnaire]
    frozen = Frozen(_form(filling, section, at, made), _today(made, form, filling.facts))
    drafting.write_answers(filling.db, _somebody(section), at, frozen.form_id, frozen.answers)
    return frozen


def _returned(filling: Filling, section: Section, at: datetime, form: SubmittedForm) -> None:
    """The own section's first complete project was submitted and came back with remarks."""
    frozen = _whole(filling, section, at, form)
    freeze(
        filling.db, _somebody(section), at, filling.round_id, section.id, [frozen], {},
        source="section", respondent="担当者（デモ）", extension=f"{2000 + section.id}", facts=filling.facts,
    )  # fmt: skip
    returning.send(
        filling.db, SYSTEM, at + timedelta(hours=20), filling.round_id, section.id,
        {frozen.form_id: REMARKS}, message="次の点をご確認のうえ、もう一度ご提出ください。",
    )  # fmt: skip


def _ask_for_approval(filling: Filling, section: Section, at: datetime) -> None:
    """Its second one, and “we have none” of the rest, wait for the section's head, who signs in and sees it at once."""
    db, writer = filling.db, accounts.find(filling.db, SIGN_INS[0].login).actor()
    frozen = _whole(filling, section, at, _complete(filling, section)[1])
    begun = {f.questionnaire for f in filling.old[section.id]}
    for key in (k for k, q in filling.questionnaires.items() if q.per_project and k not in begun):
        drafting.declare_none(db, writer, at, filling.round_id, section.id, key, True)
    work = submitting.section_work(db, at, filling.round_id, section.id)
    seen = next(item.seen for item in work.items if item.form.id == frozen.form_id)
    approving.send(
        db, writer, at, filling.round_id, section.id, {frozen.form_id: seen},
        respondent="担当者（デモ）", extension=f"{2000 + section.id}", tell=False,
    )  # fmt: skip


def _blocked(made: Questionnaire, answers: Mapping[str, Answer], facts: Facts) -> bool:
    return any(_blocking(q, answers.get(q.key, EMPTY), facts) for q in made.questions)


def _blocking(question: Question, answer: Answer, facts: Facts) -> bool:
    return any(f.level() in (Level.REFUSE, Level.ASK) for f in question.check(answer, facts))


def _today(made: Questionnaire, form: SubmittedForm, facts: Facts) -> dict[str, Answer]:
    """The answers of 2010 as somebody would give them today: shorter, and by today's rules where easily done."""
    return {q.key: _answer_today(q, form.answers.get(q.key, EMPTY), facts) for q in made.questions}


def _answer_today(question: Question, old: Answer, facts: Facts) -> Answer:
    offered = {c.code for c in question.choices if c.offered}
    codes = tuple(c for c in old.codes if c in offered)
    answer = replace(old, codes=codes[:1] if isinstance(question, OneChoice) else codes)
    if question.is_text:
        first, stop, _ = old.text.partition("。")
        answer = replace(answer, text=first + stop)
    if any(f.level() is Level.ASK for f in question.check(answer, facts)):
        answer = replace(answer, confirmed=answer.text)
    return answer

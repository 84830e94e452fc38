"""Bringing a whole round in from files: everything or nothing, and a report that says what was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from app import clock
from app.audit.service import record as audit
from app.db import Database
from app.errors import Refused
from app.flags import service as flags
from app.importing.compare import Content, Said, differences
from app.importing.plan import Plan, plan_of
from app.importing.records import Record
from app.importing.report import (
    DIFFERS,
    FLAGGED,
    IMPORTED,
    REFUSED,
    UNCHANGED,
    WOULD_IMPORT,
    Difference,
    Read,
    Report,
)
from app.importing.sections import AskedSection
from app.organisation import service as organisation
from app.responses.service import drafting, freezing, reading
from app.responses.service.freezing import Frozen
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import Actor
from forms.questionnaire import Questionnaire, load_all
from forms.questions import Facts, Finding, Level, Text
from forms.years import parse_year

_YEARS: Final = re.compile(
    r"(?:令和|平成|昭和|大正|明治)\s*(?:元|[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})(?=\s*年|[^0-9]|$)"
    r"|(?<![0-9])[0-9]{4}(?![0-9])"
)


def import_folder(
    db: Database, actor: Actor, now: datetime, source: Path, name: str, *, year: int | None = None,
    dry_run: bool = False, accept_flagged: bool = False, definitions: Sequence[Questionnaire] | None = None,
) -> Report:  # fmt: skip
    """Import a round as submitted version 1, closed; all of it, or nothing where something stands in the way.

    source: a folder of CSV files or one workbook. year: western; else it must stand in the name. definitions:
    today's where not given; for a name that exists already, those the round froze. Raises Refused where there
    is nothing to read, or no year.
    """
    name = name.strip()
    if not name:
        raise Refused(Text("調査の名称を記入してください。", "Please name the round."))
    if year is not None and not 1868 <= year <= 2199:
        raise Refused(Text("年は西暦4桁で指定してください。", "The year must be a western one."))
    known = _round_named(db, name)
    if known is not None:
        made: Sequence[Questionnaire] = rounds.questionnaires(db, known.id)
    else:
        made = load_all() if definitions is None else definitions
    plan = plan_of(db, source, made, year if year is not None else year_of(name))
    with db.read() if dry_run else db.write():
        known = _round_named(db, name)
        if plan.has(REFUSED):
            return _report(plan, name, REFUSED)
        if known is not None:
            return _again(db, plan, known, made)
        if plan.has(FLAGGED) and not accept_flagged:
            return _report(plan, name, FLAGGED)
        if dry_run:
            return _report(plan, name, WOULD_IMPORT)
        return _report(plan, name, IMPORTED, _write(db, actor, now, name, plan, made))


def _round_named(db: Database, name: str) -> Round | None:
    return next((r for r in rounds.all_rounds(db) if r.name == name), None)


def _report(
    plan: Plan, name: str, outcome: str, round_id: int | None = None, differing: Sequence[Difference] = ()
) -> Report:
    reads = tuple(Read(r.file, r.row, r.where, len(r.answers)) for r in plan.records)
    return Report(
        name, plan.year, outcome, round_id, tuple(plan.counts), tuple(plan.lines), tuple(differing), reads
    )


def year_of(name: str) -> int:
    """The western year a round's name holds: `平成22年度 実態調査`, `Survey 2010`. Raises Refused."""
    plain = unicodedata.normalize("NFKC", name)
    years = {y.western for m in _YEARS.finditer(plain) if (y := parse_year(m[0])) and not y.refusable}
    if len(years) == 1:
        return years.pop()
    raise Refused(
        Text(
            "調査の年が分かりません。名称に年（平成22年度、2010 など）を一つ入れるか、--year 2010 のように指定してください。",
            "The survey's year is not clear. Put one year into the name (平成22年度, 2010), or say --year 2010.",
        )
    )


def _again(db: Database, plan: Plan, known: Round, questionnaires: Sequence[Questionnaire]) -> Report:
    """The name is taken: by the same content (nothing to do), by another one, or by a round of another origin."""
    if not known.fingerprint:
        raise Refused(
            Text(
                f"調査「{known.name}」は既にあります（取り込みで作成されたものではありません）。",
                f"There is already a round {known.name!r}, and it was not imported.",
            )
        )
    read = plan.content()
    if known.fingerprint == read.fingerprint():
        return _report(plan, known.name, UNCHANGED, known.id)
    differing = differences(_stored(db, known, questionnaires), read)
    return _report(plan, known.name, DIFFERS if differing else UNCHANGED, known.id, differing)


def _stored(db: Database, known: Round, questionnaires: Sequence[Questionnaire]) -> Content:
    """Version 1 of everything the round was imported with, whatever was corrected since."""
    sections = {s.id: s for s in rounds.sections(db, known.id)}
    firsts = [reading.form_versions(db, form.form_id)[-1] for form in reading.submitted_forms(db, known.id)]
    moment = min((v.submitted_at for v in firsts if v.source == "import"), default="")
    as_of = clock.read(moment) if moment else None
    none = reading.declared_none(db, known.id, as_of)
    asked = [
        AskedSection(
            s.department, s.name, s.kind, 0, tuple(q.key for q in questionnaires if (s.id, q.key) in none)
        )
        for s in sections.values()
    ]
    by_key = {q.key: q for q in questionnaires}
    said = []
    for form in reading.submitted_forms(db, known.id, as_of) if as_of else ():
        section = sections[form.section_id]
        key = section.department, section.name
        said.append(Said(by_key[form.questionnaire], key, form.number, form.note, form.answers))
    return Content(known.year, asked, said)


def _write(
    db: Database, actor: Actor, now: datetime, name: str, plan: Plan, definitions: Sequence[Questionnaire]
) -> int:
    """Make the round and everything in it. Inside the caller's write; returns the round's id."""
    ids = {s.key: organisation.add_section(db, s.department, s.name, s.kind, s.order) for s in plan.sections}
    fingerprint = plan.content().fingerprint()
    round_id = rounds.create(db, actor, now, name, plan.year, list(ids.values()), definitions, fingerprint)
    for section in plan.sections:
        own = [r for r in plan.records if r.section == section.key]
        if own or section.declared:
            _submit(db, actor, now, round_id, ids[section.key], own, section.declared, plan.facts)
    rounds.change(db, actor, now, round_id, state="closed")
    flagged = sum(line.level == FLAGGED for line in plan.lines)
    audit(
        db, actor, now, "importing.import_round", f"round {round_id}", name=name, forms=len(plan.records),
        sections=len(ids), flagged=flagged,
    )  # fmt: skip
    return round_id


def _submit(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, records: Sequence[Record],
    declared: Sequence[str], facts: Facts,
) -> None:  # fmt: skip
    """One section's forms as one submission: version 1, with drafts that equal it."""
    frozen = []
    for record in records:
        form_id = drafting.add_form(
            db,
            actor,
            now,
            round_id,
            section_id,
            record.questionnaire.key,
            number=record.number,
            note=record.note,
        )
        drafting.write_answers(db, actor, now, form_id, record.answers)
        frozen.append(Frozen(form_id, record.answers))
    freezing.freeze(
        db, actor, now, round_id, section_id, frozen, dict.fromkeys(declared, True),
        source="import", facts=facts, imported=True,
    )  # fmt: skip
    for record, one in zip(records, frozen, strict=True):
        flags.add_flags(db, now, round_id, one.form_id, _noticed(record))


def _noticed(record: Record) -> dict[str, list[tuple[Finding, str]]]:
    """What was noticed while reading and cannot be found again in the answer itself."""
    worth = (Level.FLAG, Level.ASK)
    return {
        key: [(finding, record.raw[key]) for finding in found if finding.level(imported=True) in worth]
        for key, found in record.found.items()
    }

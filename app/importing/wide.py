"""Writing a round as the files an import reads: CSV, UTF-8 with a mark, CRLF, explanations in other_texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.db import Database
from app.importing.records import NOTES, NUMBER, OTHERS, PLACE, USUAL
from app.importing.sections import COLUMNS, DECLARED
from app.organisation.service import Section
from app.responses.service import reading
from app.responses.service.reading import SubmittedForm
from app.rounds import rulings
from app.rounds import service as rounds
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Question


def write_wide(db: Database, round_id: int, folder: Path) -> list[Path]:
    """Write what was submitted to a round into `folder` (made if absent); returns the files written.

    The newest version of every form counts, drafts do not. Money stays as typed. Files of the same name are
    replaced. Raises NotFound for an unknown round.
    """
    with db.read():
        rounds.get(db, round_id)
        sections = rounds.sections(db, round_id)
        questionnaires = rounds.questionnaires(db, round_id)
        forms = reading.submitted_forms(db, round_id)
        declared = reading.declared_none(db, round_id)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [_write(folder / "sections.csv", _section_rows(sections, questionnaires, declared))]
    for questionnaire in questionnaires:
        own = [form for form in forms if form.questionnaire == questionnaire.key]
        rows = _form_rows(questionnaire, own, {s.id: s for s in sections})
        paths.append(_write(folder / f"{questionnaire.wide_file}.csv", rows))
    return paths


def _write(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return path


def _section_rows(
    sections: Sequence[Section], questionnaires: Sequence[Questionnaire], declared: frozenset[tuple[int, str]]
) -> Iterable[Sequence[str]]:
    """The column declared_none is there only where some section declared: the shape people know stays."""
    yield (*COLUMNS, DECLARED) if declared else COLUMNS
    for section in sections:
        row = (str(section.position), section.department, section.name, section.kind)
        none = ";".join(q.key for q in questionnaires if (section.id, q.key) in declared)
        yield (*row, none) if declared else row


def _form_rows(
    questionnaire: Questionnaire, forms: Sequence[SubmittedForm], sections: dict[int, Section]
) -> Iterable[Sequence[str]]:
    order, *place = PLACE
    first = NUMBER if questionnaire.per_project else order
    columns = dict.fromkeys(c for q in questionnaire.questions for c in q.to_wide(EMPTY))
    yield (first, *place, *columns, OTHERS, NOTES)
    for form in forms:
        section = sections[form.section_id]
        number = questionnaire.number(form.number) if questionnaire.per_project else str(section.position)
        cells: dict[str, str] = dict(columns.fromkeys(columns, ""))
        others: dict[str, str] = {}
        for question in questionnaire.questions:
            answer = form.answers.get(question.key, EMPTY)
            cells |= question.to_wide(answer, _side(question, answer))
            if answer.other:
                others[question.key] = answer.other
        said = json.dumps(others, ensure_ascii=False) if others else ""
        yield (number, section.department, section.name, *cells.values(), said, form.note)


def _side(question: Question, answer: Answer) -> str:
    """In which column a text stands, answers or non-answers: by the usual rules, so that it is the same from
    every instance whatever was ruled there since."""
    return rulings.rule(answer.text, USUAL) if question.is_text else ""

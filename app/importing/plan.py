"""Everything read from the files and checked, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.db import Database
from app.importing import reader
from app.importing.checks import check_lines, facts_of
from app.importing.compare import Content, Said
from app.importing.records import Record, RecordReader
from app.importing.report import FLAGGED, REFUSED, Count, Line
from app.importing.sections import AskedSection, read_sections
from app.organisation import service as organisation
from forms.questionnaire import Questionnaire
from forms.questions import Facts, Text


@dataclass
class Plan:
    """What would be written, and what is to be said about it."""

    year: int
    sections: list[AskedSection]
    records: list[Record]
    facts: Facts
    lines: list[Line]
    counts: list[Count] = field(default_factory=list)

    def content(self) -> Content:
        """What the files say, for comparing."""
        said = [Said(r.questionnaire, r.section, r.number, r.note, r.answers) for r in self.records]
        return Content(self.year, self.sections, said)

    def has(self, level: str) -> bool:
        """There is a line of this level."""
        return any(line.level == level for line in self.lines)


def plan_of(db: Database, source: Path, questionnaires: Sequence[Questionnaire], year: int) -> Plan:
    """Read and check the files; nothing is written. Raises Refused where there is nothing to read."""
    found = reader.read(source, questionnaires)
    lines = found.lines
    sections = _sections(db, found, questionnaires)
    records: list[Record] = []
    for questionnaire in questionnaires:
        if table := found.tables.get(questionnaire.wide_file):
            records += RecordReader(questionnaire, table, sections, lines).read()
        elif not questionnaire.per_project and questionnaire.wide_file not in found.broken:
            _needed(db, found, questionnaire.wide_file)
    lines += _contradictions(sections, records, found)
    facts = facts_of(year, records)
    for record in records:
        lines += check_lines(record, facts)
    plan = Plan(year, sections, records, facts, _in_file_order(lines))
    plan.counts = [
        _count(found, name, lines) for name in ("sections", *(q.wide_file for q in questionnaires))
    ]
    return plan


def _sections(
    db: Database, found: reader.Source, questionnaires: Sequence[Questionnaire]
) -> list[AskedSection]:
    """The sections asked: those of the file, or else those the city has."""
    if table := found.tables.get(reader.SECTIONS):
        return read_sections(table, questionnaires, found.lines)
    if reader.SECTIONS not in found.broken:
        _needed(db, found, reader.SECTIONS)
    return [AskedSection(s.department, s.name, s.kind, 0) for s in organisation.all_sections(db)]


def _needed(db: Database, found: reader.Source, name: str) -> None:
    """A city whose sections are known may leave a file out; a new one may not."""
    if not organisation.all_sections(db):
        message = Text("この表がありません。", "This table is missing.")
        found.lines.append(Line(REFUSED, f"{name}{found.suffix}", None, "missing_file", message))


def _contradictions(
    sections: Sequence[AskedSection], records: Sequence[Record], found: reader.Source
) -> list[Line]:
    message = Text(
        "「該当する事業はない」とありますが、事業の行があります。",
        "It declares to have none, but there are projects.",
    )
    file = table.file if (table := found.tables.get(reader.SECTIONS)) else ""
    return [
        Line(REFUSED, file, None, "declared_and_given", message, section.name, key)
        for section in sections
        for key in section.declared
        if any(r.section == section.key and r.questionnaire.key == key for r in records)
    ]


def _in_file_order(lines: Sequence[Line]) -> list[Line]:
    order = {file: i for i, file in enumerate(dict.fromkeys(line.file for line in lines))}
    return sorted(lines, key=lambda line: (order[line.file], line.row or 0))


def _count(found: reader.Source, name: str, lines: Sequence[Line]) -> Count:
    table = found.tables.get(name)
    if table is None:
        return Count(f"{name}{found.suffix}", name in found.broken)
    refused, flagged = (
        {x.row for x in lines if x.file == table.file and x.level == level and x.row} - {1}
        for level in (REFUSED, FLAGGED)
    )
    return Count(table.file, True, len(table.rows), len(flagged - refused), len(refused))

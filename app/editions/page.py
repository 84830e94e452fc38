"""What the pages of editions show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from app.db import Database
from app.editions.service import comparing, records
from app.editions.service.comparing import Compared
from app.editions.service.records import Record
from app.files import service as files
from app.files.service import File
from app.results.place import Place
from app.results.service import Release
from forms.questions import Ruling, Text
from reports.difference_tables import changes_table, counts_table
from reports.tables import ResultTable, Row

#: Words for the kinds of kept files.
FILES: Final[Mapping[str, Text]] = {
    "xlsx-A3-ja": Text("Excelブック（A3・日本語）", "Excel workbook (A3, Japanese)"),
    "xlsx-A4-ja": Text("Excelブック（A4・日本語）", "Excel workbook (A4, Japanese)"),
    "xlsx-A3-en": Text("Excelブック（A3・英語）", "Excel workbook (A3, English)"),
    "xlsx-A4-en": Text("Excelブック（A4・英語）", "Excel workbook (A4, English)"),
    "csv": Text("CSVファイル（zip）", "CSV files (zip)"),
}


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in the list. released: members see it now."""

    record: Record
    before: Record | None
    forms: int
    released: bool


def lines(db: Database, round_id: int, release: Release | None) -> list[EditionLine]:
    """The editions of a round, the newest first."""
    known = records.of_round(db, round_id)
    shown, forms = release.edition_id if release else None, records.forms_counted(db, round_id)
    return [
        EditionLine(r, before, forms[r.id], r.id == shown)
        for r, before in zip(known, [*known[1:], None], strict=False)
    ]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition. files: (what it is, file, address); rules: (whole answer, how it is ruled) as they were then."""

    record: Record
    before: Record | None
    files: Sequence[tuple[Text, File, str]]
    place: Place
    released: bool
    rules: Sequence[tuple[str, Text]]


def edition_page(db: Database, record: Record, release: Release | None) -> EditionPage:
    """Everything the page of one edition shows."""
    kept = [
        (FILES.get(kind, Text(kind)), files.get(db, file_id), _file_url(record, kind))
        for kind, file_id in records.files_of(db, record.id).items()
    ]
    shown = release is not None and release.edition_id == record.id
    rules = [(phrase, Ruling.LABELS[ruling]) for phrase, ruling in records.rules_of(db, record)]
    return EditionPage(
        record, comparing.before(db, record), kept, Place(record.round_id, record.id), shown, rules
    )


def _file_url(record: Record, kind: str) -> str:
    return url_for("editions.file", round_id=record.round_id, edition_id=record.id, kind=kind)


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """What changed. links: a row's ref → the comparison of its two versions, or the form itself."""

    compared: Compared
    changes: ResultTable
    counts: Sequence[ResultTable]
    links: Mapping[str, str]
    options: Sequence[tuple[str, Text]]
    old: str
    new: str
    workbook_url: str

    @property
    def names(self) -> tuple[Text, Text]:
        """What the two states are called."""
        return self.compared.difference.names


TODAY: Final = "now"


def difference_page(db: Database, round_id: int, found: Compared) -> DifferencePage:
    """Everything the page of a difference shows."""
    difference = found.difference
    changes = changes_table(difference)
    counted = [counts_table(difference, made.key) for made in difference.new.questionnaires]
    old, new = (str(e.record.id) if e.record else TODAY for e in (found.old, found.new))
    options = [(str(r.id), Text(r.name, r.name)) for r in records.of_round(db, round_id)]
    return DifferencePage(
        found, changes, [t for t in counted if t is not None],
        {row.ref: _link(found, round_id, row) for row in changes.rows if row.ref}, options, old, new,
        url_for("editions.difference_file", round_id=round_id, old=old, new=new),
    )  # fmt: skip


def _link(found: Compared, round_id: int, row: Row) -> str:
    form_id = int(row.ref)
    if form_id in found.versions:
        old, new = found.versions[form_id]
        return url_for("versions.compare", form_id=form_id, old=old, new=new)
    side = found.new if form_id in found.new.origins else found.old
    return Place(round_id, side.record.id if side.record else None).project_url(form_id)

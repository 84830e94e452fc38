"""What the pages of results show: the list of tables, one table narrowed and paged, one project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.errors import NotFound
from app.responses.service.reading import SubmittedForm
from app.results.service import Edition
from forms.questionnaire import Questionnaire
from forms.questions import Question, Ruling, Text, TextQuestion
from reports import records
from reports.book import Sheet
from reports.narrowing import departments, matching
from reports.tables import ResultTable

#: Rows on one page of a table. A city's own round fits; a page of hundreds of projects stays quick to open.
ROWS: Final = 300
#: More rows than this are never put on one page: a browser takes a quarter of a minute to lay out 12,000.
WHOLE: Final = 3_000


@dataclass(frozen=True, slots=True)
class Stand:
    """How a round stands with one questionnaire: sections that answered it (or have none), forms."""

    questionnaire: Questionnaire
    answered: int
    sections: int
    declared: int
    forms: int


@dataclass(frozen=True)
class IndexPage:
    """Every table of a round, under the purpose it serves ("print", "counts", "data")."""

    edition: Edition
    groups: Mapping[str, tuple[ResultTable, ...]]
    stands: tuple[Stand, ...]


def index_page(edition: Edition) -> IndexPage:
    """List the tables of an edition."""
    groups: dict[str, list[ResultTable]] = {}
    for sheet, table in edition.tables.values():
        groups.setdefault(sheet.purpose, []).append(table)
    data = edition.data
    stands = tuple(
        Stand(
            q, data.submitted(q.key), len(data.sections),
            sum(data.standing(s.id, q.key) == "none" for s in data.sections), len(data.by_questionnaire[q.key]),
        )
        for q in data.questionnaires
    )  # fmt: skip
    return IndexPage(edition, {k: tuple(v) for k, v in groups.items()}, stands)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a table is asked for. page: from 1; 0 for all rows on one page (where they are not too many)."""

    department: str = ""
    words: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Not the whole table."""
        return bool(self.department or self.words)


@dataclass(frozen=True)
class TablePage:
    """One table as shown. table: the rows of this page; found: rows that match, of `rows` in all.

    departments: to choose from, () where the table has no such column; before, after: its neighbours' keys.
    """

    sheet: Sheet
    table: ResultTable
    wanted: Wanted
    departments: tuple[str, ...]
    rows: int
    found: int
    first: int
    pages: int
    before: ResultTable | None
    after: ResultTable | None
    edition_name: str = ""

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.table.rows) - 1

    @property
    def options(self) -> list[tuple[str, str]]:
        """The departments as options of a field."""
        return [(name, name) for name in self.departments]

    @property
    def paged(self) -> bool:
        """There are more rows than one page takes."""
        return self.pages > 1

    @property
    def whole(self) -> bool:
        """All rows may be shown on one page."""
        return self.found <= WHOLE


def table_page(edition: Edition, key: str, wanted: Wanted, lang: str) -> TablePage:
    """One table, narrowed by department and words. Raises NotFound for an unknown table."""
    if key not in edition.tables:
        raise NotFound
    sheet, table = edition.tables[key]
    rows = list(table.rows)
    if wanted.narrowed:
        rows = list(matching(table, wanted.department, wanted.words, lang))
    if not wanted.page and len(rows) > WHOLE:
        wanted = replace(wanted, page=1)
    pages = max(1, -(-len(rows) // ROWS))
    first = (min(wanted.page, pages) - 1) * ROWS if wanted.page else 0
    shown = rows[first : first + ROWS] if wanted.page else rows
    keys = list(edition.tables)
    at = keys.index(key)
    return TablePage(
        sheet=sheet,
        table=table if len(shown) == len(table.rows) else table.only(shown),
        wanted=wanted,
        departments=departments(table),
        rows=len(table.rows),
        found=len(rows),
        first=first + 1,
        pages=pages,
        before=edition.tables[keys[at - 1]][1] if at else None,
        after=edition.tables[keys[at + 1]][1] if at + 1 < len(keys) else None,
        edition_name=edition.data.edition,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a project. lines: as printed, () for a blank one. ruling and findings: for the secretariat."""

    question: Question
    lines: tuple[str, ...]
    ruling: Text | None
    findings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another form in printed order, with the words of its page's heading."""

    id: int
    heading: str


@dataclass(frozen=True)
class ProjectPage:
    """One submitted form. heading: number and name (the section's name for its own form)."""

    form: records.Form
    origin: SubmittedForm
    made: Questionnaire
    section: records.Section
    heading: str
    blocks: tuple[tuple[Text, tuple[Line, ...]], ...]
    before: Neighbour | None
    after: Neighbour | None


def project_page(edition: Edition, form_id: int, lang: str, *, internal: bool) -> ProjectPage:
    """One submitted form with its neighbours. internal: with rulings and findings. Raises NotFound."""
    form = edition.form(form_id)
    made = edition.data.questionnaire(form.questionnaire)
    siblings = edition.data.by_questionnaire[form.questionnaire]
    at = siblings.index(form)
    around = [Neighbour(f.id, _heading(edition, made, f)) for f in siblings[max(at - 1, 0) : at + 2]]
    return ProjectPage(
        form=form,
        origin=edition.origins[form_id],
        made=made,
        section=edition.section(form),
        heading=_heading(edition, made, form),
        blocks=tuple(
            (block.title, tuple(_line(q, form, lang, internal) for q in block.questions))
            for block in made.blocks
        ),
        before=around[0] if at else None,
        after=around[-1] if at + 1 < len(siblings) else None,
    )


def _heading(edition: Edition, made: Questionnaire, form: records.Form) -> str:
    """`12 花壇づくり`; a section's own form is called after the section, and so is a nameless project."""
    title = made.role("title")
    name = " ".join(form.answer(title.key).text.split()) if title else ""
    number = made.number(form.number) if made.per_project else ""
    return f"{number} {name or edition.section(form).name}".strip()


def _line(question: Question, form: records.Form, lang: str, internal: bool) -> Line:
    ruled = internal and isinstance(question, TextQuestion) and question.counted
    return Line(
        question,
        question.lines(form.answer(question.key), lang),
        Ruling.LABELS[form.ruling(question)] if ruled else None,
        tuple(f.message for f in form.flags.get(question.key, ())) if internal else (),
    )

"""A section's projects in compact tables: two lines to a project, short labels, names in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import Question, Text
from reports.consolidate import THOUSAND_YEN, answer_cell
from reports.phrases import DECLARED_NONE, MISSING, NUMBER, OUT_OF_USE, heading
from reports.records import Form, RoundData
from reports.tables import Cell, Column, Kind, ResultTable, Row
from reports.writers.paper import PaperTable, of_result

#: Questionnaire → the text below the name, and the questions on the upper and the lower line; what a round does not ask
#: is left out.
_LINES: Final[Mapping[str, tuple[str, Sequence[str], Sequence[str]]]] = {
    "a": (
        "content",
        ("type", "form", "partner", "start", "city_budget", "decision"),
        ("involvement", "report", "evaluation", "outcome", "total_budget", "issue"),
    ),
    "b": ("content", ("reason",), ("plan",)),
    "c": ("content", ("timing",), ("plan",)),
}
#: Relative widths: the name with the content below it, then one choice, a year or an amount, many choices, and anything
#: that stands alone.
_NUMBER, _WIDE, _ONE, _VALUE, _MANY, _ALONE = 3.4, 19.5, 5.9, 6.8, 7.4, 16.0
#: Of a questionnaire nobody has chosen lines for: so many short questions on each line.
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """A section's projects of one questionnaire; table None: none, and `words` says why. n: how many."""

    questionnaire: Questionnaire
    n: int
    table: ResultTable | None
    words: Text = field(default_factory=Text)


def project_parts(data: RoundData, section_id: int) -> tuple[ProjectPart, ...]:
    """Every project questionnaire of the round, in its order."""
    return tuple(_part(data, section_id, made) for made in data.questionnaires if made.per_project)


def _part(data: RoundData, section_id: int, made: Questionnaire) -> ProjectPart:
    forms = data.forms_of(made.key).get(section_id, ())
    gone = [g.number for g in data.gone if (g.questionnaire, g.section_id) == (made.key, section_id)]
    if not forms and not gone:
        declared = data.standing(section_id, made.key) == "none"
        return ProjectPart(made, 0, None, DECLARED_NONE if declared else MISSING)
    asked = _lines(made)
    title = made.role("title")
    rows = [(f.number or 0, _row(made, asked, f)) for f in forms]
    rows += [(n, _gone(made, asked, title, n)) for n in gone]
    found = tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))
    columns = (replace(NUMBER, merge=True, width=_NUMBER), *_columns(asked))
    return ProjectPart(made, len(forms), ResultTable(f"projects-{made.key}", made.title, columns, found))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions of a table: name and content beside both lines, then those of each line."""

    beside: tuple[Question, ...]
    upper: tuple[Question, ...]
    lower: tuple[Question, ...]

    @property
    def all(self) -> tuple[Question, ...]:
        """In the order of the columns."""
        return (*self.beside, *self.upper, *self.lower)


def _lines(made: Questionnaire) -> _Asked:
    """As chosen above, else name and content, and the first short questions."""
    title = made.role("title")
    short = [q for q in made.questions if not q.is_text and q is not title][: 2 * _MOST]
    first = next((q.key for q in made.questions if q.is_text and q.role == ""), "")
    half = (len(short) + 1) // 2
    usual = (first, [q.key for q in short[:half]], [q.key for q in short[half:]])
    content, *both = _LINES.get(made.key, usual)
    beside = tuple(q for q in (title, made.question(content)) if q)
    upper, lower = (tuple(q for key in keys if (q := made.question(key))) for keys in both)
    return _Asked(beside, upper, lower)


def _columns(asked: _Asked) -> Iterator[Column]:
    for question in asked.beside:
        yield Column(question.key, _head(question), width=_WIDE, merge=True)
    alone = max(len(asked.upper), len(asked.lower)) == 1
    for band, found in enumerate((asked.upper, asked.lower)):
        for question in found:
            kind: Kind = "thousand_yen" if question.value_unit == "thousand_yen" else "text"
            width = _ALONE if alone else _MANY if question.many else _VALUE if question.value_unit else _ONE
            yield Column(question.key, _head(question), kind, width, band=band)


def _head(question: Question) -> Text:
    """Number and short label, and the unit of money below them."""
    title = heading(question)
    if question.value_unit != "thousand_yen":
        return title
    return Text(f"{title.ja}\n{THOUSAND_YEN.ja}", f"{title.get('en')}\n{THOUSAND_YEN.get('en')}")


def _row(made: Questionnaire, asked: _Asked, form: Form) -> Row:
    cells: list[Cell] = [answer_cell(q, form) for q in asked.all]
    blanks = frozenset(q.key for q in asked.all if form.blank(q))
    return Row((made.number(form.number), *cells), ref=str(form.id), group=str(form.id), blanks=blanks)


def _gone(made: Questionnaire, asked: _Asked, title: Question | None, number: int) -> Row:
    cells: list[Cell] = [OUT_OF_USE if q is title else None for q in asked.all]
    return Row((made.number(number), *cells), state="gone", group=f"gone-{number}")


Placed = tuple[Column, Cell]


@dataclass(frozen=True, slots=True)
class Line:
    """One project as pages and papers show it: number, name and what is below it, and the cells of both lines."""

    row: Row
    number: Placed
    name: Placed
    below: tuple[Placed, ...]
    upper: tuple[Placed, ...]
    lower: tuple[Placed, ...]


def line_of(table: ResultTable, row: Row) -> Line:
    """A row with its cells in their places."""
    placed = list(zip(table.columns, row.cells, strict=True))
    number, name, *below = (p for p in placed if p[0].merge)
    upper, lower = (tuple(p for p in placed if not p[0].merge and p[0].band == band) for band in (0, 1))
    return Line(row, number, name, tuple(below), upper, lower)


def head_line(table: ResultTable) -> Line:
    """The heads in the same places."""
    return line_of(table, Row(tuple(c.title for c in table.columns)))


def lines(table: ResultTable) -> Iterator[Line]:
    """The projects of a table."""
    return (line_of(table, row) for row in table.rows)


def of_projects(table: ResultTable, lang: str) -> PaperTable:
    """A table of projects on paper: names bold, the content below them."""
    made = of_result(table, lang, title=False)
    _number, name, *below = (c.title.get(lang) for c in table.columns if c.merge)
    columns = tuple(
        replace(c, strong=c.spans and c.title == name, below=c.spans and c.title in below)
        for c in made.columns
    )
    return replace(made, columns=columns)

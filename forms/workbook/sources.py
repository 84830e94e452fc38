"""The two kinds of sheets, read: cells are named by the hidden first column and the hidden first row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.answers import Answer
from forms.questionnaire import Questionnaire
from forms.questions import FiscalYear, Question, Text, YearQuestion
from forms.workbook import parts
from forms.workbook.found import FormRead, Place, Reading
from forms.workbook.grid import NOTHING, Cell, Grid, address
from forms.workbook.identity import MARK
from forms.years import fiscal_year

_CORNER_ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class Corner:
    """The hidden corner of a sheet: where it stands, and its words."""

    row: int
    words: list[str]


def corner_of(grid: Grid) -> Corner | None:
    for row in range(1, _CORNER_ROWS):
        said = grid.at(row, 1).text.split("|")
        if said[0] == MARK:
            return Corner(row, said)
    return None


def anchors(grid: Grid, corner: Corner) -> dict[str, int]:
    """What the columns hold, by what stands in the corner's own row."""
    return {c.text: n for (row, n), c in grid.cells.items() if row == corner.row and n > 1}


class _Incomplete(Exception):
    """A cell of a question is not there any more."""


class _Wrong(Exception):
    """A cell cannot be read; it has been told."""


@dataclass
class Source:
    """A sheet being read."""

    grid: Grid
    corner: Corner
    made: Questionnaire
    reading: Reading

    def answers(self, found: Mapping[str, tuple[int, int]], row: int, ref: str) -> FormRead:
        """The form whose cells stand at `found` (`question.part` → row and column)."""
        answers: dict[str, Answer] = {}
        places: dict[tuple[str, str], Place] = {}
        for question in self.made.questions:
            cells = {
                name.partition(".")[2]: place
                for name, place in found.items()
                if name.partition(".")[0] == question.key
            }
            for part, place in cells.items():
                places.setdefault(
                    (question.key, part.partition("#")[0]), Place(self.grid.title, address(*place))
                )
            if not cells:
                continue
            try:
                answers[question.key] = self._question(question, cells)
            except _Incomplete:
                self._incomplete(question)
            except _Wrong:
                continue
        return FormRead(self.made.key, ref, "", self.grid.title, row, answers, places)

    def _question(self, question: Question, cells: Mapping[str, tuple[int, int]]) -> Answer:
        """The answer. Raises _Incomplete where a cell is no longer there, _Wrong where one cannot be read."""
        told = {part: Place(self.grid.title, address(*place)) for part, place in cells.items()}
        texts, troubles = {}, []
        for part, place in cells.items():
            cell = self.grid.at(*place)
            if cell.wrong:
                troubles.append((told[part], cell.wrong))
            texts[part] = self._text(question, part, cell, told[part])
        given = parts.whole(texts)
        if given is None or not {p.name for p in parts.parts(question)} <= set(given):
            raise _Incomplete
        answer, wrong = parts.read(question, given)
        troubles += [(told[w.part], w.message) for w in wrong]
        self.reading.troubles += [(place, parts.at_question(question, said)) for place, said in troubles]
        if troubles:
            raise _Wrong
        return answer

    def _text(self, question: Question, part: str, cell: Cell, place: Place) -> str:
        """A day typed where a year belongs is its year, and the reader is told so."""
        if cell.moment is None or part != "text" or not isinstance(question, YearQuestion):
            return cell.text
        fiscal = isinstance(question, FiscalYear)
        year = str(fiscal_year(cell.moment) if fiscal else cell.moment.year)
        self.reading.notes.append(
            Text(f"「{place.sheet}」シート {place.cell}：日付 {cell.text} を {year}年{'度' if fiscal else ''} と読みました。",
                 f"Sheet “{place.sheet}”, {place.cell}: the date {cell.text} was read as the year {year}.")
        )  # fmt: skip
        return year

    def _incomplete(self, question: Question) -> None:
        name = f"{question.number} {question.short.ja}".strip()
        english = f"{question.number} {question.short.get('en')}".strip()
        self.reading.notes.append(
            Text(f"「{self.grid.title}」シートの「{name}」は行か列が削除されているため、読みませんでした（変わりません）。",
                 f"Sheet “{self.grid.title}”: rows or columns of “{english}” were deleted, so it was not read (nothing changes).")
        )  # fmt: skip


class Sheet(Source):
    """A sheet that is one form: each row names its cells in the hidden first column."""

    def form(self, ref: str) -> FormRead:
        """The form."""
        columns = anchors(self.grid, self.corner)
        found: dict[str, tuple[int, int]] = {}
        for row, cells in self.grid.rows.items():
            if row == self.corner.row:
                continue
            for n, name in enumerate(cells.get(1, NOTHING).text.split(","), 1):
                if name and str(n) in columns:
                    found.setdefault(name, (row, columns[str(n)]))
        return self.answers(found, self.corner.row, ref)


class Table(Source):
    """A sheet with one row per form: each row has its reference in the hidden first column."""

    def forms(self) -> Iterator[FormRead]:
        """Every form."""
        columns = {k: n for k, n in anchors(self.grid, self.corner).items() if "." in k}
        made: list[tuple[str, int, dict[str, tuple[int, int]]]] = []
        for row, cells in self.grid.rows.items():
            said = cells.get(1, NOTHING).text
            if row <= self.corner.row or not said:
                if row > self.corner.row:
                    self._stray(row, cells, columns)
            elif said.startswith("="):
                ref, mark, place = said[1:].partition("#")
                found = {f"{name}{mark}{place}": (row, n) for name, n in columns.items()}
                if place and not place.startswith("1/"):
                    for known, _, others in reversed(made):
                        if known == ref and not set(found) & set(others):
                            others.update(found)
                            break
                else:
                    made.append((ref, row, found))
        for ref, row, found in made:
            yield self.answers(found, row, ref)

    def _stray(self, row: int, cells: Mapping[int, Cell], columns: Mapping[str, int]) -> None:
        first = next((n for n in sorted(columns.values()) if cells.get(n, NOTHING) != NOTHING), 0)
        if first:
            self.reading.troubles.append(
                (Place(self.grid.title, address(row, first)),
                 Text("表に追加された行は読めません。あらかじめ用意された行に記入してください。",
                      "Rows added to the table cannot be read. Please use the rows that are there."))
            )  # fmt: skip

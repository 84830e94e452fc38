"""One form on a sheet of its own, as on paper: question on the left, answer on the right, A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, ChoiceQuestion, Question, Text
from forms.workbook import parts as cells
from forms.workbook.identity import MARK
from forms.workbook.lists import Lists
from forms.workbook.measure import MOST_POINTS, chunks, points
from forms.workbook.order import Filled, Order
from forms.workbook.parts import LINES, LIST, Part, option
from forms.workbook.pen import PROTECTION, SMALL, Pen

#: Hidden key, number, question, and twice ○ and label: pixels. Together they fill A4 at the scale below.
_WIDTHS: Final = (10, 42, 211, 34, 204, 34, 204)
NUMBER, QUESTION, FIRST, SECOND, LAST = 1, 2, 3, 5, 6
ANSWER: Final = sum(_WIDTHS[FIRST:])
_HALF: Final = sum(_WIDTHS[SECOND:])
_SCALE: Final = 88
#: What fits on a page, in points before scaling: A4 less its margins.
_PAGE: Final = 740 / (_SCALE / 100)
_LINE, _MARK_LINE = 21.0, 17.0
NEEDED: Final = Text("【必須】", "[Required] ")
TOO_LONG: Final = Text(
    "文字数が多いため、この欄は画面で編集してください。",
    "Too long for a cell: please edit this answer on the screen.",
)
#: Behind the label of a text that goes on in a further row.
MORE: Final = Text("（続き）", " (continued)")
_HOW: Final = Text(
    "色の付いた欄に記入してください（○は一覧から選ぶか入力）。文字が収まらないときは行の高さを広げてください。",
    "Fill in the coloured cells. Put ○ by choosing it or typing it. Make a row higher where a text does not fit.",
)


@dataclass(frozen=True)
class Line:
    """One row on the sheet: its height, and its cells as (column, last column, text, style, part)."""

    height: float
    cells: Sequence[tuple[int, int, str, str, Part | None]]


class FormSheet:
    """A form being drawn."""

    def __init__(
        self, sheet: Any, pen: Pen, lists: Lists, order: Order, made: Questionnaire, form: Filled
    ) -> None:
        self.sheet, self.pen, self.lists, self.order, self.made, self.form = (
            sheet,
            pen,
            lists,
            order,
            made,
            form,
        )
        self.lang, self.row = order.lang, 0
        self.breaks: list[int] = []
        self._used = 0.0

    def draw(self, name: str) -> None:
        """Everything."""
        self._prepare()
        self._head(name)
        for block in self.made.blocks:
            questions = [self._lines(q) for q in block.questions]
            self._keep_together(24 + sum(x.height for x in questions[0]))
            if len(self.made.blocks) > 1:
                self._row(24, ((NUMBER, LAST, block.title.get(self.lang), "block", None),))
            for question, lines in zip(block.questions, questions, strict=True):
                self._keep_together(sum(line.height for line in lines))
                self._question(question, lines)
        self.sheet.set_h_pagebreaks(self.breaks)
        self.sheet.print_area(0, NUMBER, self.row - 1, LAST)

    def _prepare(self) -> None:
        for column, pixels in enumerate(_WIDTHS):
            self.sheet.set_column_pixels(column, column, pixels, None, {"hidden": True} if not column else {})
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_print_scale(_SCALE)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self.sheet.center_horizontally()
        self.sheet.repeat_rows(1)
        self.sheet.set_footer("&C&8&A　&P / &N")
        self.sheet.protect("", PROTECTION)

    def _head(self, name: str) -> None:
        order, pen = self.order, self.pen
        self.sheet.set_row(0, None, None, {"hidden": True})
        self.sheet.write_string(0, 0, f"{MARK}|form|{self.made.key}|{self.form.ref}", pen["hidden"])
        self.sheet.write_string(0, FIRST, "1", pen["hidden"])
        self.sheet.write_string(0, SECOND, "2", pen["hidden"])
        self.row = 1
        left = f"{order.city}　{order.round_name}".strip("　")
        self._row(
            15, ((NUMBER, FIRST + 1, left, "over", None), (SECOND, LAST, order.section, "over_right", None))
        )
        self._row(27, ((NUMBER, LAST, self.made.title.get(self.lang) + self._which(name), "title", None),))
        intro = "\n".join(x for x in (self.made.intro.get(self.lang), _HOW.get(self.lang)) if x)
        self._row(points(intro, sum(_WIDTHS[1:]), 9.5), ((NUMBER, LAST, intro, "intro", None),))
        self.sheet.freeze_panes(3, 0)

    def _which(self, name: str) -> str:
        if not self.made.per_project:
            return ""
        spare = {"ja": "（予備）", "en": " (spare)"}[self.lang] if self.form.spare else ""
        return f"　{name}{spare}"

    def _lines(self, question: Question) -> list[Line]:
        answer = self.form.answers.get(question.key, EMPTY)
        if not cells.fits(answer):
            return [Line(60, ((FIRST, LAST, TOO_LONG.get(self.lang), "choices", None),))]
        said = cells.put(question, answer, self.lang)
        made = cells.parts(question, answer.codes if question.many else ())
        if question.is_text:
            lines = self._whole(made[0], said.get("text", ""), 5 if made[0].kind == LINES else 2)
        elif question.many:
            lines = self._marks([p for p in made if p.code], said)
            lines += [line for p in made if not p.code for line in self._half(p, said)]
        else:
            lines = self._whole(made[0], said.get("choice", ""), 1)
            lines += [line for p in made[1:] for line in self._half(p, said)]
            lines.append(self._all_choices(question))
        return self._high_enough(question, lines)

    def _whole(self, part: Part, text: str, least: int) -> list[Line]:
        style = "input_list" if part.kind == LIST else "input"
        made, pieces = [], chunks(text, ANSWER, 10)
        for n, one in enumerate(pieces, 1):
            height = max(points(one, ANSWER, 10), least * 13.6 + 6)
            named = replace(part, name=cells.piece(part.name, n, len(pieces)))
            made.append(Line(height, ((FIRST, LAST, one, style, named),)))
        return made

    def _half(self, part: Part, said: dict[str, str]) -> list[Line]:
        made, pieces = [], chunks(said.get(part.name, ""), _HALF, 10)
        for n, one in enumerate(pieces, 1):
            label = part.label.get(self.lang) + (MORE.get(self.lang) if n > 1 else "")
            height = max(points(one, _HALF, 10), points(label, _HALF, 9), _LINE + 3 * (part.kind == LINES))
            named = replace(part, name=cells.piece(part.name, n, len(pieces)))
            made.append(
                Line(height, ((FIRST, FIRST + 1, label, "label", None), (SECOND, LAST, one, "input", named)))
            )
        return made

    def _marks(self, marks: Sequence[Part], said: dict[str, str]) -> list[Line]:
        made = []
        for at in range(0, len(marks), 2):
            pair = marks[at : at + 2]
            row: list[tuple[int, int, str, str, Part | None]] = []
            for column, part in zip((FIRST, SECOND), pair, strict=False):
                row.append((column, column, said.get(part.name, ""), "input_mark", part))
                row.append((column + 1, column + 1, part.label.get(self.lang), "label", None))
            if len(pair) == 1:
                row.append((SECOND, LAST, "", "label", None))
            height = max(points(p.label.get(self.lang), _WIDTHS[FIRST + 1], 9) for p in pair)
            made.append(Line(max(height, _MARK_LINE), row))
        return made

    def _all_choices(self, question: Question) -> Line:
        assert isinstance(question, ChoiceQuestion)
        told = "　".join(option(c).get(self.lang) for c in question.offered)
        return Line(points(told, ANSWER, SMALL), ((FIRST, LAST, told, "choices", None),))

    def _label(self, question: Question) -> list[tuple[str, str]]:
        told = [
            ("needed", NEEDED.get(self.lang) if question.required else ""),
            ("bold", question.label.get(self.lang)),
        ]
        said = question.help.get(self.lang)
        return [*told, ("help", f"\n{said}" if said else "")]

    def _high_enough(self, question: Question, lines: list[Line]) -> list[Line]:
        """The question beside the answer needs room as well; the last row of the answer gets it."""
        pieces = self._label(question)
        asked = points(pieces[0][1] + pieces[1][1], _WIDTHS[QUESTION], 9.5) + points(
            pieces[2][1].strip(), _WIDTHS[QUESTION], SMALL
        )
        spare = asked - 4 - sum(line.height for line in lines)
        if spare > 0:
            grown = next(
                (i for i, x in enumerate(lines) if x.cells[-1][3] in ("input", "input_list")), len(lines) - 1
            )
            lines[grown] = Line(lines[grown].height + spare, lines[grown].cells)
        return lines

    def _question(self, question: Question, lines: Sequence[Line]) -> None:
        top = self.row
        for n, line in enumerate(lines):
            if n:  # a question longer than a page is parted between its rows
                self._keep_together(line.height)
            self._row(line.height, line.cells, question)
        bottom = self.row - 1
        self.pen.put(self.sheet, top, NUMBER, question.number, "number", (bottom, NUMBER))
        self.pen.rich(self.sheet, top, QUESTION, self._label(question), "question", (bottom, QUESTION))

    def _row(
        self,
        height: float,
        line: Sequence[tuple[int, int, str, str, Part | None]],
        question: Question | None = None,
    ) -> None:
        """One line."""
        self.sheet.set_row(self.row, min(height, MOST_POINTS))
        names = {FIRST: "", SECOND: ""}
        for column, until, text, style, part in line:
            self.pen.put(self.sheet, self.row, column, text, style, (self.row, until))
            if part is not None and question is not None:
                names[column] = f"{question.key}.{part.name}"
                self._help(question, part, column)
        if any(names.values()):
            self.sheet.write_string(self.row, 0, ",".join(names.values()).rstrip(","), self.pen["hidden"])
        self.row += 1
        self._used += height

    def _help(self, question: Question, part: Part, column: int) -> None:
        if part.code:
            self.lists.marks(self.sheet, self.row, column)
        elif part.kind == LIST:
            self.lists.choices(self.sheet, self.row, column, self.made, question)
        elif part.name.startswith("text"):
            self.lists.typed(self.sheet, self.row, column, question)

    def _keep_together(self, height: float) -> None:
        """A page break before what would not fit on this page any more; what fills more than one begins here."""
        if self._used + height > _PAGE and self._used > 60 and height < _PAGE:
            self.breaks.append(self.row)
            self._used = 15.0

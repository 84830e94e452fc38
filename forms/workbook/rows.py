"""A short project questionnaire as one table: a row per project, A4 landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Question, Text
from forms.workbook import parts as cells
from forms.workbook.identity import MARK
from forms.workbook.lists import Lists
from forms.workbook.measure import MOST_POINTS, chunks, points
from forms.workbook.order import Filled, Order
from forms.workbook.parts import LINES, LIST, Part
from forms.workbook.pen import PROTECTION, SMALL, Pen
from forms.workbook.sheet import NEEDED, TOO_LONG

_NUMBER_WIDTH: Final = 52
#: Pixels that a cell of this kind wants at least, and how much of the rest of the page it takes.
_WIDTHS: Final = {"line": (96, 1), "lines": (170, 3), "list": (120, 0), "mark": (62, 0), "page": (58, 0)}
#: A4 landscape less its margins, in pixels before scaling.
_PAGE: Final = 950
_SCALE: Final = 92
_HEADS: Final = 3
_LEAST: Final = 62.0
#: A row is parted before it fills a page below the heads.
_PIECE: Final = 300.0
#: A row that is not read.
_HEAD_MARK: Final = "-"
_PROJECT: Final = Text("番号", "No.")
_SPARE: Final = Text("予備", "spare")
_HOW: Final = Text(
    "１行に１事業を記入してください（色の付いた欄）。○の欄は一覧から選ぶか「○」と入力します。",
    "One project on each row, in the coloured cells. Put ○ by choosing it or typing it.",
)


@dataclass(frozen=True)
class Column:
    """One input column. at: from 0; pixels: its width."""

    question: Question
    part: Part
    at: int
    pixels: int


class Table:
    """A table being drawn."""

    def __init__(self, sheet: Any, pen: Pen, lists: Lists, order: Order, made: Questionnaire) -> None:
        self.sheet, self.pen, self.lists, self.order, self.made = sheet, pen, lists, order, made
        self.lang, self.forms = order.lang, order.filled(made)
        self.columns = self._columns()
        self.last = self.columns[-1].at

    def draw(self) -> None:
        """Everything."""
        self._prepare()
        self._title()
        top = 4
        self._heads(top)
        row = top + _HEADS
        for number, form in enumerate(self.forms, 1):
            row = self._form(row, number, form)
        self.sheet.print_area(0, 1, row - 1, self.last)

    def _columns(self) -> list[Column]:
        wanted = []
        for question in self.made.questions:
            used = (
                {n for f in self.forms for n in f.answers.get(question.key, EMPTY).codes}
                if question.many
                else ()
            )
            wanted += [(question, part) for part in cells.parts(question, used)]
        sizes = [_WIDTHS["page" if p.name == "page" else p.kind] for _, p in wanted]
        spare = max(0, _PAGE * 100 // _SCALE - _NUMBER_WIDTH - sum(least for least, _ in sizes))
        shares = sum(share for _, share in sizes) or 1
        return [
            Column(question, part, n, least + spare * share // shares)
            for n, ((question, part), (least, share)) in enumerate(zip(wanted, sizes, strict=True), 2)
        ]

    def _prepare(self) -> None:
        sheet, width = self.sheet, _NUMBER_WIDTH + sum(c.pixels for c in self.columns)
        sheet.set_column_pixels(0, 0, 10, None, {"hidden": True})
        sheet.set_column_pixels(1, 1, _NUMBER_WIDTH)
        for column in self.columns:
            sheet.set_column_pixels(column.at, column.at, column.pixels)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_print_scale(max(40, min(_SCALE, _PAGE * 100 // width)))
        sheet.set_margins(0.45, 0.45, 0.5, 0.55)
        sheet.set_footer("&C&8&A　&P / &N")
        sheet.repeat_rows(4, 4 + _HEADS - 1)
        sheet.freeze_panes(4 + _HEADS, 2)
        sheet.protect("", PROTECTION)

    def _title(self) -> None:
        pen, order, width = self.pen, self.order, _NUMBER_WIDTH + sum(c.pixels for c in self.columns)
        self.sheet.set_row(0, None, None, {"hidden": True})
        self.sheet.write_string(0, 0, f"{MARK}|rows|{self.made.key}", pen["hidden"])
        for column in self.columns:
            self.sheet.write_string(0, column.at, f"{column.question.key}.{column.part.name}", pen["hidden"])
        left = f"{order.city}　{order.round_name}　　{order.section}".strip("　")
        intro = "\n".join(x for x in (self.made.intro.get(self.lang), _HOW.get(self.lang)) if x)
        for row, text, style, height in (
            (1, left, "over", 15.0),
            (2, self.made.title.get(self.lang), "title", 27.0),
            (3, intro, "intro", points(intro, width, 9.5)),
        ):
            self.sheet.set_row(row, height)
            self.sheet.write_string(row, 0, _HEAD_MARK, pen["hidden"])
            pen.put(self.sheet, row, 1, text, style, (row, self.last))

    def _heads(self, top: int) -> None:
        """Three rows: the question, what it means, and what each of its cells is for."""
        heights = [18.0, 18.0, 18.0]
        self.pen.put(self.sheet, top, 1, _PROJECT.get(self.lang), "head_center", (top + 2, 1))
        for question in self.made.questions:
            own = [c for c in self.columns if c.question.key == question.key]
            width, first, last = sum(c.pixels for c in own), own[0].at, own[-1].at
            asked, said = self._asked(question), question.help.get(self.lang)
            labelled = any(c.part.label for c in own)
            heights[0] = max(heights[0], points("".join(t for _, t in asked), width, 9.5))
            self.pen.rich(self.sheet, top, first, asked, "head", (top, last))
            if labelled:
                self.pen.put(self.sheet, top + 1, first, said, "choices", (top + 1, last))
                heights[1] = max(heights[1], points(said, width, SMALL))
                for column in own:
                    label = column.part.label.get(self.lang)
                    self.pen.put(self.sheet, top + 2, column.at, label, "head_center")
                    heights[2] = max(heights[2], points(label, column.pixels, SMALL))
            else:
                self.pen.put(self.sheet, top + 1, first, said, "choices", (top + 2, last))
        for question in self.made.questions:  # a help text that has the two lower rows for itself
            own = [c for c in self.columns if c.question.key == question.key]
            if not any(c.part.label for c in own):
                wanted = points(question.help.get(self.lang), sum(c.pixels for c in own), SMALL)
                heights[1] = max(heights[1], wanted - heights[2])
        for n, height in enumerate(heights):
            self.sheet.set_row(top + n, min(height, MOST_POINTS))
            self.sheet.write_string(top + n, 0, _HEAD_MARK, self.pen["hidden"])

    def _asked(self, question: Question) -> list[tuple[str, str]]:
        told = f"{question.number}　{question.short.get(self.lang)}".strip("　")
        return [("needed", NEEDED.get(self.lang) if question.required else ""), ("bold", told)]

    def _form(self, row: int, number: int, form: Filled) -> int:
        """One project, over as many of Excel's rows as its longest text needs; the row after it."""
        said = {}
        for question in self.made.questions:
            answer = form.answers.get(question.key, EMPTY)
            fits = cells.fits(answer)
            for part, text in cells.put(question, answer, self.lang).items() if fits else ():
                said[question.key, part] = text
            if not fits:
                said[question.key, "!"] = TOO_LONG.get(self.lang)
        pieces = {
            c: chunks(said.get((c.question.key, c.part.name), ""), c.pixels, 10, _PIECE) for c in self.columns
        }
        count = max(map(len, pieces.values()))
        last = row + count - 1
        for n in range(count):
            high = (points(texts[n], c.pixels, 10) for c, texts in pieces.items() if n < len(texts))
            self.sheet.set_row(row + n, max(_LEAST, *high))
            mark = cells.piece(f"={form.ref}", n + 1, count)
            self.sheet.write_string(row + n, 0, mark, self.pen["hidden"])
        label = f"{self.made.short.get(self.lang)}-{number}"
        told = f"{label}\n{_SPARE.get(self.lang)}" if form.spare else label
        self.pen.put(self.sheet, row, 1, told, "head_top" if count > 1 else "head_center", (last, 1))
        for column, texts in pieces.items():
            for n, text in enumerate(texts):
                until = last if n == len(texts) - 1 else row + n
                self._cell(row + n, until, column, text, (column.question.key, "!") in said)
        return last + 1

    def _cell(self, row: int, last: int, column: Column, text: str, locked: bool) -> None:
        question, part, at = column.question, column.part, column.at
        if locked:
            self.pen.put(self.sheet, row, at, TOO_LONG.get(self.lang), "choices", (last, at))
            return
        style = "input_mark" if part.code else "input"
        self.pen.put(
            self.sheet, row, at, text, f"{style}_top" if part.code and last > row else style, (last, at)
        )
        if part.code:
            self.lists.marks(self.sheet, row, at)
        elif part.kind == LIST:
            self.lists.choices(self.sheet, row, at, self.made, question)
        elif part.kind == LINES or part.name == "text":
            self.lists.typed(self.sheet, row, at, question)

"""The hidden sheet with what the drop-downs offer."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_range_abs

from forms.questionnaire import Questionnaire
from forms.questions import ChoiceQuestion, Question, Text
from forms.workbook import words
from forms.workbook.identity import MARK
from forms.workbook.parts import option
from forms.workbook.pen import prompt

NAME: Final = Text("選択肢", "choices")
_WRONG: Final = Text("選択肢にありません", "Not one of the choices")
_CHOOSE: Final = Text("一覧から選んでください。", "Please choose from the list.")


class Lists:
    """Every list a cell may be filled from."""

    def __init__(self, sheet: Any, made: tuple[Questionnaire, ...], lang: str) -> None:
        self.sheet, self.lang = sheet, lang
        sheet.hide()
        sheet.write_string(0, 0, f"{MARK}|codes")
        self._ranges = {"": self._write(1, [words.YES])}
        column = 2
        for questionnaire in made:
            for question in questionnaire.questions:
                if isinstance(question, ChoiceQuestion) and not question.many:
                    options = [option(c).get(lang) for c in question.offered]
                    self._ranges[f"{questionnaire.key}.{question.key}"] = self._write(column, options)
                    column += 1

    def _write(self, column: int, entries: list[str]) -> str:
        for row, entry in enumerate(entries, 1):
            self.sheet.write_string(row, column, entry)
        name = NAME.get(self.lang)
        return f"='{name}'!{xl_range_abs(1, column, max(1, len(entries)), column)}"

    def marks(self, sheet: Any, row: int, column: int) -> None:
        """A cell for a ○; other marks may be typed."""
        sheet.data_validation(
            row, column, row, column,
            {"validate": "list", "source": self._ranges[""], "show_error": False, "ignore_blank": True},
        )  # fmt: skip

    def choices(self, sheet: Any, row: int, column: int, made: Questionnaire, question: Question) -> None:
        """A cell for one of the question's choices."""
        sheet.data_validation(
            row, column, row, column,
            {
                "validate": "list", "source": self._ranges[f"{made.key}.{question.key}"], "ignore_blank": True,
                "error_title": _WRONG.get(self.lang), "error_message": _CHOOSE.get(self.lang),
                **prompt(question.short.get(self.lang), example(question, self.lang)),
            },
        )  # fmt: skip

    def typed(self, sheet: Any, row: int, column: int, question: Question) -> None:
        """A cell to type into, with the example beside it."""
        if told := prompt(question.short.get(self.lang), example(question, self.lang)):
            sheet.data_validation(row, column, row, column, {"validate": "any", **told})


def example(question: Question, lang: str) -> str:
    """`例：里山ふれあい教室`."""
    said = question.example.get(lang)
    return (f"例：{said}" if lang == "ja" else f"Example: {said}") if said else ""

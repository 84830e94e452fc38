"""The look of the workbook: formats by name, made once, and writing without any guessing of what a text is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

#: A fixed-pitch universal-design font of Japanese Windows; LibreOffice falls back to Noto Sans CJK JP.
FONT: Final = "BIZ UDゴシック"
BASE: Final = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True, "locked": True}
_LINE: Final = {"border": 1, "border_color": "#8C8C8C"}
_INPUT: Final = {**_LINE, "bg_color": "#FFF9DB", "locked": False, "num_format": 49, "valign": "top"}
SMALL: Final = 8.5
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {"valign": "top"},
    "over": {"font_size": 9, "text_wrap": False, "font_color": "#333333"},
    "over_right": {"font_size": 9, "text_wrap": False, "align": "right", "font_color": "#333333"},
    "title": {"font_size": 15, "bold": True, "text_wrap": False, "bottom": 2, "bottom_color": "#264AF4"},
    "intro": {"font_size": 9.5, "valign": "top"},
    "block": {
        "font_size": 11,
        "bold": True,
        "bg_color": "#E8F1FE",
        "top": 1,
        "bottom": 1,
        "border_color": "#8C8C8C",
    },
    "number": {**_LINE, "bold": True, "align": "center", "valign": "top", "bg_color": "#F8F8FB"},
    "question": {**_LINE, "valign": "top", "bg_color": "#F8F8FB"},
    "head": {**_LINE, "valign": "top", "bg_color": "#F8F8FB", "font_size": 9},
    "head_center": {**_LINE, "align": "center", "bg_color": "#F8F8FB", "font_size": SMALL},
    "head_top": {**_LINE, "align": "center", "valign": "top", "bg_color": "#F8F8FB", "font_size": SMALL},
    "label": {**_LINE, "font_size": 9},
    "choices": {**_LINE, "font_size": SMALL, "valign": "top", "font_color": "#333333"},
    "input": _INPUT,
    "input_list": {**_INPUT, "valign": "vcenter"},
    "input_mark": {
        **_INPUT,
        "align": "center",
        "valign": "vcenter",
        "bold": True,
        "font_size": 12,
        "text_wrap": False,
    },
    "input_mark_top": {**_INPUT, "align": "center", "bold": True, "font_size": 12, "text_wrap": False},
    "bold": {"bold": True, "font_size": 9.5},
    "help": {"font_size": SMALL, "font_color": "#333333"},
    "needed": {"font_size": SMALL, "bold": True, "font_color": "#B00020"},
    "hidden": {"text_wrap": False, "font_color": "#8C8C8C"},
}
#: Excel's limits on what is shown when a cell is entered.
_MOST_TITLE, _MOST_MESSAGE = 32, 255
PROTECTION: Final = {
    "format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip


class Pen:
    """Formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The format with this name."""
        if name not in self._made:
            self._made[name] = self.book.add_format({**BASE, **_STYLES[name]})
        return self._made[name]

    def put(
        self, sheet: Any, row: int, column: int, text: str, style: str, to: tuple[int, int] | None = None
    ) -> None:
        """Write a text (never a formula, number or link), over the cells down to `to` where given. Rows count from 0."""
        made = self[style]
        if to is not None and to != (row, column):
            sheet.merge_range(row, column, *to, "", made)
        if text:
            sheet.write_string(row, column, text, made)
        else:
            sheet.write_blank(row, column, None, made)

    def rich(
        self,
        sheet: Any,
        row: int,
        column: int,
        pieces: Sequence[tuple[str, str]],
        style: str,
        to: tuple[int, int],
    ) -> None:
        """Write pieces of text with a look of their own each: (style, text)."""
        told = [(s, t) for s, t in pieces if t]
        if len(told) < 2:
            self.put(sheet, row, column, "".join(t for _, t in told), style, to)
            return
        if to != (row, column):
            sheet.merge_range(row, column, *to, "", self[style])
        sheet.write_rich_string(row, column, *(x for s, t in told for x in (self[s], t)), self[style])


def prompt(title: str, message: str) -> dict[str, str]:
    """What is shown when a cell is entered; Excel's own limits cut it."""
    if not message:
        return {}
    cut = message if len(message) <= _MOST_MESSAGE else message[: _MOST_MESSAGE - 1] + "…"
    return {"input_title": title[:_MOST_TITLE], "input_message": cut}

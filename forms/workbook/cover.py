"""The first sheet: whose workbook it is, how to fill it in, and “we have no such project”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from forms.questions import Text
from forms.workbook import words
from forms.workbook.identity import MARK
from forms.workbook.lists import Lists
from forms.workbook.measure import points
from forms.workbook.order import Order
from forms.workbook.pen import PROTECTION, Pen

NAME: Final = Text("はじめに", "Start here")
_WIDTHS: Final = (10, 30, 290, 220, 120)
_WIDTH: Final = sum(_WIDTHS[1:])
_TITLE: Final = Text("記入のしかた", "How to fill this in")
_STEPS: Final = (
    Text("色の付いた欄に記入し、.xlsx のまま保存してください。すべて埋まっていなくても、途中で保存して送れます。",
         "Fill in the coloured cells and save the file as .xlsx. It may be sent before everything is filled in."),
    Text("記入済みの内容は、ダウンロードした時点の画面の下書きです。新しい事業は「予備」のシートや行に記入してください。",
         "What is filled in already is the draft at the time of the download. New projects go on spare sheets or rows."),
    Text("画面の「Excelで記入する」からこのファイルを送ると、誤りのある欄が一覧で示され、変わるところを確認してから下書きに取り込めます。",
         "Send the file on the page “Fill in with Excel”: it lists the cells to correct and shows what would change first."),
    Text("取り込んだだけでは提出になりません。続けて、画面の「提出前の確認」で回答者と内線を記入して提出してください。",
         "Taking the file in does not submit it: afterwards go to “Check and submit” and name the person who answers."),
    Text("シートや行を削除しても、事業は削除されません。事業の削除と並べ替えは画面で行ってください。",
         "Deleting a sheet or a row does not delete a project. Delete and reorder projects on the screen."),
    Text("年は「昭和62」「S62」「1987」のいずれでも、金額は「1,180」のように千円単位の数字で記入してください。",
         "Years may be 昭和62, S62 or 1987; amounts are thousands of yen in digits, such as 1,180."),
)  # fmt: skip
_HEADS: Final = (
    Text("調査票", "Questionnaire"),
    Text("記入するシート", "Sheets"),
    Text("該当する事業は\nない（○）", "We have\nnone (○)"),
)
_DEADLINE, _CONTACT = Text("提出期限", "Deadline"), Text("問い合わせ先", "Questions to")


def draw(sheet: Any, pen: Pen, lists: Lists, order: Order, sheets: Mapping[str, str]) -> None:
    """Draw it. sheets: questionnaire key → the names of its sheets, as one text."""
    lang = order.lang
    _prepare(sheet, pen)
    row = _head(sheet, pen, order)
    for n, step in enumerate(_STEPS, 1):
        text = step.get(lang)
        sheet.set_row(row, points(text, _WIDTH - _WIDTHS[1], 10))
        pen.put(sheet, row, 1, str(n), "head_center")
        pen.put(sheet, row, 2, text, "plain", (row, 4))
        row += 1
    row += 1
    sheet.set_row(row, 34)
    for column, head in zip((2, 3, 4), _HEADS, strict=True):
        pen.put(sheet, row, column, head.get(lang), "head_center")
    for made in order.questionnaires:
        row += 1
        names = sheets[made.key]
        sheet.set_row(
            row, max(24.0, points(names, _WIDTHS[3], 9), points(made.title.get(lang), _WIDTHS[2], 9))
        )
        pen.put(sheet, row, 2, made.title.get(lang), "label")
        pen.put(sheet, row, 3, names, "label")
        if made.per_project:
            sheet.write_string(row, 0, f"none.{made.key}", pen["hidden"])
            pen.put(sheet, row, 4, words.YES if made.key in order.declared else "", "input_mark")
            lists.marks(sheet, row, 4)
        else:
            pen.put(sheet, row, 4, "", "label")
    sheet.print_area(0, 1, row, 4)


def _prepare(sheet: Any, pen: Pen) -> None:
    for column, pixels in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, pixels, None, {"hidden": True} if not column else {})
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_print_scale(95)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.write_string(0, 0, f"{MARK}|cover", pen["hidden"])
    sheet.write_string(0, 4, "1", pen["hidden"])
    sheet.protect("", PROTECTION)


def _head(sheet: Any, pen: Pen, order: Order) -> int:
    lang = order.lang
    told = [order.city, order.round_name]
    pen.put(sheet, 1, 1, "　".join(x for x in told if x), "over", (1, 4))
    sheet.set_row(2, 27)
    pen.put(sheet, 2, 1, order.section, "title", (2, 4))
    row = 3
    for label, value in ((_DEADLINE, order.deadline.get(lang)), (_CONTACT, order.contact)):
        if value:
            text = f"{label.get(lang)}　{value}"
            sheet.set_row(row, points(text, _WIDTH, 10))
            pen.put(sheet, row, 1, text, "plain", (row, 4))
            row += 1
    sheet.set_row(row, 26)
    pen.put(sheet, row, 1, _TITLE.get(lang), "block", (row, 4))
    return row + 1

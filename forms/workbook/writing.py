"""Writing the workbook: a cover, a sheet per form or a table per questionnaire, and the hidden sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO, Final

import xlsxwriter

from forms.questions import Text
from forms.workbook import cover
from forms.workbook.identity import MARK, Base, Identity
from forms.workbook.lists import NAME as LISTS
from forms.workbook.lists import Lists
from forms.workbook.order import Order, as_rows, bases
from forms.workbook.pen import Pen
from forms.workbook.rows import Table
from forms.workbook.sheet import FormSheet

META: Final = Text("管理用", "internal")
#: What a sheet's name may not have in it.
_FORBIDDEN: Final = {ord(c): "_" for c in "[]:*?/\\'"}
_LONGEST_NAME: Final = 31


def _options() -> dict[str, Any]:
    """New for each workbook: XlsxWriter writes into it, and the next one would follow the theme's font."""
    return {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_scheme": "none"},
    }  # fmt: skip


def write(order: Order, target: BinaryIO) -> None:
    """Write the whole workbook."""
    book = xlsxwriter.Workbook(target, _options())
    try:
        _draw(book, order)
    finally:
        book.close()


def _draw(book: Any, order: Order) -> None:
    lang, pen = order.lang, Pen(book)
    names = _names(order)
    first = book.add_worksheet(cover.NAME.get(lang))
    own = {q.key: [book.add_worksheet(name) for name in names[q.key]] for q in order.questionnaires}
    lists = Lists(book.add_worksheet(LISTS.get(lang)), tuple(order.questionnaires), lang)
    for made in order.questionnaires:
        if as_rows(made):
            Table(own[made.key][0], pen, lists, order, made).draw()
            continue
        for name, sheet, form in zip(names[made.key], own[made.key], order.filled(made), strict=True):
            sheet.set_tab_color("#BFBFBF" if form.spare and made.per_project else "#264AF4")
            FormSheet(sheet, pen, lists, order, made, form).draw(name)
    cover.draw(first, pen, lists, order, {key: _told(known) for key, known in names.items()})
    identity = _identity(order, names)
    _meta(book.add_worksheet(META.get(lang)), identity)
    book.set_custom_property(MARK, identity.short)
    book.set_properties({"title": order.round_name, "subject": order.section})
    for sheet in book.worksheets():
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD3000"})
    first.activate()


def _told(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} ～ {names[-1]}"


def _names(order: Order) -> dict[str, list[str]]:
    """The names of each questionnaire's sheets: `全体`, `Ａ-1`; none twice, whatever a definition calls itself."""
    taken = {t.get(order.lang).casefold() for t in (cover.NAME, LISTS, META)}
    made = {}
    for questionnaire in order.questionnaires:
        word = questionnaire.short.get(order.lang).translate(_FORBIDDEN)[: _LONGEST_NAME - 6].strip() or "_"
        many = questionnaire.per_project and not as_rows(questionnaire)
        count = len(order.filled(questionnaire)) if many else 1
        while any(_name(word, n, many).casefold() in taken for n in range(1, count + 1)):
            word += "_"
        made[questionnaire.key] = [_name(word, n, many) for n in range(1, count + 1)]
        taken |= {name.casefold() for name in made[questionnaire.key]}
    return made


def _name(word: str, number: int, many: bool) -> str:
    return f"{word}-{number}" if many else word


def _identity(order: Order, names: dict[str, list[str]]) -> Identity:
    sheets: dict[str, str] = {}
    known: dict[tuple[str, str], Base] = {}
    for made in order.questionnaires:
        forms = order.filled(made)
        known |= bases(made, forms)
        refs = [f"{made.key}:"] if as_rows(made) else [f"{made.key}:{f.ref}" for f in forms]
        sheets |= dict(zip(names[made.key], refs, strict=True))
    return replace(order.identity, sheets=sheets, declared=order.declared, bases=known)


def _meta(sheet: Any, identity: Identity) -> None:
    sheet.hide()
    for row, cells in enumerate(identity.rows()):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)

"""Workbooks for tests: a section's order, and finding cells in what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from forms.questionnaire import Questionnaire, load_all
from forms.questions import Answer, Text
from forms.workbook import Filled, Identity, Order, fingerprint, write

Forms = Mapping[str, Sequence[Mapping[str, Answer]]]


def order(forms: Forms, made: Sequence[Questionnaire] | None = None, lang: str = "ja") -> Order:
    """A workbook of these answers (by questionnaire); forms are numbered from 11, every revision is 3."""
    made = made or load_all()
    number = iter(range(11, 10_000))
    filled = {
        q.key: [
            Filled(str(next(number)), answers, dict.fromkeys(answers, 3)) for answers in forms.get(q.key, ())
        ]
        for q in made
    }
    return Order(
        "小金井市", "試験調査", "市民部　市民課", Text("12月18日まで", "until 18 December"), "事務局 内線2111", lang,
        made, filled, frozenset(), Identity("instance", "1", "2", fingerprint(made), "download"),
    )  # fmt: skip


def written(forms: Forms, made: Sequence[Questionnaire] | None = None, lang: str = "ja") -> bytes:
    """The file."""
    out = BytesIO()
    write(order(forms, made, lang), out)
    return out.getvalue()


def cell_of(sheet, name):
    """The cell of a part (`name.text`) in a sheet that is one form."""
    for row in range(2, sheet.max_row + 1):
        names = str(sheet.cell(row, 1).value or "").split(",")
        if name in names:
            return sheet.cell(row, (4, 6)[names.index(name)])
    raise AssertionError(f"no {name} on {sheet.title}")


def row_cell(sheet, ref, name):
    """The cell of a part in the row of a form (`12`, `+1`) in a table."""
    column = next(c for c in range(2, sheet.max_column + 1) if sheet.cell(1, c).value == name)
    row = next(
        r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, 1).value).split("#")[0] == f"={ref}"
    )
    return sheet.cell(row, column)

"""The difference of two states as tables: what changed, counts before and after; for pages and for print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forms.questions import Text
from reports.book import Book, Sheet
from reports.difference import KINDS, CountChange, Difference, SumChange
from reports.phrases import DEPARTMENT, SECTION, code_mark, heading
from reports.tables import Column, ResultTable, Row

_CHANGE_COLUMNS: Final = (
    DEPARTMENT,
    SECTION,
    Column(".form", Text("調査票", "Form"), width=8),
    Column(".number", Text("番号", "No."), "code", width=6),
    Column(".name", Text("事業名", "Project"), width=26),
    Column(".kind", Text("変更", "Change"), width=12),
    Column(".versions", Text("版", "Version"), "code", width=8),
    Column(".questions", Text("変わった設問", "Questions"), width=48),
)
_COUNT_COLUMNS: Final = (
    Column(".question", Text("設問", "Question"), width=28, merge=True),
    Column(".code", Text("番号", "Code"), "code", width=6),
    Column(".label", Text("選択肢", "Choice"), width=34),
    Column(".old", Text("変更前\n（件）", "Before"), "number", width=12),
    Column(".new", Text("変更後\n（件）", "After"), "number", width=12),
    Column(".by", Text("増減", "Change"), "number", width=12),
    Column(".old_percent", Text("変更前の\n割合", "% before"), "percent", width=12),
    Column(".new_percent", Text("変更後の\n割合", "% after"), "percent", width=12),
)
_SUBMITTED: Final = Text("提出された調査票", "Submitted forms")
_ALL: Final = Text("全て", "All")
_AMOUNTS: Final = Text("金額の記入数", "Amounts given")
_SUM: Final = Text("合計（千円）", "Sum (thousand yen)")


def changes_table(difference: Difference) -> ResultTable:
    """Every form and declaration that differs; `Row.ref` is the form's id."""
    rows = []
    place = {s.id: i for i, s in enumerate(difference.new.sections)}
    ordered = sorted(difference.changes, key=lambda c: place.get(c.section.id, len(place)))
    for c in ordered:
        said = [heading(q) for q in c.questions]
        asked = Text("、".join(h.ja for h in said), ", ".join(h.get("en") for h in said))
        cells = (
            c.section.department, c.section.name, c.questionnaire.short, c.number, c.name, KINDS[c.kind],
            c.versions, asked,
        )  # fmt: skip
        rows.append(Row(cells, ref=str(c.form_id or ""), group=str(c.section.id)))
    return ResultTable(
        "changes", Text("変更一覧", "Changes"), _CHANGE_COLUMNS, tuple(rows), _base(difference)
    )


def counts_table(difference: Difference, key: str) -> ResultTable | None:
    """Counts before → after of every question in which any line changed; None where nothing did."""
    made = difference.new.questionnaire(key)
    found = difference.counts[key]
    moved = {c.new.question.key for c in found if c.changed}
    old, new = difference.base(key)
    if not moved and old == new and not difference.sums[key]:
        return None
    rows = [Row((_SUBMITTED, "", _ALL, old, new, _by(new - old), None, None), state="total", group=".base")]
    rows += [_count_row(c) for c in found if c.new.question.key in moved]
    rows += [row for s in difference.sums[key] for row in _sum_rows(s)]
    return ResultTable(
        f"changes-{key}",
        Text(f"{made.title.ja}　件数の変化", f"{made.title.get('en')}: counts before and after"),
        _COUNT_COLUMNS,
        tuple(rows),
        _base(difference),
        Text(
            "件数が変わった選択肢のある設問だけを載せています。割合は、提出された調査票に占めるものです。",
            "Only questions with a changed count. Percentages are of the submitted forms.",
        ),
    )


def _count_row(c: CountChange) -> Row:
    cells = (
        heading(c.new.question), code_mark(c.new.line.code), c.new.line.label, c.old.n, c.new.n,
        _by(c.new.n - c.old.n), c.old.of_base, c.new.of_base,
    )  # fmt: skip
    return Row(cells, group=c.new.question.key)


def _sum_rows(s: SumChange) -> Iterator[Row]:
    name, group = heading(s.new.question), f".sum-{s.new.question.key}"
    for label, old, new in (
        (_AMOUNTS, len(s.old.values), len(s.new.values)),
        (_SUM, sum(s.old.values), sum(s.new.values)),
    ):
        yield Row((name, "", label, old, new, _by(new - old), None, None), group=group)


def _by(number: int) -> str:
    return f"＋{number:,}" if number > 0 else f"△{-number:,}" if number else "―"


def _base(difference: Difference) -> Text:
    old, new = difference.names
    return Text(f"変更前：{old.ja}　変更後：{new.ja}", f"Before: {old.get('en')}. After: {new.get('en')}.")


def difference_tables(difference: Difference) -> tuple[ResultTable, ...]:
    """The list of changes, then counts before and after per questionnaire where any changed."""
    counted = (counts_table(difference, made.key) for made in difference.new.questionnaires)
    return (changes_table(difference), *(t for t in counted if t is not None))


def difference_book(difference: Difference) -> Book:
    """The same tables for print: A4 landscape, a sheet each."""
    data = difference.new
    sheets = []
    for table in difference_tables(difference):
        key = table.key.partition("-")[2]
        short = data.questionnaire(key).short if key else Text()
        name = Text(f"{short.ja} 件数の変化", f"{short.get('en')} counts") if key else table.title
        sheets.append(Sheet(name, "counts" if key else "print", (table,), "A4"))
    title = Text(f"{data.city}　{data.name}　変更一覧", f"{data.city} {data.name}: changes")
    return Book(title, tuple(sheets))

"""Every count of a questionnaire beside last time's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from forms.questions import Question, Text
from reports.counts import LineCount, percent, question_counts
from reports.phrases import code_mark, heading
from reports.tables import Cell, Column, ResultTable, Row
from reports.tally import Words
from reports.yearly.years import Years, both_text

_COUNTS: Final = (
    Column(".question", Text("設問", "Question"), width=17, merge=True),
    Column(".code", Text("番号", "Code"), "code", width=5),
    Column(".label", Text("選択肢", "Choice"), width=18),
    Column(".n_before", Text("前回\n件数", "Before\nforms"), "number", width=7),
    Column(".percent_before", Text("前回\n割合", "Before\n%"), "percent", width=8),
    Column(".n_after", Text("今回\n件数", "Now\nforms"), "number", width=7),
    Column(".percent_after", Text("今回\n割合", "Now\n%"), "percent", width=8),
    Column(".difference", Text("増減\n件数", "Change\nforms"), "number", width=7),
    Column(".points", Text("増減\nポイント", "Change\npoints"), "number", width=8),
    Column(".remark", Text("備考", "Remark"), width=9),
)
_REWORDED: Final = Text("文言変更", "reworded")
_ONLY_NOW: Final = Text("今回追加", "new choice")
_ONLY_THEN: Final = Text("今回なし", "no choice now")


def counts_table(
    years: Years, key: str, before: Words | None = None, after: Words | None = None
) -> ResultTable | None:
    """Every count of one questionnaire beside last time's; None where only one round has the questionnaire."""
    both = [{q.key: q for q in data.questionnaires}.get(key) for data in (years.before, years.after)]
    if both[0] is None or both[1] is None:
        return None
    old, new = question_counts(years.before, key, before), question_counts(years.after, key, after)
    rows, left_out = (
        [_base_row(len(years.before.by_questionnaire[key]), len(years.after.by_questionnaire[key]))],
        [],
    )
    for question in both[1].questions:
        was = both[0].question(question.key)
        if not question.counted or was is None or not was.counted:
            continue
        if was.kind != question.kind and not (was.is_text and question.is_text):
            left_out.append(question)
            continue
        rows += _question_rows(was, question, old, new)
    made = both[1]
    return ResultTable(
        f"compared-{key}",
        Text(f"{made.title.ja}　集計の比較", f"{made.title.get('en')}: counts compared"),
        _COUNTS, tuple(rows), both_text(years), _counts_note(left_out),
    )  # fmt: skip


def _base_row(before: int, after: int) -> Row:
    label = Text("調査票の数", "Number of forms")
    cells: tuple[Cell, ...] = (
        Text("提出数", "Submitted forms"), "", label, before, None, after, None, after - before, None, None
    )  # fmt: skip
    return Row(cells, group=".base")


def _question_rows(
    was: Question, now: Question, old: Sequence[LineCount], new: Sequence[LineCount]
) -> Iterator[Row]:
    """The lines of one question in the order of their codes, as the new form has them."""
    before = {c.line.code: c for c in old if c.question.key == now.key}
    after = {c.line.code: c for c in new if c.question.key == now.key}
    order = [c.code for c in now.count_lines()]
    gone = [c.code for c in was.count_lines() if c.code not in order]
    marked = (was.label, was.short) != (now.label, now.short)
    for code in (*order[:-1], *gone, *order[-1:]):
        one, two = before.get(code), after.get(code)
        if one is None and two is None:
            continue
        yield _count_row(now, code, one, two, _count_remark(was, now, code, marked))


def _count_row(now: Question, code: str, one: LineCount | None, two: LineCount | None, remark: Text) -> Row:
    shown = two or one
    assert shown is not None
    numbers = [c.n if c else 0 for c in (one, two)]
    shares = [_tenths(c) for c in (one, two)]
    points = None if None in shares else (shares[1] or 0) - (shares[0] or 0)
    cells: tuple[Cell, ...] = (
        heading(now), code_mark(code), shown.line.label,
        numbers[0] if one else None, one.of_base if one else None,
        numbers[1] if two else None, two.of_base if two else None,
        numbers[1] - numbers[0], None if points is None else points / 10, remark,
    )  # fmt: skip
    return Row(cells, group=now.key)


def _tenths(count: LineCount | None) -> int | None:
    """The share as printed, in tenths of a per cent: the difference is that of what a reader sees."""
    if count is None:
        return 0
    return round(float(percent(count.n, count.base)) * 10) if count.base else None


def _count_remark(was: Question, now: Question, code: str, marked: bool) -> Text:
    def choice(question: Question) -> tuple[Text, Text] | None:
        return next(((c.label, c.short) for c in question.choices if str(c.code) == code), None)

    old, new = choice(was), choice(now)
    if code.isdigit() and (old is None or new is None):
        return _ONLY_NOW if old is None else _ONLY_THEN
    return _REWORDED if marked or old != new else Text()


def _counts_note(left_out: Sequence[Question]) -> Text:
    ja = (
        "両方の調査票にある設問を、設問と選択肢の番号で比べています。割合は提出された調査票の数で割ったものです。"
        "「文言変更」は、設問または選択肢の言葉が前回と違うものです。"
    )
    en = (
        "Questions of both rounds, compared by question and choice number. Shares are of the submitted forms. "
        "“reworded”: the question or the choice was worded differently."
    )
    if not left_out:
        return Text(ja, en)
    names = [heading(q) for q in left_out]
    return Text(
        f"{ja}形式が変わったため比べていない設問：{'、'.join(n.ja for n in names)}。",
        f"{en} Not compared, being of another kind: {', '.join(n.get('en') for n in names)}.",
    )

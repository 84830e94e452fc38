"""The consolidated tables handed to a meeting: one per questionnaire, every section in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from forms.questionnaire import Questionnaire
from forms.questions import BLANK, Question, Ruling, Text, TextQuestion
from reports.phrases import (
    CHANGE,
    CHANGES,
    DECLARED_NONE,
    DEPARTMENT,
    MISSING,
    NUMBER,
    OUT_OF_USE,
    SECTION,
    base_text,
)
from reports.records import Form, Gone, RoundData, Section
from reports.tables import Cell, Column, ResultTable, Row

T = TypeVar("T")
#: More columns than this do not fit one line of an A4 page.
ONE_LINE = 12
THOUSAND_YEN = Text("（千円）", "(thousand yen)")


def answer_table(data: RoundData, key: str) -> ResultTable:
    """One questionnaire's answers for print.

    Columns: 部, 課, then the questions; for projects 部, 課, 係, 番号, then the other questions. Rows:
    sections in organisation order, each with its forms in printed order, or with one row that says 未提出
    (state "missing") or 該当事業なし (state "none"); withdrawn numbers stand as 欠番 (state "gone"). What changed since
    the edition before has a column where anything did. `Row.group` is the section, so its name is one merged
    cell and never runs into the next section's; the department's name is merged over its sections
    (`ResultTable.merges`). `Row.ref` is the form's id; for a section without forms "".
    """
    made = data.questionnaire(key)
    asked, marked = _asked(made), _marks_changes(data, key)
    forms, gone = data.forms_of(key), _gone_of(data, key)
    rows: list[Row] = []
    for section in data.sections:
        of_section = forms.get(section.id, ())
        if not of_section:
            rows.append(_empty_row(made, asked, section, data.standing(section.id, key), marked))
        numbered = [
            (f.number or 0, _form_row(made, asked, section, f, _change(data, f, marked))) for f in of_section
        ]
        numbered += [(g.number, _gone_row(made, asked, section, g, marked)) for g in gone.get(section.id, ())]
        rows += [row for _, row in sorted(numbered, key=lambda pair: pair[0])]
    return ResultTable(
        key=f"answers-{key}",
        title=Text(f"{made.title.ja}　回答一覧", f"{made.title.get('en')}: answers"),
        columns=_banded((DEPARTMENT, SECTION, *_question_columns(made, asked, marked))),
        rows=tuple(rows),
        base=base_text(data, key),
        note=_note(data, marked, bool(gone)),
    )


def _note(data: RoundData, marked: bool, gone: bool) -> Text:
    parts = [
        Text(
            "「記入なし」は空欄の回答です。記入された語はそのまま載せています。"
            "「未提出」と「該当事業なし」は別のものです。",
            "“Blank” is an empty answer; words stand as typed. “Not submitted” is not “None (declared)”.",
        )
    ]
    if gone:
        parts.append(
            Text(
                "「欠番」は取り下げられた事業の番号で、件数には含みません。",
                "“Number not in use” is that of a withdrawn project; it is not counted.",
            )
        )
    if marked:
        parts.append(
            Text(
                f"「変更」欄は、「{data.since}」の後の新規・差し替え・取下げです。",
                f"“Change” tells what is new, replaced or withdrawn since “{data.since}”.",
            )
        )
    return Text("".join(p.ja for p in parts), " ".join(p.en for p in parts))


def _marks_changes(data: RoundData, key: str) -> bool:
    """Whether anything of this questionnaire changed since the edition before; else there is no such column."""
    return any(f.id in data.changes for f in data.by_questionnaire[key]) or any(
        g.recent for g in data.gone if g.questionnaire == key
    )


def _change(data: RoundData, form: Form, marked: bool) -> tuple[Cell, ...]:
    """The cell of the column of changes; nothing where there is no such column."""
    if not marked:
        return ()
    change = data.changes.get(form.id)
    return (CHANGES[change] if change else None,)


def _gone_of(data: RoundData, key: str) -> dict[int, list[Gone]]:
    out: dict[int, list[Gone]] = {}
    for gone in data.gone:
        if gone.questionnaire == key:
            out.setdefault(gone.section_id, []).append(gone)
    return out


def _asked(made: Questionnaire) -> tuple[Question, ...]:
    """The questions in column order: a project's 係 comes first, before its number."""
    unit = made.role("unit") if made.per_project else None
    return tuple(q for q in (unit, *(q for q in made.questions if q is not unit)) if q is not None)


def _question_columns(made: Questionnaire, asked: Sequence[Question], marked: bool) -> Iterator[Column]:
    """Columns after department and section: the project's number in its place, what changed right after it."""
    columns = [_column(question) for question in asked]
    fixed = [*([NUMBER] if made.per_project else []), *([CHANGE] if marked else [])]
    yield from _placed(asked, made, columns, fixed)


def _placed(
    asked: Sequence[Question], made: Questionnaire, cells: Sequence[T], fixed: Sequence[T]
) -> list[T]:
    """Number and change among the questions' cells: after a project's 係, else in front."""
    at = int(made.per_project and asked[0].role == "unit")
    return [*cells[:at], *fixed, *cells[at:]]


def _column(question: Question) -> Column:
    title = _head(question)
    if question.value_unit == "thousand_yen":
        return Column(question.key, title, "thousand_yen", _width(question))
    return Column(question.key, title, width=_width(question))


def _head(question: Question) -> Text:
    """Number, short label and unit on lines of their own: columns are narrow, and words stay whole."""
    unit = THOUSAND_YEN if question.value_unit == "thousand_yen" else Text()

    def lines(lang: str) -> str:
        return "\n".join(x for x in (question.number, question.short.get(lang), unit.get(lang)) if x)

    return Text(lines("ja"), lines("en"))


def _width(question: Question) -> float:
    """Half-width characters: whole sentences wide, single choices narrow."""
    if isinstance(question, TextQuestion):
        by_role = {"title": 26.0, "unit": 12.0}
        return by_role.get(question.role, 44.0 if question.long else 20.0)
    if question.has_page:
        return 28
    return 14 if question.many or question.value_unit else 12


def _banded(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Two bands for many columns: cut where the two lines come out most nearly equally wide, order kept."""
    if len(columns) <= ONE_LINE:
        return columns
    first = sum(c.merge for c in columns)
    widths = [c.width for c in columns]
    cut = min(range(first + 1, len(columns)), key=lambda i: abs(sum(widths[first:i]) - sum(widths[i:])))
    return tuple(replace(c, band=1) if i >= cut else c for i, c in enumerate(columns))


def _form_row(
    made: Questionnaire, asked: Sequence[Question], section: Section, form: Form, change: tuple[Cell, ...]
) -> Row:
    said = [answer_cell(q, form) for q in asked]
    number: tuple[Cell, ...] = (made.number(form.number),) if made.per_project else ()
    cells = _placed(asked, made, said, (*number, *change))
    return Row(
        cells=(section.department, section.name, *cells),
        ref=str(form.id),
        group=str(section.id),
        marks=frozenset(q.key for q in asked if form.flags.get(q.key)),
        blanks=frozenset(q.key for q, cell in zip(asked, said, strict=True) if _prints_blank(q, form, cell)),
    )


def _prints_blank(question: Question, form: Form, cell: Cell) -> bool:
    """記入なし, or a text ruled so; words written beside an unchosen choice are no blank to a reader."""
    return form.blank(question) and (question.is_text or cell is Ruling.LABELS[BLANK])


def answer_cell(question: Question, form: Form) -> Cell:
    """An answer in both languages; an amount is a number, an empty answer says 記入なし."""
    answer = form.answer(question.key)
    ja = question.cell(answer, "ja")
    if ja == "":
        return Ruling.LABELS[BLANK]
    if question.is_text or isinstance(ja, int):
        return ja
    en = question.cell(answer, "en")
    return ja if en == ja else Text(ja, str(en))


def _empty_row(
    made: Questionnaire, asked: Sequence[Question], section: Section, state: str, marked: bool
) -> Row:
    """A section without forms: the words stand in the project's name column, or in the first question's."""
    word = DECLARED_NONE if state == "none" else MISSING
    said = made.role("title") if made.per_project else asked[0]
    words: list[Cell] = [word if q is said else None for q in asked]
    cells = _placed(asked, made, words, (None,) * (made.per_project + marked))
    return Row((section.department, section.name, *cells), state=state, group=str(section.id))


def _gone_row(
    made: Questionnaire, asked: Sequence[Question], section: Section, gone: Gone, marked: bool
) -> Row:
    """A number that stays empty: 欠番 in the name's place."""
    words: list[Cell] = [OUT_OF_USE if q.role == "title" else None for q in asked]
    change: tuple[Cell, ...] = (CHANGES["withdrawn"] if gone.recent else None,) if marked else ()
    cells = _placed(asked, made, words, (made.number(gone.number), *change))
    return Row((section.department, section.name, *cells), state="gone", group=str(section.id))

"""Answers and code lists as plain data rows, one fact per row: the source of frames, data sheets and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import BLANK, UNRECORDED, Answer, Choice, ChoiceQuestion, Question, Ruling, Text
from reports.records import Form, RoundData, Section
from reports.tables import Column, ResultTable, Row

LongRow = tuple[str | int | Text | None, ...]
#: code, label, text and value of one row.
Fact = tuple[str, str | Text, str, int | None]
#: Codes of rows that are no choice but words beside one: an explanation, a page, a text without its choice.
BESIDE: Final = ("other", "page", "text")
_BESIDE_LABELS: Final = (Text("説明", "Explanation"), Text("頁", "Page"), Text("記述", "Text"))

ANSWER_COLUMNS: Final = (
    Column("round", Text("調査", "Round"), width=16),
    Column("department", Text("部", "Department"), width=12),
    Column("section", Text("課", "Section"), width=16),
    Column("unit", Text("係", "Unit"), width=12),
    Column("form", Text("調査票", "Questionnaire"), "code", width=10),
    Column("number", Text("事業番号", "Project no."), "code", width=8),
    Column("question", Text("設問", "Question"), "code", width=14),
    Column("code", Text("コード", "Code"), "code", width=8),
    Column("label", Text("略称", "Short label"), width=16),
    Column("text", Text("記述", "Text"), width=40),
    Column("value", Text("値", "Value"), "number", width=12),
    Column("value_unit", Text("値の単位", "Unit of value"), "code", width=12),
    Column("year", Text("西暦", "Year"), "code", width=8),
    Column("ruling", Text("判定", "Ruling"), "code", width=12),
    Column("flag", Text("要確認", "Flags"), "code", width=16),
    Column("version", Text("版", "Version"), "number", width=6),
)
CODE_COLUMNS: Final = (
    Column("form", Text("調査票", "Questionnaire"), "code", width=10),
    Column("question", Text("設問", "Question"), "code", width=14),
    Column("number", Text("設問番号", "Question no."), "code", width=8),
    Column("kind", Text("種類", "Kind"), "code", width=12),
    Column("topic_ja", Text("設問の略称（日本語）", "Topic (Japanese)"), width=20),
    Column("topic_en", Text("設問の略称（英語）", "Topic (English)"), width=20),
    Column("code", Text("コード", "Code"), "code", width=8),
    Column("label_ja", Text("選択肢（日本語）", "Label (Japanese)"), width=30),
    Column("label_en", Text("選択肢（英語）", "Label (English)"), width=30),
    Column("short_ja", Text("略称（日本語）", "Short label (Japanese)"), width=16),
    Column("short_en", Text("略称（英語）", "Short label (English)"), width=16),
    Column("offered", Text("選択可", "Offered"), "number", width=8),
    Column("explain", Text("説明を求める", "Asks to explain"), "number", width=8),
    Column("exclusive", Text("単独のみ", "Exclusive"), "number", width=8),
)


def answer_rows(data: RoundData) -> Iterator[LongRow]:
    """Every submitted answer, one row per chosen code, in the order of `ANSWER_COLUMNS`.

    A text answer is one row with an empty code and its ruling; a choice question left blank one row with code
    `blank`. `text` holds words as typed, each in its own row: the value (a year in its era, an amount, a
    plan's name) with the choice that takes it, an explanation with the choice that asks for it. What has no
    such choice follows in a row of its own, code `page` (a plan's page), `other` (an explanation that none or
    several of the choices ask for, or a remark beside a text) or `text` (a value without its choice): nothing
    typed is left out, and rows with another code are exactly the choices made. `value` is in `value_unit`;
    `year` is western. `flag` names the open findings of the answer, on each of its rows.
    """
    sections = {s.id: s for s in data.sections}
    for made in data.questionnaires:
        for form in data.by_questionnaire[made.key]:
            yield from _form_rows(data, made, sections[form.section_id], form)


def _form_rows(data: RoundData, made: Questionnaire, section: Section, form: Form) -> Iterator[LongRow]:
    unit = made.role("unit")
    named = form.answer(unit.key).text if unit else ""
    head = (data.name, section.department, section.name, named, made.key, made.number(form.number))
    for question in made.questions:
        answer = form.answer(question.key)
        flag = ";".join(dict.fromkeys(f.rule for f in form.flags.get(question.key, ())))
        tail = (form.ruling(question), flag, form.version)
        for code, label, text, value in _facts(question, answer):
            year = value if question.value_unit in ("year", "fiscal_year") else None
            unit_of = question.value_unit if value is not None else ""
            yield (*head, question.key, code, label, text, value, unit_of, year, *tail)


def _facts(question: Question, answer: Answer) -> Iterator[Fact]:
    """What one answer says, each of its words exactly once."""
    if isinstance(question, ChoiceQuestion):
        asking = _asking(question, answer)
        takes = any(c.takes_value for c in question.chosen(answer))
        yield from _choice_facts(question, answer, asking)
        beside = ("" if asking else answer.other, answer.page, "" if takes else answer.text)
    else:
        yield "", "", answer.text, None
        beside = (answer.other, answer.page, "")
    for code, label, words in zip(BESIDE, _BESIDE_LABELS, beside, strict=True):
        if words:
            yield code, label, words, None


def _asking(question: ChoiceQuestion, answer: Answer) -> int | None:
    """The one chosen choice the explanation belongs to; None where none or several ask for one."""
    codes = [c.code for c in question.chosen(answer) if c.explain and not c.takes_value]
    return codes[0] if len(codes) == 1 else None


def _choice_facts(question: ChoiceQuestion, answer: Answer, asking: int | None) -> Iterator[Fact]:
    if not answer.codes:
        yield BLANK, Ruling.LABELS[BLANK], "", None
    for code in answer.codes:
        choice = question.choice(code)
        label = choice.short if choice and choice.recorded else UNRECORDED
        if choice and choice.takes_value:
            yield str(code), label, answer.text, question.value(answer)
        else:
            yield str(code), label, answer.other if asking == code else "", None


def code_rows(data: RoundData) -> Iterator[LongRow]:
    """Every choice of every question, in the order of `CODE_COLUMNS`; a text question has one row.

    offered, explain and exclusive are 1 or 0. A number whose label is not on record has empty labels.
    """
    for made in data.questionnaires:
        for q in made.questions:
            head = (made.key, q.key, q.number, q.kind, q.short.ja, q.short.en)
            for c in q.choices:
                yield (*head, *_choice_cells(c))
            if not q.choices:
                yield (*head, "", "", "", "", "", None, None, None)


def _choice_cells(c: Choice) -> LongRow:
    flags = (int(c.offered), int(c.explain), int(c.exclusive))
    return str(c.code), c.label.ja, c.label.en, c.short.ja, c.short.en, *flags


def section_columns(data: RoundData) -> tuple[Column, ...]:
    """Columns of `section_rows`: two per questionnaire after the fixed ones."""
    return (
        Column("order", Text("順", "Order"), "number", width=6),
        Column("department", Text("部", "Department"), width=12),
        Column("section", Text("課", "Section"), width=16),
        Column("kind", Text("区分", "Kind"), "code", width=8),
        *(column for made in data.questionnaires for column in _standing_columns(made)),
    )


def _standing_columns(made: Questionnaire) -> tuple[Column, Column]:
    ja, en = made.short.ja, made.short.get("en")
    return (
        Column(f"{made.key}_state", Text(f"{ja} 状態", f"{en} state"), "code", width=12),
        Column(f"{made.key}_forms", Text(f"{ja} 件数", f"{en} forms"), "number", width=8),
    )


def section_rows(data: RoundData) -> Iterator[LongRow]:
    """Every section in order: per questionnaire its state (submitted, none, missing) and number of forms."""
    forms = {q.key: data.forms_of(q.key) for q in data.questionnaires}
    for s in data.sections:
        stands: list[str | int] = []
        for q in data.questionnaires:
            stands += [data.standing(s.id, q.key), len(forms[q.key].get(s.id, ()))]
        yield (s.position, s.department, s.name, s.kind, *stands)


def data_tables(data: RoundData) -> tuple[ResultTable, ResultTable, ResultTable]:
    """The data sheets: answers in long form, codes, sections."""
    return (
        _table("data", Text("回答データ", "Answers"), ANSWER_COLUMNS, answer_rows(data), _ANSWER_NOTE),
        _table("codes", Text("コード表", "Codes"), CODE_COLUMNS, code_rows(data), Text()),
        _table("sections", Text("課一覧", "Sections"), section_columns(data), section_rows(data), Text()),
    )


_ANSWER_NOTE: Final = Text(
    "１行が、一つの調査票の一つの設問で選ばれた一つの選択肢です。"
    "コードが other・page・text の行は、選択肢に添えられた記述です。",
    "One row per form, question and chosen choice. Rows with code other, page or text hold words beside it.",
)


def _table(
    key: str, title: Text, columns: tuple[Column, ...], rows: Iterator[LongRow], note: Text
) -> ResultTable:
    return ResultTable(key, title, columns, tuple(Row(cells) for cells in rows), note=note)

"""The table of sections: who is asked, in which order, and who declared to have no project."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from app.importing.report import FLAGGED, NOTED, REFUSED, Line
from app.importing.tables import Row, Table
from forms.questionnaire import Questionnaire
from forms.questions import Text

COLUMNS: Final = ("order", "department", "section", "unit_kind")
#: Optional: the questionnaires (`b;c`) for which the section declared “we have none”.
DECLARED: Final = "declared_none"
KINDS: Final = {
    "": "section",
    "section": "section",
    "charge": "charge",
    "office": "office",
    "課": "section",
    "担当": "charge",
    "事務局": "office",
}
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A section of the round: department and name exactly as written. declared: questionnaire keys."""

    department: str
    name: str
    kind: str
    order: int
    declared: tuple[str, ...] = ()

    @property
    def key(self) -> Name:
        """By what rows of other tables are matched."""
        return self.department, self.name


def read_sections(
    table: Table, questionnaires: Sequence[Questionnaire], lines: list[Line]
) -> list[AskedSection]:
    """The sections in their order; what cannot stand goes to `lines`."""
    missing = [c for c in ("department", "section") if c not in table.columns]
    for column in missing:
        lines.append(missing_column(table.file, column))
    if missing:
        return []
    tell_unknown(table, (*COLUMNS, DECLARED), lines)
    made: list[AskedSection] = []
    for row in table.rows:
        section = _section(row, len(made) + 1, questionnaires)
        trouble = section if isinstance(section, _Trouble) else _twice(section, made)
        if trouble:
            raw = "、".join(row.get(c) for c in ("order", "department", "section") if row.get(c))
            lines.append(
                Line(REFUSED, table.file, row.number, trouble.rule, trouble.message, key=trouble.key, raw=raw)
            )
        elif isinstance(section, AskedSection):
            made.append(section)
    if not table.rows:
        lines.append(
            Line(
                REFUSED,
                table.file,
                None,
                "no_sections",
                Text("課が一つもありません。", "There is no section."),
            )
        )
    return sorted(made, key=lambda s: s.order)


def missing_column(file: str, column: str) -> Line:
    """A table lacks a column without which no row can be placed."""
    message = Text("見出し「{column}」の列がありません。", "There is no column {column}.").fill(column=column)
    return Line(REFUSED, file, 1, "missing_column", message, key=column)


@dataclass(frozen=True, slots=True)
class _Trouble:
    rule: str
    key: str
    message: Text


def tell_unknown(table: Table, known: Container[str], lines: list[Line]) -> None:
    """Say which columns are not imported; one that holds anything has to be accepted.

    A column of explanations must belong to a question, as in other_texts: a misspelt one would lose them all.
    """
    message = Text(
        "この列は取り込みません（値のある行：{n}件）。",
        "This column is not imported (rows with a value: {n}).",
    )
    for column in table.columns:
        if column not in known:
            held = [row.get(column) for row in table.rows if row.get(column).strip()]
            level = NOTED if not held else REFUSED if column.startswith("other_") else FLAGGED
            told, raw = message.fill(n=len(held)), held[0] if held else ""
            lines.append(Line(level, table.file, 1, "unknown_column", told, key=column, raw=raw))


def _section(row: Row, place: int, questionnaires: Sequence[Questionnaire]) -> AskedSection | _Trouble:
    order, kind = row.get("order").strip(), row.get("unit_kind").strip()
    if not row.get("department").strip() or not row.get("section").strip():
        return _Trouble(
            "blank_section", "section", Text("部又は課の名称がありません。", "A name is missing.")
        )
    if order and not (order.isascii() and order.isdigit() and len(order) < 7):
        return _Trouble(
            "not_a_number", "order", Text("並び順が数字ではありません。", "The order is not a number.")
        )
    if kind not in KINDS:
        message = Text("{kind}は区分ではありません（{known}）。", "{kind} is no kind ({known}).")
        known = ", ".join(k for k in KINDS if k.isascii() and k)
        return _Trouble("unknown_kind", "unit_kind", message.fill(kind=kind, known=known))
    projects = {q.key for q in questionnaires if q.per_project}
    declared = tuple(k for k in (part.strip() for part in row.get(DECLARED).split(";")) if k)
    for key in declared:
        if key not in projects:
            message = Text(
                "「{key}」という事業の調査票はありません。", "There is no project questionnaire {key}."
            )
            return _Trouble("unknown_questionnaire", DECLARED, message.fill(key=key))
    return AskedSection(
        row.get("department"), row.get("section"), KINDS[kind], int(order) if order else place, declared
    )


def _twice(section: AskedSection, made: Sequence[AskedSection]) -> _Trouble | None:
    if any(section.key == known.key for known in made):
        return _Trouble(
            "section_twice", "section", Text("同じ課が二度あります。", "This section is there twice.")
        )
    if any(section.order == known.order for known in made):
        return _Trouble(
            "order_twice", "order", Text("同じ並び順が二度あります。", "This order is there twice.")
        )
    return None

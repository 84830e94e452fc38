"""Rows of answers: every cell of a known column becomes part of an answer, or the report says why not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.importing.cells import columns_of, kept, name_key, parse_others
from app.importing.report import FLAGGED, NOTED, REFUSED, Line
from app.importing.sections import AskedSection, Name, missing_column, tell_unknown
from app.importing.tables import Row, Table
from app.rounds import rulings
from forms.questionnaire import Questionnaire
from forms.questions import (
    EMPTY,
    Answer,
    Finding,
    Question,
    Ruling,
    Text,
    search_key,
)

#: The rules a round begins with: an answer's search key → ruling.
USUAL: Final = {search_key(phrase): ruling for phrase, ruling in rulings.USUAL}
NUMBER: Final = "no"
NOTES: Final = "notes"
OTHERS: Final = "other_texts"
PLACE: Final = ("order", "department", "section")


@dataclass(frozen=True)
class Record:
    """One row as read. answers: those given at all; found: what was noticed while reading, by question."""

    file: str
    row: int
    questionnaire: Questionnaire
    section: Name
    number: int | None
    note: str
    answers: Mapping[str, Answer]
    found: Mapping[str, tuple[Finding, ...]]
    raw: Mapping[str, str]

    @property
    def where(self) -> str:
        """The record in people's words: `Ｂ１ 環境政策課`."""
        return f"{self.questionnaire.number(self.number)} {self.section[1]}".strip()


class RecordReader:
    """Reads the rows of one questionnaire."""

    def __init__(
        self, questionnaire: Questionnaire, table: Table, sections: Sequence[AskedSection], lines: list[Line]
    ) -> None:
        self.questionnaire, self.table, self.lines = questionnaire, table, lines
        self.sections = {s.key: s for s in sections}
        self.columns = {q.key: columns_of(q) for q in questionnaire.questions}
        self.taken: dict[object, int] = {}

    def read(self) -> list[Record]:
        """Every row that can stand; what cannot goes to `lines`."""
        missing = [c for c in ("department", "section") if c not in self.table.columns]
        self.lines += [missing_column(self.table.file, column) for column in missing]
        if missing:
            return []
        known = {*PLACE, OTHERS, NOTES, *(c for names in self.columns.values() for c in names)}
        tell_unknown(self.table, known | ({NUMBER} if self.questionnaire.per_project else set()), self.lines)
        self._tell_unasked()
        made = [record for row in self.table.rows if (record := self._record(row))]
        return self._numbered(made)

    def _tell_unasked(self) -> None:
        message = Text(
            "この設問の列がありません。空欄として読みました。", "No column for this question: read as blank."
        )
        for key, names in self.columns.items():
            if not set(names[:-1]) & set(self.table.columns):
                self.lines.append(Line(NOTED, self.table.file, 1, "no_column", message, key=key))

    def _refuse(self, row: Row, rule: str, key: str, raw: str, message: Text, where: str = "") -> None:
        self.lines.append(Line(REFUSED, self.table.file, row.number, rule, message, where, key, raw))

    def _record(self, row: Row) -> Record | None:
        before = len(self.lines)
        section = self._section(row)
        number = self._number(row)
        self._once(row, section, number)
        where = f"{self.questionnaire.number(number)} {row.get('section')}".strip()
        others = self._others(row, where)
        answers: dict[str, Answer] = {}
        found: dict[str, tuple[Finding, ...]] = {}
        for question in self.questionnaire.questions:
            answer, findings = question.from_wide(row.cells, others)
            if findings:
                found[question.key] = tuple(findings)
            if not answer.empty:
                answers[question.key] = answer
            self._nothing_lost(row, where, question, answer, findings)
            self._unruled(row, where, question)
        if any(line.level == REFUSED for line in self.lines[before:]) or section is None:
            return None
        raw = {q.key: self._raw(row, q, answers.get(q.key, EMPTY)) for q in self.questionnaire.questions}
        return Record(
            self.table.file,
            row.number,
            self.questionnaire,
            section,
            number,
            row.get(NOTES),
            answers,
            found,
            raw,
        )

    def _raw(self, row: Row, question: Question, answer: Answer) -> str:
        cells = [row.get(c) for c in self.columns[question.key][:-1] if row.get(c)]
        return " ".join([*cells, f"（{answer.other}）" if answer.other else ""]).strip()

    def _section(self, row: Row) -> Name | None:
        name = row.get("department"), row.get("section")
        known = self.sections.get(name)
        if known is None:
            if not self.sections:
                return None  # the list of sections itself is missing or broken, which has been told
            near = [s for s in self.sections.values() if name_key(s.key) == name_key(name)]
            hint = Text()
            if near:
                known_as = f"{near[0].department} {near[0].name}"
                hint = Text(f"「{known_as}」ではありませんか。", f" Is it {known_as!r}?")
            message = Text(
                "この部・課は課の一覧にありません。{hint}", "This section is not in the list.{hint}"
            )
            raw = f"{name[0]} {name[1]}"
            self._refuse(row, "unknown_section", "section", raw, message.fill(hint=hint))
            return None
        order = row.get("order").strip()
        if order and known.order and order != str(known.order):
            message = Text("課の一覧の並び順（{order}）と違います。", "The list of sections says {order}.")
            self._refuse(row, "order_differs", "order", order, message.fill(order=known.order))
        return name

    def _number(self, row: Row) -> int | None:
        """`Ｂ１`, `B1` and `1` are number 1 of questionnaire B."""
        raw = row.get(NUMBER)
        plain = unicodedata.normalize("NFKC", raw).strip().casefold()
        if not self.questionnaire.per_project or not plain:
            return None
        digits = plain.removeprefix(
            unicodedata.normalize("NFKC", self.questionnaire.prefix).casefold()
        ).strip()
        if digits.isascii() and digits.isdigit() and len(digits) < 7 and int(digits) > 0:
            return int(digits)
        message = Text("番号として読めません（例：{example}）。", "Not a number such as {example}.")
        self._refuse(row, "bad_number", NUMBER, raw, message.fill(example=self.questionnaire.number(1)))
        return None

    def _once(self, row: Row, section: Name | None, number: int | None) -> None:
        """One row per project number, or per section where it answers once."""
        key: object = number if self.questionnaire.per_project else section
        if key is None:
            return
        if key in self.taken:
            message = Text(f"{self.taken[key]}行目と同じです。", f"The same as row {self.taken[key]}.")
            rule = "number_twice" if self.questionnaire.per_project else "section_twice"
            raw = row.get(NUMBER) if self.questionnaire.per_project else row.get("section")
            self._refuse(row, rule, NUMBER if self.questionnaire.per_project else "section", raw, message)
        self.taken.setdefault(key, row.number)

    def _others(self, row: Row, where: str) -> dict[str, str]:
        """Explanations by question key: other_texts (JSON) and the plain columns other_<key> together."""
        try:
            others = parse_others(row.get(OTHERS))
        except ValueError as error:
            message = Text("other_texts を読めません：{why}", "other_texts cannot be read: {why}")
            self._refuse(row, "bad_json", OTHERS, row.get(OTHERS), message.fill(why=str(error)), where)
            return {}
        for key, text in others.items():
            if self.questionnaire.question(key) is None and text.strip():
                message = Text("「{key}」という設問はありません。", "There is no question {key}.").fill(
                    key=key
                )
                self._refuse(row, "unknown_question", OTHERS, text, message, where)
        for question in self.questionnaire.questions:
            said = row.get(question.column("other"))
            if said and others.get(question.key) not in (None, "", said):
                message = Text("other_texts にも別の説明があります。", "other_texts explains it differently.")
                self._refuse(row, "explained_twice", question.column("other"), said, message, where)
            elif said:
                others[question.key] = said
        return others

    def _nothing_lost(
        self, row: Row, where: str, question: Question, answer: Answer, findings: Sequence[Finding]
    ) -> None:
        """A cell that reading dropped (two columns for one thing, a page without a place) is refused."""
        if any(f.rule == "unreadable_codes" for f in findings):
            return  # told by its own rule
        for column in self.columns[question.key][:-1]:
            cell = row.get(column)
            if cell.strip() and not kept(question, answer, cell):
                message = Text(
                    "この欄の値を、同じ設問のほかの欄と一緒に保存することができません。",
                    "This cell cannot be kept beside the other cells of its question.",
                )
                self._refuse(row, "not_kept", column, cell, message, where)

    def _unruled(self, row: Row, where: str, question: Question) -> None:
        """Words in a column for non-answers that no rule takes for one: they would count as an answer."""
        cell = row.get(question.columns.get("nonanswer", ""))
        if cell.strip() and rulings.rule(cell, USUAL) == Ruling.ANSWERED:
            message = Text(
                "回答でない語の欄にありますが、該当する判定ルールがないため「記入あり」と数えます。",
                "In the column for non-answers, but no rule covers it: it will count as an answer.",
            )
            column = question.columns["nonanswer"]
            self.lines.append(
                Line(FLAGGED, self.table.file, row.number, "unruled_nonanswer", message, where, column, cell)
            )

    def _numbered(self, made: Sequence[Record]) -> list[Record]:
        """Projects without a number get the next ones in the order of the file."""
        if not self.questionnaire.per_project:
            return list(made)
        last = max((r.number for r in made if r.number), default=0)
        out = []
        for record in made:
            last += record.number is None
            out.append(record if record.number else replace(record, number=last))
        return out

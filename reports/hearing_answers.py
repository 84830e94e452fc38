"""What sections said when they were heard, as result tables: questions × sections, question by question, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questions import Text
from reports.tables import Cell, Column, ResultTable, Row

FINAL: Final = "final"
DRAFT: Final = "draft"
NONE: Final = "none"
STATES: Final[Mapping[str, Text]] = {
    FINAL: Text("確定", "Final"),
    DRAFT: Text("未確定", "Not final"),
    NONE: Text("記録なし", "No record"),
}
#: A question this section was not asked.
NOT_ASKED: Final = "―"
#: Sections beside each other on one sheet of A3: an answer keeps a line of twenty characters.
BESIDE: Final = 5

DAY: Final = Column("day", Text("実施日", "Day"), width=18)
DEPARTMENT: Final = Column("department", Text("部", "Department"), width=14)
SECTION: Final = Column("section", Text("課", "Section"), width=22)
STATE: Final = Column("state", Text("状態", "State"), width=10)
QUESTION: Final = Column("question", Text("質問", "Question"), width=40, merge=True)
ANSWER: Final = Column("answer", Text("回答", "Answer"), width=90)
NOTE: Final = Text(
    "「未確定」は、課の確認が済んでいない記録です。「―」は、その課には尋ねていない質問です。",
    "“Not final”: the record was not yet agreed on. “―”: the section was not asked.",
)
_MATRIX: Final = Text("質問別・課別の一覧", "Questions and sections")
_OWN: Final = Text("課ごとの質問と回答", "Questions to single sections")
_READING: Final = Text("質問ごとの回答", "Answers question by question")


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing of one section. day: in words, also stored as `date`; state: FINAL, DRAFT or NONE (no record)."""

    id: int
    department: str
    section: str
    turn: int
    date: str
    day: Text
    state: str

    @property
    def name(self) -> Text:
        """The section; a second hearing says so."""
        if self.turn == 1:
            return Text(self.section, self.section)
        return Text(f"{self.section}（{self.turn}回目）", f"{self.section} (hearing {self.turn})")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. common: asked of every section; number: as printed, "" for none."""

    key: str
    number: str
    text: Text
    common: bool

    @property
    def label(self) -> Text:
        """Number and words."""
        if not self.number:
            return self.text
        return Text(f"{self.number}　{self.text.ja}", f"{self.number} {self.text.get('en')}")


@dataclass(frozen=True)
class Said:
    """Everything that was recorded. asked, answers: by (hearing id, question key); otherwise: where a question was put
    in other words than it has now, those words."""

    base: Text
    hearings: tuple[Hearing, ...]
    questions: tuple[Question, ...]
    asked: frozenset[tuple[int, str]]
    answers: Mapping[tuple[int, str], str]
    otherwise: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @property
    def common(self) -> tuple[Question, ...]:
        """The questions put to every section."""
        return tuple(q for q in self.questions if q.common)

    @property
    def own(self) -> tuple[Question, ...]:
        """The questions put to one section."""
        return tuple(q for q in self.questions if not q.common)

    def cell(self, hearing: Hearing, question: Question) -> str:
        """What stands in a table."""
        place = (hearing.id, question.key)
        known, words = self.answers.get(place, ""), self.otherwise.get(place, "")
        if known and words:
            return f"（質問：{words}）\n{known}"
        return known if known or place in self.asked else NOT_ASKED

    def lines(self, questions: Sequence[Question]) -> Iterator[tuple[Question, Hearing]]:
        """Who was asked what, question by question."""
        for question in questions:
            for hearing in self.hearings:
                if self.cell(hearing, question) != NOT_ASKED:
                    yield question, hearing


def _head(hearing: Hearing) -> Text:
    parts = [(t.ja, t.get("en")) for t in (hearing.name, hearing.day, STATES[hearing.state]) if t.ja]
    return Text("\n".join(ja for ja, _ in parts), "\n".join(en for _, en in parts))


def matrix(said: Said, hearings: Sequence[Hearing] | None = None) -> ResultTable:
    """Common questions × sections; of these hearings alone where they are given."""
    shown = said.hearings if hearings is None else hearings
    columns = (QUESTION, *(Column(f"h{h.id}", _head(h), width=44) for h in shown))
    rows = tuple(
        Row((q.label, *(said.cell(h, q) for h in shown)), ref=q.key, group=q.key) for q in said.common
    )
    return ResultTable("answers", _MATRIX, columns, rows, base=said.base, note=NOTE)


def matrix_pages(said: Said) -> tuple[ResultTable, ...]:
    """The same for paper: as many sections beside each other as can be read, evenly."""
    count = -(-len(said.hearings) // BESIDE) or 1
    size = -(-len(said.hearings) // count) or 1
    parts = [said.hearings[i : i + size] for i in range(0, len(said.hearings), size)]
    return tuple(matrix(said, part) for part in parts) or (matrix(said),)


def own_table(said: Said) -> ResultTable:
    """The questions put to single sections, section by section."""
    columns = (
        Column("department", DEPARTMENT.title, width=14, merge=True),
        Column("section", SECTION.title, width=22, merge=True),
        STATE,
        Column("question", QUESTION.title, width=44),
        ANSWER,
    )
    order = {h.id: i for i, h in enumerate(said.hearings)}
    lines = sorted(said.lines(said.own), key=lambda line: order[line[1].id])
    rows = tuple(
        Row((h.department, h.name, STATES[h.state], q.label, said.cell(h, q)), ref=q.key, group=str(h.id))
        for q, h in lines
    )
    return ResultTable("own", _OWN, columns, rows, base=said.base, note=NOTE)


def reading(said: Said) -> ResultTable:
    """Every answer to one question below the other: the way to read them."""
    columns = (QUESTION, DEPARTMENT, SECTION, DAY, STATE, ANSWER)
    rows = tuple(
        Row(
            (q.label, h.department, h.name, h.day, STATES[h.state], said.cell(h, q)),
            ref=str(h.id), group=q.key,
        )
        for q, h in said.lines(said.questions)
        if h.state != NONE
    )  # fmt: skip
    return ResultTable("reading", _READING, columns, rows, base=said.base, note=NOTE)


# Data: one datum per cell, heads in row 1


def _data(key: str, ja: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> ResultTable:
    made = tuple(Column(name, Text(name, name), width=16) for name in columns)
    return ResultTable(key, Text(ja, key), made, tuple(Row(cells) for cells in rows))


#: What says which hearing a row of data belongs to.
HEARING: Final = ("hearing", "date", "department", "section", "turn", "state")


def hearing_cells(hearing: Hearing) -> tuple[Cell, ...]:
    """The cells under HEARING."""
    return (
        hearing.id,
        hearing.date,
        hearing.department,
        hearing.section,
        hearing.turn,
        STATES[hearing.state].ja,
    )


def long_data(said: Said) -> ResultTable:
    """One answer to a row."""
    rows = [
        (
            *hearing_cells(h), q.key, q.number, int(q.common), said.answers.get((h.id, q.key), ""),
            said.otherwise.get((h.id, q.key), ""),
        )
        for q, h in said.lines(said.questions)
    ]  # fmt: skip
    return _data(
        "answers", "回答（縦持ち）", (*HEARING, "question", "number", "common", "answer", "asked_as"), rows
    )


def wide_data(said: Said) -> ResultTable:
    """One hearing to a row, one common question to a column."""
    rows = [
        (*hearing_cells(h), *(said.answers.get((h.id, q.key), "") for q in said.common))
        for h in said.hearings
    ]
    return _data("answers_wide", "回答（横持ち）", (*HEARING, *(q.key for q in said.common)), rows)


def code_data(said: Said) -> ResultTable:
    """What the keys of questions mean."""
    rows = [(q.key, q.number, int(q.common), q.text.ja) for q in said.questions]
    return _data("questions", "質問", ("question", "number", "common", "text"), rows)

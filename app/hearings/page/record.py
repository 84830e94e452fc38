"""What the pages of records show to the secretariat and to members: the list, and one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import day_text
from app.db import Database
from app.hearings.service import board
from app.hearings.service import record as service
from app.hearings.service import record_checking as checking
from app.hearings.service import record_follow_ups as promising
from app.hearings.service import series as all_series
from app.hearings.service.board import Entry
from app.hearings.service.record import (
    AGREED,
    FINAL,
    NONE,
    OTHER,
    OTHER_TITLE,
    PEOPLE,
    PEOPLE_TITLE,
    PROPOSED,
    STAFF,
    TYPING,
    WITH_SECTION,
    Paper,
    Record,
)
from app.hearings.service.record_follow_ups import FollowUp, ReturnState
from app.hearings.service.series import Series
from app.hearings.store import board as plans
from app.hearings.store import record as store
from app.hearings.store import record_corrections as corrections
from app.hearings.store import record_follow_ups as follow_ups
from app.hearings.store.record_corrections import Correction
from app.rounds import dates
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import Actor
from forms.comparing import Piece, pieces
from forms.office import hearing_record as forms
from forms.questions import Question, Text

#: state → (name, look of its tag, whose turn it is)
STATES: Final[Mapping[str, tuple[Text, str, Text]]] = {
    NONE: (Text("未着手", "Not begun"), "missing", Text("事務局", "Secretariat")),
    TYPING: (Text("作成中", "Being typed"), "draft", Text("事務局", "Secretariat")),
    WITH_SECTION: (Text("課で確認中", "With the section"), "asked", Text("課", "Section")),
    PROPOSED: (
        Text("課から訂正案あり", "Corrections proposed"),
        "corrected",
        Text("事務局（訂正案の採否）", "Secretariat (decide on corrections)"),
    ),
    AGREED: (Text("課が確認済み", "Agreed"), "ready", Text("事務局（確定）", "Secretariat (make it final)")),
    FINAL: (Text("確定", "Final"), "confirmed", Text()),
}
ACTS: Final[Mapping[str, Text]] = {
    "begun": Text("記録の作成を開始", "The record was begun"),
    "sent": Text("課に確認を依頼（期限 {note}）", "Sent to the section, to be checked by {note}"),
    "pulled_back": Text("課への確認依頼を引戻し", "Taken back from the section"),
    "proposed": Text("課が訂正を提案（{note}か所）", "The section proposed corrections ({note})"),
    "accepted": Text("訂正を採用（{note}）", "A correction was taken ({note})"),
    "refused": Text("訂正を不採用（{note}）", "A correction was not taken ({note})"),
    "agreed": Text("課が内容を確認", "The section agreed"),
    "finished": Text("記録を確定", "Made final"),
    "finished_alone": Text("課の回答がないまま、期限後に確定", "Made final after the date, without the section's word"),
    "reopened": Text("確定を解除（理由：{note}）", "Reopened ({note})"),
}  # fmt: skip
STAFF_TITLE: Final = Text("事務局の出席者", "Who came from the secretariat")


def state_name(state: str) -> Text:
    """The state in words."""
    return STATES[state][0]


@dataclass(frozen=True, slots=True)
class Line:
    """One hearing in the list. entry None: it is not in the published schedule any more; late: the section's time is
    over; promises: how many are not kept yet."""

    appointment: int
    section: Section
    turn: int
    entry: Entry | None
    state: str
    record: Record | None
    late: bool
    readable: bool
    promises: int

    @property
    def name(self) -> Text:
        """The state in words, with the day by which the section answers."""
        name = state_name(self.state)
        if self.state != WITH_SECTION or self.record is None:
            return name
        day = day_text(self.record.answer_until)
        return Text(f"{name.ja}（{day.ja}まで）", f"{name.get('en')} until {day.get('en')}")

    @property
    def tag(self) -> str:
        """How the state looks."""
        return STATES[self.state][1]

    @property
    def turn_of(self) -> Text:
        """Whose turn it is."""
        if self.late:
            return Text("課（期限が過ぎています）", "Section (the date has passed)")
        return STATES[self.state][2]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Every hearing of a series."""

    series: Series
    lines: list[Line]

    @property
    def finals(self) -> int:
        """How many records are final."""
        return sum(line.state == FINAL for line in self.lines)


def index_page(db: Database, actor: Actor, now: datetime, series_id: int) -> IndexPage:
    """The list: as published, then what has a record and is not in the schedule any more. Raises NotFound."""
    series = all_series.get(db, series_id)
    records = store.of_series(db, series_id)
    entries = {e.appointment: e for e in board.published(db, series_id)}
    names = {s.id: s for s in rounds.sections(db, series.round_id)}
    known = {a.id: a for a in plans.appointments(db, series_id)}
    promises = follow_ups.open_counts(db, series_id)
    lines = []
    for i in [*entries, *(i for i in records if i not in entries)]:
        record = records.get(i)
        state = record.state if record else NONE
        late = state == WITH_SECTION and record is not None and dates.passed(record.answer_until, now)
        section = entries[i].section if i in entries else names[known[i].section_id]
        readable = actor.is_secretariat or state == FINAL
        lines.append(
            Line(
                i, section, known[i].turn, entries.get(i), state, record, late, readable, promises.get(i, 0)
            )
        )  # fmt: skip
    return IndexPage(series, lines)


def fields(paper: Paper) -> list[Question]:
    """Everything that is typed, in the order of the page."""
    return [
        *(forms.member(m) for m in paper.members),
        forms.words(PEOPLE, PEOPLE_TITLE),
        forms.words(STAFF, STAFF_TITLE),
        *(forms.answer(q) for q in paper.asked),
        forms.words(OTHER, OTHER_TITLE),
    ]


def history(db: Database, appointment_id: int) -> list[tuple[Text, str, str]]:
    """What happened to a record: words, moment, name."""
    out = []
    for event in store.events(db, appointment_id):
        note = day_text(event.note) if event.act == "sent" else Text(event.note, event.note)
        words = ACTS[event.act]
        told = Text(words.ja.replace("{note}", note.ja), words.get("en").replace("{note}", note.get("en")))
        out.append((told, event.at, event.by))
    return out


@dataclass(frozen=True, slots=True)
class Read:
    """A record as a paper: who came, and question by question (key, number, words, answer)."""

    came: Sequence[str]
    absent: Sequence[str]
    people: str
    staff: str
    answers: Sequence[tuple[str, str, Text, str]]
    other: str


def read(paper: Paper) -> Read:
    """To be read and printed."""
    by_code: dict[tuple[int, ...], list[str]] = {}
    for one in paper.members:
        code = paper.kept[one.key].answer.codes if one.key in paper.kept else ()
        by_code.setdefault(code, []).append(one.name)
    answers = [(q.key, q.number, q.text, paper.text(q.key)) for q in paper.asked]
    return Read(
        by_code.get((1,), []), by_code.get((2,), []), paper.text(PEOPLE), paper.text(STAFF), answers,
        paper.text(OTHER),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction beside what stood in the record. text, remark: in the fields of its form; stands, seen: what the
    record says now, where that is something else, and its mark."""

    correction: Correction
    name: Text
    pieces: tuple[Piece, ...]
    stands: str
    seen: str
    text: str
    remark: str
    problem: Text | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A follow-up on the page. closed: why the city hall is closed on its day; returned: what became of the return."""

    follow_up: FollowUp
    name: Text
    closed: Text
    seen: str
    returned: ReturnState | None
    late: bool


@dataclass
class Told:
    """What was typed beside the record and could not be done: where on the page, why, and the forms as typed."""

    anchor: str = ""
    problem: Text | None = None
    send: forms.SendForm | None = None
    reason: forms.ReasonForm | None = None
    follow_up: forms.FollowUpForm | None = None
    correction: int = 0
    text: str = ""
    remark: str = ""


def proposals(db: Database, paper: Paper, told: Told) -> list[Proposal]:
    """Every correction the section sent."""
    out = []
    for one in corrections.proposed(db, paper.appointment):
        mine = told if told.correction == one.id else None
        now = paper.text(one.question)
        out.append(
            Proposal(
                one, service.field_name(paper, one.question), pieces(one.was, one.text),
                now if now != one.was else "", checking.standing(paper, one.question),
                mine.text if mine else one.text, mine.remark if mine else "", mine.problem if mine else None,
            )
        )  # fmt: skip
    return out


def promises(db: Database, now: datetime, paper: Paper) -> list[Promise]:
    """Every follow-up of a hearing."""
    states = promising.return_states(db, paper)
    return [
        Promise(
            one, service.field_name(paper, one.question) if one.question else Text(), promising.closed(one.due),
            promising.seen(one), states.get(one.return_id or 0), one.open and dates.passed(one.due, now),
        )
        for one in promising.of_hearing(db, paper.appointment)
    ]  # fmt: skip

"""What the pages of hearing series show: the list, and one series with its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import current_app, url_for

from app.db import Database
from app.hearings.service import series as service
from app.hearings.service import standing
from app.hearings.service.series import Series
from app.hearings.service.standing import Tally
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import Actor, guard_of
from forms.questions import Text

#: The steps in the order of the work; a step whose page is not there, or not for this person, is left out.
STEPS: Final = (
    (Text("対象課を選ぶ", "Choose the sections"), (
        (Text("候補の一覧と決定", "Candidates and decisions"), "candidates.index"),
        (Text("ヒアリング対象課（案）", "Draft list of sections"), "candidates.draft"),
    )),
    (Text("日程を組む", "Make the schedule"), (
        (Text("開催日・会場・出席", "Days, rooms, attendance"), "schedule.days"),
        (Text("各課の都合", "When sections can come"), "schedule.wishes"),
        (Text("日程表を組む", "Plan the hearings"), "board.show"),
        (Text("日程の版と変更", "Versions of the schedule"), "board.versions"),
        (Text("日程表・カレンダー", "Schedule sheets and calendars"), "calendar.sheets"),
    )),
    (Text("質問を準備する", "Prepare the questions"), (
        (Text("質問（共通・課ごと）", "Questions, common and per section"), "questions.index"),
        (Text("課ごとの資料", "Dossiers"), "dossiers.index"),
    )),
    (Text("記録する", "Keep the record"), (
        (Text("ヒアリングの記録", "Records"), "records.index"),
        (Text("結果の一覧（質問別・テーマ・宿題・変更）", "Results: answers, themes, follow-ups, changes"), "outcome.index"),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One series in the list."""

    series: Series
    tally: Tally


@dataclass(frozen=True, slots=True)
class ListPage:
    """The series (of one round where one is asked for), and the rounds a new one can belong to."""

    lines: list[Line]
    round: Round | None
    rounds: list[Round]

    @property
    def options(self) -> list[tuple[int | str, str | Text]]:
        """The rounds a new series can belong to, for a list to choose from."""
        return [("", Text("選んでください", "Please choose")), *((r.id, r.name) for r in self.rounds)]


def list_page(db: Database, round_id: int | None) -> ListPage:
    """Everything the list shows. Raises NotFound for a round that is none."""
    asked = rounds.get(db, round_id) if round_id is not None else None
    known = [s for s in service.all_series(db) if asked is None or s.round_id == asked.id]
    usable = [r for r in rounds.all_rounds(db) if not r.read_only]
    return ListPage([Line(s, standing.tally(db, s.id)) for s in known], asked, usable)


@dataclass(frozen=True, slots=True)
class Page:
    """One series."""

    series: Series
    round: Round
    tally: Tally
    steps: list[tuple[Text, list[tuple[Text, str]]]]
    undecided_url: str


def page(db: Database, actor: Actor, series_id: int) -> Page:
    """Everything the page of a series shows. Raises NotFound."""
    found = service.get(db, series_id)
    of_it = rounds.get(db, found.round_id)
    there = "candidates.index" in current_app.view_functions
    url = url_for("candidates.index", series_id=series_id, show="open") if there else ""
    return Page(found, of_it, standing.tally(db, series_id), _steps(actor, series_id), url)


def _steps(actor: Actor, series_id: int) -> list[tuple[Text, list[tuple[Text, str]]]]:
    out = []
    for title, places in STEPS:
        own = [(label, url_for(name, series_id=series_id)) for label, name in places if _may(actor, name)]
        if own:
            out.append((title, own))
    return out


def _may(actor: Actor, name: str) -> bool:
    view = current_app.view_functions.get(name)
    return view is not None and actor.role in guard_of(view)

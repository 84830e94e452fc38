"""What the overview of questions shows: versions of the common ones, and how every section stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.db import Database
from app.hearings.service import series as all_series
from app.hearings.service.questions import common, sent, writing
from app.hearings.service.questions.common import Draft, Version
from app.hearings.service.questions.sent import FAILED, SENT, WAITING, Sending
from app.hearings.service.series import Series
from app.hearings.store import questions as store
from app.hearings.store import written
from app.rounds.service import Section
from forms.questions import Text

#: How a section stands, with the look of its word (status_tag).
STATE: Final[Mapping[str, tuple[str, Text]]] = {
    SENT: ("submitted", Text("送付済み", "Sent")),
    FAILED: ("problem", Text("メールが届いていません", "The mail did not arrive")),
    WAITING: ("draft", Text("送信前（下書きあり）", "Drafted, not sent yet")),
    "": ("missing", Text("未送付", "Not sent")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One section. last: what it was sent last; waiting: a draft mail not decided on; own: questions of its own;
    news: own questions that were added, reworded or taken away since (either of the two); written: questions answered
    in writing; outdated: there is a newer version."""

    section: Section
    last: Sending | None
    waiting: Sending | None
    own: int
    news: int
    written: int
    outdated: bool

    @property
    def state(self) -> str:
        """A key of STATE."""
        return self.last.state if self.last else WAITING if self.waiting else ""

    @property
    def due(self) -> bool:
        """Something is to be sent to it, and no draft waits for exactly that."""
        return (self.waiting or self.last) is None or self.outdated or self.news > 0


@dataclass(frozen=True, slots=True)
class Page:
    """The overview. left_out: questions of the version before that the draft no longer has."""

    series: Series
    draft: Draft
    versions: list[Version]
    lines: list[Line]

    @property
    def changed(self) -> bool:
        """The draft says something else than the newest version."""
        return self.draft.open and (not self.versions or self.draft.texts != self.versions[0].texts)

    @property
    def unsent(self) -> int:
        """Sections that were never sent anything."""
        return sum(line.last is None for line in self.lines)

    @property
    def batches(self) -> list[int]:
        """Batches of mails that wait to be looked at and sent."""
        ids = (line.waiting.record.batch_id for line in self.lines if line.waiting)
        return list(dict.fromkeys(i for i in ids if i is not None))


def page(db: Database, series_id: int) -> Page:
    """Everything the overview shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    known = common.versions(db, series_id)
    return Page(series, common.draft(db, series_id), known, lines(db, series_id, known))


def lines(db: Database, series_id: int, known: list[Version]) -> list[Line]:
    """How every section that is heard stands."""
    found = sent.sendings(db, series_id)
    last = sent.newest_of(found)
    waiting = {s.record.section_id: s for s in found if s.state == WAITING}
    own: dict[int, list[store.Own]] = {}
    for one in store.own(db, series_id):
        if one.asked:
            own.setdefault(one.section_id, []).append(one)
    counts = written.counts(db, series_id)
    newest = known[0].number if known else 0
    return [
        _line(s, last.get(s.id), waiting.get(s.id), own.get(s.id, []), counts.get(s.id, 0), newest)
        for s in writing.concerned(db, series_id)
    ]


def _line(
    section: Section, last: Sending | None, waiting: Sending | None, own: list[store.Own], answered: int,
    newest: int,
) -> Line:  # fmt: skip
    told = waiting or last
    outdated = told is not None and told.record.number < newest
    return Line(section, last, waiting, len(own), news(told, own), answered, outdated)


def news(told_last: Sending | None, own: list[store.Own]) -> int:
    """Own questions that differ from what was sent."""
    if told_last is None:
        return 0
    told, now = dict(told_last.record.own), {o.id: o.text for o in own}
    return sum(told.get(i) != now.get(i) for i in told.keys() | now.keys())

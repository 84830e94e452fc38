"""Answers in writing before the hearing: saved as they are typed, until the hearing begins.

What a section sent on paper is typed by the secretariat, by the same rules and whatever day it is; that is kept with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from app.audit.service import recent, record
from app.clock import CITY_ZONE
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import board, candidates
from app.hearings.service import series as all_series
from app.hearings.service.board import Entry
from app.hearings.service.questions import asking, sent
from app.hearings.service.questions.asking import Question
from app.hearings.store import board as plans
from app.hearings.store import questions as store
from app.hearings.store import written as kept_store
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import Actor
from app.selfsaving.rule import NEVER, Kept, Saved, Typed, sorted_out
from forms.questions import Answer, Text

#: As in app/responses: the log names each question once per person and this long.
_SAME_SAVE: Final = timedelta(minutes=10)
_BEGUN: Final = Text(
    "ヒアリングが始まったため、書面での回答は締め切りました。変更があるときは事務局へご連絡ください。",
    "The hearing has begun: answers in writing are closed. Please tell the secretariat of any change.",
)
_NOTHING_SENT: Final = Text("質問はまだ送られていません。", "No questions have been sent yet.")


# For the secretariat, the record and the dossier


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in writing. note: how it came, where the section did not type it itself; by, at: who typed it then."""

    text: str
    note: Text = field(default_factory=Text)
    by: str = ""
    at: str = ""

    def below(self, other: Written) -> Written:
        """The other one's text, and this one below it."""
        noted = other if other.note else self
        return replace(noted, text=f"{other.text}\n\n{self.text}")


def written(db: Database, appointment_id: int) -> dict[str, Written]:
    """Question key → what the section answered before this hearing; an answer to a question that was merged into
    another one stands below that one's."""
    found = {k: _as_written(kept) for k, kept in kept_store.of(db, appointment_id).items()}
    return _gathered(db, appointment_id, {k: one for k, one in found.items() if one.text.strip()})


def _as_written(kept: Kept) -> Written:
    if not kept.note:
        return Written(kept.answer.text)
    return Written(kept.answer.text, kept.note, kept.saved_by, kept.saved_at)


def _gathered(db: Database, appointment_id: int, found: Mapping[str, Written]) -> dict[str, Written]:
    if not any(key.startswith("o") for key in found):
        return dict(found)
    place = plans.series_of(db, appointment_id)
    merged = {o.key: f"o{o.merged_into}" for o in store.own(db, place) if o.merged_into is not None}
    out: dict[str, Written] = {}
    for key, one in sorted(found.items(), key=lambda pair: pair[0] in merged):
        target = key
        while target in merged:
            target = merged[target]
        out[target] = one.below(out[target]) if target in out else one
    return out


def written_of_section(db: Database, series_id: int, section_id: int) -> dict[str, Written]:
    """The same for the section's newest hearing."""
    found = _appointment(db, series_id, section_id)
    return written(db, found.id) if found else {}


# The section's page, which is the secretariat's as well for what came on paper


@dataclass(frozen=True, slots=True)
class Paper:
    """What a section reads and may answer. entry: its hearing as published; open: answers are still taken (from the
    secretariat, as long as the series is open)."""

    series: all_series.Series
    section: Section
    questions: list[Question]
    sending: sent.Sending | None
    entry: Entry | None
    open: bool
    kept: Mapping[str, Kept]


def paper(db: Database, actor: Actor, now: datetime, series_id: int, section_id: int) -> Paper:
    """Everything the section's page shows. Raises NotFound for anybody else's section."""
    section = _section(db, actor, series_id, section_id)
    series = all_series.get(db, series_id)
    told = sent.newest_of(sent.sendings(db, series_id, section_id)).get(section_id)
    entry = hearing_of(db, series_id, section_id)
    found = _appointment(db, series_id, section_id)
    kept = kept_store.of(db, found.id) if found else {}
    may = series.is_open and told is not None and (actor.is_secretariat or not begun(entry, now))
    return Paper(series, section, _as_sent(db, told), told, entry, may, kept)


def _section(db: Database, actor: Actor, series_id: int, section_id: int) -> Section:
    """A section that is heard, for its own people and the secretariat. Raises NotFound for everybody else."""
    if not (actor.is_secretariat or actor.may_fill_in(section_id)):
        raise NotFound
    for section in concerned(db, series_id):
        if section.id == section_id:
            return section
    raise NotFound


def to_answer(db: Database, round_id: int, section_id: int) -> list[tuple[int, str]]:
    """(id, name) of the series whose questions this section was sent, for links on its own page."""
    return [
        (series_id, name) for series_id, name in store.series_sent_to(db, round_id, section_id)
        if section_id in sent.newest_of(sent.sendings(db, series_id, section_id))
        and any(s.id == section_id for s in concerned(db, series_id))
    ]  # fmt: skip


def concerned(db: Database, series_id: int) -> list[Section]:
    """The sections with a hearing: decided on, or in the published schedule; in organisation order."""
    series = all_series.get(db, series_id)
    ids = {s.id for s in candidates.heard(db, series_id)}
    ids |= {k.section_id for k in plans.newest_entries(db, series_id)}
    return [s for s in rounds.sections(db, series.round_id) if s.id in ids]


def _as_sent(db: Database, told: sent.Sending | None) -> list[Question]:
    """The questions as they were sent; those dropped or merged since are left out."""
    if told is None:
        return []
    living = {o.id for o in store.own(db, told.record.series_id, told.record.section_id) if o.asked}
    own = [(f"o{i}", text, ()) for i, text in told.record.own if i in living]
    return asking.listed(told.record.texts, own)


def accepted(db: Database, actor: Actor, series_id: int, section_id: int) -> list[Question]:
    """Every question this section was ever sent: an answer typed while a newer version arrived is not lost."""
    _section(db, actor, series_id, section_id)
    known: dict[str, Text] = {}
    for one in reversed(sent.sendings(db, series_id, section_id)):
        if one.released:
            for text in one.record.texts:
                known.setdefault(text.key, text.text)
            for question_id, wording in one.record.own:
                known.setdefault(f"o{question_id}", Text(wording))
    return [Question(key, n, text, own=key.startswith("o")) for n, (key, text) in enumerate(known.items(), 1)]


def hearing_of(db: Database, series_id: int, section_id: int) -> Entry | None:
    """The section's last hearing in the published schedule."""
    own = [e for e in board.published(db, series_id) if e.section.id == section_id]
    return max(own, key=lambda e: e.turn, default=None)


def begun(entry: Entry | None, now: datetime) -> bool:
    """Whether the hearing has begun; one without a published time has not."""
    if entry is None:
        return False
    at = datetime.fromisoformat(f"{entry.day}T{entry.begins}").replace(tzinfo=CITY_ZONE)
    return now >= at


def _appointment(db: Database, series_id: int, section_id: int) -> plans.Appointment | None:
    """The hearing that written answers belong to: the last published one, before that the first, if it has a row."""
    entry = hearing_of(db, series_id, section_id)
    turn = entry.turn if entry else 1
    return next((a for a in plans.appointments(db, series_id) if a.key == (section_id, turn)), None)


def save(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, typed: Mapping[str, Typed]
) -> tuple[Saved, Mapping[str, Kept]]:
    """Keep what a page sent (nothing: only look), and everything as it stands then.

    Raises NotFound, and Refused where answers are not taken (any more).
    """
    with db.write() if typed else db.read():
        _section(db, actor, series_id, section_id)
        _must_be_open(db, actor, now, series_id, section_id)
        found = _appointment(db, series_id, section_id)
        kept = kept_store.of(db, found.id) if found else {}
        if not typed:
            return Saved((), {}), kept
        rows, conflicts = sorted_out(typed, kept)
        if rows:
            kept = _write(db, actor, now, series_id, section_id, rows, on_paper=actor.is_secretariat)
        return Saved(tuple(key for key, _, _ in rows), conflicts), kept


def enter(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, answers: Mapping[str, Answer],
    *, on_paper: bool,
) -> None:  # fmt: skip
    """Keep answers that did not come from a page, whatever day it is. Raises NotFound."""
    with db.write():
        if all(s.id != section_id for s in concerned(db, series_id)):
            raise NotFound
        found = _appointment(db, series_id, section_id)
        kept = kept_store.of(db, found.id) if found else {}
        rows = [(key, one, kept.get(key, NEVER).revision + 1) for key, one in answers.items()]
        _write(db, actor, now, series_id, section_id, rows, on_paper=on_paper)


def _write(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int,
    rows: Sequence[tuple[str, Answer, int]], *, on_paper: bool,
) -> dict[str, Kept]:  # fmt: skip
    """Write them at the section's hearing, which nobody may have planned yet; everything that stands there then."""
    found = _appointment(db, series_id, section_id)
    if found is None:
        plans.ensure(db, series_id, (section_id, 1))
        found = _appointment(db, series_id, section_id)
        assert found is not None
    kept_store.write(db, actor, now, found.id, rows, on_paper=on_paper)
    act = "hearings.write_on_paper" if on_paper else "hearings.write_answer"
    _record_save(db, actor, now, act, series_id, section_id, [key for key, _, _ in rows])
    return kept_store.of(db, found.id)


def _must_be_open(db: Database, actor: Actor, now: datetime, series_id: int, section_id: int) -> None:
    all_series.require_open(db, series_id)
    if not sent.newest_of(sent.sendings(db, series_id, section_id)):
        raise Refused(_NOTHING_SENT)
    if not actor.is_secretariat and begun(hearing_of(db, series_id, section_id), now):
        raise Refused(_BEGUN)


def _record_save(
    db: Database, actor: Actor, now: datetime, act: str, series_id: int, section_id: int, keys: list[str]
) -> None:
    subject = f"series {series_id}"
    lines = recent(db, actor, now - _SAME_SAVE, act, subject)
    told = {key for line in lines if line["section"] == section_id for key in line["questions"]}
    if fresh := [key for key in keys if key not in told]:
        record(db, actor, now, act, subject, section=section_id, questions=fresh)

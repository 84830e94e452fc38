"""What a section does with the record of its hearing: read it, agree, or propose corrections question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.service import record as records
from app.hearings.service import record_letters as letters
from app.hearings.service import series as all_series
from app.hearings.service.record import AGREED, OTHER, PEOPLE, PROPOSED, TYPING, WITH_SECTION, Paper, Record
from app.hearings.service.record_checking import note, seen
from app.hearings.store import record as store
from app.hearings.store import record_corrections as corrections
from app.hearings.store.record_corrections import OPEN, Correction
from app.rounds import dates
from app.security import Actor
from app.seen import CHANGED
from app.selfsaving.rule import Kept, Saved, Typed, sorted_out
from forms.questions import Answer, Text

#: Series, section, hearing.
Place = tuple[int, int, int]


def correctable(found: Paper) -> list[str]:
    """The fields a section may correct: who of its people came, every answer, other remarks."""
    return [PEOPLE, *(q.key for q in found.asked), OTHER]


@dataclass(frozen=True)
class Reading:
    """What a section reads. kept: field → its draft, else what stands in the record; open: it may answer now; late: its
    time is over; hidden: the secretariat is changing the texts."""

    paper: Paper
    record: Record
    kept: Mapping[str, Kept]
    sent: list[Correction]
    open: bool
    late: bool

    @property
    def hidden(self) -> bool:
        """The secretariat is at work on it."""
        return self.record.state == TYPING


def reading(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, appointment_id: int
) -> Reading:
    """The section's page: there from the first sending on. Raises NotFound for everybody else."""
    if not actor.may_fill_in(section_id):
        raise NotFound
    found = records.paper(db, series_id, appointment_id)
    if found.record is None or found.section.id != section_id or not found.record.asked:
        raise NotFound
    typed = corrections.drafts(db, appointment_id)
    kept = {key: typed.get(key) or _standing(found, key) for key in correctable(found)}
    may = found.series.is_open and found.state == WITH_SECTION
    late = found.state == WITH_SECTION and dates.passed(found.record.answer_until, now)
    return Reading(found, found.record, kept, corrections.proposed(db, appointment_id), may, late)


def _standing(found: Paper, key: str) -> Kept:
    """What stands in the record, as something nobody has typed over yet."""
    return Kept(Answer(text=found.text(key)), 0, "", "")


def _answering(db: Database, actor: Actor, now: datetime, place: Place) -> Reading:
    found = reading(db, actor, now, *place)
    all_series.require_open(db, place[0])
    if not found.open:
        raise Refused(
            Text(
                "この記録は、いまは事務局で作業中か、確認が済んでいます。訂正があるときは事務局へご連絡ください。",
                "The secretariat is at work on this record, or it was checked. Please tell the secretariat.",
            )
        )
    return found


def save(
    db: Database, actor: Actor, now: datetime, place: Place, typed: Mapping[str, Typed]
) -> tuple[Saved, Mapping[str, Kept]]:
    """Keep what the section typed as corrections, not sent yet (nothing: only look), and everything as it stands.

    place: series, section, hearing. Raises NotFound, Refused.
    """
    with db.write() if typed else db.read():
        found = _answering(db, actor, now, place)
        rows, conflicts = sorted_out(typed, found.kept)
        if rows:
            texts = [(k, found.paper.text(k), a.text, n) for k, a, n in rows]
            corrections.write(db, actor, now, place[2], texts)
            records.log_save(db, actor, now, "hearings.draft_correction", place[2], [k for k, _, _ in rows])
        return Saved(tuple(k for k, _, _ in rows), conflicts), reading(db, actor, now, *place).kept


def agree(db: Database, actor: Actor, now: datetime, place: Place, shown: str) -> None:
    """The section has read it and agrees. Raises NotFound, Refused (corrections typed), Conflict (sent anew)."""
    with db.write():
        found = reading(db, actor, now, *place)
        if found.record.state == AGREED:
            return
        _answering(db, actor, now, place)
        if seen(found.record) != shown:
            raise Conflict(CHANGED)
        if any(kept.answer.text != found.paper.text(key) for key, kept in found.kept.items()):
            raise Refused(
                Text(
                    "記入した訂正があります。訂正を送るか、元の文に戻してから確認してください。",
                    "Corrections are typed. Send them, or put the texts back, then agree.",
                )
            )
        corrections.drop_drafts(db, place[2])
        store.change(db, place[2], {"agreed_at": stored(now), "agreed_by": actor.id})
        note(db, actor, now, found.paper, "agreed", "", "agree_record")
        letters.tell_checked(db, actor, now, found.paper, 0)


def propose(db: Database, actor: Actor, now: datetime, place: Place, shown: str) -> int:
    """The section sends its corrections; how many. Sent twice they are sent once. Raises as `agree`."""
    with db.write():
        found = reading(db, actor, now, *place)
        if found.record.state == PROPOSED:
            return sum(c.state == OPEN for c in found.sent)
        _answering(db, actor, now, place)
        if seen(found.record) != shown:
            raise Conflict(CHANGED)
        sent = corrections.propose(
            db, actor, now, place[2], {key: found.paper.text(key) for key in found.kept}
        )
        if not sent:
            raise Refused(
                Text(
                    "訂正された箇所がありません。内容でよろしければ「この内容で確認しました」を押してください。",
                    "Nothing was corrected. If the record is right, press “We agree”.",
                )
            )
        store.change(db, place[2], {"proposed_at": stored(now)})
        count = str(len(sent))
        note(db, actor, now, found.paper, "proposed", count, "propose_correction", questions=sent)
        letters.tell_checked(db, actor, now, found.paper, len(sent))
        return len(sent)


def of_section(db: Database, round_id: int, section_id: int) -> list[tuple[int, str, Record]]:
    """(series, its name, record) for links on a section's own page: what was ever sent to it."""
    return store.of_section(db, round_id, section_id)

"""Sending the questions: drafts of mails to be looked at, or a note that they were handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service.questions import letters, sent, writing
from app.hearings.service.questions.sent import WAITING, Sending
from app.hearings.service.series import Series, require_open
from app.hearings.store import questions as store
from app.hearings.store.questions import Version
from app.notices import service as notices
from app.notices.service import batches
from app.notices.texts import Wording
from app.rounds.service import Section
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What one section is to get."""

    section: Section
    version: Version
    own: tuple[tuple[int, str], ...]

    def same_as(self, known: Sending | None) -> bool:
        """Exactly this is what `known` brings."""
        return known is not None and (known.record.number, known.record.own) == (
            self.version.number,
            self.own,
        )


def prepare(db: Database, actor: Actor, now: datetime, series_id: int, section_ids: Sequence[int]) -> int:
    """Draft a mail for each of these sections; the batch to be looked at and sent.

    A draft for one of them that still waits is replaced. Raises NotFound, Refused (no section, no fixed version).
    """
    with db.write():
        series = require_open(db, series_id)
        parcels = _parcels(db, series_id, section_ids)
        found = sent.sendings(db, series_id)
        waiting = {s.record.section_id: s for s in found if s.state == WAITING}
        ids = {w.record.batch_id for p in parcels if p.same_as(w := waiting.get(p.section.id)) and w}
        if len(ids) == 1 and all(p.same_as(waiting.get(p.section.id)) for p in parcels):
            known = ids.pop()
            assert known is not None
            return known  # the same click once more
        _leave_out(db, actor, now, waiting, [p.section.id for p in parcels])
        batch_id = _draft(db, actor, now, series, parcels, sent.newest_of(found))
        _keep(db, actor, now, series_id, parcels, batch_id)
    return batch_id


def hand_over(db: Database, actor: Actor, now: datetime, series_id: int, section_ids: Sequence[int]) -> int:
    """Note that these sections got their questions without a mail; how many had not got exactly these before."""
    with db.write():
        require_open(db, series_id)
        found = sent.sendings(db, series_id)
        last = sent.newest_of(found)
        new = [
            p for p in _parcels(db, series_id, section_ids)
            if not p.same_as(last.get(p.section.id)) or last[p.section.id].state != sent.SENT
        ]  # fmt: skip
        waiting = {s.record.section_id: s for s in found if s.state == WAITING}
        _leave_out(db, actor, now, waiting, [p.section.id for p in new])
        _keep(db, actor, now, series_id, new, None)
    return len(new)


def _parcels(db: Database, series_id: int, section_ids: Sequence[int]) -> list[_Parcel]:
    if not section_ids:
        raise Refused(Text("課を選んでください。", "Choose at least one section."))
    known = store.versions(db, series_id)
    if not known:
        raise Refused(
            Text("先に共通質問の版を確定してください。", "Fix a version of the common questions first.")
        )
    concerned = writing.concerned(db, series_id)
    if not set(section_ids) <= {s.id for s in concerned}:
        raise NotFound
    own = store.own(db, series_id)
    return [
        _Parcel(s, known[0], tuple((o.id, o.text) for o in own if o.section_id == s.id and o.asked))
        for s in concerned
        if s.id in section_ids
    ]


def _leave_out(
    db: Database, actor: Actor, now: datetime, waiting: dict[int, Sending], section_ids: Sequence[int]
) -> None:
    """Drafts that this replaces are not sent; a batch of which nothing is left is discarded."""
    chosen = {w.record.batch_id for i in section_ids if (w := waiting.get(i))}
    for batch_id in sorted(i for i in chosen if i is not None):
        rows = batches.rows(db, batch_id)
        gone = [r.id for r in rows if r.section_id in section_ids]
        batches.choose(db, actor, now, batch_id, gone, ())
        left = [r for r in batches.rows(db, batch_id) if r.state == "draft"]
        if not left:
            told = "質問を改めて準備したため、破棄しました"
            batches.discard(db, actor, now, batch_id, told)


def _draft(
    db: Database, actor: Actor, now: datetime, series: Series, parcels: Sequence[_Parcel], last: dict[int, Sending]
) -> int:  # fmt: skip
    made = [
        letters.letter(
            db, series, p.section, writing.hearing_of(db, series.id, p.section.id),
            len(p.version.texts) + len(p.own), again=p.section.id in last,
        )
        for p in parcels
    ]  # fmt: skip
    title = f"{series.name}　質問第{parcels[0].version.number}版の送付"
    why = f"ヒアリングの質問（共通質問第{parcels[0].version.number}版と課ごとの質問）を送ります"
    plan = batches.Plan(letters.KIND, title, why, Wording(title, notices.link(db, "/")), owing=False)
    return batches.draft(db, actor, now, series.round_id, plan, made)


def _keep(
    db: Database, actor: Actor, now: datetime, series_id: int, parcels: Sequence[_Parcel], batch_id: int | None
) -> None:  # fmt: skip
    for one in parcels:
        store.send(
            db, actor, now, series_id, one.section.id,
            version=one.version.id, own_texts=one.own, batch_id=batch_id,
        )  # fmt: skip
    if parcels:
        record(
            db, actor, now, "hearings.questions_sent", f"series {series_id}",
            sections=[p.section.id for p in parcels], version=parcels[0].version.number,
            letters=0 if batch_id is None else len(parcels),
        )  # fmt: skip

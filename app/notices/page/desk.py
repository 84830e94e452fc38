"""What waits for a decision, and one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.config import MailConfig
from app.db import Database
from app.notices import texts
from app.notices.page.words import PAGE, Numbers
from app.notices.service import batches, desk, owing
from app.notices.service.addressing import NOBODY
from app.notices.service.desk import Search
from app.notices.store.batches import Batch
from app.notices.store.notices import Notice
from app.rounds import service as rounds
from app.rounds.service import Round
from app.settings import service as settings


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What waits for a decision, and how mail leaves."""

    batches: list[Batch]
    troubled: list[Notice]
    partly: list[Notice]
    waiting: int
    mail: MailConfig
    demo: bool
    rounds: list[Round]
    latest: list[Notice]

    @property
    def nowhere(self) -> int:
        """How many failed for want of any address."""
        return sum(n.error == NOBODY for n in self.troubled)

    @property
    def by_mail(self) -> bool:
        """Mail leaves by SMTP."""
        return bool(self.mail.host) and not self.demo


def desk_page(db: Database, now: datetime, mail: MailConfig) -> DeskPage:
    """Collect it."""
    latest, _ = desk.log(db, Search(), limit=10)
    _, waiting = desk.log(db, Search(state="queued"), limit=1)
    known = [r for r in rounds.all_rounds(db) if r.state != "preparing" and not r.archived_at]
    return DeskPage(
        batches.undecided(db), desk.troubled(db), desk.partly_refused(db, now), waiting, mail,
        settings.is_demo(db), known, latest,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One batch with a page of its rows."""

    batch: Batch
    rows: list[Notice]
    numbers: Numbers
    chosen: int
    without: int
    settled: int
    places: Sequence[str] = texts.PLACES

    @property
    def own_words(self) -> bool:
        """Every letter has words of its own: there is no text of all."""
        return batches.own_words(self.batch)

    @property
    def addresses(self) -> list[str]:
        """Every address of the shown rows, each once."""
        return list(dict.fromkeys(a for r in self.rows if r.state != "cancelled" for a in r.everybody))


def batch_page(db: Database, now: datetime, batch_id: int, page: int, *, whole: bool = False) -> BatchPage:
    """Collect it. settled: rows that owe nothing any more (they will be dropped)."""
    batch = batches.get(db, batch_id)
    rows = batches.rows(db, batch_id)
    drafts = [r for r in rows if r.state == "draft"]
    settled = 0
    if batch.state == "draft" and batch.owing and batch.round_id is not None:
        found = owing.debts(db, now, batch.round_id)
        settled = sum(r.section_id in found and not found[r.section_id].owed for r in drafts)
    numbers = Numbers(page, len(rows))
    shown = rows if whole else rows[(page - 1) * PAGE : page * PAGE]
    without = sum(not r.recipients and not r.cc for r in drafts)
    return BatchPage(batch, shown, numbers, len(drafts), without, settled)

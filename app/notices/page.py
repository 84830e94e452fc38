"""What the pages of notices show."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Final

from werkzeug.datastructures import MultiDict

from app import clock
from app.config import MailConfig
from app.db import Database
from app.notices import texts
from app.notices.letter import erased
from app.notices.service import batches, desk, office, owing, schedule
from app.notices.service.desk import Search
from app.notices.service.owing import Debt
from app.notices.service.schedule import Due
from app.notices.store.batches import Batch
from app.notices.store.notices import OUTBOX, Notice
from app.notices.transport import outbox_file
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.rounds.dates import limit_text
from app.rounds.service import Round
from app.settings import service as settings
from forms.questions import Text

PAGE: Final = 100
STATES: Final[Mapping[str, Text]] = {
    "draft": Text("下書き", "Draft"),
    "queued": Text("送信待ち", "Waiting to be sent"),
    "sending": Text("送信中", "Being sent"),
    "sent": Text("送信済み", "Sent"),
    "failed": Text("送れませんでした", "Failed"),
    "unclear": Text("届いたか不明", "Unclear"),
    "cancelled": Text("送りません", "Not sent"),
}
IN_OUTBOX: Final = Text("発信箱に作成", "Laid into the outbox")
#: The look of a state: one of the known tags.
TAGS: Final = {
    "draft": "draft", "queued": "planned", "sending": "planned", "sent": "submitted", "failed": "problem",
    "unclear": "asked", "cancelled": "none",
}  # fmt: skip


def state_name(notice: Notice) -> Text:
    """The word for how a notice stands."""
    if notice.state == "sent" and notice.way == OUTBOX:
        return IN_OUTBOX
    return STATES[notice.state]


def body(notice: Notice) -> str:
    """Its text as pages show it: one-time links are for the receiver only."""
    return erased(notice.body)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A page of a long list."""

    page: int
    total: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))


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


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be prepared on one day."""

    day: date
    names: list[Text]
    sections: int
    moved: bool

    @property
    def text(self) -> Text:
        """The day in words."""
        return clock.day_text(self.day.isoformat())


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round's reminders: the plan, what comes next, what waits."""

    round: Round
    items: Sequence[schedule.Item]
    automatic: bool
    coming: list[Coming]
    batches: list[Batch]
    owing: int
    asked: int
    deadline: Text
    copies: bool
    sent: list[Notice]

    @property
    def days(self) -> list[int]:
        """The days counted from the deadline."""
        return [i.days for i in self.items if i.kind == schedule.DEADLINE]

    @property
    def opening(self) -> bool:
        """A mail at the opening."""
        return any(i.kind == schedule.OPENING for i in self.items)


def round_page(db: Database, now: datetime, round_: Round, copies: bool) -> RoundPage:
    """Collect it."""
    found = owing.debts(db, now, round_.id)
    sent, _ = desk.log(db, Search(round_id=round_.id), limit=10)
    return RoundPage(
        round_, schedule.items(db, round_.id), schedule.is_automatic(db, round_.id),
        coming(schedule.dues(db, now, round_, office.calendar(db)), now), batches.undecided(db, round_.id),
        sum(bool(d.owed) for d in found.values()), len(found), limit_text(round_.deadline), copies, sent,
    )  # fmt: skip


def coming(dues: Sequence[Due], now: datetime) -> list[Coming]:
    """What lies ahead, by day."""
    out: dict[date, list[Due]] = {}
    for due in dues:
        if not schedule.is_missed(due, now):
            out.setdefault(max(due.on, schedule.today(now)), []).append(due)
    return [
        Coming(
            day,
            list({d.item: d.item.name for d in found}.values()),
            len({s for d in found for s in d.sections}),
            any(d.is_moved for d in found),
        )
        for day, found in sorted(out.items())
    ]


@dataclass(frozen=True)
class MessagePage:
    """A one-off message: the sections that match the filter."""

    round: Round
    debts: list[Debt]
    departments: list[str]
    questionnaires: list[tuple[str, Text]]
    department: str
    questionnaire: str
    state: str

    @property
    def by_department(self) -> list[tuple[str, list[Debt]]]:
        """The matching sections under their departments."""
        known = {d.section.id: d for d in self.debts}
        found = organisation.by_department([d.section for d in self.debts])
        return [(name, [known[s.id] for s in sections]) for name, sections in found]

    @property
    def department_options(self) -> list[tuple[str, str]]:
        """The departments to choose from."""
        return [(name, name) for name in self.departments]

    @property
    def why(self) -> str:
        """The filter in words, for the log."""
        title = dict(self.questionnaires).get(self.questionnaire, Text()).ja
        parts = [self.department, title, "" if not self.state else OWING_STATES[self.state].ja]
        return "・".join(part for part in parts if part)


OWING_STATES: Final[Mapping[str, Text]] = {
    "owing": Text("未提出のものがある", "Owes something"),
    "done": Text("すべて提出済み", "Owes nothing"),
    "missing": Text("未記入", "Not started"),
    "draft": Text("記入中", "In progress"),
    "waiting": Text("決裁待ち", "Waiting for approval"),
    "returned": Text("差戻し", "Returned"),
}


def message_page(db: Database, now: datetime, round_: Round, args: MultiDict[str, str]) -> MessagePage:
    """Collect the sections by department, questionnaire owed, and state."""
    found = owing.debts(db, now, round_.id)
    made = [(q.key, q.title) for q in rounds.questionnaires(db, round_.id)]
    department, key, state = (args.get(n, "") for n in ("department", "questionnaire", "state"))
    state = state if state in OWING_STATES else ""
    matching = [
        d
        for d in found.values()
        if (not department or d.section.department == department) and _matches(d, key, state)
    ]
    names = list(dict.fromkeys(d.section.department for d in found.values()))
    return MessagePage(round_, matching, names, made, department, key, state)


def _matches(debt: Debt, key: str, state: str) -> bool:
    owed = [s for q, s in debt.owed if not key or q.key == key]
    if state == "done":
        return not owed
    if state in ("", "owing"):
        return bool(owed) or not (key or state)
    return state in owed


def search(args: MultiDict[str, str]) -> Search:
    """The log's filter from an address; what cannot be read is left out."""
    round_id = args.get("round_id", 0, type=int)
    kind, state, words = (args.get(n, "").strip() for n in ("kind", "state", "words"))
    first, last = (_day(args.get(n, "")) for n in ("first", "last"))
    return Search(
        round_id if 0 < round_id < 2**62 else 0, kind if kind in texts.KINDS else "",
        state if state in STATES else "", first, last, words[:100],
    )  # fmt: skip


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def address(wanted: Search) -> dict[str, str]:
    """The filter as parts of an address."""
    return {f.name: str(getattr(wanted, f.name)) for f in fields(wanted) if getattr(wanted, f.name)}


def log_csv(rows: Sequence[Notice]) -> bytes:
    """The log for Excel: UTF-8 with BOM, CRLF, one notice a row. Nothing in it is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [
            "番号",
            "日時",
            "調査",
            "部",
            "課",
            "種類",
            "状態",
            "宛先",
            "写し",
            "届かなかった宛先",
            "件名",
            "理由",
            "備考",
        ]
    )
    for n in rows:
        when = clock.read(n.sent_at or n.changed_at).strftime("%Y-%m-%d %H:%M")
        cells = [
            n.id, when, n.round_name, n.department, n.section, texts.kind_name(n.kind).ja, state_name(n).ja,
            "; ".join(n.recipients), "; ".join(n.cc), "; ".join(n.refused), n.subject, n.why, n.error,
        ]  # fmt: skip
        writer.writerow([_plain(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def in_outbox(folder: Path, notice: Notice) -> bool:
    """Its file lies in the outbox."""
    return notice.way == OUTBOX and outbox_file(folder, notice.id).is_file()

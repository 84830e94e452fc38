"""Searching the audit log, and taking lines of it along as a file: bounded, and a line of the log itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app import paging
from app.audit import store
from app.audit.service import record
from app.audit.store import Line, Wanted
from app.audit.values import said
from app.audit.words import DETAILS, FEATURES, called, label
from app.clock import CITY_ZONE, stored
from app.db import Database
from app.errors import Refused
from app.security import Actor
from forms.questions import Text

PER_PAGE: Final = 100
#: Counting goes no further: who has more narrows the search.
MOST_COUNTED: Final = 100_000
MOST_EXPORTED: Final = 20_000
#: Acts that fill the log without saying much: left out unless asked for.
QUIET: Final = ("responses.save", "accounts.sign_in", "accounts.sign_out")
HEADER: Final = (
    Text("番号", "No."), Text("日時", "Time"), Text("氏名・名称", "Name"), Text("ログイン名", "Login name"),
    Text("操作", "Act"), Text("操作コード", "Code"), Text("対象", "Subject"), Text("詳細", "Particulars"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for, as in the address. since, until: days (until: included); every: quiet acts as well."""

    word: str = ""
    person: str = ""
    feature: str = ""
    since: str = ""
    until: str = ""
    every: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """From an address; what makes no sense is passed over."""
        return cls(
            given.get("word", "").strip()[:100],
            given.get("person", "").strip()[:100],
            given.get("feature", "") if given.get("feature", "") in FEATURES else "",
            _day(given.get("since", "")),
            _day(given.get("until", "")),
            "1" if given.get("every") == "1" else "",
            paging.page_number(given),
        )

    def address(self, **changed: Any) -> dict[str, Any]:
        """The parts of an address that differ from the plain log."""
        return paging.address(self, Filters(), changed)

    @property
    def wanted(self) -> Wanted:
        """The same for the store."""
        looking = self.word or self.person or self.feature or self.every
        return Wanted(
            tuple((word, called(word)) for word in self.word.split()),
            self.person,
            self.feature,
            _start(self.since, 0),
            _start(self.until, 1),
            () if looking else QUIET,
        )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        return ""


def _start(day: str, later: int) -> str:
    """The stored moment at which a day (or the one after it) begins in the city."""
    if not day:
        return ""
    try:
        begins = datetime.combine(
            date.fromisoformat(day) + timedelta(days=later), datetime.min.time(), CITY_ZONE
        )
        return stored(begins)
    except OverflowError:
        return ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of lines. total: how many there are in all, at most MOST_COUNTED."""

    lines: list[Line]
    total: int
    filters: Filters

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return paging.pages(self.total, PER_PAGE)

    @property
    def cut(self) -> bool:
        """There are more than were counted."""
        return self.total >= MOST_COUNTED


def search(db: Database, filters: Filters) -> Found:
    """One page of what is asked for, the newest first."""
    wanted = filters.wanted
    with db.read():
        total = store.count(db, wanted, MOST_COUNTED)
        lines = list(store.found(db, wanted, PER_PAGE, (filters.page - 1) * PER_PAGE))
    return Found(lines, total, filters)


def exported(db: Database, actor: Actor, now: datetime, filters: Filters, kind: str) -> list[Line]:
    """The lines asked for, to be handed out as a file; the log keeps that. Raises Refused where they are too many."""
    with db.write():
        total = store.count(db, filters.wanted, MOST_EXPORTED + 1)
        if total > MOST_EXPORTED:
            raise Refused(
                Text(
                    f"一度に出力できるのは{MOST_EXPORTED:,}行までです。期間などで絞り込んでください。",
                    f"At most {MOST_EXPORTED:,} lines at once: narrow them by day, for example.",
                )
            )
        lines = list(store.found(db, filters.wanted, MOST_EXPORTED))
        asked = {
            k: v == "1" if k == "every" else v for k, v in filters.address(page=1).items() if k != "page"
        }
        record(db, actor, now, "audit.export", "audit", kind=kind, lines=len(lines), **asked)
    return lines


def rows(lines: list[Line], lang: str) -> Iterator[list[str]]:
    """Lines as a file holds them."""
    for line in lines:
        yield [
            str(line.id), f"{line.at:%Y-%m-%d %H:%M:%S}", line.name or SYSTEM.get(lang), line.login,
            label(line.action).get(lang), line.action, line.subject, particulars(line, lang),
        ]  # fmt: skip


SYSTEM: Final = Text("（システム）", "(the system)")
_COLON: Final = {"ja": "：", "en": ": "}
_COMMA: Final = {"ja": "、", "en": ", "}


def particulars(line: Line, lang: str) -> str:
    """The details of an act as one text; what is empty says nothing."""
    told = {key: said(key, value, lang) for key, value in line.detail.items()}
    return _COMMA[lang].join(f"{_name(key, lang)}{_COLON[lang]}{text}" for key, text in told.items() if text)


def _name(key: str, lang: str) -> str:
    return DETAILS[key].get(lang) if key in DETAILS else key

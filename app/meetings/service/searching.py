"""Searching what was said, each in what they may read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from app import paging
from app.db import Database
from app.meetings import hits
from app.meetings.store import searching as store
from app.meetings.store.searching import Hit
from app.security import MEMBER, Actor

PER_PAGE: Final = 30
OLDEST: Final = "old"
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, as in the address; what makes no sense is passed over."""

    word: str = ""
    body: str = ""
    role: str = ""
    item: str = ""
    since: str = ""
    until: str = ""
    order: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Wanted:
        """From an address."""
        return cls(
            _words(given.get("word", "")),
            _number(given.get("body", "")),
            _words(given.get("role", "")),
            _words(given.get("item", "")),
            _day(given.get("since", "")),
            _day(given.get("until", "")),
            OLDEST if given.get("order") == OLDEST else "",
            paging.page_number(given),
        )

    @property
    def empty(self) -> bool:
        """Nothing is asked for yet."""
        return not any(v for k, v in asdict(self).items() if k not in ("page", "order"))

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they are looked for."""
        return hits.words(self.word)

    def address(self, **changed: Any) -> dict[str, Any]:
        """The parts of an address that differ from an empty search."""
        return paging.address(self, Wanted(), changed)

    def place(self) -> dict[str, Any]:
        """What narrows the search besides words."""
        asked = {"role": self.role, "item": self.item, "since": self.since, "until": self.until}
        found: dict[str, Any] = {k: v for k, v in asked.items() if v}
        return found | ({"body": int(self.body)} if self.body else {})


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, and how many there are."""

    wanted: Wanted
    hits: tuple[Hit, ...]
    total: int
    pages: int


def seen_by(actor: Actor | None) -> str:
    """What this person may read: everything, the final minutes of the own bodies, what is published for the city hall."""
    if actor is not None and actor.is_secretariat:
        return store.EVERYTHING
    if actor is not None and actor.role == MEMBER and actor.id is not None:
        return store.of_member(actor.id)
    return store.PUBLISHED


def search(db: Database, actor: Actor | None, wanted: Wanted) -> Found:
    """The speeches in which every word occurs. A page beyond the last is the last."""
    if wanted.empty:
        return Found(wanted, (), 0, 1)
    asked = (seen_by(actor), wanted.words, wanted.place())
    oldest = wanted.order == OLDEST
    total, found = store.find(db, *asked, PER_PAGE, (wanted.page - 1) * PER_PAGE, oldest=oldest)
    if not found and wanted.page > 1:
        total, _ = store.find(db, *asked, 1, 0)
    pages = paging.pages(total, PER_PAGE)
    here = min(wanted.page, pages)
    if here != wanted.page:
        _, found = store.find(db, *asked, PER_PAGE, (here - 1) * PER_PAGE, oldest=oldest)
    return Found(Wanted(**{**asdict(wanted), "page": here}), tuple(found), total, pages)


def choices(db: Database, actor: Actor | None) -> tuple[list[tuple[str, str]], list[str]]:
    """(bodies, roles) to choose from."""
    seen = seen_by(actor)
    return [(str(i), name) for i, name in store.bodies(db, seen)], store.roles(db, seen)


def _words(text: str) -> str:
    """As typed, within reason; no page can show control characters, and nobody types them."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text[: 2 * _LONGEST])
    return kept.strip()[:_LONGEST]


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 10 else ""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""

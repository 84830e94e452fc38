"""A letter as features hand it over, and what is put right about its words before anybody sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: What stands in the place of a one-time link once it was sent (or is shown on a page).
ERASED: Final = "/link/（表示しません）"
_LINK: Final = re.compile(r"/link/[A-Za-z0-9_-]+")
_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_WORD}(\.{_WORD})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 10_000


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar entry that goes with a letter: an iTIP object as text. method: "REQUEST" or "CANCEL"."""

    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody has to be told.

    kind: what it is about, one of texts.KINDS ("returned", "proxy", "waiting", "sent_back", "invitation", …).
    section_id: who is told: its shared mailbox and its people; accounts: these accounts instead; to: these addresses
    instead. why: for the log, why it is sent. cc_approvers: the section's heads get a copy (None: as the round is set).
    calendars: what its readers' calendars take over.
    """

    kind: str
    round_id: int | None
    section_id: int | None
    subject: str
    body: str
    why: str = ""
    accounts: Sequence[int] = ()
    to: Sequence[str] = ()
    cc_approvers: bool | None = None
    calendars: Sequence[Calendar] = ()


def one_line(text: str) -> str:
    """A subject: one line without control characters, so that nobody can add a header to it."""
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(plain.split())[:LONGEST_SUBJECT]


def plain_body(text: str) -> str:
    """A body: line ends as \\n, no control characters besides, one line end at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return kept.rstrip() + "\n"


def is_address(text: str) -> bool:
    """Whether mail can be sent there: plain ASCII, one @, nothing that could become a second address or header."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def erased(body: str) -> str:
    """The body without one-time links: they are for the recipient only."""
    return _LINK.sub(ERASED, body)

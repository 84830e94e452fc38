"""A booklet as plain data: chapters of headed parts, with a table of contents where there are several chapters.

What the PDF (writers/typst/booklet.typ) and the Word writer (writers/docx_booklet.py) take. Its words are text, never
markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from reports.writers.paper import PaperTable

#: Lines to write on below a question, and for notes at the end.
ROOM: Final = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things with what they are."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Words:
    """Something that is said: head in bold, the words, and smaller what stands below them."""

    text: str = ""
    head: str = ""
    below: tuple[str, ...] = ()
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Room:
    """Ruled room to write below a question; number: as printed before it; below: a smaller line; said: what is known
    of the answer already."""

    number: str = ""
    text: str = ""
    below: str = ""
    said: str = ""
    lines: int = ROOM
    kind: Literal["room"] = "room"


Item = Facts | Words | Room | PaperTable


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a chapter."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter begins on a new page and has its title in the running head.

    over: a line above the title; group, note: under which heading the table of contents lists it, and with what before
    its title.
    """

    title: str
    over: str
    parts: tuple[Part, ...]
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Booklet:
    """Chapters under one title. contents: the heading of the table of contents; head: stands in every running head."""

    title: str
    lines: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    contents: str
    head: str = ""
    footer: str = ""

    @property
    def many(self) -> bool:
        """It has a cover page with a table of contents."""
        return len(self.chapters) > 1

    def data(self) -> Mapping[str, Any]:
        """As the template "booklet" takes it."""
        return asdict(self) | {"many": self.many}

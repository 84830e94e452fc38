"""What minutes are once they are read: lists, results, speeches, and where every line of the source went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.text import Text

#: First and last line in the source, counted from 1.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at. at: where in the text it belongs to; found: what stands in the source."""

    code: str
    text: Text
    line: int
    at: int = 0
    found: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered line of an agenda or of a list of materials. number: as printed; value: the number it means."""

    number: str
    title: str
    level: int
    lines: Span
    value: int | None = None
    children: tuple[Entry, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def walk(self) -> Iterator[Entry]:
        """This one and all below, as printed."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the cover table: 開催日時, 出席者 …"""

    label: str
    value: str
    lines: Span


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one item."""

    agenda_item: int | None
    title: str
    text: str
    lines: Span
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person said. path: the numbers that lead to its item, the outermost first; agenda_item: the outermost
    as a number; kind: "speech", "question", "answer", "note" (in brackets); at: the time in a recording."""

    agenda_item: int | None
    speaker: str
    text: str
    kind: str
    lines: Span
    path: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Stray:
    """Text that belongs to nothing (`unplaced`), or that a page carries and nobody said (`dropped`)."""

    text: str
    lines: Span
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line of the source and what became of it. kind: "heading", "fact", "agenda", "material",
    "result", "item", "label", "speech", "unplaced", "dropped"; of: which of its kind (for label and speech: which speech).
    """

    line: int
    kind: str
    of: int
    raw: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes as read. sheet_agenda, sheet_materials: the lists on a 次第 sheet of its own, which may differ."""

    title: str = ""
    facts: tuple[Fact, ...] = ()
    agenda: tuple[Entry, ...] = ()
    sheet_agenda: tuple[Entry, ...] = ()
    materials: tuple[Entry, ...] = ()
    sheet_materials: tuple[Entry, ...] = ()
    results: tuple[Result, ...] = ()
    speeches: tuple[Speech, ...] = ()
    unplaced: tuple[Stray, ...] = ()
    dropped: tuple[Stray, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All of them, as the source goes."""
        lists = (*self.agenda, *self.sheet_agenda, *self.materials, *self.sheet_materials)
        found = [d for top in lists for entry in top.walk() for d in entry.doubts]
        found += [d for r in self.results for d in r.doubts] + [d for s in self.speeches for d in s.doubts]
        return tuple(sorted(found, key=lambda d: d.line))

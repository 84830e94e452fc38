"""What the pages of materials show: texts as headings, lists and paragraphs, files with their size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.db import Database
from app.files import service as files
from app.files.service import File
from app.materials import service
from app.materials.service import KINDS, Material
from forms.questions import Text

HEADING = "■"
BULLET = "・"


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a text. kind: "heading", "list" or "text"; lines: as typed, without the sign in front."""

    kind: str
    lines: tuple[str, ...]


def parts(body: str) -> Iterator[Part]:
    """A plain text as people write one: ■ begins a heading, ・ an entry of a list, an empty line a paragraph."""
    for kind, lines in groupby(body.replace("\r\n", "\n").replace("\r", "\n").split("\n"), _kind):
        if kind == "heading":
            yield from (Part(kind, (line.strip()[1:].strip(),)) for line in lines)
        elif kind == "list":
            yield Part(kind, tuple(line.strip()[1:].strip() for line in lines))
        elif kind:
            yield Part(kind, tuple(lines))


def _kind(line: str) -> str:
    said = line.strip()
    if said[1:].strip() and said[0] in HEADING + BULLET:
        return "heading" if said[0] == HEADING else "list"
    return "text" if said else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One material as a page shows it. place: from 1."""

    material: Material
    place: int
    file: File | None

    @property
    def kind(self) -> Text:
        """What it is; nothing where the title says it already."""
        kind = KINDS[self.material.kind]
        return Text() if kind.ja in self.material.title else kind

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its text."""
        return tuple(parts(self.material.body))


def shown(db: Database, round_id: int) -> list[Shown]:
    """The materials of a round with their files."""
    return [
        Shown(m, place, files.get(db, m.file_id) if m.file_id else None)
        for place, m in enumerate(service.of_round(db, round_id), 1)
    ]


def size_text(size: int) -> str:
    """`820 KB`, `1.4 MB`."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024)):,} KB"

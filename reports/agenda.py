"""The agenda sheet (次第) of a meeting: when, where, what about, what is handed out. As PDF and as Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from reports.writers import docx, pdf

#: What one level is indented by, and the room a number takes, in characters.
_LEVEL: Final = 2.0
_ROOM: Final = (3.2, 1.7, 3.2)
_SIZE: Final = 11


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered line of a list; level 0 is the outermost."""

    number: str
    title: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it: plain lines, or a numbered list."""

    heading: str
    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """The sheet. title: of the meeting; heading: 会議次第."""

    title: str
    heading: str
    parts: tuple[Part, ...]
    footer: str = ""

    def data(self) -> Mapping[str, Any]:
        """As the template "agenda" takes it."""
        return asdict(self)


def as_pdf(agenda: Agenda, lang: str = "ja", created: datetime = pdf.UNDATED) -> bytes:
    """On A4."""
    return pdf.render("agenda", agenda.data(), lang, created)


def as_word(agenda: Agenda, lang: str = "ja", created: datetime = docx.UNDATED) -> bytes:
    """As a .docx file."""
    made = docx.document(agenda.title, lang, footer=agenda.footer, created=created)
    head = made.add_heading(docx.clean(agenda.title), 1)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below = made.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below.add_run("　".join(docx.clean(agenda.heading))).font.size = Pt(13)
    for part in agenda.parts:
        made.add_heading(docx.clean(part.heading), 2)
        for line in part.lines:
            _indented(made.add_paragraph(docx.clean(line)), 1.0, 0.0)
        for one in part.entries:
            room = _ROOM[min(one.level, len(_ROOM) - 1)]
            words = made.add_paragraph(f"{docx.clean(one.number)}\t{docx.clean(one.title)}")
            _indented(words, 1.0 + one.level * _LEVEL + room, -room)
    return docx.saved(made)


def _indented(paragraph: Any, left: float, first: float) -> None:
    """Indent by so many characters; the text begins below itself, not below its number."""
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Pt(_SIZE * left), Pt(_SIZE * first)
    shape.space_after = Pt(3)
    if first:
        shape.tab_stops.add_tab_stop(Pt(_SIZE * left))

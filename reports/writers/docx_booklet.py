"""A booklet as a Word document: a section of the document for each chapter, with its own running head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.writers import docx
from reports.writers.booklet import Booklet, Chapter, Facts, Room, Words
from reports.writers.docx import clean
from reports.writers.paper import PaperColumn, PaperTable

_MARGIN: Final = Mm(16)
_ROOM: Final = Mm(178)
_SMALL: Final = Pt(9)
_LINE: Final = Mm(8)
#: An answer of fewer characters stays on one page with the lines below it.
_SHORT: Final = 600


def write(booklet: Booklet, lang: str = "ja", created: datetime = docx.UNDATED) -> bytes:
    """The .docx file."""
    made = docx.document(booklet.title, lang, footer=booklet.footer, created=created)
    _styles(made)
    if booklet.many:
        _cover(made, booklet)
    for nth, chapter in enumerate(booklet.chapters):
        _chapter(made, booklet, chapter, nth)
    return docx.saved(made)


def _styles(made: Any) -> None:
    """Closer set than a letter, and without the line Word draws below a title."""
    styles, page = made.styles, made.sections[0]
    styles["Normal"].font.size = Pt(9.5)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for border in styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.keep_with_next = True
    page.left_margin = page.right_margin = _MARGIN
    page.top_margin, page.header_distance = Mm(22), Mm(10)


def _cover(made: DocumentType, booklet: Booklet) -> None:
    made.add_paragraph(clean(booklet.title), "Title")
    for line in booklet.lines:
        made.add_paragraph(clean(line))
    made.add_paragraph(clean(booklet.contents), "Heading 2")
    group = ""
    for nth, chapter in enumerate(booklet.chapters):
        if chapter.group != group:
            group = chapter.group
            _bold(made.add_paragraph(), group)
        _entry(made.add_paragraph(), chapter, _mark(nth))


def _entry(paragraph: Any, chapter: Chapter, mark: str) -> None:
    """A line of the table of contents: it leads to the chapter, and Word knows its page."""
    layout = paragraph.paragraph_format
    layout.space_after = Pt(3)
    layout.tab_stops.add_tab_stop(Mm(36))
    layout.tab_stops.add_tab_stop(_ROOM, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(clean(chapter.note) + "\t")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = clean(chapter.title)
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    paragraph.add_run("\t")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f"PAGEREF {mark} \\h")
    field.set(qn("w:dirty"), "true")
    paragraph._p.append(field)


def _chapter(made: DocumentType, booklet: Booklet, chapter: Chapter, nth: int) -> None:
    if nth or booklet.many:
        made.add_section(WD_SECTION.NEW_PAGE)
    _running_head(made, booklet.head, chapter.title)
    if chapter.over:
        made.add_paragraph(clean(chapter.over)).paragraph_format.keep_with_next = True
    _bookmark(made.add_heading(clean(chapter.title), 1), _mark(nth), nth)
    if not booklet.many:
        for line in booklet.lines:
            made.add_paragraph(clean(line))
    for part in chapter.parts:
        made.add_heading(clean(part.title), 2)
        for item in part.items:
            _WRITERS[item.kind](made, item)


def _mark(nth: int) -> str:
    return f"chapter_{nth + 1}"


def _running_head(made: DocumentType, head: str, title: str) -> None:
    section = made.sections[-1]
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = made.styles["Normal"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(_ROOM, WD_TAB_ALIGNMENT.RIGHT)
    for words, bold in ((head + "\t", False), (title, True)):
        run = paragraph.add_run(clean(words))
        run.font.size, run.bold = _SMALL, bold


def _bookmark(paragraph: Any, mark: str, nth: int) -> None:
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        end = OxmlElement(name)
        end.set(qn("w:id"), str(nth))
        if name == "w:bookmarkStart":
            end.set(qn("w:name"), mark)
        paragraph._p.append(end)


def _bold(paragraph: Any, words: str) -> None:
    paragraph.add_run(clean(words)).bold = True
    layout = paragraph.paragraph_format
    layout.keep_with_next, layout.space_before, layout.space_after = True, Pt(6), Pt(2)


def _words(made: DocumentType, item: Words) -> None:
    if item.head:
        _bold(made.add_paragraph(), item.head)
    if item.text:
        made.add_paragraph(clean(item.text)).paragraph_format.space_after = Pt(4)
    for line in item.below:
        _small(made.add_paragraph(), line)


def _small(paragraph: Any, words: str) -> None:
    paragraph.add_run(clean(words)).font.size = _SMALL
    paragraph.paragraph_format.space_after = Pt(4)


def _facts(made: DocumentType, item: Facts) -> None:
    grid = made.add_table(rows=0, cols=2, style="Table Grid")
    grid.autofit = False
    docx.set_widths(grid, [Mm(32), _ROOM - Mm(32)])
    for name, words in item.rows:
        for cell, text, width, bold in zip(
            grid.add_row().cells, (name, words), (Mm(32), _ROOM - Mm(32)), (True, False), strict=True
        ):
            cell.width = width
            cell.paragraphs[0].add_run(clean(text)).bold = bold
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _room(made: DocumentType, item: Room) -> None:
    """A question and lines to write on, on one page; what is typed into a line makes it higher."""
    if item.text:
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(9), -Mm(9)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(9))
        _bold(paragraph, f"{item.number}\t{item.text}")
    if item.below:
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(9)
        _small(paragraph, item.below)
        paragraph.paragraph_format.keep_with_next = True
    if item.said:
        layout = made.add_paragraph(clean(item.said)).paragraph_format
        layout.left_indent, layout.keep_with_next = Mm(9), len(item.said) < _SHORT
    grid = made.add_table(rows=item.lines, cols=1)
    for nth, row in enumerate(grid.rows):
        row.height, row.height_rule = _LINE, WD_ROW_HEIGHT_RULE.AT_LEAST
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = nth + 1 < item.lines
        _dotted(row.cells[0])
    gap = made.add_paragraph().paragraph_format
    gap.line_spacing, gap.space_after = Pt(4), Pt(0)  # one too high would fill a page of its own


def _dotted(cell: Any) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "dotted"), ("sz", "4"), ("color", "7A7A7A")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _table(made: DocumentType, table: PaperTable) -> None:
    if table.title:
        _bold(made.add_paragraph(), table.title)
    if table.banded:
        _records(made, table)
    else:
        docx.add_table(made, table, size=8.5)
    _small(made.add_paragraph(), table.note)


@dataclass(frozen=True)
class _Grid:
    """The places of a table with two lines to a record: columns beside both lines with those below them, and bands."""

    table: PaperTable

    @cached_property
    def beside(self) -> list[list[int]]:
        """The columns beside both lines, each with the ones whose words stand below its own."""
        out: list[list[int]] = []
        for i, column in enumerate(self.table.columns):
            if column.spans and column.below and out:
                out[-1].append(i)
            elif column.spans:
                out.append([i])
        return out

    @cached_property
    def bands(self) -> tuple[list[int], list[int]]:
        """The columns of both lines."""
        rest = [(i, c.band) for i, c in enumerate(self.table.columns) if not c.spans]
        return [i for i, band in rest if not band], [i for i, band in rest if band]

    @cached_property
    def widths(self) -> list[int]:
        """Of every cell of a line."""
        columns = self.table.columns
        shares = [columns[group[0]].width for group in self.beside]
        for both in zip_longest(*self.bands):
            shares.append(max(columns[i].width for i in both if i is not None))
        return [int(_ROOM * share / sum(shares)) for share in shares]


def _records(made: DocumentType, table: PaperTable) -> None:
    """Two lines to a record, never torn apart."""
    places = _Grid(table)
    grid = made.add_table(rows=0, cols=len(places.widths), style="Table Grid")
    grid.autofit = False
    docx.set_widths(grid, places.widths)
    _narrow_cells(grid)
    _record(grid, places, [c.title for c in table.columns], head=True)
    for row in table.rows:
        _record(grid, places, row)


def _narrow_cells(grid: Any) -> None:
    """Little room at the sides of each cell: columns are narrow."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "45")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _record(grid: Any, places: _Grid, words: Sequence[str], *, head: bool = False) -> None:
    rows = [grid.add_row(), grid.add_row()]
    upper, lower = (list(row.cells) for row in rows)
    for line in (upper, lower):
        for cell, width in zip(line, places.widths, strict=True):
            cell.width = width
            if head:
                docx.shade(cell)
    columns = places.table.columns
    for i, group in enumerate(places.beside):
        cell = upper[i].merge(lower[i])
        for nth in group:
            _add(cell, words[nth], columns[nth], head=head, keep=True)
    for line, band in ((upper, places.bands[0]), (lower, places.bands[1])):
        for i, nth in enumerate(band, len(places.beside)):
            _add(line[i], words[nth], columns[nth], head=head, keep=head or line is upper)
    for row in rows:
        docx.row_trait(row, "w:cantSplit")
        if head:
            docx.row_trait(row, "w:tblHeader")


def _add(cell: Any, words: str, column: PaperColumn, *, head: bool, keep: bool) -> None:
    """Words into a cell, below what is there."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs else cell.add_paragraph()
    run = paragraph.add_run(clean(words))
    run.font.size, run.bold = Pt(8), head or column.strong
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = keep
    if column.align == "right" and not head:
        docx.to_the_right(paragraph)


_WRITERS: Final[dict[str, Callable[[DocumentType, Any], None]]] = {
    "facts": _facts, "words": _words, "room": _room, "table": _table,
}  # fmt: skip

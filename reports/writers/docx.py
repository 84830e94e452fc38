"""Word documents by python-docx: A4, Japanese fonts, heads of tables on every page, page numbers.

What anybody typed is set as text: no field, link or markup ever comes from it. The same paper gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell, _Row

from reports.writers.paper import Paper, PaperTable

#: On every Windows since 10; Word and LibreOffice take a like one where it is missing.
FONT: Final = "BIZ UDゴシック"
_NUMBER: Final = re.compile("[△0-9,.% ]*")
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MARGIN: Final = Mm(18)
_SHORT, _LONG = Mm(210), Mm(297)
_STYLES: Final = (("Normal", 10.5), ("Title", 16), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 11))


def write_paper(paper: Paper, lang: str = "ja", created: datetime = UNDATED) -> bytes:
    """A paper as a .docx file."""
    made = document(paper.title, lang, landscape=paper.landscape, footer=paper.footer, created=created)
    made.add_heading(clean(paper.title), 1)
    for line in paper.lines:
        made.add_paragraph(clean(line))
    for table in paper.tables:
        if table.title:
            made.add_heading(clean(table.title), 2)
        add_table(made, table)
        made.add_paragraph(clean(table.note))
    return saved(made)


def document(
    title: str, lang: str = "ja", *, landscape: bool = False, footer: str = "", created: datetime = UNDATED
) -> DocumentType:
    """An empty A4 document with our styles; nobody's name in its properties."""
    made = Document()
    _styles(made, lang)
    _page(made, landscape)
    _footer(made.sections[0].footer.paragraphs[0], footer)
    properties = made.core_properties
    properties.title, properties.language = clean(title), "ja-JP" if lang == "ja" else "en"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = created.astimezone(UTC).replace(tzinfo=None)
    return made


def add_table(made: DocumentType, table: PaperTable, size: float = 10) -> Any:
    """A table as wide as the page: its first row on every page, no row torn in two unless it is longer than a page."""
    grid = made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    widths = _widths(made, [c.width for c in table.columns])
    set_widths(grid, widths)
    _fill(grid.rows[0], [c.title for c in table.columns], widths, ["left"] * len(widths), size, head=True)
    row_trait(grid.rows[0], "w:tblHeader")
    for row in table.rows:
        added = grid.add_row()
        _fill(added, row, widths, [c.align for c in table.columns], size)
        if sum(map(len, row)) < 1_000:
            row_trait(added, "w:cantSplit")
    return grid


def saved(made: DocumentType) -> bytes:
    """The file; its parts carry one fixed date, so that the same document gives the same bytes."""
    loose, packed = BytesIO(), BytesIO()
    made.save(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def clean(text: str) -> str:
    """Text XML can carry: line ends as \\n (Word's line breaks), forbidden characters left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c
        for c in lines
        if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in "\ufffe\uffff")
    )


def _styles(made: DocumentType, lang: str) -> None:
    for name, size in _STYLES:
        style: Any = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ja-JP" if lang == "ja" else "en-GB")
    language.set(qn("w:eastAsia"), "ja-JP")
    made.styles["Normal"].element.get_or_add_rPr().append(language)


def _page(made: DocumentType, landscape: bool) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def _footer(paragraph: Any, words: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(clean(words) + "　" if words else "")
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """A number Word works out itself; `name` is one of ours, never anybody's text."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _widths(made: DocumentType, shares: Sequence[float]) -> list[int]:
    section = made.sections[0]
    room = int(section.page_width or _SHORT) - int(section.left_margin or 0) - int(section.right_margin or 0)
    return [int(room * share / sum(shares)) for share in shares]


def _fill(
    row: _Row, words: Sequence[str], widths: Sequence[int], aligned: Sequence[str], size: float, *, head: bool = False
) -> None:  # fmt: skip
    for cell, text, width, align in zip(row.cells, words, widths, aligned, strict=True):
        cell.width = width  # type: ignore[assignment]
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(clean(text))
        run.font.size, run.bold = Pt(size), head
        paragraph.paragraph_format.space_after = Pt(0)
        if align == "right":
            to_the_right(paragraph)
        if head:
            shade(cell)


def set_widths(grid: Any, widths: Sequence[int]) -> None:
    """The columns' widths: Word goes by its cells', LibreOffice by these."""
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width


def shade(cell: _Cell) -> None:
    """Grey, as heads are."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "ECECEC")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def to_the_right(paragraph: Any) -> None:
    """As numbers are; words in a column of numbers stand at the left."""
    if _NUMBER.fullmatch(paragraph.text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def row_trait(row: _Row, name: str) -> None:
    """`w:tblHeader`: repeated on every page; `w:cantSplit`: never torn in two."""
    trait = OxmlElement(name)
    row._tr.get_or_add_trPr().append(trait)

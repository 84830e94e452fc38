"""Our own template: the form of printed minutes, to be used as it is or changed in Word."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.writers import docx

#: As our PDF: texts in a Mincho, labels and headings in a Gothic. On every Windows since 10, as docx.FONT is.
_TEXTS: Final = "BIZ UD明朝 Medium"
_SIDE, _TOP = Mm(25), Mm(22)
#: A4 without these margins is 160 mm wide; a label of 【小委員長】 in 11 pt is 23 mm.
_LABEL: Final = Mm(25)
#: Room between lines whatever the font: those of BIZ stand close by themselves, those put in their place far apart.
_LINE: Final = Pt(17)
_COVER: Final = (Mm(30), Mm(130))


@cache
def default_template() -> bytes:
    """The template as a .docx."""
    made = docx.document("会議録", footer="{{ 会議名 }}")
    section = made.sections[0]
    section.left_margin = section.right_margin = _SIDE
    section.top_margin = section.bottom_margin = _TOP
    _styles(made)
    made.add_paragraph("{{ 標題 }}", "Title").add_run("{{ 状態 }}").font.size = Pt(14)
    _cover(made)
    _line(made, "{%p if 会議結果 %}")
    _page(made, "{{ 結果の見出し }}")
    for words, style in (
        ("{%p for 結果 in 会議結果 %}", "Normal"), ("{{ 結果.見出し }}", "Heading 2"),
        ("{%p for 段落 in 結果.段落 %}", "Normal"), ("　{{ 段落 }}", "結果"),
        ("{%p endfor %}", "Normal"), ("{%p endfor %}", "Normal"), ("{%p endif %}", "Normal"),
    ):  # fmt: skip
        _line(made, words, style)
    _line(made, "{%p if 会議要旨 %}")
    _speeches(made)
    _line(made, "{%p endif %}")
    for words in ("{%p if 末尾 %}", "", "{%p endif %}", "{%p for 行 in 末尾 %}", "{{ 行 }}", "{%p endfor %}"):
        _line(made, words)
    return docx.saved(made)


def _speeches(made: Any) -> None:
    _page(made, "{{ 要旨の見出し }}")
    for words, style in (
        ("{%p for 議題 in 会議要旨 %}", "Normal"), ("{%p if 議題.見出し %}", "Normal"), ("{{ 議題.見出し }}", "Heading 2"),
        ("{%p endif %}", "Normal"), ("{%p for 行 in 議題.行 %}", "Normal"),
    ):  # fmt: skip
        _line(made, words, style)
    speech = _line(made, "", "発言")
    _font(speech.add_run("{{ 行.役割 }}"), docx.FONT)
    speech.add_run("\t{{ 行.本文 }}")
    for words in ("{%p endfor %}", "{%p endfor %}"):
        _line(made, words)


def _styles(made: Any) -> None:
    for name in ("結果", "発言"):
        style = made.styles.add_style(name, 1)
        style.base_style = made.styles["Normal"]
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        style.paragraph_format.widow_control = True  # no label alone at the foot of a page
    layout = made.styles["発言"].paragraph_format
    layout.left_indent, layout.first_line_indent = _LABEL, -_LABEL
    layout.tab_stops.add_tab_stop(_LABEL)
    for name in ("Normal", "結果", "発言"):
        _font(made.styles[name], _TEXTS)
        made.styles[name].font.size = Pt(11)
        spacing = made.styles[name].paragraph_format
        spacing.space_after, spacing.line_spacing = Pt(3), _LINE
        spacing.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    for name in ("Title", "Heading 1"):
        style = made.styles[name]
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(14)
        style.font.bold = True
        _spaced(style)
        for border in style.element.findall(".//" + qn("w:pBdr")):
            border.getparent().remove(border)
    heading = made.styles["Heading 2"].paragraph_format
    heading.space_before, heading.space_after, heading.keep_with_next = Pt(9), Pt(3), True
    made.styles["Heading 2"].font.size = Pt(11)
    made.styles["Footer"].font.size = Pt(9)


def _font(carrier: Any, name: str) -> None:
    """The font of a style or a run, for Latin and East Asian characters alike."""
    carrier.font.name = name
    fonts = carrier.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _spaced(style: Any) -> None:
    """Letters apart by half their width, as 会 議 録 is."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(int(style.font.size.pt * 10)))
    style.element.get_or_add_rPr().append(spacing)


def _line(made: Any, words: str, style: str = "Normal") -> Any:
    return made.add_paragraph(words, style)


def _page(made: Any, words: str) -> None:
    """A heading on a new page."""
    made.add_paragraph(words, "Heading 1").paragraph_format.page_break_before = True


def _cover(made: Any) -> None:
    """Labels spread over their column (均等割り付け), as the city's form has them."""
    grid = made.add_table(rows=3, cols=2, style="Table Grid")
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    docx.set_widths(grid, _COVER)
    rows = (("{%tr for 行 in 表紙 %}", ""), ("{{ 行.項目 }}", "{{ 行.内容 }}"), ("{%tr endfor %}", ""))
    for row, words in zip(grid.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, words, _COVER, strict=True):
            cell.width, cell.text, cell.vertical_alignment = width, text, WD_ALIGN_VERTICAL.CENTER
            layout = cell.paragraphs[0].paragraph_format
            layout.space_before = layout.space_after = Pt(5)
        row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.DISTRIBUTE
        for run in row.cells[0].paragraphs[0].runs:
            _font(run, docx.FONT)

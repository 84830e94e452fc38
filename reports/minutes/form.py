"""Our own template: the form of printed minutes, to be used as it is or changed in Word."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.writers import docx

#: A4 without our margins is 174 mm wide; a label of 小委員長 in 11 pt is about 23 mm.
_LABEL: Final = Mm(25)
_COVER: Final = (Mm(32), Mm(142))


@cache
def default_template() -> bytes:
    """The template as a .docx."""
    made = docx.document("会議録")
    _styles(made)
    _line(made, "{{ 標題 }}{{ 状態 }}", "Title")
    _cover(made)
    _line(made, "{%p if 会議結果 %}")
    _page(made, "{{ 結果の見出し }}")
    for words, style in (
        ("{%p for 結果 in 会議結果 %}", "Normal"), ("{{ 結果.見出し }}", "Heading 2"),
        ("{%p for 段落 in 結果.段落 %}", "Normal"), ("　{{ 段落 }}", "Normal"),
        ("{%p endfor %}", "Normal"), ("{%p endfor %}", "Normal"), ("{%p endif %}", "Normal"),
    ):  # fmt: skip
        _line(made, words, style)
    _page(made, "{{ 要旨の見出し }}")
    for words, style in (
        ("{%p for 議題 in 会議要旨 %}", "Normal"), ("{%p if 議題.見出し %}", "Normal"), ("{{ 議題.見出し }}", "Heading 2"),
        ("{%p endif %}", "Normal"), ("{%p for 行 in 議題.行 %}", "Normal"), ("{{ 行.役割 }}\t{{ 行.本文 }}", "発言"),
        ("{%p endfor %}", "Normal"), ("{%p endfor %}", "Normal"), ("{%p for 行 in 末尾 %}", "Normal"),
    ):  # fmt: skip
        _line(made, words, style)
    _line(made, "{{ 行 }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _line(made, "{%p endfor %}")
    return docx.saved(made)


def _styles(made: Any) -> None:
    speech = made.styles.add_style("発言", 1)
    speech.base_style = made.styles["Normal"]
    layout = speech.paragraph_format
    layout.left_indent, layout.first_line_indent, layout.widow_control = _LABEL, -_LABEL, True
    layout.tab_stops.add_tab_stop(_LABEL)
    for name in ("Normal", "発言"):
        made.styles[name].font.size = Pt(11)
        made.styles[name].paragraph_format.space_after = Pt(3)
    for name in ("Title", "Heading 1"):
        made.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in made.styles[name].element.findall(".//" + qn("w:pBdr")):
            border.getparent().remove(border)
    made.styles["Heading 2"].paragraph_format.keep_with_next = True


def _line(made: Any, words: str, style: str = "Normal") -> Any:
    return made.add_paragraph(words, style)


def _page(made: Any, words: str) -> None:
    """A heading on a new page."""
    made.add_paragraph(words, "Heading 1").paragraph_format.page_break_before = True


def _cover(made: Any) -> None:
    grid = made.add_table(rows=3, cols=2, style="Table Grid")
    grid.autofit = False
    for column, width in zip(grid.columns, _COVER, strict=True):
        column.width = width
    rows = (("{%tr for 行 in 表紙 %}", ""), ("{{ 行.項目 }}", "{{ 行.内容 }}"), ("{%tr endfor %}", ""))
    for row, words in zip(grid.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, words, _COVER, strict=True):
            cell.width, cell.text = width, text
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[
                0
            ].paragraph_format.space_after = Pt(4)

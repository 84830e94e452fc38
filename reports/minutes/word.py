"""Minutes as a Word file, in the city's own template or in ours.

A template is a .docx with places to fill in, in double braces (`{{ 会議名 }}`), and lines that are repeated
(`{%p for 議題 in 会議要旨 %}` … `{%p endfor %}`); the names are the keys of `context`. It is worked with docxtpl in a
closed Jinja environment: a template can write out what it is given and repeat it, and reach nothing else. Texts are
always escaped. Who wrote the template is taken out of the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.questions import Text
from reports.minutes.model import CoverRow, Item, Line, Minutes, Result, Speech
from reports.writers import docx

#: A4 without our margins is 174 mm wide; a label of 小委員長 in 11 pt is about 23 mm.
_LABEL: Final = Mm(25)
_COVER: Final = (Mm(32), Mm(142))
#: Largest a template and what comes of it may be, unpacked: a real one has some hundred kilobytes.
_MOST: Final = 20 * 1024 * 1024
_AUTHORS: Final = re.compile(rb'(w:(?:author|initials|userId)|w15:(?:author|userId|providerId))="[^"]*"')
_EMPTY_APP: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_EMPTY_CUSTOM: Final = _EMPTY_APP.replace(b"extended-properties", b"custom-properties")


class TemplateProblem(Exception):
    """The template cannot be used; says why."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def write(minutes: Minutes, template: bytes | None = None, created: datetime = docx.UNDATED) -> bytes:
    """The minutes as a .docx. Raises TemplateProblem where the template cannot be used."""
    made = _filled(default_template() if template is None else template, context(minutes))
    properties = made.core_properties
    properties.title, properties.language = docx.clean(minutes.title), "ja-JP"
    for name in (
        "author", "last_modified_by", "comments", "keywords", "category", "subject", "content_status", "identifier", "version",
    ):  # fmt: skip
        setattr(properties, name, "")
    properties.created = properties.modified = created.astimezone(UTC).replace(tzinfo=None)
    properties.revision, properties.last_printed = 1, datetime(2000, 1, 1)  # noqa: DTZ001 - Word's dates bear no zone
    return _nameless(docx.saved(made.docx))


def check(template: bytes) -> None:
    """Raise TemplateProblem where a template cannot be used: tried on made-up minutes with one of everything."""
    write(SAMPLE, template)


def context(minutes: Minutes) -> Mapping[str, Any]:
    """What a template may name. 項目 gives the text of a row of the cover by its label."""
    clean = docx.clean
    return {
        "標題": clean(minutes.heading), "状態": clean(minutes.status), "会議名": clean(minutes.title),
        "表紙": [{"項目": clean(r.label), "内容": clean(r.text)} for r in minutes.cover],
        "項目": {clean(r.label): clean(r.text) for r in minutes.cover},
        "結果の見出し": clean(minutes.results_heading),
        "会議結果": [{"見出し": clean(r.heading), "段落": [clean(p) for p in r.paragraphs]} for r in minutes.results],
        "要旨の見出し": clean(minutes.speeches_heading),
        "会議要旨": [{"見出し": clean(i.heading), "行": _lines(i), "発言": _speeches(i)} for i in minutes.items],
        "末尾": [clean(line) for line in minutes.closing],
    }  # fmt: skip


def _speeches(item: Item) -> list[dict[str, Any]]:
    return [
        {"番号": s.number, "役割": docx.clean(s.role), "本文": docx.clean("\n".join(s.paragraphs))}
        for s in item.speeches
    ]


def _lines(item: Item) -> list[dict[str, str]]:
    """A line for each paragraph: the label stands before a speech's first one."""
    return [
        {"役割": docx.clean(s.label) if nth == 0 else "", "本文": docx.clean(words)}
        for s in item.speeches
        for nth, words in enumerate(s.paragraphs or ("",))
    ]


def _filled(template: bytes, values: Mapping[str, Any]) -> DocxTemplate:
    _bounded(template)
    try:
        made = DocxTemplate(BytesIO(template))
        made.render(dict(values), jinja_env=_closed(), autoescape=True)
    except TemplateError as error:
        words = error.message or type(error).__name__
        raise TemplateProblem(
            Text(
                f"ひな形の差し込み箇所に誤りがあります：{words}", f"A place in the template is wrong: {words}"
            )
        ) from error
    except Exception as error:  # whatever a broken file makes docxtpl, python-docx or lxml raise
        raise TemplateProblem(_BROKEN) from error
    return made


_BROKEN: Final = Text(
    "ひな形として読めません。Word の「.docx」形式で保存したものを選んでください。",
    "This cannot be read as a template. Choose a file saved by Word as .docx.",
)


def _closed() -> ImmutableSandboxedEnvironment:
    """Jinja that reaches nothing: no functions, unknown names are mistakes."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def _bounded(template: bytes) -> None:
    """Refuse what is no Word file, or unpacks to more than a template ever has."""
    try:
        with zipfile.ZipFile(BytesIO(template)) as packed:
            sizes = sum(entry.file_size for entry in packed.infolist())
            if "word/document.xml" not in packed.namelist() or sizes > _MOST:
                raise TemplateProblem(_BROKEN)
    except zipfile.BadZipFile as error:
        raise TemplateProblem(_BROKEN) from error


def _nameless(made: bytes) -> bytes:
    """Without the names a template brings along: program and company, custom properties, authors of comments."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = {"docProps/app.xml": _EMPTY_APP, "docProps/custom.xml": _EMPTY_CUSTOM}.get(
                name, old.read(name)
            )
            if name.endswith(".xml"):
                content = _AUTHORS.sub(rb'\1=""', content)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def default_template() -> bytes:
    """Our own template: the form of printed minutes, to be used as it is or changed in Word."""
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


#: One of everything, to try a template on and to show what it will look like.
SAMPLE: Final = Minutes(
    "第１回見本委員会", "会議録",
    (CoverRow("会議名", (Line("第１回見本委員会"),)), CoverRow("開催場所", (Line("第１会議室"),)),
     CoverRow("会議次第", (Line("（１）見本の議題について"), Line("ア　見本の細目", 1))), CoverRow("その他")),
    (Result("１　見本の議題について", ("原案のとおり決定した。", "なお、次回に報告することとした。")),),
    (Item("（１）見本の議題について", (
        Speech(1, "委員長", "見本の議題を議題とする。"), Speech(2, "", "（資料説明）", "note"),
        Speech(3, "委員", "一つ目の段落。\n二つ目の段落 <&>。", "question"), Speech(4, "事務局", "お答えする。", "answer"),
    )),),
    status="（案）", closing=("令和○年○月○日確認",), footer="第１回見本委員会",
)  # fmt: skip

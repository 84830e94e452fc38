"""What a Word template may be made of: no macros, nothing fetched from elsewhere, nothing that runs, not too much of anything."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from forms.questions import Text
from reports.minutes.problem import BROKEN, TemplateProblem

#: As it is sent: a real one has some hundred kilobytes, with the city's emblem.
MOST_BYTES: Final = 4 * 1024 * 1024
#: Unpacked, and one part of text: what comes of 10,000 speeches is bounded by reports.minutes.closed.
_MOST_UNPACKED: Final = 20 * 1024 * 1024
_MOST_XML: Final = 2 * 1024 * 1024
_MOST_PARTS: Final = 500
_MOST_ELEMENTS: Final = 60_000
#: Places in one part, and each is closed: docxtpl looks for an end from every beginning.
_MOST_PLACES: Final = 500
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS: Final = ("vbaproject", "vbadata", "macroenabled", "activex", "customui", "attachedtoolbars")
#: Kinds of relations that bring other documents along, which nobody looks into.
_EMBEDDED: Final = ("/oleobject", "/package", "/afchunk", "/subdocument", "/control", "/frame")
_LINKS: Final = ("http://", "https://", "mailto:")
#: Fields that work out something of this very document. Others fetch, run or name people.
_FIELDS: Final = frozenset(
    {
        "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC", "HYPERLINK",
        "DATE", "TIME", "TITLE", "SYMBOL", "EQ", "ADVANCE",
    }
)  # fmt: skip
_MARKS: Final = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_ENCODING: Final = re.compile(r"""\s*<\?xml[^>]*encoding=["']([^"']*)""")
_XML: Final = (".xml", ".rels")
_CLOSES: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_FULL_WIDTH: Final = re.compile("[{｛][｛％]|｛%|[％｝][｝}]|%｝")

_MACRO: Final = Text(
    "マクロや、プログラムを含むファイルは使えません。マクロのない「Word 文書（.docx）」として保存し直してください。",
    "A file with macros or programs in it is not taken. Save it again as a Word document (.docx) without macros.",
)
_LARGE: Final = Text("ひな形が大きすぎます。", "The template is too large.")
_LINKED: Final = Text(
    "ほかの場所のファイル（リンクした画像や文書など）を読み込むひな形は使えません。画像は、リンクではなく文書の中に埋め込んでください。",
    "A template that fetches files from elsewhere (linked pictures, documents) is not taken. Put pictures into it.",
)
_BROUGHT: Final = Text(
    "ほかの文書を埋め込んだひな形は使えません。埋め込んだ表や文書は、画像か文字にしてください。",
    "A template with other documents embedded in it is not taken. Make them pictures or text.",
)
_UNCLOSED: Final = Text(
    "差し込み箇所のかっこが閉じていないか、多すぎます。「{{」と「}}」、「{%」と「%}」の対応を確かめてください。",
    "A place's braces are not closed, or there are too many. Please look at each {{ and }}, {% and %}.",
)
_WIDE: Final = Text(
    "全角のかっこ（｛｛、％｝など）が使われています。差し込み箇所は、半角の {{ }} と {% %} で書いてください。",
    "There are full-width braces (｛｛, ％｝ …). Write places with the plain ones: {{ }} and {% %}.",
)
_NONE: Final = Text(
    "差し込み箇所が一つもありません。このままでは、どの会議でも同じ文書になります。",
    "There is no place to fill in: the document would be the same for every meeting.",
)


def look(template: bytes) -> None:
    """Raise TemplateProblem where a file is no Word document, or does more than a template may."""
    if len(template) > MOST_BYTES:
        raise TemplateProblem(_LARGE)
    try:
        with zipfile.ZipFile(BytesIO(template)) as packed:
            _sizes(packed)
            parts = {
                name: _read(packed.read(name)) for name in packed.namelist() if name.lower().endswith(_XML)
            }
    except (
        zipfile.BadZipFile, ParseError, DefusedXmlException, LookupError, ValueError, EOFError, OSError, RuntimeError,
        NotImplementedError,
    ) as error:  # fmt: skip
        raise TemplateProblem(BROKEN) from error
    _kind(parts)
    for name, root in parts.items():
        if name.endswith(".rels"):
            _relations(root)
        else:
            _fields(root)
    _places([root for name, root in parts.items() if name.startswith("word/")])


def _read(part: bytes) -> Any:
    """The elements of a part: UTF-8, as Word writes it, without definitions of its own; a bounded number of places."""
    text = part.decode("utf-8-sig")
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() != "utf-8":
        raise TemplateProblem(BROKEN)
    if len(_MARKS.findall(text)) > 2 * _MOST_PLACES:
        raise TemplateProblem(_LARGE)
    root = fromstring(text, forbid_dtd=True)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise TemplateProblem(_LARGE)
    return root


def _sizes(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if any(mark in entry.filename.lower() for entry in entries for mark in _MACROS):
        raise TemplateProblem(_MACRO)
    xml = [e.file_size for e in entries if e.filename.lower().endswith(_XML)]
    if (
        len(entries) > _MOST_PARTS
        or sum(e.file_size for e in entries) > _MOST_UNPACKED
        or max(xml, default=0) > _MOST_XML
    ):
        raise TemplateProblem(_LARGE)
    names = {entry.filename for entry in entries}
    if not {"word/document.xml", "[Content_Types].xml"} <= names or len(names) < len(entries):
        raise TemplateProblem(BROKEN)


def _kind(parts: dict[str, Any]) -> None:
    """A Word document without macros, whatever it is called; every part of text was looked at."""
    kinds = {
        (one.get("PartName") or f".{one.get('Extension', '')}", one.get("ContentType", ""))
        for one in parts["[Content_Types].xml"]
    }
    if any(mark in kind.lower() for _, kind in kinds for mark in _MACROS):
        raise TemplateProblem(_MACRO)
    unseen = any(
        kind.startswith("application/") and kind.endswith("xml") and not name.lower().endswith(_XML)
        for name, kind in kinds
    )
    if ("/word/document.xml", _DOCUMENT) not in kinds or unseen:
        raise TemplateProblem(BROKEN)


def _relations(root: Any) -> None:
    for one in root:
        kind, target = str(one.get("Type", "")).lower(), str(one.get("Target", "")).lower()
        if kind.endswith(_EMBEDDED):
            raise TemplateProblem(_BROUGHT)
        if one.get("TargetMode", "").lower() != "external" or kind.endswith("/attachedtemplate"):
            continue  # the template a document was begun from is taken out when it is filled (word.py)
        if not kind.endswith("/hyperlink") or not target.startswith(_LINKS):
            raise TemplateProblem(_LINKED)


def _fields(root: Any) -> None:
    for code in _codes(root):
        words = code.split()
        if not words or words[0].upper() not in _FIELDS:
            name = words[0][:20] if words else "?"
            raise TemplateProblem(
                Text(
                    f"フィールド「{name}」は、ひな形では使えません。ページ番号などのほかは、文字にしてください。",
                    f"The field “{name}” is not taken in a template. Page numbers and the like are.",
                )
            )


def _codes(root: Any) -> Iterator[str]:
    """What each field is told to do; one inside another is a field of its own."""
    open_: list[list[str]] = []
    for node in root.iter():
        if node.tag == _W + "fldSimple":
            yield node.get(_W + "instr", "")
        elif node.tag == _W + "fldChar" and node.get(_W + "fldCharType") == "begin":
            open_.append([])
        elif node.tag == _W + "fldChar" and node.get(_W + "fldCharType") == "end":
            yield "".join(open_.pop()) if open_ else ""
        elif node.tag == _W + "instrText":
            if not open_:
                yield node.text or ""
            else:
                open_[-1].append(node.text or "")
    yield from ("".join(left) for left in open_)


def _places(parts: list[Any]) -> None:
    """Places are closed, written with plain braces, and there is one at least."""
    found = 0
    for root in parts:
        words = "".join(node.text or "" for node in root.iter(_W + "t"))
        if _FULL_WIDTH.search(words):
            raise TemplateProblem(_WIDE)
        marks, expected = _MARKS.findall(words), ""
        for mark in marks:
            if mark == expected:
                expected = ""
            elif expected or mark not in _CLOSES:
                raise TemplateProblem(_UNCLOSED)
            else:
                expected = _CLOSES[mark]
        if expected:
            raise TemplateProblem(_UNCLOSED)
        found += len(marks)
    if not found:
        raise TemplateProblem(_NONE)

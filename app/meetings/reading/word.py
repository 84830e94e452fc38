"""The text of a Word file: paragraphs, tables and text boxes as lines, automatic numbers written out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from app.meetings.reading.columns import table
from app.meetings.reading.files import Unreadable
from app.meetings.reading.numbering import Numbering
from forms.questions import Text

#: A meeting of a whole day has 3 MB of XML; pictures come on top.
_MOST_XML: Final = 24 * 1024 * 1024
_MOST_UNPACKED: Final = 120 * 1024 * 1024
_MOST_PARTS: Final = 5_000
_BROKEN: Final = Text("Wordの文書（docx）として読めません。", "Not readable as a Word document (docx).")
_LARGE: Final = Text("Wordの文書が大きすぎます。", "The Word document is too large.")

_P, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_T, _TAB, _BOX, _NUMBERS = (qn(f"w:{name}") for name in ("t", "tab", "txbxContent", "pPr"))
_BREAKS: Final = {qn("w:br"), qn("w:cr")}
#: Readings above characters, deleted text, and the copy of a text box for old programs.
_SKIPPED: Final = {
    qn("w:rt"),
    qn("w:del"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def is_word(data: bytes) -> bool:
    """The bytes are a zip container, as every Word file is."""
    return data.startswith(b"PK\x03\x04")


def word_text(data: bytes) -> str:
    """The text of a Word file as lines. Raises Unreadable."""
    try:
        _check(data)
        document = Document(BytesIO(data))
        numbering = Numbering(document.part)
        return "\n".join(_blocks(document.element.body, numbering))
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise Unreadable(_BROKEN) from error
    except Exception as error:  # lxml and zlib have errors of their own, without a common ancestor
        if type(error).__module__.split(".")[0] in {"lxml", "zlib", "docx", "_lzma", "bz2"}:
            raise Unreadable(_BROKEN) from error
        raise


def _check(data: bytes) -> None:
    """A zip bomb is refused before anything of it is unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if "word/document.xml" not in package.namelist():
            raise Unreadable(_BROKEN)
        xml = sum(p.file_size for p in parts if p.filename.lower().endswith((".xml", ".rels")))
    if xml > _MOST_XML or sum(p.file_size for p in parts) > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise Unreadable(_LARGE)


def _blocks(element: Any, numbering: Numbering) -> Iterator[str]:
    """The lines of a body, a cell or a text box."""
    for child in element:
        if child.tag == _P:
            yield from _paragraph(child, numbering)
        elif child.tag == _TBL:
            yield from _table(child, numbering)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child, numbering)


def _owner(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _table(element: Any, numbering: Numbering) -> Iterator[str]:
    """A table's rows as lines."""
    rows = [row for row in element.iter(_TR) if _owner(row, _TBL) is element]
    cells = [[cell for cell in row.iter(_TC) if _owner(cell, _TR) is row] for row in rows]
    yield from table([[list(_blocks(cell, numbering)) for cell in row] for row in cells])


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[str]:
    """A paragraph's lines, and those of the text boxes that hang on it."""
    words: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, words, boxes)
    text = "".join(words)
    yield from (numbering.of(paragraph) + text if text.strip() else text).split("\n")
    for box in boxes:
        yield from _blocks(box, numbering)


def _collect(element: Any, words: list[str], boxes: list[Any]) -> None:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _NUMBERS:
            continue
        if child.tag == _BOX:
            boxes.append(child)
        elif child.tag == _T:
            words.append(child.text or "")
        elif child.tag == _TAB:
            words.append("\t")
        elif child.tag in _BREAKS:
            words.append("\n")
        else:
            _collect(child, words, boxes)

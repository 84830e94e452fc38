"""What its makers left in a Word template that no reader of minutes should find: names, remarks, deleted words, a picture."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final

from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import qn

_AUTHORS: Final = re.compile(rb'(w:(?:author|initials|userId)|w15:(?:author|userId|providerId))="[^"]*"')
_EMPTY_APP: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_EMPTY: Final = {
    "docProps/app.xml": _EMPTY_APP,
    "docProps/custom.xml": _EMPTY_APP.replace(b"extended-properties", b"custom-properties"),
}
#: Parts that hold remarks and who made them.
_REMARKS: Final = re.compile(r"word/(?:comments\w*|people)\.xml")
#: What leads to a remark, what somebody deleted, how something looked before; and the frames of what was added, which stays.
_GONE: Final = (
    "commentRangeStart", "commentRangeEnd", "commentReference", "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange",
)  # fmt: skip
_KEPT: Final = ("ins", "moveTo")
_LEFT: Final = re.compile(rb"<w:(?:" + "|".join((*_GONE, *_KEPT)).encode() + rb")[ />]")
#: The picture of its first page that Word keeps for the folder's view.
_PICTURE: Final = "docProps/thumbnail."
_TO_PICTURE: Final = re.compile(rb'<Relationship [^>]*metadata/thumbnail"[^>]*/>')


def without(made: bytes) -> bytes:
    """The file without them; what is printed stays as it is."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith(_PICTURE):
                new.writestr(zipfile.ZipInfo(name), _cleaned(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _cleaned(name: str, content: bytes) -> bytes:
    if name in _EMPTY:
        return _EMPTY[name]
    if name == "_rels/.rels":
        return _TO_PICTURE.sub(b"", content)
    if not name.endswith(".xml"):
        return content
    if _REMARKS.fullmatch(name):
        return _emptied(content)
    return _AUTHORS.sub(rb'\1=""', _settled(content) if _LEFT.search(content) else content)


def _emptied(content: bytes) -> bytes:
    root = parse_xml(content)
    for child in list(root):
        root.remove(child)
    return serialize_part_xml(root)


def _settled(content: bytes) -> bytes:
    """Changes that Word tracked are taken over, remarks are not led to."""
    root = parse_xml(content)
    kept = {qn(f"w:{name}") for name in _KEPT}
    for node in list(root.iter(*kept, *(qn(f"w:{name}") for name in _GONE))):
        for child in list(node) if node.tag in kept else ():
            node.addprevious(child)
        node.getparent().remove(node)
    return serialize_part_xml(root)

"""Workbooks that nobody should send, made from a good one."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

SHEET = "xl/worksheets/sheet2.xml"


def rewritten(
    data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    """The package with every part changed (None: left out), and more parts."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def into_sheet(data: bytes, rows: bytes) -> bytes:
    """Further rows at the end of the overall form's sheet."""
    return rewritten(
        data, lambda n, c: c.replace(b"</sheetData>", rows + b"</sheetData>") if n == SHEET else c
    )


def _sheets(data: bytes, count: int) -> bytes:
    """Thousands of sheets, all of them the same part."""
    more = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n + 100) for n in range(count))
    return rewritten(
        data, lambda n, c: c.replace(b"</sheets>", more + b"</sheets>") if n == "xl/workbook.xml" else c
    )


def _bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b" " * 7_000_000)
        for n in range(40):
            new.writestr(f"xl/worksheets/sheet{n}.xml", b"\0" * 7_900_000)
    return made.getvalue()


def _liar(data: bytes) -> bytes:
    """A part that unpacks to far more than the table of contents says."""
    made = rewritten(data, lambda n, c: b"<" * 200_000_000 if n == SHEET else c)
    at = made.index(SHEET.encode(), made.index(b"PK\x01\x02")) - 46
    return made[: at + 24] + struct.pack("<L", 1000) + made[at + 28 :]


def _crowd(data: bytes) -> bytes:
    """A table of contents with 150,000 entries."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for n in range(60_000):
            new.writestr(f"xl/{n:06}", b"")
    return made.getvalue()


def _ole(data: bytes, stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000 + stream.encode("utf-16-le") + b"\0" * 3000


def _named(name: str) -> Callable[[bytes], bytes]:
    return lambda data: rewritten(data, lambda _, c: c, {name: b"x"})


_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]><l>&j;</l>"  # fmt: skip


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _in_strings(old: bytes, new: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: rewritten(
        data, lambda n, c: c.replace(old, new()) if n == "xl/sharedStrings.xml" else c
    )


def _row(inside: bytes) -> Callable[[bytes], bytes]:
    return lambda data: into_sheet(data, inside)


def _rows(*numbers: int) -> Callable[[bytes], bytes]:
    row = b'<row r="%d"><c r="B%d" t="inlineStr"><is><t>x</t></is></c></row>'
    return lambda data: into_sheet(data, b"".join(row % (n, n) for n in range(*numbers)))


def _as_sheet(content: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: rewritten(data, lambda n, c: content() if n == SHEET else c)


def _in_every_sheet(inside: bytes) -> Callable[[bytes], bytes]:
    return lambda data: rewritten(
        data, lambda n, c: c.replace(b"</sheetData>", inside) if n.startswith("xl/worksheets/") else c
    )


def _entities_in_utf_16() -> bytes:
    return _ENTITIES.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")


#: What it is → the rule that refuses it, and how it is made from a good workbook (some take a while and are large).
KINDS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty": ("broken_workbook", lambda _: b""),
    "csv renamed": ("broken_workbook", lambda _: "番号,名称\r\n1,花壇\r\n".encode("cp932") * 200),
    "old xls": ("old_workbook", lambda data: _ole(data, "Workbook")),
    "password": ("encrypted", lambda data: _ole(data, "EncryptedPackage")),
    "truncated": ("broken_workbook", _cut),
    "damaged": ("broken_workbook", lambda data: data[:3000] + b"\0" * 2000 + data[5000:]),
    "a zip of something else": ("broken_workbook", lambda data: rewritten(data, lambda n, c: None, {"readme.txt": b"x"})),
    "nested zip": ("broken_workbook", lambda data: rewritten(data, lambda n, c: None, {"book.xlsx": data})),
    "far cell": ("far_cell", _row(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "100,000 rows": ("too_large", _rows(500, 100_500)),
    "4,000 rows": ("far_cell", _rows(500, 4_500)),
    "two million cells in a row": ("too_large", lambda data: into_sheet(data, b'<row r="600">' + b"<c/>" * 1_900_000 + b"</row>")),
    # just below what one sheet may have, in every sheet: together it is too much
    "cells in every sheet": ("too_large", _in_every_sheet(b'<row r="600">' + b"<c/>" * 80_000 + b"</row></sheetData>")),
    "merged cells in every sheet": (
        "too_large",
        _in_every_sheet(b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 40_000 + b"</mergeCells>"),
    ),
    "attributes": (
        "too_large",
        lambda data: into_sheet(data, b"<row " + b" ".join(b'a%d="1"' % n for n in range(400_000)) + b"/>"),
    ),
    "huge shared strings": ("too_large", _in_strings(b"</sst>", lambda: b"<si><t/></si>" * 500_000 + b"</sst>")),
    "one string of 30 MB": (
        "too_large",
        _in_strings(b"</sst>", lambda: b"<si><t>" + b"x" * 30_000_000 + b"</t></si></sst>"),
    ),
    "zip bomb": ("too_large", lambda _: _bomb()),
    "a part larger than it says": ("broken_workbook", _liar),
    "crowded contents": ("too_large", _crowd),
    "thousands of sheets": ("too_large", lambda data: _sheets(data, 5_000)),
    "macros": ("macros", _named("xl/vbaProject.bin")),
    "external links": ("external_links", _named("xl/externalLinks/externalLink1.xml")),
    "entities": ("xml", _as_sheet(lambda: _ENTITIES)),
    "entities in utf-16": ("broken_workbook", _as_sheet(_entities_in_utf_16)),
    "absolute name": ("broken_workbook", _named("/etc/passwd")),
    "name upwards": ("broken_workbook", _named("../../evil.xml")),
    "drive": ("broken_workbook", _named("C:\\evil.xml")),
    "deeply nested": ("broken_workbook", _as_sheet(lambda: b"<a>" * 80_000)),
    "no hidden sheet": ("no_identity", _in_strings(b"kikitori|meta", lambda: b"xikitori|meta")),
}  # fmt: skip

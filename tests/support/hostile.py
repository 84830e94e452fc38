"""Workbooks that nobody should send, made from a good one."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
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


#: Just below what one sheet may have, in every sheet: together it is too much.
_SLOW = {
    "cells in every sheet": b'<row r="600">' + b"<c/>" * 80_000 + b"</row></sheetData>",
    "merged cells in every sheet": b"</sheetData><mergeCells>"
    + b'<mergeCell ref="A1:B2"/>' * 40_000
    + b"</mergeCells>",
}


def files(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """(what it is, the rule that refuses it, the file), made from a good workbook."""
    row = b'<row r="%d"><c r="B%d" t="inlineStr"><is><t>x</t></is></c></row>'
    yield "empty", "broken_workbook", b""
    yield "csv renamed", "broken_workbook", "番号,名称\r\n1,花壇\r\n".encode("cp932") * 200
    yield "old xls", "old_workbook", _ole(data, "Workbook")
    yield "password", "encrypted", _ole(data, "EncryptedPackage")
    yield "truncated", "broken_workbook", data[: len(data) // 2]
    yield "damaged", "broken_workbook", data[:3000] + b"\0" * 2000 + data[5000:]
    yield (
        "a zip of something else",
        "broken_workbook",
        rewritten(data, lambda n, c: None, {"readme.txt": b"x"}),
    )
    yield "nested zip", "broken_workbook", rewritten(data, lambda n, c: None, {"book.xlsx": data})
    yield "far cell", "far_cell", into_sheet(data, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "100,000 rows", "too_large", into_sheet(data, b"".join(row % (n, n) for n in range(500, 100_500)))
    yield "4,000 rows", "far_cell", into_sheet(data, b"".join(row % (n, n) for n in range(500, 4_500)))
    yield (
        "two million cells in a row",
        "too_large",
        into_sheet(data, b'<row r="600">' + b"<c/>" * 1_900_000 + b"</row>"),
    )
    for what, inside in _SLOW.items():
        yield what, "too_large", rewritten(
            data, lambda n, c, inside=inside: c.replace(b"</sheetData>", inside) if n.startswith("xl/worksheets/") else c
        )  # fmt: skip
    yield (
        "attributes",
        "too_large",
        into_sheet(data, b"<row " + b" ".join(b'a%d="1"' % n for n in range(400_000)) + b"/>"),
    )
    yield "huge shared strings", "too_large", rewritten(
        data, lambda n, c: c.replace(b"</sst>", b"<si><t/></si>" * 500_000 + b"</sst>") if n == "xl/sharedStrings.xml" else c
    )  # fmt: skip
    yield "one string of 30 MB", "too_large", rewritten(
        data, lambda n, c: c.replace(b"</sst>", b"<si><t>" + b"x" * 30_000_000 + b"</t></si></sst>") if n == "xl/sharedStrings.xml" else c
    )  # fmt: skip
    yield "zip bomb", "too_large", _bomb()
    yield "a part larger than it says", "broken_workbook", _liar(data)
    yield "crowded contents", "too_large", _crowd(data)
    yield "thousands of sheets", "too_large", _sheets(data, 5_000)
    yield "macros", "macros", _named("xl/vbaProject.bin")(data)
    yield "external links", "external_links", _named("xl/externalLinks/externalLink1.xml")(data)
    yield "entities", "xml", rewritten(data, lambda n, c: _ENTITIES if n == SHEET else c)
    yield "entities in utf-16", "broken_workbook", rewritten(
        data, lambda n, c: _ENTITIES.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16") if n == SHEET else c
    )  # fmt: skip
    yield "absolute name", "broken_workbook", _named("/etc/passwd")(data)
    yield "name upwards", "broken_workbook", _named("../../evil.xml")(data)
    yield "drive", "broken_workbook", _named("C:\\evil.xml")(data)
    yield "deeply nested", "broken_workbook", rewritten(
        data, lambda n, c: b"<a>" * 80_000 if n == SHEET else c
    )  # fmt: skip
    yield "no hidden sheet", "no_identity", rewritten(
        data, lambda n, c: c.replace(b"kikitori|meta", b"xikitori|meta") if n == "xl/sharedStrings.xml" else c
    )  # fmt: skip

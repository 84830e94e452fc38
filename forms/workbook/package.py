"""Looking at a workbook's package before anything of it is read: bounded, and a clear word on what is refused."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from forms.text import Text

#: What a browser may send: twenty projects take 0.2 MB.
MOST_BYTES: Final = 8 * 1024 * 1024
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
#: openpyxl looks into every sheet as soon as a workbook is opened.
MOST_SHEETS: Final = 400
#: The end of a zip file's table of contents: its size stands at 12.
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_END_64: Final = b"PK\x06\x07"
_CHUNK: Final = 1 << 16


class Unusable(Exception):
    """A file that is no usable workbook; `message` says why."""

    def __init__(self, rule: str, message: Text) -> None:
        super().__init__(message.en)
        self.rule, self.message = rule, message


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may hold: unpacked bytes in all and in one part; tags and attributes (0: not counted) in all, in one
    part and in the table of texts, whose readings (phonetic runs) are many and cost little; bytes of its contents."""

    unpacked: int
    part: int
    marks: int = 0
    marks_in_part: int = 0
    marks_in_texts: int = 0
    contents: int = 400_000


#: For a workbook somebody sends through the browser. Eighty A projects have 0.42 million marks, 4,000 in a sheet.
UPLOAD: Final = Limits(40_000_000, 8_000_000, 600_000, 90_000, 250_000)
_TEXTS: Final = "xl/sharedStrings.xml"

NOT_A_WORKBOOK: Final = Text(
    "Excel ブック (.xlsx) として読めません。ダウンロードした Excel ファイルを .xlsx のまま保存して送ってください。",
    "This cannot be read as a workbook (.xlsx). Send the downloaded file, saved as .xlsx.",
)
_OLD: Final = Text(
    "古い形式の Excel ファイル (.xls) です。「名前を付けて保存」で .xlsx を選んで保存し直してください。",
    "This is an old Excel file (.xls). Save it again as .xlsx.",
)
_LOCKED: Final = Text(
    "パスワードで保護されたファイルは読めません。「ファイル」→「情報」→「ブックの保護」でパスワードを外して保存してください。",
    "A file protected by a password cannot be read. Remove the password and save it again.",
)
_MACROS: Final = Text(
    "マクロを含むファイルは受け付けられません。マクロを含まない .xlsx で保存し直してください。",
    "A file with macros is not accepted. Save it as .xlsx without macros.",
)
_LINKS: Final = Text(
    "ほかのファイルを参照する式（外部リンク）が含まれています。値だけを貼り付け直して保存してください。",
    "It has formulas that look into other files (external links). Paste the values only and save it again.",
)
_TOO_LARGE: Final = Text(
    "展開後の大きさが上限を超えています。ダウンロードしたファイルに記入して送ってください。",
    "Unpacks to more than is allowed. Send the downloaded file with your answers.",
)
_XML: Final = Text(
    "ファイルの中に許可されていない書き方（DTD）があるため読めません。",
    "The file has something in it that is not allowed (a DTD), so it is not read.",
)
TOO_MANY_CELLS: Final = Text(
    "セルの数が多すぎます。ダウンロードしたファイルに記入して送ってください。",
    "There are too many cells. Send the downloaded file with your answers.",
)


def check(stream: BinaryIO, limits: Limits = UPLOAD) -> None:
    """Raises Unusable for what is not to be read at all. The stream is back at its beginning afterwards."""
    _check_head(stream)
    try:
        _check_contents(stream, limits)
        with zipfile.ZipFile(stream) as package:
            _check_parts(package, limits)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise Unusable("broken_workbook", NOT_A_WORKBOOK) from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "_lzma", "bz2"):
            raise Unusable("broken_workbook", NOT_A_WORKBOOK) from error
        raise
    stream.seek(0)


def _check_head(stream: BinaryIO) -> None:
    stream.seek(0)
    if stream.read(len(_OLE)) == _OLE:
        rest = stream.read(MOST_BYTES)
        raise Unusable("encrypted", _LOCKED) if _ENCRYPTED in rest else Unusable("old_workbook", _OLD)
    stream.seek(0)


def _check_contents(stream: BinaryIO, limits: Limits) -> None:
    """Before zipfile builds its table of contents in memory: how long is it?"""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - _END_SIZE - _LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or _END_64 in tail:
        raise Unusable("broken_workbook", NOT_A_WORKBOOK)
    if struct.unpack_from("<L", tail, at + 12)[0] > limits.contents:
        raise Unusable("too_large", _TOO_LARGE)


def _check_parts(package: zipfile.ZipFile, limits: Limits) -> None:
    parts = package.infolist()
    names = {p.filename for p in parts}
    if any(n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") or ":" in n for n in names):
        raise Unusable("broken_workbook", NOT_A_WORKBOOK)
    if "xl/workbook.xml" not in names or len(names) < len(parts):
        raise Unusable("broken_workbook", NOT_A_WORKBOOK)
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Unusable("macros", _MACROS)
    if any(n.startswith("xl/externalLinks/") for n in names):
        raise Unusable("external_links", _LINKS)
    xml = [p for p in parts if p.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if sum(p.file_size for p in parts) > limits.unpacked or any(p.file_size > limits.part for p in xml):
        raise Unusable("too_large", _TOO_LARGE)
    if limits.marks:
        _count_marks(package, xml, limits)
    if package.read("xl/workbook.xml").count(b"sheetId=") > MOST_SHEETS:
        raise Unusable("too_large", TOO_MANY_CELLS)


def _count_marks(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Tags and attributes are what costs memory once a part is parsed: a few letters each, thousandfold inside."""
    total = 0
    for part in parts:
        here, most = 0, limits.marks_in_texts if part.filename == _TEXTS else limits.marks_in_part
        for chunk in _chunks(package, part):
            here += chunk.count(b"<") + chunk.count(b"=")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Unusable("xml", _XML)
            if here > most or total + here > limits.marks:
                raise Unusable("too_large", TOO_MANY_CELLS)
        total += here


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk

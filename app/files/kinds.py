"""What kind of file some bytes are: told by the content, never by the name alone.

Taken are papers and pictures that office programs open without running anything: no macros, no old binary Office
files (they may carry macros unseen), no archives, no web pages.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from app.errors import Refused
from forms.questions import Text
from forms.text import forbidden_controls

#: One file. Requests are bounded a little above it, so that a sentence and not a broken connection tells.
MOST_BYTES: Final = 10 * 1024 * 1024
#: Entries of a zip container (docx, xlsx, odt): a real one has some dozens.
_MOST_ENTRIES: Final = 5_000
_LONGEST_NAME: Final = 120
_FORBIDDEN: Final = {ord(c): "_" for c in '\\/:*?"<>|'} | dict.fromkeys([*range(32), 127], " ")

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
TXT: Final = "text/plain"
ZIP: Final = "application/zip"

#: Media type → the endings its name may have; what uploads may be.
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    PDF: (".pdf",), DOCX: (".docx",), XLSX: (".xlsx",), ODT: (".odt",), ODS: (".ods",),
    PNG: (".png",), JPEG: (".jpg", ".jpeg"), TXT: (".txt",),
}  # fmt: skip
ACCEPTED: Final = ",".join(end for ends in ENDINGS.values() for end in ends)
_OPEN_DOCUMENTS: Final = {ODT.encode(): ODT, ODS.encode(): ODS}

_NOT_TAKEN: Final = Text(
    "このファイルは受け付けられません。PDF・Word（docx）・Excel（xlsx）・OpenDocument（odt・ods）・テキスト（txt）・"
    "画像（png・jpg）のいずれかにしてください。マクロ付きのファイルや、古い形式（doc・xls）は受け付けません。",
    "This file is not taken. PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods), text (txt) and pictures "
    "(png, jpg) are; files with macros and the old formats (doc, xls) are not.",
)
_TOO_LARGE: Final = Text(
    f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。",
    f"The file is too large (at most {MOST_BYTES // 1024 // 1024} MB).",
)
_NOTHING: Final = Text("ファイルが空です。", "The file is empty.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be stored: its name made harmless, what it is, its bytes."""

    name: str
    media_type: str
    data: bytes


def safe_name(name: str) -> str:
    """A name Windows takes too: no folders, no control characters, not too long, its ending kept."""
    plain = " ".join(name.replace("\\", "/").rpartition("/")[2].translate(_FORBIDDEN).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:_LONGEST_NAME] or "file"
    return f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip('. ') or 'file'}.{ending}"


def checked(name: str, data: bytes) -> Upload:
    """What somebody uploaded, where it may be stored. Raises Refused with the reason."""
    if not data:
        raise Refused(_NOTHING)
    if len(data) > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    kind, known = sniffed(data), safe_name(name)
    if kind is None:
        raise Refused(_NOT_TAKEN)
    endings = ENDINGS[kind]
    if not known.lower().endswith(endings):
        raise Refused(
            Text(
                f"ファイル名の末尾と中身が合いません。中身は「{endings[0]}」です。正しい形式で保存し直してください。",
                f"The file's name does not fit its content, which is “{endings[0]}”. Please save it again.",
            )
        )
    return Upload(known, kind, data)


def sniffed(data: bytes) -> str | None:
    """The media type of these bytes; None for anything that is not taken."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"PK\x03\x04"):
        return _container(data)
    return TXT if _is_text(data) else None


def _container(data: bytes) -> str | None:
    """Which office document a zip file is. Only its list of entries is read, and its kind where it says one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[: _MOST_ENTRIES + 1]}
            if len(names) > _MOST_ENTRIES or _has_macros(names):
                return None
            if "[Content_Types].xml" in names:
                return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _OPEN_DOCUMENTS.get(stream.read(100).strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None
    return None


def _has_macros(names: set[str]) -> bool:
    return any(
        "vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/", "xl/macrosheets/"))
        for name in names
    )


def _is_text(data: bytes) -> bool:
    """Text as Windows or anybody else writes it. A web page called .txt is harmless: it is never shown, only saved."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return not any(forbidden_controls(data.decode(encoding)))
        except UnicodeDecodeError:
            continue
    return False

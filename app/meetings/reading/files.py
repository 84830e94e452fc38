"""A file as text: what its bytes are is told by the bytes themselves, the name only decides between kinds of text."""

from __future__ import annotations

import re
from typing import Final

from app.errors import Refused
from forms.questions import Text

#: Minutes of a whole day are 300 KB of text; a Word file carries pictures besides.
MOST_BYTES: Final = 10 * 1024 * 1024

_NOTHING: Final = Text("ファイルが空です。", "The file is empty.")
_TOO_LARGE: Final = Text(
    f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。",
    f"The file is too large (at most {MOST_BYTES // 1024 // 1024} MB).",
)
_NOT_TEXT: Final = Text(
    "文章として読めません。テキスト（UTF-8またはシフトJIS）・Word（docx）・字幕（vtt・srt）のいずれかにしてください。",
    "This cannot be read. Text (UTF-8 or Shift_JIS), Word (docx) and captions (vtt, srt) can.",
)
#: What people try, and how it can be read after all; each by its first bytes.
_ANOTHER: Final[dict[bytes, Text]] = {
    b"%PDF": Text(
        "PDFは、そのままでは読めません。PDFを開いて文章をすべて選び、コピーして貼り付けてください。",
        "A PDF cannot be read as it is. Please open it, select and copy all of its text, and paste that.",
    ),
    b"\xd0\xcf\x11\xe0": Text(
        "古い形式の文書（doc・xls）は読めません。Wordで開き、「名前を付けて保存」でdocxにしてください。",
        "The old format (doc, xls) cannot be read. Please open it in Word and save it as docx.",
    ),
    b"{\\rtf": Text(
        "リッチテキスト（rtf）は読めません。Wordで開き、「名前を付けて保存」でdocxにしてください。",
        "Rich text (rtf) cannot be read. Please open it in Word and save it as docx.",
    ),
}
_JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龠、。]")
_HALF_KANA: Final = re.compile(r"[｡-ﾟ]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a]")


class Unreadable(Refused):
    """The file is not one that minutes can be read from."""


def bounded(data: bytes) -> None:
    """Raises Unreadable for nothing and for too much."""
    if not data.strip():
        raise Unreadable(_NOTHING)
    if len(data) > MOST_BYTES:
        raise Unreadable(_TOO_LARGE)


def text_of(data: bytes) -> str:
    """The text in some bytes. Raises Unreadable."""
    bounded(data)
    for begin, message in _ANOTHER.items():
        if data.startswith(begin):
            raise Unreadable(message)
    text = _decoded(data)
    if text is None or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise Unreadable(_NOT_TEXT)
    return text


def _decoded(data: bytes) -> str | None:
    """UTF-8 and UTF-16 say so themselves; of the old Japanese codes the one that gives fewer oddities is meant."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(data, "utf-16")
    if (text := _unmarked(data)) is not None:
        return text
    if (text := _as(data, "utf-8-sig")) is not None:
        return (_as(data, "iso2022_jp_ext") or text) if b"\x1b$" in data else text
    found = [text for code in ("cp932", "euc_jis_2004") if (text := _as(data, code)) is not None]
    return max(found, key=_likely, default=None)


def _unmarked(data: bytes) -> str | None:
    """UTF-16 that does not say so: its line ends or Latin letters have a zero beside them."""
    if b"\0" not in data or len(data) % 2:
        return None
    found = [text for code in ("utf-16-le", "utf-16-be") if (text := _as(data, code)) is not None]
    best = max(found, key=_likely, default="")
    return best if 2 * _likely(best) > len(best) else None


def _as(data: bytes, code: str) -> str | None:
    try:
        return data.decode(code)
    except UnicodeDecodeError:
        return None


def _likely(text: str) -> int:
    """How much a text looks like Japanese: read with the wrong code, it is full of half-width kana."""
    return len(_JAPANESE.findall(text)) - 4 * len(_HALF_KANA.findall(text))

"""PDF by Typst: our templates, their words as data.

A template (reports/writers/typst/NAME.typ) reads JSON from `sys.inputs`; no Typst source is ever made from
anybody's words. The compiler sees the templates' folder and nothing else of the disk, and asks no network.
The same data give the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import typst

from reports.writers.booklet import Booklet
from reports.writers.paper import Paper

_HERE: Final = Path(__file__).parent
TEMPLATES: Final = _HERE / "typst"
FONTS: Final = _HERE / "fonts"
#: Readable by screen readers: tagged, with title and language.
STANDARD: Final[Any] = "ua-1"
#: The date in a document's properties: a fixed one, so that the same data give the same bytes.
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)


def write_paper(paper: Paper, lang: str = "ja", created: datetime = UNDATED) -> bytes:
    """A paper as an A4 PDF."""
    return render("plain", paper.data(), lang, created)


def write_booklet(booklet: Booklet, lang: str = "ja", created: datetime = UNDATED) -> bytes:
    """A booklet as an A4 PDF; its table of contents has page numbers and leads to the chapters."""
    return render("booklet", booklet.data(), lang, created)


def render(template: str, data: Mapping[str, Any], lang: str = "ja", created: datetime = UNDATED) -> bytes:
    """A PDF from a template and data that JSON can hold. created: the date in its properties.

    A character our fonts lack is looked for in the system's fonts (Noto CJK); where it is in none, the document is
    made all the same, with a box in its place and without the mark of accessibility. Raises typst.TypstError where
    the template itself is wrong.
    """
    inputs = {"data": json.dumps(_plain(data), ensure_ascii=False), "lang": lang}
    for system_fonts in (False, True):
        try:
            return _compiled(template, inputs, created, system_fonts=system_fonts)
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
    return _compiled(template, inputs, created, system_fonts=True, accessible=False)


_NO_GLYPH: Final = "could not be displayed with"


def _compiled(
    template: str, inputs: dict[str, str], created: datetime, *, system_fonts: bool, accessible: bool = True
) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(system_fonts), sys_inputs=inputs
    )
    standards = [STANDARD] if accessible else None
    made = compiler.compile(
        format="pdf", timestamp=created.astimezone(UTC).replace(microsecond=0), pdf_standards=standards
    )
    return cast(bytes, made)


@cache
def _fonts(system: bool) -> Any:
    """Read once: looking through fonts takes longer than setting a page."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[FONTS])


def _plain(value: Any) -> Any:
    """Line ends as \\n, no other control characters: fonts have no picture of them."""
    if isinstance(value, str):
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value

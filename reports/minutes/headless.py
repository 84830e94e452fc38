"""A heading with nothing below it takes its sheet along: a summary has no speeches, so it has no empty page for them."""

from __future__ import annotations

import re
from typing import Any, Final

from docx.oxml.ns import qn

_IF: Final = re.compile(r"\{%p\s+if\s[^%]*%\}")
_TYPE: Final = qn("w:type")


def leave_out(body: Any, name: str) -> None:
    """Take the paragraphs that print a place, and no other, out of a template, with the page break they stand behind."""
    place = re.compile(r"[^{}]*\{\{\s*" + re.escape(name) + r"\s*\}\}[^{}]*")
    for paragraph in body.findall(qn("w:p")):
        if place.fullmatch(_words(paragraph)) and paragraph.find(".//" + qn("w:sectPr")) is None:
            _unbroken(body, paragraph)
            body.remove(paragraph)


def _words(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _unbroken(body: Any, heading: Any) -> None:
    """Without the break before a heading: looked for behind empty lines and beginnings of what is left out."""
    before = heading.getprevious()
    while before is not None and before.tag == qn("w:p"):
        words = _words(before).strip()
        breaks = [
            b for b in before.iter(qn("w:br")) if b.get(_TYPE) == "page" and not _text_behind(before, b)
        ]
        if before.find(".//" + qn("w:sectPr")) is not None:
            _go_on(body, before)
            return
        for one in breaks:
            one.getparent().remove(one)
        if breaks or (words and not _IF.fullmatch(words)):
            if breaks and not words and len(before.findall(".//" + qn("w:drawing"))) == 0:
                body.remove(before)
            return
        before = before.getprevious()


def _text_behind(paragraph: Any, broken: Any) -> bool:
    """Whether a paragraph says something after a break: then the break is not the heading's."""
    nodes = list(paragraph.iter(qn("w:t"), qn("w:br")))
    return any((node.text or "").strip() for node in nodes[nodes.index(broken) :] if node.tag == qn("w:t"))


def _go_on(body: Any, ending: Any) -> None:
    """The section that follows a section's last paragraph begins on the same page."""
    every = list(body.iter(qn("w:sectPr")))
    here = every.index(ending.find(".//" + qn("w:sectPr")))
    for following in every[here + 1 : here + 2]:
        for old in following.findall(_TYPE):
            following.remove(old)
        made = following.makeelement(_TYPE, {qn("w:val"): "continuous"})
        following.insert(_before_type(following), made)


def _before_type(section: Any) -> int:
    """Where a section's type stands: behind its heads, feet and notes."""
    first = {qn(f"w:{name}") for name in ("headerReference", "footerReference", "footnotePr", "endnotePr")}
    return sum(1 for node in section if node.tag in first)

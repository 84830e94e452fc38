"""The source as lines: how wide, how far in, how many blank lines before; page numbers and running heads apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.reading.glyphs import mended

_WIDE: Final = frozenset("WFA")
_LINE_ENDS: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PLAIN_ENDS: Final = ("\n", "\r", "\r\n")
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_PAGE: Final = re.compile(
    r"[-‐-―ー~〜〔\[(（]+ ?([0-9]{1,4}) ?[-‐-―ー~〜〕\])）]+|(?:page|p\.?) ?([0-9]{1,4})(?: ?(?:of|/) ?[0-9]{1,4})?"
    r"|([0-9]{1,4}) ?(?:/ ?[0-9]{1,4}|ページ|頁)|([0-9]{1,4})",
    re.IGNORECASE,
)


_NUMBERED_HEAD: Final = re.compile(
    r"(?P<head>[^。、:]{0,50}(?:会議録|議事録|会議要旨|会議概要|議事要旨))\s*[-(\[]?\s*(?P<page>[0-9]{1,4})\s*[-)\]]?"
)
_RULER: Final = re.compile(r"([-‐-―─━ー－=＝＿_*＊・…~～])\1{4,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. raw: without the space around it; text: raw with broken characters put right."""

    no: int
    raw: str
    text: str
    indent: int
    width: int
    gap: int
    paragraph: bool  # one of the blank lines before holds a space: an empty paragraph, not a page's end
    page: bool  # a form feed stands before
    index: int = (
        0  # which of all lines that are not blank (several may share a number: form feeds end no line)
    )
    torn: bool = False  # begins in the middle of a line, where a speaker's word stands


class _Columns(dict[str, int]):
    """Character → columns; each looked up once, as every character of a source is asked for."""

    def __missing__(self, character: str) -> int:
        found = self[character] = 2 if unicodedata.east_asian_width(character) in _WIDE else 1
        return found


_COLUMNS: Final = _Columns()


def width(text: str) -> int:
    """Columns on paper: two for a full-width character."""
    return sum(map(_COLUMNS.__getitem__, text))


def cut(text: str) -> list[Line]:
    """The lines that are not blank, with what stands around them."""
    out: list[Line] = []
    gap, paragraph, page, start, no = 0, False, False, 0, 0
    for end in [*_LINE_ENDS.finditer(text), None]:
        no += 1
        whole = text[start : end.start()] if end else text[start:]
        raw = whole.strip()
        if raw:
            indent = width(whole[: len(whole) - len(whole.lstrip())])
            out.append(
                Line(no, raw, mended(raw), indent, indent + width(raw), gap, paragraph, page, len(out))
            )
            gap, paragraph, page = 0, False, False
        else:
            gap, paragraph = gap + 1, paragraph or bool(whole)
        if end:
            start, page = end.end(), page or end[0] == "\f"
            no -= end[0] not in _PLAIN_ENDS  # what no editor counts as a line
    return out


def furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Places in `lines` that are page numbers ("page_number"), repeated running heads ("running_head") or drawn lines ("ruler")."""
    out = dict.fromkeys(_page_numbers(lines), "page_number")
    edges = {i for i, line in enumerate(lines) if line.page}
    pages = max(len(edges), len(out))
    edges |= {i - 1 for i in edges} | {j for i in out for j in (i - 1, i + 1)} | ({0} if pages else set())
    edges -= out.keys()
    places = defaultdict(list)
    for i in sorted(edges):
        if 0 <= i < len(lines) and len(lines[i].text) <= 60 and not lines[i].text.startswith(("【", "○")):
            places[_NUMBER.sub("", unicodedata.normalize("NFKC", lines[i].text))].append(i)
    for head, found in places.items():
        if len(found) > 2 and 2 * len(found) >= pages and head and not set("。、「」") & set(head):
            out |= dict.fromkeys((i for i in found if i), "running_head")
    out |= dict.fromkeys(_numbered_heads(lines), "running_head")
    return out | {i: "ruler" for i, line in enumerate(lines) if _RULER.fullmatch(line.text)}


def _numbered_heads(lines: Sequence[Line]) -> list[int]:
    """Running heads that end in the page's number: 第３回委員会会議録　1."""
    places: dict[str, dict[int, int]] = defaultdict(dict)
    for i, line in enumerate(lines):
        m = (
            _NUMBERED_HEAD.fullmatch(unicodedata.normalize("NFKC", line.text))
            if len(line.text) <= 60
            else None
        )
        if m:
            places["".join(m["head"].split())].setdefault(int(m["page"]), i)
    return [
        i
        for pages in places.values()
        if len(pages) > 1 and max(pages) - min(pages) < len(pages)
        for i in pages.values()
    ]


def _page_numbers(lines: Sequence[Line]) -> list[int]:
    """Lines with nothing but a number, where they count up or stand at a page's edge."""
    seen: dict[int, int] = {}
    bare = set()
    for i, line in enumerate(lines):
        if len(line.text) > 20 or not any(c.isdigit() for c in line.text):
            continue
        if found := _PAGE.fullmatch(unicodedata.normalize("NFKC", line.text)):
            seen[i] = int(next(g for g in found.groups() if g))
            if found[4]:
                bare.add(i)
    count = Counter(seen.values())
    return [i for i, value in seen.items() if _at_edge(lines, i, i in bare, count, value)]


def _at_edge(lines: Sequence[Line], i: int, bare: bool, count: Counter[int], value: int) -> bool:
    last = i + 1 == len(lines)
    at_page = lines[i].page or (not last and lines[i + 1].page)
    alone = (i == 0 or lines[i].gap > 0) and (last or lines[i + 1].gap > 0)
    counts_up = count[value] == 1 and (count[value - 1] == 1 or count[value + 1] == 1)
    return at_page or (counts_up and alone if bare else counts_up or alone)

"""Lines that hold more than one thing: speakers' words in the middle of a line, items of a list beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.meetings.reading.headings import heading
from app.meetings.reading.lines import Line, width
from app.meetings.reading.marks import mark
from app.meetings.reading.roles import is_role, key

_SAID: Final = re.compile(r"(?<=[。」）)！？!?])[\s　]*(?=【([^【】\n]{1,20})】[\s　]*[^\s　【】。、）」])")
_LONGEST_MARK: Final = 30
_BESIDE: Final = re.compile(r"(?<=\S)[\s　]+(?=\S)")


def parted(lines: Sequence[Line], roles: Iterable[str] = ()) -> list[Line]:
    """The same lines, cut where something else begins within one."""
    known = {key(role) for role in roles}
    out: list[Line] = []
    for line in lines:
        places = _speakers(line.text, known) or _list(line.text)
        out += _cut(line, places) if places else [line]
    return [replace(line, index=i) for i, line in enumerate(out)]


def _speakers(text: str, known: set[str]) -> list[int]:
    """Where somebody else begins to speak: 賛成です。【委員長】では…"""
    if "【" not in text[1:]:
        return []
    return [m.end() for m in _SAID.finditer(text) if key(m[1]) in known or is_role(m[1])]


def _list(text: str) -> list[int]:
    """Where the next item begins: 議題　（１）予算について　（２）その他."""
    head = heading(text)
    if head is None or head.kind not in {"agenda", "materials"} or not head.value:
        return []
    first, places = mark(head.value), list[int]()
    for m in _BESIDE.finditer(text, head.length) if first and first.value is not None else ():
        found = mark(text[m.end() : m.end() + _LONGEST_MARK])
        wanted = (first.value or 0) + len(places) + 1 if first else 0
        if first and found and found.kind == first.kind != "bullet" and found.value == wanted:
            places.append(m.end())
    return places


def _cut(line: Line, places: Sequence[int]) -> list[Line]:
    """The line in pieces; the last one still reaches as far as the whole."""
    said = "【" in (line.text[place] for place in places)
    out = []
    for start, stop in zip([0, *places], [*places, len(line.text)], strict=True):
        raw, text = line.raw[start:stop].rstrip(), line.text[start:stop].rstrip()
        reach = line.width if stop == len(line.text) else line.indent + width(raw)
        if start == 0:
            out.append(replace(line, raw=raw, text=text, width=reach))
        else:
            out.append(Line(line.no, raw, text, line.indent, reach, 0, False, False, torn=said))
    return out

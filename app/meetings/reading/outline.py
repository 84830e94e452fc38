"""Numbered lists: lines → nested entries; results → one text per item."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.meetings.reading.doubts import doubt
from app.meetings.reading.joining import Layout, Part, joined
from app.meetings.reading.marks import Mark, mark
from app.meetings.reading.model import Doubt, Entry, Result
from app.meetings.reading.trace import Trace

_BRACKETS: Final = re.compile(r"[\s　「」『』（）()【】〔〕［］\[\]〈〉＜＞<>《》・、，,。．.:：■□◆◇●○◎※-]")
_LONGEST_TITLE: Final = 80
#: Longer lists are not looked at for lines that run together, and no chair announces more items.
MANY: Final = 300


def key(text: str) -> str:
    """A title for comparing: half width, no spaces, no brackets."""
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(slots=True)
class _Open:
    """An entry that still grows."""

    mark: Mark | None
    parts: list[Part]
    level: int
    children: list[_Open] = field(default_factory=list)


def entries(parts: Sequence[Part], paper: Layout, kind: str, trace: Trace) -> tuple[Entry, ...]:
    """The list that some lines hold; every line ends up in an entry."""
    tops: list[_Open] = []
    stack: list[_Open] = []
    for part in parts:
        found = mark(part.text)
        if found is None and stack and _continues(stack[-1], part, paper):
            stack[-1].parts.append(part)
            continue
        level = _level(stack, found)
        del stack[level - 1 :]
        made = _Open(found, [part], level)
        (stack[-1].children if stack else tops).append(made)
        stack.append(made)
    count = trace.counter(kind)
    return tuple(_together([_entry(top, paper, kind, trace, count) for top in tops]))


def _continues(last: _Open, part: Part, paper: Layout) -> bool:
    """A line without a number goes on with the title above it."""
    return last.mark is not None or paper.wide(last.parts[-1].line)


def _level(stack: Sequence[_Open], found: Mark | None) -> int:
    """Where an entry belongs: beside the nearest one numbered like it, else below the last."""
    kind = found.kind if found else ""
    for other in reversed(stack):
        if (other.mark.kind if other.mark else "") == kind:
            return other.level
    return stack[-1].level + 1 if stack and found else 1


def _entry(opened: _Open, paper: Layout, kind: str, trace: Trace, count: list[int]) -> Entry:
    first, index = opened.parts[0], count[0]
    count[0] += 1
    skip = first.begin + (opened.mark.length if opened.mark else 0)
    parts = [Part(first.line, skip), *opened.parts[1:]]
    text, doubts = joined(parts, paper)
    for part in opened.parts:
        trace.add(part, kind, index)
    if opened.mark is None:
        doubts.append(doubt("unnumbered", first.line.no))
    children = [_entry(child, paper, kind, trace, count) for child in opened.children]
    return Entry(
        opened.mark.number if opened.mark else "",
        " ".join(text.split("\n")) if len(opened.parts) > 1 else text,
        opened.level,
        (first.line.no, opened.parts[-1].line.no),
        opened.mark.value if opened.mark else None,
        tuple(_together(children)),
        tuple(doubts),
    )


def _together(made: Sequence[Entry]) -> list[Entry]:
    """Marks titles that end in another one's whole title: two lines in one."""
    titles = {e.title for e in made[:MANY] if len(e.title) > 4}
    out = []
    for entry in made:
        tail = len(made) <= MANY and next(
            (t for t in titles if t != entry.title and entry.title.endswith(t)), None
        )
        if tail:
            at = len(entry.title) - len(tail)
            found = doubt("run_together", entry.lines[0], at, tail)
            entry = replace(entry, doubts=(*entry.doubts, found))  # noqa: PLW2901
        out.append(entry)
    return out


def numbered(agenda: Sequence[Entry]) -> list[int]:
    """What each item is called as a number: its own where every one has one, else its place."""
    values = [entry.value for entry in agenda]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) == len(set(known)) else list(range(1, len(agenda) + 1))


def results(
    parts: Sequence[Part], agenda: Sequence[Entry], paper: Layout, trace: Trace
) -> tuple[Result, ...]:
    """The results sheet: what stands below each item's title."""
    numbers = dict(zip((key(e.title) for e in agenda), numbered(agenda), strict=True))
    groups: list[tuple[Part | None, str, int | None, list[Doubt], list[Part]]] = []
    for part in parts:
        head = _item_title(part, numbers)
        if head is not None:
            groups.append((part, *head, []))
        elif groups:
            groups[-1][-1].append(part)
        else:
            groups.append((None, "", None, [], [part]))
    out = []
    for index, (first, title, number, doubts, body) in enumerate(groups):
        text, more = joined(body, paper)
        for part in ([first] if first else []) + body:
            trace.add(part, "result", index)
        span = [p.line.no for p in ([first] if first else []) + body]
        out.append(Result(number, title, text, (span[0], span[-1]), tuple(doubts + more)))
    return tuple(out)


def _item_title(part: Part, numbers: dict[str, int]) -> tuple[str, int | None, list[Doubt]] | None:
    """The line is an item's title, numbered or alone: (title, item, doubts)."""
    found = mark(part.text)
    title = part.text[found.length :].strip() if found else part.text
    number = numbers.get(key(title))
    if number is not None and title:
        return title, number, _glyphs_of(part, title)
    if found is None or found.kind not in {"digit", "paren", "word", "roman"} or not title:
        return None
    if (
        title.endswith(("。", "、"))
        or len(title) > _LONGEST_TITLE
        or not title.endswith(("について", "件", "その他"))
    ):
        return None
    doubts = [doubt("unknown_item", part.line.no, 0, part.text[:20])] if numbers else []
    return title, None, doubts + _glyphs_of(part, title)


def _glyphs_of(part: Part, title: str) -> list[Doubt]:
    start = len(part.line.text) - len(title)
    return [d for d in joined([Part(part.line, start)], Layout())[1] if d.code == "glyph"]

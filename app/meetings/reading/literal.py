"""Reads what `write` wrote: no guesses, every line is what its beginning says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.meetings.reading.items import NONE, Item
from app.meetings.reading.joining import Part
from app.meetings.reading.labels import Labels
from app.meetings.reading.lines import Line, cut
from app.meetings.reading.marks import value
from app.meetings.reading.model import Entry, Fact, Minutes, Result, Speech
from app.meetings.reading.roles import kind_of
from app.meetings.reading.trace import Trace
from app.meetings.reading.writing import MARK, NO_NUMBER, PARTS, TITLE, headings

_SPEECH: Final = re.compile(r"(?:［(?P<at>[0-9:.]+)］)?【(?P<speaker>[^】]*)】")
#: Not the ■ of a list, which a space follows.
_HEAD: Final = re.compile(r"■[^\s　]")
#: Deeper lists than this nobody writes.
_DEEPEST: Final = 20
_ITEM: Final = re.compile(r"＜(?P<name>.*)＞")


def is_export(text: str) -> bool:
    """The text was written by `write`."""
    return text.lstrip().startswith(MARK)


def exported(text: str, roles: Iterable[str] = ()) -> Minutes:
    """The minutes in an exported text. What somebody wrote into it since, is read as prose is."""
    lines, trace = cut(text), Trace()
    title, facts, parts = _parts(lines, trace)
    made = Minutes(
        title=title,
        facts=facts,
        agenda=_entries(parts["agenda"], "agenda", trace),
        sheet_agenda=_entries(parts["sheet_agenda"], "agenda", trace),
        materials=_entries(parts["materials"], "material", trace),
        sheet_materials=_entries(parts["sheet_materials"], "material", trace),
        results=_results(parts["results"], trace),
    )
    names = headings(made)
    said = _speeches(parts["speeches"], names, Labels(lines, roles), trace)
    pieces, unplaced = trace.pieces(lines)
    return replace(made, speeches=said, pieces=pieces, unplaced=unplaced)


def _parts(lines: Sequence[Line], trace: Trace) -> tuple[str, tuple[Fact, ...], dict[str, list[Line]]]:
    """The lines below each ■; what is a fact or the title is read at once."""
    title, part = "", ""
    facts: list[Fact] = []
    more: dict[int, list[Line]] = defaultdict(list)
    parts: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.raw.startswith(MARK):
            trace.add(Part(line), "heading")
        elif _HEAD.match(line.raw) and not line.indent:
            head, _, rest = line.raw[1:].partition("　")
            part = PARTS.get(head, "") if not rest else "fact"
            if part:
                trace.add(Part(line), "heading" if part != "fact" or head == TITLE else "fact", len(facts))
            if head == TITLE and not title:
                title, part = rest.strip(), "title"
            elif part == "fact":
                facts.append(Fact(head, rest.strip(), (line.no, line.no)))
            elif not part:
                facts.append(Fact(head, "", (line.no, line.no)))
                trace.add(Part(line), "fact", len(facts) - 1)
                part = "fact"
        elif part == "fact":
            trace.add(Part(line), "fact", len(facts) - 1)
            more[len(facts) - 1].append(line)
        else:
            parts[part].append(line)
    for i, below in more.items():
        text = "\n".join(t for t in (facts[i].value, *(line.raw for line in below)) if t)
        facts[i] = replace(facts[i], value=text, lines=(facts[i].lines[0], below[-1].no))
    return title, tuple(facts), parts


@dataclass(slots=True)
class _Open:
    line: Line
    depth: int
    children: list[_Open] = field(default_factory=list)


def _entries(lines: Sequence[Line], kind: str, trace: Trace) -> tuple[Entry, ...]:
    """A list whose levels are told by how far in its lines stand."""
    root = _Open(Line(0, "", "", 0, 0, 0, False, False), -1)
    stack = [root]
    for line in lines:
        depth = min(line.indent // 2, _DEEPEST)
        while stack[-1].depth >= depth:
            stack.pop()
        made = _Open(line, depth)
        stack[-1].children.append(made)
        stack.append(made)
    count = trace.counter(kind)
    return tuple(_entry(child, 1, kind, trace, count) for child in root.children)


def _entry(opened: _Open, level: int, kind: str, trace: Trace, count: list[int]) -> Entry:
    trace.add(Part(opened.line), kind, count[0])
    count[0] += 1
    number, title = _numbered(opened.line)
    children = tuple(_entry(c, level + 1, kind, trace, count) for c in opened.children)
    span = opened.line.no, opened.line.no
    return Entry(number, title, level, span, value(number), children)


def _numbered(line: Line) -> tuple[str, str]:
    number, _, title = line.raw.partition("　")
    return ("" if number == NO_NUMBER else number), title.strip()


def _results(lines: Sequence[Line], trace: Trace) -> tuple[Result, ...]:
    groups: list[list[Line]] = []
    for line in lines:
        if not line.indent or not groups:
            groups.append([])
        groups[-1].append(line)
        trace.add(Part(line), "result", len(groups) - 1)
    return tuple(_result(*group) for group in groups)


def _result(head: Line, *below: Line) -> Result:
    number, title = _numbered(head)
    text = "\n".join(line.raw for line in below)
    return Result(value(number), title, text, (head.no, (below or (head,))[-1].no))


@dataclass(slots=True)
class _Turn:
    speaker: str
    at: str
    item: Item
    lines: list[Line]
    texts: list[str]

    def speech(self) -> Speech:
        text = "\n".join(t for t in self.texts if t)
        span = self.lines[0].no, self.lines[-1].no
        kind = kind_of(self.speaker, text)
        return Speech(self.item.number, self.speaker, text, kind, span, self.item.path, (), self.at)


def _speeches(
    lines: Sequence[Line], names: dict[str, Item], labels: Labels, trace: Trace
) -> tuple[Speech, ...]:
    item, turns = NONE, list[_Turn]()
    for line in lines:
        if not line.indent and (m := _ITEM.fullmatch(line.raw)) and m["name"] in names:
            item = names[m["name"]]
            trace.add(Part(line), "item")
            continue
        begun = _begun(line, labels)
        if begun is None and not turns:
            continue
        start = 0
        if begun is not None:
            at, speaker, start = begun
            trace.add(Part(line), "label", len(turns), start)
            turns.append(_Turn(speaker, at, item, [], []))
        trace.add(Part(line, start), "speech", len(turns) - 1)
        turns[-1].lines.append(line)
        turns[-1].texts.append(line.raw[start:].strip())
    return tuple(turn.speech() for turn in turns)


def _begun(line: Line, labels: Labels) -> tuple[str, str, int] | None:
    """Time, speaker and length of the label of a line that begins a speech."""
    if line.indent:
        return None
    if m := _SPEECH.match(line.raw):
        return m["at"] or "", m["speaker"], m.end()
    label = labels.at(line)
    return ("", label.speaker, label.length) if label else None

"""Cuts the source into its sheets: cover table, agenda, materials, results, and what was said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from app.meetings.reading.headings import (
    Heading,
    heading,
    is_agenda_title,
    is_closing,
    is_elsewhere,
    is_title,
    step,
)
from app.meetings.reading.joining import Layout, Part
from app.meetings.reading.labels import Label, Labels
from app.meetings.reading.lines import Line
from app.meetings.reading.marks import mark
from app.meetings.reading.outline import key
from app.meetings.reading.trace import Trace

_LISTS: Final = {"agenda", "materials", "results"}
#: The cover names them, and they speak.
_BOTH: Final = {"事務局", "説明員", "傍聴者", "傍聴人", "担当", "担当課", "所管課"}
#: A whole sentence: somebody says it.
_SPOKEN: Final = re.compile(r"。|(?:です|ます|ました|ません|でしょうか|ください)[ねがか]?$")
#: Deeper in than this, 以上 alone ends the minutes.
_FAR_IN: Final = 10


@dataclass(frozen=True, slots=True)
class Talk:
    """A line of the discussion, with the label it begins with. closed: the minutes had been said to end before."""

    label: Label | None
    part: Part
    closed: bool = False


@dataclass(slots=True)
class Sheets:
    """The parts of minutes, each as lines. Lists are kept per sheet: 0 the minutes', 1 the agenda sheet's."""

    title: str = ""
    facts: list[tuple[Heading, Line, list[Part]]] = field(default_factory=list)
    agenda: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    materials: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    results: list[Part] = field(default_factory=list)
    talk: list[Talk] = field(default_factory=list)


class Walk:
    """Goes through the lines once and knows in which part it is."""

    def __init__(self, lines: Sequence[Line], labels: Labels, paper: Layout, trace: Trace) -> None:
        self._labels, self._paper, self._trace = labels, paper, trace
        self._sheets = Sheets()
        found = [(h, line.no) for line in lines if (h := heading(line.text)) and h.kind != "fact"]
        self._structured = bool(found) or (bool(lines) and is_title(lines[0].text))
        self._talk_from = max((no for h, no in found if h.kind == "discussion" and not h.value), default=0)
        self._region = "" if self._structured else "discussion"
        self._sheet, self._closed = 0, False
        self._last = lines[-1] if lines else None

    def run(self, lines: Sequence[Line]) -> Sheets:
        """All lines in their parts."""
        steps = [self._title, self._heading, self._closing, self._speaker]
        if not self._structured:
            steps = [self._closing, self._speaker, self._title, self._heading]
        for line, following in zip_longest(lines, lines[1:]):
            self._begins(line, following)
            if not any(takes(line) for takes in steps):
                self._more(Part(line))
        return self._sheets

    def _begins(self, line: Line, following: Line | None) -> None:
        """Where the discussion begins without a heading of its own: with its first title, before somebody speaks."""
        if self._structured and self._region != "discussion":
            told = line.no >= self._talk_from and following is not None
            agenda = self._sheets.agenda[self._sheet]
            if not told or not following or not (label := self._labels.at(following)) or not label.known:
                return
            again = any(key(part.text) == key(line.text) for part in agenda)
            opens = bool(step(line.text)) and (again or self._region != "agenda")
            if opens or (again and self._said(following, label)):
                self._region = "discussion"

    def _said(self, line: Line, label: Label) -> bool:
        return not label.weak or _SPOKEN.search(line.text[label.length :]) is not None

    @property
    def _talking(self) -> bool:
        return self._region == "discussion" and bool(self._sheets.talk)

    def _title(self, line: Line) -> bool:
        free = not self._talking or self._closed or line.page or self._paper.apart(line)
        if free and is_agenda_title(line.text) and not self._labels.at(line) and not heading(line.text):
            self._sheet = 1 if self._sheets.agenda[0] or self._sheets.talk else 0
            self._region = "agenda"
        elif self._region or not is_title(line.text) or mark(line.text) or heading(line.text):
            return False
        self._sheets.title = self._sheets.title or line.text
        self._trace.add(Part(line), "heading")
        return True

    def _heading(self, line: Line) -> bool:
        found = heading(line.text)
        if found is None or not self._is_meant(found, line):
            return False
        rest = Part(line, found.length)
        if found.kind == "fact" or is_elsewhere(found.value):
            self._sheets.facts.append((found, line, [rest] if found.value else []))
            self._region = "fact"
        else:
            self._region = "" if found.kind == "title" else found.kind
            if found.kind == "title":
                self._sheets.title = self._sheets.title or found.word
            self._trace.add(Part(line), "heading", end=found.length)
            if found.value:
                self._more(rest)
        return True

    def _is_meant(self, found: Heading, line: Line) -> bool:
        if found.word in _BOTH and _SPOKEN.search(found.value):
            return self._labels.at(line) is None
        if self._talking:
            free = self._closed or line.page or self._paper.apart(line)
            again = found.numbered and found.kind == "agenda" and bool(self._sheets.agenda[self._sheet])
            if again and not self._closed:
                return False
            return found.kind not in {"fact", "title"} and not found.value and free
        if self._region == "discussion" and self._structured and found.kind == "agenda":
            return not self._sheets.agenda[self._sheet]
        if self._region not in _LISTS or not found.numbered:
            return True
        begun = self._region != "agenda" or bool(self._sheets.agenda[self._sheet])
        return not (begun and (found.word == "その他" or found.kind in {self._region, "agenda"}))

    def _closing(self, line: Line) -> bool:
        if not is_closing(line.text):
            return False
        bare = line.text[-1] == "上"
        apart = line.indent >= _FAR_IN or self._paper.apart(line) or line is self._last
        if self._talking and bare and not apart:
            return False
        self._closed = True
        self._trace.add(Part(line), "heading")
        return True

    def _speaker(self, line: Line) -> bool:
        label = self._labels.at(line)
        if label is None:
            return False
        if self._region in _LISTS or self._region == "fact":
            early = line.no < self._talk_from or not label.known
            weak = not self._said(line, label) and not self._paper.apart(line)
            if early or weak:
                return False
        self._region = "discussion"
        self._sheets.talk.append(Talk(label, Part(line, label.length), self._closed))
        self._closed = False
        return True

    def _more(self, part: Part) -> None:
        if self._region == "fact":
            self._sheets.facts[-1][2].append(part)
        elif self._region == "agenda":
            self._sheets.agenda[self._sheet].append(part)
        elif self._region == "materials":
            self._sheets.materials[self._sheet].append(part)
        elif self._region == "results":
            self._sheets.results.append(part)
        elif self._region == "discussion":
            self._sheets.talk.append(Talk(None, part, self._closed))

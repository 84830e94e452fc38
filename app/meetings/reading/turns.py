"""The lines of a discussion, grouped: who speaks which of them, under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.meetings.reading.items import Item, Items
from app.meetings.reading.joining import ENDED, Layout, Part
from app.meetings.reading.labels import Label, is_note
from app.meetings.reading.marks import mark
from app.meetings.reading.sheets import Talk
from app.meetings.reading.trace import Trace

_LONGEST_NOTE: Final = 40
_LONGEST_HEADING: Final = 60


@dataclass(slots=True)
class Turn:
    """Lines of one speech. heads: the lines its labels stand in; apart: more space than usual before it; item: where a
    heading stands before it."""

    label: Label | None
    parts: list[Part]
    heads: list[Part] = field(default_factory=list)
    apart: bool = False
    item: Item | None = None


class Grouping:
    """Goes through the lines of a discussion once."""

    def __init__(self, talk: Sequence[Talk], items: Items, paper: Layout, trace: Trace) -> None:
        self._talk, self._items, self._paper, self._trace = talk, items, paper, trace
        self._done: list[Turn] = []
        self._open: Turn | None = None
        self._item: Item | None = None

    def turns(self) -> list[Turn]:
        """All speeches as lines."""
        for i, line in enumerate(self._talk):
            if line.label is not None:
                self._labelled(line.part, line.label)
            elif (item := self._heading(i)) is not None:
                self._open, self._item = None, item
                self._trace.add(line.part, "item")
            elif self._is_note(i):
                self._begin(Turn(None, [line.part]))
                self._open = None
            elif self._open and not line.closed:
                self._open.parts.append(line.part)
        return self._done

    def _begin(self, turn: Turn) -> None:
        turn.item, self._item = self._item, None
        self._open = turn
        self._done.append(turn)

    def _labelled(self, part: Part, label: Label) -> None:
        last = self._open
        if label.continued and last and last.label and last.label.speaker == label.speaker:
            last.heads.append(part)
            last.parts.append(part)
        else:
            self._begin(Turn(label, [part], [part], self._paper.apart(part.line)))

    def _heading(self, i: int) -> Item | None:
        part = self._talk[i].part
        item = self._items.heading(part.text) if len(part.text) <= 2 * _LONGEST_HEADING else None
        return item if item is not None and (self._before_speech(i) or self._free(i)) else None

    def _is_note(self, i: int) -> bool:
        text = self._talk[i].part.text
        return len(text) <= _LONGEST_NOTE and is_note(text) and self._before_speech(i) and self._free(i)

    def _before_speech(self, i: int) -> bool:
        """Another speech begins in the next line, or the next heading stands there, or nothing follows."""
        if i + 1 == len(self._talk):
            return True
        following = self._talk[i + 1]
        return following.label is not None or self._items.heading(following.part.text) is not None

    def _free(self, i: int) -> bool:
        return free(self._talk, i, self._paper)


def free(talk: Sequence[Talk], i: int, paper: Layout) -> bool:
    """The line does not go on with the sentence before it."""
    before = talk[i - 1].part if i else None
    return before is None or ENDED.search(before.text) is not None or paper.apart(talk[i].part.line)


def headings(talk: Sequence[Talk], paper: Layout) -> list[Part]:
    """Lines between speeches that look like an item's title: the agenda of a source that has none."""
    found = []
    for i, (line, following) in enumerate(pairwise(talk)):
        m = mark(line.part.text) if line.label is None else None
        if m is None or m.kind == "bullet" or following.label is None or not free(talk, i, paper):
            continue
        title = line.part.text[m.length :]
        if 1 < len(title) <= _LONGEST_HEADING and not title.endswith(("。", "、")):
            found.append(line.part)
    return found

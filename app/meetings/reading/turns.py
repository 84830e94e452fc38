"""The lines of a discussion, grouped: who speaks which of them, under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.meetings.reading.doubts import doubt
from app.meetings.reading.headings import step
from app.meetings.reading.items import NONE, Item, Items
from app.meetings.reading.joining import ENDED, Layout, Part
from app.meetings.reading.labels import Label
from app.meetings.reading.marks import mark
from app.meetings.reading.model import Doubt
from app.meetings.reading.roles import is_note
from app.meetings.reading.sheets import Talk
from app.meetings.reading.trace import Trace

_LONGEST_NOTE: Final = 40
_LONGEST_HEADING: Final = 60
_SHOWN: Final = 20
#: Behind these, nothing of the agenda is discussed any more.
_ENDS: Final = {"閉会", "散会"}
_TITLES: Final = ("について", "件", "報告", "等", "（案）", "その他")


@dataclass(slots=True)
class Turn:
    """Lines of one speech. heads: the lines its labels stand in; apart: more space than usual before it; item: where a
    heading stands before it."""

    label: Label | None
    parts: list[Part]
    heads: list[Part] = field(default_factory=list)
    apart: bool = False
    item: Item | None = None
    doubts: list[Doubt] = field(default_factory=list)


class Grouping:
    """Goes through the lines of a discussion once."""

    def __init__(self, talk: Sequence[Talk], items: Items, paper: Layout, trace: Trace) -> None:
        self._talk, self._items, self._paper, self._trace = talk, items, paper, trace
        self._done: list[Turn] = []
        self._open: Turn | None = None
        self._item: Item | None = None
        self._doubts: list[Doubt] = []
        self._begun = False

    def turns(self) -> list[Turn]:
        """All speeches as lines."""
        for i, line in enumerate(self._talk):
            if line.label is not None:
                self._labelled(line.part, line.label)
            elif self._is_heading(i):
                self._open, self._begun = None, True
                self._trace.add(line.part, "item")
            elif self._is_note(i):
                self._begin(Turn(None, [line.part]))
                self._open = None
            elif self._open and not line.closed:
                self._open.parts.append(line.part)
                self._open.doubts += self._missed(i)
            elif self._begun and not line.closed:
                self._begin(Turn(None, [line.part]))
        return self._done

    def _begin(self, turn: Turn) -> None:
        turn.item, self._item = self._item, None
        turn.doubts, self._doubts = [*self._doubts, *turn.doubts], []
        self._open, self._begun = turn, True
        self._done.append(turn)

    def _labelled(self, part: Part, label: Label) -> None:
        last = self._open
        if label.continued and last and last.label and last.label.speaker == label.speaker:
            last.heads.append(part)
            last.parts.append(part)
        else:
            self._begin(Turn(label, [part], [part], self._paper.apart(part.line)))

    def _is_heading(self, i: int) -> bool:
        """An item's title, or something like it, or another step of the meeting; what follows belongs to it."""
        text = self._talk[i].part.text
        if len(text) > 2 * _LONGEST_HEADING:
            return False
        before, free = self._before_speech(i), self._open is None or self._free(i)
        if (before or free) and (item := self._items.heading(text)) is not None:
            self._item = item
            return True
        if not (before and free):
            return False
        if (word := step(text)) and (self._begun or not self._open):
            self._item = NONE if word in _ENDS else self._item
            return True
        return self._is_alike(i)

    def _is_alike(self, i: int) -> bool:
        """Nearly an item's title: the agenda says it in other words."""
        part = self._talk[i].part
        item = self._items.alike(part.text) if self._is_title(i) else None
        if item is None:
            return False
        self._item = item
        self._doubts = [doubt("heading_guessed", part.line.no, 0, part.text[:_SHOWN])]
        return True

    def _is_title(self, i: int) -> bool:
        """A numbered line that is no sentence and follows no line numbered like it."""
        text = self._talk[i].part.text
        found, last = mark(text), mark(self._talk[i - 1].part.text) if i else None
        if found is None or found.kind == "bullet" or not 1 < len(text) - found.length <= _LONGEST_HEADING:
            return False
        return not text.endswith(("。", "、", "，")) and (last is None or last.kind != found.kind)

    def _missed(self, i: int) -> list[Doubt]:
        """A title that the agenda does not have, taken for something said."""
        part = self._talk[i].part
        missed = (
            part.text.endswith(_TITLES) and self._is_title(i) and self._before_speech(i) and self._free(i)
        )
        return [doubt("missed_heading", part.line.no, 0, part.text[:_SHOWN])] if missed else []

    def _is_note(self, i: int) -> bool:
        text = self._talk[i].part.text
        free = self._open is None or self._free(i)
        return len(text) <= _LONGEST_NOTE and is_note(text) and self._before_speech(i) and free

    def _before_speech(self, i: int) -> bool:
        """Another speech begins in the next line, or the next heading stands there, or nothing follows."""
        if i + 1 == len(self._talk):
            return True
        following = self._talk[i + 1]
        if following.label is not None:
            return True
        text = following.part.text
        if len(text) > 2 * _LONGEST_HEADING:
            return False
        return bool(self._items.heading(text) or step(text) or self._items.alike(text))

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

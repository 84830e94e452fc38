"""What was said: the lines of the discussion as speeches under their items, with what is doubtful in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from app.meetings.reading.doubts import LONG, doubt
from app.meetings.reading.items import NONE, Item, Items, is_afterwards, is_chair
from app.meetings.reading.joining import Layout, Part, joined
from app.meetings.reading.labels import Labels
from app.meetings.reading.model import Doubt, Speech
from app.meetings.reading.roles import is_note, kind_of
from app.meetings.reading.sheets import Talk
from app.meetings.reading.trace import Trace
from app.meetings.reading.turns import Grouping, Turn

#: With these many speeches left, words about the next meeting end the last item.
_LAST: Final = 3


def speeches(
    talk: Sequence[Talk], items: Items, labels: Labels, paper: Layout, trace: Trace
) -> tuple[Speech, ...]:
    """All speeches of a discussion."""
    turns = Grouping(talk, items, paper, trace).turns()
    chaired = any(turn.label and is_chair(turn.label.speaker) for turn in turns)
    out: list[Speech] = []
    now = _before(turns, items)
    for index, turn in enumerate(turns):
        text, doubts = joined(turn.parts, paper)
        now, guesses = _item(turn, text, now, items, chaired)
        if now is not NONE and turn.item is None and not guesses and is_afterwards(text):
            now, guesses = _afterwards(turn, now, items, len(turns) - index <= _LAST)
        doubts += guesses + _looked_at(turn, text, labels)
        if items and now is NONE:
            doubts.append(doubt("no_item", turn.parts[0].line.no))
        _traced(turn, len(out), trace)
        speaker = turn.label.speaker if turn.label else ""
        span = turn.parts[0].line.no, turn.parts[-1].line.no
        kind = kind_of(speaker, text)
        out.append(Speech(now.number, speaker, text, kind, span, now.path, tuple(doubts)))
    return tuple(out)


def _before(turns: Sequence[Turn], items: Items) -> Item:
    """What the first speech belongs to: nothing yet, or the only item there is."""
    told = any(turn.item for turn in turns)
    return items.all[0][1] if len(items.all) == 1 and not told else NONE


def _traced(turn: Turn, index: int, trace: Trace) -> None:
    for head in turn.heads:
        trace.add(Part(head.line), "label", index, head.start)
    for part in turn.parts:
        trace.add(part, "speech", index)


def _item(turn: Turn, text: str, now: Item, items: Items, chaired: bool) -> tuple[Item, list[Doubt]]:
    """The item that a speech belongs to, after the one before it belonged to `now`."""
    line = turn.parts[0].line.no
    if turn.item is not None:
        return turn.item, []
    speaker = turn.label.speaker if turn.label else ""
    if (found := items.announced(speaker, text, now, chaired)) is not None:
        item, sure = found
        return item, [] if sure else [doubt("item_guessed", line, 0, "".join(item.path))]
    return now, []


def _afterwards(turn: Turn, now: Item, items: Items, last: bool) -> tuple[Item, list[Doubt]]:
    """What is said of the next meeting or the end of this one belongs to no item, unless その他 is being discussed."""
    if items.is_rest(now):
        return now, []
    if turn.apart or last:
        return NONE, []
    return now, [doubt("item_guessed", turn.parts[0].line.no, 0, "".join(now.path))]


def _looked_at(turn: Turn, text: str, labels: Labels) -> list[Doubt]:
    """What is strange about a speech by itself."""
    line = turn.parts[0].line.no
    out = list(turn.doubts)
    if turn.label is None:
        out += [] if is_note(text) else [doubt("no_speaker", line)]
    elif not turn.label.known:
        out.append(doubt("unknown_label", line, 0, turn.label.speaker))
    if turn.label and turn.heads[0].line.torn and not labels.torn:
        out.append(doubt("torn_label", line, 0, turn.label.speaker))
    if turn.heads:
        out += _label_glyphs(turn.heads[0])
    if not text:
        out.append(doubt("empty", line))
    if len(text) > LONG:
        out.append(doubt("long", line))
    return out + [doubt("missed_label", _line_at(turn, at), at, word) for at, word in labels.inside(text)]


def _label_glyphs(head: Part) -> list[Doubt]:
    raw, text = head.line.raw[: head.start], head.line.text[: head.start]
    return [doubt("glyph", head.line.no, 0, f"{a}→{b}") for a, b in zip(raw, text, strict=True) if a != b]


def _line_at(turn: Turn, at: int) -> int:
    """The line of the source in which a place of the text lies (nearly: line ends may count one)."""
    length = 0
    for part, following in pairwise([*turn.parts, turn.parts[-1]]):
        length += len(part.text)
        if at < length:
            return part.line.no
        if following is part:
            break
    return turn.parts[-1].line.no

"""Which line ends are the paper's and which are the writer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from app.meetings.reading.doubts import doubt
from app.meetings.reading.glyphs import broken
from app.meetings.reading.lines import Line
from app.meetings.reading.marks import begins_list
from app.meetings.reading.model import Doubt
from app.meetings.reading.roles import is_role

#: What a finished sentence ends in.
ENDED: Final = re.compile(r"[。．！？!?」』）)】〕］\]》〉＞>]$")
#: ... and a paragraph: not a bracket alone, unless it holds the whole line.
FINISHED: Final = re.compile(r"[。．！？!?][」』）)】〕］\]》〉＞>]*$|^[（(〔].*[）)〕]$")
_GOES_ON: Final = ("、", "，", ",", "・", "「", "『", "（", "(", "［", "〔")
_NO_BEGINNING: Final = tuple("、。，．」』）)】〕］ぁぃぅぇぉっゃゅょァィゥェォッャュョーんンを々％%")
#: A full line may fall short by two characters: a word or a bracket moved to the next line.
_SHORT: Final = 4
#: A line that falls so short and ends within a sentence was torn all the same, probably.
_RAGGED: Final = 14
#: Lines narrower than twenty characters are nobody's paper.
_NARROWEST: Final = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or the rest of it behind a label or number."""

    line: Line
    start: int = 0

    @property
    def text(self) -> str:
        """What of the line it is, broken characters put right."""
        return self.line.text[self.start :].strip()

    @property
    def begin(self) -> int:
        """Where in the line the text begins."""
        rest = self.line.text[self.start :]
        return self.start + len(rest) - len(rest.lstrip())


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text lies on its paper. width: of a full line in columns (0: lines end where the writer ended them);
    hanging: of a full line without a label, where texts hang beside their labels; gap: usual blank lines between two
    lines; margin: where lines begin that go on; indented: paragraphs begin further in."""

    width: int = 0
    gap: int = 0
    indented: bool = False
    hanging: int = 0
    margin: int = 0

    def wide(self, line: Line, short: int = _SHORT) -> bool:
        """The line reaches the right margin, so that its end may be the paper's."""
        full = self.width if _labelled(line) else self.hanging
        return bool(full) and line.width >= full - short

    def apart(self, line: Line) -> bool:
        """More space than usual stands before the line."""
        return line.gap > self.gap or line.page

    def further(self, line: Line) -> bool:
        """The line begins further in than lines that go on."""
        return line.indent > self.margin


def layout(lines: Sequence[Line]) -> Layout:
    """What the lines together tell about their paper."""
    gap = _most(line.gap for line in lines[1:])
    pairs = list(pairwise(lines))
    margin = _most(b.indent for a, b in pairs if _runs_on(a, b))
    runs = [a for a, b in pairs if _runs_on(a, b) and b.indent <= margin]
    first = [line.width for line in runs if _labelled(line)]
    rest = [line.width for line in runs if not _labelled(line)]
    width, hanging = _full(first) or _full(rest), _full(rest) or _full(first)
    near = _near(first, width) + _near(rest, hanging)
    wider = sum(line.width > (width if _labelled(line) else hanging) + 2 * _SHORT for line in lines)
    if width < _NARROWEST or near * 2 < len(runs) or wider * 3 > near:
        return Layout(gap=gap)
    told = Layout(width, gap, False, hanging, margin)
    indented = any(told.further(b) and FINISHED.search(a.text) and not told.apart(b) for a, b in pairs)
    return replace(told, indented=indented)


def _most(values: Iterable[int]) -> int:
    """The value that comes most often, the smallest of those."""
    counted = Counter(values)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else 0


def _full(widths: Sequence[int]) -> int:
    return sorted(widths)[len(widths) * 3 // 4] if widths else 0


def _near(widths: Sequence[int], full: int) -> int:
    return sum(full - _SHORT <= w <= full + _SHORT for w in widths)


def _labelled(line: Line) -> bool:
    return line.text.startswith(("【", "○", "●", "◯", "［", "〔"))


def _runs_on(a: Line, b: Line) -> bool:
    """The sentence of one line goes on in the next."""
    torn = not (ENDED.search(a.text) or begins_list(b.text) or _labelled(b) or b.text.startswith("<"))
    return torn and not _alone(a)


def _alone(line: Line) -> bool:
    """Nothing but who speaks."""
    return line.width < _NARROWEST and is_role(line.text.strip("【】〔〕［］[]（）()<>＜＞○●◯◎◆：: 　"))


def joined(parts: Sequence[Part], paper: Layout) -> tuple[str, list[Doubt]]:
    """The text of some lines, its paragraphs ended by a line end, with what is doubtful in it."""
    out: list[str] = []
    doubts: list[Doubt] = []
    length, before = 0, None
    for part in parts:
        text = part.text
        if not text:
            continue
        if before is not None:
            glue, guessed = _glue(before, part, paper)
            if guessed:
                doubts.append(doubt("line_guessed", before.line.no, length, before.text[-8:]))
            out.append(glue)
            length += len(glue)
        doubts += _glyphs(part, text, length)
        out.append(text)
        length, before = length + len(text), part
    return "".join(out), doubts


def _glyphs(part: Part, text: str, length: int) -> list[Doubt]:
    if part.line.raw == part.line.text:
        return []
    raw = part.line.raw[part.begin : part.begin + len(text)]
    return [doubt("glyph", part.line.no, length + i, found) for i, found in broken(raw, text)]


def _glue(a: Part, b: Part, paper: Layout) -> tuple[str, bool]:
    """What stands between two lines of one text, and whether that is a guess."""
    joins, guessed = (_on_paper if paper.width else _as_written)(a, b, paper)
    if not joins:
        return "\n", guessed
    return seam(a.text, b.text), guessed


def seam(before: str, after: str) -> str:
    """What stands between two pieces of one sentence: a space between words of Latin letters, else nothing."""
    a, b = before[-1], after[0]
    latin = a.isascii() and b.isascii() and (a.isalnum() or a in ".,;:?!") and b.isalnum()
    return " " if latin else ""


def _as_written(a: Part, b: Part, paper: Layout) -> tuple[bool, bool]:
    torn = _torn(a, b) and not paper.apart(b.line)
    return torn, torn


def _on_paper(a: Part, b: Part, paper: Layout) -> tuple[bool, bool]:
    finished, listed = FINISHED.search(a.text) is not None, begins_list(b.text)
    further = paper.further(b.line)
    if paper.wide(a.line):
        if not finished:
            return not (listed and further), listed
        if further or (paper.apart(b.line) and not b.line.page):
            return False, False
        return not listed, listed or b.line.page or not paper.indented
    torn = _torn(a, b) or (paper.wide(a.line, _RAGGED) and not (finished or listed or further))
    if torn and not paper.apart(b.line):
        return True, True
    return False, not (finished or listed or further or begins_list(a.text))


def _torn(a: Part, b: Part) -> bool:
    """The end of one line or the beginning of the next cannot be a paragraph's."""
    if a.text.endswith(_GOES_ON) or b.text.startswith(_NO_BEGINNING):
        return True
    return (
        b.text.startswith(("「", "『")) and not FINISHED.search(a.text) and ENDED.search(a.text) is not None
    )

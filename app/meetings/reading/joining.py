"""Which line ends are the paper's and which are the writer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.meetings.reading.doubts import doubt
from app.meetings.reading.glyphs import broken
from app.meetings.reading.lines import Line
from app.meetings.reading.marks import begins_list
from app.meetings.reading.model import Doubt

#: What a finished sentence ends in.
ENDED: Final = re.compile(r"[。．！？!?」』）)】〕］\]》〉＞>]$")
_GOES_ON: Final = ("、", "，", ",", "・", "「", "『", "（", "(", "［", "〔")
_NO_BEGINNING: Final = tuple("、。，．」』）)】〕］ぁぃぅぇぉっゃゅょァィゥェォッャュョーんン々％%")
#: A full line may fall short by two characters: a word or a bracket moved to the next line.
_SHORT: Final = 4
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
    gap: usual blank lines between two lines; indented: paragraphs begin further in."""

    width: int = 0
    gap: int = 0
    indented: bool = False

    def wide(self, line: Line) -> bool:
        """The line reaches the right margin, so that its end may be the paper's."""
        return bool(self.width) and line.width >= self.width - _SHORT

    def apart(self, line: Line) -> bool:
        """More space than usual stands before the line."""
        return line.gap > self.gap or line.page


def layout(lines: Sequence[Line]) -> Layout:
    """What the lines together tell about their paper."""
    gaps = Counter(line.gap for line in lines[1:])
    gap = min(gaps, key=lambda g: (-gaps[g], g)) if gaps else 0
    pairs = list(pairwise(lines))
    cut = [a.width for a, b in pairs if _runs_on(a, b)]
    widths = sorted(cut)
    full = widths[len(widths) * 3 // 4] if widths else 0
    near = sum(full - _SHORT <= w <= full + _SHORT for w in widths)
    wider = sum(line.width > full + 2 * _SHORT for line in lines)
    if full < _NARROWEST or near * 4 < len(widths) * 3 or wider * 3 > near:
        return Layout(0, gap, False)
    told = Layout(full, gap)
    return Layout(full, gap, any(b.indent and ENDED.search(a.text) and not told.apart(b) for a, b in pairs))


def _runs_on(a: Line, b: Line) -> bool:
    """The sentence of one line goes on in the next, at the left margin."""
    return not (
        ENDED.search(a.text) or b.indent or begins_list(b.text) or b.text.startswith(("【", "○", "［", "<"))
    )


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
    ended, listed = ENDED.search(a.text) is not None, begins_list(b.text)
    if paper.wide(a.line):
        if not ended:
            return not (listed and b.line.indent), listed
        if b.line.indent or (paper.apart(b.line) and not b.line.page):
            return False, False
        return not listed, listed or b.line.page or not paper.indented
    if _torn(a, b):
        return True, True
    return False, not (ended or listed or b.line.indent or begins_list(a.text))


def _torn(a: Part, b: Part) -> bool:
    """The end of one line or the beginning of the next cannot be a paragraph's."""
    return a.text.endswith(_GOES_ON) or b.text.startswith(_NO_BEGINNING)

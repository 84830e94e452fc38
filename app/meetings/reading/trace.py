"""Where every character of the source went; what went nowhere is found here, so that nothing is ever lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app.meetings.reading.joining import Part
from app.meetings.reading.lines import Line
from app.meetings.reading.model import Piece, Stray


class Trace:
    """Collects the pieces of a source's lines."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[int, int, str, int]]] = defaultdict(list)
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0])

    def counter(self, kind: str) -> list[int]:
        """The next number of a kind whose things are counted over the whole source."""
        return self._counts[kind]

    def add(self, part: Part, kind: str, of: int = 0, end: int | None = None) -> None:
        """This part of a line (to `end`, or all of it) went there."""
        stop = len(part.line.raw) if end is None else end
        self._of[part.line.index].append((part.start, stop, kind, of))

    def pieces(self, lines: Sequence[Line]) -> tuple[tuple[Piece, ...], tuple[Stray, ...]]:
        """All pieces as the source goes, and what belonged to nothing."""
        pieces: list[Piece] = []
        left: list[Stray] = []
        for line in lines:
            at = 0
            for start, stop, kind, of in [
                *sorted(self._of[line.index]),
                (len(line.raw), len(line.raw), "", 0),
            ]:
                if line.raw[at:start].strip():
                    pieces.append(Piece(line.no, "unplaced", len(left), line.raw[at:start]))
                    left.append(Stray(line.raw[at:start].strip(), (line.no, line.no), "unplaced"))
                if stop > max(at, start):
                    pieces.append(Piece(line.no, kind, of, line.raw[max(at, start) : stop]))
                at = max(at, stop)
        return tuple(pieces), tuple(left)

"""Tables of minutes as lines: who speaks often stands in a column of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.meetings.reading.roles import is_role

#: The lines of each cell of a row.
Row = Sequence[Sequence[str]]

_WHO: Final = re.compile(r"発言者(?:名|等|氏名)?|話者|発言委員(?:名)?")
_WHAT: Final = re.compile(r".{0,12}(?:発言|てん末|顛末|内容|概要|要旨|経過|議事|議題).{0,20}")
_COUNT: Final = re.compile(
    r"(?:No[.．]?)?[\s　]*[（(]?[0-9０-９]{1,4}[)）.．]?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_MARKED: Final = re.compile(r"[【〔［\[（(<＜○◯●◎◆].*|.*[:：]")


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table, row by row."""
    column = None
    for row in rows:
        filled = [[line for line in cell if line.strip()] for cell in row]
        if (found := _heads(filled)) is not None:
            column = found
            yield "　".join(cell[0].strip() for cell in filled if cell)
        elif column is not None and len(filled) > column + 1:
            yield from _said(filled, column)
        else:
            yield from _beside(filled)


def _heads(row: Row) -> int | None:
    """Which column names speakers, if the row is the head of a table of who said what."""
    words = ["".join("".join(cell).split()) for cell in row]
    at = next((i for i, word in enumerate(words) if _WHO.fullmatch(word)), None)
    return at if at is not None and any(_WHAT.fullmatch(word) for word in words[at + 1 :]) else None


def _said(row: Row, column: int) -> Iterator[str]:
    """A row of it: what stands before the speaker on lines of its own, but for a number or a time."""
    count = "　".join(line for cell in row[:column] for line in cell if _COUNT.fullmatch(line.strip()))
    yield from (line for cell in row[:column] for line in cell if not _COUNT.fullmatch(line.strip()))
    names, texts = row[column], [line for cell in row[column + 1 :] for line in cell]
    if len(names) > 1 and len(names) == len(texts) and all(is_role(name) for name in names):
        yield from (_label(name) + text for name, text in zip(names, texts, strict=True))
    elif names:
        label = _label("".join(name.strip() for name in names))
        yield "　".join(part for part in (count, label + (texts[0] if texts else "")) if part)
        yield from texts[1:]
    else:
        yield from [count] if count else []
        yield from texts


def _label(name: str) -> str:
    bare = name.strip()
    return f"{bare}　" if _MARKED.fullmatch(bare) else f"【{bare}】"


def _beside(row: Row) -> Iterator[str]:
    """A row as one line; a cell's further paragraphs as lines below."""
    filled = [cell for cell in row if cell]
    if not filled:
        return
    at = next((i for i, cell in enumerate(filled) if len(cell) == 1 and is_role(cell[0])), 0)
    if 0 < at < len(filled) - 1 and not _COUNT.fullmatch(filled[at - 1][0].strip()):
        yield from (line for cell in filled[:at] for line in cell)
        filled = filled[at:]
    yield "　".join(cell[0].strip() for cell in filled)
    for cell in filled:
        yield from cell[1:]

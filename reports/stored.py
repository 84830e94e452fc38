"""Counting from stored packed rows: what submission stored is read as it lies, never unpacked in Python.

The counting itself is `reports.tally`, the same for a page, a workbook and a country's worth of projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from forms.questionnaire import Questionnaire
from reports.counts import LineCount, counts_of
from reports.tally import CHUNK, Layout, Line, Words, crosstab_words

_STORED: Final = np.dtype("<i8")


@dataclass(frozen=True)
class Tabulation:
    """Counts of one questionnaire. lines: as in counts.csv; by_group: per count line the forms of each group.

    base: submitted forms; bases: the same by group.
    """

    base: int
    lines: tuple[LineCount, ...]
    bases: tuple[int, ...]
    by_group: Mapping[Line, tuple[int, ...]]


def words_of(layout: Layout, packed: Iterable[bytes]) -> Words:
    """Stored rows (64-bit little-endian numbers) as an n × width array. Raises ValueError for others."""
    rows = list(packed)
    size = layout.width * _STORED.itemsize
    if any(len(row) != size for row in rows):
        raise ValueError(f"packed rows must have {size} bytes")
    return np.frombuffer(b"".join(rows), _STORED).astype(np.int64, copy=False).reshape(-1, layout.width)


def tabulate(
    questionnaire: Questionnaire, rows: Iterable[tuple[int, bytes]], group_of: Mapping[int, int], groups: int
) -> Tabulation:
    """Count rows of (section id, packed) in one pass, holding one chunk at a time.

    group_of: a section's group, 0 … groups - 1 (its department's place). Raises KeyError for an unknown one.
    """
    layout = Layout(questionnaire)
    bases = np.zeros(groups, np.int64)
    seen: dict[Line, NDArray[np.int64]] = {line: np.zeros(groups, np.int64) for line in layout.place}
    for chunk in _chunks(rows):
        group = np.fromiter((group_of[section] for section, _ in chunk), np.int64, len(chunk))
        words = words_of(layout, (packed for _, packed in chunk))
        bases += np.bincount(group, minlength=groups)
        for line, counts in crosstab_words(layout, words, group, groups).items():
            seen[line] += counts
    base = int(bases.sum())
    totals = {line: int(counts.sum()) for line, counts in seen.items()}
    return Tabulation(
        base,
        counts_of(questionnaire, base, totals),
        tuple(bases.tolist()),
        {line: tuple(counts.tolist()) for line, counts in seen.items()},
    )


def _chunks(rows: Iterable[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk

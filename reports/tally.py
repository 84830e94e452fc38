"""Counting at speed: each submitted form as a few packed words, one bit per count line.

A form's words are made once, at submission (`pack`), and stored; counting a round then reads a few whole
numbers per form instead of every answer. Small rounds take the same path, so there is one way to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Question

Words = NDArray[np.int64]
Line = tuple[str, str]

#: Usable bits of a word: a word stays positive as a signed 64-bit integer of SQLite, with one bit to spare.
BITS: Final = 62
#: Rows counted at once: the peak beside the words themselves stays below 2 MB.
CHUNK: Final = 65_536
#: Which bits are set in each value of a byte, lowest first: 256 × 8.
_BYTE: Final[Words] = np.unpackbits(
    np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little"
).astype(np.int64)


class Layout:
    """Which bit of which word stands for which count line of a questionnaire.

    Depends on the definition alone (questions and lines in their order), so words stored with a round stay
    readable as long as the round keeps its definition. Building one costs a tenth of a millisecond: keep it
    for many forms. Raises ValueError for a question with more than 62 count lines.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questions: tuple[Question, ...] = tuple(q for q in questionnaire.questions if q.count_lines())
        #: (question key, code) → (word, bit), in the order of the form; blank is each question's last.
        self.place: dict[Line, tuple[int, int]] = {}
        used = [0]
        for question in self.questions:
            codes = [line.code for line in question.count_lines()]
            if len(codes) > BITS:
                raise ValueError(f"{questionnaire.key}.{question.key}: more than {BITS} count lines")
            word = next((i for i, n in enumerate(used) if n + len(codes) <= BITS), len(used))
            if word == len(used):
                used.append(0)
            for bit, code in enumerate(codes, used[word]):
                self.place[question.key, code] = word, bit
            used[word] += len(codes)
        self.width = len(used)

    def pack(self, answers: Mapping[str, Answer], rulings: Mapping[str, str]) -> tuple[int, ...]:
        """One form's words. A missing answer counts as blank. Raises KeyError for a ruling that is none."""
        words = [0] * self.width
        for question in self.questions:
            key = question.key
            for code in question.counted_as(answers.get(key, EMPTY), rulings.get(key, "")):
                word, bit = self.place[key, code]
                words[word] |= 1 << bit
        return tuple(words)

    def array(self, rows: Iterable[Sequence[int]]) -> Words:
        """Stored words (as a cursor gives them) as an n × width array."""
        return np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, self.width)


def pack(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], rulings: Mapping[str, str]
) -> tuple[int, ...]:
    """One submitted form's packed row, to be made anew where a ruling changes. For many: `Layout.pack`."""
    return Layout(questionnaire).pack(answers, rulings)


def count_words(layout: Layout, words: NDArray[Any]) -> dict[Line, int]:
    """How many forms stand in each count line, listed or not, in the order of the form."""
    totals = _totals(layout, words, np.zeros(len(words), np.int64), 1)
    return {line: int(totals[0, word, bit]) for line, (word, bit) in layout.place.items()}


def crosstab_words(
    layout: Layout, words: NDArray[Any], group: NDArray[np.int64], groups: int | None = None
) -> dict[Line, Words]:
    """For each count line the number of forms per group.

    group: each form's group, 0 … groups - 1; groups: how many there are (by default those that occur).
    """
    if len(group) != len(words):
        raise ValueError(f"{len(words)} forms, {len(group)} groups")
    wanted = groups if groups is not None else int(group.max(initial=-1)) + 1
    totals = _totals(layout, words, group, wanted)
    return {line: totals[:, word, bit] for line, (word, bit) in layout.place.items()}


def _totals(layout: Layout, words: NDArray[Any], group: NDArray[np.int64], groups: int) -> Words:
    """Set bits per group, word and bit. Each byte's values are counted first (256 of them), then their bits:
    one pass over a byte answers for eight count lines, in every group at once."""
    if words.ndim != 2 or words.shape[1] != layout.width:
        raise ValueError(f"words of shape {words.shape}, the layout needs (forms, {layout.width})")
    totals = np.zeros((groups, layout.width * 8, 8), np.int64)
    for start in range(0, len(words), CHUNK):
        chunk = np.ascontiguousarray(words[start : start + CHUNK], dtype="<i8").view(np.uint8)
        offset = group[start : start + CHUNK] * 256
        for i in range(layout.width * 8):
            seen = np.bincount(offset + chunk[:, i], minlength=groups * 256)
            totals[:, i] += seen.reshape(groups, 256) @ _BYTE
    return totals.reshape(groups, layout.width, 64)

"""What becomes of an answer that comes from a page: written, left alone, or asked about. One rule for every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from forms.questions import EMPTY, Answer, Text


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as kept in the draft. saved_at: stored moment; saved_by: the name, "" if the system; by: the account;
    note: how it came to be, where that has to be said beside it."""

    answer: Answer
    revision: int
    saved_at: str
    saved_by: str
    by: int | None = None
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer as it came from a page, with what the page had shown: revision and fingerprint."""

    answer: Answer
    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: keys that were written, and for stale ones what stands in the database."""

    written: tuple[str, ...]
    conflicts: Mapping[str, Kept]


NEVER: Final = Kept(EMPTY, 0, "", "")


def sorted_out(
    typed: Mapping[str, Typed], kept: Mapping[str, Kept]
) -> tuple[list[tuple[str, Answer, int]], dict[str, Kept]]:
    """(key, answer, new revision) of what is to be written, and what stands where that would overwrite somebody.

    A field whose text is what the page had shown is left alone. A changed field whose revision is stale, while the
    stored answer differs, is a conflict: it is not written. The same page once more therefore changes nothing.

    A page that lost the answer to an earlier save sends no fingerprint: that save may still be under way. What stands
    gets a new revision then, although it is the same, so that the late one finds itself stale and does not win.
    """
    rows: list[tuple[str, Answer, int]] = []
    conflicts: dict[str, Kept] = {}
    for key, one in typed.items():
        stored = kept.get(key, NEVER)
        overtaking = not one.digest and one.revision == stored.revision
        if (one.answer == stored.answer and not overtaking) or one.answer.mark() == one.digest:
            continue
        if one.revision != stored.revision and not one.answer.same_as(stored.answer):
            conflicts[key] = stored
            continue
        rows.append((key, one.answer, stored.revision + 1))
    return rows, conflicts

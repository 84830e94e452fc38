"""What became of a section: along renaming, splitting and merging to those there are now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.organisation.store.changes import Change


def successors(changes: Iterable[Change]) -> dict[int, tuple[int, ...]]:
    """Section id → the sections it was split into or merged into, in order, each once."""
    out: dict[int, dict[int, None]] = {}
    for change in changes:
        if change.old_id != change.new_id:
            out.setdefault(change.old_id, {})[change.new_id] = None
    return {old: tuple(new) for old, new in out.items()}


def follow(start: int, becomes: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """The ends of all ways from a section, in order, each once; the section itself where it became nothing else.

    A circle, which no page lets anybody make, ends nowhere: then what stands in it is its own end.
    """
    ends: dict[int, None] = {}
    seen = {start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if not becomes.get(here):
            ends[here] = None
            continue
        for after in reversed(becomes[here]):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return tuple(ends) or (start,)

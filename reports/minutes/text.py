"""Minutes as plain text and as data. Roles only, so that anybody may see it; names where whoever asks gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from reports.minutes.model import Minutes, Speech


def plain(minutes: Minutes) -> str:
    """As a text file: the same order as on paper, speeches as 【role】text, paragraphs on lines of their own."""
    return "\n".join(_lines(minutes)).rstrip("\n") + "\n"


def _lines(minutes: Minutes) -> Iterator[str]:
    yield from (minutes.title, minutes.heading + minutes.status, "")
    for row in minutes.cover:
        yield row.label
        yield from ("　" + line for line in row.text.split("\n") if line)
    yield from ("", minutes.results_heading, "")
    for result in minutes.results:
        yield from (result.heading, *("　" + p for p in result.paragraphs), "")
    if minutes.speeches_heading:
        yield from ("", minutes.speeches_heading, "")
    for item in minutes.items:
        if item.heading:
            yield from (item.heading, "")
        for speech in item.speeches:
            first, *rest = speech.paragraphs or ("",)
            yield from (speech.label + first, *("　" + p for p in rest))
        yield ""
    yield from minutes.closing


def as_json(
    minutes: Minutes, identity: str, version: int, ids: Sequence[int], names: Mapping[int, str] | None = None
) -> str:  # fmt: skip
    """Data of published minutes: {id, version, title, status, cover, results, items: [{heading, speeches: [{id, number,
    role, kind, text}]}], closing}. identity: their permanent address. Keys are as documented in docs/minutes.md.

    ids: of the speeches, in order: a correction does not change them. names: number of a speech → who made it; every
    speech has a `name` then, which is for inside only.
    """
    data = {
        "id": identity, "version": version, "title": minutes.title, "status": minutes.status,
        "cover": [{"label": row.label, "text": row.text} for row in minutes.cover],
        "results": [{"heading": r.heading, "paragraphs": list(r.paragraphs)} for r in minutes.results],
        "items": [
            {
                "heading": item.heading,
                "speeches": [_speech(s, ids, names) for s in item.speeches],
            }
            for item in minutes.items
        ],
        "closing": list(minutes.closing),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _speech(speech: Speech, ids: Sequence[int], names: Mapping[int, str] | None) -> dict[str, str | int]:
    who = {} if names is None else {"name": names.get(speech.number, "")}
    known = {"id": ids[speech.number - 1], "number": speech.number}
    return known | {"role": speech.role, **who, "kind": speech.kind, "text": speech.text}

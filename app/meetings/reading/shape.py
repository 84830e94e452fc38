"""Minutes as plain tables for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.meetings.reading.model import Doubt, Entry, Minutes, Speech, Stray
from app.meetings.reading.outline import numbered


def as_tables(minutes: Minutes) -> dict[str, Any]:
    """What `kikitori minutes-parse --json` prints."""
    agenda = minutes.agenda or minutes.sheet_agenda
    return {
        "agenda": [_item(n, e) for n, e in zip(numbered(agenda), agenda, strict=True)],
        "materials": [_material(e) for e in minutes.materials],
        "materials_on_agenda_sheet": [_material(e) for e in minutes.sheet_materials],
        "results": [
            {"agenda_item": r.agenda_item, "title": r.title, "text": r.text} for r in minutes.results
        ],
        "speeches": [_speech(s) for s in minutes.speeches],
        "unplaced": [_stray(s) for s in minutes.unplaced],
        "dropped": [_stray(s) for s in minutes.dropped],
    }


def _item(number: int, entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = {"no": number, "title": entry.title}
    return made | ({"children": [_child(e) for e in entry.children]} if entry.children else {})


def _child(entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = {"no": entry.number, "title": entry.title}
    return made | ({"children": [_child(e) for e in entry.children]} if entry.children else {})


def _material(entry: Entry) -> dict[str, Any]:
    return {"no": entry.number, "title": entry.title, "children": [_child(e) for e in entry.children]}


def _speech(speech: Speech) -> dict[str, Any]:
    made: dict[str, Any] = {
        "agenda_item": speech.agenda_item,
        "speaker": speech.speaker,
        "text": speech.text,
        "doubts": doubts(speech.doubts),
    }
    if len(speech.path) > 1:
        made["agenda_path"] = list(speech.path)
    return made | ({"at": speech.at} if speech.at else {})


def doubts(found: Iterable[Doubt]) -> list[dict[str, Any]]:
    """Doubts with their words."""
    return [
        {"code": d.code, "ja": d.text.ja, "en": d.text.en, "line": d.line, "at": d.at, "found": d.found}
        for d in found
    ]


def _stray(stray: Stray) -> dict[str, Any]:
    return {"text": stray.text, "line": stray.lines[0], "why": stray.why}

"""Reads minutes: text in, agenda, materials, results and speeches out, and nothing of the text lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.meetings.reading.doubts import doubt
from app.meetings.reading.headings import name_of
from app.meetings.reading.items import Items
from app.meetings.reading.joining import Layout, Part, joined, layout
from app.meetings.reading.labels import Labels
from app.meetings.reading.lines import Line, cut, furniture
from app.meetings.reading.model import Entry, Fact, Minutes, Stray
from app.meetings.reading.outline import entries, results
from app.meetings.reading.parting import parted
from app.meetings.reading.sheets import Sheets, Walk
from app.meetings.reading.speeches import speeches
from app.meetings.reading.trace import Trace
from app.meetings.reading.turns import headings


def prose(text: str, roles: Iterable[str] = ()) -> Minutes:
    """Minutes as people write them. roles: words that are speakers' for sure."""
    roles = tuple(roles)
    lines, trace = parted(cut(text), roles), Trace()
    kept, dropped = _without_furniture(lines, trace)
    paper, labels = layout(kept), Labels(kept, roles)
    sheets = Walk(kept, labels, paper, trace).run(kept)
    agenda = entries(sheets.agenda[0], paper, "agenda", trace)
    sheet_agenda = entries(sheets.agenda[1], paper, "agenda", trace)
    if not agenda and not sheet_agenda:
        agenda = _guessed(sheets, paper, trace)
    known = agenda or sheet_agenda
    made = Minutes(
        title=name_of(sheets.title),
        facts=tuple(_fact(sheets, i, paper, trace) for i in range(len(sheets.facts))),
        agenda=agenda,
        sheet_agenda=sheet_agenda,
        materials=entries(sheets.materials[0], paper, "material", trace),
        sheet_materials=entries(sheets.materials[1], paper, "material", trace),
        results=results(sheets.results, known, paper, trace),
        speeches=speeches(sheets.talk, Items(known), labels, paper, trace),
        dropped=dropped,
    )
    pieces, unplaced = trace.pieces(lines)
    return replace(made, pieces=pieces, unplaced=unplaced)


def _without_furniture(lines: Sequence[Line], trace: Trace) -> tuple[list[Line], tuple[Stray, ...]]:
    """The lines that say something, and what pages carry besides."""
    places = furniture(lines)
    kept: list[Line] = []
    dropped: list[Stray] = []
    page = False
    for i, line in enumerate(lines):
        if i in places:
            trace.add(Part(line), "dropped", len(dropped))
            dropped.append(Stray(line.raw, (line.no, line.no), places[i]))
            page = True
            continue
        kept.append(replace(line, page=line.page or page) if page else line)
        page = False
    return kept, tuple(dropped)


def _guessed(sheets: Sheets, paper: Layout, trace: Trace) -> tuple[Entry, ...]:
    """An agenda from the titles between the speeches."""
    found = entries(headings(sheets.talk, paper), Layout(), "agenda", Trace())
    return tuple(
        replace(e, doubts=(*e.doubts, doubt("item_guessed", e.lines[0], 0, e.number))) for e in found
    )


def _fact(sheets: Sheets, i: int, paper: Layout, trace: Trace) -> Fact:
    head, line, parts = sheets.facts[i]
    trace.add(Part(line), "fact", i, head.length)
    for part in parts:
        trace.add(part, "fact", i)
    text, _ = joined(parts, paper)
    return Fact(head.word, text, (line.no, parts[-1].line.no if parts else line.no))

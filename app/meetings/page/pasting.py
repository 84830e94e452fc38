"""What the page about a text that was read shows: speeches under their items, what is not sure beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.reading import Doubt, Entry, Minutes, Speech
from app.meetings.service.pasting import Preview
from forms.questions import Text

#: So many doubts are listed above the speeches; all of them stand beside what they are about.
MANY: Final = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Speeches that stand together under an item, each with its number. title: "" for those of no item."""

    title: str
    lines: list[tuple[int, Speech]]


@dataclass(frozen=True, slots=True)
class Page:
    """listed: doubts as the source goes, each with the speech it is about (0: none); lists: agenda, materials."""

    shown: Preview
    groups: list[Group]
    listed: list[tuple[Doubt, int]]
    lists: list[tuple[Text, list[tuple[str, Line]]]]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a list, as it is printed."""

    title: str
    level: int


def page(shown: Preview) -> Page:
    """A source as read, ready to be looked at."""
    read = shown.read
    lists = [
        (words, list(_lines(entries)))
        for words, entries in (
            (Text("会議次第", "Agenda"), read.agenda),
            (Text("次第の会議次第", "Agenda on the agenda sheet"), _other(read.sheet_agenda, read.agenda)),
            (Text("提出資料", "Materials"), read.materials),
            (
                Text("次第の資料", "Materials on the agenda sheet"),
                _other(read.sheet_materials, read.materials),
            ),
        )
        if entries
    ]
    return Page(shown, _groups(read), _listed(read), lists)


def _other(entries: Sequence[Entry], than: Sequence[Entry]) -> Sequence[Entry]:
    """A list of its own: not the same as the other one."""
    return entries if list(_lines(entries)) != list(_lines(than)) else ()


def _lines(entries: Sequence[Entry]) -> Iterator[tuple[str, Line]]:
    for top in entries:
        for entry in top.walk():
            yield entry.number, Line(entry.title, min(entry.level - 1, 3))


def _groups(read: Minutes) -> list[Group]:
    titles = dict(_titles(read.agenda or read.sheet_agenda))
    groups: list[Group] = []
    before: tuple[str, ...] | None = None
    for number, speech in enumerate(read.speeches, 1):
        if speech.path != before:
            groups.append(Group(titles.get(speech.path, ""), []))
            before = speech.path
        groups[-1].lines.append((number, speech))
    return groups


def _titles(entries: Sequence[Entry], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path of numbers → number and title; an entry without a number is called by its place, as the reader does."""
    for place, entry in enumerate(entries, 1):
        path = (*above, entry.number or str(place))
        yield path, f"{entry.number}　{entry.title}".strip("　")
        yield from _titles(entry.children, path)


def _listed(read: Minutes) -> list[tuple[Doubt, int]]:
    whose = {id(d): n for n, speech in enumerate(read.speeches, 1) for d in speech.doubts}
    return [(d, whose.get(id(d), 0)) for d in read.doubts[:MANY]]

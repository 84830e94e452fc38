"""Names of people in texts that go outside: they are typed by people, nothing takes them out; they are pointed out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.meetings.store.meetings import Meeting, Person
from reports.minutes.model import Minutes

#: A surname of one character is part of many words.
_SHORTEST_NAME: Final = 2
#: What makes a word of a place a person: 前原 is in the address, 前原委員 is not.
_TITLES: Final = "さん|様|氏|君|委員|会長|副会長|委員長|小委員長|座長|部長|課長|係長|主任|主査|主事|先生"


class Names:
    """The names of those who were there, as they may stand in what was said."""

    def __init__(self, meeting: Meeting, people: Sequence[Person]) -> None:
        """Surnames that are in the names of places, bodies and roles count only before a title."""
        facts = (meeting.title, meeting.place, meeting.next_place, meeting.secretariat)
        elsewhere = "\n".join((*facts, *(p.role for p in people), *(p.post for p in people)))
        forms = {n for p in people for n in (p.name, p.name.split()[0], "".join(p.name.split()))}
        known = {n for n in forms if len(n) >= _SHORTEST_NAME}
        self._sure = {n for n in known if n not in elsewhere}
        self._titled = known - self._sure
        #: As the cover prints attendees where a body prints names: it settled that.
        self._settled = {f"{p.role}　{p.name}" for p in people}

    def within(self, text: str) -> list[str]:
        """Those in a text."""
        sure = {n for n in self._sure if n in text}
        return sorted(sure | {n for n in self._titled if re.search(f"{re.escape(n)}(?:{_TITLES})", text)})

    def printed(self, minutes: Minutes) -> list[str]:
        """Those anywhere in what is printed: cover, results, roles, speeches, the lines at the end."""
        found = {name for text in _texts(minutes) if text not in self._settled for name in self.within(text)}
        return sorted(found)


def _texts(minutes: Minutes) -> Iterator[str]:
    yield from (line.text for row in minutes.cover for line in row.lines)
    for result in minutes.results:
        yield from (result.heading, *result.paragraphs)
    for item in minutes.items:
        yield item.heading
    for speech in minutes.speeches():
        yield from (speech.role, speech.text)
    yield from minutes.closing

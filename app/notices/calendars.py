"""Calendar entries get their addresses when the letter leaves: who asks, and who is asked."""

from __future__ import annotations

from collections.abc import Iterable

from icalendar import Calendar, vCalAddress, vText


def addressed(text: str, organiser: str, attendees: Iterable[str]) -> bytes:
    """The iTIP object with its organiser and attendees (RFC 5546 wants both). Raises ValueError."""
    made = Calendar.from_ical(text)
    for event in made.walk("VEVENT"):
        event.add("organizer", vCalAddress(f"mailto:{organiser}"))
        for address in attendees:
            who = vCalAddress(f"mailto:{address}")
            who.params["rsvp"] = vText("FALSE")
            event.add("attendee", who, encode=False)
    data: bytes = made.to_ical()
    return data

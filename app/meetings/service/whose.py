"""Who a label in pasted minutes means: 【事務局】 where one person speaks for it, 秋山委員 where one 委員 is called so.

Names stay inside: a speech whose label names somebody of the meeting goes out under that person's role.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from app.meetings.store.meetings import Person

_AROUND: Final = re.compile(r"[\s()\[\]（）［］「」【】:：・]+")
#: What one is called by besides the role, behind the name.
_COURTESY: Final = re.compile(r"(?:君|氏|さん|様|さま)$")
#: A seat, as councils call each other: ５番（佐藤君）.
_SEAT: Final = re.compile(r"^[0-9]+番(?:議員)?")
#: A surname alone, without the role beside it: one character is too little to tell.
_SHORTEST: Final = 2


def speaker(label: str, people: Sequence[Person]) -> Person | None:
    """The one person a label can mean; None where it says a role that several hold, somebody unknown, or two people.

    A name is read from its beginning (秋山 of 秋山花子); beside it stands the person's role or nothing.
    """
    there = _plain(label)
    if not there:
        return None
    held = [p for p in people if _plain(p.role) == there]
    found = held or [p for p in people if _is_called(there, p)]
    return found[0] if len(found) == 1 else None


def _is_called(label: str, person: Person) -> bool:
    role, name = _plain(person.role), _plain(person.name)
    with_role = bool(role) and role in label
    rest = _COURTESY.sub("", _SEAT.sub("", label.replace(role, "", 1) if with_role else label))
    return len(rest) >= (1 if with_role else _SHORTEST) and name.startswith(rest)


def _plain(text: str) -> str:
    return _AROUND.sub("", unicodedata.normalize("NFKC", text))

"""The house style a body has settled: read from what was typed, kept in its settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings import house_style
from app.meetings.house_style import COMMAS, DIGITS, HouseStyle
from app.meetings.service.bodies import CHANGED
from app.meetings.store import bodies as body_store
from app.meetings.store import papers as store
from app.meetings.store.bodies import Body
from app.meetings.store.meetings import Meeting
from app.security import Actor
from app.seen import fingerprint
from forms.questions import Text
from forms.text import forbidden_controls

MOST_TERMS: Final = 300
LONGEST_TERM: Final = 50
_ARROW: Final = re.compile(r"\s*(?:→|⇒|＝＞|－＞|=>|->|\t)\s*")


def of_body(body: Body) -> HouseStyle:
    """What a body has settled."""
    return house_style.style(body.settings)


def of_meeting(db: Database, meeting: Meeting) -> HouseStyle:
    """What the body of a meeting has settled."""
    body = body_store.get(db, meeting.body_id)
    return of_body(body) if body else house_style.NOTHING


def seen(found: HouseStyle) -> str:
    """What a page has shown of a style."""
    return fingerprint(house_style.settings(found, {}))


def typed_terms(found: HouseStyle) -> str:
    """The words as they are typed: one entry a line."""
    return "\n".join(f"{word}→{preferred}" for word, preferred in found.terms)


def read(comma: str, digits: str, terms: str) -> HouseStyle:
    """A style as typed. Raises Refused with the first line that cannot stay."""
    if comma not in ("", *COMMAS) or digits not in ("", *DIGITS):
        raise NotFound
    if wrong := next(_problems(terms), None):
        raise Refused(wrong)
    return HouseStyle(comma, digits, tuple(dict.fromkeys(_pairs(terms))))


def _lines(terms: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers, cut at the arrow."""
    typed = ((n, line.strip()) for n, line in enumerate(terms.splitlines(), 1))
    return [(n, _ARROW.split(line)) for n, line in typed if line]


def _pairs(terms: str) -> Iterator[tuple[str, str]]:
    for _, (word, preferred) in _lines(terms):
        yield word, preferred


def _problems(terms: str) -> Iterator[Text]:
    lines = _lines(terms)
    if len(lines) > MOST_TERMS:
        yield Text(f"{MOST_TERMS}行までです。", f"At most {MOST_TERMS} lines.")
    for n, parts in lines:
        if len(parts) != 2 or not all(parts):
            yield _line(
                n, "「下さい→ください」のように記入してください。", "write it like “下さい→ください”."
            )
        elif any(len(part) > LONGEST_TERM or any(forbidden_controls(part)) for part in parts):
            yield _line(
                n, f"1つの語は{LONGEST_TERM}文字までです。", f"a word has at most {LONGEST_TERM} characters."
            )
    yield from _contradictions([(n, parts[0], parts[-1]) for n, parts in lines])


def _contradictions(entries: list[tuple[int, str, str]]) -> Iterator[Text]:
    wanted: dict[str, str] = {}
    for n, word, preferred in entries:
        if wanted.setdefault(word, preferred) != preferred:
            yield _line(
                n, f"「{word}」がほかの行にもあり、右側の語が違います。",
                f"“{word}” stands in another line with another word.",
            )  # fmt: skip
    for n, _, preferred in entries:
        if wanted.get(preferred, preferred) != preferred:
            yield _line(
                n, f"「{preferred}」は、ほかの行で「{wanted[preferred]}」に直す語です。",
                f"“{preferred}” is itself to become “{wanted[preferred]}” by another line.",
            )  # fmt: skip


def _line(n: int, ja: str, en: str) -> Text:
    return Text(f"{n}行目：{ja}", f"Line {n}: {en}")


def save(db: Database, actor: Actor, now: datetime, body_id: int, wanted: HouseStyle, shown: str) -> None:
    """Make this the body's style. shown: the style the page had shown. Raises Conflict, NotFound."""
    with db.write():
        body = body_store.get(db, body_id)
        if body is None:
            raise NotFound
        old = of_body(body)
        if wanted == old:
            return
        if seen(old) != shown:
            raise Conflict(CHANGED)
        store.put_settings(db, body_id, house_style.settings(wanted, body.settings))
        told = {"comma": wanted.comma, "digits": wanted.digits, "terms": len(wanted.terms)}
        record(db, actor, now, "meetings.house_style", f"body {body_id}", **told)

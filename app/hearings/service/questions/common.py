"""Common questions: a draft that is edited, fixed as a numbered version, and begun anew from the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.common_questions import USUAL
from app.hearings.service.series import get, require_open
from app.hearings.store import questions as store
from app.hearings.store.questions import Common, Draft, Version
from app.security import Actor
from app.seen import CHANGED
from forms.questions import Text

__all__ = ["Common", "Draft", "Version"]

LONGEST: Final = 1_000
MOST: Final = 40
_EMPTY: Final = Text("質問の文を記入してください。", "Write the question.")
_NOT_OPEN: Final = Text(
    "共通質問は確定しています。変更するときは、新しい案を作ってください。",
    "The common questions are fixed. To change them, begin a new draft.",
)


def _first() -> Draft:
    """What a series begins with."""
    return Draft(tuple(Common(f"c{n}", text) for n, text in enumerate(USUAL, 1)), len(USUAL) + 1)


def draft(db: Database, series_id: int) -> Draft:
    """The draft; `open` False: the newest version stands and nothing is being changed."""
    return store.draft(db, series_id) or _first()


def versions(db: Database, series_id: int) -> list[Version]:
    """Every fixed version, the newest first. Raises NotFound."""
    get(db, series_id)
    return store.versions(db, series_id)


def version(db: Database, series_id: int, number: int) -> Version:
    """One of them. Raises NotFound."""
    for one in versions(db, series_id):
        if one.number == number:
            return one
    raise NotFound


def _base(db: Database, series_id: int) -> tuple[Common, ...]:
    """What the draft came from: the newest version, else the usual questions."""
    known = store.versions(db, series_id)
    return known[0].texts if known else _first().texts


def left_out(db: Database, series_id: int) -> list[Common]:
    """Questions of the version before that the draft no longer has: they can be put back."""
    keys = {one.key for one in draft(db, series_id).texts}
    return [one for one in _base(db, series_id) if one.key not in keys]


# Editing


@dataclass(frozen=True, slots=True)
class Edit:
    """What a page wants of the draft: texts by key (all that it showed), a new question's text, and one act:
    ("up" | "down" | "remove" | "back", key) or None."""

    texts: Mapping[str, Text]
    new: Text
    act: tuple[str, str] | None = None


def edit(db: Database, actor: Actor, now: datetime, series_id: int, wanted: Edit, revision: int) -> bool:
    """Keep what was typed and do the one act; whether anything changed.

    Raises Conflict where the draft was changed since the page showed it, Refused for an empty or too long question.
    """
    with db.write():
        require_open(db, series_id)
        old = _open_draft(db, series_id)
        known = _base(db, series_id) if wanted.act and wanted.act[0] == "back" else ()
        texts, next_key = _edited(old, wanted, known)
        if texts == old.texts:
            return False
        if revision != old.revision:
            raise Conflict(CHANGED)
        store.put_draft(db, actor, now, series_id, replace(old, texts=texts, next_key=next_key))
        record(db, actor, now, "hearings.edit_questions", f"series {series_id}", questions=len(texts))
    return True


def _open_draft(db: Database, series_id: int) -> Draft:
    found = draft(db, series_id)
    if not found.open:
        raise Conflict(_NOT_OPEN)
    return found


def _edited(old: Draft, wanted: Edit, known: Sequence[Common]) -> tuple[tuple[Common, ...], int]:
    act, key = wanted.act or ("", "")
    texts = [
        replace(one, text=_checked(wanted.texts.get(one.key, one.text)))
        for one in old.texts
        if (act, key) != ("remove", one.key)
    ]
    next_key = old.next_key
    if wanted.new.ja.strip() or wanted.new.en.strip():
        texts.append(Common(f"c{next_key}", _checked(wanted.new)))
        next_key += 1
    if act == "back" and all(one.key != key for one in texts):
        texts += [one for one in known if one.key == key]
    if act in ("up", "down"):
        _move(texts, key, -1 if act == "up" else 1)
    if len(texts) > MOST:
        raise Refused(Text(f"質問は{MOST}問以内にしてください。", f"At most {MOST} questions."))
    return tuple(texts), next_key


def _move(texts: list[Common], key: str, step: int) -> None:
    here = next((i for i, one in enumerate(texts) if one.key == key), -1)
    there = here + step
    if here >= 0 and 0 <= there < len(texts):
        texts[here], texts[there] = texts[there], texts[here]


def _checked(text: Text) -> Text:
    plain = Text(_plain(text.ja), _plain(text.en))
    if not plain.ja:
        raise Refused(_EMPTY)
    return plain


def _plain(text: str) -> str:
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > LONGEST:
        raise Refused(Text(f"質問は{LONGEST}文字以内で記入してください。", f"At most {LONGEST} characters."))
    return plain


# Versions


def fix(db: Database, actor: Actor, now: datetime, series_id: int, revision: int) -> int:
    """The draft becomes the next version; its number. Raises Conflict (changed meanwhile), Refused (nothing new)."""
    with db.write():
        require_open(db, series_id)
        known = store.versions(db, series_id)
        old = draft(db, series_id)
        if not old.open and known and revision in (old.revision - 1, old.revision - 2):
            return known[0].number  # the same click once more
        _open_draft(db, series_id)
        if revision != old.revision:
            raise Conflict(CHANGED)
        if not old.texts:
            raise Refused(Text("質問が1問もありません。", "There is no question."))
        if known and known[0].texts == old.texts:
            raise Refused(Text("前の版から変更がありません。", "Nothing differs from the version before."))
        number = known[0].number + 1 if known else 1
        store.fix(db, actor, now, series_id, number, old.texts)
        store.put_draft(db, actor, now, series_id, replace(old, open=False))
        record(db, actor, now, "hearings.fix_questions", f"series {series_id}", version=number)
    return number


def begin(db: Database, actor: Actor, now: datetime, series_id: int) -> None:
    """A new draft from the newest version; nothing happens where there is one already."""
    _switch(db, actor, now, series_id, opened=True)


def give_up(db: Database, actor: Actor, now: datetime, series_id: int, revision: int) -> None:
    """Throw the draft away: the newest version stands. Raises Refused before the first one, Conflict."""
    _switch(db, actor, now, series_id, opened=False, revision=revision)


def _switch(
    db: Database, actor: Actor, now: datetime, series_id: int, *, opened: bool, revision: int | None = None
) -> None:
    with db.write():
        require_open(db, series_id)
        old, known = draft(db, series_id), store.versions(db, series_id)
        if old.open == opened:
            return
        if not known:
            raise Refused(Text("まだ確定した版がありません。", "No version has been fixed yet."))
        if revision not in (None, old.revision):
            raise Conflict(CHANGED)
        store.put_draft(db, actor, now, series_id, replace(old, texts=known[0].texts, open=opened))
        act = "hearings.begin_questions" if opened else "hearings.give_up_questions"
        record(db, actor, now, act, f"series {series_id}", version=known[0].number)

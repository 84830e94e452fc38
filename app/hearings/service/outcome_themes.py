"""Themes of a series: making and ordering them, and putting what sections said under them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from app.audit.service import record
from app.clock import read
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import outcome
from app.hearings.service.series import require_open
from app.hearings.store import outcome_themes as store
from app.hearings.store.outcome_themes import Opinion, Theme
from app.security import Actor
from forms.questions import Text

__all__ = ["Opinion", "Theme"]

LONGEST_NAME: Final = 60
LONGEST_QUOTE: Final = 5_000
MOST: Final = 100
#: The same name from the same person within this time is the second half of a double click.
_DOUBLE: Final = timedelta(minutes=1)
_NO_NAME: Final = Text("テーマの名称を記入してください。", "Name the theme.")
_LONG: Final = Text(f"{LONGEST_NAME}文字以内で記入してください。", f"At most {LONGEST_NAME} characters.")
_MANY: Final = Text(f"テーマは{MOST}個までです。", f"There can be {MOST} themes at most.")
_NO_THEME: Final = Text("テーマを１つ以上選んでください。", "Choose one theme or more.")
_NOT_THERE: Final = Text(
    "この文は回答の中に見つかりません。回答からそのまま写してください（空欄なら回答全体になります）。",
    "These words are not in the answer. Please copy them as they are (empty: the whole answer).",
)
_NO_ANSWER: Final = Text("回答が記録されていません。", "No answer is recorded.")


def themes(db: Database, series_id: int) -> list[Theme]:
    """The themes of a series in their order."""
    return store.themes(db, series_id)


def tagged(db: Database, series_id: int) -> list[Opinion]:
    """What stands under a theme."""
    return store.opinions(db, series_id)


def _theme(db: Database, series_id: int, theme_id: int) -> Theme:
    found = next((t for t in store.themes(db, series_id) if t.id == theme_id), None)
    if found is None:
        raise NotFound
    return found


def _name(db: Database, series_id: int, name: str, own: int = 0) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise Refused(_NO_NAME)
    if len(plain) > LONGEST_NAME:
        raise Refused(_LONG)
    if any(t.name == plain and t.id != own for t in store.themes(db, series_id)):
        raise Refused(Text(f"「{plain}」は、既にあります。", f"There is a theme “{plain}” already."))
    return plain


def add(db: Database, actor: Actor, now: datetime, series_id: int, name: str) -> int:
    """A new theme after the others; its id. Raises Refused for a name that is missing, too long or used."""
    with db.write():
        require_open(db, series_id)
        known = store.themes(db, series_id)
        twice = next((t for t in known if t.name == " ".join(name.split())), None)
        if twice is not None and twice.made_by == actor.id and now - read(twice.made_at) < _DOUBLE:
            return twice.id
        plain = _name(db, series_id, name)
        if len(known) >= MOST:
            raise Refused(_MANY)
        made = store.add_theme(db, actor, now, series_id, plain, len(known) + 1)
        record(db, actor, now, "hearings.add_theme", f"series {series_id}", name=plain)
    return made


def rename(db: Database, actor: Actor, now: datetime, series_id: int, theme_id: int, name: str) -> None:
    """Another name. Raises NotFound, Refused."""
    with db.write():
        require_open(db, series_id)
        old = _theme(db, series_id, theme_id)
        plain = _name(db, series_id, name, own=theme_id)
        if plain != old.name:
            store.rename(db, theme_id, plain)
            record(db, actor, now, "hearings.rename_theme", f"series {series_id}", was=old.name, name=plain)


def move(db: Database, actor: Actor, now: datetime, series_id: int, theme_id: int, place: int) -> None:
    """The theme stands at this place (1 is the first), whatever its neighbours are now. Raises NotFound."""
    with db.write():
        require_open(db, series_id)
        moved = _theme(db, series_id, theme_id)
        ids = [t.id for t in store.themes(db, series_id)]
        wanted = [i for i in ids if i != theme_id]
        wanted.insert(min(max(place, 1), len(ids)) - 1, theme_id)
        if wanted != ids:
            store.order(db, wanted)
            record(db, actor, now, "hearings.move_theme", f"series {series_id}", name=moved.name, place=place)


def drop(db: Database, actor: Actor, now: datetime, series_id: int, theme_id: int) -> None:
    """The theme goes; what was said stays in the records. Done twice: nothing happens."""
    with db.write():
        require_open(db, series_id)
        found = next((t for t in store.themes(db, series_id) if t.id == theme_id), None)
        if found is not None:
            store.drop_theme(db, theme_id)
            record(
                db,
                actor,
                now,
                "hearings.drop_theme",
                f"series {series_id}",
                name=found.name,
                opinions=found.opinions,
            )


def tag(
    db: Database, actor: Actor, now: datetime, series_id: int, hearing_id: int, question: str, quote: str,
    theme_ids: Collection[int],
) -> None:  # fmt: skip
    """Put an answer (quote "") or a part of it under these themes. Raises NotFound, Refused."""
    text = quote.replace("\r\n", "\n").strip()
    with db.write():
        require_open(db, series_id)
        found = outcome.kept(db, actor, now, series_id)
        if hearing_id not in found.hearings:
            raise NotFound
        known = {t.id: t.name for t in store.themes(db, series_id)}
        chosen = [t for t in known if t in set(theme_ids)]
        _check(found.said.answers.get((hearing_id, question), ""), text, chosen)
        if store.tag(db, actor, now, hearing_id, question, text, chosen):
            record(
                db, actor, now, "hearings.tag", f"series {series_id}", section=_section(found, hearing_id),
                question=question, themes=[known[t] for t in chosen],
            )  # fmt: skip


def _check(answer: str, quote: str, chosen: list[int]) -> None:
    if not answer:
        raise Refused(_NO_ANSWER)
    if not chosen:
        raise Refused(_NO_THEME)
    if len(quote) > LONGEST_QUOTE or not outcome.contains(answer, quote):
        raise Refused(_NOT_THERE)


def _section(found: outcome.Kept, hearing_id: int) -> int:
    return next(r.section_id for r in found.rows if r.id == hearing_id)


def untag(db: Database, actor: Actor, now: datetime, series_id: int, opinion_id: int, theme_id: int) -> None:
    """An opinion no longer stands under a theme. Done twice: nothing happens. Raises NotFound."""
    with db.write():
        require_open(db, series_id)
        theme = _theme(db, series_id, theme_id)
        own = {o.id for o in store.opinions(db, series_id)}
        if opinion_id in own and store.untag(db, opinion_id, theme_id):
            record(
                db, actor, now, "hearings.untag", f"series {series_id}", name=theme.name, opinion=opinion_id
            )

"""Materials of a round: the secretariat writes, orders and removes them; the sections asked read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.files import kinds
from app.files import service as files
from app.files.kinds import Upload
from app.materials import store
from app.materials.store import Material
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

__all__ = ["KINDS", "Material", "Wanted"]

KINDS: Final[Mapping[str, Text]] = {
    "request": Text("依頼文", "Request"),
    "guide": Text("記入要領", "Guide"),
    "example": Text("記入例", "Example"),
    "other": Text("その他", "Other"),
}
LONGEST_TITLE: Final = 100
LONGEST_BODY: Final = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a material is to be. upload: a new file; keep_file: False takes the present one away."""

    kind: str
    title: str
    body: str = ""
    upload: Upload | None = None
    keep_file: bool = True


def of_round(db: Database, round_id: int) -> list[Material]:
    """The materials of a round in their order."""
    return store.of_round(db, round_id)


def get(db: Database, round_id: int, material_id: int) -> Material:
    """One material of this round. Raises NotFound."""
    found = store.get(db, material_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def must_read(db: Database, actor: Actor, round_id: int) -> None:
    """The secretariat reads every round's materials, a section those of rounds that ask it. Raises NotFound."""
    rounds.get(db, round_id)
    if actor.is_secretariat:
        return
    own = (s for s in actor.sections if actor.may_fill_in(s))
    if not any(round_.id == round_id for section in own for round_ in rounds.of_section(db, section)):
        raise NotFound


def add(
    db: Database, folder: Path, actor: Actor, now: datetime, round_id: int, wanted: Wanted, request: str = ""
) -> int:
    """A new material; the same `request` (one click, sent twice) gives the one it made the first time."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.require_changeable(db, round_id)
        if known := store.by_request(db, request):
            return known.id
        values = _values(db, folder, actor, now, wanted, None)
        material_id = store.add(db, actor, now, round_id, values, request)
        _note(db, actor, now, "materials.add", round_id, material_id, wanted.title)
    return material_id


def change(
    db: Database, folder: Path, actor: Actor, now: datetime, round_id: int, material_id: int, wanted: Wanted,
    seen: str,
) -> None:  # fmt: skip
    """Replace a material. seen: its `changed_at` as the page showed it. Raises Conflict where it changed since."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.require_changeable(db, round_id)
        old = get(db, round_id, material_id)
        same = (wanted.kind, wanted.title.strip(), wanted.body) == (old.kind, old.title, old.body)
        if same and wanted.upload is None and (wanted.keep_file or old.file_id is None):
            return
        if old.changed_at != seen:
            raise Conflict(_CHANGED)
        values = _values(db, folder, actor, now, wanted, old.file_id if wanted.keep_file else None)
        store.change(db, actor, now, material_id, values)
        _note(db, actor, now, "materials.change", round_id, material_id, wanted.title)
    _drop_files(db, folder, actor, now)


def remove(db: Database, folder: Path, actor: Actor, now: datetime, round_id: int, material_id: int) -> None:
    """Take a material away; nothing happens where it is gone already."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.require_changeable(db, round_id)
        found = store.get(db, material_id)
        if found is None or found.round_id != round_id:
            return
        store.remove(db, material_id)
        _note(db, actor, now, "materials.remove", round_id, material_id, found.title)
    _drop_files(db, folder, actor, now)


def move(
    db: Database, actor: Actor, now: datetime, round_id: int, material_id: int, step: int, place: int
) -> None:
    """One place up (-1) or down (+1); nothing happens where it does not stand at `place` (from 1) any more."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.require_changeable(db, round_id)
        order = [m.id for m in store.of_round(db, round_id)]
        if material_id not in order:
            raise NotFound
        here = order.index(material_id)
        if here + 1 != place or not 0 <= here + step < len(order):
            return
        order[here], order[here + step] = order[here + step], order[here]
        for position, each in enumerate(order, 1):
            store.place(db, each, position)
        _note(db, actor, now, "materials.move", round_id, material_id, str(step))


def _values(
    db: Database, folder: Path, actor: Actor, now: datetime, wanted: Wanted, file_id: int | None
) -> dict[str, str | int | None]:
    title = wanted.title.strip()
    if wanted.kind not in KINDS:
        raise Refused(Text("種類を選んでください。", "Choose a kind."))
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(
            Text(
                f"題名を{LONGEST_TITLE}文字以内で記入してください。",
                f"Give a title of at most {LONGEST_TITLE} characters.",
            )
        )
    if len(wanted.body) > LONGEST_BODY:
        raise Refused(
            Text(f"本文は{LONGEST_BODY:,}文字までです。", f"A text has at most {LONGEST_BODY:,} characters.")
        )
    if wanted.upload is not None:
        made = kinds.checked(wanted.upload.name, wanted.upload.data)
        file_id = files.put(db, actor, now, folder, made.name, made.media_type, made.data)
    if not wanted.body.strip() and file_id is None:
        raise Refused(Text("本文かファイルのどちらかが必要です。", "A text or a file is needed."))
    return {"kind": wanted.kind, "title": title, "body": wanted.body, "file_id": file_id}


def _drop_files(db: Database, folder: Path, actor: Actor, now: datetime) -> None:
    """What nothing uses any more; the change itself stands whatever becomes of it."""
    files.drop_unused(db, actor, now, folder)


def _note(
    db: Database, actor: Actor, now: datetime, action: str, round_id: int, material_id: int, title: str
) -> None:
    record(db, actor, now, action, f"round {round_id}", material=material_id, title=title)


def _must_be_secretariat(actor: Actor) -> None:
    if not actor.is_secretariat:
        raise NotAllowed


_CHANGED: Final = Text(
    "ほかの方が先に変更しました。何も変更していません。最新の内容を確認してから、もう一度保存してください。",
    "Somebody else has changed this meanwhile; nothing was changed. Look at it as it is now, then save again.",
)

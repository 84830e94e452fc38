"""What is attached to a material: a file, a frozen edition of the survey's tables, and which material it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.editions.service import records as editions
from app.errors import Conflict, NotFound, Refused
from app.files import kinds
from app.files import service as files
from app.files.kinds import Upload
from app.meetings.service.bodies import CHANGED
from app.meetings.service.opening import require_open, seen
from app.meetings.store import meetings as store
from app.meetings.store.meetings import Material
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

#: Written behind the title of what replaces another material.
REPLACING: Final = "（差し替え分）"


@dataclass(frozen=True, slots=True)
class Attached:
    """What a material is to carry. upload: a new file; keep_file False takes the present one away."""

    upload: Upload | None
    keep_file: bool
    edition_id: int | None
    replaces_id: int | None


def printed(material: Material) -> str:
    """A title as papers print it: what replaces another says so."""
    if material.replaces_id is None or REPLACING in material.title:
        return material.title
    return material.title + REPLACING


def get(db: Database, meeting_id: int, material_id: int) -> tuple[str, Material]:
    """A material of this meeting, and the list it stands in. Raises NotFound."""
    for which in store.LISTS:
        for one in store.materials(db, meeting_id, which):
            if one.id == material_id:
                return which, one
    raise NotFound


def attach(
    db: Database, folder: Path, actor: Actor, now: datetime, meeting_id: int, material_id: int, wanted: Attached,
    shown: str,
) -> None:  # fmt: skip
    """Change what a material carries. shown: `seen` of it as the page had it. Raises Refused, Conflict, NotFound."""
    with db.write():
        require_open(db, meeting_id)
        _, old = get(db, meeting_id, material_id)
        values = _values(db, folder, actor, now, wanted, old)
        new = {k: v for k, v in values.items() if v != getattr(old, k)}
        if new and wanted.replaces_id not in {
            None,
            old.replaces_id,
            *(m.id for _, m in earlier(db, meeting_id)),
        }:
            raise NotFound
        if new and seen([old]) != shown:
            raise Conflict(CHANGED)
        if new:
            store.attach(db, material_id, new)
            record(
                db,
                actor,
                now,
                "meetings.attach",
                f"meeting {meeting_id}",
                material=material_id,
                title=old.title,
            )
    if "file_id" in new and old.file_id is not None:
        files.drop_unused(db, actor, now, folder)


def _values(
    db: Database, folder: Path, actor: Actor, now: datetime, wanted: Attached, old: Material
) -> dict[str, Any]:
    file_id = old.file_id if wanted.keep_file else None
    if wanted.edition_id not in {None, old.edition_id, *(e.id for _, e in offered(db))}:
        raise NotFound
    if wanted.upload is not None:
        made = kinds.checked(wanted.upload.name, wanted.upload.data)
        file_id = files.put(db, actor, now, folder, made.name, made.media_type, made.data)
    if file_id is not None and wanted.edition_id is not None:
        raise Refused(
            Text(
                "ファイルと集計表の版は、どちらか一方だけにしてください。",
                "Attach a file or an edition, not both.",
            )
        )
    return {"file_id": file_id, "edition_id": wanted.edition_id, "replaces_id": wanted.replaces_id}


def offered(db: Database) -> Sequence[tuple[str, editions.Record]]:
    """Every frozen edition with the name of its survey, the newest survey first."""
    return [(r.name, e) for r in rounds.all_rounds(db) for e in editions.of_round(db, r.id)]


def edition(db: Database, edition_id: int | None) -> tuple[str, editions.Record] | None:
    """An edition with the name of its survey; None where there is none any more (disposed of with its survey)."""
    return next((one for one in offered(db) if one[1].id == edition_id), None) if edition_id else None


def earlier(db: Database, meeting_id: int) -> list[tuple[store.Meeting, Material]]:
    """What a material of this meeting can replace: materials handed out at earlier meetings of the body."""
    here = store.get(db, meeting_id)
    if here is None:
        raise NotFound
    before = [m for m in store.of_body(db, here.body_id) if (m.day, m.number) < (here.day, here.number)]
    return [(m, one) for m in before for one in store.materials(db, m.id, store.AGENDA)]


def edition_kinds(db: Database, material: Material) -> list[str]:
    """The kinds of files handed out with a material's edition; none where it was disposed of."""
    found = edition(db, material.edition_id)
    return list(editions.files_of(db, found[1].id)) if found else []


def edition_file(db: Database, material: Material, kind: str) -> int:
    """One of them. Who may see the meeting may have what was handed out there. Raises NotFound."""
    found = edition(db, material.edition_id)
    kept = editions.files_of(db, found[1].id) if found else {}
    if kind not in kept:
        raise NotFound
    return kept[kind]

"""Making an edition: what counts at this moment is frozen, numbered for good, and kept as files byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app import queries
from app.audit.service import record
from app.db import Database
from app.editions import store
from app.editions.store import Counted
from app.errors import Conflict, NotAllowed, Refused
from app.files import kinds
from app.files import service as files
from app.responses.service import reading
from app.results import files as results_files
from app.results import frozen
from app.results import service as results
from app.results.service import Edition
from app.rounds import rulings
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

LONGEST_NAME: Final = 60
LONGEST_NOTE: Final = 2_000
#: How often tables are made anew because somebody submitted meanwhile.
_ATTEMPTS: Final = 3
PAPERS: Final = ("A3", "A4")
CSV: Final = "csv"


@dataclass(frozen=True, slots=True)
class _Made:
    """A kept file before it is stored."""

    kind: str
    name: str
    media_type: str
    data: bytes


def make(
    db: Database, folder: Path, actor: Actor, now: datetime, round_id: int, name: str, note: str = "",
    *, english: bool = False, request: str = "",
) -> int:  # fmt: skip
    """Freeze a round as it stands under a name; returns the edition's id.

    Files are made before anything is written, so that nobody waits for them; if something was submitted meanwhile
    they are made anew. The same `request` (one click, sent twice) gives the edition it made the first time. Raises
    Refused for an empty or used name and where nothing was submitted, RoundArchived.
    """
    if not actor.is_secretariat:
        raise NotAllowed
    rounds.get(db, round_id)
    name, note = " ".join(name.split()), note.strip()
    for _ in range(_ATTEMPTS):
        if known := store.by_request(db, request):
            return known.id
        _check(db, round_id, name, note)
        stamp = queries.change_stamp(db, round_id)
        state = results.build(db, round_id, now, name=name)
        made = list(_files(state, english))
        with db.write():
            if known := store.by_request(db, request):
                return known.id
            _check(db, round_id, name, note)
            if stamp == queries.change_stamp(db, round_id) or _same(
                state, results.build(db, round_id, now, name=name)
            ):
                return _keep(db, folder, actor, now, round_id, state, note, made, request)
    raise Conflict(
        Text(
            "作成中に提出や訂正がありました。もう一度作成してください。",
            "Something was submitted or corrected meanwhile. Please make the edition once more.",
        )
    )


def _keep(
    db: Database, folder: Path, actor: Actor, now: datetime, round_id: int, state: Edition, note: str,
    made: list[_Made], request: str,
) -> int:  # fmt: skip
    """Write everything down. Inside the caller's write."""
    reading.give_numbers(db, round_id)
    edition_id = store.add(
        db, actor, now, round_id, state.data.edition, note, _counted(db, round_id, state), request
    )
    stored = [(f.kind, files.put(db, actor, now, folder, f.name, f.media_type, f.data)) for f in made]
    store.add_files(db, edition_id, stored)
    record(
        db, actor, now, "editions.make", f"round {round_id}", edition=edition_id, name=state.data.edition,
        forms=len(state.origins), files=[f.kind for f in made],
    )  # fmt: skip
    return edition_id


def _counted(db: Database, round_id: int, state: Edition) -> Counted:
    versions = {f.version_id: f.number for f in state.origins.values()}
    rules = rulings.rules_text(db, round_id)
    return Counted(versions, state.data.declared_none, frozen.pack(state.data), rules)


def _same(one: Edition, other: Edition) -> bool:
    """Both would be frozen alike."""
    return (
        frozen.pack(one.data) == frozen.pack(other.data)
        and one.data.declared_none == other.data.declared_none
        and one.origins == other.origins
    )


def _files(state: Edition, english: bool) -> Iterator[_Made]:
    for lang in ("ja", "en") if english else ("ja",):
        for paper in PAPERS:
            name = results_files.xlsx_name(state, results_files.PAPERS[paper], lang)
            data = results_files.xlsx_file(state, results_files.PAPERS[paper], lang).getvalue()
            yield _Made(f"xlsx-{paper}-{lang}", name, kinds.XLSX, data)
    yield _Made(CSV, results_files.zip_name(state, "ja"), kinds.ZIP, results_files.csv_zip(state).getvalue())


def _check(db: Database, round_id: int, name: str, note: str) -> None:
    rounds.require_changeable(db, round_id)
    if not name:
        raise Refused(Text("版の名称を記入してください。", "Please name the edition."))
    if len(name) > LONGEST_NAME:
        raise Refused(
            Text(
                f"版の名称は{LONGEST_NAME}文字以内にしてください。",
                f"A name has at most {LONGEST_NAME} characters.",
            )
        )
    if len(note) > LONGEST_NOTE:
        raise Refused(
            Text(
                f"備考は{LONGEST_NOTE}文字以内にしてください。",
                f"A note has at most {LONGEST_NOTE} characters.",
            )
        )
    if store.by_name(db, round_id, name):
        raise Refused(
            Text(
                f"「{name}」という版は既にあります。別の名称にしてください。",
                f"There is an edition “{name}” already.",
            )
        )
    results.must_be_something(db, round_id)

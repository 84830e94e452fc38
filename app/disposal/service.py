"""Disposing of a round: whether it is due, what would go, and the one act that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.audit.service import record
from app.clock import CITY_ZONE
from app.db import Database
from app.disposal import store
from app.disposal.store import Record
from app.errors import Refused
from app.files import service as files
from app.notices.service.forgetting import drop_letters
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import Actor
from forms.questions import Text, search_key

__all__ = ["Record"]

LONGEST_REASON: Final = 500
NOT_ARCHIVED: Final = "not_archived"
NO_TERM: Final = "no_term"
NOT_YET: Final = "not_yet"
DUE: Final = "due"
DISPOSED: Final = "disposed"


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a round stands towards its disposal. counts: what would go, where it is due."""

    state: str
    counts: Mapping[str, int]
    editions: list[store.Gone]
    record: Record | None


def state_of(round_: Round, now: datetime) -> str:
    """Archived first, then past its term, then disposed of."""
    if round_.disposed_at:
        return DISPOSED
    if not round_.archived_at:
        return NOT_ARCHIVED
    if not round_.keep_until:
        return NO_TERM
    return DUE if round_.keep_until < today(now) else NOT_YET


def today(now: datetime) -> str:
    """The city's day."""
    return now.astimezone(CITY_ZONE).date().isoformat()


def outlook(db: Database, now: datetime, round_id: int) -> Outlook:
    """How a round stands, and what would go. Raises NotFound."""
    with db.read():
        state = state_of(rounds.get(db, round_id), now)
        counts = store.counts(db, round_id) if state != DISPOSED else {}
        return Outlook(state, counts, store.editions(db, round_id), store.of_round(db, round_id))


def records(db: Database) -> list[Record]:
    """Every record of a disposal, the newest first."""
    return store.every(db)


def name_problem(round_: Round, typed: str) -> Text | None:
    """The name typed to confirm is not this round's; width and blanks do not matter."""
    if search_key(typed) == search_key(round_.name):
        return None
    return Text("調査の名称が一致しません。", "This is not the name of the survey.")


def reason_problem(reason: str) -> Text | None:
    """Why this is no reason."""
    if not reason.strip():
        return Text("理由を記入してください。", "Give the reason.")
    if len(reason) > LONGEST_REASON:
        return Text(
            f"理由は{LONGEST_REASON}文字以内にしてください。", f"At most {LONGEST_REASON} characters."
        )
    return None


def dispose(
    db: Database, actor: Actor, now: datetime, folder: Path, round_id: int, name: str, reason: str
) -> Record:
    """Delete what the round holds, keep the record of it. A round that is gone already: its record, nothing is done.

    folder: the instance's, where files and the outbox lie. Raises NotFound, Refused (not due, wrong name, no reason).
    """
    with db.erasing(), db.write():
        round_ = rounds.get(db, round_id)
        done = store.of_round(db, round_id)
        if done is not None:
            return done
        _check(round_, now, name, reason)
        letters = store.notices(db, round_id)
        made = Record(
            0, round_id, round_.name, round_.year, round_.keep_until, store.counts(db, round_id),
            store.editions(db, round_id), reason.strip(), "", "",
        )  # fmt: skip
        disposal_id = store.add(db, actor, now, made)
        store.empty(db, round_id, today(now))
        rounds.mark_disposed(db, now, round_id)
        counts = {k: n for k, n in made.counts.items() if n}
        record(db, actor, now, "disposal.dispose", f"round {round_id}", record=disposal_id, counts=counts)
    drop_letters(folder, letters)
    files.drop_unused(db, actor, now, folder)
    found = store.of_round(db, round_id)
    assert found is not None
    return found


def _check(round_: Round, now: datetime, name: str, reason: str) -> None:
    if state_of(round_, now) != DUE:
        raise Refused(
            Text(
                "この調査はまだ廃棄できません（保存（読み取り専用）にしてあり、保存年限が過ぎた調査だけを廃棄できます）。",
                "This survey cannot be disposed of yet: it must be archived, and its term must be over.",
            )
        )
    problem = name_problem(round_, name) or reason_problem(reason)
    if problem:
        raise Refused(problem)

"""What a round consists of, table by table, in the order in which it can be deleted; and the record that stays.

Every table that hangs on a round is named here, as deleted or as kept: tests/unit/test_disposal.py fails on a new one
that is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor

_FORMS: Final = "SELECT id FROM form WHERE round_id = :round"
_VERSIONS: Final = f"SELECT id FROM version WHERE form_id IN ({_FORMS})"
_RETURNS: Final = "SELECT id FROM return_request WHERE round_id = :round"
_EDITIONS: Final = "SELECT id FROM edition WHERE round_id = :round"
_BATCHES: Final = "SELECT id FROM notice_batch WHERE round_id = :round"

_SERIES: Final = "SELECT id FROM hearing_series WHERE round_id = :round"
_APPOINTMENTS: Final = f"SELECT id FROM hearing_appointment WHERE series_id IN ({_SERIES})"
_DAYS: Final = f"SELECT id FROM hearing_day WHERE series_id IN ({_SERIES})"

#: Table → the condition for its rows of a round; children before parents.
DELETED: Final[Mapping[str, str]] = {
    "hearing_tag": f"opinion_id IN (SELECT id FROM hearing_opinion WHERE appointment_id IN ({_APPOINTMENTS}))",
    "hearing_opinion": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_theme": f"series_id IN ({_SERIES})",
    "hearing_reminder": "follow_up_id IN (SELECT id FROM hearing_follow_up"
    f" WHERE appointment_id IN ({_APPOINTMENTS}))",
    "hearing_follow_up": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_correction": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_answer": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_note": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_record_event": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_record": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_written": f"appointment_id IN ({_APPOINTMENTS})",
    "hearing_own_question": f"series_id IN ({_SERIES})",
    "hearing_questions_sent": f"series_id IN ({_SERIES})",
    "hearing_questions": f"series_id IN ({_SERIES})",
    "hearing_questions_draft": f"series_id IN ({_SERIES})",
    "hearing_feed": f"series_id IN ({_SERIES})",
    "hearing_undo": f"series_id IN ({_SERIES})",
    "hearing_told": f"plan_id IN (SELECT id FROM hearing_plan WHERE series_id IN ({_SERIES}))",
    "hearing_preparation": f"plan_id IN (SELECT id FROM hearing_plan WHERE series_id IN ({_SERIES}))",
    "hearing_entry": f"plan_id IN (SELECT id FROM hearing_plan WHERE series_id IN ({_SERIES}))",
    "hearing_plan": f"series_id IN ({_SERIES})",
    "hearing_appointment": f"series_id IN ({_SERIES})",
    "hearing_wish": f"day_id IN ({_DAYS})",
    "hearing_attendance": f"day_id IN ({_DAYS})",
    "hearing_day": f"series_id IN ({_SERIES})",
    "hearing_unlisted": f"series_id IN ({_SERIES})",
    "hearing_nomination": f"series_id IN ({_SERIES})",
    "hearing_decision": f"series_id IN ({_SERIES})",
    "hearing_candidate": f"series_id IN ({_SERIES})",
    "hearing_series": "round_id = :round",
    "notice_calendar": "notice_id IN (SELECT id FROM notice WHERE round_id = :round"
    f" OR batch_id IN ({_BATCHES}))",
    "notice": f"round_id = :round OR batch_id IN ({_BATCHES})",
    "notice_run": "round_id = :round",
    "notice_schedule": "round_id = :round",
    "notice_batch": "round_id = :round",
    "contradiction": "round_id = :round",
    "return_remark": f"return_id IN ({_RETURNS})",
    "return_form": f"return_id IN ({_RETURNS})",
    "return_request": "round_id = :round",
    "approval_request": "round_id = :round",
    "edition_file": f"edition_id IN ({_EDITIONS})",
    "edition_declaration": f"edition_id IN ({_EDITIONS})",
    "edition_version": f"edition_id IN ({_EDITIONS})",
    "edition": "round_id = :round",
    "tally": f"form_id IN ({_FORMS})",
    "flag": "round_id = :round",
    "ruling_override": f"form_id IN ({_FORMS})",
    "ruling_rule": "round_id = :round",
    "workbook_answer": f"form_id IN ({_FORMS})",
    "carried_form": f"form_id IN ({_FORMS}) OR version_id IN ({_VERSIONS})",
    "succession": "round_id = :round",
    "answer": f"form_id IN ({_FORMS})",
    "version_answer": f"version_id IN ({_VERSIONS})",
    "proxy_seen": "submission_id IN (SELECT id FROM submission WHERE round_id = :round)",
    "submission_declaration": "submission_id IN (SELECT id FROM submission WHERE round_id = :round)",
    "version": f"form_id IN ({_FORMS})",
    "submission": "round_id = :round",
    "declaration": "round_id = :round",
    "extension": "round_id = :round",
    "release": "round_id = :round",
    "round_material": "round_id = :round",
    "form": "round_id = :round",
}
#: What stays of a round: that there was one, which sections it asked and with which questionnaires.
KEPT: Final = frozenset({"round", "round_section", "round_questionnaire", "disposal"})
#: A file that only this round uses: nothing else points to it.
_FILES: Final = (
    "SELECT count(*) FROM file WHERE id IN"
    f" (SELECT file_id FROM edition_file WHERE edition_id IN ({_EDITIONS})"
    " UNION SELECT file_id FROM round_material WHERE round_id = :round)"
    f" AND id NOT IN (SELECT file_id FROM edition_file WHERE edition_id NOT IN ({_EDITIONS})"
    " UNION SELECT file_id FROM round_material WHERE round_id <> :round AND file_id IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Gone:
    """An edition that was disposed of, with the names of the files that went with it."""

    name: str
    made_at: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a disposal. counts: how many rows of each table went, and "file"."""

    id: int
    round_id: int
    round_name: str
    year: int
    keep_until: str
    counts: Mapping[str, int]
    editions: Sequence[Gone]
    reason: str
    disposed_at: str
    disposed_by: str


def counts(db: Database, round_id: int) -> dict[str, int]:
    """How many rows of each table a round has; "file": the files only it uses."""
    place = {"round": round_id}
    found = {
        table: int(db.value(f"SELECT count(*) FROM {table} WHERE {where}", place))  # noqa: S608
        for table, where in DELETED.items()
    }
    return found | {"file": int(db.value(_FILES, place))}


def editions(db: Database, round_id: int) -> list[Gone]:
    """The editions of a round and the names of their files."""
    rows = db.all("SELECT id, name, made_at FROM edition WHERE round_id = ? ORDER BY id", (round_id,))
    return [Gone(r["name"], r["made_at"], tuple(_file_names(db, r["id"]))) for r in rows]


def _file_names(db: Database, edition_id: int) -> list[str]:
    rows = db.all(
        "SELECT f.name FROM edition_file e JOIN file f ON f.id = e.file_id WHERE e.edition_id = ? ORDER BY f.id",
        (edition_id,),
    )
    return [r["name"] for r in rows]


def notices(db: Database, round_id: int) -> list[int]:
    """The letters of a round: they may lie in the outbox folder as well."""
    rows = db.all(f"SELECT id FROM notice WHERE {DELETED['notice']}", {"round": round_id})  # noqa: S608
    return [r["id"] for r in rows]


def empty(db: Database, round_id: int, day: str) -> None:
    """Delete everything but what stays. Its record must be written before: the door opens for no other round."""
    place = {"round": round_id}
    db.insert("disposing", round_id=round_id, day=day)
    # What later rounds took over from here stays theirs; it no longer has an origin.
    db.run(f"UPDATE form SET origin_id = NULL WHERE origin_id IN ({_FORMS}) AND round_id <> :round", place)
    db.run("UPDATE form SET origin_id = NULL WHERE round_id = :round", place)
    for table, where in DELETED.items():
        db.run(f"DELETE FROM {table} WHERE {where}", place)  # noqa: S608
    db.run("DELETE FROM disposing WHERE round_id = :round", place)


_SELECT: Final = (
    "SELECT id, round_id, round_name, year, keep_until, counts, editions, reason, disposed_at,"
    " disposed_by_name AS disposed_by FROM disposal"
)


def _from(row: Row) -> Record:
    made = dict(row)
    made["counts"] = json.loads(made["counts"])
    made["editions"] = [
        Gone(e["name"], e["made_at"], tuple(e["files"])) for e in json.loads(made["editions"])
    ]
    return Record(**made)


def add(db: Database, actor: Actor, now: datetime, record: Record) -> int:
    """Write the record of a disposal (its id, moment and person are given here)."""
    gone = [{"name": e.name, "made_at": e.made_at, "files": list(e.files)} for e in record.editions]
    return db.insert(
        "disposal", round_id=record.round_id, round_name=record.round_name, year=record.year,
        keep_until=record.keep_until, counts=json.dumps(dict(record.counts)),
        editions=json.dumps(gone, ensure_ascii=False), reason=record.reason, disposed_at=stored(now),
        disposed_by=actor.id, disposed_by_name=actor.name,
    )  # fmt: skip


def of_round(db: Database, round_id: int) -> Record | None:
    """The record of a round's disposal."""
    row = db.one(f"{_SELECT} WHERE round_id = ?", (round_id,))
    return _from(row) if row else None


def every(db: Database) -> list[Record]:
    """Every record, the newest first."""
    return [_from(r) for r in db.all(f"{_SELECT} ORDER BY id DESC")]

"""What the secretariat sent back (差戻し): forms with remarks, open until their next version is submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.rounds.dates import passed
from app.security import Actor

#: The key of a remark on the form as a whole.
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Return:
    """One act of sending back. remarks: form id → question key (WHOLE: the form) → words; settled: form id → number
    of the version that answered it (None: not yet, 0: taken back); until: to which the forms may be corrected."""

    id: int
    round_id: int
    section_id: int
    message: str
    until: str
    returned_at: str
    returned_by: str
    taken_back_at: str
    taken_back_by: str
    settled: Mapping[int, int | None]
    remarks: Mapping[int, Mapping[str, str]]

    @property
    def open_forms(self) -> tuple[int, ...]:
        """The forms that were not submitted again yet."""
        return tuple(f for f, version in self.settled.items() if version is None)


_SELECT = (
    "SELECT r.id, r.round_id, r.section_id, r.message, r.until, r.returned_at, coalesce(a.name, '') AS returned_by,"
    " r.taken_back_at, coalesce(b.name, '') AS taken_back_by FROM return_request r"
    " LEFT JOIN account a ON a.id = r.returned_by LEFT JOIN account b ON b.id = r.taken_back_by"
)


def of_section(db: Database, round_id: int, section_id: int) -> list[Return]:
    """Everything that was sent back to a section in a round, the newest first."""
    rows = db.all(
        f"{_SELECT} WHERE r.round_id = ? AND r.section_id = ? ORDER BY r.id DESC", (round_id, section_id)
    )
    if not rows:
        return []
    marks = ",".join("?" * len(rows))
    ids = [r["id"] for r in rows]
    settled: dict[int, dict[int, int | None]] = {}
    for row in db.all(
        "SELECT f.return_id, f.form_id, f.settled_at, v.number FROM return_form f"
        f" LEFT JOIN version v ON v.id = f.settled_by_version WHERE f.return_id IN ({marks})",
        ids,
    ):
        version = (row["number"] or 0) if row["settled_at"] else None
        settled.setdefault(row["return_id"], {})[row["form_id"]] = version
    remarks: dict[int, dict[int, dict[str, str]]] = {}
    for row in db.all(
        f"SELECT return_id, form_id, question, remark FROM return_remark WHERE return_id IN ({marks})", ids
    ):
        of_form = remarks.setdefault(row["return_id"], {}).setdefault(row["form_id"], {})
        of_form[row["question"]] = row["remark"]
    return [
        Return(**dict(r), settled=settled.get(r["id"], {}), remarks=remarks.get(r["id"], {})) for r in rows
    ]


def open_forms(db: Database, now: datetime, round_id: int, section_id: int) -> frozenset[int]:
    """The forms that were returned to this section, are not settled, and may still be corrected."""
    rows = db.all(
        "SELECT f.form_id, r.until FROM return_request r JOIN return_form f ON f.return_id = r.id"
        " JOIN round o ON o.id = r.round_id"
        " WHERE r.round_id = ? AND r.section_id = ? AND f.settled_at = '' AND o.archived_at = ''",
        (round_id, section_id),
    )
    return frozenset(r["form_id"] for r in rows if not passed(r["until"], now))


def unsettled(db: Database, round_id: int) -> frozenset[int]:
    """The forms of a round that were returned and not submitted again, even where it is too late for that now."""
    rows = db.all(
        "SELECT f.form_id FROM return_request r JOIN return_form f ON f.return_id = r.id"
        " WHERE r.round_id = ? AND f.settled_at = ''",
        (round_id,),
    )
    return frozenset(r["form_id"] for r in rows)


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, message: str, until: str,
    remarks: Mapping[int, Mapping[str, str]],
) -> int:  # fmt: skip
    """One act of sending back; returns its id. remarks: every returned form is named, also without words."""
    return_id = db.insert(
        "return_request", round_id=round_id, section_id=section_id, message=message, until=until,
        returned_at=stored(now), returned_by=actor.id,
    )  # fmt: skip
    db.run_many(
        "INSERT INTO return_form (return_id, form_id) VALUES (?, ?)", [(return_id, f) for f in remarks]
    )
    db.run_many(
        "INSERT INTO return_remark (return_id, form_id, question, remark) VALUES (?, ?, ?, ?)",
        [(return_id, f, question, words) for f, of in remarks.items() for question, words in of.items()],
    )
    return return_id


def settle(db: Database, now: datetime, form_id: int, version_id: int) -> None:
    """A new version answers whatever was returned of this form."""
    db.run(
        "UPDATE return_form SET settled_at = ?, settled_by_version = ? WHERE form_id = ? AND settled_at = ''",
        (stored(now), version_id, form_id),
    )


def take_back(db: Database, actor: Actor, now: datetime, return_id: int, forms: Sequence[int]) -> None:
    """These forms are returned no longer; nothing was submitted for them."""
    db.run(
        "UPDATE return_request SET taken_back_at = ?, taken_back_by = ? WHERE id = ?",
        (stored(now), actor.id, return_id),
    )
    db.run_many(
        "UPDATE return_form SET settled_at = ? WHERE return_id = ? AND form_id = ? AND settled_at = ''",
        [(stored(now), return_id, f) for f in forms],
    )

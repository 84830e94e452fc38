"""Meetings: when and where, who was there, agenda and materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.meetings.outline import Line
from app.security import Actor

#: The two lists: the agenda as sent (次第), and as the minutes print it (会議録).
AGENDA: Final = "agenda"
MINUTES: Final = "minutes"
LISTS: Final = (AGENDA, MINUTES)
MEMBER: Final = "member"
SECRETARIAT: Final = "secretariat"
GUEST: Final = "guest"
KINDS: Final = (MEMBER, SECRETARIAT, GUEST)
PRESENT: Final = "present"
ABSENT: Final = "absent"
EXCUSED: Final = "excused"
PRESENCES: Final = (PRESENT, ABSENT, EXCUSED)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. closed: "" where the public may attend, "part" or "whole" with the reason; observers: None while nobody counted."""

    id: int
    body_id: int
    number: int
    title: str
    day: str
    begins: str
    ends: str
    place: str
    closed: str
    closed_reason: str
    observers: int | None
    secretariat: str
    other: str
    next_day: str
    next_begins: str
    next_place: str
    uid: str
    cancelled_at: str
    revision: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a meeting. name: for inside only; role: what is printed; key: the key that chooses the speaker."""

    id: int
    meeting_id: int
    account_id: int | None
    name: str
    post: str
    role: str
    kind: str
    chair: bool
    presence: str
    key: str
    position: int


@dataclass(frozen=True, slots=True)
class Material:
    """A material: a file, a frozen edition of the survey's tables, or only its title. replaces_id: which it replaces."""

    id: int
    title: str
    level: int
    file_id: int | None
    edition_id: int | None
    replaces_id: int | None


_COLUMNS: Final = (
    "id, body_id, coalesce(nth, number) AS number, title, day, begins, ends, place, closed, closed_reason, observers, secretariat, other, next_day,"
    " next_begins, next_place, uid, cancelled_at, revision"
)
_PERSON: Final = "SELECT id, meeting_id, account_id, name, post, role, kind, chair, presence, key, position FROM meeting_person"


def get(db: Database, meeting_id: int) -> Meeting | None:
    """One meeting."""
    row = db.one(f"SELECT {_COLUMNS} FROM meeting WHERE id = ?", (meeting_id,))  # noqa: S608
    return Meeting(**dict(row)) if row else None


def of_body(db: Database, body_id: int) -> list[Meeting]:
    """The meetings of a body, the newest first."""
    rows = db.all(
        f"SELECT {_COLUMNS} FROM meeting WHERE body_id = ? ORDER BY day DESC, number DESC", (body_id,)
    )  # noqa: S608
    return [Meeting(**dict(r)) for r in rows]


def of_account(db: Database, account_id: int) -> list[Meeting]:
    """The meetings at which an account is expected, the latest first."""
    rows = db.all(
        f"SELECT {_COLUMNS} FROM meeting WHERE id IN (SELECT meeting_id FROM meeting_person WHERE account_id = ?)"
        " ORDER BY day DESC, begins DESC, id DESC",
        (account_id,),
    )
    return [Meeting(**dict(r)) for r in rows]


def made(db: Database, meeting_id: int) -> tuple[str, int | None]:
    """When a meeting was made, and by whom."""
    row = db.one("SELECT made_at, made_by FROM meeting WHERE id = ?", (meeting_id,))
    assert row is not None
    return row["made_at"], row["made_by"]


def add(db: Database, actor: Actor, now: datetime, values: Mapping[str, Any]) -> int:
    """A new meeting."""
    kept = {**values, **_counted(db, values["body_id"], 0, values["number"])}
    return db.insert("meeting", **kept, made_at=stored(now), made_by=actor.id)


def _counted(db: Database, body_id: int, meeting_id: int, number: int) -> dict[str, int | None]:
    """A number as it is kept: in `nth`, where another meeting of the body has taken it (of another fiscal year)."""
    taken = "SELECT 1 FROM meeting WHERE body_id = ? AND number = ? AND id <> ?"
    if not db.value(taken, (body_id, number, meeting_id)):
        return {"number": number, "nth": None}
    lowest = db.value("SELECT min(number) FROM meeting WHERE body_id = ?", (body_id,))
    return {"number": min(0, int(lowest)) - 1, "nth": number}


def change(db: Database, meeting_id: int, values: Mapping[str, Any]) -> None:
    """Change columns (names come from code) and raise the revision."""
    if "number" in values:
        body_id = db.value("SELECT body_id FROM meeting WHERE id = ?", (meeting_id,))
        values = {**values, **_counted(db, int(body_id), meeting_id, values["number"])}
    marks = "".join(f"{name} = ?, " for name in values)
    db.run(f"UPDATE meeting SET {marks}revision = revision + 1 WHERE id = ?", (*values.values(), meeting_id))  # noqa: S608


def people(db: Database, meeting_id: int) -> list[Person]:
    """Everybody at a meeting, in order."""
    return [
        _person(r) for r in db.all(f"{_PERSON} WHERE meeting_id = ? ORDER BY position, id", (meeting_id,))
    ]


def _person(row: Row) -> Person:
    return Person(**{**dict(row), "chair": bool(row["chair"])})


def speaking(db: Database, meeting_id: int) -> frozenset[int]:
    """The people who said something (undone speeches included): they cannot be taken out of the meeting."""
    rows = db.all(
        "SELECT DISTINCT person_id FROM meeting_speech WHERE meeting_id = ? AND person_id IS NOT NULL"
        " UNION SELECT r.person_id FROM meeting_reader r JOIN meeting_confirmation c ON c.id = r.confirmation_id"
        " WHERE c.meeting_id = ?",
        (meeting_id, meeting_id),
    )
    return frozenset(r["person_id"] for r in rows)


def put_people(db: Database, meeting_id: int, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Make these the people, in this order; one with an id keeps its row."""
    kept = [w["id"] for w in wanted if w["id"]]
    marks = ",".join("?" * len(kept))
    db.run(f"DELETE FROM meeting_person WHERE meeting_id = ? AND id NOT IN ({marks})", (meeting_id, *kept))  # noqa: S608
    for position, row in enumerate(wanted, 1):
        values = {k: v for k, v in row.items() if k != "id"} | {"position": position}
        if row["id"]:
            parts = ", ".join(f"{name} = ?" for name in values)
            db.run(f"UPDATE meeting_person SET {parts} WHERE id = ?", (*values.values(), row["id"]))  # noqa: S608
        else:
            db.insert("meeting_person", meeting_id=meeting_id, **values)


def items(db: Database, meeting_id: int, which: str) -> list[Line]:
    """The agenda of one of the two lists, in order, with depths."""
    rows = db.all(
        "SELECT id, parent_id, title FROM meeting_item WHERE meeting_id = ? AND list = ? ORDER BY position, id",
        (meeting_id, which),
    )
    return _lines(rows)


def _lines(rows: Sequence[Row]) -> list[Line]:
    levels: dict[int | None, int] = {None: -1}
    out = []
    for row in rows:
        levels[row["id"]] = levels.get(row["parent_id"], -1) + 1
        out.append(Line(row["title"], levels[row["id"]], row["id"]))
    return out


def items_in_use(db: Database, meeting_id: int) -> frozenset[int]:
    """The items something was said or decided under."""
    rows = db.all(
        "SELECT item_id FROM meeting_speech WHERE meeting_id = :m AND item_id IS NOT NULL AND dropped_at = ''"
        " UNION SELECT item_id FROM meeting_result WHERE meeting_id = :m AND item_id IS NOT NULL AND text <> ''"
        " UNION SELECT item_id FROM meeting_decision WHERE meeting_id = :m AND item_id IS NOT NULL AND dropped_at = ''"
        " UNION SELECT item_id FROM meeting_task WHERE meeting_id = :m AND item_id IS NOT NULL",
        {"m": meeting_id},
    )
    return frozenset(r["item_id"] for r in rows)


def _put_lines(
    db: Database, table: str, place: tuple[int, str], wanted: Sequence[Line], leaving: Sequence[str]
) -> None:
    """Make these the entries of a list; those with an id keep their row. leaving: `table.column` that may point to what goes."""
    kept = [line.id for line in wanted if line.id]
    gone = f"meeting_id = ? AND list = ? AND id NOT IN ({','.join('?' * len(kept))})"
    db.run(f"UPDATE {table} SET parent_id = NULL WHERE meeting_id = ? AND list = ?", place)  # noqa: S608
    for one in leaving:
        other, column = one.split(".")
        db.run(
            f"UPDATE {other} SET {column} = NULL WHERE {column} IN (SELECT id FROM {table} WHERE {gone})",  # noqa: S608
            (*place, *kept),
        )
    db.run(f"DELETE FROM {table} WHERE {gone}", (*place, *kept))  # noqa: S608
    parents: list[int] = []
    for position, line in enumerate(wanted, 1):
        values = {
            "parent_id": parents[line.level - 1] if line.level else None,
            "position": position,
            "title": line.title,
        }
        if line.id:
            marks = ", ".join(f"{name} = ?" for name in values)
            db.run(f"UPDATE {table} SET {marks} WHERE id = ?", (*values.values(), line.id))  # noqa: S608
        parents[line.level :] = [line.id or db.insert(table, meeting_id=place[0], list=place[1], **values)]


def put_items(db: Database, meeting_id: int, which: str, wanted: Sequence[Line]) -> None:
    """Make these the agenda; what was said stays with the item it was said under."""
    said = ("speech", "result", "decision", "task")
    _put_lines(db, "meeting_item", (meeting_id, which), wanted, [f"meeting_{one}.item_id" for one in said])


def materials(db: Database, meeting_id: int, which: str) -> list[Material]:
    """The materials of one of the two lists, in order, with depths."""
    rows = db.all(
        "SELECT id, parent_id, title, file_id, edition_id, replaces_id FROM meeting_material"
        " WHERE meeting_id = ? AND list = ? ORDER BY position, id",
        (meeting_id, which),
    )
    return [
        Material(r["id"], r["title"], line.level, r["file_id"], r["edition_id"], r["replaces_id"])
        for r, line in zip(rows, _lines(rows), strict=True)
    ]


def put_materials(db: Database, meeting_id: int, which: str, wanted: Sequence[Line]) -> None:
    """Make these the materials; what is attached stays with its entry."""
    _put_lines(db, "meeting_material", (meeting_id, which), wanted, ["meeting_material.replaces_id"])


def attach(db: Database, material_id: int, values: Mapping[str, Any]) -> None:
    """Change what is attached to a material (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE meeting_material SET {marks} WHERE id = ?", (*values.values(), material_id))  # noqa: S608

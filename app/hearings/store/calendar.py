"""What was told of published plans, and the secret links of calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database


@dataclass(frozen=True, slots=True)
class Told:
    """A plan and the batch of letters about it; batch_id None: nobody had to be told (or nothing was made yet)."""

    plan_id: int
    number: int
    batch_id: int | None
    published_at: str


def series_of(db: Database, plan_id: int) -> int | None:
    """The series of a plan."""
    found = db.value("SELECT series_id FROM hearing_plan WHERE id = ?", (plan_id,))
    return None if found is None else int(found)


def told(db: Database, series_id: int) -> list[Told]:
    """Every plan of a series, the oldest first."""
    rows = db.all(
        "SELECT p.id AS plan_id, p.number, t.batch_id, p.published_at FROM hearing_plan p"
        " LEFT JOIN hearing_told t ON t.plan_id = p.id WHERE p.series_id = ? ORDER BY p.number",
        (series_id,),
    )
    return [Told(**dict(r)) for r in rows]


def is_told(db: Database, plan_id: int) -> bool:
    """Whether letters about this plan were thought of already."""
    return db.one("SELECT 1 FROM hearing_told WHERE plan_id = ?", (plan_id,)) is not None


def tell(db: Database, plan_id: int, batch_id: int | None) -> None:
    """These are the letters about the plan."""
    db.insert("hearing_told", plan_id=plan_id, batch_id=batch_id)


def preparations(db: Database, plan_id: int) -> Mapping[int, str]:
    """Day id → when members meet, as it was published."""
    rows = db.all("SELECT day_id, begins FROM hearing_preparation WHERE plan_id = ?", (plan_id,))
    return {r["day_id"]: r["begins"] for r in rows}


def add_preparations(db: Database, plan_id: int, begins: Mapping[int, str]) -> None:
    """Members meet at these times."""
    for day_id, time in begins.items():
        db.insert("hearing_preparation", plan_id=plan_id, day_id=day_id, begins=time)


# Links to subscribe to


@dataclass(frozen=True, slots=True)
class Feed:
    """A secret link's owner: a section or a member."""

    series_id: int
    section_id: int | None
    member_id: int | None
    made_at: str


_LIVING = "SELECT series_id, section_id, member_id, made_at FROM hearing_feed WHERE revoked_at = ''"


def feed(db: Database, fingerprint: str) -> Feed | None:
    """Whose link this is; None for an unknown or revoked one."""
    row = db.one(f"{_LIVING} AND token = ?", (fingerprint,))
    return Feed(**dict(row)) if row else None


def feed_of(db: Database, series_id: int, section_id: int | None, member_id: int | None) -> Feed | None:
    """The living link of a section or a member."""
    row = db.one(
        f"{_LIVING} AND series_id = ? AND section_id IS ? AND member_id IS ?",
        (series_id, section_id, member_id),
    )
    return Feed(**dict(row)) if row else None


def add_feed(db: Database, now: datetime, fingerprint: str, owner: Feed) -> None:
    """A new link."""
    db.insert(
        "hearing_feed", token=fingerprint, series_id=owner.series_id, section_id=owner.section_id,
        member_id=owner.member_id, made_at=stored(now),
    )  # fmt: skip


def revoke(db: Database, now: datetime, series_id: int, section_id: int | None, member_id: int | None) -> int:
    """Their links lead nowhere from now on; how many there were."""
    return db.run(
        "UPDATE hearing_feed SET revoked_at = ? WHERE revoked_at = '' AND series_id = ? AND section_id IS ?"
        " AND member_id IS ?",
        (stored(now), series_id, section_id, member_id),
    )

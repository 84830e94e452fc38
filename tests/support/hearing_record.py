"""What was said in hearings, written straight into the tables: for tests of what comes out of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from app.clock import stored
from app.db import Database


def publish(
    db: Database, now: datetime, series_id: int, when: Mapping[int, tuple[str, str, str]]
) -> dict[int, int]:
    """A published plan: section id → (day, begins, ends). Section id → hearing id."""
    out = {}
    with db.write():
        plan = db.insert("hearing_plan", series_id=series_id, number=1, note="", published_at=stored(now))
        for slot, (section_id, (day, begins, ends)) in enumerate(when.items(), 1):
            out[section_id] = db.insert(
                "hearing_appointment", series_id=series_id, section_id=section_id, uid=f"{section_id}@test"
            )
            db.insert(
                "hearing_entry", plan_id=plan, appointment_id=out[section_id], day_id=1, slot=slot, day=day,
                begins=begins, ends=ends, place="第5会議室",
            )  # fmt: skip
    return out


def ask(db: Database, now: datetime, series_id: int, *texts: str) -> None:
    """Common questions, fixed, under the keys c1, c2, …"""
    known = [{"key": f"c{n}", "ja": text, "en": ""} for n, text in enumerate(texts, 1)]
    with db.write():
        db.insert(
            "hearing_questions", series_id=series_id, number=1, texts=json.dumps(known), fixed_at=stored(now),
        )  # fmt: skip


def ask_own(db: Database, now: datetime, series_id: int, section_id: int, text: str) -> str:
    """A section's own question; its key."""
    with db.write():
        made = db.insert(
            "hearing_own_question", series_id=series_id, section_id=section_id, position=1, text=text, origin="free",
            made_at=stored(now),
        )  # fmt: skip
    return f"o{made}"


def keep(
    db: Database, now: datetime, hearing_id: int, answers: Mapping[str, str], *, final: bool = False
) -> None:
    """A record with these answers by question key."""
    with db.write():
        db.insert("hearing_record", appointment_id=hearing_id, begun_at=stored(now))
        for key, text in answers.items():
            db.insert(
                "hearing_answer",
                appointment_id=hearing_id,
                question=key,
                text=text,
                revision=1,
                saved_at=stored(now),
            )
        if final:
            db.run(
                "UPDATE hearing_record SET final_at = ? WHERE appointment_id = ?", (stored(now), hearing_id)
            )


def promise(
    db: Database, now: datetime, hearing_id: int, what: str, *, due: str = "", done: str = "", return_id: int | None = None
) -> int:  # fmt: skip
    """A follow-up; its id."""
    with db.write():
        return db.insert(
            "hearing_follow_up", appointment_id=hearing_id, what=what, who="係長", due=due, done_at=done,
            return_id=return_id, made_at=stored(now),
        )  # fmt: skip

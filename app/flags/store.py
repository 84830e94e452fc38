"""Flags: one row per form, question, rule and its particulars; the raw value stays as it was when raised."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor
from forms.questions import Finding, Text

OPEN: Final = "open"
CONFIRMED: Final = "confirmed"
CORRECTED: Final = "corrected"
ASKED: Final = "asked"
STATES: Final = (OPEN, ASKED, CONFIRMED, CORRECTED)


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. decided_at: stored moment or ""; decided_by: the name, "" for nobody or the system; decider:
    the account."""

    id: int
    round_id: int
    form_id: int
    section_id: int
    questionnaire: str
    question: str
    rule: str
    params: Mapping[str, str]
    raw: str
    state: str
    note: str
    raised_at: str
    decided_at: str
    decided_by: str
    decider: int | None

    @property
    def finding(self) -> Finding:
        """The finding that was raised."""
        return Finding(self.rule, self.params)

    @property
    def message(self) -> Text:
        """Its sentence for people."""
        return self.finding.message

    @property
    def seen(self) -> str:
        """What a page has shown of the decision: an act based on another state is stale."""
        return f"{self.state} {self.decided_at}"


_SELECT: Final = (
    "SELECT g.id, g.round_id, g.form_id, f.section_id, f.questionnaire, g.question, g.rule, g.params, g.raw,"
    " g.state, g.note, g.raised_at, coalesce(g.decided_at, '') AS decided_at, coalesce(c.name, '') AS decided_by,"
    " g.decided_by AS decider"
    " FROM flag g JOIN form f ON f.id = g.form_id LEFT JOIN account c ON c.id = g.decided_by"
)


def _from(row: Row) -> Flag:
    return Flag(
        row["id"], row["round_id"], row["form_id"], row["section_id"], row["questionnaire"], row["question"],
        row["rule"], json.loads(row["params"]), row["raw"], row["state"], row["note"], row["raised_at"],
        row["decided_at"], row["decided_by"], row["decider"],
    )  # fmt: skip


def packed(params: Mapping[str, str]) -> str:
    """A finding's particulars as they are stored and compared."""
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True)


def get(db: Database, flag_id: int) -> Flag | None:
    """One flag."""
    row = db.one(f"{_SELECT} WHERE g.id = ?", (flag_id,))
    return _from(row) if row else None


def of_round(db: Database, round_id: int) -> list[Flag]:
    """Every flag of a round, by form in the order they were raised."""
    return [_from(r) for r in db.all(f"{_SELECT} WHERE g.round_id = ? ORDER BY g.form_id, g.id", (round_id,))]


def of_form(db: Database, form_id: int) -> list[Flag]:
    """Every flag of one form."""
    return [_from(r) for r in db.all(f"{_SELECT} WHERE g.form_id = ? ORDER BY g.id", (form_id,))]


def asked_of_section(db: Database, round_id: int, section_id: int) -> list[Flag]:
    """The flags a section was asked about and that nobody has settled."""
    rows = db.all(
        f"{_SELECT} WHERE g.round_id = ? AND g.state = 'asked' AND f.section_id = ? ORDER BY g.form_id, g.id",
        (round_id, section_id),
    )
    return [_from(r) for r in rows]


def counts(db: Database, round_id: int) -> dict[str, int]:
    """How many flags stand in which state; every state is there."""
    rows = db.all("SELECT state, count(*) AS n FROM flag WHERE round_id = ? GROUP BY state", (round_id,))
    return dict.fromkeys(STATES, 0) | {r["state"]: r["n"] for r in rows}


def add(
    db: Database, now: datetime, round_id: int, form_id: int, question: str, finding: Finding, raw: str
) -> None:
    """Raise a flag; one that was corrected and is found again is open again, any other stays as it is."""
    db.run(
        "INSERT INTO flag (round_id, form_id, question, rule, params, raw, state, raised_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (form_id, question, rule, params) DO UPDATE SET"
        " raw = excluded.raw, state = 'open', raised_at = excluded.raised_at, note = '', decided_at = NULL,"
        " decided_by = NULL WHERE state = 'corrected'",
        (round_id, form_id, question, finding.rule, packed(finding.params), raw, stored(now)),
    )


def settle(db: Database, now: datetime, flag_ids: Iterable[int]) -> None:
    """Mark flags as corrected by a newer answer; what was written about them stays, but nobody decided this."""
    db.run_many(
        "UPDATE flag SET state = 'corrected', decided_at = ?, decided_by = NULL WHERE id = ?",
        [(stored(now), i) for i in flag_ids],
    )


def decide(db: Database, actor: Actor, now: datetime, flag_id: int, state: str, note: str) -> None:
    """Put a flag into a state. Reopened, it is undecided again."""
    done = None if state == OPEN else stored(now)
    db.run(
        "UPDATE flag SET state = ?, note = ?, decided_at = ?, decided_by = ? WHERE id = ?",
        (state, note, done, None if state == OPEN else actor.id, flag_id),
    )

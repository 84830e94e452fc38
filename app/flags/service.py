"""What other features ask of flags: raising them with a new version, counting and listing them.

Knows nothing of responses, which call it; the desk that corrects answers is in desk.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from app.db import Database
from app.flags import store
from app.flags.store import ASKED, CONFIRMED, CORRECTED, OPEN, STATES, Flag
from forms.questions import Finding, Text

__all__ = ["ASKED", "CONFIRMED", "CORRECTED", "OPEN", "STATES", "Asked", "Flag"]

#: Found while a file is read, and not to be found again in the answer: only the desk settles these.
READING_ONLY: Final = frozenset({"label_differs"})


class Asked(NamedTuple):
    """What a section is asked: which form and question, the secretariat's words, the finding's sentence."""

    form_id: int
    question: str
    note: str
    message: Text


def raise_flags(
    db: Database,
    now: datetime,
    round_id: int,
    form_id: int,
    findings: Mapping[str, Sequence[tuple[Finding, str]]],
) -> None:
    """Bring a form's flags in line with its new version. Inside the caller's write.

    findings: question key → (finding, raw value). New ones are opened; what was confirmed stays confirmed; what
    was open or asked and is no longer found counts as corrected.
    """
    add_flags(db, now, round_id, form_id, findings)
    found = {(key, f.rule, store.packed(f.params)) for key, made in findings.items() for f, _ in made}
    gone = [
        flag.id
        for flag in store.of_form(db, form_id)
        if flag.state in (OPEN, ASKED)
        and flag.rule not in READING_ONLY
        and (flag.question, flag.rule, store.packed(flag.params)) not in found
    ]
    store.settle(db, now, gone)


def add_flags(
    db: Database,
    now: datetime,
    round_id: int,
    form_id: int,
    findings: Mapping[str, Sequence[tuple[Finding, str]]],
) -> None:
    """Open flags that are new, and leave all others alone. Inside the caller's write."""
    for key, made in findings.items():
        for finding, raw in made:
            store.add(db, now, round_id, form_id, key, finding, raw)


def of_round(db: Database, round_id: int) -> list[Flag]:
    """Every flag of a round."""
    return store.of_round(db, round_id)


def counts(db: Database, round_id: int) -> dict[str, int]:
    """How many flags stand in which state ("open", "asked", "confirmed", "corrected"); all are there."""
    return store.counts(db, round_id)


def still_open(db: Database, round_id: int) -> dict[int, dict[str, tuple[Finding, ...]]]:
    """The findings nobody has settled yet (open or asked): form id → question key → findings."""
    out: dict[int, dict[str, tuple[Finding, ...]]] = {}
    for flag in store.of_round(db, round_id):
        if flag.state in (OPEN, ASKED):
            questions = out.setdefault(flag.form_id, {})
            questions[flag.question] = (*questions.get(flag.question, ()), flag.finding)
    return out


def asked_of_section(db: Database, round_id: int, section_id: int) -> list[Asked]:
    """What the secretariat asks this section about, for its home page and its forms."""
    return [
        Asked(f.form_id, f.question, f.note, f.message)
        for f in store.asked_of_section(db, round_id, section_id)
    ]

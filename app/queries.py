"""Reading across features: joins that belong to no single one. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from app.clock import stored
from app.db import Database

#: (id of the newest act that may matter, newest submission, the city's name).
Stamp = tuple[int, int, str]


def change_stamp(db: Database, round_id: int) -> Stamp:
    """Differs whenever something changed that result tables of this round are made of.

    Every act leaves an audit line; those that never touch what was submitted (saving a draft, signing in, hearings) are
    passed over, so that tables made once stay good while sections type.
    """
    row = db.one(
        "SELECT coalesce((SELECT id FROM audit WHERE action <> 'responses.save'"
        " AND action NOT LIKE 'accounts.%' AND action NOT LIKE 'hearings.%' ORDER BY id DESC LIMIT 1), 0),"
        " coalesce((SELECT max(id) FROM submission WHERE round_id = ?), 0),"
        " coalesce((SELECT value FROM setting WHERE key = 'city'), '')",
        (round_id,),
    )
    return (row[0], row[1], row[2]) if row else (0, 0, "")


def packed_rows(db: Database, round_id: int, questionnaire: str) -> Iterator[tuple[int, bytes]]:
    """(section id, packed) of every submitted form, streamed from the covering index."""
    cursor = db.connection.cursor()
    cursor.row_factory = None  # plain tuples: half the time for a country's worth of rows
    return cursor.execute(
        "SELECT section_id, packed FROM tally INDEXED BY tally_covering"
        " WHERE round_id = ? AND questionnaire = ?",
        (round_id, questionnaire),
    )


def packed_by_form(db: Database, round_id: int, questionnaire: str) -> dict[int, tuple[int, bytes]]:
    """Form id → (the version it was packed from, packed)."""
    rows = db.all(
        "SELECT form_id, version_id, packed FROM tally WHERE round_id = ? AND questionnaire = ?",
        (round_id, questionnaire),
    )
    return {r["form_id"]: (r["version_id"], r["packed"]) for r in rows}


def submissions_since(db: Database, round_id: int, moment: datetime) -> int:
    """How many submissions came in after a moment."""
    return int(
        db.value(
            "SELECT count(*) FROM submission WHERE round_id = ? AND submitted_at > ?",
            (round_id, stored(moment)),
        )
    )


def mailbox(db: Database, section_id: int) -> str:
    """A section's shared mailbox, "" for none."""
    return str(db.value("SELECT mailbox FROM section WHERE id = ?", (section_id,)) or "")


def people_with_mail(db: Database, section_id: int) -> list[tuple[str, str]]:
    """(mail address, what they are there) of a section's active people who have an address."""
    rows = db.all(
        "SELECT a.email, p.role FROM account a JOIN account_section p ON p.account_id = a.id"
        " WHERE p.section_id = ? AND a.active = 1 AND a.email <> '' ORDER BY a.id",
        (section_id,),
    )
    return [(r["email"], r["role"]) for r in rows]


def mail_of_accounts(db: Database, account_ids: Iterable[int]) -> list[str]:
    """The mail addresses of these accounts, as far as they are active and have one."""
    wanted = list(dict.fromkeys(account_ids))
    marks = ", ".join("?" * len(wanted))
    rows = db.all(
        f"SELECT email FROM account WHERE id IN ({marks}) AND active = 1 AND email <> '' ORDER BY id",  # noqa: S608
        wanted,
    )
    return [r["email"] for r in rows]


def unsubmitted_drafts(db: Database, round_id: int) -> int:
    """How many forms of a round were begun and never submitted."""
    return int(
        db.value(
            "SELECT count(*) FROM form f WHERE f.round_id = ? AND f.deleted_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM version v WHERE v.form_id = f.id)"
            " AND EXISTS (SELECT 1 FROM answer a LEFT JOIN carried_form c ON c.form_id = a.form_id"
            " WHERE a.form_id = f.id AND (c.form_id IS NULL OR c.confirmed_at <> '' OR a.saved_at > c.carried_at))",
            (round_id,),
        )
    )


def waiting_requests(db: Database, round_id: int) -> int:
    """How many submissions of a round wait for a section's head."""
    return int(
        db.value(
            "SELECT count(*) FROM approval_request WHERE round_id = ? AND state = 'waiting'", (round_id,)
        )
    )


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What a section has open in rounds that are open: forms never submitted, sent back, waiting for approval."""

    drafts: int
    returned: int
    waiting: int


def open_work(db: Database, section_id: int) -> OpenWork:
    """The open work of a section, over all open rounds."""
    row = db.one(
        "SELECT (SELECT count(*) FROM form f JOIN round r ON r.id = f.round_id WHERE f.section_id = :s"
        " AND r.state = 'open' AND f.deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM version v WHERE v.form_id = f.id)) AS drafts,"
        " (SELECT count(*) FROM return_form t JOIN return_request q ON q.id = t.return_id"
        " WHERE q.section_id = :s AND t.settled_at = '') AS returned,"
        " (SELECT count(*) FROM approval_request WHERE section_id = :s AND state = 'waiting') AS waiting",
        {"s": section_id},
    )
    return OpenWork(*row) if row else OpenWork(0, 0, 0)


class Heir(NamedTuple):
    """Who took over a section from somebody."""

    id: int | None
    name: str


NOBODY: Final = Heir(None, "")


def heir(db: Database, account_id: int | None, section_id: int, since: str) -> Heir:
    """Who stands now for what this person began in a section at `since` (a stored moment): the last of those who took
    it over one after the other; NOBODY where nobody did."""
    found, after = NOBODY, 0
    while row := db.one(
        "SELECT m.new_id, n.name, h.id FROM handover_move m JOIN handover h ON h.id = m.handover_id"
        " JOIN account n ON n.id = m.new_id"
        " WHERE m.old_id = ? AND m.section_id = ? AND h.handed_at >= ? AND h.id > ? ORDER BY h.id LIMIT 1",
        (found.id or account_id, section_id, since, after),
    ):
        found, after = Heir(row["new_id"], row["name"]), row["id"]
    return found


def opened_on(db: Database, round_id: int) -> str:
    """The moment a round was first opened (a stored one), "" where nobody opened it here."""
    return str(
        db.value(
            "SELECT min(at) FROM audit WHERE action = 'rounds.change' AND subject = ?"
            " AND json_extract(detail, '$.state') = 'open'",
            (f"round {round_id}",),
        )
        or ""
    )


def open_remarks(db: Database, round_id: int) -> dict[tuple[int, str], int]:
    """(section id, questionnaire) → how many remarks of returned forms are not settled yet."""
    rows = db.all(
        "SELECT r.section_id, f.questionnaire, count(*) AS n FROM return_request r"
        " JOIN return_form rf ON rf.return_id = r.id JOIN form f ON f.id = rf.form_id"
        " JOIN return_remark m ON m.return_id = rf.return_id AND m.form_id = rf.form_id"
        " WHERE r.round_id = ? AND rf.settled_at = '' GROUP BY r.section_id, f.questionnaire",
        (round_id,),
    )
    return {(r["section_id"], r["questionnaire"]): r["n"] for r in rows}


class LastEdition(NamedTuple):
    """The edition that a state of a round is compared with. versions: form id → the version it counted."""

    name: str
    versions: dict[int, int]


def last_edition(db: Database, round_id: int, until: datetime | None = None) -> LastEdition | None:
    """The newest edition of a round, made up to a moment; None where there is none."""
    row = db.one(
        "SELECT id, name FROM edition WHERE round_id = ? AND made_at <= ? ORDER BY made_at DESC, id DESC",
        (round_id, stored(until) if until else "9"),
    )
    if row is None:
        return None
    counted = db.all(
        "SELECT v.form_id, v.id FROM edition_version e JOIN version v ON v.id = e.version_id WHERE e.edition_id = ?",
        (row["id"],),
    )
    return LastEdition(row["name"], {r["form_id"]: r["id"] for r in counted})


def rules_changed_since(db: Database, round_id: int, moment: datetime) -> list[tuple[str, str]]:
    """(phrase, its ruling before: "" for none) of every change to the rules on non-answers, the newest first."""
    rows = db.all(
        "SELECT detail FROM audit WHERE subject = ? AND at > ?"
        " AND action IN ('rulings.add', 'rulings.change', 'rulings.delete') ORDER BY id DESC",
        (f"round {round_id}", stored(moment)),
    )
    found = [json.loads(r["detail"]) for r in rows]
    return [(one["phrase"], one["was"]) for one in found]


#: A noun of the audit log → its name. Names of persons and things, never contact data or answers.
_NAMES: Final = {
    "account": "SELECT id, name FROM account",
    "handover": "SELECT id, handed_at AS name FROM handover",
    "round": "SELECT id, name FROM round",
    "section": "SELECT s.id, d.name || '　' || s.name AS name FROM section s JOIN department d ON d.id = s.department_id",
    "department": "SELECT id, name FROM department",
    "unit": "SELECT u.id, s.name || '　' || u.name AS name FROM unit u JOIN section s ON s.id = u.section_id",
    "form": "SELECT f.id, rs.name || '　' || CASE f.questionnaire WHEN 'overall' THEN '全体' ELSE upper(f.questionnaire) END || coalesce(' ' || f.number, '') || '（' || r.name"
    " || '）' AS name FROM form f JOIN round r ON r.id = f.round_id"
    " JOIN round_section rs ON rs.round_id = f.round_id AND rs.section_id = f.section_id",
    "submission": "SELECT u.id, rs.name || '（' || r.name || '）' AS name FROM submission u"
    " JOIN round r ON r.id = u.round_id"
    " JOIN round_section rs ON rs.round_id = u.round_id AND rs.section_id = u.section_id",
    "request": "SELECT q.id, rs.name || '（' || r.name || '）' AS name FROM approval_request q"
    " JOIN round r ON r.id = q.round_id"
    " JOIN round_section rs ON rs.round_id = q.round_id AND rs.section_id = q.section_id",
    "return": "SELECT q.id, rs.name || '（' || r.name || '）' AS name FROM return_request q"
    " JOIN round r ON r.id = q.round_id"
    " JOIN round_section rs ON rs.round_id = q.round_id AND rs.section_id = q.section_id",
    "series": "SELECT s.id, s.name || '（' || r.name || '）' AS name FROM hearing_series s"
    " JOIN round r ON r.id = s.round_id",
    "hearing": "SELECT a.id, rs.name || '（' || s.name || '）' AS name FROM hearing_appointment a"
    " JOIN hearing_series s ON s.id = a.series_id"
    " JOIN round_section rs ON rs.round_id = s.round_id AND rs.section_id = a.section_id",
    "notice": "SELECT id, subject AS name FROM notice",
    "batch": "SELECT id, title AS name FROM notice_batch",
    "edition": "SELECT e.id, e.name || '（' || r.name || '）' AS name FROM edition e JOIN round r ON r.id = e.round_id",
}


def names_of(db: Database, noun: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of things of one kind, by id; what is gone has none."""
    wanted = list(ids)
    if noun not in _NAMES or not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    rows = db.all(f"SELECT id, name FROM ({_NAMES[noun]}) WHERE id IN ({marks})", wanted)  # noqa: S608
    return {r["id"]: r["name"] for r in rows}


def forms_with_versions(db: Database, ids: Iterable[int]) -> set[int]:
    """Those of the forms that were submitted at least once: only they have a page of versions."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    rows = db.all(f"SELECT DISTINCT form_id FROM version WHERE form_id IN ({marks})", wanted)  # noqa: S608
    return {r["form_id"] for r in rows}


def approvers(db: Database) -> dict[int, tuple[str, ...]]:
    """Who can approve, by section id: the names of active heads' accounts, then of their deputies'."""
    out: dict[int, tuple[str, ...]] = {}
    for row in db.all(
        "SELECT x.section_id, a.name FROM account_section x JOIN account a ON a.id = x.account_id"
        " WHERE a.active = 1 AND x.role IN ('approver', 'deputy') ORDER BY x.role, a.id"
    ):
        out[row["section_id"]] = (*out.get(row["section_id"], ()), row["name"])
    return out


def approver_accounts(db: Database, section_id: int) -> list[int]:
    """The accounts that can approve in a section: its heads, then their deputies."""
    rows = db.all(
        "SELECT a.id FROM account_section x JOIN account a ON a.id = x.account_id"
        " WHERE a.active = 1 AND x.section_id = ? AND x.role IN ('approver', 'deputy') ORDER BY x.role, a.id",
        (section_id,),
    )
    return [r["id"] for r in rows]


def hearings_of(db: Database, round_id: int, section_id: int) -> list[tuple[int, str]]:
    """(id, name) of the open hearing series in which a section is heard and days are set, the newest first."""
    rows = db.all(
        "SELECT s.id, s.name FROM hearing_series s JOIN hearing_candidate c ON c.series_id = s.id"
        " WHERE s.round_id = ? AND c.section_id = ? AND c.decision = 'heard' AND s.closed_at = ''"
        " AND EXISTS (SELECT 1 FROM hearing_day d WHERE d.series_id = s.id AND d.dropped_at = '')"
        " ORDER BY s.id DESC",
        (round_id, section_id),
    )
    return [(r["id"], r["name"]) for r in rows]

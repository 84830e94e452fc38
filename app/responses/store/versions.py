"""Submissions and the immutable versions they froze; the newest version of a form is what counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.responses.store.answers import answer_from, columns
from forms.questions import Answer


@dataclass(frozen=True, slots=True)
class Version:
    """One frozen version of a form, with the act that froze it. project_number: the form's own number.

    approved_by, approved_at: who approved it inside the section, "" where nobody had to; deputy: in the head's name
    (代決); proxy_source: from what the secretariat entered it (事務局入力; see service/signatures.py).
    """

    id: int
    form_id: int
    section_id: int
    questionnaire: str
    project_number: int | None
    number: int
    withdrawn: bool
    submission_id: int
    submitted_at: str
    submitted_by: str
    source: str
    reason: str
    note: str
    approved_by: str = ""
    approved_at: str = ""
    deputy: bool = False
    proxy_source: str = ""


_SELECT = (
    "SELECT v.id, v.form_id, f.section_id, f.questionnaire, f.number AS project_number, v.number, v.withdrawn,"
    " v.submission_id, s.submitted_at, coalesce(c.name, '') AS submitted_by, s.source,"
    " iif(v.reason = '', s.reason, v.reason) AS reason, f.note, coalesce(h.name, '') AS approved_by,"
    " s.approved_at, s.deputy, s.proxy_source"
    " FROM version v JOIN form f ON f.id = v.form_id JOIN submission s ON s.id = v.submission_id"
    " LEFT JOIN account c ON c.id = s.submitted_by LEFT JOIN account h ON h.id = s.approved_by"
)


def _from(row: Row) -> Version:
    return Version(
        row["id"], row["form_id"], row["section_id"], row["questionnaire"], row["project_number"], row["number"],
        bool(row["withdrawn"]), row["submission_id"], row["submitted_at"], row["submitted_by"], row["source"],
        row["reason"], row["note"], row["approved_by"], row["approved_at"], bool(row["deputy"]),
        row["proxy_source"],
    )  # fmt: skip


def newest(
    db: Database, round_id: int, as_of: datetime | None = None, section_id: int | None = None
) -> list[Version]:
    """The newest version of every form of a round (withdrawn ones too), submitted up to `as_of`.

    Printed order: organisation order, then the section's own order.
    """
    until, section = (stored(as_of) if as_of else "9"), (0 if section_id is None else section_id)
    rows = db.all(
        _SELECT + " JOIN round_section rs ON rs.round_id = f.round_id AND rs.section_id = f.section_id"
        " WHERE f.round_id = ?1 AND (?3 = 0 OR f.section_id = ?3) AND v.number ="
        " (SELECT max(x.number) FROM version x JOIN submission xs ON xs.id = x.submission_id"
        " WHERE x.form_id = v.form_id AND xs.submitted_at <= ?2)"
        " ORDER BY rs.position, f.position, f.id",
        (round_id, until, section),
    )
    return [_from(r) for r in rows]


def get(db: Database, version_id: int) -> Version | None:
    """One version."""
    row = db.one(f"{_SELECT} WHERE v.id = ?", (version_id,))
    return _from(row) if row else None


def of_section(db: Database, round_id: int, section_id: int) -> list[Version]:
    """Every version of every form of a section in a round: the forms in their order, each one's newest first."""
    rows = db.all(
        f"{_SELECT} WHERE f.round_id = ? AND f.section_id = ? ORDER BY f.position, f.id, v.number DESC",
        (round_id, section_id),
    )
    return [_from(r) for r in rows]


def of_form(db: Database, form_id: int) -> list[Version]:
    """Every version of a form, the newest first."""
    return [_from(r) for r in db.all(f"{_SELECT} WHERE v.form_id = ? ORDER BY v.number DESC", (form_id,))]


def chosen(db: Database, round_id: int, version_ids: Iterable[int]) -> list[Version]:
    """These versions of a round, in printed order."""
    rows = db.all(
        _SELECT + " JOIN round_section rs ON rs.round_id = f.round_id AND rs.section_id = f.section_id"
        " WHERE f.round_id = ? AND v.id IN (SELECT value FROM json_each(?)) ORDER BY rs.position, f.position, f.id",
        (round_id, json.dumps(list(version_ids))),
    )
    return [_from(r) for r in rows]


def is_submitted(db: Database, form_id: int) -> bool:
    """The form has a version already."""
    return db.value("SELECT 1 FROM version WHERE form_id = ? LIMIT 1", (form_id,)) is not None


def stands(db: Database, form_id: int) -> bool:
    """The form's newest version counts: there is one, and it is no withdrawal."""
    found = db.value(
        "SELECT withdrawn FROM version WHERE form_id = ? ORDER BY number DESC LIMIT 1", (form_id,)
    )
    return bool(found == 0)


def of_submission(db: Database, submission_id: int) -> list[Version]:
    """What one submission froze."""
    return [_from(r) for r in db.all(f"{_SELECT} WHERE v.submission_id = ? ORDER BY v.id", (submission_id,))]


def answers_of(db: Database, version_id: int) -> dict[str, Answer]:
    """The frozen answers of one version."""
    rows = db.all(
        "SELECT question, codes, text, other, page, confirmed FROM version_answer WHERE version_id = ?",
        (version_id,),
    )
    return {r["question"]: answer_from(r) for r in rows}


def answers_of_round(db: Database, round_id: int) -> dict[int, dict[str, Answer]]:
    """The frozen answers of every version of a round, by version id: one query for a whole table."""
    out: dict[int, dict[str, Answer]] = {}
    for row in db.all(
        "SELECT a.version_id, a.question, a.codes, a.text, a.other, a.page, a.confirmed FROM form f"
        " JOIN version v ON v.form_id = f.id JOIN version_answer a ON a.version_id = v.id WHERE f.round_id = ?",
        (round_id,),
    ):
        out.setdefault(row["version_id"], {})[row["question"]] = answer_from(row)
    return out


def values(db: Database, round_id: int) -> dict[str, list[int]]:
    """The numbers of the newest versions by question key (千円, years), for medians."""
    out: dict[str, list[int]] = {}
    for row in db.all(
        "SELECT a.question, a.value FROM tally t JOIN version_answer a ON a.version_id = t.version_id"
        " WHERE t.round_id = ? AND a.value IS NOT NULL",
        (round_id,),
    ):
        out.setdefault(row["question"], []).append(row["value"])
    return out


def add_version(
    db: Database, submission_id: int, form_id: int, withdrawn: bool,
    answers: Iterable[tuple[str, Answer, int | None]], reason: str = "",
) -> int:  # fmt: skip
    """Freeze answers (question, answer, value) as the form's next version; returns the version's id.

    reason: of this version alone (a withdrawal's); the submission's own is kept with the submission.
    """
    last = db.value("SELECT coalesce(max(number), 0) FROM version WHERE form_id = ?", (form_id,))
    version_id = db.insert(
        "version", form_id=form_id, submission_id=submission_id, number=last + 1, withdrawn=int(withdrawn),
        reason=reason,
    )  # fmt: skip
    db.run_many(
        "INSERT INTO version_answer (version_id, question, codes, text, other, page, confirmed, value)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(version_id, key, *columns(a), value) for key, a, value in answers],
    )
    return version_id


def add_declarations(db: Database, submission_id: int, declared: Mapping[str, bool]) -> None:
    """Freeze what the submission says of “we have none”, per questionnaire."""
    db.run_many(
        "INSERT INTO submission_declaration (submission_id, questionnaire, none) VALUES (?, ?, ?)",
        [(submission_id, key, int(none)) for key, none in declared.items()],
    )


def declared(db: Database, round_id: int, as_of: datetime | None = None) -> dict[tuple[int, str], bool]:
    """The newest frozen word on “we have none” per (section id, questionnaire), up to `as_of`."""
    rows = db.all(
        "SELECT s.section_id, d.questionnaire, d.none FROM submission_declaration d"
        " JOIN submission s ON s.id = d.submission_id"
        " WHERE s.round_id = ? AND s.submitted_at <= ? ORDER BY s.submitted_at, s.id",
        (round_id, stored(as_of) if as_of else "9"),
    )
    return {(r["section_id"], r["questionnaire"]): bool(r["none"]) for r in rows}


def declared_by(db: Database, submission_id: int) -> dict[str, bool]:
    """What a submission said anew of “we have none”: questionnaire → True, or False where it took that back."""
    rows = db.all(
        "SELECT questionnaire, none FROM submission_declaration WHERE submission_id = ?", (submission_id,)
    )
    return {r["questionnaire"]: bool(r["none"]) for r in rows}


def last_submission_id(db: Database, round_id: int, section_id: int) -> int | None:
    """The section's last own submission."""
    found = db.value(
        "SELECT max(id) FROM submission WHERE round_id = ? AND section_id = ? AND source = 'section'",
        (round_id, section_id),
    )
    return None if found is None else int(found)


def last_submission(db: Database, round_id: int, section_id: int) -> tuple[str, str]:
    """回答者 and 内線 of the section's last own submission, to be offered again; ("", "") before it."""
    row = db.one(
        "SELECT respondent, extension FROM submission WHERE round_id = ? AND section_id = ? AND source = 'section'"
        " ORDER BY id DESC",
        (round_id, section_id),
    )
    return (row["respondent"], row["extension"]) if row else ("", "")


def set_tally(
    db: Database,
    form_id: int,
    version_id: int,
    round_id: int,
    questionnaire: str,
    section_id: int,
    packed: bytes,
) -> None:
    """Store the packed row that counts read for this form's newest version."""
    db.run(
        "INSERT OR REPLACE INTO tally (form_id, version_id, round_id, questionnaire, section_id, packed)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (form_id, version_id, round_id, questionnaire, section_id, packed),
    )


def drop_tally(db: Database, form_id: int) -> None:
    """A withdrawn form is counted no more."""
    db.run("DELETE FROM tally WHERE form_id = ?", (form_id,))

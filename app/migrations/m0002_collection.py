"""0002: collecting without phone calls: people in a section, dates, approval, return, editions, files, notices.

Written per feature; every statement only adds. Days are `YYYY-MM-DD`, days with a time `YYYY-MM-DDTHH:MM`, both in
the city's time; "" is "no limit" or "not set". Moments (`…_at`) are as in 0001.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

#: People: a mail address per account; what somebody is in each of their sections; links that were revoked; who took
#: over whose sections (人事異動; `request` makes a second click on one hand-over harmless).
_ACCOUNTS: Final = """
ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE account_section ADD COLUMN role TEXT NOT NULL DEFAULT 'writer'
    CHECK (role IN ('writer', 'approver', 'deputy'));
ALTER TABLE link ADD COLUMN revoked_at TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN mailed_at TEXT NOT NULL DEFAULT '';
CREATE INDEX link_account ON link (account_id);
CREATE INDEX account_section_section ON account_section (section_id);
CREATE INDEX sign_in_account ON sign_in (account_id);
CREATE TABLE handover (
    id INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, handed_at TEXT NOT NULL,
    handed_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE handover_move (
    handover_id INTEGER NOT NULL REFERENCES handover (id), old_id INTEGER NOT NULL REFERENCES account (id),
    new_id INTEGER NOT NULL REFERENCES account (id), section_id INTEGER NOT NULL REFERENCES section (id),
    role TEXT NOT NULL, PRIMARY KEY (handover_id, old_id, section_id)) STRICT, WITHOUT ROWID;
CREATE INDEX handover_move_new ON handover_move (new_id);
"""

#: The organisation changes with the years; a round keeps the names its sections had. Two sections may have had one
#: name one after the other, so the tables of 0001 are made anew without their UNIQUE; a row's names are the last ones
#: recorded, also if only planned, and the changes say what they were before.
_ORGANISATION: Final = """
PRAGMA defer_foreign_keys = ON;
CREATE TABLE department_before AS SELECT * FROM department;
DROP TABLE department;
CREATE TABLE department (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL,
    valid_from TEXT NOT NULL DEFAULT '', valid_until TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO department (id, name, position) SELECT id, name, position FROM department_before;
DROP TABLE department_before;
CREATE TABLE section_before AS SELECT * FROM section;
DROP TABLE section;
CREATE TABLE section (
    id INTEGER PRIMARY KEY, department_id INTEGER NOT NULL REFERENCES department (id),
    name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('section', 'charge', 'office')),
    position INTEGER NOT NULL, mailbox TEXT NOT NULL DEFAULT '',
    valid_from TEXT NOT NULL DEFAULT '', valid_until TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO section (id, department_id, name, kind, position)
    SELECT id, department_id, name, kind, position FROM section_before;
DROP TABLE section_before;
CREATE INDEX section_of_department ON section (department_id, position);
CREATE TABLE unit (
    id INTEGER PRIMARY KEY, section_id INTEGER NOT NULL REFERENCES section (id), name TEXT NOT NULL,
    position INTEGER NOT NULL, valid_from TEXT NOT NULL DEFAULT '', valid_until TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX unit_of_section ON unit (section_id, position);
CREATE TABLE department_change (
    id INTEGER PRIMARY KEY, department_id INTEGER NOT NULL REFERENCES department (id),
    old_name TEXT NOT NULL, new_name TEXT NOT NULL, day TEXT NOT NULL,
    changed_at TEXT NOT NULL, changed_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE section_change (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('rename', 'move', 'split', 'merge')),
    old_id INTEGER NOT NULL REFERENCES section (id), new_id INTEGER NOT NULL REFERENCES section (id),
    old_department_id INTEGER NOT NULL REFERENCES department (id), old_department TEXT NOT NULL, old_name TEXT NOT NULL,
    new_department_id INTEGER NOT NULL REFERENCES department (id), new_department TEXT NOT NULL, new_name TEXT NOT NULL,
    day TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX section_change_old ON section_change (old_id);
CREATE INDEX section_change_new ON section_change (new_id);
ALTER TABLE round_section ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE round_section ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE round_section ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE round_section SET
    department = (SELECT d.name FROM section s JOIN department d ON d.id = s.department_id WHERE s.id = section_id),
    name = (SELECT s.name FROM section s WHERE s.id = section_id),
    kind = (SELECT s.kind FROM section s WHERE s.id = section_id);
"""

#: Three dates; approval on or off; archived, disposed of; one section's extension. The round it came from: which
#: section stands in an old one's place, and the version a draft was carried over from (confirmed: read by the section).
_ROUNDS: Final = """
ALTER TABLE round ADD COLUMN new_until TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN edit_until TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE round ADD COLUMN archived_at TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN keep_until TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN disposed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN previous_id INTEGER REFERENCES round (id);
ALTER TABLE form ADD COLUMN origin_id INTEGER REFERENCES form (id);
CREATE INDEX form_origin ON form (origin_id);
CREATE TABLE extension (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    until TEXT NOT NULL, reason TEXT NOT NULL, granted_at TEXT NOT NULL,
    granted_by INTEGER REFERENCES account (id), ended_at TEXT NOT NULL DEFAULT '',
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT;
CREATE INDEX extension_of_section ON extension (round_id, section_id);
CREATE TABLE succession (
    round_id INTEGER NOT NULL REFERENCES round (id), old_section_id INTEGER NOT NULL REFERENCES section (id),
    section_id INTEGER NOT NULL REFERENCES section (id),
    PRIMARY KEY (round_id, old_section_id, section_id)) STRICT, WITHOUT ROWID;
CREATE TABLE carried_form (
    form_id INTEGER PRIMARY KEY REFERENCES form (id), version_id INTEGER NOT NULL REFERENCES version (id),
    carried_at TEXT NOT NULL, confirmed_at TEXT NOT NULL DEFAULT '',
    confirmed_by INTEGER REFERENCES account (id)) STRICT;
"""

#: A submission on its way to the section head, what the secretariat sent back, and who signed what was submitted.
_RESPONSES: Final = """
ALTER TABLE submission ADD COLUMN approved_at TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN approved_by INTEGER REFERENCES account (id);
ALTER TABLE submission ADD COLUMN deputy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN proxy_source TEXT NOT NULL DEFAULT '';
ALTER TABLE version ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE form ADD COLUMN withdraw_reason TEXT NOT NULL DEFAULT '';
CREATE TABLE proxy_seen (
    submission_id INTEGER PRIMARY KEY REFERENCES submission (id), seen_at TEXT NOT NULL,
    seen_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE approval_request (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    requested_at TEXT NOT NULL, requested_by INTEGER REFERENCES account (id),
    respondent TEXT NOT NULL, extension TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    forms TEXT NOT NULL, declared TEXT NOT NULL, withdrawn TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'sent_back', 'pulled_back', 'submitted')),
    decided_at TEXT NOT NULL DEFAULT '', decided_by INTEGER REFERENCES account (id),
    deputy INTEGER NOT NULL DEFAULT 0, remark TEXT NOT NULL DEFAULT '',
    submission_id INTEGER REFERENCES submission (id),
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT;
CREATE UNIQUE INDEX approval_waiting ON approval_request (round_id, section_id) WHERE state = 'waiting';
CREATE INDEX approval_of_section ON approval_request (round_id, section_id);
CREATE TABLE return_request (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    message TEXT NOT NULL DEFAULT '', until TEXT NOT NULL DEFAULT '',
    returned_at TEXT NOT NULL, returned_by INTEGER REFERENCES account (id),
    taken_back_at TEXT NOT NULL DEFAULT '', taken_back_by INTEGER REFERENCES account (id),
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT;
CREATE INDEX return_of_section ON return_request (round_id, section_id);
CREATE TABLE return_form (
    return_id INTEGER NOT NULL REFERENCES return_request (id), form_id INTEGER NOT NULL REFERENCES form (id),
    settled_at TEXT NOT NULL DEFAULT '', settled_by_version INTEGER REFERENCES version (id),
    PRIMARY KEY (return_id, form_id)) STRICT, WITHOUT ROWID;
CREATE INDEX return_form_form ON return_form (form_id);
CREATE TABLE return_remark (
    return_id INTEGER NOT NULL REFERENCES return_request (id), form_id INTEGER NOT NULL REFERENCES form (id),
    question TEXT NOT NULL, remark TEXT NOT NULL,
    PRIMARY KEY (return_id, form_id, question)) STRICT, WITHOUT ROWID;
"""

#: Whether an act of this person on this form was written down a moment ago (drafts save themselves).
_DRAFTS: Final = """
CREATE INDEX audit_of_subject ON audit (subject, action, at);
"""

#: Files are stored once, under the hash of their content; editions freeze what was counted and keep their files.
_EDITIONS: Final = """
CREATE TABLE file (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL,
    size INTEGER NOT NULL, stored_at TEXT NOT NULL, stored_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX file_sha256 ON file (sha256);
CREATE TABLE round_material (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
    kind TEXT NOT NULL CHECK (kind IN ('request', 'guide', 'example', 'other')), title TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '', file_id INTEGER REFERENCES file (id), position INTEGER NOT NULL,
    request TEXT UNIQUE,
    changed_at TEXT NOT NULL, changed_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX round_material_round ON round_material (round_id, position);
CREATE TABLE edition (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id), name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '', as_of TEXT NOT NULL, rules TEXT NOT NULL,
    frozen TEXT NOT NULL DEFAULT '{}', request TEXT UNIQUE,
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id), UNIQUE (round_id, name)) STRICT;
CREATE TABLE edition_version (
    edition_id INTEGER NOT NULL REFERENCES edition (id), version_id INTEGER NOT NULL REFERENCES version (id),
    number INTEGER, PRIMARY KEY (edition_id, version_id)) STRICT, WITHOUT ROWID;
CREATE TABLE edition_declaration (
    edition_id INTEGER NOT NULL REFERENCES edition (id), section_id INTEGER NOT NULL, questionnaire TEXT NOT NULL,
    PRIMARY KEY (edition_id, section_id, questionnaire)) STRICT, WITHOUT ROWID;
CREATE TABLE edition_file (
    edition_id INTEGER NOT NULL REFERENCES edition (id), kind TEXT NOT NULL, file_id INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (edition_id, kind)) STRICT, WITHOUT ROWID;
ALTER TABLE release ADD COLUMN edition_id INTEGER REFERENCES edition (id);
"""

#: A batch is what the secretariat decides at once; a notice is one mail to one place, and its row is the truth about it.
#: way: "smtp" or "outbox"; delivered: addresses that took it; refused: address → what the server said; next_at: not
#: before this moment; edited: its text is no longer the batch's, whose subject and body have places to fill in; owing:
#: only those who still owe something get it. Notices without a batch belong to an event and were queued at once.
_NOTICES: Final = """
CREATE TABLE notice_batch (
    id INTEGER PRIMARY KEY, round_id INTEGER REFERENCES round (id), kind TEXT NOT NULL, title TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL, body TEXT NOT NULL, owing INTEGER NOT NULL,
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id),
    decided_at TEXT NOT NULL DEFAULT '', decided_by INTEGER REFERENCES account (id),
    dropped INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'discarded'))) STRICT;
CREATE INDEX notice_batch_round ON notice_batch (round_id, state);
CREATE TABLE notice (
    id INTEGER PRIMARY KEY, batch_id INTEGER REFERENCES notice_batch (id), kind TEXT NOT NULL,
    round_id INTEGER REFERENCES round (id), section_id INTEGER REFERENCES section (id),
    recipients TEXT NOT NULL, cc TEXT NOT NULL DEFAULT '[]', subject TEXT NOT NULL, body TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '', edited INTEGER NOT NULL DEFAULT 0, message_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL
        CHECK (state IN ('draft', 'queued', 'sending', 'sent', 'failed', 'unclear', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0, next_at TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
    delivered TEXT NOT NULL DEFAULT '[]', refused TEXT NOT NULL DEFAULT '{}', way TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id), changed_at TEXT NOT NULL,
    sent_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX notice_batch_of ON notice (batch_id);
CREATE INDEX notice_state ON notice (state, next_at);
CREATE INDEX notice_section ON notice (round_id, section_id);
CREATE TABLE notice_schedule (
    round_id INTEGER NOT NULL REFERENCES round (id), kind TEXT NOT NULL, days INTEGER NOT NULL,
    PRIMARY KEY (round_id, kind, days)) STRICT, WITHOUT ROWID;
CREATE TABLE notice_run (
    round_id INTEGER NOT NULL REFERENCES round (id), kind TEXT NOT NULL, days INTEGER NOT NULL, day TEXT NOT NULL,
    batch_id INTEGER REFERENCES notice_batch (id), PRIMARY KEY (round_id, kind, days, day)) STRICT, WITHOUT ROWID;
"""

#: What the secretariat decided on a contradiction across forms; key: the finding on these very answers.
_OVERSIGHT: Final = """
CREATE TABLE contradiction (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    key TEXT NOT NULL, rule TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'asked', 'settled')),
    note TEXT NOT NULL DEFAULT '', decided_at TEXT NOT NULL, decided_by INTEGER REFERENCES account (id),
    UNIQUE (round_id, key),
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT;
"""

#: Which city's workbooks these are; what a workbook's cells said when it was last taken in (not the texts themselves).
_WORKBOOKS: Final = """
INSERT OR IGNORE INTO setting (key, value) VALUES ('instance', lower(hex(randomblob(16))));
CREATE TABLE workbook_answer (
    workbook TEXT NOT NULL, form_id INTEGER NOT NULL REFERENCES form (id) ON DELETE CASCADE,
    question TEXT NOT NULL, revision INTEGER NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (workbook, form_id, question)) STRICT, WITHOUT ROWID;
CREATE INDEX workbook_answer_form ON workbook_answer (form_id);
"""

#: What was frozen stays as it was.
_FROZEN: Final = (
    "edition",
    "edition_version",
    "edition_declaration",
    "edition_file",
    "section_change",
    "department_change",
)


def apply(db: Database) -> None:
    """Add everything."""
    parts = (
        _ACCOUNTS, _ORGANISATION, _ROUNDS, _RESPONSES, _DRAFTS, _EDITIONS, _NOTICES, _OVERSIGHT, _WORKBOOKS,
    )  # fmt: skip
    for part in parts:
        for statement in part.split(";"):
            if statement.strip():
                db.conn.execute(statement)
    for table in _FROZEN:
        for act in ("UPDATE", "DELETE"):
            db.conn.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
            )

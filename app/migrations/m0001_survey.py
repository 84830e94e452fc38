"""0001: organisation, accounts, rounds, answers with revisions, immutable versions, flags, rulings, audit.

Times are ISO 8601 in UTC, to the microsecond. What cannot change afterwards is guarded by triggers.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

_TABLES: Final = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE department (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL) STRICT;
CREATE TABLE section (
    id INTEGER PRIMARY KEY, department_id INTEGER NOT NULL REFERENCES department (id),
    name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('section', 'charge', 'office')),
    position INTEGER NOT NULL, UNIQUE (department_id, name)) STRICT;

CREATE TABLE account (
    id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('section', 'secretariat', 'member')),
    password_hash TEXT, active INTEGER NOT NULL DEFAULT 1, demo INTEGER NOT NULL DEFAULT 0,
    number_keys INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL) STRICT;
CREATE TABLE account_section (
    account_id INTEGER NOT NULL REFERENCES account (id), section_id INTEGER NOT NULL REFERENCES section (id),
    PRIMARY KEY (account_id, section_id)) STRICT, WITHOUT ROWID;
CREATE TABLE sign_in (
    token TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account (id),
    created_at TEXT NOT NULL, seen_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sign_in_failure (subject TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);
CREATE TABLE link (
    token TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account (id),
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE round (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, year INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('preparing', 'open', 'closed')),
    deadline TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL) STRICT;
CREATE TABLE round_section (
    round_id INTEGER NOT NULL REFERENCES round (id), section_id INTEGER NOT NULL REFERENCES section (id),
    position INTEGER NOT NULL, PRIMARY KEY (round_id, section_id)) STRICT, WITHOUT ROWID;
CREATE TABLE round_questionnaire (
    round_id INTEGER NOT NULL REFERENCES round (id), key TEXT NOT NULL, position INTEGER NOT NULL,
    source TEXT NOT NULL, PRIMARY KEY (round_id, key)) STRICT, WITHOUT ROWID;
CREATE TABLE release (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
    released_at TEXT NOT NULL, released_by INTEGER REFERENCES account (id),
    rules TEXT NOT NULL, withdrawn_at TEXT) STRICT;

CREATE TABLE form (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
    section_id INTEGER NOT NULL REFERENCES section (id), questionnaire TEXT NOT NULL,
    single INTEGER NOT NULL, position INTEGER NOT NULL, number INTEGER,
    request TEXT UNIQUE, note TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL, created_by INTEGER REFERENCES account (id), deleted_at TEXT,
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id),
    FOREIGN KEY (round_id, questionnaire) REFERENCES round_questionnaire (round_id, key)) STRICT;
CREATE INDEX form_of_section ON form (round_id, section_id, questionnaire, position);
CREATE UNIQUE INDEX form_single ON form (round_id, section_id, questionnaire) WHERE single = 1;
CREATE TABLE answer (
    form_id INTEGER NOT NULL REFERENCES form (id), question TEXT NOT NULL,
    codes TEXT NOT NULL, text TEXT NOT NULL, other TEXT NOT NULL, page TEXT NOT NULL, confirmed TEXT NOT NULL,
    revision INTEGER NOT NULL, saved_at TEXT NOT NULL, saved_by INTEGER REFERENCES account (id),
    PRIMARY KEY (form_id, question)) STRICT, WITHOUT ROWID;
CREATE TABLE declaration (
    round_id INTEGER NOT NULL, section_id INTEGER NOT NULL, questionnaire TEXT NOT NULL,
    declared_at TEXT NOT NULL, declared_by INTEGER REFERENCES account (id),
    PRIMARY KEY (round_id, section_id, questionnaire),
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    submitted_at TEXT NOT NULL, submitted_by INTEGER REFERENCES account (id),
    respondent TEXT NOT NULL DEFAULT '', extension TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL CHECK (source IN ('section', 'import', 'secretariat')), reason TEXT NOT NULL DEFAULT '',
    FOREIGN KEY (round_id, section_id) REFERENCES round_section (round_id, section_id)) STRICT;
CREATE INDEX submission_of_section ON submission (round_id, section_id);
CREATE TABLE submission_declaration (
    submission_id INTEGER NOT NULL REFERENCES submission (id), questionnaire TEXT NOT NULL,
    none INTEGER NOT NULL, PRIMARY KEY (submission_id, questionnaire)) STRICT, WITHOUT ROWID;
CREATE TABLE version (
    id INTEGER PRIMARY KEY, form_id INTEGER NOT NULL REFERENCES form (id),
    submission_id INTEGER NOT NULL REFERENCES submission (id), number INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0, UNIQUE (form_id, number)) STRICT;
CREATE INDEX version_of_submission ON version (submission_id);
CREATE TABLE version_answer (
    version_id INTEGER NOT NULL REFERENCES version (id), question TEXT NOT NULL,
    codes TEXT NOT NULL, text TEXT NOT NULL, other TEXT NOT NULL, page TEXT NOT NULL, confirmed TEXT NOT NULL,
    value INTEGER, PRIMARY KEY (version_id, question)) STRICT, WITHOUT ROWID;
-- Derived from versions and rulings, so that counting reads a few bytes per form (`kikitori retally` rebuilds it).
CREATE TABLE tally (
    form_id INTEGER PRIMARY KEY REFERENCES form (id), version_id INTEGER NOT NULL REFERENCES version (id),
    round_id INTEGER NOT NULL, questionnaire TEXT NOT NULL, section_id INTEGER NOT NULL,
    packed BLOB NOT NULL) STRICT;
CREATE INDEX tally_covering ON tally (round_id, questionnaire, section_id, packed);

CREATE TABLE ruling_rule (
    round_id INTEGER NOT NULL REFERENCES round (id), key TEXT NOT NULL, phrase TEXT NOT NULL,
    ruling TEXT NOT NULL CHECK (ruling IN ('nothing', 'not_applicable', 'blank')), position INTEGER NOT NULL,
    PRIMARY KEY (round_id, key)) STRICT, WITHOUT ROWID;
CREATE TABLE ruling_override (
    id INTEGER PRIMARY KEY, form_id INTEGER NOT NULL REFERENCES form (id), question TEXT NOT NULL,
    text TEXT NOT NULL, was TEXT NOT NULL, ruling TEXT NOT NULL, reason TEXT NOT NULL,
    decided_at TEXT NOT NULL, decided_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX ruling_override_form ON ruling_override (form_id);
CREATE TABLE flag (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),
    form_id INTEGER NOT NULL REFERENCES form (id), question TEXT NOT NULL, rule TEXT NOT NULL,
    params TEXT NOT NULL, raw TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'corrected', 'asked')),
    note TEXT NOT NULL DEFAULT '', raised_at TEXT NOT NULL, decided_at TEXT,
    decided_by INTEGER REFERENCES account (id), UNIQUE (form_id, question, rule, params)) STRICT;
CREATE INDEX flag_of_round ON flag (round_id, state);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, account_id INTEGER REFERENCES account (id),
    action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
"""

#: Tables that only ever grow: the database itself refuses to change or delete a row.
_FROZEN: Final = (
    "submission",
    "submission_declaration",
    "version",
    "version_answer",
    "ruling_override",
    "audit",
)


def apply(db: Database) -> None:
    """Create everything."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            db.conn.execute(statement)
    for table in _FROZEN:
        for act in ("UPDATE", "DELETE"):
            db.conn.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
            )

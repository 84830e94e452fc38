"""0003: what was frozen can neither be replaced nor skipped; one narrow door through which a round is disposed of.

`INSERT OR REPLACE` deletes the row it replaces without asking the delete triggers (unless a connection sets
`recursive_triggers`), so frozen tables refuse an insert whose key is taken. The audit log's lines are numbered without
a gap: a missing one would show.

The door (保存年限): frozen rows of a round can be deleted while `disposing` holds that round. A row gets in there only
for an archived round whose record of disposal is written and whose term is over by the day that is given. It cannot
outlive its transaction: its deferred foreign key points to a table that never has a row, so a commit fails.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from app.migrations.frozen import freeze

_TABLES: Final = """
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_account ON audit (account_id, id);
CREATE INDEX tally_version ON tally (version_id);
CREATE INDEX edition_version_version ON edition_version (version_id);
CREATE INDEX return_form_version ON return_form (settled_by_version);
CREATE INDEX approval_submission ON approval_request (submission_id);
CREATE TABLE disposal (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL UNIQUE REFERENCES round (id),
    round_name TEXT NOT NULL, year INTEGER NOT NULL, keep_until TEXT NOT NULL, counts TEXT NOT NULL,
    editions TEXT NOT NULL, reason TEXT NOT NULL, disposed_at TEXT NOT NULL,
    disposed_by INTEGER REFERENCES account (id), disposed_by_name TEXT NOT NULL) STRICT;
CREATE TABLE never (id INTEGER PRIMARY KEY CHECK (id IS NULL)) STRICT;
CREATE TABLE disposing (
    round_id INTEGER PRIMARY KEY REFERENCES never (id) DEFERRABLE INITIALLY DEFERRED, day TEXT NOT NULL) STRICT;
"""

#: Frozen tables that belong to no round, or outlive it.
_FOR_EVER: Final = ("audit", "section_change", "department_change", "disposal")
#: Frozen tables of a round → the round a row belongs to.
OF_A_ROUND: Final = {
    "submission": "OLD.round_id",
    "submission_declaration": "(SELECT round_id FROM submission WHERE id = OLD.submission_id)",
    "version": "(SELECT round_id FROM form WHERE id = OLD.form_id)",
    "version_answer": "(SELECT f.round_id FROM version v JOIN form f ON f.id = v.form_id WHERE v.id = OLD.version_id)",
    "ruling_override": "(SELECT round_id FROM form WHERE id = OLD.form_id)",
    "edition": "OLD.round_id",
    "edition_version": "(SELECT round_id FROM edition WHERE id = OLD.edition_id)",
    "edition_declaration": "(SELECT round_id FROM edition WHERE id = OLD.edition_id)",
    "edition_file": "(SELECT round_id FROM edition WHERE id = OLD.edition_id)",
}

_DOOR: Final = """
CREATE TRIGGER disposing_only_what_is_due BEFORE INSERT ON disposing
WHEN NOT EXISTS (
    SELECT 1 FROM round r JOIN disposal d ON d.round_id = r.id
    WHERE r.id = NEW.round_id AND r.archived_at <> '' AND r.disposed_at = ''
      AND r.keep_until <> '' AND r.keep_until < NEW.day)
BEGIN SELECT RAISE(ABORT, 'this round is not due for disposal'); END
"""
_ROUND_STAYS: Final = """
CREATE TRIGGER round_disposed_no_update BEFORE UPDATE ON round WHEN OLD.disposed_at <> ''
BEGIN SELECT RAISE(ABORT, 'a round that was disposed of is kept as it is'); END
"""
_NO_GAP: Final = """
CREATE TRIGGER audit_no_gap AFTER INSERT ON audit
WHEN NEW.id <> coalesce((SELECT max(id) FROM audit WHERE id < NEW.id), 0) + 1
  OR EXISTS (SELECT 1 FROM audit WHERE id > NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit lines are numbered one by one'); END
"""


def apply(db: Database) -> None:
    """Add everything."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            db.conn.execute(statement)
    for statement in (_DOOR, _ROUND_STAYS, _NO_GAP):
        db.conn.execute(statement)
    for table in _FOR_EVER:
        freeze(db, table)
    for table, of_round in OF_A_ROUND.items():
        freeze(db, table, of_round)

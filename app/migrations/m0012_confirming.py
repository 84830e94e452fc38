"""0012: what meetings learned after 0011: confirmation by members, promised days, a summary ahead, templates that are tried.

No page wrote the tables of a confirmation before this: they are made anew, as they are needed.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from app.migrations.frozen import freeze

#: promised_from: a body's promised days hold for meetings from this day on; tried: a Word template that was sent and is not
#: used yet. closed: whether the public may attend ('': yes; 'part', 'whole': closed in part or whole, closed_reason says why).
_COLUMNS: Final = """
ALTER TABLE meeting_body ADD COLUMN promised_from TEXT NOT NULL DEFAULT '';
ALTER TABLE meeting_body ADD COLUMN tried BLOB;
ALTER TABLE meeting_body ADD COLUMN tried_name TEXT NOT NULL DEFAULT '';
ALTER TABLE meeting ADD COLUMN closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'part', 'whole'));
UPDATE meeting SET closed = 'whole' WHERE closed_reason <> '';
"""

#: A confirmation sends one frozen draft to the members. said: '' nothing yet, 'agreed', 'changes'; remark: what is not
#: about one speech. A change is proposed for one speech against its text of then (was); stood, result: the speech before
#: and after the decision; on_paper: who recorded it for the member; batch_id: the letters drafted last (no foreign key:
#: see 0011). meeting_said: everything that was said and decided, in order, for good.
_CONFIRMING: Final = """
DROP TABLE meeting_change;
DROP TABLE meeting_reader;
DROP TABLE meeting_confirmation;
CREATE TABLE meeting_confirmation (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), number INTEGER NOT NULL,
    draft TEXT NOT NULL, until TEXT NOT NULL, silence_agrees INTEGER NOT NULL, batch_id INTEGER,
    sent_at TEXT NOT NULL, sent_by INTEGER REFERENCES account (id), closed_at TEXT NOT NULL DEFAULT '',
    UNIQUE (meeting_id, number)) STRICT;
CREATE TABLE meeting_reader (
    confirmation_id INTEGER NOT NULL REFERENCES meeting_confirmation (id),
    person_id INTEGER NOT NULL REFERENCES meeting_person (id),
    said TEXT NOT NULL DEFAULT '' CHECK (said IN ('', 'agreed', 'changes')), said_at TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '', on_paper INTEGER REFERENCES account (id),
    PRIMARY KEY (confirmation_id, person_id)) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_change (
    id INTEGER PRIMARY KEY, confirmation_id INTEGER NOT NULL REFERENCES meeting_confirmation (id),
    person_id INTEGER NOT NULL REFERENCES meeting_person (id), speech_id INTEGER NOT NULL REFERENCES meeting_speech (id),
    was TEXT NOT NULL, text TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'partly', 'refused', 'withdrawn')),
    remark TEXT NOT NULL DEFAULT '', stood TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '',
    proposed_at TEXT NOT NULL, on_paper INTEGER REFERENCES account (id), decided_at TEXT NOT NULL DEFAULT '',
    decided_by INTEGER REFERENCES account (id)) STRICT;
CREATE UNIQUE INDEX meeting_change_open ON meeting_change (confirmation_id, person_id, speech_id) WHERE state = 'open';
CREATE INDEX meeting_change_of ON meeting_change (confirmation_id, speech_id);
CREATE TABLE meeting_said (
    id INTEGER PRIMARY KEY, confirmation_id INTEGER NOT NULL REFERENCES meeting_confirmation (id),
    person_id INTEGER REFERENCES meeting_person (id), change_id INTEGER REFERENCES meeting_change (id),
    what TEXT NOT NULL, text TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, by INTEGER REFERENCES account (id),
    on_paper INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX meeting_said_of ON meeting_said (confirmation_id);
"""

#: A summary (cover and results, no speeches) published ahead of the minutes: numbered editions, frozen, at the address the
#: minutes will have. meeting_reminded: of which promised day (due) the secretariat was reminded, once before, once after.
_PROMISED: Final = """
CREATE TABLE meeting_summary (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), edition INTEGER NOT NULL,
    outside TEXT NOT NULL, made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id),
    UNIQUE (meeting_id, edition)) STRICT;
CREATE TABLE meeting_summary_place (
    meeting_id INTEGER PRIMARY KEY REFERENCES meeting (id), token TEXT NOT NULL UNIQUE,
    withdrawn_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE meeting_reminded (
    meeting_id INTEGER NOT NULL REFERENCES meeting (id), what TEXT NOT NULL CHECK (what IN ('summary', 'minutes')),
    kind TEXT NOT NULL CHECK (kind IN ('before', 'after')), due TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (meeting_id, what, kind, due)) STRICT, WITHOUT ROWID;
"""


def apply(db: Database) -> None:
    """Add everything."""
    for part in (_COLUMNS, _CONFIRMING, _PROMISED):
        for statement in part.split(";\n"):
            if statement.strip():
                db.conn.execute(statement)
    for table in ("meeting_said", "meeting_summary"):
        freeze(db, table)

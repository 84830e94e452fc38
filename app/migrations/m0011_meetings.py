"""0011: meetings: bodies, the meeting, what was said, its confirmation, its publication.

Days are `YYYY-MM-DD`, times `HH:MM`, both in the city's time; moments (`…_at`) as in 0001. What may be seen outside is
never read from meeting_person.name: speeches and papers carry roles. Meetings outlive the rounds they speak of: edition_id,
series_id and batch_id may lead to what was disposed of with its round, and are no foreign keys.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from app.migrations.frozen import freeze

#: audience: who may read published minutes ("members", "hall": whoever signs in, "public": also without).
#: summary_days, minutes_days: promised days after a meeting (0: not promised); silence_agrees: after the last day of a
#: confirmation, who said nothing agrees. settings: cover rows, headings, punctuation (JSON; app/meetings/settings.py).
_BODIES: Final = """
CREATE TABLE meeting_body (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES meeting_body (id),
    audience TEXT NOT NULL DEFAULT 'members' CHECK (audience IN ('members', 'hall', 'public')),
    summary_days INTEGER NOT NULL DEFAULT 0, minutes_days INTEGER NOT NULL DEFAULT 0,
    silence_agrees INTEGER NOT NULL DEFAULT 1, settings TEXT NOT NULL DEFAULT '{}', template BLOB,
    template_name TEXT NOT NULL DEFAULT '', token TEXT NOT NULL UNIQUE, closed_at TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE meeting_member (
    id INTEGER PRIMARY KEY, body_id INTEGER NOT NULL REFERENCES meeting_body (id),
    account_id INTEGER REFERENCES account (id), name TEXT NOT NULL, role TEXT NOT NULL, chair INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL, from_day TEXT NOT NULL DEFAULT '', until_day TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX meeting_member_of ON meeting_member (body_id, position);
"""

#: closed_reason: "" for a meeting open to the public; observers: NULL while nobody counted; next_…: the next meeting as
#: announced in this one. uid, sequence: of calendars, for ever; meeting_told: what was told to which accounts (JSON).
#: meeting_feed: calendars to subscribe to; the token is a fingerprint of the link. A person's key is the one key that chooses the speaker.
_MEETINGS: Final = """
CREATE TABLE meeting (
    id INTEGER PRIMARY KEY, body_id INTEGER NOT NULL REFERENCES meeting_body (id), number INTEGER NOT NULL,
    title TEXT NOT NULL, day TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL DEFAULT '', place TEXT NOT NULL DEFAULT '',
    closed_reason TEXT NOT NULL DEFAULT '', observers INTEGER, secretariat TEXT NOT NULL DEFAULT '', other TEXT NOT NULL DEFAULT '',
    next_day TEXT NOT NULL DEFAULT '', next_begins TEXT NOT NULL DEFAULT '', next_place TEXT NOT NULL DEFAULT '',
    uid TEXT NOT NULL UNIQUE, cancelled_at TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 1,
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id), UNIQUE (body_id, number)) STRICT;
CREATE TABLE meeting_person (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id),
    account_id INTEGER REFERENCES account (id), name TEXT NOT NULL, post TEXT NOT NULL DEFAULT '', role TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('member', 'secretariat', 'guest')), chair INTEGER NOT NULL DEFAULT 0,
    presence TEXT NOT NULL CHECK (presence IN ('present', 'absent', 'excused')), key TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL) STRICT;
CREATE INDEX meeting_person_of ON meeting_person (meeting_id, position);
CREATE TABLE meeting_item (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id),
    list TEXT NOT NULL CHECK (list IN ('agenda', 'minutes')), parent_id INTEGER REFERENCES meeting_item (id),
    position INTEGER NOT NULL, title TEXT NOT NULL) STRICT;
CREATE INDEX meeting_item_of ON meeting_item (meeting_id, list, position);
CREATE TABLE meeting_material (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id),
    list TEXT NOT NULL CHECK (list IN ('agenda', 'minutes')), parent_id INTEGER REFERENCES meeting_material (id),
    position INTEGER NOT NULL, title TEXT NOT NULL, file_id INTEGER REFERENCES file (id),
    edition_id INTEGER, replaces_id INTEGER REFERENCES meeting_material (id)) STRICT;
CREATE INDEX meeting_material_of ON meeting_material (meeting_id, list, position);
CREATE TABLE meeting_told (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), sequence INTEGER NOT NULL,
    day TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, place TEXT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0,
    accounts TEXT NOT NULL, batch_id INTEGER, told_at TEXT NOT NULL, told_by INTEGER REFERENCES account (id),
    UNIQUE (meeting_id, sequence)) STRICT;
CREATE TABLE meeting_feed (
    token TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account (id), made_at TEXT NOT NULL,
    revoked_at TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
"""

#: What was said. A speech keeps its id through reordering; dropped ones stay for undo. plain: the text as it is searched
#: (app/meetings/hits.py). doubts: what the reading of a pasted text was not sure of (JSON), until somebody has looked.
#: meeting_source: what was pasted or uploaded, as it was.
_WRITING: Final = """
CREATE TABLE meeting_source (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), name TEXT NOT NULL, text TEXT NOT NULL,
    reading TEXT NOT NULL, taken_at TEXT NOT NULL, taken_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE meeting_speech (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), item_id INTEGER REFERENCES meeting_item (id),
    position INTEGER NOT NULL, person_id INTEGER REFERENCES meeting_person (id), role TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'speech' CHECK (kind IN ('speech', 'question', 'answer', 'note')), text TEXT NOT NULL,
    plain TEXT NOT NULL DEFAULT '', doubts TEXT NOT NULL DEFAULT '[]', source_id INTEGER REFERENCES meeting_source (id), at TEXT NOT NULL DEFAULT '', request TEXT UNIQUE,
    revision INTEGER NOT NULL DEFAULT 1, dropped_at TEXT NOT NULL DEFAULT '',
    saved_at TEXT NOT NULL, saved_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX meeting_speech_of ON meeting_speech (meeting_id, position);
CREATE TABLE meeting_result (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), item_id INTEGER REFERENCES meeting_item (id),
    text TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1, saved_at TEXT NOT NULL, saved_by INTEGER REFERENCES account (id),
    UNIQUE (meeting_id, item_id)) STRICT;
CREATE TABLE meeting_decision (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), item_id INTEGER REFERENCES meeting_item (id),
    text TEXT NOT NULL, series_id INTEGER, dropped_at TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE meeting_decision_speech (
    decision_id INTEGER NOT NULL REFERENCES meeting_decision (id), speech_id INTEGER NOT NULL REFERENCES meeting_speech (id),
    PRIMARY KEY (decision_id, speech_id)) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_decision_section (
    decision_id INTEGER NOT NULL REFERENCES meeting_decision (id), section_id INTEGER NOT NULL REFERENCES section (id),
    PRIMARY KEY (decision_id, section_id)) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_task (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), item_id INTEGER REFERENCES meeting_item (id),
    what TEXT NOT NULL, who TEXT NOT NULL, due TEXT NOT NULL DEFAULT '', done_at TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE meeting_undo (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), what TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, done_at TEXT NOT NULL, done_by INTEGER REFERENCES account (id),
    undone_at TEXT NOT NULL DEFAULT '') STRICT;
"""

#: A confirmation sends one frozen draft to the members. said: '' nothing yet, 'agreed', 'changes'. A change is proposed
#: for one speech against the text of that draft; on_paper: who recorded it for the member.
_CONFIRMING: Final = """
CREATE TABLE meeting_confirmation (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), number INTEGER NOT NULL,
    draft TEXT NOT NULL, until TEXT NOT NULL, silence_agrees INTEGER NOT NULL, batch_id INTEGER,
    sent_at TEXT NOT NULL, sent_by INTEGER REFERENCES account (id), closed_at TEXT NOT NULL DEFAULT '',
    UNIQUE (meeting_id, number)) STRICT;
CREATE TABLE meeting_reader (
    confirmation_id INTEGER NOT NULL REFERENCES meeting_confirmation (id),
    person_id INTEGER NOT NULL REFERENCES meeting_person (id),
    said TEXT NOT NULL DEFAULT '' CHECK (said IN ('', 'agreed', 'changes')), said_at TEXT NOT NULL DEFAULT '',
    on_paper INTEGER REFERENCES account (id), PRIMARY KEY (confirmation_id, person_id)) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_change (
    id INTEGER PRIMARY KEY, confirmation_id INTEGER NOT NULL REFERENCES meeting_confirmation (id),
    person_id INTEGER NOT NULL REFERENCES meeting_person (id), speech_id INTEGER NOT NULL REFERENCES meeting_speech (id),
    was TEXT NOT NULL, text TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'partly', 'refused', 'withdrawn')),
    remark TEXT NOT NULL DEFAULT '', proposed_at TEXT NOT NULL, on_paper INTEGER REFERENCES account (id),
    decided_at TEXT NOT NULL DEFAULT '', decided_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX meeting_change_of ON meeting_change (confirmation_id, speech_id);
"""

#: Final minutes are numbered versions, frozen; version 2 and later are corrections, notice says what changed. outside:
#: what is printed and published (roles only); inside: the same with who spoke, for the secretariat.
_FINAL: Final = """
CREATE TABLE meeting_minutes (
    id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id), version INTEGER NOT NULL,
    outside TEXT NOT NULL, inside TEXT NOT NULL, confirmed_by TEXT NOT NULL, notice TEXT NOT NULL DEFAULT '',
    final_at TEXT NOT NULL, final_by INTEGER REFERENCES account (id), UNIQUE (meeting_id, version)) STRICT;
CREATE TABLE meeting_publication (
    meeting_id INTEGER PRIMARY KEY REFERENCES meeting (id), token TEXT NOT NULL UNIQUE,
    published_at TEXT NOT NULL, published_by INTEGER REFERENCES account (id), withdrawn_at TEXT NOT NULL DEFAULT '') STRICT;
"""


def apply(db: Database) -> None:
    """Add everything."""
    for part in (_BODIES, _MEETINGS, _WRITING, _CONFIRMING, _FINAL):
        for statement in part.split(";"):
            if statement.strip():
                db.conn.execute(statement)
    for table in ("meeting_source", "meeting_minutes"):
        freeze(db, table)

"""0010: hearings: candidates and decisions, days and wishes, plans in versions, questions, records.

Written per part; days are `YYYY-MM-DD`, times `HH:MM`, both in the city's time. Moments (`…_at`) are as in 0001.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from app.migrations.frozen import freeze

#: A series belongs to one round. weights: signal → weight (JSON); wishes_until: a limit as in app/rounds/dates.py.
_SERIES: Final = """
CREATE TABLE hearing_series (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id), name TEXT NOT NULL,
    weights TEXT NOT NULL DEFAULT '{}', wishes_until TEXT NOT NULL DEFAULT '', quorum INTEGER NOT NULL DEFAULT 0,
    closed_at TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id),
    UNIQUE (round_id, name)) STRICT;
"""

#: status: as in the draft list (対象・準ずる・対象外); decision: whether the section is heard in the end.
_CANDIDATES: Final = """
CREATE TABLE hearing_candidate (
    series_id INTEGER NOT NULL REFERENCES hearing_series (id), section_id INTEGER NOT NULL REFERENCES section (id),
    status TEXT NOT NULL CHECK (status IN ('undecided', 'proposed', 'equivalent', 'excluded')),
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'heard', 'not_heard')),
    changed_at TEXT NOT NULL, changed_by INTEGER REFERENCES account (id),
    PRIMARY KEY (series_id, section_id)) STRICT, WITHOUT ROWID;
CREATE TABLE hearing_decision (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, section_id INTEGER NOT NULL,
    status TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, day TEXT NOT NULL,
    decided_at TEXT NOT NULL, decided_by INTEGER REFERENCES account (id),
    FOREIGN KEY (series_id, section_id) REFERENCES hearing_candidate (series_id, section_id)) STRICT;
CREATE INDEX hearing_decision_of ON hearing_decision (series_id, section_id);
CREATE TABLE hearing_nomination (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    section_id INTEGER NOT NULL REFERENCES section (id), member_id INTEGER REFERENCES account (id),
    member_name TEXT NOT NULL, remark TEXT NOT NULL, nominated_at TEXT NOT NULL,
    entered_by INTEGER REFERENCES account (id), withdrawn_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX hearing_nomination_of ON hearing_nomination (series_id, section_id);
CREATE TABLE hearing_unlisted (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    section_id INTEGER NOT NULL REFERENCES section (id), title TEXT NOT NULL, why TEXT NOT NULL,
    who TEXT NOT NULL, noted_at TEXT NOT NULL, noted_by INTEGER REFERENCES account (id),
    withdrawn_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX hearing_unlisted_of ON hearing_unlisted (series_id, section_id);
"""

#: slots: sections a day; breaks: {slot number: minutes after it} (JSON); preparation: minutes before the first slot.
_DAYS: Final = """
CREATE TABLE hearing_day (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id), day TEXT NOT NULL,
    start TEXT NOT NULL, preparation INTEGER NOT NULL, minutes INTEGER NOT NULL, slots INTEGER NOT NULL,
    breaks TEXT NOT NULL DEFAULT '{}', reserve INTEGER NOT NULL DEFAULT 0, place TEXT NOT NULL DEFAULT '',
    dropped_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX hearing_day_of ON hearing_day (series_id, day);
CREATE TABLE hearing_attendance (
    day_id INTEGER NOT NULL REFERENCES hearing_day (id), member_id INTEGER NOT NULL REFERENCES account (id),
    comes TEXT NOT NULL CHECK (comes IN ('yes', 'no', 'unknown')), said_at TEXT NOT NULL,
    PRIMARY KEY (day_id, member_id)) STRICT, WITHOUT ROWID;
CREATE TABLE hearing_wish (
    day_id INTEGER NOT NULL REFERENCES hearing_day (id), section_id INTEGER NOT NULL REFERENCES section (id),
    kind TEXT NOT NULL CHECK (kind IN ('cannot', 'first', 'second')), said_at TEXT NOT NULL,
    said_by INTEGER REFERENCES account (id), PRIMARY KEY (day_id, section_id)) STRICT, WITHOUT ROWID;
"""

#: An appointment is one hearing of one section (turn 2: heard a second time); its uid is that of calendars for ever.
#: day_id, slot: the draft; what was published stands in hearing_entry and never changes.
_PLANS: Final = """
CREATE TABLE hearing_appointment (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    section_id INTEGER NOT NULL REFERENCES section (id), turn INTEGER NOT NULL DEFAULT 1, uid TEXT NOT NULL UNIQUE,
    day_id INTEGER REFERENCES hearing_day (id), slot INTEGER, pinned INTEGER NOT NULL DEFAULT 0,
    dropped_at TEXT NOT NULL DEFAULT '', UNIQUE (series_id, section_id, turn)) STRICT;
CREATE UNIQUE INDEX hearing_appointment_alone ON hearing_appointment (day_id, slot) WHERE day_id IS NOT NULL;
CREATE TABLE hearing_plan (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id), number INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '', published_at TEXT NOT NULL, published_by INTEGER REFERENCES account (id),
    UNIQUE (series_id, number)) STRICT;
CREATE TABLE hearing_entry (
    plan_id INTEGER NOT NULL REFERENCES hearing_plan (id),
    appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id), day_id INTEGER NOT NULL,
    slot INTEGER NOT NULL, day TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (plan_id, appointment_id)) STRICT, WITHOUT ROWID;
CREATE TABLE hearing_undo (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id), what TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, done_at TEXT NOT NULL, done_by INTEGER REFERENCES account (id),
    undone_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE hearing_feed (
    token TEXT PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    section_id INTEGER REFERENCES section (id), member_id INTEGER REFERENCES account (id),
    made_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
"""

#: What was told: plan → its batch of drafts (none where nobody had to be told), and when members meet on each of its
#: days. Letters carry calendar entries, as iTIP objects without addresses: those are added when they are sent.
_TOLD: Final = """
CREATE TABLE hearing_told (
    plan_id INTEGER PRIMARY KEY REFERENCES hearing_plan (id), batch_id INTEGER REFERENCES notice_batch (id)) STRICT;
CREATE TABLE hearing_preparation (
    plan_id INTEGER NOT NULL REFERENCES hearing_plan (id), day_id INTEGER NOT NULL, begins TEXT NOT NULL,
    PRIMARY KEY (plan_id, day_id)) STRICT, WITHOUT ROWID;
CREATE TABLE notice_calendar (
    notice_id INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('REQUEST', 'CANCEL')), text TEXT NOT NULL,
    PRIMARY KEY (notice_id, position)) STRICT, WITHOUT ROWID;
"""

#: Common questions: the draft (open 0: nothing is being changed; next_key: the number of the next new question, for
#: ever), and its fixed versions. A section's own questions keep the link to where they came from; sent: what a section
#: was sent (own: [id, text] of its own ones at that moment), with a batch of mails or handed over without any.
#: hearing_written: what a section answered before its hearing, beside what is recorded there.
_QUESTIONS: Final = """
CREATE TABLE hearing_questions_draft (
    series_id INTEGER PRIMARY KEY REFERENCES hearing_series (id), texts TEXT NOT NULL, next_key INTEGER NOT NULL,
    open INTEGER NOT NULL, revision INTEGER NOT NULL, changed_at TEXT NOT NULL,
    changed_by INTEGER REFERENCES account (id)) STRICT;
CREATE TABLE hearing_questions (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id), number INTEGER NOT NULL,
    texts TEXT NOT NULL, fixed_at TEXT NOT NULL, fixed_by INTEGER REFERENCES account (id),
    UNIQUE (series_id, number)) STRICT;
CREATE TABLE hearing_questions_sent (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    questions_id INTEGER NOT NULL REFERENCES hearing_questions (id),
    section_id INTEGER NOT NULL REFERENCES section (id), own TEXT NOT NULL,
    batch_id INTEGER REFERENCES notice_batch (id), made_at TEXT NOT NULL,
    made_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX hearing_questions_sent_of ON hearing_questions_sent (series_id, section_id);
CREATE TABLE hearing_own_question (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id),
    section_id INTEGER NOT NULL REFERENCES section (id), position INTEGER NOT NULL, text TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('free', 'signal', 'contradiction', 'flag', 'nomination', 'unlisted')),
    origin_ref TEXT NOT NULL DEFAULT '', origin_text TEXT NOT NULL DEFAULT '',
    merged_into INTEGER REFERENCES hearing_own_question (id), made_at TEXT NOT NULL,
    made_by INTEGER REFERENCES account (id), dropped_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX hearing_own_question_of ON hearing_own_question (series_id, section_id, position);
CREATE TABLE hearing_written (
    appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id), question TEXT NOT NULL, text TEXT NOT NULL,
    revision INTEGER NOT NULL, saved_at TEXT NOT NULL, saved_by INTEGER REFERENCES account (id),
    PRIMARY KEY (appointment_id, question)) STRICT, WITHOUT ROWID;
"""

#: What was said: one text per question with its revision, and the question as it was asked (`other`: what belongs to
#: none). hearing_note: who attended (`m12`: account 12 came "1" or not "2"; `people`, `staff`: names in words).
#: A record's state follows from its moments; asked: questions and members as they were when it went to the section
#: (JSON). hearing_record_event: everything that happened to it. A final record changes only by being reopened.
_RECORDS: Final = """
CREATE TABLE hearing_record (
    appointment_id INTEGER PRIMARY KEY REFERENCES hearing_appointment (id), asked TEXT NOT NULL DEFAULT '',
    begun_at TEXT NOT NULL, to_section_at TEXT NOT NULL DEFAULT '', answer_until TEXT NOT NULL DEFAULT '',
    batch_id INTEGER REFERENCES notice_batch (id), proposed_at TEXT NOT NULL DEFAULT '', agreed_at TEXT NOT NULL DEFAULT '',
    agreed_by INTEGER REFERENCES account (id), final_at TEXT NOT NULL DEFAULT '',
    final_by INTEGER REFERENCES account (id), without_word INTEGER NOT NULL DEFAULT 0,
    reopened_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE hearing_record_event (
    id INTEGER PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES hearing_record (appointment_id),
    act TEXT NOT NULL CHECK (act IN ('begun', 'sent', 'pulled_back', 'proposed', 'accepted', 'refused', 'agreed',
    'finished', 'finished_alone', 'reopened')), note TEXT NOT NULL DEFAULT '', at TEXT NOT NULL,
    by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX hearing_record_event_of ON hearing_record_event (appointment_id);
CREATE TABLE hearing_answer (
    appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id), question TEXT NOT NULL,
    asked TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, revision INTEGER NOT NULL, saved_at TEXT NOT NULL,
    saved_by INTEGER REFERENCES account (id), PRIMARY KEY (appointment_id, question)) STRICT, WITHOUT ROWID;
CREATE TABLE hearing_note (
    appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id), field TEXT NOT NULL, text TEXT NOT NULL,
    revision INTEGER NOT NULL, saved_at TEXT NOT NULL, saved_by INTEGER REFERENCES account (id),
    PRIMARY KEY (appointment_id, field)) STRICT, WITHOUT ROWID;
CREATE TABLE hearing_correction (
    id INTEGER PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id),
    question TEXT NOT NULL, was TEXT NOT NULL, text TEXT NOT NULL, revision INTEGER NOT NULL, saved_at TEXT NOT NULL,
    saved_by INTEGER REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'accepted', 'refused')),
    proposed_at TEXT NOT NULL DEFAULT '', proposed_by INTEGER REFERENCES account (id),
    taken TEXT NOT NULL DEFAULT '', remark TEXT NOT NULL DEFAULT '', decided_at TEXT NOT NULL DEFAULT '',
    decided_by INTEGER REFERENCES account (id)) STRICT;
CREATE UNIQUE INDEX hearing_correction_draft ON hearing_correction (appointment_id, question) WHERE state = 'draft';
CREATE INDEX hearing_correction_of ON hearing_correction (appointment_id);
CREATE TABLE hearing_follow_up (
    id INTEGER PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id),
    question TEXT NOT NULL DEFAULT '', what TEXT NOT NULL, who TEXT NOT NULL, by_section INTEGER NOT NULL DEFAULT 0,
    due TEXT NOT NULL DEFAULT '', done_at TEXT NOT NULL DEFAULT '', done_by INTEGER REFERENCES account (id),
    return_id INTEGER REFERENCES return_request (id), request TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL,
    made_by INTEGER REFERENCES account (id)) STRICT;
CREATE INDEX hearing_follow_up_of ON hearing_follow_up (appointment_id);
CREATE TABLE hearing_reminder (
    follow_up_id INTEGER NOT NULL REFERENCES hearing_follow_up (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('before', 'after')), due TEXT NOT NULL,
    batch_id INTEGER REFERENCES notice_batch (id), PRIMARY KEY (follow_up_id, kind, due)) STRICT, WITHOUT ROWID;
"""

#: What was said on a theme: text is a part of an answer, or "" for the whole of it; one opinion may stand under several.
_THEMES: Final = """
CREATE TABLE hearing_theme (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES hearing_series (id), name TEXT NOT NULL,
    position INTEGER NOT NULL, made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id),
    UNIQUE (series_id, name)) STRICT;
CREATE TABLE hearing_opinion (
    id INTEGER PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES hearing_appointment (id),
    question TEXT NOT NULL, text TEXT NOT NULL, made_at TEXT NOT NULL, made_by INTEGER REFERENCES account (id),
    UNIQUE (appointment_id, question, text)) STRICT;
CREATE TABLE hearing_tag (
    opinion_id INTEGER NOT NULL REFERENCES hearing_opinion (id), theme_id INTEGER NOT NULL REFERENCES hearing_theme (id),
    tagged_at TEXT NOT NULL, tagged_by INTEGER REFERENCES account (id),
    PRIMARY KEY (opinion_id, theme_id)) STRICT, WITHOUT ROWID;
CREATE INDEX hearing_tag_theme ON hearing_tag (theme_id);
"""

_OF_SERIES: Final = "(SELECT round_id FROM hearing_series WHERE id = OLD.series_id)"
#: What was published or decided stays as it was; table → the round its rows belong to (and are disposed of with).
_FROZEN: Final = {
    "hearing_decision": _OF_SERIES,
    "hearing_plan": _OF_SERIES,
    "hearing_entry": "(SELECT s.round_id FROM hearing_plan p JOIN hearing_series s ON s.id = p.series_id"
    " WHERE p.id = OLD.plan_id)",
    "hearing_questions": _OF_SERIES,
    "hearing_questions_sent": _OF_SERIES,
    "hearing_record_event": "(SELECT s.round_id FROM hearing_appointment a JOIN hearing_series s"
    " ON s.id = a.series_id WHERE a.id = OLD.appointment_id)",
}


def apply(db: Database) -> None:
    """Add everything."""
    for part in (_SERIES, _CANDIDATES, _DAYS, _PLANS, _TOLD, _QUESTIONS, _RECORDS, _THEMES):
        for statement in part.split(";"):
            if statement.strip():
                db.conn.execute(statement)
    for table, of_round in _FROZEN.items():
        freeze(db, table, of_round)
    for table in ("hearing_record", "hearing_answer", "hearing_note", "hearing_correction"):
        _close(db, table)


def _close(db: Database, table: str) -> None:
    """What belongs to a final record stays as it is, until the record is reopened or its round disposed of."""
    told = f"BEGIN SELECT RAISE(ABORT, '{table}: the record is final'); END"
    final = (
        "EXISTS (SELECT 1 FROM hearing_record WHERE appointment_id = {row}.appointment_id AND final_at <> '')"
    )
    disposing = (
        "EXISTS (SELECT 1 FROM disposing d JOIN hearing_series s ON s.round_id = d.round_id"
        " JOIN hearing_appointment a ON a.series_id = s.id WHERE a.id = OLD.appointment_id)"
    )
    reopening = " AND NOT (NEW.final_at = '' AND NEW.reopened_at > OLD.reopened_at)"
    acts = {
        "INSERT": final.format(row="NEW"),
        "UPDATE": final.format(row="OLD") + (reopening if table == "hearing_record" else ""),
        "DELETE": final.format(row="OLD") + f" AND NOT {disposing}",
    }
    for act, when in acts.items():
        db.conn.execute(
            f"CREATE TRIGGER {table}_final_{act.lower()} BEFORE {act} ON {table} WHEN {when} {told}"
        )

"""Tables whose rows stay as they are: no update, no replacing, no delete but through the door of disposal (0003)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database


def freeze(db: Database, table: str, of_round: str = "") -> None:
    """Give a table its triggers, in the place of those it may have.

    of_round: an expression over OLD for the round a row belongs to, whose disposal lets it go; "" for none.
    """
    told = f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
    open_for = f"WHEN NOT EXISTS (SELECT 1 FROM disposing WHERE round_id = {of_round}) " if of_round else ""
    for act, when in (("UPDATE", ""), ("DELETE", open_for)):
        db.conn.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}")
        db.conn.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}{told}")
    for number, columns in enumerate(_unique(db, table)):
        same = " AND ".join(f"{c} = NEW.{c}" for c in columns)
        db.conn.execute(
            f"CREATE TRIGGER {table}_no_replace_{number} BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {told}"
        )


def _unique(db: Database, table: str) -> Iterator[list[str]]:
    """The sets of columns that are unique in a table: its primary key, and what else is."""
    columns = db.conn.execute(f"PRAGMA table_info({table})").fetchall()
    key = [c[1] for c in sorted(columns, key=lambda c: int(c[5])) if c[5]]
    yield key
    for index in db.conn.execute(f"PRAGMA index_list({table})").fetchall():
        found = [r[2] for r in db.conn.execute(f"PRAGMA index_info({index[1]})").fetchall()]
        if index[2] and found != key:
            yield found

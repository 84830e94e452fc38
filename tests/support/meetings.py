"""A meeting as rows, for tests that need no page to make it."""

from app.clock import stored
from app.meetings.hits import plain


def make_body(db, now, name="実態調査小委員会", audience="members"):
    """A body; its id."""
    return db.insert("meeting_body", name=name, audience=audience, token=f"body-{name}", made_at=stored(now))


def make_meeting(
    db,
    now,
    body_id,
    speeches,
    *,
    number=3,
    day="2010-10-06",
    items=("調査結果について", "対象課の選定について"),
):
    """A meeting with (item's place or None, role, text) said in it; its id."""
    meeting_id = db.insert(
        "meeting", body_id=body_id, number=number, title=f"第{number}回", day=day, begins="09:30",
        uid=f"m-{body_id}-{number}", made_at=stored(now),
    )  # fmt: skip
    made = [
        db.insert("meeting_item", meeting_id=meeting_id, list="minutes", position=n, title=title)
        for n, title in enumerate(items, 1)
    ]
    for n, (item, role, text) in enumerate(speeches, 1):
        db.insert(
            "meeting_speech", meeting_id=meeting_id, item_id=None if item is None else made[item], position=n,
            role=role, text=text, plain=plain(text), saved_at=stored(now),
        )  # fmt: skip
    return meeting_id


def make_final(db, now, meeting_id, published=""):
    """Its minutes are final, and published at an address."""
    db.insert(
        "meeting_minutes", meeting_id=meeting_id, version=1, outside="{}", inside="{}", confirmed_by="",
        final_at=stored(now),
    )  # fmt: skip
    if published:
        db.insert("meeting_publication", meeting_id=meeting_id, token=published, published_at=stored(now))

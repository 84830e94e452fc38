"""A body that counts its meetings anew every fiscal year, kept beside one another."""

import pytest

from app.errors import Refused
from app.meetings.service import meetings, promising
from app.security import SYSTEM
from tests.support.meetings import make_body


def values(number, day):
    return {"number": number, "day": day, "begins": "09:30", "ends": "12:00", "place": "会議室"}


def test_a_body_begins_again_with_the_first(db, clock):
    with db.write():
        body = make_body(db, clock())
    first = meetings.save(db, SYSTEM, clock(), body, None, values(1, "2025-05-10"))
    clock.advance(hours=1)
    again = meetings.save(db, SYSTEM, clock(), body, None, values(1, "2026-05-12"))
    assert meetings.save(db, SYSTEM, clock(), body, None, values(1, "2026-05-12")) == again, "a double click"
    clock.advance(hours=1)
    with pytest.raises(Refused, match="in this fiscal year already"):
        meetings.save(db, SYSTEM, clock(), body, None, values(1, "2027-03-31"))
    third = meetings.save(db, SYSTEM, clock(), body, None, values(1, "2027-04-01"))
    found = {m.id: (m.number, m.title) for m in meetings.of_body(db, body)}
    name = found[first][1].removeprefix("第１回")
    assert found == {
        first: (1, f"第１回{name}"), again: (1, f"令和８年度第１回{name}"), third: (1, f"令和９年度第１回{name}"),
    }  # fmt: skip
    assert meetings.usual(db, body)["number"] == 2
    change(db, clock, body, again, 2)
    assert (meetings.get(db, SYSTEM, again).number, meetings.get(db, SYSTEM, third).number) == (2, 1)
    change(db, clock, body, third, 3)
    change(db, clock, body, again, 1)
    assert [m.number for m in meetings.of_body(db, body)] == [3, 1, 1]
    assert meetings.save(db, SYSTEM, clock(), body, None, values(5, "2026-10-01")) not in {
        first,
        again,
        third,
    }
    with db.write():
        db.run("UPDATE meeting_body SET minutes_days = 30")
    assert {(o.meeting_id, o.number) for o in promising.owed(db, clock())} >= {(again, 1)}


def change(db, clock, body, meeting, number):
    known = meetings.get(db, SYSTEM, meeting)
    meetings.save(db, SYSTEM, clock(), body, meeting, values(number, known.day), known.revision)

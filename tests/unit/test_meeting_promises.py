"""Promised days of a summary and of minutes: until when, kept or late, reminded of once before and once after."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import CITY_ZONE
from app.db import Database
from app.meetings import promises
from app.meetings.promises import AFTER, BEFORE, MINUTES, SUMMARY, Promise
from app.meetings.service import finishing, outcomes, promising, reminding, summing
from app.meetings.service import meetings as service
from app.migrations import migrate
from app.notices.holidays import Calendar
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from forms.questions import Answer
from tests.support.meetings import make_body, make_meeting

SAID = [(0, "委員長", "議題とする。")]


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=CITY_ZONE)


@pytest.fixture
def db(tmp_path):
    made = Database(tmp_path / "kikitori.db")
    migrate(made)
    with made.write():
        made.insert(
            "account", login="jimu", name="事務局", role="secretariat", email="jimu@x.example",
            created_at="2026-11-01",
        )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def meeting(db):
    """Held on Wednesday 11 November: the summary is promised until Wednesday 25, the minutes until Friday 11 December."""
    with db.write():
        body = make_body(db, at(11, 1), audience="hall")
        db.run("UPDATE meeting_body SET summary_days = 14, minutes_days = 30 WHERE id = ?", (body,))
        made = make_meeting(db, at(11, 1), body, SAID, day="2026-11-11", items=("予算について",))
    key = outcomes.key_of(service.items(db, made)[0].id)
    outcomes.save(db, SYSTEM, at(11, 11), made, {key: Typed(Answer(text="原案のとおり決定した。"), 0, "")})
    return made


def publish(db, now, meeting):
    summing.publish(db, SYSTEM, now, meeting, summing.standing(db, meeting).seen)


def finish(db, now, meeting):
    finishing.finish(db, SYSTEM, now, meeting, "会長", finishing.shown(db, meeting))


def letters(db):
    return [r["body"] for r in db.all("SELECT body FROM notice WHERE kind = 'meeting_promise' ORDER BY id")]


def mornings(db, first, last):
    """The days on which a letter was posted, with what it names."""
    out, day = [], first
    while day <= last:
        for _ in range(2):  # started anew within the day
            if reminding.run(db, day) is not None:
                named = letters(db)[-1]
                out.append((f"{day:%m-%d}", "速報" in named, "　会議録\n" in named))
        day += timedelta(days=1)
    return out


def test_a_last_day_stays_where_it_is_and_the_reminder_gives_way():
    last = promises.last_day(date(2026, 11, 11), 14)
    assert last == date(2026, 11, 25)
    assert promises.last_day(date(2026, 11, 11), 0) is None
    promise = Promise(SUMMARY, date(2026, 11, 11), last)
    closed = Calendar().is_closed  # Monday 23 is a holiday
    kinds = {n: promises.due(promise, date(2026, 11, n), closed) for n in (19, 20, 24, 25, 26, 30)}
    assert kinds == {19: "", 20: BEFORE, 24: BEFORE, 25: BEFORE, 26: AFTER, 30: AFTER}
    assert promises.due(promise, last + promises.LET_PASS + timedelta(days=1), closed) == ""
    assert (promise.late(date(2026, 11, 27)), promise.left(date(2026, 11, 24))) == (2, 1)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 60), st.integers(-5, 90))
def test_nobody_is_reminded_before_the_meeting_nor_of_what_is_out(met, days, after):
    last = promises.last_day(met, days)
    today, closed = met + timedelta(days=after), Calendar().is_closed
    kind = promises.due(Promise(MINUTES, met, last), today, closed)
    assert (kind == AFTER) == (last < today <= last + promises.LET_PASS)
    assert kind != BEFORE or met <= today <= last
    assert promises.due(Promise(MINUTES, met, last, out=met), today, closed) == ""


def test_reminded_once_before_and_once_after_and_never_again(db, meeting):
    """The weekend passes without mail; minutes are owed although the summary is out."""
    found = mornings(db, at(11, 12), at(12, 31))
    assert found == [
        ("11-20", True, False), ("11-26", True, False), ("12-09", False, True), ("12-14", False, True),
    ]  # fmt: skip
    assert "令和8年12月11日(金)（3日過ぎています）" in letters(db)[-1]
    assert db.value("SELECT count(*) FROM notice WHERE recipients LIKE '%jimu@x.example%'") == 4


def test_what_is_out_is_not_reminded_of_but_what_came_back_is(db, meeting):
    publish(db, at(11, 19), meeting)
    assert mornings(db, at(11, 20), at(11, 25)) == []
    summing.take_back(db, SYSTEM, at(11, 25), meeting)
    assert mornings(db, at(11, 26), at(11, 27)) == [("11-26", True, False)]
    finish(db, at(12, 1), meeting)
    finishing.publish(db, SYSTEM, at(12, 1), meeting, on=True)
    assert mornings(db, at(12, 1), at(12, 31)) == []


def test_a_cancelled_meeting_and_one_of_before_remind_nobody(db, meeting):
    service.cancel(db, SYSTEM, at(11, 10), meeting, True)
    assert promising.owed(db, at(11, 27)) == []
    service.cancel(db, SYSTEM, at(11, 10), meeting, False)
    assert [(o.promise.what, o.late) for o in promising.owed(db, at(11, 27))] == [(SUMMARY, 2), (MINUTES, 0)]
    with db.write():
        db.run("UPDATE meeting_body SET promised_from = '2026-11-12'")
    assert promising.owed(db, at(11, 27)) == []
    assert reminding.run(db, at(11, 27)) is None


def test_another_day_of_the_meeting_is_another_promise(db, meeting):
    assert mornings(db, at(11, 26), at(11, 26)) == [("11-26", True, False)]
    with db.write():
        db.run("UPDATE meeting SET day = '2026-11-18' WHERE id = ?", (meeting,))
    assert mornings(db, at(11, 27), at(12, 4)) == [("11-30", True, False), ("12-03", True, False)]


def test_where_nobody_has_an_address_nothing_is_written_until_somebody_has(db, meeting):
    with db.write():
        db.run("UPDATE account SET email = ''")
    assert reminding.run(db, at(11, 20)) is None
    with db.write():
        db.run("UPDATE account SET email = 'jimu@x.example'")
    assert reminding.run(db, at(11, 24)) is not None


def test_a_letter_that_cannot_be_posted_is_reminded_of_later(db, meeting, monkeypatch):
    """The letter and what it reminds of are one step."""

    def cut_off(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(reminding.store, "remind", cut_off)
        with pytest.raises(KeyboardInterrupt):
            reminding.run(db, at(11, 20))
    assert letters(db) == []
    assert reminding.run(db, at(11, 20)) is not None


@pytest.mark.parametrize(("audience", "kept"), [("members", True), ("hall", False), ("public", False)])
def test_minutes_are_out_when_their_readers_have_them(db, meeting, audience, kept):
    with db.write():
        db.run("UPDATE meeting_body SET audience = ?", (audience,))
    finish(db, at(12, 14), meeting)
    minutes = promising.of_meeting(db, at(12, 15), meeting)[1]
    assert minutes.owed is not kept
    assert minutes.late(date(2026, 12, 15)) == (3 if kept else 4)
    finishing.publish(db, SYSTEM, at(12, 15), meeting, on=True)
    summary, minutes = promising.of_meeting(db, at(12, 20), meeting)
    assert (summary.owed, minutes.owed) == (False, False), "who reads the minutes needs no summary"
    finishing.publish(db, SYSTEM, at(12, 16), meeting, on=False)
    assert promising.of_meeting(db, at(12, 20), meeting)[1].owed is not kept


def test_a_summary_counts_from_its_first_edition(db, meeting):
    publish(db, at(11, 20), meeting)
    key = outcomes.key_of(service.items(db, meeting)[0].id)
    kept = outcomes.kept(db, meeting)[key]
    outcomes.save(
        db, SYSTEM, at(11, 21), meeting, {key: Typed(Answer(text="継続とした。"), kept.revision, "x")}
    )
    publish(db, at(11, 30), meeting)
    summary = promising.of_meeting(db, at(12, 1), meeting)[0]
    assert summary.out == date(2026, 11, 20)

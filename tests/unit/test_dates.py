"""Who may still write: around midnight, at the minute, at the end of the fiscal year, with an extension."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import CITY_ZONE
from app.rounds import dates
from app.rounds.store import Round

OPEN = Round(1, "調査", 2026, "open", "2026-12-11", "", "", new_until="2026-12-18", edit_until="2027-03-31")
CLOSED = replace(OPEN, state="closed")


def at(text):
    """A moment in the city's time, handed over as the clock gives it (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("limit", "moment", "over"),
    [
        ("2026-12-11", "2026-12-11T00:00:00", False),
        ("2026-12-11", "2026-12-11T23:59:59.999999", False),
        ("2026-12-11", "2026-12-12T00:00:00", True),
        ("2027-03-31", "2027-03-31T23:59:59", False),
        ("2027-03-31", "2027-04-01T00:00:00", True),
        ("2026-12-31", "2027-01-01T00:00:00", True),
        ("2028-02-29", "2028-02-29T23:59:00", False),
        ("2026-12-11T17:15", "2026-12-11T17:14:59", False),
        ("2026-12-11T17:15", "2026-12-11T17:15:59", False),
        ("2026-12-11T17:15", "2026-12-11T17:16:00", True),
        ("2026-12-11T23:59", "2026-12-12T00:00:00", True),
        ("", "2999-01-01T00:00:00", False),
    ],
)
def test_a_limit_is_over_at_the_city_s_midnight_or_after_its_minute(limit, moment, over):
    assert dates.passed(limit, at(moment)) is over


def test_new_entries_end_before_edits():
    before, between, after = at("2026-12-18T23:59"), at("2026-12-19T00:00"), at("2027-04-01T00:00")
    seen = [(w.new, w.edit) for w in (dates.window(OPEN, None, m) for m in (before, between, after))]
    assert seen == [(True, True), (False, True), (False, False)]


def test_a_passed_deadline_alone_stops_nobody():
    window = dates.window(replace(OPEN, new_until="", edit_until=""), None, at("2026-12-30T09:00"))
    assert (window.new, window.edit) == (True, True)


@pytest.mark.parametrize("state", ["preparing", "closed"])
def test_only_an_open_round_takes_entries(state):
    assert not dates.window(replace(OPEN, state=state), None, at("2026-12-01T09:00")).open


def test_an_extension_moves_what_would_end_earlier_and_nothing_else():
    window = dates.window(OPEN, "2026-12-25T12:00", at("2026-12-24T09:00"))
    assert (window.new, window.edit, window.extended) == (True, True, True)
    assert (window.deadline, window.new_until, window.edit_until) == (
        "2026-12-25T12:00", "2026-12-25T12:00", "2027-03-31",
    )  # fmt: skip
    assert not dates.window(OPEN, "2026-12-25T12:00", at("2026-12-25T12:01")).new


def test_an_extension_outlives_closing_but_not_archiving():
    assert dates.window(CLOSED, "2026-12-25", at("2026-12-25T23:00")).new
    assert not dates.window(CLOSED, "2026-12-25", at("2026-12-26T00:00")).open
    assert not dates.window(replace(CLOSED, archived_at="x"), "2026-12-25", at("2026-12-20T00:00")).open
    assert not dates.window(replace(OPEN, archived_at="x"), None, at("2026-12-01T00:00")).open
    assert not dates.window(replace(CLOSED, disposed_at="x"), "2026-12-25", at("2026-12-20T00:00")).open


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-12-11T23:59", 0), ("2026-12-12T00:00", 1), ("2026-12-14T08:00", 3), ("2027-01-01T00:00", 21)],
)
def test_days_late(moment, late):
    assert dates.days_late("2026-12-11", at(moment)) == late


def test_late_on_the_very_day_once_its_time_is_over():
    assert dates.days_late("2026-12-11T17:15", at("2026-12-11T18:00")) == 1


def test_words():
    assert dates.limit_text("2026-12-11").ja == "令和8年12月11日(金)まで"
    assert dates.limit_text("2026-12-11T17:15", at("2026-12-11T09:00")).ja == "本日17:15まで"
    assert dates.limit_text("2026-12-11T17:05", at("2026-12-10T09:00")).en == "until 2026-12-11 17:05"
    assert dates.limit_text("2026-12-11", at("2026-12-11T08:00")).ja == "本日まで"
    assert not dates.limit_text("")


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(str)
LIMITS = st.one_of(st.just(""), DAYS, st.tuples(DAYS, st.times()).map(lambda p: f"{p[0]}T{p[1]:%H:%M}"))


@given(LIMITS, LIMITS, st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_the_later_limit_passes_only_when_both_have(one, other, moment):
    now = moment.replace(tzinfo=UTC)
    both = dates.passed(one, now) and dates.passed(other, now)
    assert dates.passed(dates.later(one, other), now) is both


@given(LIMITS.filter(bool))
def test_a_limit_ends_on_its_own_day_or_at_its_midnight(limit):
    last = dates.ends(limit) - timedelta(microseconds=1)
    assert last.astimezone(CITY_ZONE).date().isoformat() == limit[:10]

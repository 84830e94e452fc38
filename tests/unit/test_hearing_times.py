"""When a day's sections begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hearings.times import Shape, apart, overlap


def test_a_morning_of_2010():
    half_past_nine = Shape("09:30", 30, 40, 3)
    assert half_past_nine.times == (("10:00", "10:40"), ("10:40", "11:20"), ("11:20", "12:00"))
    assert Shape("09:00", 30, 40, 3).times[0] == ("09:30", "10:10")
    assert half_past_nine.ends == "12:00"


def test_breaks_come_after_their_slot():
    assert Shape("13:00", 0, 30, 3, {1: 10, 3: 60}).times == (
        ("13:00", "13:30"), ("13:40", "14:10"), ("14:10", "14:40"),
    )  # fmt: skip


def test_a_day_without_slots_ends_with_the_preparation():
    assert (Shape("09:30", 30, 40, 0).times, Shape("09:30", 30, 40, 0).ends) == ((), "10:00")


def test_a_slot_beyond_the_last_follows_it():
    assert Shape("09:30", 30, 40, 2).time(3) == ("11:20", "12:00")


@pytest.mark.parametrize(
    "shape", [Shape("22:00", 0, 60, 2), Shape("9:30", 0, 30, 1), Shape("24:00", 0, 30, 1)]
)
def test_what_is_no_day_is_refused(shape):
    with pytest.raises(ValueError):
        _ = shape.times


def test_one_that_begins_when_the_other_ends_does_not_overlap():
    assert not overlap(("09:00", "10:00"), ("10:00", "11:00"))
    assert overlap(("09:00", "10:01"), ("10:00", "11:00"))


@given(
    st.integers(0, 10), st.integers(0, 59), st.integers(0, 60), st.integers(5, 60), st.integers(0, 8),
    st.dictionaries(st.integers(1, 8), st.integers(0, 20)),
)  # fmt: skip
def test_slots_follow_each_other_and_last_as_long_as_asked(hour, minute, preparation, minutes, slots, breaks):
    shape = Shape(f"{hour:02d}:{minute:02d}", preparation, minutes, slots, breaks)
    times = shape.times
    assert len(times) == slots
    assert apart(times)
    assert all(shape.start <= begins < ends <= shape.ends for begins, ends in times)
    total = minutes * slots + preparation + sum(breaks.get(n, 0) for n in range(1, slots))
    assert _gap(shape.start, shape.ends) == (total if slots else preparation)


def _gap(one, other):
    return sum(
        f * (int(b) - int(a)) for f, a, b in zip((60, 1), one.split(":"), other.split(":"), strict=True)
    )

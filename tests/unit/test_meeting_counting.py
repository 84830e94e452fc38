"""Bodies that count on and on, and bodies that begin with 第１回 again every fiscal year."""

import pytest

from app.meetings import counting


@pytest.mark.parametrize(
    ("day", "year"), [("2026-04-01", 2026), ("2027-03-31", 2026), ("2026-03-31", 2025), ("", 0), ("x", 0)]
)
def test_a_fiscal_year_begins_in_april(day, year):
    assert counting.fiscal_year(day) == year


ON_AND_ON = [(1, "2025-05-01"), (2, "2026-02-01"), (3, "2026-05-01")]
AGAIN = [(1, "2025-05-01"), (2, "2026-02-01"), (1, "2026-05-01")]


def test_the_next_number_follows_the_body_s_own_way():
    assert counting.following([], "") == 1
    assert counting.following(ON_AND_ON, "2027-05-01") == 4
    assert counting.following(AGAIN, "2026-06-01") == 2
    assert counting.following(AGAIN, "2027-05-01") == 1
    assert counting.following(AGAIN, "") == 3, "no day announced: a number nobody has yet"


def test_a_title_names_the_fiscal_year_only_where_numbers_begin_again():
    assert counting.title("部会", 3, "2026-05-01", ON_AND_ON[:2]) == "第３回部会"
    assert counting.title("部会", 1, "2026-05-01", AGAIN[:2]) == "令和８年度第１回部会"
    assert counting.title("部会", 3, "2027-01-10", AGAIN) == "令和８年度第３回部会", "all year long"
    assert counting.title("部会", 1, "2025-05-01", AGAIN[1:]) == "第１回部会", "as it was called then"
    assert counting.title("部会", 1, "2019-04-01", [(1, "2018-04-01")]) == "令和元年度第１回部会"

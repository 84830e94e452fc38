"""Pages of long lists."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import paging


@dataclass(frozen=True)
class Asked:
    word: str = ""
    page: int = 1


@pytest.mark.parametrize(
    ("typed", "page"),
    [("3", 3), ("0", 1), ("", 1), ("-2", 1), ("２", 1), ("x", 1), ("99999", 99999), ("100000", 1)],
)
def test_a_page_is_read_from_an_address(typed, page):
    assert paging.page_number({"page": typed}) == page


def test_without_one_it_is_the_first():
    assert paging.page_number({}) == 1


@given(st.integers(0, 10_000), st.integers(1, 200))
def test_every_line_has_a_page_and_no_page_is_empty_but_the_first(total, size):
    pages = paging.pages(total, size)
    assert pages * size >= total
    assert pages == 1 or (pages - 1) * size < total


def test_an_address_says_what_differs():
    assert paging.address(Asked("公園", 3), Asked(), {"page": 1}) == {"word": "公園"}
    assert paging.address(Asked(), Asked(), {}) == {}

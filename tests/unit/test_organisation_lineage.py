"""What became of a section: chains of splits and merges, and circles that nobody should be able to make."""

from hypothesis import given
from hypothesis import strategies as st

from app.organisation.lineage import follow

IDS = st.integers(1, 12)
ANY = st.dictionaries(IDS, st.lists(IDS, max_size=4, unique=True))


def forward(edges):
    """Without circles: a section becomes later ones only."""
    return {old: [n for n in new if n > old] for old, new in edges.items()}


def reached(start, edges):
    found, waiting = {start}, [start]
    while waiting:
        for after in edges.get(waiting.pop(), ()):
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found


@given(IDS, ANY)
def test_it_always_ends_and_only_where_something_leads(start, edges):
    ends = follow(start, edges)
    assert ends
    assert len(ends) == len(set(ends))
    assert set(ends) <= reached(start, edges)


@given(IDS, ANY.map(forward))
def test_without_circles_every_end_is_found_and_nothing_else(start, edges):
    assert set(follow(start, edges)) == {i for i in reached(start, edges) if not edges.get(i)}


@given(IDS, ANY.map(forward))
def test_ways_of_the_next_are_ways_of_the_first(start, edges):
    after = [end for new in edges.get(start, ()) for end in follow(new, edges)]
    assert set(follow(start, edges)) == (set(after) or {start})


def test_order_and_circles():
    assert follow(1, {1: (5, 2), 5: (7, 6)}) == (7, 6, 2)
    assert follow(1, {1: (2,), 2: (3,), 3: (1,)}) == (1,), "nothing but a circle"
    assert follow(1, {1: (2, 9), 2: (1,)}) == (9,), "the way out of it"
    assert follow(4, {}) == (4,)

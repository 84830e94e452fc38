"""Words in what was said: found alike in half and full width, marked where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings import hits
from app.meetings.hits import Part
from forms.text import search_key

TEXT = "ＮＰＯとの協働ｶﾞｲﾄﾞを  作る。"


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("npo", ["ＮＰＯ"]),
        ("ガイド", ["ｶﾞｲﾄﾞ"]),
        ("協", ["協"]),
        ("を 作", ["を", "作"]),
        ("協働 働ガ", ["協働ｶﾞ"]),
        ("見当たらない", []),
    ],
)
def test_what_is_marked_is_what_stands_there(query, marked):
    parts = hits.marked(TEXT, hits.words(query))
    assert [p.text for p in parts if p.hit] == marked
    assert "".join(p.text for p in parts) == TEXT


@given(st.text(), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_cut_at_its_hits_a_text_loses_nothing(text, query):
    wanted = hits.words(" ".join(query))
    assert "".join(p.text for p in hits.marked(text, wanted)) == text


@given(st.text(alphabet="あｱアａAＡ　 \n。ﾞが協", max_size=30), st.integers(0, 29), st.integers(1, 4))
def test_a_word_of_the_plain_form_is_found_in_the_text(text, begin, length):
    for word in hits.words(hits.plain(text)[begin : begin + length]):
        assert hits.spots(text, [word]), (text, word)


@given(st.text(alphabet="あｱアａAＡ①㈶　 \n。が協ｶﾞ", max_size=30))
def test_the_plain_form_is_the_one_texts_are_compared_by(text):
    assert hits.plain(text) == search_key(text)


def test_an_excerpt_shows_its_surroundings():
    parts = hits.excerpt("あ" * 100 + "協働" + "い" * 100, ("協働",), around=3)
    assert parts == [Part("…"), Part("あああ"), Part("協働", hit=True), Part("いいい"), Part("…")]
    assert hits.excerpt("短い。", ()) == [Part("短い。")]
    assert hits.excerpt("", ("a",)) == []

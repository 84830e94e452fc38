"""Packed words count exactly what a plain count over the answers counts."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.questionnaire import Block, Questionnaire, load_all, parse
from forms.questions import Answer, Choice, ManyChoice, Ruling, Text
from reports import tally
from reports.tally import BITS, Layout, count_words, crosstab_words, pack
from tests.support.small import BOTH

DEFINITIONS = (*load_all(), *BOTH)


@st.composite
def filled(draw, questionnaire):
    """One form: any of the listed and unlisted codes, texts with and without a ruling."""
    answers, rulings = {}, {}
    for q in questionnaire.questions:
        if not draw(st.booleans()):
            continue
        codes = [c.code for c in q.choices]
        chosen = draw(st.sets(st.sampled_from(codes), max_size=4)) if codes else set()
        answers[q.key] = Answer(tuple(sorted(chosen)), draw(st.sampled_from(["", " ", "略", "1,180"])))
        if q.is_text and draw(st.booleans()):
            rulings[q.key] = draw(st.sampled_from(Ruling.ALL))
    return answers, rulings


def naive(questionnaire, forms):
    out = Counter()
    for answers, rulings in forms:
        for q in questionnaire.questions:
            out.update((q.key, c) for c in q.counted_as(answers.get(q.key, Answer()), rulings.get(q.key, "")))
    return out


@given(st.data())
def test_counts_and_crosstabs_equal_a_plain_count(data):
    questionnaire = data.draw(st.sampled_from(DEFINITIONS))
    forms = data.draw(st.lists(filled(questionnaire), max_size=12))
    group = np.array([data.draw(st.integers(0, 2)) for _ in forms], np.int64)
    layout = Layout(questionnaire)
    words = layout.array(pack(questionnaire, *f) for f in forms)

    expected = naive(questionnaire, forms)
    every = {(q.key, line.code): 0 for q in questionnaire.questions for line in q.count_lines()}
    assert count_words(layout, words) == every | expected
    crossed = crosstab_words(layout, words, group, 3)
    for g in range(3):
        of_group = naive(questionnaire, [f for f, i in zip(forms, group, strict=True) if i == g])
        assert {line: int(numbers[g]) for line, numbers in crossed.items()} == every | of_group


@pytest.mark.parametrize("questionnaire", DEFINITIONS, ids=lambda q: q.key)
def test_no_question_straddles_two_words_and_no_bit_is_used_twice(questionnaire):
    layout = Layout(questionnaire)
    assert len(set(layout.place.values())) == len(layout.place)
    assert all(0 <= word < layout.width and 0 <= bit < BITS for word, bit in layout.place.values())
    for q in questionnaire.questions:
        assert len({layout.place[q.key, line.code][0] for line in q.count_lines()}) <= 1


def test_fullest_word_is_still_a_signed_integer():
    many = ManyChoice("q", "1", Text("問"), Text("問"), choices=tuple(Choice(i) for i in range(1, BITS)))
    questionnaire = Questionnaire(
        "x", 1, "section", Text("x"), Text("x"), Text(), "", (Block("b", Text("b"), (many,)),)
    )
    (word,) = pack(questionnaire, {"q": Answer(tuple(range(1, BITS)))}, {})
    assert word == 2 ** (BITS - 1) - 1
    (blank,) = pack(questionnaire, {}, {})
    assert blank == 2 ** (BITS - 1) < 2**63


def test_a_question_too_long_for_a_word_is_refused_by_name():
    many = ManyChoice("q", "1", Text("問"), Text("問"), choices=tuple(Choice(i) for i in range(1, BITS + 1)))
    questionnaire = Questionnaire(
        "x", 1, "section", Text("x"), Text("x"), Text(), "", (Block("b", Text("b"), (many,)),)
    )
    with pytest.raises(ValueError, match=r"x\.q: more than 62"):
        Layout(questionnaire)


def test_chunks_make_no_difference(monkeypatch):
    questionnaire = BOTH[1]
    layout = Layout(questionnaire)
    rng = np.random.default_rng(3)
    words = rng.integers(0, 2**BITS, (100, layout.width), np.int64)
    group = rng.integers(0, 5, 100)
    whole, crossed = count_words(layout, words), crosstab_words(layout, words, group, 5)
    monkeypatch.setattr(tally, "CHUNK", 7)
    assert count_words(layout, words) == whole
    assert count_words(layout, words.astype(np.uint64)) == whole
    again = crosstab_words(layout, words, group)
    assert all((crossed[line] == again[line]).all() for line in crossed)


def test_no_form_at_all():
    layout = Layout(BOTH[0])
    assert set(count_words(layout, layout.array([])).values()) == {0}
    crossed = crosstab_words(layout, layout.array([]), np.array([], np.int64), 3)
    assert all(numbers.tolist() == [0, 0, 0] for numbers in crossed.values())


def test_words_of_another_layout_are_refused():
    layout = Layout(BOTH[0])
    with pytest.raises(ValueError, match="shape"):
        count_words(layout, np.zeros((4, layout.width + 1), np.int64))
    with pytest.raises(ValueError, match="4 forms, 3 groups"):
        crosstab_words(layout, np.zeros((4, layout.width), np.int64), np.zeros(3, np.int64))
    with pytest.raises(KeyError):
        layout.pack({}, {"why": "perhaps"})


def test_layout_depends_on_the_definition_alone():
    for questionnaire in load_all():
        assert Layout(parse(questionnaire.source)).place == Layout(questionnaire).place

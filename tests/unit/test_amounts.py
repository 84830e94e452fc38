"""Amounts: one amount however it is written, what is none, and when a person is asked."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.amounts import LONGEST, Amount, format_amount, parse_amount
from forms.questionnaire import load_all
from forms.questions import RULES, Answer, Facts, Level

FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
BUDGET = next(q for q in load_all() if q.key == "a").question("city_budget")
NEAR_MISSES = "0123４５６,，、.．千百万億円△▲-− 　¥約未定"
NO_AMOUNTS = "千円 未定 約100 1,18 12,34,567 1,,180 1.5 ３０千万 100～200 --5 5- 百円 1180千円（予定）"
relaxed = settings(deadline=None, max_examples=300)


def told(text, facts=None, imported=False, confirmed=""):
    """[(rule, level)] of a budget of this text."""
    found = BUDGET.check(Answer((1,), text, confirmed=confirmed), facts)
    assert all(f.message.ja and f.message.en for f in found)
    return [(f.rule, f.level(imported)) for f in found]


@st.composite
def written_amounts(draw):
    """(text, thousand yen): an amount in 千円 in any of the notations."""
    number = draw(st.integers(0, 999_999_999))
    comma = draw(st.sampled_from(["", ",", "，", "、"]))
    text = f"{number:,}".replace(",", comma)
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    sign = draw(st.sampled_from(["", "△", "▲", "-", "−", "－"]))
    unit = draw(st.sampled_from(["", "千円", " 千円", "　千円"]))
    around = draw(st.sampled_from(["", " ", "　"]))
    return around + sign + text + unit + around, -number if sign else number


@relaxed
@given(written_amounts())
@example(("１，１８０千円", 1180))
def test_every_notation_reads_as_one_amount(written):
    text, thousand_yen = written
    amount = parse_amount(text)
    assert amount.thousand_yen == thousand_yen
    assert not amount.converted


@pytest.mark.parametrize(
    "text", ["１，１８０千円", "1180", "1,180", "１１８０", "1、180", " 1,180 千円", "¥1,180千円"]
)
def test_1180_is_one_amount(text):
    assert parse_amount(text).thousand_yen == 1180
    assert BUDGET.value(Answer((1,), text)) == 1180
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "thousand_yen", "unit"),
    [
        ("1,180,000円", 1180, "円"),
        ("118万円", 1180, "万円"),
        ("2百万円", 2000, "百万円"),
        ("１億円", 100_000, "億円"),
        ("1,499円", 1, "円"),
        ("1,500円", 2, "円"),
        ("△500円", -1, "円"),
    ],
)
def test_other_units_are_converted_and_asked_about(text, thousand_yen, unit):
    assert parse_amount(text) == Amount(thousand_yen, unit)
    assert parse_amount(text).converted


@pytest.mark.parametrize("text", ["", "　", "1 180", "1180\n1180", "9" * (LONGEST + 1), *NO_AMOUNTS.split()])
def test_what_is_not_an_amount(text):
    assert parse_amount(text) is None


@relaxed
@given(st.text() | st.text(NEAR_MISSES, max_size=12))
def test_arbitrary_text_never_raises_and_stays(text):
    parse_amount(text)
    answer = Answer((1,), text)
    for imported in (False, True):
        assert all(rule in RULES for rule, _ in told(text, Facts(2010, {"city_budget": 863}), imported))
    assert answer.text == text
    assert BUDGET.tidy(answer).text == text
    assert BUDGET.to_wide(answer)["city_budget_thousand_yen"] == text


@given(st.integers(-(10**12), 10**12))
def test_printed_amounts_read_back(thousand_yen):
    assert parse_amount(format_amount(thousand_yen)) == Amount(thousand_yen)


def test_a_negative_budget_reads_but_is_refused():
    assert parse_amount("△5") == Amount(-5)
    assert format_amount(-5) == "△5"
    assert told("△5") == [("negative_amount", Level.REFUSE)]
    assert told("△5", imported=True) == [("negative_amount", Level.FLAG)]
    assert told("△5", confirmed="△5") == [("negative_amount", Level.REFUSE)]


def test_yen_are_asked_about_until_this_very_text_is_confirmed():
    assert told("1,180,000円") == [("amount_in_yen", Level.ASK)]
    assert told("1,180,000円", imported=True) == [("amount_in_yen", Level.FLAG)]
    assert told("1,180,000円", confirmed="1,180,000円") == []
    assert told("1,180,000円", confirmed="1,190,000円") == [("amount_in_yen", Level.ASK)]


def test_ten_thousand_million_yen_are_asked_about():
    assert told("9,999,999") == []
    assert told("10,000,000") == [("amount_large", Level.ASK)]
    assert told("10,000,000", confirmed="10,000,000") == []


def test_a_hundred_times_the_median_is_asked_about():
    facts = Facts(2010, {"city_budget": 863})
    assert told("86,299", facts) == []
    assert told("86,300", facts) == [("amount_unusual", Level.ASK)]
    assert told("86,300", facts, confirmed="86,300") == []
    assert told("86,300", Facts(2010, {"total_budget": 863})) == []
    assert told("86,300", Facts(2010, {"city_budget": 0})) == []


def test_zero_is_an_amount_and_is_pointed_out():
    assert BUDGET.value(Answer((1,), "０千円")) == 0
    assert told("０千円") == [("amount_zero", Level.FLAG)]
    assert BUDGET.value(Answer((2,))) is None

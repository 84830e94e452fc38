"""The house style of minutes: what is found, what is left alone, and nothing changes but what is named."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings import house_style
from app.meetings.house_style import COMMA, DIGIT, TERM, Departure, HouseStyle

TERMS = (("下さい", "ください"), ("子供", "子ども"), ("等", "など"), ("平等", "平等"), ("３つ", "三つ"))
ALL = HouseStyle("、", "full", TERMS)
#: Texts full of what is easily broken.
PIECES = [
    "、", "，", ",", "､", "1", "２", "10", "３．５", "1,000", "１，０００", "A4", "Ａ４", "𠮷", "㈶", "👩‍👩‍👧", "1️⃣", "下さい", "ください", "子供", "子ども",
    "平等", "等", "３つ", "3つ", "https://example.jp/a,1?b=2", "www.", "a@b.jp", "@", ".", "-", "/", " ", "　", "\n", "と", "ﾞ", "\ufe00", "か\u3099", "x",
]  # fmt: skip
anything = st.integers(0x20, 0x2FFFF).filter(lambda code: not 0xD800 <= code < 0xE000).map(chr)
texts = st.lists(st.sampled_from(PIECES) | anything, max_size=12).map("".join)
words = st.text(alphabet="あいう1３、，a下", min_size=1, max_size=3)
styles = st.builds(
    HouseStyle, st.sampled_from(["", "、", "，"]), st.sampled_from(["", "full", "half", "mixed"]),
    st.lists(st.tuples(words, words), max_size=4).map(tuple) | st.just(TERMS),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "text", "better"),
    [
        (HouseStyle("、"), "はい，そう,はい､10,000円と5，6人", "はい、そう、はい、10,000円と5，6人"),
        (HouseStyle("，"), "はい、１、２年でTokyo, Japanと東京,大阪", "はい，１、２年でTokyo, Japanと東京，大阪"),
        (HouseStyle("", "full"), "15課、1,000円、3.5%、A4、CO2、COVID-19", "１５課、１，０００円、３．５%、A4、CO2、COVID-19"),
        (HouseStyle("", "half"), "（１）の１５課、１，０００円、３．５％、Ａ４、Ｃ調査票", "（１）の15課、1,000円、3.5％、Ａ４、Ｃ調査票"),
        (HouseStyle("", "mixed"), "3月１１日の１回、2.5倍、１0名", "３月11日の１回、2.5倍、10名"),
        (HouseStyle("", "full"), "https://example.jp/a1?b=2と1、a1@b2.jp、1️⃣2", "https://example.jp/a1?b=2と１、a1@b2.jp、1️⃣２"),
        (HouseStyle("、", "", (("子供", "子ども"), ("子", "児"))), "子供と子どもと子", "子どもと子どもと児"),
        (ALL, "見て下さい，3つと３つ、平等等。𠮷は㈶", "見てください、三つと三つ、平等など。𠮷は㈶"),
        (HouseStyle(), "1,２，下さい", "1,２，下さい"),
    ],
)  # fmt: skip
def test_what_is_put_right_and_what_is_left_alone(wanted, text, better):
    assert house_style.apply(text, wanted) == better


def test_every_departure_says_where_what_and_what_instead():
    assert house_style.departures("子供が，5人", ALL) == [
        Departure(0, 2, TERM, "子供", "子ども"), Departure(3, 4, COMMA, "，", "、"), Departure(4, 5, DIGIT, "5", "５"),
    ]  # fmt: skip


def test_what_a_change_leads_to_is_changed_too_and_what_never_ends_is_left():
    wanted = HouseStyle("、", "", (("あい", "い"),))
    assert house_style.apply("ああい，", wanted) == "い、"
    assert house_style.apply("あ" * 30 + "い，", wanted) == "あ" * 30 + "い、"


@given(texts, styles)
def test_twice_is_once(text, wanted):
    once = house_style.apply(text, wanted)
    assert house_style.apply(once, wanted) == once


@given(texts, styles)
def test_departures_do_not_overlap_and_name_what_stands_there(text, wanted):
    found = house_style.departures(text, wanted)
    assert all(a.end <= b.begin for a, b in pairwise(found))
    assert all(text[d.begin : d.end] == d.found != d.better for d in found)


@given(texts, styles)
def test_without_words_only_commas_and_digits_change_their_width(text, wanted):
    signs = HouseStyle(wanted.comma, wanted.digits)
    made = house_style.apply(text, signs)
    assert len(made) == len(text)
    pairs = {(a, b) for a, b in zip(text, made, strict=True) if a != b}
    widths = set(zip("0123456789.,", "０１２３４５６７８９．，", strict=True))
    allowed = {(c, wanted.comma) for c in "、，､,"} | widths | {(b, a) for a, b in widths}
    assert pairs <= allowed
    assert not pairs or wanted.comma or wanted.digits


@given(texts, styles)
def test_links_numbers_and_strange_characters_survive(text, wanted):
    signs = HouseStyle(wanted.comma, wanted.digits)
    kept = ("𠮷", "㈶", "👩‍👩‍👧", "1️⃣", "https://example.jp/a,1?b=2", "か\u3099")
    framed = "。".join(("", *kept, text))
    made = house_style.apply(framed, signs)
    assert all(one in made for one in kept)


@given(styles, st.dictionaries(st.sampled_from(["rows", "names", "due"]), st.integers()))
def test_settings_are_kept_beside_those_of_others(wanted, others):
    kept = house_style.settings(wanted, others | {"style": {"comma": "x"}})
    assert house_style.style(kept) == wanted
    assert {k: v for k, v in kept.items() if k != "style"} == others

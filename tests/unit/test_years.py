"""Era years: one year however it is written, and what is no year at all."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.years import Year, era_name, era_year, kanji_number, parse_year

# Written down here a second time on purpose: (name, letter, first western year, last year that occurs)
ERAS = [("明治", "M", 1868, 45), ("大正", "T", 1912, 15), ("昭和", "S", 1926, 64), ("平成", "H", 1989, 31)]
ERAS.append(("令和", "R", 2019, 12))
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
SUFFIXES = ["", "年", "年度"]
NEAR_MISSES = "明治大正昭和平成令元年度月0198６２〇一二六十百SHRTMshr.,- 　"
NO_YEARS = """62 ６２ 198 19870 1867 2200 昭和 昭和0 昭和〇 昭和100
昭和62年3月 昭和62・63 昭和二二二 昭和十十 元 未定
一九八七 -1987 1987.0 X62 前身の女性フォーラムは昭和６２"""
relaxed = settings(deadline=None, max_examples=300)


def kanji(number):
    tens, ones = divmod(number, 10)
    digit = "〇一二三四五六七八九"
    return (("" if tens == 1 else digit[tens]) + "十" if tens else "") + (digit[ones] if ones else "")


@st.composite
def written_years(draw):
    """(text, western, suffix): any year of 1868 to 2030 in any of the notations."""
    western = draw(st.integers(1868, 2030))
    eras = [
        (name, letter, western - first + 1)
        for name, letter, first, last in ERAS
        if 0 <= western - first < last
    ]
    suffix = draw(st.sampled_from(SUFFIXES))
    name, letter, number = draw(st.sampled_from([*eras, ("", "", western)]))
    figures = [str(number), str(number).translate(FULL_WIDTH)]
    if name:
        marks = [name, name[0], letter, letter.lower(), letter.translate(FULL_WIDTH), letter + "."]
        name = draw(st.sampled_from(marks)) + draw(st.sampled_from(["", " ", "　"]))
        figures += [kanji(number), *(["元"] if number == 1 else [])]
    figure = draw(st.sampled_from(figures))
    around = draw(st.sampled_from(["", " ", "　", "\n"]))
    return around + name + figure + draw(st.sampled_from(["", " "])) + suffix + around, western, suffix


@relaxed
@given(written_years())
@example(("昭和６２年度", 1987, "年度"))
@example(("Ｓ６２", 1987, ""))
@example(("昭和六十二年", 1987, "年"))
def test_every_notation_reads_as_one_year(written):
    text, western, suffix = written
    assert parse_year(text) == Year(western, suffix=suffix)


@pytest.mark.parametrize("text", ["昭和62", "S62", "s62", "昭和６２年", "昭和六十二年", "1987", "１９８７年"])
def test_1987_is_one_year(text):
    assert parse_year(text).western == 1987


@pytest.mark.parametrize("text", ["昭和64", "平成元年", "平成1", "H1", "1989"])
def test_the_year_of_change_belongs_to_both_eras(text):
    assert parse_year(text).western == 1989
    assert not parse_year(text).beyond_era


@pytest.mark.parametrize(
    ("text", "western", "refusable"),
    [
        ("昭和65", 1990, True),
        ("昭和80", 2005, True),
        ("大正16年", 1927, True),
        ("明治46", 1913, True),
        ("平成32年度", 2020, False),
    ],
)
def test_years_an_era_never_had(text, western, refusable):
    year = parse_year(text)
    assert (year.western, year.beyond_era, year.refusable) == (western, True, refusable)


@pytest.mark.parametrize("text", ["", "　", "昭和62年 3月", *NO_YEARS.split()])
def test_what_is_not_a_year(text):
    assert parse_year(text) is None


@relaxed
@given(st.text() | st.text(NEAR_MISSES, max_size=8))
def test_arbitrary_text_never_raises(text):
    year = parse_year(text)
    assert year is None or 1868 <= year.western <= 2199
    kanji_number(text)


@given(st.integers(1, 99))
def test_kanji_numbers(number):
    assert kanji_number(kanji(number)) == number


@given(st.integers(1868, 2117))
def test_an_era_name_reads_back(western):
    assert parse_year(era_name(western)) == Year(western)


@pytest.mark.parametrize(
    ("western", "name"),
    [
        (1868, "明治元"),
        (1912, "大正元"),
        (1987, "昭和62"),
        (1989, "平成元"),
        (2018, "平成30"),
        (2019, "令和元"),
        (1800, "1800"),
    ],
)
def test_era_names(western, name):
    assert era_name(western) == name


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2019-04-30", "平成31"), ("2019-05-01", "令和元"), ("1989-01-07", "昭和64"), ("1989-01-08", "平成元"),
        ("1926-12-24", "大正15"), ("1926-12-25", "昭和元"), ("1912-07-29", "明治45"), ("1867-12-31", "1867"),
    ],
)  # fmt: skip
def test_the_era_of_a_day(day, shown):
    assert era_year(date.fromisoformat(day)) == shown


@relaxed
@given(st.dates(date(1868, 1, 25), date(2100, 12, 31)))
def test_the_year_of_a_day_reads_back(day):
    read = parse_year(era_year(day))
    assert read is not None
    assert read.western == day.year
    assert not read.refusable

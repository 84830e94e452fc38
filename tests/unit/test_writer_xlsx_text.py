"""Measuring text for cells: no line may be counted too few."""

from hypothesis import given
from hypothesis import strategies as st

from reports.writers.xlsx_text import EM, clean, line_starts, text_width
from tests.support import xlsx_book

TEXTS = st.text(alphabet="あ漢、。（）「」①ｶﾞaWi 1-\n𠮷😀ゃー", max_size=200)


@given(TEXTS, st.integers(200, 3_000))
def test_lines_are_the_whole_text_and_fit(text, room):
    starts = line_starts(text, room)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    lines = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert "".join(lines) == text
    assert len(lines) >= text.count("\n") + 1
    for line in lines:
        assert "\n" not in line[:-1]
        assert text_width(line.rstrip("\n")) <= room


def test_where_lines_break():
    def lines(text, room):
        starts = line_starts(text, room)
        return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]

    assert lines("あいう、えお", 3 * EM) == ["あい", "う、え", "お"]
    assert lines("あい（うえ", 3 * EM) == ["あい", "（うえ"]
    assert lines("あい word", 5 * EM) == ["あい ", "word"]
    assert lines("http://www.example.jp", 5 * EM)[0].startswith("http:")
    assert lines("あ\n\nい", 5 * EM) == ["あ\n", "\n", "い"]


def test_a_latin_word_stays_with_the_closing_mark_before_it():
    """As LibreOffice breaks lines; counted otherwise, the last line of a long narrow text was cut off."""

    def lines(text, room):
        starts = line_starts(text, room)
        return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]

    assert lines("さしすせそ）ABC def", 6 * EM + 50) == ["さしすせ", "そ）ABC ", "def"]
    assert lines("さしすせ12）ABC", 8 * EM) == ["さしすせ", "12）ABC"]


def test_widths():
    assert text_width("漢字") == 2 * EM
    assert text_width("ｶﾅ") == EM
    assert text_width("①※→") == 3 * EM
    assert text_width("か\u3099") == EM
    assert text_width("i1") >= EM


def test_clean_keeps_what_was_typed():
    for text in ("ﾊﾝｶｸ　神\ufa19～", xlsx_book.RARE, " 空白 ", "a\tb\nc"):
        assert clean(text) == text

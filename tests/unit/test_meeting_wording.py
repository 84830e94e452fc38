"""Days, times and nested lists as a city writes them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings import outline, wording
from app.meetings.outline import Line


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("2010-10-06", "平成２２年１０月６日（水）"), ("2019-05-01", "令和元年５月１日（水）"), ("", ""), ("2010-13-01", "2010-13-01"),
    ],
)  # fmt: skip
def test_a_day(stored, printed):
    assert wording.day(stored) == printed


@pytest.mark.parametrize(
    ("begins", "ends", "printed"),
    [
        ("09:30", "12:00", "午前９時３０分～正午"), ("13:00", "14:05", "午後１時～午後２時５分"), ("00:00", "00:10", "午前０時～午前０時１０分"),
        ("12:30", "", "午後０時３０分から"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_span(begins, ends, printed):
    assert wording.span(begins, ends) == printed


@given(st.times())
def test_every_minute_has_its_own_words(moment):
    said = wording.time(f"{moment:%H:%M}")
    assert said == "正午" or said.startswith("午前" if moment.hour < 12 else "午後")
    assert "２４時" not in said
    other = moment.replace(minute=(moment.minute + 1) % 60)
    assert wording.time(f"{other:%H:%M}") != said


@given(st.dates(date(1989, 1, 8), date(2100, 1, 1)))
def test_every_day_has_its_own_words(found):
    assert wording.day(found.isoformat()).count("（") == 1
    assert not any(c in "0123456789" for c in wording.day(found.isoformat()))


def test_a_pasted_list_keeps_its_depths_and_loses_its_numbers():
    text = "（１）調査結果について\n   ア 全体調査票（差し替え分）\n\n　イ　Ａ調査票\n（２） 対象課の選定\n３　その他\n"
    found = outline.parse(text)
    assert found == [
        Line("調査結果について", 0), Line("全体調査票（差し替え分）", 1), Line("Ａ調査票", 1), Line("対象課の選定", 0), Line("その他", 0),
    ]  # fmt: skip
    assert [n for n, _ in outline.numbered(found)] == ["（１）", "ア", "イ", "（２）", "（３）"]


def test_a_title_that_begins_like_a_number_keeps_it():
    assert outline.parse("１５課のヒアリング") == [Line("１５課のヒアリング", 0)]
    assert outline.parse("アンケートの結果") == [Line("アンケートの結果", 0)]
    assert outline.parse("（１）") == [Line("（１）", 0)]


TITLES = st.text(alphabet="調査結果アイ（）１２3. 　・a", min_size=1, max_size=12)


def parsed(entries):
    return outline.parse("\n".join("　" * level + title for title, level in entries))


LISTS = st.lists(st.tuples(TITLES, st.integers(0, 3)), max_size=12).map(parsed)


@given(LISTS)
def test_what_is_typed_again_is_the_same_list(lines):
    assert outline.parse(outline.typed(lines), {x.title for x in lines}) == lines
    assert all(b.level <= a.level + 1 for a, b in pairwise(lines))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("３．１１ 震災について", "３．１１ 震災について"), ("（２）二つ目だけ", "（２）二つ目だけ"), ("１　その他", "その他"), ("⑴調査結果", "調査結果"),
        ("１．（１）調査結果", "（１）調査結果"),
    ],
)  # fmt: skip
def test_only_the_number_the_list_gives_comes_off(typed, kept):
    (line,) = outline.parse(typed)
    assert line.title == kept
    assert outline.parse(outline.typed([line]), {kept}) == [line]


@given(LISTS.filter(bool), st.data())
def test_entries_move_with_what_stands_below_them(lines, data):
    lines = [Line(x.title, x.level, n) for n, x in enumerate(lines)]
    at = data.draw(st.integers(0, len(lines) - 1))
    for act in outline.ACTS:
        moved = outline.acted(lines, act, at)
        assert sorted(x.id for x in moved) == [x.id for x in lines], "nothing is lost"
        assert (moved != lines) == (act in outline.possible(lines, at))
        assert not moved or moved[0].level == 0
        assert all(0 <= b.level <= min(a.level + 1, outline.DEEPEST) for a, b in pairwise(moved))
        back = {"up": "down", "down": "up", "in": "out", "out": "in"}[act]
        again = next(n for n, x in enumerate(moved) if x.id == at)
        if moved != lines and act in ("up", "down"):
            assert outline.acted(moved, back, again) == lines


def test_entries_keep_their_rows():
    old = [Line("調査結果", 0, 1), Line("対象課", 0, 2), Line("内容", 0, 3)]
    moved = outline.matched(old, outline.parse("内容\n対象課の選定\n新しい議題\n調査結果"))
    assert [(x.title, x.id) for x in moved] == [
        ("内容", 3), ("対象課の選定", 2), ("新しい議題", None), ("調査結果", 1),
    ]  # fmt: skip

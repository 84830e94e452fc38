"""Comparing answers: every kind of question part by part; pieces of texts give back both texts exactly."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.comparing import ADDED, REMOVED, SAME, Piece, TextChange, clusters, pieces, segments
from forms.questionnaire import load_all
from forms.questions import EMPTY, Answer, Text

A = next(q for q in load_all() if q.key == "a")
#: What Japanese office texts hold, and what breaks careless programs.
ALPHABET = st.sampled_from(
    [*"市民協働の花壇を、。０１ａ1 a　\t", "𠮷", "髙", "が", "か\u3099", "葛\U000e0100", "葛", "ｶﾞ", "\r\n", "\n", "\r",
     "e\u0301", "👩\u200d👧", "👍🏽", "\u200b", "\U000f0000", "\U0010fffd", "\ue000"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(ALPHABET, max_size=40).map("".join), st.text(max_size=60))


def joined(found, *marks):
    return "".join(p.text for p in found if p.mark in marks)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_pieces_give_back_both_texts(old, new):
    found = pieces(old, new)
    assert joined(found, SAME, REMOVED) == old
    assert joined(found, SAME, ADDED) == new
    assert all(p.text for p in found)
    assert (old == new) == all(p.mark == SAME for p in found)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_no_character_is_cut_from_its_marks(old, new):
    found = pieces(old, new)
    for marks in ((SAME, REMOVED), (SAME, ADDED)):
        cut = [c for p in found if p.mark in marks for c in clusters(p.text)]
        assert cut == list(clusters(joined(found, *marks)))


@given(TEXTS)
def test_clusters_are_the_text(text):
    assert "".join(clusters(text)) == text


@given(TEXTS)
def test_segments_leave_no_word_out(text):
    at = 0
    for segment in segments(text):
        if not segment.name:
            at = text.index(segment.text, at) + len(segment.text)
    assert all(s.text.strip() for s in segments(text) if s.name)


def test_words_are_marked_as_a_reader_would():
    assert pieces("公園の花壇を市民と手入れする。", "公園の花壇を、市民と手入れする。") == (
        Piece(SAME, "公園の花壇を"), Piece(ADDED, "、"), Piece(SAME, "市民と手入れする。"),
    )  # fmt: skip
    assert pieces("か\u3099", "か") == (Piece(REMOVED, "か\u3099"), Piece(ADDED, "か"))


def test_blanks_that_changed_can_be_seen():
    assert [(s.text, s.name.ja) for s in segments("\r\n")] == [("↵\n", "改行（CR LF）")]
    assert [(s.text, s.name.ja) for s in segments(" 市　民")] == [
        ("␣", "空白"), ("市", ""), ("□", "全角空白"), ("民", ""),
    ]  # fmt: skip
    assert [(s.text, s.name.ja) for s in segments("new words")] == [("new words", "")]
    assert segments("\u200b")[0].text == "[U+200B]"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("市民 協働", "市民協働", "空白"), ("が", "か\u3099", "見た目は同じ"), ("１８０", "180", "全角・半角"),
        ("市民", "住民", ""), ("市民", "市民", ""),
    ],
)  # fmt: skip
def test_differences_hard_to_see_are_told(old, new, told):
    assert told in TextChange(Text(), old, new).hint.ja
    assert bool(told) == bool(TextChange(Text(), old, new).hint)


def diff(key, old, new):
    return A.question(key).compare(old, new)


def test_choices_are_kept_added_removed():
    found = diff("partner", Answer((3, 11), other="町内の有志"), Answer((3, 4), other=""))
    assert [(c.label.ja[0], c.mark) for c in found.choices] == [("③", SAME), ("④", ADDED), ("⑪", REMOVED)]
    assert [(t.label.ja, t.old, t.new) for t in found.texts] == [("説明", "町内の有志", "")]
    assert found.changed


def test_amounts_are_compared_in_thousands_of_yen():
    found = diff("city_budget", Answer((1,), "１，１８０千円"), Answer((1,), "200万円"))
    assert (found.number.before.ja, found.number.after.ja) == ("1,180千円", "2,000千円")
    assert found.number.difference == Text("＋820千円", "+820 thousand yen")
    less = diff("city_budget", Answer((1,), "2000"), Answer((1,), "500")).number
    assert less.difference.ja == "△1,500千円"


def test_what_the_number_says_already_is_not_told_twice():
    found = diff("city_budget", Answer((1,), "１，１８０千円"), Answer((1,), "2000"))
    assert (found.told_choices, found.told_texts) == ((), ())
    found = diff("city_budget", Answer((1,), "1180"), Answer((1,), "200万円"))
    assert [t.new for t in found.told_texts] == ["200万円"]
    found = diff("city_budget", Answer((1,), "1180"), Answer((2,)))
    assert [c.mark for c in found.told_choices] == [REMOVED, ADDED]
    found = diff("partner", Answer((3, 11), other="有志"), Answer((3, 11), other="町内の有志"))
    assert [c.mark for c in found.told_choices] == [SAME, SAME]


def test_another_way_to_write_an_amount_is_no_other_amount():
    found = diff("city_budget", Answer((1,), "１，１８０千円"), Answer((1,), "1180"))
    assert found.changed
    assert not found.number.changed
    none = diff("city_budget", Answer((1,), "1180"), Answer((2,)))
    assert none.number.after.ja == "（数値なし）"
    assert not none.number.difference


def test_years_and_plans():
    found = diff("start", Answer((1,), "平成２０"), Answer((1,), "2010"))
    assert found.number.before.ja == "平成20年（2008年）"
    plan = next(q for made in load_all() for q in made.questions if q.has_page)
    told = plan.compare(Answer((1,), "緑の計画", page="12頁"), Answer((1,), "緑の計画", page="15頁"))
    assert [(t.label.ja, t.changed) for t in told.texts] == [("計画名", False), ("頁", True)]


def test_a_confirmation_or_blanks_alone_are_no_change():
    assert not diff("city_budget", Answer((1,), "5"), Answer((1,), "5", confirmed="5")).changed
    assert not diff("content", Answer(text="  "), EMPTY).changed
    assert diff("content", EMPTY, EMPTY).empty


def test_a_form_is_compared_in_its_order():
    old = {"name": Answer(text="花壇づくり")}
    found = A.compare(old, {"name": Answer(text="花壇づくり（新）")})
    assert [q.key for _, asked in found for q, _ in asked] == [q.key for q in A.questions]
    assert [q.key for _, asked in found for q, d in asked if d.changed] == ["name"]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_nothing_is_normalised(text):
    other = unicodedata.normalize("NFKC", text)
    assert TextChange(Text(), text, other).changed == (text != other)

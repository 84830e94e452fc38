"""Long form: one fact per row, every typed word exactly once, codes as in the definitions."""

from collections import Counter

import pandas as pd

from reports.frames import answer_frame, code_frame, section_frame
from reports.long import ANSWER_COLUMNS, BESIDE, CODE_COLUMNS, answer_rows, data_tables
from reports.tables import cell_text
from tests.support.small import small_round

WORDS = ["question", "code", "label", "text", "value", "value_unit", "year", "ruling"]


def rows_of(number, lang="ja"):
    keys = [c.key for c in ANSWER_COLUMNS]
    told = (dict(zip(keys, (cell_text(c, lang) for c in r), strict=True)) for r in answer_rows(small_round()))
    return [tuple(r[k] for k in WORDS) for r in told if r["number"] == number]


def test_one_form_row_by_row():
    assert rows_of("Ｄ１") == [
        ("name", "", "", "花いっぱい", "", "", "", "answered"),
        ("team", "", "", "管理係", "", "", "", "answered"),
        ("team", "other", "説明", "兼務", "", "", "", "answered"),
        ("topics", "1", "福祉", "", "", "", "", ""),
        ("topics", "2", "緑", "", "", "", "", ""),
        ("topics", "4", "その他", "外国の方", "", "", "", ""),
        ("since", "1", "（年）", "昭和62", 1987, "year", 1987, ""),
        ("cost", "1", "（金額）", "1,180千円", 1180, "thousand_yen", "", ""),
        ("plan", "1", "（計画名）", "緑の計画", "", "", "", ""),
        ("plan", "page", "頁", "12頁", "", "", "", ""),
    ]


def test_blank_unrecorded_and_misplaced_answers():
    assert rows_of("Ｄ３")[2:] == [
        ("topics", "blank", "記入なし", "", "", "", "", ""),
        ("since", "1", "（年）", "2001", 2001, "year", 2001, ""),
        ("cost", "2", "無し", "", "", "", "", ""),
        ("cost", "text", "記述", "50", "", "", "", ""),  # no amount: ② is chosen
        ("plan", "blank", "記入なし", "", "", "", "", ""),
    ]
    assert rows_of("Ｄ２", "en")[2] == ("topics", "6", "(label not on record)", "", "", "", "", "")


def test_head_and_flags():
    row = next(r for r in answer_rows(small_round()) if r[6] == "status" and r[2] == "庶務課")
    assert row[:7] == ("試験調査", "市民部", "庶務課", "", "s", "", "status")
    assert row[14:] == ("two_codes", 1)


def test_nothing_typed_is_lost_or_told_twice(koganei):
    typed = Counter(
        words
        for made in koganei.questionnaires
        for form in koganei.by_questionnaire[made.key]
        for q in made.questions
        for words in (form.answer(q.key).text, form.answer(q.key).other, form.answer(q.key).page)
        if words
    )
    frame = answer_frame(koganei)
    assert Counter(frame.text[frame.text != ""]) == typed


def test_rows_with_a_code_are_the_choices_made(koganei):
    frame = answer_frame(koganei)
    chosen = frame[~frame.code.isin(["", "blank", *BESIDE])]
    expected = Counter(
        (made.key, q.key, str(code))
        for made in koganei.questionnaires
        for form in koganei.by_questionnaire[made.key]
        for q in made.questions
        for code in form.answer(q.key).codes
    )
    assert Counter(zip(chosen.form, chosen.question, chosen.code, strict=True)) == expected
    amounts = frame[(frame.question == "city_budget") & frame.value.notna()].value
    assert (len(amounts), int(amounts.sum()), float(amounts.median())) == (62, 342_817, 863.0)


def test_frames_are_typed_and_tidy(koganei):
    frame = answer_frame(koganei, "en")
    assert list(frame.columns) == [c.key for c in ANSWER_COLUMNS]
    assert {k: str(t) for k, t in frame.dtypes.items() if str(t) != "str"} == {
        "value": "Int64", "year": "Int64", "version": "Int64",
    }  # fmt: skip
    assert not frame.drop(columns=["value", "year"]).isna().any(axis=None)
    years = frame[frame.year.notna()]
    assert set(years.value_unit) == {"year", "fiscal_year"}
    assert (years.year == years.value).all()
    status = frame[(frame.question == "status") & (frame.code == "4")]
    assert set(status.label) == {"Not our work"}
    assert frame[frame.form == "overall"].groupby("section").ngroups == 52


def test_frames_of_an_empty_round():
    frame = answer_frame(small_round(()))
    assert (len(frame), list(frame.columns)) == (0, [c.key for c in ANSWER_COLUMNS])
    assert isinstance(frame.value.dtype, pd.Int64Dtype)


def test_codes(koganei):
    frame = code_frame(koganei)
    assert list(frame.columns) == [c.key for c in CODE_COLUMNS]
    assert not frame[["form", "question", "code"]].duplicated().any()
    a11 = frame[(frame.form == "a") & (frame.question == "decision")].set_index("code")
    assert a11.short_ja["5"] == ""
    assert (a11.offered["5"], a11.offered["1"], a11.explain["8"]) == (0, 1, 1)
    assert frame[frame.question == "why_needed"].kind.tolist() == ["long_text"]


def test_sections_tell_missing_from_none():
    frame = section_frame(small_round())
    assert frame.s_state.tolist() == ["submitted", "submitted", "missing", "submitted"]
    assert frame.d_state.tolist() == ["submitted", "missing", "submitted", "none"]
    assert frame.d_forms.tolist() == [1, 0, 2, 0]
    assert (frame.order.tolist(), str(frame.d_forms.dtype)) == ([1, 2, 3, 4], "Int64")


def test_data_tables_carry_the_same_rows():
    answers, codes, sections = data_tables(small_round())
    assert [r.cells for r in answers.rows] == list(answer_rows(small_round()))
    assert (len(codes.rows), len(sections.rows)) == (len(code_frame(small_round())), 4)
    assert all(len(r.cells) == len(t.columns) for t in (answers, codes, sections) for r in t.rows)

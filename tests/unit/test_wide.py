"""No text is lost between an answer and a file, and cells are read however people write them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.questionnaire import load
from forms.questions import (
    KINDS,
    RULES,
    Answer,
    ChoiceQuestion,
    Facts,
    Level,
    Ruling,
    ValueQuestion,
    join_codes,
    search_key,
    split_codes,
)

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
ALL = [q.key for q in D.questions]
FACTS = Facts(2010, {"cost": 500})
LONG = "𠮷野家の㈶髙﨑団体、" * 1000
relaxed = settings(deadline=None)


def asked(key):
    return D.question(key)


def answers(key):
    """Any answer to this question that a form or a file could hold."""
    question, text = asked(key), st.text(max_size=30)
    if not isinstance(question, ChoiceQuestion):
        return st.builds(Answer, text=text, other=text)
    codes = st.sets(st.sampled_from([c.code for c in question.choices])).map(lambda s: tuple(sorted(s)))
    labels = {
        search_key(c.short.ja) for c in question.choices
    }  # a label typed as a value is dropped on reading
    value = (
        text.filter(lambda t: search_key(t) not in labels)
        if isinstance(question, ValueQuestion)
        else st.just("")
    )
    return st.builds(
        Answer, codes=codes, text=value, other=text, page=text if question.has_page else st.just("")
    )


@relaxed
@given(st.data(), st.sampled_from(ALL))
def test_a_wide_row_keeps_every_answer(data, key):
    answer = data.draw(answers(key))
    again, found = asked(key).from_wide(asked(key).to_wide(answer), {key: answer.other})
    assert again == answer
    assert found == []
    assert again.digest() == answer.digest()
    assert asked(key).tidy(answer).text == answer.text


@relaxed
@given(st.data(), st.sampled_from(ALL))
def test_no_answer_raises_anywhere(data, key):
    answer, question = data.draw(answers(key)), asked(key)
    assert all(f.message.ja for f in question.check(answer, FACTS))
    assert set(question.counted_as(answer)) <= {line.code for line in question.count_lines()}
    question.value(answer)
    assert isinstance(question.cell(answer, "en"), str | int)


def test_a_cell_that_repeats_the_label_of_its_code_is_no_value():
    row = {"since_codes": "2", "since": "不明"}
    assert asked("since").from_wide(row, {}) == (Answer((2,)), [])
    assert asked("since").to_wide(Answer((2,))) == row
    assert asked("since").to_wide(Answer((1,), "S62")) == {"since_codes": "1", "since": "S62"}
    assert asked("cost").to_wide(Answer((2,))) == {"cost_codes": "2", "cost_thousand_yen": ""}


def labelled():
    state = asked("state")
    return KINDS["one_choice"](
        "x", "1", state.label, state.short, choices=state.choices, columns={"text": "x_text"}
    )


@pytest.mark.parametrize(
    ("codes", "cell", "other", "rules"),
    [
        ("2", "物置", "", []),
        ("5", "その他（土足（可））", "土足（可）", []),
        ("5", "その他（土足", "土足", []),
        ("５", "その他 （土足）", "土足", []),
        ("1;5", "空室・その他（土足）", "土足", []),
        ("2", "空室", "空室", ["label_differs"]),
        ("２と３", "", "", ["unreadable_codes"]),
        ("", "", "", []),
    ],
)
def test_a_label_beside_its_code(codes, cell, other, rules):
    answer, found = labelled().from_wide({"x_codes": codes, "x_text": cell}, {})
    assert answer.other == other
    assert [f.rule for f in found] == rules
    assert all(f.message.ja and f.message.en for f in found)
    assert RULES["label_differs"].imported is Level.FLAG
    assert RULES["unreadable_codes"].imported is Level.REFUSE


@relaxed
@given(answers("state"))
def test_labels_and_explanation_in_one_cell_read_back(answer):
    again, found = labelled().from_wide(labelled().to_wide(answer), {})
    assert (again, found) == (answer, [])


def test_a_non_answer_keeps_its_own_column():
    story = asked("story")
    made = KINDS["long_text"]("x", "1", story.label, story.short, columns={"text": "why", "nonanswer": "raw"})
    said, not_said = {"why": "改修", "raw": ""}, {"why": "", "raw": "特になし"}
    assert made.to_wide(Answer(text="改修"), Ruling.ANSWERED) == said
    assert made.to_wide(Answer(text="特になし"), Ruling.NOTHING) == not_said
    assert made.from_wide(said, {})[0].text == "改修"
    assert made.from_wide(not_said, {})[0].text == "特になし"


def test_a_long_explanation_with_rare_characters_survives():
    answer = Answer((7,), other=LONG)
    assert len(LONG) == 10_000
    carried = json.loads(json.dumps({"wishes": answer.other}, ensure_ascii=False))
    assert asked("wishes").from_wide(asked("wishes").to_wide(answer), carried) == (answer, [])
    assert asked("wishes").check(answer) == []
    assert [f.rule for f in asked("wishes").check(Answer((7,), other=LONG * 2 + "髙"))] == ["too_long"]


# Codes


@relaxed
@given(
    st.sets(st.integers(0, 999)).map(lambda s: tuple(sorted(s))),
    st.sampled_from([";", "；", "，", "、", ", ", "　"]),
)
def test_codes_read_back(codes, separator):
    assert split_codes(join_codes(codes)) == codes
    assert split_codes(separator.join(map(str, codes))) == codes


@pytest.mark.parametrize("cell", ["3;5", "5;3", "３，５", "③⑤", "③、⑤", " 3 5 ", "3;;5;", "3;5;3"])
def test_two_codes_however_written(cell):
    assert split_codes(cell) == (3, 5)


@relaxed
@given(st.text())
def test_arbitrary_cells_never_raise(cell):
    codes = split_codes(cell)
    assert codes is None or codes == tuple(sorted(set(codes)))


@pytest.mark.parametrize("cell", ["3と5", "３-5", "x", "1000", "-1", "³"])
def test_what_are_not_codes(cell):
    assert split_codes(cell) is None


def test_a_confirmation_is_no_change_of_the_answer():
    assert Answer((1,), "9円", confirmed="9円").same_as(Answer((1,), "9円"))
    assert not Answer((1,), "9円").same_as(Answer((1,), "8円"))
    assert Answer((1,), "9円", confirmed="9円").digest() == Answer((1,), "9円").digest()

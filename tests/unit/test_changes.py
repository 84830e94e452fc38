"""Two states of a definition, and what of an old answer fits the new one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.changes import CHOICES, REQUIRED, REWORDED, carry, question_changes
from forms.comparing import ADDED, REMOVED
from forms.questionnaire import Questionnaire, load_all, parse
from forms.questions import EMPTY, Answer

SOURCE = """
key = "a"
order = 2
scope = "project"
title = { ja = "事業", en = "Projects" }
short = { ja = "Ａ", en = "A" }
[[blocks]]
key = "one"
title = { ja = "部", en = "Part" }
[[blocks.questions]]
key = "name"
kind = "short_text"
role = "title"
label = { ja = "事業名", en = "Name" }
short = { ja = "事業名", en = "Name" }
[[blocks.questions]]
key = "partner"
kind = "many_choice"
label = { ja = "相手", en = "Partner" }
short = { ja = "相手", en = "Partner" }
choices = [
  { code = 1, label = { ja = "市民", en = "Citizens" }, short = { ja = "市民", en = "Citizens" } },
  { code = 2, label = { ja = "企業", en = "Firms" }, short = { ja = "企業", en = "Firms" } },
  { code = 3, label = { ja = "大学", en = "Universities" }, short = { ja = "大学", en = "Universities" } },
]
[[blocks.questions]]
key = "budget"
kind = "money"
label = { ja = "予算", en = "Budget" }
short = { ja = "予算", en = "Budget" }
choices = [
  { code = 1, label = { ja = "有", en = "Yes" }, short = { ja = "有", en = "Yes" }, takes_value = true },
  { code = 2, label = { ja = "無", en = "No" }, short = { ja = "無", en = "No" } },
]
[[blocks.questions]]
key = "gone"
kind = "long_text"
label = { ja = "昔の設問", en = "Old" }
short = { ja = "昔の設問", en = "Old" }
"""
NEW = (
    SOURCE.replace("大学", "学校")
    .replace(
        '{ code = 2, label = { ja = "企業", en = "Firms" }, short = { ja = "企業", en = "Firms" } },', ""
    )
    .replace('key = "gone"', 'key = "fresh"')
    .replace('label = { ja = "相手"', 'required = true\nlabel = { ja = "協働の相手"')
)


@pytest.fixture(scope="module")
def old() -> Questionnaire:
    return parse(SOURCE)


@pytest.fixture(scope="module")
def new() -> Questionnaire:
    return parse(NEW)


def test_what_is_different_question_by_question(old, new):
    found = {c.question.key: c for c in question_changes(old, new)}
    assert {k: c.what for k, c in found.items()} == {
        "name": (), "partner": (REWORDED, REQUIRED, CHOICES), "budget": (), "gone": (REMOVED,), "fresh": (ADDED,),
    }  # fmt: skip
    assert [(c.code, c.what) for c in found["partner"].choices] == [(2, REMOVED), (3, REWORDED)]
    assert [k for k, c in found.items() if c.loses] == ["partner", "gone"]
    assert list(found) == ["name", "partner", "budget", "gone", "fresh"], "a question stays where it stood"
    assert not any(c.what for c in question_changes(old, old))


def test_a_whole_questionnaire_may_come_or_go(old):
    assert {c.what for c in question_changes(None, old)} == {(ADDED,)}
    assert {c.what for c in question_changes(old, None)} == {(REMOVED,)}


def test_a_removed_choice_is_left_out_and_a_reworded_one_pointed_out(old, new):
    was, now = old.question("partner"), new.question("partner")
    carried = carry(was, now, Answer((1, 2, 3)))
    assert carried.answer == Answer((1, 3))
    assert "「②企業」は今回の選択肢にない" in carried.notes[0].ja
    assert "「大学」から「学校」" in carried.notes[1].ja
    assert carry(was, now, Answer((2,))).answer == EMPTY


def test_another_kind_is_not_carried_but_text_stays_text(old):
    name, budget = old.question("name"), old.question("budget")
    assert carry(name, budget, Answer(text="x")).answer == EMPTY
    assert carry(name, old.question("gone"), Answer(text="x\ny")).answer == Answer(text="x\ny")
    assert carry(name, None, Answer(text="x")).notes
    assert question_changes(old, replace(old, blocks=old.blocks))[0].what == ()


def test_a_confirmed_amount_is_asked_about_again_and_goes_with_its_choice(old):
    budget = old.question("budget")
    given = Answer((1,), "999,999", confirmed="999,999")
    assert carry(budget, budget, given).answer == Answer((1,), "999,999")
    without = replace(budget, choices=(replace(budget.choices[0], code=5), *budget.choices[1:]))
    assert carry(budget, without, given).answer == EMPTY
    assert carry(budget, budget, Answer(text="不明")).answer == Answer(text="不明"), (
        "words without a choice stay"
    )


QUESTIONS = [q for made in load_all() for q in made.questions]


@given(st.sampled_from(QUESTIONS), st.sets(st.integers(1, 20)), st.text(max_size=20))
def test_an_unchanged_question_takes_every_answer_it_offers(question, codes, text):
    offered = {c.code for c in question.choices if c.offered}
    answer = Answer(tuple(sorted(codes & offered)), text)
    carried = carry(question, question, answer)
    assert carried.answer == (EMPTY if answer.empty else answer)
    assert not carried.notes

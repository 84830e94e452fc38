"""Contradictions across forms: each rule by a planted case, and what the real survey of 2010 holds."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.questionnaire import load_all
from forms.questions import Answer
from reports.names import longest_common, missing_plans, name_key, plan_key, plan_names, shared_names
from reports.records import Form, RoundData, Section
from reports.signals import RULES, Place, contradictions

SECTIONS = (
    Section(1, "市民部", "市民課", "section", 1),
    Section(2, "環境部", "公園課", "section", 2),
    Section(3, "環境部", "道路課", "section", 3),
)


def overall(section, code, plans="特になし"):
    return Form(
        section, section, "overall", None, 1, {"status": Answer((code,)), "plans": Answer(text=plans)}
    )


def project(id, section, key="a", number=1, name="", **answers):
    return Form(id, section, key, number, 1, {"name": Answer(text=name or f"事業{id}"), **answers})


def found(*forms, none=(), complete=True):
    data = RoundData("市", "調査", 2026, datetime(2026, 1, 1), load_all(), SECTIONS, forms, frozenset(none))
    return contradictions(data, complete=complete)


def rules(*forms, **more):
    return [s.rule for s in found(*forms, **more)]


@pytest.mark.parametrize(
    ("code", "keys", "expected"),
    [
        (1, "a", []), (1, "", ["running_missing"]), (1, "ab", ["planned_unexpected"]),
        (2, "ab", []), (2, "ac", []), (2, "a", ["planned_missing"]),
        (2, "", ["running_missing", "planned_missing"]),
        (3, "c", []), (3, "", ["planned_missing"]), (3, "ac", ["running_unexpected"]),
        (4, "", []), (4, "a", ["running_unexpected"]), (4, "b", ["planned_unexpected"]),
        (5, "", []), (5, "ac", ["planned_unexpected", "running_unexpected"]),
    ],
)  # fmt: skip
def test_status_against_the_forms_that_are_there(code, keys, expected):
    assert rules(overall(1, code), *(project(10 + i, 1, key) for i, key in enumerate(keys))) == expected


def test_a_form_not_there_yet_is_owed_and_no_contradiction_unless_none_was_declared():
    assert rules(overall(1, 2), complete=False) == []
    assert rules(overall(1, 2), none=[(1, "a"), (1, "b")], complete=False) == ["running_missing"]
    assert rules(overall(1, 3), none=[(1, "b"), (1, "c")], complete=False) == ["planned_missing"]


def test_where_it_comes_from_and_what_to_ask():
    (signal,) = found(overall(1, 4), project(10, 1, number=7, name="花壇づくり"))
    assert signal.places == (Place(1, "status"), Place(10))
    assert "Ａ7「花壇づくり」" in signal.message.ja
    assert "④所掌なし" in signal.query.ja
    assert "A7 “花壇づくり”" in signal.query.en


def test_no_overall_form_no_finding_about_it():
    assert rules(project(10, 1), project(11, 2, "b", plan=Answer((1,), "緑の計画"))) == []


def test_a_total_below_the_city_s_share():
    city, total = Answer((1,), "1,581"), Answer((1,), "１，５６０千円")
    assert rules(project(10, 1, city_budget=city, total_budget=total)) == ["total_below_city"]
    assert rules(project(10, 1, city_budget=total, total_budget=city)) == []
    assert rules(project(10, 1, city_budget=city, total_budget=Answer((2,)))) == []


def budgets(*amounts):
    return [
        project(10 + i, 1, number=i, city_budget=Answer((1,), amount)) for i, amount in enumerate(amounts)
    ]


def test_an_amount_that_looks_like_yen():
    assert rules(*budgets("500", "800", "900", "1180000")) == ["looks_like_yen"]
    assert rules(*budgets("500", "800", "900", "101735")) == [], "large, but no round number of thousands"
    assert rules(*budgets("9000000", "8000000", "9999999")) == []
    assert rules(*budgets("10000001", "20000001")) == ["looks_like_yen"] * 2


def test_none_together_with_others():
    assert rules(project(10, 1, issue=Answer((3, 12)))) == ["none_with_others"]
    assert rules(project(10, 1, issue=Answer((12,)))) == []


def test_one_project_in_two_sections():
    signals = found(
        project(10, 1, name="公園（まつり）"),
        project(11, 2, name="公園まつり"),
        project(12, 2, name="公園まつり"),
    )
    assert [(s.rule, s.section_id, s.certain) for s in signals] == [("same_project", 2, True)] * 2
    assert rules(project(10, 2, name="公園まつり"), project(12, 2, name="公園まつり")) == []


def test_similar_names_are_perhaps_the_same():
    (signal,) = found(
        project(10, 2, name="環境美化サポーター制度事業"), project(11, 3, name="道路等美化サポーター制度事業")
    )
    assert (signal.rule, signal.certain) == ("similar_project", False)
    assert "「美化サポーター」" in signal.message.ja


def test_a_name_three_sections_use_is_everybody_s():
    names = [project(10 + i, i, name=f"第{i}回 花いっぱい運動大会") for i in (1, 2, 3)]
    assert rules(*names) == []


@pytest.mark.parametrize(
    ("named", "listed", "missing"),
    [
        ("のびゆくプラン　　　71頁", "１　「のびゆくプラン」（後期行動計画）", ()),
        ("第３次 緑の基本計画 12～14ページ", "・緑の基本計画（平成15年3月）", ()),
        ("緑の基本計画（案）", "緑の基本計画", ()),
        ("緑の基本計画", "特になし", ("緑の基本計画",)),
        ("１）緑の基本計画56頁\n　　(2)地域との連携\n２）水の計画書9頁、", "緑の基本計画", ("２）水の計画書9頁、",)),
        ("緑の基本計画\n　　はじめに", "緑の基本計画", ()),
        ("", "特になし", ()),
        ("未定", "特になし", ()),
        ("0000", "P\n「0000」", ()),
        ("頁づくり計画", "5\n頁づくり計画", ()),
        ("）の計画書", "（\n）の計画書", ()),
    ],
)  # fmt: skip
def test_plans_that_are_not_listed(named, listed, missing):
    assert missing_plans(named, listed) == missing


@given(st.text(max_size=60), st.text(max_size=200))
@example("0000", "P")
def test_a_plan_is_always_found_in_a_text_that_quotes_it(plan, rest):
    assert missing_plans(plan, f"{rest}\n「{plan}」") == () or plan_key(plan) not in plan_key(f"「{plan}」")


@given(st.text(max_size=40))
def test_plan_names_are_lines_as_written(text):
    assert all(name in text for name in plan_names(text))


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_longest_common_run_stands_in_both_and_is_the_longest(one, other):
    run = longest_common(one, other)
    assert run in one
    assert run in other
    longer = {one[i : i + len(run) + 1] for i in range(len(one) - len(run))}
    assert not any(piece in other for piece in longer)


@given(
    st.dictionaries(
        st.integers(0, 20), st.tuples(st.integers(0, 5), st.text("花壇公園まつり大会 ", max_size=12))
    )
)
def test_similar_names_are_of_two_sections_and_not_equal(names):
    for one, other, shared in shared_names(names):
        assert names[one][0] != names[other][0]
        assert name_key(names[one][1]) != name_key(names[other][1])
        assert shared in name_key(names[one][1])


def test_a_finding_keeps_its_key_until_its_answers_change():
    forms = (overall(1, 4), project(10, 1, name="花壇"))
    (before,) = found(*forms)
    assert found(*forms)[0].key == before.key
    assert (
        found(forms[0], replace(forms[1], answers={"name": Answer(text="花壇づくり")}))[0].key != before.key
    )


def test_every_rule_speaks_both_languages():
    for name, rule in RULES.items():
        assert all(t.ja and t.en for t in (rule.name, rule.message, rule.query)), name


#: What the issue says the survey of 2010 holds, and nothing else: (section, rule, what is named).
OF_2010 = [
    ("企画政策課", "planned_missing", "②"),
    ("広報秘書課", "running_unexpected", "Ａ3"),
    ("地域安全課", "total_below_city", "Ａ4"),
    ("（文化施設開設担当）", "plan_not_listed", "Ｃ３"),
    ("環境政策課", "planned_unexpected", "Ｂ１"),
    ("環境政策課", "similar_project", "美化サポーター"),
    ("障害福祉課", "planned_missing", "②"),
    ("指導室", "plan_not_listed", "Ｂ３"),
]


def test_the_survey_of_2010(koganei):
    names = {s.id: s.name for s in koganei.sections}
    signals = contradictions(koganei)
    assert [(names[s.section_id], s.rule) for s in signals] == [(n, r) for n, r, _ in OF_2010]
    assert all(told in s.message.ja for s, (_, _, told) in zip(signals, OF_2010, strict=True))

"""What speaks for hearing a section: each signal by a planted case, and three sections of 2010 counted by hand."""

from datetime import datetime

import pytest

from forms.questionnaire import load_all
from forms.questions import Answer, Ruling
from reports.records import Form, RoundData, Section
from reports.signals import HEARING_RULES, Place, hearing_signals

SECTIONS = (Section(1, "市民部", "市民課", "section", 1), Section(2, "環境部", "公園課", "section", 2))


def overall(ruling=Ruling.ANSWERED, plans=Ruling.NOTHING, text="特になし"):
    answers = {"status": Answer((1,)), "why_needed": Answer(text="略"), "plans": Answer(text=text)}
    return Form(1, 1, "overall", None, 1, answers, {"why_needed": ruling, "plans": plans})


def project(id, key="a", **answers):
    return Form(id, 1, key, id, 1, {"name": Answer(text=f"事業{id}")} | answers)


def found(*forms):
    data = RoundData("市", "調査", 2026, datetime(2026, 1, 1), load_all(), SECTIONS, forms)
    signals = hearing_signals(data, complete=False)
    assert list(signals) == [1, 2]
    assert signals[2] == []
    return {s.rule: s for s in signals[1]}


def budget(amount):
    return Answer((1,), str(amount))


@pytest.mark.parametrize("ruling", [Ruling.BLANK, Ruling.NOTHING, Ruling.NOT_APPLICABLE])
def test_question_1_by_ruling(ruling):
    signal = found(overall(ruling))["why_blank"]
    assert (signal.count, signal.strength, signal.places) == (1, 1, (Place(1, "why_needed"),))
    assert "why_blank" not in found(overall())


def test_plans_that_name_collaboration():
    signal = found(
        overall(plans=Ruling.ANSWERED, text="１　緑の基本計画\n２　水の基本計画\n３　道の基本計画")
    )["plans_named"]
    assert (signal.count, signal.strength) == (3, 2)
    assert "plans_named" not in found(overall())


def test_number_budget_and_variety():
    signals = found(
        project(10, city_budget=budget(9_000), field=Answer((1, 5))),
        project(11, city_budget=budget(1_000), field=Answer((5, 11, 17), other="広場")),
        project(12, city_budget=Answer((2,))),
    )
    assert (signals["projects"].count, signals["projects"].strength) == (3, 2)
    assert (signals["budget"].count, signals["budget"].strength) == (10_000, 2)
    assert signals["budget"].places == (Place(10, "city_budget"), Place(11, "city_budget"))
    assert signals["variety"].count == 3, "その他 is no field"
    assert "10,000千円" in signals["budget"].message.ja


def test_a_large_budget_without_roles():
    def count(**answers):
        made = found(project(10, **answers)).get("roles_open")
        return made.count if made else 0

    settled = {"decision": Answer((1,)), "issue": Answer((12,))}
    assert count(city_budget=budget(1_000), **settled) == 0
    assert count(city_budget=budget(1_000), **settled | {"decision": Answer((7,))}) == 1
    assert count(city_budget=budget(1_000), **settled | {"decision": Answer()}) == 1
    assert count(city_budget=budget(1_000), **settled | {"issue": Answer((2,))}) == 1
    assert count(city_budget=budget(999), **settled | {"decision": Answer((7,))}) == 0


def test_problems_named_and_weak_evaluation():
    signals = found(
        project(10, issue=Answer((12,)), evaluation=Answer((1,)), report=Answer((2,))),
        project(11, issue=Answer((9, 13), other="x"), evaluation=Answer((2,)), report=Answer((2,))),
        project(12, issue=Answer(()), evaluation=Answer((4,)), report=Answer((1,))),
        project(13, issue=Answer((9,)), evaluation=Answer((2,)), report=Answer((1,))),
    )
    assert signals["issues"].places == (Place(11, "issue"), Place(13, "issue"))
    assert "内容ー予算制約" in signals["issues"].message.ja
    assert signals["weak_check"].count == 2
    assert signals["weak_check"].places == (
        Place(11, "evaluation"), Place(11, "report"), Place(12, "evaluation"),
    )  # fmt: skip


def test_plans_without_a_date():
    signals = found(
        project(10, "c", timing=Answer((5,))), project(11, "c", timing=Answer((1,), "平成24")),
        project(12, "b", plan=Answer((2,))), project(13, "b", plan=Answer((1,), "緑の計画")), project(14, "c"),
    )  # fmt: skip
    assert signals["undated"].places == (Place(10, "timing"), Place(14, "timing"), Place(12, "plan"))


def test_only_events():
    event, course, both, work = (Answer(codes) for codes in ((2,), (1,), (1, 2), (2, 8)))
    assert "only_events" in found(project(10, activity=event), project(11, activity=course))
    assert "only_events" in found(project(10, activity=both))
    assert "only_events" not in found(project(10, activity=course)), "no event among them"
    assert "only_events" not in found(project(10, activity=event), project(11, activity=work))
    assert "only_events" not in found(project(10, activity=event), project(11))


def test_contradictions_count_where_they_are_certain():
    forms = [project(10, city_budget=budget(1_581), total_budget=budget(1_560))]
    assert found(*forms)["contradictory"].count == 1
    assert "総予算" in found(*forms)["contradictory"].message.ja
    perhaps = (project(10 + i, city_budget=budget(n)) for i, n in enumerate((500, 800, 900, 1_180_000)))
    assert "contradictory" not in found(*perhaps), "an amount that is only perhaps in yen"


def test_points_are_weight_times_strength_and_a_weight_may_be_changed():
    signal = found(*(project(10 + i) for i in range(6)))["projects"]
    assert (signal.strength, signal.points({}), signal.points({"projects": 4})) == (3, 3, 12)
    assert signal.points({"projects": 0}) == 0


def test_every_signal_speaks_both_languages():
    for name, rule in HEARING_RULES.items():
        assert all(t.ja and t.en for t in (rule.name, rule.message, rule.about)), name
        assert list(rule.steps) == sorted(rule.steps)


#: Counted by hand from a_projects.csv, b_projects.csv and overall.csv.
BY_HAND = {
    "生涯学習課": {
        "projects": 11, "budget": 65_167, "variety": 6, "issues": 6, "weak_check": 1, "plans_named": 3,
    },
    "まちづくり推進課": {"projects": 2, "budget": 7_988, "weak_check": 1},
    "（スポーツ振興担当）": {"projects": 4, "budget": 186_595, "roles_open": 1, "issues": 3},
}  # fmt: skip


def test_three_sections_of_2010(koganei):
    names = {s.id: s.name for s in koganei.sections}
    counts = {names[i]: {s.rule: s.count for s in own} for i, own in hearing_signals(koganei).items()}
    assert {name: counts[name] for name in BY_HAND} == BY_HAND
    blank = sum("why_blank" in own for own in counts.values())
    assert blank == 14, "the secretariat of 2010 counted 14 non-answers"

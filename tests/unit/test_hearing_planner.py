"""The planner against brute force, its promises on anything, the plan of 2010, and the ways out of a refusal."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hearings.alternatives import alternatives
from app.hearings.planner import LARGEST, in_order, propose
from app.hearings.problem import Cost, Day, Problem, Wish, cost_of

DAY_IDS = ("d0", "d1", "d2", "d3")


@st.composite
def problems(draw, most_sections=5, most_days=4):
    days = tuple(
        Day(DAY_IDS[i], draw(st.integers(0, 3)), draw(st.booleans()))
        for i in range(draw(st.integers(1, most_days)))
    )
    some_days = st.lists(st.sampled_from(DAY_IDS), unique=True, max_size=3)
    sections = tuple(
        Wish(f"s{i}", draw(st.sampled_from("xyz")), frozenset(draw(some_days)), tuple(draw(some_days)))
        for i in range(draw(st.integers(0, most_sections)))
    )
    some = st.dictionaries(
        st.sampled_from([f"s{i}" for i in range(most_sections)]), st.sampled_from(DAY_IDS), max_size=3
    )
    return Problem(days, sections, draw(some), draw(some))


def possible(problem):
    """Every plan that keeps the hard wishes, as brute force finds them."""
    slots = {d.id: d.slots for d in problem.days}
    pins = propose(
        replace(problem, sections=tuple(w for w in problem.sections if w.id in problem.pinned))
    ).assignment
    options = [
        [pins.get(w.id)] if w.id in problem.pinned else [None, *(d for d in slots if d not in w.cannot)]
        for w in problem.sections
    ]  # fmt: skip
    for days in product(*options):
        used = Counter(d for d in days if d)
        if all(n <= slots[d] for d, n in used.items()):
            yield {w.id: d for w, d in zip(problem.sections, days, strict=True) if d}


@settings(max_examples=150, deadline=None)
@given(problems())
def test_nothing_cheaper_exists(problem):
    if not problem.wishes:
        return
    mine = propose(problem).cost
    weighty = [
        (c.unplaced, c.moved, c.reserve, c.preference)
        for c in (cost_of(problem, p) for p in possible(problem))
    ]
    assert (mine.unplaced, mine.moved, mine.reserve, mine.preference) == min(weighty)


@settings(max_examples=200, deadline=None)
@given(problems(most_sections=12))
def test_what_always_holds(problem):
    plan = propose(problem)
    slots = {d.id: d.slots for d in problem.days}
    assert all(n <= slots[day] for day, n in Counter(plan.assignment.values()).items()), "no place twice"
    cannot = {w.id: w.cannot for w in problem.sections}
    assert not any(day in cannot[s] for s, day in plan.assignment.items()), "nobody on an excluded day"
    assert all(problem.pinned.get(s, day) == day for s, day in plan.assignment.items()), "pinned stays"
    missing = {w.id for w in problem.sections} - set(plan.assignment)
    reasons = {"no_slot", "excluded", "pin_excluded", "pin_full", "pin_unknown"}
    assert {u.section for u in plan.unmet if u.reason in reasons} == missing, "who is left out is named"
    assert list(plan.assignment) == [w.id for w in problem.sections if w.id in plan.assignment]


@settings(max_examples=150, deadline=None)
@given(problems(most_sections=8))
def test_planning_again_what_was_published_moves_nothing(problem):
    first = propose(problem)
    again = propose(replace(problem, published=first.assignment))
    assert again.cost.moved == 0


@settings(max_examples=150, deadline=None)
@given(problems(most_sections=8), st.integers(0, 7))
def test_every_way_out_keeps_the_hard_wishes(problem, n):
    plan = propose(problem)
    section = f"s{n}"
    if section not in plan.assignment:
        return
    slots, cannot = {d.id: d.slots for d in problem.days}, {w.id: w.cannot for w in problem.sections}
    ways = alternatives(problem, plan.assignment, section)
    assert [w.told for w in ways] == sorted(w.told for w in ways)
    for way in ways:
        after = way.applied(plan.assignment)
        assert after[section] != plan.assignment[section]
        assert all(n <= slots[day] for day, n in Counter(after.values()).items())
        assert not any(after[s] in cannot[s] for s in way.moves)
        assert not set(way.moves) & set(problem.pinned)
        assert way.told == sum(after[s] != plan.assignment[s] for s in after)
        assert way.cost == cost_of(problem, after)


def test_a_swap_and_a_chain_are_found_where_no_place_is_free():
    days = tuple(Day(d, 1) for d in DAY_IDS[:3])
    sections = (Wish("a"), Wish("b", cannot=frozenset({"d0"})), Wish("c"))
    standing = {"a": "d0", "b": "d1", "c": "d2"}
    ways = alternatives(Problem(days, sections), standing, "a")
    assert [dict(w.moves) for w in ways] == [
        {"a": ("d0", "d2"), "c": ("d2", "d0")},
        {"a": ("d0", "d1"), "b": ("d1", "d2"), "c": ("d2", "d0")},
    ]


def test_departments_are_kept_together_where_it_costs_nothing_else():
    days = (Day("d0", 2), Day("d1", 2))
    sections = (Wish("a", "x"), Wish("b", "y"), Wish("c", "x"), Wish("d", "y", prefers=("d1",)))
    plan = propose(Problem(days, sections))
    assert plan.cost == Cost()
    assert plan.assignment == {"a": "d0", "b": "d1", "c": "d0", "d": "d1"}


#: The fifteen sections heard in 2010 in the order of the plan: that of the organisation, 企画政策課 put last by hand.
HEARD = [
    "広報秘書課",
    "情報システム課",
    "コミュニティ文化課",
    "経済課",
    "環境政策課",
    "地域福祉課",
    "障害福祉課",
    "介護福祉課",
    "健康課",
    "子育て支援課",
    "児童青少年課",
    "まちづくり推進課",
    "生涯学習課",
    "スポーツ振興担当",
    "企画政策課",
]
DAYS_2010 = (*(Day(str(n), 3) for n in range(1, 6)), Day("6", 3, reserve=True))


def test_the_plan_of_2010():
    plan = propose(Problem(DAYS_2010, tuple(Wish(name) for name in HEARD)))
    by_day = {d.id: [s for s in HEARD if plan.assignment[s] == d.id] for d in DAYS_2010}
    assert [by_day[str(n)] for n in range(1, 6)] == [HEARD[i : i + 3] for i in range(0, 15, 3)]
    assert by_day["6"] == []


def test_the_plan_of_2010_is_the_minutes_own(shared_data):
    import json

    told = json.loads((shared_data / "koganei-2010" / "hearing.json").read_text(encoding="utf-8"))
    sessions = told["decided"]["sessions"]
    order = [s["section"] for session in sessions for s in session["sections"]]
    assert order == HEARD
    plan = in_order(Problem(DAYS_2010, tuple(Wish(name) for name in order)))
    assert plan == {s["section"]: str(x["session"]) for x in sessions for s in x["sections"]}


def test_one_refusal_in_2010_is_a_swap_of_two_or_the_reserve_day():
    sections = tuple(Wish(n, cannot=frozenset({"3"} if n == "障害福祉課" else ())) for n in HEARD)
    problem = Problem(DAYS_2010, sections)
    standing = in_order(problem)
    ways = alternatives(problem, standing, "障害福祉課")
    assert (ways[0].told, ways[0].cost.reserve) == (1, 1), "alone, but on the reserve day"
    assert (ways[1].told, ways[1].cost.reserve) == (2, 0), "a swap with another day"


@pytest.mark.parametrize(
    "problem",
    [
        Problem((Day("d", 1), Day("d", 1)), ()),
        Problem((), (Wish("a"), Wish("a"))),
        Problem((Day("d", -1),), ()),
        Problem((), tuple(Wish(str(i)) for i in range(LARGEST + 1))),
    ],
)
def test_what_cannot_be_planned_is_refused(problem):
    with pytest.raises(ValueError):
        propose(problem)


def test_no_day_at_all_is_a_named_shortage():
    plan = propose(Problem((), (Wish("a"),)))
    assert (dict(plan.assignment), plan.cost.unplaced) == ({}, 1)
    assert [(u.section, u.reason) for u in plan.unmet] == [("a", "no_slot")]


def test_on_the_command_line(tmp_path, capsys):
    import json

    from app.cli import main

    file = tmp_path / "plan.json"
    file.write_text(
        json.dumps(
            {
                "days": [{"id": "d1", "slots": 1}, {"id": 2, "slots": 1, "reserve": True}],
                "sections": [
                    {"id": "課A", "department": "部", "cannot": ["d1"]},
                    {"id": "課B", "prefers": ["d1"]},
                ],
                "published": {"課A": "d1"},
            }
        ),
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as end:
        main(["hearing-plan", str(file), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert end.value.code == 0
    assert told["assignment"] == {"課A": "2", "課B": "d1"}
    assert [(u["section"], u["reason"]) for u in told["unmet"]] == [("課A", "moved"), ("課A", "reserve")]
    assert told["alternatives"]["課A"][0]["moves"] == {"課A": {"from": "d1", "to": "2"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"days": 1}',
        '{"days": [{"id": "a"}], "sections": []}',
        '{"days": [], "sections": [{"id": null}]}',
    ],
)
def test_a_broken_file_is_one_line(tmp_path, capsys, text):
    from app.cli import main

    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["hearing-plan", str(file)])
    assert end.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1

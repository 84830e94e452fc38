"""The checks behind the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Final

from forms.questions import EMPTY, ChoiceQuestion, Text, format_amount
from reports.names import missing_plans, name_key, shared_names
from reports.records import Form, RoundData
from reports.signals.round_view import OVERALL, RoundView
from reports.signals.rules import RULES
from reports.signals.signal import Place, Signal

NOW, NOW_AND_LATER, LATER, NOT_OURS, OTHER = 1, 2, 3, 4, 5
STATUS, LISTED = "status", "plans"
#: The questionnaire of running projects, and those of what is planned.
RUNNING: Final = "a"
PLANNED: Final = ("b", "c")
PLAN: Final = "plan"
CITY_BUDGET, TOTAL_BUDGET = "city_budget", "total_budget"
#: 千円: so many times the median, or so much, and a round number of thousands, looks like yen written as 千円.
YEN_TIMES: Final = 100
YEN_CERTAIN: Final = 10_000_000


def contradictions(data: RoundData, *, complete: bool = True) -> list[Signal]:
    """Everything that contradicts itself, by section in organisation order, then by rule.

    complete False: the round still takes entries, so that a form which is not there is merely owed, unless the section
    said that it has none.
    """
    seen = RoundView(data, complete)
    found = [
        signal
        for rule in (_status, _plans, _budgets, _yen, _none_with_others, _same, _similar)
        for signal in rule(seen)
    ]
    order = {s.id: i for i, s in enumerate(data.sections)}
    rules = list(RULES)
    return sorted(found, key=lambda s: (order[s.section_id], rules.index(s.rule)))


def _status(seen: RoundView) -> Iterator[Signal]:
    """①–⑤ of the overall form against the forms that are there."""
    question = seen.question(OVERALL, STATUS)
    if question is None:
        return
    for section_id, form in seen.overall.items():
        answer = form.answer(STATUS)
        if len(answer.codes) != 1:
            continue
        code = answer.codes[0]
        status = Text("".join(question.lines(answer, "ja")), "".join(question.lines(answer, "en")))
        running, planned = seen.of(section_id, RUNNING), seen.of(section_id, *PLANNED)
        own = Place(form.id, STATUS)
        checks: tuple[tuple[str, bool, list[Form]], ...] = (
            ("running_missing", code in (NOW, NOW_AND_LATER) and seen.has_none(section_id, RUNNING), []),
            ("planned_missing", code in (NOW_AND_LATER, LATER) and seen.has_none(section_id, *PLANNED), []),
            ("planned_unexpected", code in (NOW, NOT_OURS, OTHER) and bool(planned), planned),
            ("running_unexpected", code in (LATER, NOT_OURS, OTHER) and bool(running), running),
        )
        for rule, found, others in checks:
            if found:
                words = {"status": status, "forms": seen.called(*others)}
                yield Signal(rule, section_id, (own, *(Place(f.id) for f in others)), words)


def _plans(seen: RoundView) -> Iterator[Signal]:
    """Plans named in B or C that the overall form of the section does not list."""
    if seen.question(OVERALL, LISTED) is None:
        return
    for form in seen.projects:
        question, own = seen.question(form.questionnaire, PLAN), seen.overall.get(form.section_id)
        if form.questionnaire not in PLANNED or question is None or own is None:
            continue
        for plan in missing_plans(form.answer(PLAN).text, own.answer(LISTED).text):
            places = (Place(form.id, PLAN), Place(own.id, LISTED))
            yield Signal(
                "plan_not_listed",
                form.section_id,
                places,
                {"forms": seen.called(form), "plan": Text(plan, plan)},
            )


def _budgets(seen: RoundView) -> Iterator[Signal]:
    for form in seen.projects:
        city, total = seen.value(form, CITY_BUDGET), seen.value(form, TOTAL_BUDGET)
        if city is not None and total is not None and total < city:
            words = {
                "forms": seen.called(form),
                "total": Text(format_amount(total)),
                "city": Text(format_amount(city)),
            }
            places = (Place(form.id, TOTAL_BUDGET), Place(form.id, CITY_BUDGET))
            yield Signal("total_below_city", form.section_id, places, words)


def _yen(seen: RoundView) -> Iterator[Signal]:
    """Amounts far beyond the others that are whole thousands: 1,180,000 written where 1,180 千円 is meant."""
    amounts: dict[tuple[str, str], list[tuple[Form, int]]] = defaultdict(list)
    for form in seen.projects:
        for question in seen.known[form.questionnaire].questions:
            value = (
                question.value(form.answer(question.key)) if question.value_unit == "thousand_yen" else None
            )
            if value:
                amounts[form.questionnaire, question.key].append((form, value))
    for (key, name), found in amounts.items():
        middle = median(value for _, value in found)
        asked = seen.question(key, name)
        for form, value in found:
            if asked and (value >= YEN_CERTAIN or (value >= YEN_TIMES * middle and value % 1_000 == 0)):
                words = {
                    "forms": seen.called(form), "question": asked.short, "amount": Text(format_amount(value)),
                }  # fmt: skip
                yield Signal("looks_like_yen", form.section_id, (Place(form.id, name),), words)


def _none_with_others(seen: RoundView) -> Iterator[Signal]:
    for form in seen.data.forms:
        for question in seen.known[form.questionnaire].questions:
            answer = form.answers.get(question.key, EMPTY)
            if len(answer.codes) < 2 or not isinstance(question, ChoiceQuestion):
                continue
            for choice in question.chosen(answer):
                if choice.exclusive:
                    words = {"forms": seen.called(form), "question": question.short, "label": choice.short}
                    yield Signal("none_with_others", form.section_id, (Place(form.id, question.key),), words)


def _pair(seen: RoundView, rule: str, one: Form, other: Form, shared: str = "") -> Signal:
    section = seen.sections[other.section_id].name
    words = {
        "forms": seen.called(one), "other": seen.called(other), "section": Text(section, section),
        "shared": Text(shared, shared),
    }  # fmt: skip
    return Signal(rule, one.section_id, (Place(one.id), Place(other.id)), words)


def _same(seen: RoundView) -> Iterator[Signal]:
    """Equal names in two sections; told to the later one in organisation order, and named for both."""
    first: dict[str, Form] = {}
    for form in seen.projects:
        key = name_key(seen.name(form))
        known = first.setdefault(key, form) if key else form
        if known.section_id != form.section_id:
            yield _pair(seen, "same_project", form, known)


def _similar(seen: RoundView) -> Iterator[Signal]:
    forms = {f.id: f for f in seen.projects}
    names = {i: (f.section_id, seen.name(f)) for i, f in forms.items()}
    for one, other, shared in shared_names(names):
        yield _pair(seen, "similar_project", forms[one], forms[other], shared)

"""The checks behind the hearing signals: what speaks for hearing a section, from what was submitted. Pure.

Choices are looked up by their short label in the round's own definitions (`_codes`): a round that asks otherwise, or
gives a number another meaning, has nothing to be found there. The amounts of 2010 are in 千円, as everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questions import Ruling, Text, format_amount
from reports.names import plan_names
from reports.records import Form, RoundData
from reports.signals.checks import CITY_BUDGET, LISTED, RUNNING, contradictions
from reports.signals.hearing_rules import HEARING_RULES
from reports.signals.round_view import OVERALL, RoundView
from reports.signals.signal import Place, Signal

LARGE: Final = 1_000  # 千円
WHY: Final = "why_needed"
#: What the short labels of choices mean for a hearing (see `_codes`).
NOT_SETTLED: Final = ("必要無し",)
VAGUE: Final = ("分担あいまい", "責任不明確")
UNDECIDED: Final = ("未定",)
IN_NO_PLAN: Final = ("記載なし",)
NOT_EVALUATED: Final = ("必要無し", "不十分")
DONE_IS_ENOUGH: Final = ("実施で",)
NO_REPORT: Final = ("無し",)
EVENT: Final = ("イベント",)
EVENTS: Final = ("イベント", "講座")
_RULINGS: Final = {
    Ruling.BLANK: Text("記入なし", "blank"),
    Ruling.NOTHING: Text("特になし", "nothing to report"),
    Ruling.NOT_APPLICABLE: Text("該当なし", "not applicable"),
}


@dataclass(frozen=True, slots=True)
class HearingSignal:
    """One thing that speaks for hearing a section. count: how often (千円 for the budget); places: the answers it
    comes from."""

    rule: str
    section_id: int
    count: int
    places: tuple[Place, ...]
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def name(self) -> Text:
        """The signal in a few words."""
        return HEARING_RULES[self.rule].name

    @property
    def message(self) -> Text:
        """What was found."""
        return HEARING_RULES[self.rule].message.fill(n=Text(format_amount(self.count)), **self.words)

    @property
    def counted(self) -> bool:
        """More than yes or no: the count says something by itself."""
        return len(HEARING_RULES[self.rule].steps) > 1

    @property
    def strength(self) -> int:
        """1 to 3."""
        return HEARING_RULES[self.rule].strength(self.count)

    def points(self, weights: Mapping[str, int]) -> int:
        """Weight × strength; weights: those that differ from the usual ones."""
        return weights.get(self.rule, HEARING_RULES[self.rule].weight) * self.strength


def hearing_signals(data: RoundData, *, complete: bool = True) -> dict[int, list[HearingSignal]]:
    """Section id → what speaks for hearing it, in the order of the rules; every section of the round is there.

    complete: as for `contradictions`.
    """
    seen = RoundView(data, complete)
    against: dict[int, list[Signal]] = defaultdict(list)
    for found in contradictions(data, complete=complete):
        if found.certain:
            against[found.section_id].append(found)
    out: dict[int, list[HearingSignal]] = {}
    for section in data.sections:
        running = seen.of(section.id, RUNNING)
        own = [*_why(seen, section.id), *_against(section.id, against[section.id])]
        own += [s for check in _OF_RUNNING for s in check(seen, section.id, running)]
        own += [*_undated(seen, section.id), *_plans(seen, section.id)]
        order = list(HEARING_RULES)
        out[section.id] = sorted((s for s in own if s.strength), key=lambda s: order.index(s.rule))
    return out


def _codes(seen: RoundView, questionnaire: str, question: str, labels: Sequence[str]) -> frozenset[int]:
    """The numbers of the choices with these short labels, in the round's own definitions."""
    asked = seen.question(questionnaire, question)
    return frozenset(c.code for c in asked.choices if c.short.ja in labels) if asked else frozenset()


def _has(seen: RoundView, form: Form, question: str, labels: Sequence[str]) -> bool:
    return bool(_codes(seen, form.questionnaire, question, labels) & set(form.answer(question).codes))


def _blank(seen: RoundView, form: Form, question: str) -> bool:
    asked = seen.question(form.questionnaire, question)
    return asked is not None and form.blank(asked)


def _why(seen: RoundView, section_id: int) -> Iterator[HearingSignal]:
    form, question = seen.overall.get(section_id), seen.question(OVERALL, WHY)
    if form is not None and question is not None and (ruled := form.ruling(question)) in _RULINGS:
        yield HearingSignal("why_blank", section_id, 1, (Place(form.id, WHY),), {"ruling": _RULINGS[ruled]})


def _against(section_id: int, found: Sequence[Signal]) -> Iterator[HearingSignal]:
    if found:
        names = list(dict.fromkeys(f.name for f in found))
        places = tuple(dict.fromkeys(p for f in found for p in f.places))
        yield HearingSignal("contradictory", section_id, len(found), places, {"names": _listed(names)})


def _listed(names: Sequence[Text]) -> Text:
    return Text("、".join(n.ja for n in names), ", ".join(n.get("en") for n in names))


def _projects(_seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    yield HearingSignal("projects", section_id, len(running), tuple(Place(f.id) for f in running))


def _budget(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    amounts = [(form, value) for form in running if (value := seen.value(form, CITY_BUDGET))]
    places = tuple(Place(form.id, CITY_BUDGET) for form, _ in amounts)
    yield HearingSignal("budget", section_id, sum(value for _, value in amounts), places)


def _variety(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    asked = seen.question(RUNNING, "field")
    if asked is None:
        return
    used = {code for form in running for code in form.answer("field").codes}
    names = [c.short for c in asked.choices if c.code in used and not c.explain]  # その他 is no field
    places = tuple(Place(f.id, "field") for f in running if f.answer("field").codes)
    yield HearingSignal("variety", section_id, len(names), places, {"names": _listed(names)})


def _roles(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    places: list[Place] = []
    count = 0
    for form in running:
        if (seen.value(form, CITY_BUDGET) or 0) < LARGE:
            continue
        open_ = _has(seen, form, "decision", NOT_SETTLED) or _blank(seen, form, "decision")
        vague = _has(seen, form, "issue", VAGUE)
        if open_ or vague:
            count += 1
            places.append(Place(form.id, "decision" if open_ else "issue"))
            places.append(Place(form.id, CITY_BUDGET))
    yield HearingSignal("roles_open", section_id, count, tuple(places))


def _issues(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    asked = seen.question(RUNNING, "issue")
    if asked is None:
        return
    named = {c.code: c for c in asked.choices if not c.exclusive}
    naming = [f for f in running if set(named) & set(f.answer("issue").codes)]
    used = {code for f in naming for code in f.answer("issue").codes}
    words = {"names": _listed([c.short for code, c in named.items() if code in used])}
    yield HearingSignal("issues", section_id, len(naming), tuple(Place(f.id, "issue") for f in naming), words)


def _weak(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    places: list[Place] = []
    count = 0
    for form in running:
        bad = _has(seen, form, "evaluation", NOT_EVALUATED)
        both = _has(seen, form, "evaluation", DONE_IS_ENOUGH) and _has(seen, form, "report", NO_REPORT)
        if bad or both:
            count += 1
            places.append(Place(form.id, "evaluation"))
            places += [Place(form.id, "report")] if both else []
    yield HearingSignal("weak_check", section_id, count, tuple(places))


def _events(seen: RoundView, section_id: int, running: Sequence[Form]) -> Iterator[HearingSignal]:
    allowed = _codes(seen, RUNNING, "activity", EVENTS)
    done = [set(f.answer("activity").codes) for f in running]
    only = bool(running) and all(codes and codes <= allowed for codes in done)
    if only and any(_has(seen, f, "activity", EVENT) for f in running):
        yield HearingSignal(
            "only_events", section_id, len(running), tuple(Place(f.id, "activity") for f in running)
        )


def _undated(seen: RoundView, section_id: int) -> Iterator[HearingSignal]:
    places = [
        Place(f.id, "timing") for f in seen.of(section_id, "c")
        if _has(seen, f, "timing", UNDECIDED) or _blank(seen, f, "timing")
    ]  # fmt: skip
    places += [Place(f.id, "plan") for f in seen.of(section_id, "b") if _has(seen, f, "plan", IN_NO_PLAN)]
    yield HearingSignal("undated", section_id, len(places), tuple(places))


def _plans(seen: RoundView, section_id: int) -> Iterator[HearingSignal]:
    form, question = seen.overall.get(section_id), seen.question(OVERALL, LISTED)
    if form is None or question is None or form.ruling(question) != Ruling.ANSWERED:
        return
    named = len(plan_names(form.answer(LISTED).text)) or 1
    yield HearingSignal("plans_named", section_id, named, (Place(form.id, LISTED),))


_Check = Callable[[RoundView, int, Sequence[Form]], Iterator[HearingSignal]]
_OF_RUNNING: Final[tuple[_Check, ...]] = (
    _projects, _budget, _variety, _roles, _issues, _weak, _events,
)  # fmt: skip

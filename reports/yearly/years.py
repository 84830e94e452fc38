"""Two rounds and what joins them: which project of the one is which of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Text, era_name, search_key
from reports.records import Form, RoundData

CONTINUED: Final = "continued"
NEW: Final = "new"
ENDED: Final = "ended"
MOVED: Final = "moved"
PENDING: Final = "pending"
WORDS: Final[Mapping[str, Text]] = {
    CONTINUED: Text("継続", "Continued"),
    NEW: Text("新規", "New"),
    ENDED: Text("終了", "Ended"),
    MOVED: Text("移行", "Moved on"),
    PENDING: Text("未提出", "Not submitted yet"),
}


@dataclass(frozen=True)
class Years:
    """Two rounds and what joins them. origins: form id → the old form it came from; places: old section id → the
    sections in its place (empty: the same section); drafted: old forms whose successor is a draft so far."""

    before: RoundData
    after: RoundData
    origins: Mapping[int, int] = field(default_factory=dict)
    places: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    drafted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """One project over two rounds; before or after is None where it is in one only. named: joined by its name;
    pending: nobody has said yet what became of it."""

    before: Form | None
    after: Form | None
    named: bool = False
    pending: bool = False

    @property
    def what(self) -> str:
        """CONTINUED, NEW, ENDED, PENDING, or MOVED: from one form to another (a plan became a project)."""
        if self.before is None:
            return NEW
        if self.after is None:
            return PENDING if self.pending else ENDED
        return CONTINUED if self.before.questionnaire == self.after.questionnaire else MOVED


def pairs(years: Years) -> tuple[Pair, ...]:
    """Every project of both rounds: those of the new round in printed order, then those that have ended."""
    old = {f.id: f for f in _projects(years.before)}
    new = _projects(years.after)
    taken = {o for f in new if (o := years.origins.get(f.id)) in old}
    alike = _by_name(years, [f for f in old.values() if f.id not in taken])
    out = []
    for form in new:
        origin = old.get(years.origins.get(form.id, -1))
        known = alike.get(_name_key(years.after, form.section_id, form), [])
        named = next((f for f in known if f.id not in taken), None) if origin is None else None
        if named is not None:
            taken.add(named.id)
        out.append(Pair(origin or named, form, named is not None))
    gone = [f for f in old.values() if f.id not in taken]
    return (*out, *(Pair(f, None, pending=_pending(years, f)) for f in gone))


def _pending(years: Years, form: Form) -> bool:
    """Its successor is still a draft, or those who would have it have not answered this questionnaire at all."""
    if form.id in years.drafted:
        return True
    asked = {s.id for s in years.after.sections}
    known = form.questionnaire in years.after.by_questionnaire
    places = [p for p in place_of(years, form.section_id) if p in asked]
    return (
        known
        and bool(places)
        and all(years.after.standing(p, form.questionnaire) == "missing" for p in places)
    )


def _projects(data: RoundData) -> list[Form]:
    keys = [q.key for q in data.questionnaires if q.per_project]
    return [f for key in keys for f in data.by_questionnaire[key]]


def _by_name(years: Years, forms: Sequence[Form]) -> dict[tuple[int, str, str], list[Form]]:
    """Old projects by (the section that would have it now, questionnaire, name as compared)."""
    out: dict[tuple[int, str, str], list[Form]] = {}
    for form in forms:
        for place in place_of(years, form.section_id):
            out.setdefault(_name_key(years.before, place, form), []).append(form)
    return {key: found for key, found in out.items() if key[2]}


def _name_key(data: RoundData, section_id: int, form: Form) -> tuple[int, str, str]:
    return section_id, form.questionnaire, search_key(project_name(data, form))


def project_name(data: RoundData, form: Form) -> str:
    """A project's name as submitted."""
    title = data.questionnaire(form.questionnaire).role("title")
    return form.answers.get(title.key, EMPTY).text.strip() if title else ""


def place_of(years: Years, old_section: int) -> tuple[int, ...]:
    """The sections in an old one's place: as noted when the round was made, else the one of the same id."""
    if years.places:
        return years.places.get(old_section, ())
    return (old_section,) if any(s.id == old_section for s in years.after.sections) else ()


def questionnaire(years: Years, key: str) -> Questionnaire:
    """A questionnaire of either round, as it is now where both have it."""
    known = {q.key: q for q in (*years.before.questionnaires, *years.after.questionnaires)}
    return known[key]


def both_text(years: Years) -> Text:
    """Which two rounds, and when they were read."""
    at = years.after.as_of
    return Text(
        f"前回：{years.before.name}／今回：{years.after.name}（{era_name(at.year)}年{at.month}月{at.day}日 "
        f"{at.hour}時{at.minute:02d}分現在）",
        f"Before: {years.before.name} / now: {years.after.name} (as of {at:%Y-%m-%d %H:%M})",
    )

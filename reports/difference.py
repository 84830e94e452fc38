"""What changed between two states of a round: forms new, replaced, withdrawn; counts and sums before → after.

Both states belong to the same round, so questionnaires and sections are the same. Pure: from two `RoundData`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import Question, Text, era_name
from reports.amounts import Summary, summaries
from reports.counts import LineCount, question_counts
from reports.phrases import CHANGES, DECLARED_NONE
from reports.records import Form, RoundData, Section

#: Kinds of change, in the order in which they are told of one questionnaire.
KINDS: Final[Mapping[str, Text]] = {
    **CHANGES,
    "ruled": Text("判定の変更", "Ruled otherwise"),
    "declared": Text("「該当事業なし」の回答", "“None” declared"),
    "undeclared": Text("「該当事業なし」の取消し", "“None” taken back"),
}
TODAY: Final = Text("現在", "Now")


@dataclass(frozen=True, slots=True)
class Change:
    """One form (or one declaration) that differs. old, new: None where it is not there; questions: those that differ.

    kind: one of KINDS.
    """

    kind: str
    questionnaire: Questionnaire
    section: Section
    old: Form | None = None
    new: Form | None = None
    questions: tuple[Question, ...] = ()

    @property
    def form_id(self) -> int:
        """The form's id; 0 for a declaration."""
        form = self.new or self.old
        return form.id if form else 0

    @property
    def number(self) -> str:
        """The project's number as printed."""
        form = self.new or self.old
        return self.questionnaire.number(form.number) if form and form.number is not None else ""

    @property
    def name(self) -> str | Text:
        """The project's name; nothing for a section's own form."""
        form, title = self.new or self.old, self.questionnaire.role("title")
        if form is None:
            return DECLARED_NONE
        return " ".join(form.answer(title.key).text.split()) if title else ""

    @property
    def versions(self) -> str:
        """`1 → 2`."""
        return " → ".join(str(f.version) if f else "―" for f in (self.old, self.new)) if self.form_id else ""


@dataclass(frozen=True, slots=True)
class CountChange:
    """One line of a count before and after."""

    old: LineCount
    new: LineCount

    @property
    def changed(self) -> bool:
        """Another number of forms."""
        return self.old.n != self.new.n


@dataclass(frozen=True, slots=True)
class SumChange:
    """The amounts given to one question before and after."""

    old: Summary
    new: Summary


@dataclass(frozen=True)
class Difference:
    """Two states of a round."""

    old: RoundData
    new: RoundData

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every form and declaration that differs, by questionnaire, then in printed order."""
        return tuple(c for made in self.new.questionnaires for c in self._of(made))

    def _of(self, made: Questionnaire) -> Iterator[Change]:
        sections = {s.id: s for s in (*self.old.sections, *self.new.sections)}
        before = {f.id: f for f in self.old.by_questionnaire[made.key]}
        after = {f.id: f for f in self.new.by_questionnaire[made.key]}
        place = {s.id: i for i, s in enumerate(self.new.sections)}
        every = sorted(
            (before | after).values(), key=lambda f: (f.number or 0, place.get(f.section_id, 0), f.id)
        )
        for form in every:
            old, new = before.get(form.id), after.get(form.id)
            if kind := _kind(made, old, new):
                yield Change(kind, made, sections[form.section_id], old, new, _questions(made, old, new))
        for section in self.new.sections:
            was, now = ((section.id, made.key) in d.declared_none for d in (self.old, self.new))
            if was != now:
                yield Change("declared" if now else "undeclared", made, section)

    @cached_property
    def counts(self) -> Mapping[str, tuple[CountChange, ...]]:
        """Every count line by questionnaire key, also unchanged ones; lines that occur on one side only, too."""
        return {made.key: tuple(self._counts(made)) for made in self.new.questionnaires}

    def _counts(self, made: Questionnaire) -> Iterator[CountChange]:
        sides = [{_line(c): c for c in question_counts(d, made.key)} for d in (self.old, self.new)]
        order = [(q.key, line.code) for q in made.questions for line in q.count_lines()]
        for key in order:
            old, new = sides[0].get(key), sides[1].get(key)
            known = new or old
            if known is not None:
                yield CountChange(old or _none(known), new or _none(known))

    @cached_property
    def sums(self) -> Mapping[str, tuple[SumChange, ...]]:
        """The money questions whose amounts differ, by questionnaire key."""
        out = {}
        for made in self.new.questionnaires:
            pairs = zip(*(summaries(d, made.key, "thousand_yen") for d in (self.old, self.new)), strict=True)
            out[made.key] = tuple(SumChange(a, b) for a, b in pairs if sorted(a.values) != sorted(b.values))
        return out

    def base(self, key: str) -> tuple[int, int]:
        """Submitted forms before and after."""
        return len(self.old.by_questionnaire[key]), len(self.new.by_questionnaire[key])

    @property
    def names(self) -> tuple[Text, Text]:
        """What the two states are called, each with its moment."""
        return state_name(self.old), state_name(self.new)


def state_name(data: RoundData) -> Text:
    """`第３回会議資料（令和8年11月21日 14時02分現在）`; a state that was not kept is 現在."""
    at = data.as_of
    name = Text(data.edition, data.edition) if data.edition else TODAY
    ja = f"{era_name(at.year)}年{at.month}月{at.day}日 {at.hour}時{at.minute:02d}分現在"
    return Text(f"{name.ja}（{ja}）", f"{name.get('en')} (as of {at:%Y-%m-%d %H:%M})")


def _kind(made: Questionnaire, old: Form | None, new: Form | None) -> str:
    if old is None:
        return "new"
    if new is None:
        return "withdrawn"
    if old.version != new.version:
        return "replaced"
    return "ruled" if any(old.ruling(q) != new.ruling(q) for q in made.questions) else ""


def _questions(made: Questionnaire, old: Form | None, new: Form | None) -> tuple[Question, ...]:
    if old is None or new is None:
        return ()
    return tuple(
        q
        for q in made.questions
        if q.compare(old.answer(q.key), new.answer(q.key)).changed or old.ruling(q) != new.ruling(q)
    )


def _line(count: LineCount) -> tuple[str, str]:
    return count.question.key, count.line.code


def _none(known: LineCount) -> LineCount:
    """A line that did not occur: an open end of a list, counted only where it is used."""
    return LineCount(known.question, known.line, 0, 0, 0)

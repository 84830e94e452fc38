"""What the pages on non-answers show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.db import Database
from app.rounds import rulings, rulings_service
from app.rounds import service as rounds
from app.rounds.rulings import Override, Rule
from app.rounds.rulings_service import OF_RULES, Ruled
from app.rounds.service import Section
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Question, Ruling, Text, search_key

#: Answers up to this length that no rule matches are shown: 特にない is a non-answer, 防災 is not.
SHORT: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in a list: whose it is, and how it is ruled."""

    ruled: Ruled
    section: Section

    @property
    def form(self) -> Text:
        """`Ａ 12 消費生活展`, or just the section's name for its own form."""
        made, form = self.ruled.questionnaire, self.ruled.form
        if not made.per_project:
            return Text(self.section.name, self.section.name)
        title = made.role("title")
        name = form.answers.get(title.key, EMPTY).text if title else ""
        words = f"{made.number(form.number)} {name}".strip()
        return Text(*(f"{made.short.get(x)} {words}" for x in ("ja", "en")))

    @property
    def ruling(self) -> Text:
        """The ruling in words."""
        return Ruling.LABELS[self.ruled.ruling]


@dataclass(frozen=True, slots=True)
class Group:
    """One text question: how many answers of each ruling, and those that are none (or ruled by themselves)."""

    questionnaire: Questionnaire
    question: Question
    counts: Mapping[str, int]
    lines: Sequence[Line]

    @property
    def title(self) -> Text:
        """`全体 1 なぜ必要か`."""
        parts = (self.questionnaire.short, Text(self.question.number), self.question.short)
        return Text(*(" ".join(p.get(x) for p in parts if p.get(x)) for x in ("ja", "en")))

    @property
    def anchor(self) -> str:
        """For links within the page."""
        return f"group-{self.questionnaire.key}-{self.question.key}"


@dataclass(frozen=True)
class RulingsPage:
    """Rules with how many answers each matches; the questions; short answers without a rule; the trace."""

    rules: Sequence[tuple[Rule, int]]
    groups: Sequence[Group]
    unruled: Sequence[tuple[str, int]]
    trace: Sequence[tuple[Override, Line | None]]


def labels(*, every: bool = False) -> list[tuple[str, Text]]:
    """Rulings to choose from: those of rules, or every one."""
    return [(r, Ruling.LABELS[r]) for r in (Ruling.ALL if every else OF_RULES)]


def rulings_page(db: Database, round_id: int) -> RulingsPage:
    """Everything on the non-answers of a round."""
    with db.read():
        every = rulings_service.ruled_answers(db, round_id)
        rows = rulings.rule_rows(db, round_id)
        sections = {s.id: s for s in rounds.sections(db, round_id)}
        trace = rulings.trace(db, round_id)
    keys = Counter(search_key(r.text) for r in every)
    lines = {(r.form.form_id, r.question.key): Line(r, sections[r.form.section_id]) for r in every}
    return RulingsPage(
        [(rule, keys[rule.key]) for rule in rows],
        _groups(list(lines.values())),
        _unruled(every),
        [(o, lines.get((o.form_id, o.question))) for o in trace],
    )


def _groups(lines: Sequence[Line]) -> list[Group]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.ruled.questionnaire.key, line.ruled.question.key), []).append(line)
    groups = []
    for own in found.values():
        counts = Counter(line.ruled.ruling for line in own)
        shown = [x for x in own if x.ruled.ruling != Ruling.ANSWERED or x.ruled.single]
        first = own[0].ruled
        groups.append(Group(first.questionnaire, first.question, {r: counts[r] for r in Ruling.ALL}, shown))
    return groups


def _unruled(every: Sequence[Ruled]) -> list[tuple[str, int]]:
    """Short words that count as answers, the most frequent first; names are meant to be short."""
    words: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for r in every:
        key = search_key(r.text)
        if r.question.role != "title" and r.ruling == Ruling.ANSWERED and not r.single and len(key) <= SHORT:
            words[key] += 1
            spelled.setdefault(key, r.text)
    return [(spelled[key], n) for key, n in words.most_common(30)]


def line_of(db: Database, round_id: int, form_id: int, question: str) -> Line:
    """One answer. Raises NotFound."""
    ruled = rulings_service.ruled_answer(db, round_id, form_id, question)
    section = next(s for s in rounds.sections(db, round_id) if s.id == ruled.form.section_id)
    return Line(ruled, section)

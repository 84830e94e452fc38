"""The projects of two rounds: each with what became of it, and how many per section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from forms.questionnaire import Questionnaire
from forms.questions import Question, Text, search_key
from reports.phrases import DEPARTMENT, SECTION, TOTAL
from reports.records import Form, RoundData, Section
from reports.tables import Cell, Column, ResultTable, Row
from reports.yearly.years import (
    MOVED,
    WORDS,
    Pair,
    Years,
    both_text,
    pairs,
    place_of,
    project_name,
    questionnaire,
)

_WHAT: Final = Column(".what", Text("区分", "What"), width=8)
_FORM: Final = Column(".form", Text("調査票", "Form"), width=9)
_BEFORE: Final = Column(".before", Text("前回の\n番号", "No.\nbefore"), "code", width=7)
_AFTER: Final = Column(".after", Text("今回の\n番号", "No.\nnow"), "code", width=7)
_NAME: Final = Column(".name", Text("事業名", "Project"), width=34)
_NOTE: Final = Column(".note", Text("備考", "Remark"), width=26)


def projects_table(years: Years) -> ResultTable:
    """Every project with what became of it, section by section in organisation order."""
    found: dict[int, list[Pair]] = {}
    for pair in pairs(years):
        found.setdefault(_home(years, pair), []).append(pair)
    now = {s.id: s for s in years.after.sections}
    then = {-s.id: s for s in years.before.sections}
    rows = []
    for place, section in (*now.items(), *then.items()):
        rows += [_project_row(years, section, place, pair) for pair in found.get(place, ())]
    return ResultTable(
        "projects-compared",
        Text("事業の新規・継続・終了", "Projects: new, continued, ended"),
        (DEPARTMENT, replace(SECTION, width=20), _WHAT, _FORM, _BEFORE, _AFTER, _NAME, _NOTE),
        tuple(rows),
        both_text(years),
        Text(
            "継続：前回の事業から引き継いだもの、または同じ課（その後継の課）に同じ名称の事業があるもの。"
            "移行：前回は計画として、今回は別の調査票で提出されたもの。未提出：今回まだ提出されていないもの。終了した事業は、現在の後継の課に載せています。",
            "Continued: carried over, or of the same name in the same section (or the one in its place). Moved on: a plan "
            "of last time that is submitted in another form now. Not submitted yet: undecided. Ended projects stand at the section in their place.",
        ),
    )


def section_table(years: Years, section_id: int) -> ResultTable | None:
    """One section's projects with what became of each and the city's money before and now; None where it has none."""
    own = [p for p in pairs(years) if _home(years, p) == section_id]
    section = next((s for s in years.after.sections if s.id == section_id), None)
    if section is None or not own:
        return None
    columns = (_WHAT, _FORM, _BEFORE, _AFTER, _NAME, *_money_columns(years), _NOTE)
    rows = []
    for pair in own:
        row = _project_row(years, section, section_id, pair)
        *cells, remark = row.cells[2:]
        money = tuple(
            _money(data, form) for data, form in ((years.before, pair.before), (years.after, pair.after))
        )
        rows.append(replace(row, cells=(*cells, *money, remark), group=row.ref))
    title = Text("前回からの事業の動き", "Projects since last time")
    return ResultTable(f"since-{section_id}", title, columns, tuple(rows), both_text(years))


def section_counts(years: Years, section_id: int) -> tuple[tuple[Questionnaire, int, int], ...]:
    """One section's projects by questionnaire: (it, how many before, how many now), those with any."""
    own = [p for p in pairs(years) if _home(years, p) == section_id]
    keys = dict.fromkeys(f.questionnaire for p in own for f in (p.before, p.after) if f is not None)
    return tuple(
        (
            questionnaire(years, key),
            sum(p.before is not None and p.before.questionnaire == key for p in own),
            sum(p.after is not None and p.after.questionnaire == key for p in own),
        )
        for key in keys
    )


def _money_question(data: RoundData, form: Form) -> Question | None:
    """The first amount of money a form asks for."""
    asked = data.questionnaire(form.questionnaire).questions
    return next((q for q in asked if q.value_unit == "thousand_yen"), None)


def _money(data: RoundData, form: Form | None) -> Cell:
    question = _money_question(data, form) if form else None
    return question.cell(form.answer(question.key)) if form and question else None


def _money_columns(years: Years) -> Iterator[Column]:
    """The amount's short name, before and now."""
    asked = [q for made in years.after.questionnaires for q in made.questions]
    short = next((q.short for q in asked if q.value_unit == "thousand_yen"), Text("予算", "Budget"))
    for key, when in ((".money_before", _TALLY["before"]), (".money_after", _TALLY["after"])):
        title = Text(f"{when.ja}\n{short.ja}\n（千円）", f"{when.en}\n{short.get('en')}\n(thousand yen)")
        yield Column(key, title, "thousand_yen", width=13)


def _home(years: Years, pair: Pair) -> int:
    """The section a project is shown at; the negative id of an old one that has no successor."""
    if pair.after is not None:
        return pair.after.section_id
    assert pair.before is not None
    return next(iter(place_of(years, pair.before.section_id)), -pair.before.section_id)


def _project_row(years: Years, section: Section, place: int, pair: Pair) -> Row:
    old, new = pair.before, pair.after
    shown, data = (new, years.after) if new is not None else (old, years.before)
    assert shown is not None
    cells: tuple[Cell, ...] = (
        section.department, section.name, WORDS[pair.what], data.questionnaire(shown.questionnaire).short,
        _number(years.before, old), _number(years.after, new), project_name(data, shown), _remark(years, pair),
    )  # fmt: skip
    return Row(cells, ref=str(shown.id), group=str(place))


def _number(data: RoundData, form: Form | None) -> str:
    return "" if form is None else data.questionnaire(form.questionnaire).number(form.number)


def _remark(years: Years, pair: Pair) -> Text:
    """What is different beside the answers: the name, the section, the form; and how the two were joined."""
    old, new = pair.before, pair.after
    if old is None or new is None:
        return Text()
    said = []
    name = project_name(years.before, old)
    if search_key(name) != search_key(project_name(years.after, new)):
        said.append(Text(f"前回の名称：{name}", f"was: {name}"))
    if pair.what == MOVED:
        was = years.before.questionnaire(old.questionnaire).short
        said.append(Text(f"前回は{was.ja}", f"was {was.get('en')}"))
    if (section := _section(years.before, old)) != _section(years.after, new):
        said.append(Text(f"前回は{section}", f"was in {section}"))
    if pair.named:
        said.append(Text("名称で照合", "joined by name"))
    return Text("、".join(t.ja for t in said), "; ".join(t.en for t in said))


def _section(data: RoundData, form: Form) -> str:
    return next((s.name for s in data.sections if s.id == form.section_id), "")


def summary_table(years: Years, key: str) -> ResultTable:
    """One project questionnaire: per section how many were there, go on, ended, are new, are there now."""
    now, then = {s.id: s for s in years.after.sections}, {-s.id: s for s in years.before.sections}
    tally: dict[int, dict[str, int]] = {}
    for pair in pairs(years):
        for name in _tallied(pair, key):
            line = tally.setdefault(_home(years, pair), dict.fromkeys(_TALLY, 0))
            line[name] += 1
    places = [(place, s) for place, s in (*now.items(), *then.items()) if place in tally]
    totals = {name: sum(line[name] for line in tally.values()) for name in _TALLY}
    used = [name for name in _TALLY if totals[name] or name not in ("pending", "left", "came")]
    rows = [
        Row((s.department, s.name, *(tally[place][n] for n in used)), group=str(place)) for place, s in places
    ]
    rows.append(Row((TOTAL, Text("全課", "All sections"), *(totals[n] for n in used)), state="total"))
    made = questionnaire(years, key)
    return ResultTable(
        f"summary-{key}",
        Text(f"{made.title.ja}　事業数の比較", f"{made.title.get('en')}: number of projects"),
        (
            replace(DEPARTMENT, width=20),
            replace(SECTION, width=20),
            *(Column(f".{n}", _TALLY[n], "number", width=8) for n in used),
        ),
        tuple(rows),
        both_text(years),
    )


_TALLY: Final[Mapping[str, Text]] = {
    "before": Text("前回", "Before"),
    "continued": Text("継続", "Continued"),
    "ended": Text("終了", "Ended"),
    "pending": Text("未提出", "Not submitted yet"),
    "left": Text("他の調査票へ", "To another form"),
    "came": Text("他の調査票から", "From another form"),
    "new": Text("新規", "New"),
    "after": Text("今回", "Now"),
}


def _tallied(pair: Pair, key: str) -> Iterator[str]:
    old = pair.before is not None and pair.before.questionnaire == key
    new = pair.after is not None and pair.after.questionnaire == key
    if old:
        yield "before"
        yield "continued" if new else "left" if pair.after is not None else pair.what
    if new:
        yield "after"
        if not old:
            yield "came" if pair.before is not None else "new"

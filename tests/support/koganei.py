"""A round built from the wide files of a survey: the demonstration's, or the real one beside us."""

import csv
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from forms.questionnaire import Questionnaire, load_all
from forms.questions import Facts, Level, Ruling, search_key
from reports.records import Form, RoundData, Section

DEMO = Path(__file__).parents[2] / "app" / "demo" / "round-2010"
AS_OF = datetime(2026, 11, 21, 9, 5, tzinfo=timezone(timedelta(hours=9)))
FACTS = Facts(year=2010)

#: Whole answers that are none, by what they were ruled (compared by search_key).
WORDS = {
    Ruling.BLANK: ("", "記入なし", "記載なし", "略"),
    Ruling.NOTHING: ("特になし", "特にありません", "特にありません。", "なし", "1 特になし"),
    Ruling.NOT_APPLICABLE: ("該当なし", "該当ありません"),
}
RULED = {search_key(word): ruling for ruling, words in WORDS.items() for word in words}


def rule(text: str) -> str:
    """How a whole text answer is ruled."""
    return RULED.get(search_key(text), Ruling.ANSWERED)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load_round(folder: Path, questionnaires: tuple[Questionnaire, ...] | None = None) -> RoundData:
    """Read a folder of wide files as one round; nobody declared to have no project."""
    made = questionnaires or load_all()
    sections = tuple(
        Section(int(r["order"]), r["department"], r["section"], r["unit_kind"], int(r["order"]))
        for r in read_csv(folder / "sections.csv")
    )
    ids = {(s.department, s.name): s.id for s in sections}
    forms: list[Form] = []
    for q in made:
        for i, row in enumerate(read_csv(folder / f"{q.wide_file}.csv"), 1):
            section = ids[row["department"], row["section"]]
            forms.append(read_form(q, row, len(forms) + 1, section, i if q.per_project else None))
    return RoundData("小金井市", "協働実態調査", 2010, AS_OF, made, sections, tuple(forms))


def read_form(q: Questionnaire, row: Mapping[str, str], id: int, section: int, number: int | None) -> Form:
    """One row of a wide file as a submitted form, with the rulings and the findings of an import."""
    others = json.loads(row.get("other_texts") or "{}")
    answers, rulings, flags = {}, {}, {}
    for question in q.questions:
        answer, found = question.from_wide(row, others)
        found = [*found, *question.check(answer, FACTS)]
        answers[question.key] = answer
        if question.is_text:
            rulings[question.key] = rule(answer.text)
        if kept := tuple(f for f in found if f.level(imported=True) is Level.FLAG):
            flags[question.key] = kept
    return Form(id, section, q.key, number, 1, answers, rulings, flags)

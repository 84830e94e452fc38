"""A small city for tests: a database, three sections, one open round with the real definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.db import Database
from app.migrations import migrate
from app.organisation import service as organisation
from app.responses.service import drafting, submitting
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.selfsaving.rule import Typed
from forms.questionnaire import Questionnaire
from forms.questions import Answer

NOW = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
SECTIONS = (
    ("市民部", "市民課", "section"),
    ("市民部", "（文化施設開設担当）", "charge"),
    ("議会事務局", "議会事務局", "office"),
)


@dataclass(frozen=True)
class City:
    """What the tests work on."""

    db: Database
    round_id: int
    sections: tuple[int, ...]
    writer: Actor
    colleague: Actor
    stranger: Actor


def make_city(folder: Path, definitions: tuple[Questionnaire, ...] | None = None) -> City:
    """A fresh database in `folder` with one open round; the writer belongs to the first section."""
    db = Database(folder / "kikitori.db")
    migrate(db)
    with db.write():
        ids = tuple(organisation.add_section(db, d, n, k, i) for i, (d, n, k) in enumerate(SECTIONS, 1))
        round_id = rounds.create(db, SYSTEM, NOW, "試験調査", 2026, ids, definitions)
        rounds.change(db, SYSTEM, NOW, round_id, state="open", deadline="2026-12-18")
        people = [
            db.insert("account", login=f"p{i}", name=f"職員{i}", role=SECTION, created_at="2026-11-21")
            for i in range(3)
        ]
    actors = [
        Actor(p, f"職員{i}", SECTION, frozenset({ids[1] if i == 2 else ids[0]})) for i, p in enumerate(people)
    ]
    return City(db, round_id, ids, *actors)


#: A complete and blameless A form.
COMPLETE_A = {
    "name": Answer(text="花壇づくり"),
    "content": Answer(text="公園の花壇を市民と手入れする。"),
    "activity": Answer((1, 8)),
    "field": Answer((5,)),
    "partner": Answer((3, 11), other="町内の有志"),
    "form": Answer((7,)),
    "type": Answer((2,)),
    "start": Answer((1,), "平成２０"),
    "city_budget": Answer((1,), "１，１８０千円"),
    "total_budget": Answer((2,)),
    "reason": Answer((1, 4)),
    "involvement": Answer((1,)),
    "decision": Answer((2,)),
    "monitoring": Answer((1,)),
    "evaluation": Answer((1,)),
    "report": Answer((2,)),
    "outcome": Answer((2,)),
    "issue": Answer((12,)),
}


def add_project(city: City, answers: dict[str, Answer] | None = None, key: str = "a") -> int:
    """A project of the writer's section with these answers (a complete A form by default)."""
    form_id = drafting.add_form(city.db, city.writer, NOW, city.round_id, city.sections[0], key)
    drafting.write_answers(city.db, city.writer, NOW, form_id, COMPLETE_A if answers is None else answers)
    return form_id


def change_answer(city: City, form_id: int, key: str, answer: Answer, who: Actor | None = None) -> None:
    """Save one answer anew, as a page would that shows what is stored."""
    kept = drafting.kept_answers(city.db, form_id)[key]
    page = {key: Typed(answer, kept.revision, kept.answer.mark())}
    assert drafting.save_draft(city.db, who or city.writer, NOW, form_id, page).written


def submit_forms(city: City, *ids: int, reason: str = "") -> int | None:
    """Submit these forms of the writer's section as the check page would that shows them now."""
    work = submitting.section_work(city.db, NOW, city.round_id, city.sections[0])
    seen = {i.form.id: i.seen for i in work.items}
    return submitting.submit(
        city.db, city.writer, NOW, city.round_id, city.sections[0], {i: seen[i] for i in ids},
        respondent="山田", extension="2145", reason=reason,
    )  # fmt: skip

"""Made-up rounds of any size in a database file of the real schema, written in bulk."""

from __future__ import annotations

import random
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.clock import stored
from app.db import Database
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questionnaire import Questionnaire, load_all
from forms.questions import Answer, ChoiceQuestion, join_codes
from reports.tally import Layout
from tests.support.koganei import DEMO, load_round, rule
from tests.support.stored import START, new_database

DEPARTMENTS = 52
Answers = Mapping[str, Answer]


def random_answers(made: Questionnaire, n: int) -> Iterator[Answers]:
    """n forms with random choices: one for a question of one choice, one to three where many are allowed."""
    dice = random.Random(2010)
    asked = [
        (q.key, [c.code for c in q.choices if c.offered], 3 if q.many else 1)
        for q in made.questions
        if isinstance(q, ChoiceQuestion)
    ]
    for i in range(n):
        answers = {
            key: Answer(tuple(sorted({dice.choice(codes) for _ in range(dice.randint(1, most))})))
            for key, codes, most in asked
        }
        yield answers | {
            "name": Answer(text=f"事業{i}"),
            "content": Answer(text="地域の皆さんと行う事業です。"),
        }


def demo_answers(n: int) -> Iterator[Answers]:
    """n forms: the demonstration's projects over and over."""
    known = load_round(DEMO).by_questionnaire["a"]
    return (known[i % len(known)].answers for i in range(n))


def fill(path: Path, forms: Iterable[Answers], sections: int) -> int:
    """A database with one round; its A projects are spread over sections of 52 departments. The round's id."""
    db = new_database(path)
    made = load_all()
    with db.write():
        ids = [
            organisation.add_section(db, f"第{i % DEPARTMENTS + 1}部", f"第{i + 1}課", "section", i + 1)
            for i in range(sections)
        ]
        round_id = rounds.create(db, SYSTEM, START, "全国調査", 2026, ids, made)
        db.run_many(
            "INSERT INTO submission (id, round_id, section_id, submitted_at, source) VALUES (?, ?, ?, ?, 'import')",
            [(s, round_id, s, stored(START)) for s in ids],
        )
        _write_forms(db, round_id, next(q for q in made if q.key == "a"), forms, ids)
    db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.connection.execute("ANALYZE")
    db.close()
    return round_id


def _write_forms(
    db: Database, round_id: int, made: Questionnaire, forms: Iterable[Answers], ids: list[int]
) -> None:
    layout = Layout(made)
    counted = [q.key for q in made.questions if q.is_text and q.counted]
    for i, answers in enumerate(forms, 1):
        section = ids[i % len(ids)]
        db.run(
            "INSERT INTO form (id, round_id, section_id, questionnaire, single, position, number, created_at)"
            " VALUES (?, ?, ?, 'a', 0, ?, ?, ?)",
            (i, round_id, section, i, i, stored(START)),
        )
        db.run(
            "INSERT INTO version (id, form_id, submission_id, number) VALUES (?, ?, ?, 1)", (i, i, section)
        )
        db.run_many(
            "INSERT INTO version_answer VALUES (?, ?, ?, ?, ?, ?, '', ?)",
            [
                (i, k, join_codes(a.codes), a.text, a.other, a.page, made.question(k).value(a))
                for k, a in answers.items()
                if not a.empty
            ],
        )
        ruled = {k: rule(answers[k].text) for k in counted if k in answers}
        words = layout.pack(answers, ruled)
        db.run(
            "INSERT INTO tally VALUES (?, ?, ?, 'a', ?, ?)",
            (i, i, round_id, section, struct.pack(f"<{len(words)}q", *words)),
        )


def main(kind: str, path: str, n: str, sections: str) -> None:
    """`towns random|demo FILE FORMS SECTIONS`."""
    made = next(q for q in load_all() if q.key == "a")
    forms = random_answers(made, int(n)) if kind == "random" else demo_answers(int(n))
    print(fill(Path(path), forms, int(sections)))


if __name__ == "__main__":
    main(*sys.argv[1:])

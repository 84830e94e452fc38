"""Next year's round from the survey of 2010: everything carried over, read, submitted, and compared."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db import Database
from app.errors import NotFound, Refused
from app.importing.service import import_folder
from app.migrations import migrate
from app.organisation.service import reshaping
from app.organisation.service.reshaping import Part
from app.queries import unsubmitted_drafts
from app.responses.service import carrying, drafting, freezing, reading, submitting
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen
from app.rounds import rulings, rulings_service
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.succession import comparing, service
from app.succession.service import OLD
from forms.changes import carry
from forms.questions import EMPTY, circled
from reports.yearly import pairs
from tests.support.city import NOW
from tests.support.koganei import DEMO

LATER = NOW + timedelta(days=1)


@pytest.fixture
def db(tmp_path):
    made = Database(tmp_path / "kikitori.db")
    migrate(made)
    import_folder(made, SYSTEM, NOW, DEMO, "平成22年度 調査", year=2010, accept_flagged=True)
    yield made
    made.close()


def make(db, **change):
    found = service.proposal(db, LATER, 1)
    plan = replace(found.plan, name="平成23年度 調査", year=2011, **change)
    return service.make(db, SYSTEM, LATER, 1, plan)


def person(section_id):
    return Actor(None, "課", SECTION, frozenset({section_id}))


def test_seventy_projects_go_along_word_for_word_and_count_the_same(db):
    rulings_service.add(db, SYSTEM, NOW, 1, "検討中", "blank")
    rounds.change(db, SYSTEM, NOW, 1, contact="内線 1", approval=True)
    round_id = make(db)
    made = rounds.get(db, round_id)
    assert (made.previous_id, made.state, made.contact, made.approval) == (1, "preparing", "内線 1", True)
    assert rulings.rules(db, round_id) == rulings.rules(db, 1)
    old = {f.form_id: f for f in reading.submitted_forms(db, 1)}
    carried = carrying.origins(db, round_id)
    assert len(carried) == 70
    questionnaire = rounds.questionnaire(db, round_id, "a")
    for form_id, origin in carried.items():
        was = old[origin.old_form_id]
        assert reading.form(db, form_id).section_id == was.section_id
        given = reading.drafts(db, form_id)
        for question in questionnaire.questions:
            fits = carry(question, question, was.answers.get(question.key, EMPTY)).answer
            assert given.get(question.key, EMPTY) == fits
    standing = reading.standing(db, LATER, round_id)
    assert {s.state for s in standing.values()} == {"missing"}, "nobody has begun anything yet"
    assert unsubmitted_drafts(db, round_id) == 0
    rounds.change(db, SYSTEM, LATER, round_id, state="open", approval=False)
    for form_id in carried:
        form = reading.form(db, form_id)
        carrying.goes_on(db, person(form.section_id), LATER, form_id)
        freezing.freeze(
            db, person(form.section_id), LATER, round_id, form.section_id,
            [Frozen(form_id, reading.drafts(db, form_id))], {}, source="section", facts=round_facts(db, round_id),
        )  # fmt: skip
    made = comparing.comparison(db, SYSTEM, LATER, rounds.get(db, 1), rounds.get(db, round_id))
    counts = next(t for t in made.tables if t.key == "compared-a")
    changed = {(r.group, r.cells[1], r.cells[7]) for r in counts.rows if r.cells[7]}
    # Numbers without a label are not offered, so they stay behind; everything else counts as it did.
    offered = {(q.key, c.code) for q in questionnaire.questions for c in q.choices if c.offered}
    assert all(n < 0 or code == "" for _, code, n in changed)
    assert not {(k, circled(c)) for k, c in offered} & {(k, code) for k, code, _ in changed}
    assert {p.what for p in pairs(made.years) if p.before and p.before.questionnaire == "a"} == {"continued"}
    assert comparing.csv_zip(made, "ja").getbuffer().nbytes > 1000


def test_a_carried_project_is_not_submitted_unread(db):
    round_id = make(db)
    rounds.change(db, SYSTEM, LATER, round_id, state="open")
    form_id = min(carrying.origins(db, round_id))
    section_id = reading.form(db, form_id).section_id
    who = person(section_id)
    work = submitting.section_work(db, LATER, round_id, section_id)
    item = next(i for i in work.items if i.form.id == form_id)
    assert (item.state, item.submittable, work.to_submit) == ("carried", False, False)
    with pytest.raises(Refused, match="confirmed"):
        submitting.submit(
            db, who, LATER, round_id, section_id, {form_id: item.seen}, respondent="山田", extension="1"
        )
    key = next(iter(item.answers))
    drafting.write_answers(db, who, LATER + timedelta(minutes=1), form_id, {key: item.answers[key]})
    assert reading.standing(db, LATER, round_id)[section_id, "a"].state == "draft", "somebody has touched it"
    carrying.goes_on(db, who, LATER, form_id)
    carrying.goes_on(db, who, LATER, form_id)
    work = submitting.section_work(db, LATER, round_id, section_id)
    assert next(i for i in work.items if i.form.id == form_id).state in ("draft", "ready")
    with pytest.raises(NotFound):
        carrying.goes_on(db, person(section_id + 1), LATER, form_id)
    assert db.value("SELECT count(*) FROM audit WHERE action = 'responses.goes_on'") == 1


def test_merged_split_and_ended_sections(db):
    """Two sections merged into one get both's projects; of a split one each project goes where it was put."""
    busy = [o.section for o in service.proposal(db, LATER, 1).sections if len(o.projects) > 1]
    one, two, split, ended = busy[:4]
    department, day = db.value("SELECT department_id FROM section WHERE id = ?", (one.id,)), "2026-11-22"
    merged = reshaping.merge(
        db, SYSTEM, NOW, [one.id, two.id], Part(department, "新しい統合課", "section"), day
    )
    parts = [Part(department, name, "section", f"_{n}") for n, name in enumerate(("本課", "分かれた課"), 1)]
    half, other = reshaping.split(db, SYSTEM, NOW, split.id, parts, day, {})
    with db.write():
        db.run("UPDATE section SET valid_until = '2026-11-21' WHERE id = ?", (ended.id,))
    mine = {o.section.id: o for o in service.proposal(db, LATER, 1).sections}
    assert [[p.id for p in mine[s.id].places] for s in (one, two, split, ended)] == [
        [merged], [merged], [half, other], [],
    ]  # fmt: skip
    running = {s.id: [p for p in mine[s.id].projects if p.form.questionnaire == "a"] for s in busy[:4]}
    last = running[split.id][-1].form.form_id
    round_id = make(db, projects={last: other})
    asked = {s.id for s in rounds.sections(db, round_id)}
    assert {merged, half, other} <= asked
    assert not {s.id for s in busy[:4]} & asked
    living = [reading.form(db, f).section_id for f in carrying.origins(db, round_id)]
    assert living.count(merged) == len(running[one.id]) + len(running[two.id])
    assert (living.count(half), living.count(other)) == (len(running[split.id]) - 1, 1)
    assert len(living) == 70 - len(running[ended.id])
    assert set(service.places(db, round_id)[split.id]) == {half, other}
    made = comparing.comparison(db, SYSTEM, LATER, rounds.get(db, 1), rounds.get(db, round_id))
    assert {p.what for p in pairs(made.years)} == {"pending", "ended"}, (
        "ended: those of the section without an heir"
    )


def test_what_a_plan_cannot_be(db):
    found = service.proposal(db, LATER, 1)
    plan = replace(found.plan, name="x")
    assert "name" in service.faults(found, replace(plan, name=" "))
    assert "sections" in service.faults(found, replace(plan, asked=()))
    first = found.sections[0].section.id
    assert f"place-{first}" in service.faults(
        found, replace(plan, asked=tuple(a for a in plan.asked if a != first))
    )
    with pytest.raises(NotFound):
        service.faults(found, replace(plan, places={first: 999}))
    with pytest.raises(Refused):
        make(db, asked=())
    assert len(rounds.all_rounds(db)) == 1, "nothing is left behind"


def test_a_plan_of_last_time_becomes_a_project_linked_both_ways(db):
    round_id = make(db, definitions=OLD)
    rounds.change(db, SYSTEM, LATER, round_id, state="open")
    section_id = next(s.id for s in rounds.sections(db, round_id) if service.plans(db, round_id, s.id))
    plan, who = service.plans(db, round_id, section_id)[0], person(section_id)
    made = service.become(db, who, LATER, round_id, section_id, plan.form.form_id)
    assert service.become(db, who, LATER, round_id, section_id, plan.form.form_id) == made, (
        "the same click twice"
    )
    title = rounds.questionnaire(db, round_id, "a").role("title").key
    assert reading.drafts(db, made)[title].text == plan.name
    assert carrying.kin(db, made)[0].form_id == plan.form.form_id
    assert carrying.kin(db, plan.form.form_id)[1].form_id == made
    assert plan not in service.plans(db, round_id, section_id)
    work = submitting.section_work(db, LATER, round_id, section_id)
    assert next(i for i in work.items if i.form.id == made).state == "draft", (
        "the section asked for it itself"
    )
    with pytest.raises(NotFound):
        service.become(db, who, LATER, round_id, section_id, 999)
    drafting.set_deleted(db, who, LATER, made, True)
    assert plan.form.form_id in [p.form.form_id for p in service.plans(db, round_id, section_id)]

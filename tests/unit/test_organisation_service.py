"""The organisation through the years: named as of a day, split, merged, ended; rounds keep their names."""

from datetime import UTC, datetime

import pytest

from app.accounts import service as accounts
from app.db import Error
from app.errors import Conflict, NotFound, Refused
from app.organisation import service as organisation
from app.organisation.checks import Wrong
from app.organisation.service import departments, places, reshaping, sections, units
from app.organisation.service.asking import chart
from app.organisation.service.reshaping import Part
from app.organisation.service.sections import Fresh
from app.rounds import naming
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from tests.support.city import NOW, make_city

LATER = datetime(2027, 4, 1, 3, 0, tzinfo=UTC)
BEFORE = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)  # 23:59 in the city
SOON = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)  # the next day has just begun there


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    yield made
    made.db.close()


def names(db, now):
    return [(s.department, s.name) for s in organisation.valid_sections(db, now)]


def department_id(db, name):
    return next(d.id for d in chart(db).departments if d.name == name)


def rename(db, section_id, name, day, department="市民部", now=NOW):
    return sections.rename_section(db, SYSTEM, now, section_id, name, department_id(db, department), day)


def test_a_planned_name_shows_from_its_day_on(city):
    db, first = city.db, city.sections[0]
    assert rename(db, first, "市民生活課", "2027-04-01")
    assert organisation.get(db, first, NOW).name == "市民課"
    assert organisation.get(db, first, BEFORE).name == "市民課"
    assert organisation.get(db, first, SOON).name == "市民生活課"
    assert organisation.sections_by_ids(db, [first], BEFORE)[0].name == "市民課"
    assert ("市民部", "市民生活課") in names(db, LATER)
    made = rounds.create(db, SYSTEM, NOW, "今の調査", 2026, [first])
    later = rounds.create(db, SYSTEM, LATER, "次の調査", 2027, [first])
    assert [rounds.sections(db, r)[0].name for r in (made, later)] == ["市民課", "市民生活課"]


def test_renamed_and_moved_several_times_every_day_has_its_own_name(city):
    db, first = city.db, city.sections[0]
    rename(db, first, "市民生活課", "2020-04-01")
    rename(db, first, "市民生活課", "2022-04-01", "議会事務局")
    departments.rename_department(db, SYSTEM, NOW, department_id(db, "議会事務局"), "議会局", "2024-04-01")
    rename(db, first, "くらし課", "2028-04-01", "市民部")
    found = chart(db)
    section = found.section_by_id[first]
    days = ["2019-01-01", "2020-04-01", "2022-03-31", "2022-04-01", "2024-04-01", "2028-03-31", "2028-04-01"]
    assert [(s.department, s.name) for s in (found.section_on(section, d) for d in days)] == [
        ("市民部", "市民課"), ("市民部", "市民生活課"), ("市民部", "市民生活課"), ("議会事務局", "市民生活課"),
        ("議会局", "市民生活課"), ("議会局", "市民生活課"), ("市民部", "くらし課"),
    ]  # fmt: skip
    assert organisation.lineage(db, [first]) == {first: (first,)}


def test_changes_go_forward_in_time_and_are_kept(city):
    db, first = city.db, city.sections[0]
    rename(db, first, "市民生活課", "2027-04-01")
    with pytest.raises(Wrong, match="2027-04-01") as told:
        rename(db, first, "くらし課", "2027-03-31")
    assert told.value.field == "day"
    assert rename(db, first, "市民課", "2027-04-01"), "taken back on the same day"
    assert organisation.get(db, first, LATER).name == "市民課"
    assert not rename(db, first, "市民課", "2028-04-01"), "already so"
    for statement in ("UPDATE section_change SET day = ''", "DELETE FROM section_change"):
        with pytest.raises(Error, match="kept as they are"), db.write():
            db.run(statement)


def test_one_name_in_one_department_at_one_time(city):
    db, (first, second, _) = city.db, city.sections
    for_all = department_id(db, "市民部")
    with pytest.raises(Wrong) as told:
        rename(db, second, "市民課", "2027-04-01")
    assert told.value.field == "name"
    rename(db, first, "くらし課", "2027-04-01")
    with pytest.raises(Wrong):
        sections.add_section(db, SYSTEM, NOW, Fresh(for_all, "市民課", "section", "2027-03-01"))
    sections.add_section(db, SYSTEM, NOW, Fresh(for_all, "市民課", "section", "2027-04-01"))
    elsewhere = department_id(db, "議会事務局")
    sections.add_section(db, SYSTEM, NOW, Fresh(elsewhere, "市民課", "section"))
    assert [n for n in names(db, LATER) if n[1] == "市民課"] == [
        ("市民部", "市民課"),
        ("議会事務局", "市民課"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"), ({"name": "課" * 61}, "name"), ({"name": "市民\n課"}, "name"),
        ({"kind": "team"}, "kind"), ({"department_id": 99}, "department"), ({"mailbox": "市民課"}, "mailbox"),
        ({"valid_from": "2027-02-30"}, "valid_from"), ({"valid_from": "1010-04-01"}, "valid_from"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_section_is_said_at_its_field(city, change, field):
    good = {"department_id": department_id(city.db, "市民部"), "name": "新課", "kind": "section"}
    with pytest.raises(Wrong) as told:
        sections.add_section(city.db, SYSTEM, NOW, Fresh(**good | change))
    assert told.value.field == field
    assert len(organisation.all_sections(city.db)) == 3


def test_names_are_kept_as_written(city):
    db = city.db
    name = "（神\ufa19社・ﾁｮｳｻ　が𠮷）" + "長" * 40
    made = sections.add_section(db, SYSTEM, NOW, Fresh(department_id(db, "市民部"), f" {name} ", "charge"))
    assert organisation.get(db, made).name == name


def test_split_gives_accounts_to_the_parts_they_go_to(city):
    db, first = city.db, city.sections[0]
    head, writer = (
        accounts.add(db, SYSTEM, NOW, login, login, SECTION, [first]) for login in ("head", "writer")
    )
    with db.write():
        db.run("UPDATE account_section SET role = 'approver' WHERE account_id = ?", (head,))
    units.add_unit(db, SYSTEM, NOW, first, "窓口係")
    where = department_id(db, "市民部")
    parts = [Part(where, "市民課", "section", "_1"), Part(where, "戸籍課", "section", "_2")]
    made = reshaping.split(db, SYSTEM, NOW, first, parts, "2027-04-01", {head: [0, 1], writer: [1]})
    assert names(db, BEFORE)[0] == ("市民部", "市民課")
    assert names(db, SOON)[:2] == [("市民部", "市民課"), ("市民部", "戸籍課")]
    assert first not in [s.id for s in organisation.valid_sections(db, SOON)]
    assert accounts.get(db, head).roles == {first: "approver", made[0]: "approver", made[1]: "approver"}
    assert accounts.get(db, writer).roles == {first: "writer", made[1]: "writer"}
    assert organisation.lineage(db, [first, *made]) == {
        first: tuple(made),
        made[0]: (made[0],),
        made[1]: (made[1],),
    }
    assert organisation.lineage(db, [first], NOW) == {first: (first,)}, "not yet"
    assert organisation.lineage(db, [first], SOON) == {first: tuple(made)}
    assert db.value("SELECT valid_until FROM unit") == "2027-03-31"
    with pytest.raises(Wrong, match="already"):
        reshaping.split(db, SYSTEM, NOW, first, parts, "2027-04-01", {})
    with pytest.raises(Wrong):
        sections.end_section(db, SYSTEM, NOW, first, "")


def test_merge_into_a_new_and_into_a_known_section(city):
    db, (first, second, third) = city.db, city.sections
    both = accounts.add(db, SYSTEM, NOW, "both", "両方", SECTION, [first, second])
    with db.write():
        db.run("UPDATE account_section SET role = 'deputy' WHERE section_id = ?", (second,))
    part = Part(department_id(db, "市民部"), "市民課", "section")
    new = reshaping.merge(db, SYSTEM, NOW, [first, second], part, "2027-04-01")
    assert accounts.get(db, both).roles[new] == "deputy", "the strongest role of the old ones"
    assert reshaping.merge(db, SYSTEM, NOW, [new, third], third, "2028-04-01") == third
    assert organisation.lineage(db, [first, second, third]) == {
        first: (third,),
        second: (third,),
        third: (third,),
    }
    assert organisation.lineage(db, [first], LATER) == {first: (new,)}
    assert accounts.get(db, both).roles[third] == "deputy"
    with pytest.raises(Wrong) as told:
        reshaping.merge(db, SYSTEM, NOW, [third], part, "2028-04-01")
    assert told.value.field == "sections"


def test_an_ended_section_is_not_offered_but_stays_readable(city):
    db, (first, *_) = city.db, city.sections
    sections.end_section(db, SYSTEM, NOW, first, "2026-11-20")
    assert first not in [s.id for s in organisation.valid_sections(db, NOW)]
    assert organisation.get(db, first, NOW).name == "市民課"
    assert first in [s.id for s in organisation.all_sections(db, NOW)]
    assert organisation.lineage(db, [first, 99]) == {first: (), 99: ()}
    sections.end_section(db, SYSTEM, NOW, first, "")
    assert organisation.lineage(db, [first]) == {first: (first,)}


def test_ending_a_section_ends_its_units_and_taking_it_back_brings_them_back(city):
    db, first = city.db, city.sections[0]
    old, _ = (units.add_unit(db, SYSTEM, NOW, first, n) for n in ("記録係", "窓口係"))
    units.edit_unit(db, SYSTEM, NOW, old, "記録係", "2020-03-31")
    sections.end_section(db, SYSTEM, NOW, first, "2027-03-31")
    sections.end_section(db, SYSTEM, NOW, first, "")
    assert [r[0] for r in db.all("SELECT valid_until FROM unit ORDER BY id")] == ["2020-03-31", ""]


def test_an_import_of_a_name_that_is_there_again_takes_the_living_one(city):
    db, first = city.db, city.sections[0]
    sections.end_section(db, SYSTEM, NOW, first, "2026-03-31")
    new = sections.add_section(
        db, SYSTEM, NOW, Fresh(department_id(db, "市民部"), "市民課", "section", "2026-04-01")
    )
    with db.write():
        assert organisation.add_section(db, "市民部", "市民課", "section", 9) == new


def test_order(city):
    db, (first, second, third) = city.db, city.sections
    seen = organisation.get(db, first).position
    places.step_section(db, SYSTEM, NOW, first, places.DOWN, seen)
    places.step_section(db, SYSTEM, NOW, first, places.DOWN, seen)  # a double click
    assert [s.id for s in organisation.all_sections(db)] == [second, first, third]
    other = department_id(db, "議会事務局")
    places.step_department(db, SYSTEM, NOW, other, places.UP, 2)
    assert [s.id for s in organisation.all_sections(db)] == [third, second, first]
    assert [s.position for s in organisation.all_sections(db)] == [1, 2, 3]
    assert sections.edit_section(db, SYSTEM, NOW, first, "section", "", 1)
    assert [s.id for s in organisation.all_sections(db)] == [third, first, second]
    with pytest.raises(NotFound):
        places.step_section(db, SYSTEM, NOW, 99, 1, 1)


def test_a_department_ends_when_it_is_empty(city):
    db, third = city.db, city.sections[2]
    where = department_id(db, "議会事務局")
    with pytest.raises(Wrong, match="議会事務局"):
        departments.end_department(db, SYSTEM, NOW, where, "2027-03-31")
    rename(db, third, "議会課", "2027-04-01")
    departments.end_department(db, SYSTEM, NOW, where, "2027-03-31")
    assert names(db, LATER)[-1] == ("市民部", "議会課")
    with pytest.raises(Wrong) as told:
        sections.add_section(db, SYSTEM, NOW, Fresh(where, "監査課", "section", "2027-04-01"))
    assert told.value.field == "department"
    departments.add_department(db, SYSTEM, NOW, "議会事務局", "2027-04-01")
    with pytest.raises(Wrong):
        departments.add_department(db, SYSTEM, NOW, "市民部", "")


def test_a_round_follows_new_names_only_by_a_deliberate_act(city):
    db, first = city.db, city.sections[0]
    rename(db, first, "市民生活課", "2026-11-01")
    rename(db, city.sections[1], "文化課", "2027-04-01")
    assert rounds.sections(db, city.round_id)[0].name == "市民課"
    found = naming.differences(db, NOW, city.round_id)
    assert [(p.old.name, p.new.name) for p in found] == [("市民課", "市民生活課")]
    seen = naming.fingerprint(found)
    with pytest.raises(Conflict):
        naming.follow(db, SYSTEM, NOW, city.round_id, "something else")
    assert naming.follow(db, SYSTEM, NOW, city.round_id, seen) == 1
    assert naming.follow(db, SYSTEM, NOW, city.round_id, seen) == 0, "a double click"
    assert [s.name for s in rounds.sections(db, city.round_id)][:2] == ["市民生活課", "（文化施設開設担当）"]
    rounds.change(db, SYSTEM, NOW, city.round_id, state="closed")
    with pytest.raises(Refused):
        naming.follow(db, SYSTEM, LATER, city.round_id, "")


def test_every_act_leaves_one_line(city):
    db, first = city.db, city.sections[0]
    before = db.value("SELECT count(*) FROM audit")
    rename(db, first, "市民生活課", "2027-04-01")
    rename(db, first, "市民生活課", "2027-04-01")
    assert db.value("SELECT count(*) FROM audit") == before + 1

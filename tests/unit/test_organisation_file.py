"""The organisation as a file: unchanged it changes nothing; changed it says in words what would happen, or why not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sheets
from app.errors import Refused
from app.importing.tables import Row
from app.organisation import preview, table
from app.organisation import service as organisation
from app.organisation.chart import Chart
from app.organisation.planning import planned
from app.organisation.service import reshaping, sections, taking, units
from app.organisation.service.asking import chart
from app.organisation.service.reshaping import Part
from app.organisation.service.sections import Fresh
from app.organisation.store.departments import Department
from app.organisation.store.sections import Section
from app.organisation.store.units import all_units
from app.organisation.table import COLUMNS, HEADER, KEYS, parse_day
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.years import era_name
from tests.support.city import NOW, make_city

DAY = "2027-04-01"


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    units.add_unit(made.db, SYSTEM, NOW, made.sections[0], "窓口係")
    units.add_unit(made.db, SYSTEM, NOW, made.sections[0], "記録係")
    yield made
    made.db.close()


def down(db, words=True):
    """The file's rows as dictionaries."""
    made = table.cells(chart(db), all_units(db), "2026-11-21", words=words)
    return [dict(zip(KEYS, cells, strict=True)) for cells in made]


def up(rows):
    return [Row(number, cells) for number, cells in enumerate(rows, 2)]


def look(db, rows, day=DAY):
    return taking.look(db, NOW, up(rows), day)


def take(db, rows, day=DAY):
    return taking.take(db, SYSTEM, NOW, up(rows), day, look(db, rows, day).seen)


def told(plan):
    return {head.ja: [line.ja for line in lines] for head, lines in preview.groups(plan)}


def fresh(**cells):
    return dict.fromkeys(KEYS, "") | cells


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_unchanged_file_changes_nothing(city, kind):
    db = city.db
    sections.rename_section(db, SYSTEM, NOW, city.sections[0], "くらし課", 1, DAY)
    sections.edit_section(db, SYSTEM, NOW, city.sections[1], "charge", "bunka@city.example.jp", None)
    rows = list(table.cells(chart(db), all_units(db), "2026-11-21", words=kind == "xlsx"))
    made = sheets.csv_bytes(KEYS, rows) if kind == "csv" else sheets.xlsx_bytes("組織", HEADER, rows)
    read = sheets.read(f"組織.{kind}", made, COLUMNS)
    assert len(read) == 5
    plan = taking.look(db, NOW, read, DAY)
    assert plan.problems == []
    assert not plan.anything, told(plan)


def test_everything_a_file_can_change(city):
    db, first = city.db, city.sections[0]
    rows = down(db)
    assert [r["id"] for r in rows] == ["1", "U1", "U2", "2", "3"]
    a, window, records, b, c = rows
    a |= {"section": "市民生活課", "mailbox": "shimin@city.example.jp"}
    window |= {"section": "市民生活課", "unit": "総合窓口係"}
    records |= {"section": "市民生活課", "valid_until": "2027/3/31"}
    b |= {"kind": "課", "valid_until": "令和9年3月31日"}
    c |= {"department": "市民部"}
    new = fresh(department="新設部", section="協働推進課", valid_from="R9.4.1")
    more = fresh(department="新設部", section="協働推進課", unit="推進係")
    first_of_all = fresh(department="市民部", section="相談課", kind="担当", order="0")
    plan = look(db, [a, window, records, b, c, new, more, first_of_all])
    assert plan.problems == []
    assert told(plan) == {
        "新しい部": ["新設部"],
        "新しい課": [
            "新設部　協働推進課（課、令和9年4月1日から）",
            "市民部　相談課（担当、令和9年4月1日から）",
        ],
        "課の名称・部の変更": [
            "市民部　市民課 → 市民部　市民生活課",
            "議会事務局　議会事務局 → 市民部　議会事務局",
        ],
        "期間（廃止など）の変更": ["市民部　（文化施設開設担当）：なし → 令和9年3月31日まで"],
        "区分の変更": ["市民部　（文化施設開設担当）：担当 → 課"],
        "共有メールアドレスの変更": ["市民部　市民課：なし → shimin@city.example.jp"],
        "新しい係": ["新設部　協働推進課　推進係"],
        "係の変更": ["窓口係 → 総合窓口係", "記録係：なし → 令和9年3月31日まで"],
        "並び順の変更": ["市民部：「相談課」「市民生活課」「議会事務局」"],
    }
    before = [s.name for s in rounds.sections(db, city.round_id)]
    lines = db.value("SELECT count(*) FROM audit")
    done = take(db, [a, window, records, b, c, new, more, first_of_all])
    assert done.anything
    assert db.value("SELECT count(*) FROM audit") == lines + 1
    later = NOW.replace(year=2027, month=4, day=2)
    assert [(s.department, s.name, s.kind) for s in organisation.valid_sections(db, later)] == [
        ("市民部", "相談課", "charge"), ("市民部", "市民生活課", "section"), ("市民部", "議会事務局", "office"),
        ("新設部", "協働推進課", "section"),
    ]  # fmt: skip
    assert [s.name for s in organisation.valid_sections(db, NOW)] == [
        "市民課",
        "（文化施設開設担当）",
        "議会事務局",
    ]
    assert [s.name for s in rounds.sections(db, city.round_id)] == before, "a round keeps its names"
    assert organisation.get(db, first).mailbox == "shimin@city.example.jp"
    assert [(u.name, u.valid_until) for u in units_of(db, first)] == [
        ("総合窓口係", ""),
        ("記録係", "2027-03-31"),
    ]


def units_of(db, section_id):
    return [u for u in all_units(db) if u.section_id == section_id]


def test_a_department_all_of_whose_sections_carry_a_new_name_is_renamed(city):
    db = city.db
    rows = down(db)
    for row in rows[:4]:
        row["department"] = "くらし部"
    plan = take(db, rows)
    assert told(plan) == {"部の名称変更": ["市民部 → くらし部"]}
    assert len(chart(db).departments) == 2
    assert organisation.get(db, 1, NOW).department == "市民部"
    assert organisation.get(db, 1).department == "くらし部"
    assert db.value("SELECT count(*) FROM section_change") == 0


def test_names_may_change_places(city):
    db, (first, second, _) = city.db, city.sections
    rows = [r for r in down(db) if not r["unit"]]
    rows[0]["section"], rows[1]["section"] = rows[1]["section"], rows[0]["section"]
    take(db, rows)
    assert [organisation.get(db, i).name for i in (first, second)] == ["（文化施設開設担当）", "市民課"]


def test_rows_left_out_stay_and_a_first_list_begins_always(tmp_path, city):
    db = city.db
    plan = look(db, [fresh(department="市民部", section="新課")])
    assert plan.missing == 3
    with db.write():
        for name in ("unit", "round_section", "section", "department"):
            db.run("PRAGMA defer_foreign_keys = ON")
            db.run(f"DELETE FROM {name}")
        plan = look(
            db, [fresh(department="市民部", section="市民課"), fresh(department="市民部", section="経済課")]
        )
        assert plan.problems == []
        assert [s.valid_from for s in plan.new] == ["", ""], "there was no day before which it was not there"
        take(db, [fresh(department="市民部", section="市民課"), fresh(department="市民部", section="経済課")])
        assert [s.name for s in organisation.valid_sections(db, NOW)] == ["市民課", "経済課"]


@pytest.mark.parametrize(
    ("change", "row", "column", "words"),
    [
        ({"id": "99"}, 2, "id", "この番号の課はありません"), ({"id": "1-2"}, 2, "id", "番号が正しくありません"),
        ({"id": "U1"}, 2, "id", "Uで始まる番号は係の行"), ({"section": ""}, 2, "section", "名称を入力"),
        ({"id": "2"}, 5, "id", "2行目にも同じ番号"), ({"department": "長" * 61}, 2, "department", "60文字"),
        ({"kind": "室"}, 2, "kind", "課・担当・事務局のいずれか"), ({"order": "三"}, 2, "order", "数字ではありません"),
        ({"valid_from": "来年"}, 2, "valid_from", "日付として読めません"),
        ({"valid_from": "2027-04-01", "valid_until": "2027-03-31"}, 2, "valid_until", "開始日より前"),
        ({"mailbox": "市民課"}, 2, "mailbox", "メールアドレスの形式"),
        ({"section": "（文化施設開設担当）"}, 2, "section", "5行目にもあります"),
        ({"valid_until": "2026-03-31", "section": "くらし課"}, 2, "section", "置かれている期間"),
    ],
)  # fmt: skip
def test_every_problem_is_told_by_row_and_column(city, change, row, column, words):
    rows = down(city.db)
    if words == "置かれている期間":
        sections.end_section(city.db, SYSTEM, NOW, 1, change["valid_until"])
    rows[0] |= change
    plan = look(city.db, rows)
    found = [p for p in plan.problems if (p.number, p.column) == (row, column)]
    assert found, [p.text().ja for p in plan.problems]
    assert words in found[0].text().ja
    assert f"{row}行目の「{COLUMNS[column][0]}」" in found[0].text().ja
    with pytest.raises(Refused):
        take(city.db, rows)
    assert organisation.get(city.db, 2).name == "（文化施設開設担当）"


def test_units_need_their_section_and_an_own_name(city):
    rows = [*down(city.db), fresh(department="市民部", section="経済課", unit="係"),
            fresh(department="市民部", section="市民課", unit="窓口係"), fresh(id="U9", department="市民部", section="市民課", unit="戸籍係")]  # fmt: skip
    assert [(p.number, p.column) for p in look(city.db, rows).problems] == [
        (7, "section"),
        (8, "unit"),
        (9, "id"),
    ]


def test_what_was_split_or_merged_keeps_its_days(city):
    db, (first, second, _) = city.db, city.sections
    reshaping.merge(db, SYSTEM, NOW, [first, second], Part(1, "市民課", "section"), DAY)
    rows = down(db)
    assert [r["section"] for r in rows if not r["unit"]] == [
        "市民課",
        "市民課",
        "（文化施設開設担当）",
        "議会事務局",
    ]
    assert not look(db, rows).anything, "units stay with the section they are in, whoever takes its name"
    rows = [r for r in rows if not r["unit"]]
    for row in rows:
        row |= {"valid_until": "", "valid_from": ""}
    columns = {p.column for p in look(db, rows).problems}
    assert {"valid_until", "valid_from"} <= columns


def test_what_somebody_else_changed_meanwhile_makes_a_preview_stale(city):
    db = city.db
    rows = down(db)
    rows[0]["mailbox"] = "x@city.example.jp"
    seen = look(db, rows).seen
    sections.add_section(db, SYSTEM, NOW, Fresh(1, "新課", "section"))
    with pytest.raises(taking.Stale):
        taking.take(db, SYSTEM, NOW, up(rows), DAY, seen)
    assert organisation.get(db, 1).mailbox == ""
    take(db, rows)
    assert not taking.take(db, SYSTEM, NOW, up(rows), DAY, seen).anything, "the button pressed twice"


def test_a_thousand_sections(city):
    rows = [fresh(department=f"第{i // 50 + 1}部", section=f"第{i + 1}課", kind="課") for i in range(1000)]
    plan = take(city.db, rows)
    assert len(plan.new) == 1000
    assert len(organisation.valid_sections(city.db, NOW.replace(year=2028))) == 1003
    assert not look(city.db, down(city.db)).anything


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_days_as_people_write_them(day, mark):
    iso = day.isoformat()
    assert parse_day(iso) == iso
    assert parse_day(f"{day.year}{mark}{day.month}{mark}{day.day}") == iso
    assert parse_day(f"{day.year}年{day.month}月{day.day}日") == iso
    assert parse_day(f" {era_name(day.year)}年{day.month}月{day.day}日") == iso
    assert parse_day(f"{iso} 00:00:00") == iso


@given(st.text(max_size=12))
def test_no_text_is_a_wrong_day(text):
    day = parse_day(text)
    assert day in (None, "") or date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["2027-02-29", "2027-13-01", "平成40年4月1日", "4月1日", "2027", "1899-12-31"]
)
def test_no_days(text):
    assert parse_day(text) is None


CELL = st.one_of(
    st.sampled_from(["", "1", "2", "U1", "市民部", "市民課", "課", "2027-04-01", "窓口係", "9"]),
    st.text(max_size=8),
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(KEYS, CELL)), max_size=6)


@given(ROWS)
def test_no_file_breaks_the_planner(rows):
    plan = planned(CHART, (), *table.parse(up(rows)), DAY, "2026-11-21")
    assert plan.problems or isinstance(preview.groups(plan), list)


def small_chart():
    one = Section(1, "市民部", "市民課", "section", 1, 1)
    other = replace(one, id=2, name="経済課", position=2)
    return Chart((Department(1, "市民部", 1),), (one, other), (), ())


CHART = small_chart()

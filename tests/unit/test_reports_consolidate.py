"""The tables handed to a meeting: every section in its place, nothing dropped, nothing mistaken."""

from collections import Counter

import pytest

from forms.questions import Text
from reports.consolidate import answer_table
from reports.tables import Column, ResultTable, Row, cell_text
from tests.support.koganei import DEMO, load_round, read_csv
from tests.support.small import small_round


def shown(row, lang="ja"):
    return tuple(cell_text(c, lang) for c in row.cells)


def test_a_section_questionnaire_cell_by_cell():
    table = answer_table(small_round(), "s")
    assert [c.title.ja for c in table.columns] == ["部", "課", "1\n理由", "2\n状況"]
    assert [shown(r) for r in table.rows] == [
        ("市民部", "市民課", "=1+1", "①実施"),
        ("市民部", "庶務課", "略", "②予定\n③その他（検討中）"),
        ("教育部", "庶務課", "未提出", ""),
        ("教育部", "図書館", "記入なし", "記入なし"),
    ]
    assert shown(table.rows[1], "en")[3] == "②Later\n③Other（検討中）"
    assert [r.state for r in table.rows] == ["", "", "missing", ""]
    assert [set(r.blanks) for r in table.rows] == [set(), {"why"}, set(), {"why", "status"}]
    assert [set(r.marks) for r in table.rows] == [set(), {"status"}, set(), set()]
    assert [r.ref for r in table.rows] == ["1", "2", "", "3"]


def test_a_project_questionnaire_cell_by_cell():
    table = answer_table(small_round(), "d")
    assert [c.key for c in table.columns] == [
        ".department", ".section", "team", ".number", "name", "topics", "since", "cost", "plan",
    ]  # fmt: skip
    assert [shown(r) for r in table.rows] == [
        ("市民部", "市民課", "記入なし", "Ｄ３", "祭り", "記入なし", "①2001", "②無し\n50", "記入なし"),
        ("市民部", "庶務課", "", "", "未提出", "", "", "", ""),
        (
            "教育部", "庶務課", "管理係\n（兼務）", "Ｄ１", "花いっぱい", "①福祉\n②緑\n④その他（外国の方）",
            "①昭和62", 1180, "①緑の計画　12頁",
        ),
        (
            "教育部", "庶務課", "記入なし", "Ｄ２", "図書の日", "⑥", "②不明", 0,
            "②記載なし\n（（準備中）\r\n二行目）",
        ),
        ("教育部", "図書館", "", "", "該当事業なし", "", "", "", ""),
    ]  # fmt: skip
    assert [r.state for r in table.rows] == ["", "missing", "", "", "none"]
    assert table.columns[table.index("cost")].kind == "thousand_yen"
    assert table.columns[table.index("cost")].title == Text("4\n予算\n（千円）", "4\nCost\n(thousand yen)")
    assert table.base.ja.startswith("提出 3／4課、")  # two with projects, one that declared it has none


def test_equal_names_of_two_departments_are_never_merged():
    table = answer_table(small_round(), "d")
    merged = list(table.merges())
    assert merged == [(0, 0, 1), (0, 2, 4), (1, 2, 3)]
    sections = [(r.cells[1], r.group) for r in table.rows]
    assert sections[1][0] == sections[2][0] == "庶務課"


def test_merges_keep_to_their_rules():
    columns = (Column("a", Text("a"), merge=True), Column("b", Text("b"), merge=True), Column("c", Text("c")))
    rows = (
        Row(("x", "m", 1), group="1"), Row(("x", "m", 1), group="2"), Row(("y", "m", 1), group="2"),
        Row(("y", "m", 1), group="2"), Row(("y", "m", 1), group="2", state="total"),
    )  # fmt: skip
    table = ResultTable("t", Text("t"), columns, rows)
    assert list(table.merges()) == [(0, 0, 1), (0, 2, 3), (1, 2, 3)]
    assert list(table.only(()).merges()) == []


@pytest.mark.parametrize("key", ["overall", "a", "b", "c"])
def test_every_section_in_order(koganei, key):
    table = answer_table(koganei, key)
    groups = list(dict.fromkeys(r.group for r in table.rows))
    assert groups == [str(s.id) for s in koganei.sections]
    forms = koganei.by_questionnaire[key]
    assert Counter(r.ref for r in table.rows if r.ref) == Counter(str(f.id) for f in forms)
    assert all(len(r.cells) == len(table.columns) for r in table.rows)
    missing = [r for r in table.rows if r.state == "missing"]
    assert len(missing) == 52 - len({f.section_id for f in forms})
    assert all("未提出" in shown(r) for r in missing)


def test_cells_of_2010(koganei):
    table = answer_table(koganei, "a")
    rows = {r.cells[3]: dict(zip((c.key for c in table.columns), shown(r), strict=True)) for r in table.rows}
    first, ninth = rows["1"], rows["9"]
    assert (first[".section"], first["unit"], first["activity"]) == (
        "企画政策課",
        "男女共同参画室",
        "③広報\n⑤調査",
    )
    assert (first["start"], first["city_budget"], first["issue"]) == ("①平成１２", 1180, "⑨内容ー予算制約")
    assert first["partner"] == "⑪その他（公募市民）"
    assert ninth["type"].startswith("②市・民\n③民間\n（")
    assert (ninth["start"], ninth["city_budget"]) == ("②不明", 1067)
    assert ninth["total_budget"].startswith("①3,647千円\n（")
    assert rows["12"]["city_budget"] == "②無し"
    assert "type" in next(r for r in table.rows if r.cells[3] == "9").marks


def test_texts_stand_as_typed():
    data = load_round(DEMO)
    table = answer_table(data, "a")
    raw = {r["no"]: r for r in read_csv(DEMO / "a_projects.csv")}
    printed = {r.cells[3]: r for r in table.rows if r.ref}
    assert len(printed) == len(raw) == 70
    for number, row in printed.items():
        for key in ("name", "content"):
            assert row.cells[table.index(key)] == (raw[number][key].strip("\n") or "記入なし")


def test_plan_without_its_number_is_printed(koganei):
    table = answer_table(koganei, "c")
    plan = next(r.cells[table.index("plan")] for r in table.rows if r.cells[3] == "Ｃ１")
    assert str(cell_text(plan, "ja")).count("\n") == 6
    assert [r.cells[3] for r in table.rows if r.ref] == ["Ｃ１", "Ｃ２", "Ｃ３", "Ｃ４"]


def test_many_columns_take_two_bands_of_nearly_equal_width(koganei):
    table = answer_table(koganei, "a")
    widths = [sum(c.width for c in table.columns if c.band == band and not c.merge) for band in (0, 1)]
    assert abs(widths[0] - widths[1]) <= max(c.width for c in table.columns)
    bands = [c.band for c in table.columns]
    assert bands == sorted(bands)  # reading order: the first half above, the second below
    assert not any(c.band for c in answer_table(koganei, "b").columns)

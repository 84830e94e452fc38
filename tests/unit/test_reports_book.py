"""The whole book: every questionnaire in every kind of table, names every spreadsheet program takes."""

from dataclasses import replace

from forms.questionnaire import parse
from forms.questions import Answer, Text
from reports.book import round_tables
from reports.counts import round_words
from reports.records import Form
from tests.support.small import PROJECTS, small_round


def tables_of(book):
    return {t.key: t for sheet in book.sheets for t in sheet.tables}


def test_sheets_of_2010(koganei):
    book = round_tables(koganei)
    assert [s.name.ja for s in book.sheets] == [
        "全体 一覧", "Ａ 一覧", "Ｂ 一覧", "Ｃ 一覧", "全体 集計", "Ａ 集計", "Ｂ 集計", "Ｃ 集計",
        "予算・年", "部別", "回答データ", "コード表", "課一覧",
    ]  # fmt: skip
    assert [s.purpose for s in book.sheets] == ["print"] * 4 + ["counts"] * 6 + ["data"] * 3
    assert {s.paper for s in book.sheets if s.purpose == "counts"} == {"A4"}
    assert all(len(r.cells) == len(t.columns) for t in tables_of(book).values() for r in t.rows)


def test_column_keys_are_unique_and_never_those_of_a_question(koganei):
    for data in (koganei, small_round()):
        for table in tables_of(round_tables(data)).values():
            keys = [c.key for c in table.columns]
            assert len(set(keys)) == len(keys)
            assert all(chart.last < len(table.rows) for chart in table.charts)


def test_a_questionnaire_known_only_by_its_definition_is_in_every_table():
    found = tables_of(round_tables(small_round()))
    assert {"answers-d", "counts-d", "amounts-d", "decades-d"} <= set(found)
    assert "d" in {c.key for c in found["departments-projects"].columns}
    assert "d" in found["data"].column("form")
    assert "d" in found["codes"].column("form")
    assert {"d_state", "d_forms"} <= {c.key for c in found["sections"].columns}


def test_questions_named_like_fixed_columns_do_not_collide():
    source = PROJECTS.source
    for old, new in (("topics", "number"), ("since", "code"), ("cost", "label"), ("plan", "total")):
        source = source.replace(f'key = "{old}"', f'key = "{new}"')
    made = parse(source)
    form = Form(1, 11, "d", 1, 1, {"name": Answer(text="名"), "number": Answer((1,))})
    data = replace(small_round((form,)), questionnaires=(made,), declared_none=frozenset())
    table = tables_of(round_tables(data))["answers-d"]
    assert table.rows[0].cells[table.index(".number")] == "Ｄ１"
    assert table.rows[0].cells[table.index("number")] == Text("①福祉", "①Welfare")


def test_sheet_names_are_safe_and_unique():
    bad = replace(PROJECTS, short=Text("Ｄ/[長い]" * 9, "It's: *a*?"), key="d")
    data = replace(small_round(()), questionnaires=(bad, replace(bad, key="e")), declared_none=frozenset())
    for lang in ("ja", "en"):
        names = [s.name.get(lang) for s in round_tables(data).sheets]
        assert len({n.casefold() for n in names}) == len(names)
        assert all(0 < len(n.encode("utf-16-le")) // 2 <= 31 for n in names)
        assert not any(set("[]:*?/\\") & set(n) or n.strip("'") != n for n in names)


def test_an_empty_round_still_has_its_tables():
    book = round_tables(small_round(()))
    found = tables_of(book)
    assert [r.state for r in found["answers-s"].rows] == ["missing"] * 4
    assert [r.state for r in found["answers-d"].rows] == ["missing"] * 3 + ["none"]
    assert found["data"].rows == ()


def test_stored_words_are_used():
    data = small_round()
    words = {"s": round_words(data, "s") * 0}
    counts = tables_of(round_tables(data, words))["counts-s"]
    assert set(counts.column(".n")) == {0}
    assert set(tables_of(round_tables(data))["counts-s"].column(".n")) != {0}

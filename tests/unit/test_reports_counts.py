"""Counts: every choice, two percentages with their bases, and the published numbers of 2010."""

from collections import Counter

import pytest

from forms.questions import BLANK, Answer, Text
from reports.counts import counts_table, percent, question_counts, round_words
from reports.crosstabs import department_tables, departments, projects_table
from reports.records import Form
from reports.tables import cell_text
from tests.support.small import small_round


def of(data, key, question):
    return {c.line.code: c.n for c in question_counts(data, key) if c.question.key == question}


def test_records_of_2010(koganei):
    forms = {key: len(found) for key, found in koganei.by_questionnaire.items()}
    assert forms == {"overall": 52, "a": 70, "b": 5, "c": 4}


def test_texts_of_2010(koganei):
    why, plans, remarks = (of(koganei, "overall", k) for k in ("why_needed", "plans", "remarks"))
    assert why == {"answered": 38, "nothing": 1, "not_applicable": 0, "blank": 13}
    assert (plans.pop("answered"), sum(plans.values())) == (9, 43)
    assert (remarks.pop("answered"), sum(remarks.values())) == (8, 44)


def test_choices_of_2010(koganei):
    assert of(koganei, "overall", "status") == {"1": 16, "2": 8, "3": 1, "4": 26, "5": 1, "blank": 0}
    a5 = [c for c in question_counts(koganei, "a") if c.question.key == "type"]
    assert {(c.base, c.mentions) for c in a5} == {(70, 71)}
    assert sum(c.n for c in a5 if not c.blank) == 71
    assert of(koganei, "a", "report")[BLANK] == 1
    assert of(koganei, "a", "issue")[BLANK] == 1
    reason = of(koganei, "b", "reason")
    assert list(reason) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "blank",
    ]  # the open end (9-20) never occurs
    assert reason == {"1": 3, "2": 3, "3": 0, "4": 2, "5": 0, "6": 1, "7": 0, "8": 1, "blank": 0}


def test_every_line_equals_a_plain_count(koganei):
    for made in koganei.questionnaires:
        plain = Counter(
            (q.key, code)
            for form in koganei.by_questionnaire[made.key]
            for q in made.questions
            for code in q.counted_as(form.answer(q.key), form.rulings.get(q.key, ""))
        )
        assert {
            (c.question.key, c.line.code): c.n for c in question_counts(koganei, made.key) if c.n
        } == plain


def test_percentages_name_their_base():
    counts = {(c.question.key, c.line.code): c for c in question_counts(small_round(), "s")}
    later = counts["status", "2"]
    assert (later.n, later.base, later.mentions) == (
        1,
        3,
        3,
    )  # three forms; 実施, 予定 and その他 are mentions
    assert (later.of_base, later.of_mentions) == (1 / 3, 1 / 3)
    blank = counts["status", BLANK]
    assert (blank.n, blank.of_base, blank.of_mentions, blank.mentions) == (1, 1 / 3, None, 3)
    assert (counts["why", "answered"].n, counts["why", "blank"].n) == (1, 2)


def test_shares_of_mentions_add_up(koganei):
    for made in koganei.questionnaires:
        for q in made.questions:
            lines = [c for c in question_counts(koganei, made.key) if c.question is q and not c.blank]
            if lines and lines[0].mentions:
                assert sum(c.of_mentions for c in lines) == pytest.approx(1)


def test_unlisted_choices_come_only_where_chosen():
    assert list(of(small_round(), "d", "topics")) == ["1", "2", "3", "4", "6", "blank"]
    assert "team" not in {c.question.key for c in question_counts(small_round(), "d")}  # counted = false


def test_no_form_submitted():
    empty = question_counts(small_round(()), "s")
    assert {(c.n, c.base, c.of_base, c.of_mentions) for c in empty} == {(0, 0, None, None)}


def test_counts_table_prints_circled_codes():
    table = counts_table(small_round(), "s")
    row = table.rows[[r.cells[2] for r in table.rows].index(Text("予定", "Later"))]
    assert row.cells == (
        Text("2 状況", "2 Status"), "②", Text("予定", "Later"),
        1, 3, pytest.approx(1 / 3), 3, pytest.approx(1 / 3),
    )  # fmt: skip
    assert table.rows[-1].cells[1] == ""
    assert table.base == Text(
        "提出 3／4課、令和8年5月1日 9時05分現在", "Submitted by 3 of 4 sections, as of 2026-05-01 09:05"
    )
    assert list(table.merges()) == [(0, 0, 3), (0, 4, 7)]


def test_charts_stand_over_their_rows():
    table = counts_table(small_round(), "d")
    (chart,) = table.charts  # neither texts nor values are drawn
    codes = [r.cells[1] for r in table.rows[chart.first : chart.last + 1]]
    assert (chart.title.ja, codes) == ("2 分野", ["①", "②", "③", "④", "⑥"])
    assert {r.group for r in table.rows[chart.first : chart.last + 1]} == {"topics"}
    assert (table.index(chart.category), table.index(chart.value)) == (2, 3)


def test_given_words_are_counted_instead_of_the_answers():
    data = small_round()
    words = round_words(data, "s")
    doubled = question_counts(data, "s", words.repeat(2, axis=0))
    assert [c.n for c in doubled] == [2 * c.n for c in question_counts(data, "s")]
    assert doubled[0].base == 6


@pytest.mark.parametrize(
    ("n", "base", "shown"),
    [(38, 52, "73.1"), (1, 16, "6.3"), (1, 8, "12.5"), (0, 3, "0.0"), (3, 3, "100.0"), (71, 70, "101.4")],
)
def test_percent_rounds_halves_up(n, base, shown):
    assert percent(n, base) == shown


def test_departments_against_status():
    (table,) = department_tables(small_round(), "s")
    shown = [tuple(cell_text(c, "en") for c in row.cells) for row in table.rows]
    assert [c.title.ja for c in table.columns] == [
        "部", "課の数", "①実施", "②予定", "③その他", "記入なし", "提出数",
    ]  # fmt: skip
    assert shown == [
        ("市民部", 2, 1, 1, 1, 0, 2),
        ("教育部", 2, 0, 0, 0, 1, 1),
        ("Total", 4, 1, 1, 1, 1, 3),
    ]
    assert table.rows[-1].state == "total"


def test_an_unlisted_choice_has_a_column_where_chosen():
    data = small_round((Form(1, 12, "s", None, 1, {"status": Answer((6,))}),))
    (table,) = department_tables(data, "s")
    assert [c.key for c in table.columns[2:]] == ["1", "2", "3", "6", "blank", ".total"]
    assert table.rows[0].cells[2:] == (0, 0, 0, 1, 0, 1)


def test_departments_of_2010(koganei):
    (status,) = department_tables(koganei, "overall")
    assert status.rows[-1].cells[1:] == (52, 16, 8, 1, 26, 1, 0, 52)
    assert len(status.rows) == len(departments(koganei)) + 1
    projects = projects_table(koganei)
    assert projects.rows[-1].cells[1:] == (52, 70, 5, 4, 79)
    assert dict(zip(projects.column(".department"), projects.column("a"), strict=True))["生涯学習部"] == 18


def test_projects_by_department():
    table = projects_table(small_round())
    assert [c.key for c in table.columns] == [".department", ".sections", "d", ".total"]
    assert [row.cells[1:] for row in table.rows] == [(2, 1, 1), (2, 2, 2), (4, 3, 3)]


def test_crosstabs_and_counts_agree(koganei):
    (status,) = department_tables(koganei, "overall")
    counts = of(koganei, "overall", "status")
    assert {
        c.key: status.rows[-1].cells[i] for i, c in enumerate(status.columns) if c.key in counts
    } == counts

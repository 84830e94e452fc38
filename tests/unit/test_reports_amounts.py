"""Sums and medians stand on amounts alone; years are counted by decade."""

from forms.questions import Answer, Text
from reports.amounts import amounts_table, decades_table, summaries
from reports.records import Form
from tests.support.small import small_round


def test_budgets_of_2010(koganei):
    table = amounts_table(koganei, "a")
    told = {r.group: r.cells[1:4] for r in table.rows}
    assert told == {"city_budget": (62, 342_817, 863), "total_budget": (59, 394_216, 1_005)}
    assert [r.cells[5] for r in table.rows] == [0, 0]  # 0 千円 is an amount


def test_only_questions_with_amounts(koganei):
    assert amounts_table(koganei, "overall") is None
    assert decades_table(koganei, "overall") is None


def test_none_is_not_zero_and_zero_is_an_amount():
    table = amounts_table(small_round(), "d")
    (row,) = table.rows
    assert row.cells == (
        Text("4 予算", "4 Cost"),
        2,
        1180,
        590,
        590,
        0,
        1180,
    )  # ②無し with 50 typed is no amount


def test_no_amount_at_all():
    (row,) = amounts_table(small_round(()), "d").rows
    assert row.cells[1:] == (0, None, None, None, None, None)


def test_half_a_thousand_stays_in_the_median_and_rounds_in_the_mean():
    forms = tuple(Form(i, 11, "d", i, 1, {"cost": Answer((1,), str(v))}) for i, v in enumerate((1, 2)))
    (found,) = summaries(small_round(forms), "d", "thousand_yen")
    assert (found.median, found.mean) == (1.5, 2)


def test_amounts_as_large_as_a_column_holds_are_exact():
    forms = tuple(Form(i, 11, "d", i, 1, {"cost": Answer((1,), "9" * 15)}) for i in range(3))
    (found,) = summaries(small_round(forms), "d", "thousand_yen")
    assert (sum(found.values), found.median) == (3 * (10**15 - 1), 10**15 - 1)


def test_years_by_decade():
    table = decades_table(small_round(), "d")
    assert [(r.cells[0].en, r.cells[1]) for r in table.rows] == [
        ("1980s", 1), ("1990s", 0), ("2000s", 1), ("Total", 2),
    ]  # fmt: skip
    assert table.note == Text(
        "3 始期：1987年（昭和62年）から 2001年（平成13年）まで。", "3 Since: 1987 to 2001."
    )


def test_years_of_2010(koganei):
    table = decades_table(koganei, "a")
    assert table.rows[-1].cells[1] == sum(r.cells[1] for r in table.rows[:-1])
    assert table.rows[-1].cells[1] in (63, 64)
    fiscal = decades_table(koganei, "c")
    assert [r.cells[1] for r in fiscal.rows] == [2, 2]


def test_no_year_yet():
    table = decades_table(small_round(()), "d")
    assert [r.state for r in table.rows] == ["total"]
    assert not table.note

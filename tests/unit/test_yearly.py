"""This year beside the last: which project is which, and every count before and after."""

from dataclasses import replace

import pytest

from forms.questions import Answer
from reports.book import Book, Sheet
from reports.counts import question_counts
from reports.records import Form
from reports.tables import cell_text
from reports.yearly import Years, counts_table, pairs, projects_table, summary_table, tables
from tests.support.koganei import DEMO, load_round


@pytest.fixture(scope="module")
def before():
    return load_round(DEMO)


@pytest.fixture(scope="module")
def after(before):
    """The same round again, its forms under new numbers."""
    return replace(
        before, name="次の調査", year=2011, forms=tuple(replace(f, id=f.id + 1000) for f in before.forms)
    )


@pytest.fixture(scope="module")
def years(before, after):
    return Years(before, after, {f.id + 1000: f.id for f in before.forms})


def test_nothing_changed_means_identical_counts(years, before):
    for made in before.questionnaires:
        table = counts_table(years, made.key)
        assert {r.cells[7] for r in table.rows} == {0}
        assert {r.cells[8] for r in table.rows[1:]} == {0.0}
        assert not any(r.cells[9] for r in table.rows)
        counted = {(c.question.key, c.n) for c in question_counts(before, made.key)}
        assert {(r.group, r.cells[3]) for r in table.rows[1:]} == counted
    assert {p.what for p in pairs(years)} == {"continued"}
    total = summary_table(years, "a").rows[-1]
    assert total.cells[2:] == (70, 70, 0, 0, 70)


def test_one_is_new_one_has_ended_one_was_a_plan(before, after):
    """A1 is gone, A2 renamed, the first B became an A, one A is new."""
    a = [f for f in after.forms if f.questionnaire == "a"]
    b = next(f for f in before.forms if f.questionnaire == "b")
    title = before.questionnaire("a").role("title").key
    fresh = Form(5001, a[5].section_id, "a", 71, 1, {title: Answer(text="まったく新しい事業")})
    became = Form(5002, b.section_id, "a", 72, 1, {title: Answer(text="始まった事業")})
    renamed = replace(a[1], answers={**a[1].answers, title: Answer(text="改称した事業")})
    forms = [f for f in after.forms if f not in (a[0], a[1]) and f.id != b.id + 1000] + [
        renamed,
        fresh,
        became,
    ]
    origins = {f.id + 1000: f.id for f in before.forms} | {5002: b.id}
    years = Years(before, replace(after, forms=tuple(forms)), origins)
    what = [p.what for p in pairs(years)]
    assert (what.count("new"), what.count("ended"), what.count("moved")) == (1, 1, 1)
    summary = summary_table(years, "a")
    total = dict(zip((c.key for c in summary.columns), summary.rows[-1].cells, strict=True))
    assert (total[".before"], total[".continued"], total[".ended"], total[".came"], total[".new"], total[".after"]) == (
        70, 69, 1, 1, 1, 71,
    )  # fmt: skip
    rows = {cell_text(r.cells[6], "ja"): r for r in projects_table(years).rows}
    old_name = a[1].answers[title].text
    assert f"前回の名称：{old_name}" in rows["改称した事業"].cells[7].ja
    assert cell_text(rows["始まった事業"].cells[2], "ja") == "移行"
    assert cell_text(rows["まったく新しい事業"].cells[2], "ja") == "新規"


def test_without_origins_projects_are_joined_by_name_in_the_section_in_their_place(before, after):
    plain = Years(before, after)
    assert {p.what for p in pairs(plain)} == {"continued"}
    assert all(p.named for p in pairs(plain))
    moved = {f.section_id for f in before.forms if f.questionnaire == "a"}
    first = min(moved)
    other = next(s.id for s in before.sections if s.id not in moved)
    elsewhere = tuple(
        replace(f, section_id=other) if f.section_id == first and f.questionnaire == "a" else f
        for f in after.forms
    )
    merged = {s.id: (other if s.id == first else s.id,) for s in before.sections}
    found = Years(before, replace(after, forms=elsewhere), places=merged)
    assert {p.what for p in pairs(found) if p.before and p.before.questionnaire == "a"} == {"continued"}
    split = Years(before, after, places={s.id: (s.id, other) for s in before.sections})
    assert len([p for p in pairs(split) if p.before]) == len([p for p in pairs(plain) if p.before]), (
        "no one twice"
    )


def test_what_was_not_submitted_yet_has_not_ended(before, after):
    a = next(f for f in after.forms if f.questionnaire == "a")
    rest = tuple(f for f in after.forms if f.section_id != a.section_id)
    silent = Years(before, replace(after, forms=rest))
    mine = [p for p in pairs(silent) if p.before and p.before.section_id == a.section_id]
    assert {p.what for p in mine} == {"pending"}
    said = replace(after, forms=rest, declared_none=frozenset({(a.section_id, k) for k in ("a", "b", "c")}))
    assert {p.what for p in pairs(Years(before, said)) if p in mine or p.after is None} == {"ended"}
    one_draft = Years(before, said, drafted=frozenset({a.id - 1000}))
    assert [p.what for p in pairs(one_draft) if p.before and p.before.id == a.id - 1000] == ["pending"]


def test_reworded_and_removed_choices_are_marked_and_other_kinds_left_out(before, after):
    made = after.questionnaire("a")
    partner = made.question("partner")
    words = replace(partner.choices[0], short=replace(partner.choices[0].short, ja="別の言葉"))
    changed = replace(partner, choices=(words, *partner.choices[2:]))
    other = made.question("name")
    decision = made.question("decision")
    as_text = replace(other, key="decision", role="", counted=True, number=decision.number)
    blocks = tuple(
        replace(
            b, questions=tuple({"partner": changed, "decision": as_text}.get(q.key, q) for q in b.questions)
        )
        for b in made.blocks
    )
    now = replace(
        after,
        questionnaires=tuple(replace(q, blocks=blocks) if q.key == "a" else q for q in after.questionnaires),
    )
    table = counts_table(Years(before, now), "a")
    marks = {r.cells[1]: r.cells[9].ja for r in table.rows if r.group == "partner" and r.cells[9]}
    assert marks == {"①": "文言変更", "②": "今回なし"}
    assert not any(r.group == "decision" for r in table.rows)
    assert decision.number in table.note.ja


def test_tables_are_those_of_both_rounds_and_go_into_a_workbook(years, tmp_path):
    from reports.writers.xlsx import write_workbook

    made = tuple(tables(years))
    assert [t.key for t in made] == [
        "summary-a", "summary-b", "summary-c", "projects-compared",
        "compared-overall", "compared-a", "compared-b", "compared-c",
    ]  # fmt: skip
    sheets = tuple(Sheet(t.title, "counts", (t,), "A4") for t in made)
    write_workbook(Book(made[0].title, sheets), tmp_path / "x.xlsx", "ja", years.after.as_of)
    assert (tmp_path / "x.xlsx").stat().st_size > 20_000

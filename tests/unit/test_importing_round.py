"""A whole round from files: everything or nothing, nothing lost, and every doubt told with file and row."""

import json

import openpyxl
import pytest

from app.errors import Refused
from app.flags import service as flags
from app.importing import service
from app.importing.cells import columns_of
from app.responses.service import drafting, reading
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questionnaire import load, load_all
from forms.questions import Answer, Facts, search_key, split_codes
from tests.support.city import NOW
from tests.support.importing import (
    NAME,
    bring_in,
    change,
    demo_folder,
    empty_database,
    put,
    rows_of,
    told,
    write_rows,
)
from tests.support.koganei import DEMO

#: What the survey of 2010 has to be asked about: (project, question, rule); the same in the demonstration.
FLAGGED_A = [
    (2, "start", "not_a_year"),
    (3, "unit", "remark"),
    (3, "field", "explanation_missing"),
    (9, "form", "explanation_unasked"),
    (9, "type", "two_codes"),
    (9, "type", "explanation_unasked"),
    (9, "total_budget", "explanation_unasked"),
    (9, "involvement", "two_codes"),
    (9, "involvement", "explanation_unasked"),
    (13, "outcome", "unrecorded_code"),
    (16, "start", "year_suffix"),
    (19, "report", "blank_choice"),
    (25, "partner", "explanation_missing"),
    (25, "city_budget", "amount_zero"),
    (25, "total_budget", "amount_zero"),
    (27, "decision", "two_codes"),
    (28, "start", "explanation_unasked"),
    (28, "start", "year_suffix"),
    (28, "evaluation", "explanation_unasked"),
    (29, "total_budget", "explanation_unasked"),
    (29, "total_budget", "value_missing"),
    (39, "total_budget", "amount_zero"),
    (46, "type", "explanation_unasked"),
    (55, "outcome", "two_codes"),
    (59, "issue", "blank_choice"),
    (63, "city_budget", "amount_unusual"),
    (63, "total_budget", "amount_unusual"),
    (66, "form", "explanation_missing"),
    (66, "start", "year_suffix"),
    (67, "activity", "explanation_missing"),
    (67, "field", "explanation_missing"),
    (67, "form", "explanation_missing"),
]
FLAGGED = [
    *(("a_projects.csv", number + 1, rule, key) for number, key, rule in FLAGGED_A),
    ("c_projects.csv", 2, "blank_choice", "plan"),
]


FOLDED = str.maketrans({"⑴": "(1)", "⑵": "(2)", "⑶": "(3)", "⑷": "(4)", "㈶": "(財)", "㈳": "(社)"})


@pytest.fixture
def db(tmp_path):
    db = empty_database(tmp_path / "kikitori.db")
    yield db
    db.close()


@pytest.fixture
def folder(tmp_path):
    return demo_folder(tmp_path / "in")


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.shared)])
def survey(request):
    return DEMO if request.param == "demo" else request.getfixturevalue("shared_data") / "koganei-2010"


def nothing_there(db):
    """Not a row was left behind, besides the name an instance has from the start."""
    tables = [r[0] for r in db.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%'"
                                   " ESCAPE '\\'")]  # fmt: skip
    own = {"setting": db.value("SELECT count(*) FROM setting WHERE key = 'instance'")}
    return [t for t in tables if db.value(f"SELECT count(*) FROM {t}") > own.get(t, 0)] == []


# The survey of 2010


def test_the_survey_comes_in_whole(db, survey):
    report = bring_in(db, survey, accept_flagged=True)
    assert report.outcome == "imported"
    assert report.ok
    assert (report.year, rounds.get(db, report.round_id).state) == (2010, "closed")
    assert [(c.file, c.rows, c.refused) for c in report.counts] == [
        ("sections.csv", 52, 0),
        ("overall.csv", 52, 0),
        ("a_projects.csv", 70, 0),
        ("b_projects.csv", 5, 0),
        ("c_projects.csv", 4, 0),
    ]
    assert told(report.of("flagged")) == FLAGGED
    forms = reading.submitted_forms(db, report.round_id)
    assert {(f.version, f.source) for f in forms} == {(1, "import")}
    numbers = {key: [f.number for f in forms if f.questionnaire == key] for key in ("a", "b", "c")}
    assert numbers == {"a": list(range(1, 71)), "b": list(range(1, 6)), "c": list(range(1, 5))}
    assert reading.declared_none(db, report.round_id) == frozenset(), "no rows is not “we have none”"


def test_nothing_is_lost(db, survey):
    """Every cell with something in it stands, as it is or as its codes, in the answers, places or notes."""
    report = bring_in(db, survey, accept_flagged=True)
    made = {q.key: q for q in load_all()}
    sections = {s.id: (s.department, s.name) for s in rounds.sections(db, report.round_id)}
    looked = 0
    for form in reading.submitted_forms(db, report.round_id):
        q = made[form.questionnaire]
        row = {(r["department"], r["section"]) if not q.per_project else i: r
               for i, r in enumerate(rows_of(survey / f"{q.wide_file}.csv"), 1)}[
            form.number if q.per_project else sections[form.section_id]
        ]  # fmt: skip
        assert sections[form.section_id] == (row["department"], row["section"])
        assert form.note == row.get("notes", "")
        others = json.loads(row.get("other_texts") or "{}")
        assert {k: a.other for k, a in form.answers.items() if a.other and k != "status"} == others
        for question in q.questions:
            answer = form.answers.get(question.key, Answer())
            for column in columns_of(question):
                if cell := row.get(column, ""):
                    looked += 1
                    labels = "・".join(c.short.ja for c in getattr(question, "chosen", lambda _: ())(answer))
                    said = f"{labels}（{answer.other}）"
                    assert cell in (answer.text, labels, said) or split_codes(cell) == answer.codes, cell
    assert looked > 1500


def test_a_dry_run_says_the_same_and_writes_nothing(db):
    report = bring_in(db, DEMO, accept_flagged=True, dry_run=True)
    assert (report.outcome, report.ok, told(report.of("flagged"))) == ("would_import", True, FLAGGED)
    assert bring_in(db, DEMO, dry_run=True).outcome == "flagged"
    assert nothing_there(db)


def test_flags_have_to_be_accepted(db):
    report = bring_in(db, DEMO)
    assert (report.outcome, report.ok) == ("flagged", False)
    assert nothing_there(db)


def test_what_was_flagged_waits_on_the_flag_desk(db):
    report = bring_in(db, DEMO, accept_flagged=True)
    forms = {f.form_id: f for f in reading.submitted_forms(db, report.round_id)}
    waiting = [
        (forms[f.form_id].number, f.question, f.rule)
        for f in flags.of_round(db, report.round_id)
        if forms[f.form_id].questionnaire == "a"
    ]
    assert sorted(waiting) == sorted(FLAGGED_A)
    assert flags.counts(db, report.round_id) == {"open": 33, "asked": 0, "confirmed": 0, "corrected": 0}


def test_drafts_equal_what_was_frozen(db):
    report = bring_in(db, DEMO, accept_flagged=True)
    for form in reading.submitted_forms(db, report.round_id):
        assert reading.drafts(db, form.form_id) == form.answers


# Other shapes of the same content


def test_cp932_files_say_the_same(db, folder):
    names = ("sections", "overall", "b_projects", "c_projects", "a_projects")
    for name in names:  # ⑴ and ㈶ are not in cp932: somebody's Excel has replaced them already
        change(
            folder,
            name,
            lambda rows: [r.update({k: v.translate(FOLDED) for k, v in r.items()}) for r in rows],
        )
    first = bring_in(db, folder, accept_flagged=True)
    for name in names:
        change(folder, name, lambda rows: None, encoding="cp932")
    again = bring_in(db, folder)
    assert (again.outcome, again.round_id) == ("unchanged", first.round_id)


def test_a_workbook_says_the_same(db, tmp_path):
    bring_in(db, DEMO, accept_flagged=True)
    book = openpyxl.Workbook()
    for path in sorted(DEMO.glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        rows = rows_of(path)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([int(v) if v.isascii() and v.isdigit() else v for v in row.values()])
    book.save(tmp_path / "round.xlsx")
    assert bring_in(db, tmp_path / "round.xlsx").outcome == "unchanged"


def test_explanations_may_have_columns_of_their_own(db, folder):
    bring_in(db, DEMO, accept_flagged=True)

    def split(rows):
        for row in rows:
            others = json.loads(row.pop("other_texts") or "{}")
            for key in ("partner", "form", "issue", "unit", "start", "decision", "report", "field", "type",
                        "involvement", "total_budget", "city_budget", "reason", "activity", "monitoring",
                        "evaluation", "outcome"):  # fmt: skip
                row[f"other_{key}"] = others.pop(key, "")
            assert not others

    change(folder, "a_projects", split)
    assert bring_in(db, folder).outcome == "unchanged"


def test_an_explanation_given_twice_must_be_the_same(db, folder):
    change(folder, "a_projects", lambda rows: [r.update(other_partner="") for r in rows])
    change(folder, "a_projects", put(2, other_partner="公募市民"))
    change(folder, "a_projects", put(3, other_partner="別の人"))
    report = bring_in(db, folder, accept_flagged=True)
    assert told(report.of("refused")) == [("a_projects.csv", 3, "explained_twice", "other_partner")]


@pytest.mark.parametrize("how", ["heading only", "absent"])
def test_no_projects_is_not_a_declaration(db, folder, how):
    path = folder / "b_projects.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\r\n")
    if how == "absent":
        path.unlink()
    report = bring_in(db, folder, accept_flagged=True)
    assert report.outcome == "imported"
    assert {f.questionnaire for f in reading.submitted_forms(db, report.round_id)} == {"overall", "a", "c"}
    assert reading.declared_none(db, report.round_id) == frozenset()


def test_a_declaration_has_its_own_column(db, folder):
    change(
        folder,
        "sections",
        lambda rows: [r.update(declared_none="b;c" if r["order"] == "2" else "") for r in rows],
    )
    report = bring_in(db, folder, accept_flagged=True)
    second = rounds.sections(db, report.round_id)[1]
    assert reading.declared_none(db, report.round_id) == {(second.id, "b"), (second.id, "c")}


def test_a_new_questionnaire_needs_its_definition_only(db, folder, tmp_path):
    d = load(DEMO.parents[2] / "tests/data/definitions/d.toml")
    write_rows(folder / "d_projects.csv", [
        {"no": "Ｄ１", "department": "総務部", "section": "管財課", "room": "旧電算室", "state_codes": "5",
         "other_state": "改修中", "wishes_codes": "1;2"},
    ])  # fmt: skip
    report = bring_in(db, folder, accept_flagged=True, definitions=(*load_all(), d))
    (form,) = (f for f in reading.submitted_forms(db, report.round_id) if f.questionnaire == "d")
    assert (form.number, form.answers["state"]) == (1, Answer((5,), other="改修中"))


def test_a_city_that_is_known_needs_no_list_of_sections(db, folder):
    bring_in(db, DEMO, accept_flagged=True)
    (folder / "sections.csv").unlink()
    (folder / "overall.csv").unlink()
    report = bring_in(db, folder, "2011年度", accept_flagged=True)
    assert (report.outcome, report.year) == ("imported", 2011)
    assert len(rounds.sections(db, report.round_id)) == 52


def test_a_section_that_is_known_is_not_made_twice(db, folder):
    bring_in(db, DEMO, accept_flagged=True)
    bring_in(db, DEMO, "2011年度", accept_flagged=True)
    assert db.value("SELECT count(*) FROM section") == 52


# Planted faults


def plant(code, **cells):
    return pytest.param(cells, code, id=code[1])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        plant(("flagged", "unrecorded_code", "decision", "5"), decision_codes="5"),
        plant(("refused", "unknown_code", "decision", "99"), decision_codes="99"),
        plant(("refused", "unreadable_codes", "activity", "1;x"), activity_codes="1;x"),
        plant(("refused", "blank_title", "name", ""), name=""),
        plant(("refused", "control_character", "content", "a\x07b"), content="a\x07b"),
        plant(("flagged", "beyond_era", "start", "1 昭和80"), start_code="1", start_text="昭和80"),
        plant(("flagged", "era_ahead", "start", "1 平成32"), start_code="1", start_text="平成32"),
        plant(("flagged", "not_an_amount", "city_budget", "1 多額"), city_budget_thousand_yen="多額"),
        plant(("flagged", "negative_amount", "city_budget", "1 △5"), city_budget_thousand_yen="△5"),
        plant(("flagged", "amount_in_yen", "city_budget", "1 1,180,000円"), city_budget_thousand_yen="1,180,000円"),
        plant(("flagged", "amount_large", "city_budget", "1 10000000"), city_budget_thousand_yen="10000000"),
        plant(("refused", "unknown_section", "section", "総務部 庶務課"), department="総務部", section="庶務課"),
        plant(("refused", "unknown_section", "section", "企画財政部 企画政策課 "), section="企画政策課 "),
        plant(("refused", "bad_number", "no", "Ｂ１"), no="Ｂ１"),
        plant(("refused", "bad_number", "no", "0"), no="0"),
        plant(("refused", "number_twice", "no", "70"), no="70"),
        plant(("refused", "bad_json", "other_texts", '{"partner": "a"'), other_texts='{"partner": "a"'),
        plant(("refused", "bad_json", "other_texts", '["a"]'), other_texts='["a"]'),
        plant(("refused", "bad_json", "other_texts", '{"form": 1}'), other_texts='{"form": 1}'),
        plant(("refused", "bad_json", "other_texts", '{"form": "1", "form": "2"}'),
              other_texts='{"form": "1", "form": "2"}'),
        plant(("refused", "unknown_question", "other_texts", "a"), other_texts='{"partners": "a"}'),
    ],
)  # fmt: skip
def test_a_planted_fault_is_told_with_its_row(db, folder, cells, expected):
    change(
        folder, "a_projects", put(70, **cells) if "no" in cells and cells["no"] == "70" else put(2, **cells)
    )
    if cells.get("no") == "70":
        cells = cells | {"row": 71}
    before = bring_in(db, DEMO, dry_run=True).lines
    report = bring_in(db, folder)
    new = [line for line in report.lines if line not in before]
    level, rule, key, raw = expected
    (line,) = [x for x in new if x.rule == rule]
    assert (line.level, line.key, line.raw) == (level, key, raw)
    assert (line.file, line.row) == ("a_projects.csv", cells.get("row", 2))
    assert report.outcome == (level if level == "refused" else "flagged")
    assert nothing_there(db)


def test_a_refusal_cannot_be_accepted(db, folder):
    change(folder, "a_projects", put(70, decision_codes="99"))
    report = bring_in(db, folder, accept_flagged=True)
    assert (report.outcome, report.ok) == ("refused", False)
    assert nothing_there(db)


@pytest.mark.parametrize(
    ("name", "column", "value", "rule"),
    [
        ("sections", "section", "", "blank_section"),
        ("sections", "department", "　", "blank_section"),
        ("sections", "order", "1", "order_twice"),
        ("sections", "order", "一", "not_a_number"),
        ("sections", "unit_kind", "係", "unknown_kind"),
        ("overall", "order", "7", "order_differs"),
        ("overall", "q1_raw_nonanswer", "特になし", "not_kept"),
        ("overall", "q2_status_text", "その他", "not_kept"),
        ("c_projects", "timing_text", "未定", "not_kept"),
    ],
)
def test_a_row_that_cannot_be_placed_or_kept_is_refused(db, folder, name, column, value, rule):
    change(folder, name, put(3, **{column: value}))
    if rule == "not_kept" and name == "overall":
        change(folder, name, lambda rows: [r.update(other_status="") for r in rows])
        change(folder, name, put(3, other_status="別の説明"))
    if name == "c_projects":
        change(folder, name, lambda rows: [r.update(timing_codes="") for r in rows])
        change(folder, name, put(3, timing_text="未定", timing_code="5", timing_codes="1"))
    report = bring_in(db, folder, accept_flagged=True)
    assert (f"{name}.csv", 3, rule) in [(line.file, line.row, line.rule) for line in report.of("refused")]
    assert nothing_there(db)


def test_a_section_is_asked_once(db, folder):
    change(folder, "sections", lambda rows: rows.append(rows[0] | {"order": "53"}))
    change(folder, "overall", lambda rows: rows.append(rows[0]))
    report = bring_in(db, folder, accept_flagged=True)
    assert told(report.of("refused")) == [
        ("sections.csv", 54, "section_twice", "section"),
        ("overall.csv", 54, "section_twice", "section"),
    ]


@pytest.mark.parametrize("name", ["sections", "overall"])
def test_a_new_city_needs_its_sections_and_their_forms(db, folder, name):
    (folder / f"{name}.csv").unlink()
    report = bring_in(db, folder, accept_flagged=True)
    assert (f"{name}.csv", None, "missing_file", "") in told(report.of("refused"))


def test_a_file_without_a_heading_is_refused(db, folder):
    (folder / "b_projects.csv").write_bytes(b"")
    report = bring_in(db, folder, accept_flagged=True)
    assert told(report.of("refused")) == [("b_projects.csv", None, "empty_file", "")]
    assert "b_projects.csv" in report.text("ja")


def test_a_column_nobody_knows_is_told(db, folder):
    change(folder, "b_projects", lambda rows: [r.update(memo="", issue_code="") for r in rows])
    change(folder, "b_projects", put(3, memo="内部メモ"))
    report = bring_in(db, folder, accept_flagged=True)
    told_of = [(line.level, line.key, line.raw) for line in report.lines if line.file == "b_projects.csv"]
    assert sorted(told_of) == [("flagged", "memo", "内部メモ"), ("noted", "issue_code", "")]


def test_explanations_in_a_misspelt_column_are_not_lost(db, folder):
    change(folder, "a_projects", lambda rows: [r.update(other_partnr="") for r in rows])
    change(folder, "a_projects", put(3, other_partnr="公募の市民"))
    report = bring_in(db, folder, accept_flagged=True)
    (line,) = report.of("refused")
    assert (line.rule, line.key, line.raw) == ("unknown_column", "other_partnr", "公募の市民")
    assert "1件" in line.message.ja
    assert nothing_there(db)


def test_a_question_without_a_column_is_told(db, folder):
    change(folder, "a_projects", lambda rows: [r.pop("issue_codes") for r in rows])
    report = bring_in(db, folder)
    assert ("a_projects.csv", 1, "no_column", "issue") in told(report.of("noted"))
    assert sum(line.rule == "blank_choice" and line.key == "issue" for line in report.lines) == 70


def test_a_non_answer_without_a_rule_is_told(db, folder):
    rows = rows_of(folder / "overall.csv")
    row = next(i for i, r in enumerate(rows, 2) if r["q1_raw_nonanswer"])
    change(folder, "overall", put(row, q1_raw_nonanswer="回答を控えます"))
    report = bring_in(db, folder)
    assert ("overall.csv", row, "unruled_nonanswer", "q1_raw_nonanswer") in told(report.of("flagged"))


def test_a_label_that_contradicts_its_code_waits_on_the_desk(db, folder):
    change(folder, "overall", put(2, q2_status_text="将来実施"))
    report = bring_in(db, folder, accept_flagged=True)
    (flag,) = (f for f in flags.of_round(db, report.round_id) if f.rule == "label_differs")
    assert (flag.question, flag.raw, flag.state) == ("status", "2 将来実施 （将来実施）", "open")


def test_a_declaration_beside_a_project_is_refused(db, folder):
    change(
        folder,
        "sections",
        lambda rows: [r.update(declared_none="a" if r["order"] == "1" else "") for r in rows],
    )
    report = bring_in(db, folder, accept_flagged=True)
    assert told(report.of("refused")) == [("sections.csv", None, "declared_and_given", "a")]


def test_numbers_that_are_missing_are_given_in_the_order_of_the_file(db, folder):
    change(folder, "b_projects", put(3, no=""))
    report = bring_in(db, folder, accept_flagged=True)
    numbers = [f.number for f in reading.submitted_forms(db, report.round_id) if f.questionnaire == "b"]
    assert numbers == [1, 3, 4, 5, 6]


# The same name again


def test_the_same_again_changes_nothing(db):
    first = bring_in(db, DEMO, accept_flagged=True)
    lines = db.value("SELECT count(*) FROM audit")
    for options in ({}, {"accept_flagged": True}, {"dry_run": True}):
        again = bring_in(db, DEMO, **options)
        assert (again.outcome, again.ok, again.round_id) == ("unchanged", True, first.round_id)
    assert db.value("SELECT count(*) FROM audit") == lines


def test_other_content_under_the_same_name_lists_the_differences_and_stops(db, folder):
    bring_in(db, DEMO, accept_flagged=True)
    change(folder, "a_projects", put(13, partner_codes="3"))
    change(folder, "b_projects", lambda rows: rows.pop())
    change(folder, "overall", put(53, q4_free="新しい意見"))
    before = db.value("SELECT count(*) FROM version_answer")
    report = bring_in(db, folder, accept_flagged=True)
    assert (report.outcome, report.ok) == ("differs", False)
    assert db.value("SELECT count(*) FROM version_answer") == before
    told_of = [(d.where.ja, d.question, d.old, d.new) for d in report.differences]
    assert told_of == [
        ("全体  農業委員会事務局", "remarks", "記入なし", "新しい意見"),
        ("Ａ 12 経済課", "partner", "2;3;9;11 （農家）", "3 （農家）"),
        ("Ｂ Ｂ５ 公民館", "", told_of[2][2], ""),
    ]
    assert "「2;3;9;11 （農家）」→「3 （農家）」" in report.text("ja")


def test_a_correction_made_since_is_no_difference(db):
    report = bring_in(db, DEMO, accept_flagged=True)
    form = reading.submitted_forms(db, report.round_id)[60]
    answers = dict(form.answers) | {"report": Answer((2,))}
    drafting.write_answers(db, SYSTEM, NOW, form.form_id, answers)
    from datetime import timedelta

    later = NOW + timedelta(days=1)
    freeze(db, SYSTEM, later, report.round_id, form.section_id, [Frozen(form.form_id, answers)], {},
           source="secretariat", facts=Facts(2010))  # fmt: skip
    assert bring_in(db, DEMO).outcome == "unchanged"
    db.connection.execute("UPDATE round SET fingerprint = 'older'")
    assert bring_in(db, DEMO).outcome == "unchanged", "compared answer by answer with version 1"


def test_a_round_of_another_origin_is_left_alone(db):
    with db.write():
        rounds.create(db, SYSTEM, NOW, NAME, 2010, [])
    with pytest.raises(Refused, match="not imported"):
        bring_in(db, DEMO)


def test_a_fault_half_way_leaves_nothing(db, monkeypatch):
    real = service._submit

    def fail(*args, **kwargs):
        if db.value("SELECT count(*) FROM submission") == 20:
            raise RuntimeError("the power went")
        real(*args, **kwargs)

    monkeypatch.setattr(service, "_submit", fail)
    with pytest.raises(RuntimeError):
        bring_in(db, DEMO, accept_flagged=True)
    assert nothing_there(db)


# The year


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("平成22年度 実態調査", 2010),
        ("平成２２年度協働調査（2010年度）", 2010),
        ("令和元年調査", 2019),
        ("Survey 2010", 2010),
        ("令和八年度", 2026),
    ],
)
def test_the_year_stands_in_the_name(name, year):
    assert service.year_of(name) == year


@pytest.mark.parametrize(
    "name", ["実態調査", "調査2010と2011", "昭和80年調査", "電話042-383-1111", "20101006"]
)
def test_without_one_clear_year_it_has_to_be_said(db, name):
    with pytest.raises(Refused, match="--year"):
        service.year_of(name)
    assert bring_in(db, DEMO, name, year=2010, dry_run=True).year == 2010


def test_the_report_speaks_both_languages(db, folder):
    change(folder, "a_projects", put(2, decision_codes="99"))
    report = bring_in(db, folder)
    japanese, english = report.text("ja", rows=True), report.text("en", rows=True)
    assert "a_projects.csv 2行目  1 企画政策課  decision  「99」  unknown_code: " in japanese
    assert "a_projects.csv row 2" in english
    assert "回答 " in japanese
    assert "There is no choice number 99." in english
    assert search_key("何も取り込んでいません") in search_key(japanese)

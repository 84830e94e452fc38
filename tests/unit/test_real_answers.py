"""The real answers of 2010: every row writes back as it was and is flagged exactly where it is odd."""

import csv
import json
import statistics

import pytest

from forms.questionnaire import load_all
from forms.questions import Facts, Level, Ruling

QUESTIONNAIRES = {q.key: q for q in load_all()}
# (questionnaire, number): what the import check says, "question rule" each
FLAGGED = {
    ("a", "2"): ["start not_a_year"],
    ("a", "3"): ["unit remark", "field explanation_missing"],
    ("a", "9"): [
        "form explanation_unasked",
        "type two_codes",
        "type explanation_unasked",
        "total_budget explanation_unasked",
        "involvement two_codes",
        "involvement explanation_unasked",
    ],
    ("a", "13"): ["outcome unrecorded_code"],
    ("a", "16"): ["start year_suffix"],
    ("a", "19"): ["report blank_choice"],
    ("a", "25"): ["partner explanation_missing", "city_budget amount_zero", "total_budget amount_zero"],
    ("a", "27"): ["decision two_codes"],
    ("a", "28"): ["start explanation_unasked", "start year_suffix", "evaluation explanation_unasked"],
    ("a", "29"): ["total_budget explanation_unasked", "total_budget value_missing"],
    ("a", "39"): ["total_budget amount_zero"],
    ("a", "46"): ["type explanation_unasked"],
    ("a", "55"): ["outcome two_codes"],
    ("a", "59"): ["issue blank_choice"],
    ("a", "63"): ["city_budget amount_unusual", "total_budget amount_unusual"],
    ("a", "66"): ["form explanation_missing", "start year_suffix"],
    ("a", "67"): ["activity explanation_missing", "field explanation_missing", "form explanation_missing"],
    ("c", "Ｃ１"): ["plan blank_choice"],
}


@pytest.fixture(scope="module")
def rows(shared_data):
    """Per questionnaire: [(row, other texts, {question: (answer, findings of reading)})]."""
    read = {key: [] for key in QUESTIONNAIRES}
    for key, made in QUESTIONNAIRES.items():
        with (shared_data / f"koganei-2010/{made.wide_file}.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            for row in csv.DictReader(file):
                others = json.loads(row.get("other_texts") or "{}")
                read[key].append((row, others, {q.key: q.from_wide(row, others) for q in made.questions}))
    return read


def values(rows, key):
    asked = QUESTIONNAIRES["a"].question(key)
    found = [asked.value(answers[key][0]) for _, _, answers in rows["a"]]
    return [value for value in found if value is not None]


def test_every_row_is_there(rows):
    assert {key: len(found) for key, found in rows.items()} == {"overall": 52, "a": 70, "b": 5, "c": 4}


def test_every_row_writes_back_as_it_was(rows):
    for key, made in QUESTIONNAIRES.items():
        for row, _, answers in rows[key]:
            for asked in made.questions:
                answer, found = answers[asked.key]
                answered = row[asked.column("text")] if asked.is_text else ""
                wide = asked.to_wide(answer, Ruling.ANSWERED if answered else Ruling.BLANK)
                assert {name: row.get(name, "") for name in wide} == wide
                assert asked.from_wide(wide, {asked.key: answer.other}) == (answer, found)


def test_every_column_and_every_explanation_is_read(rows):
    known = {"no", "order", "department", "section", "other_texts", "notes"}
    for key, made in QUESTIONNAIRES.items():
        written = {name for asked in made.questions for name in asked.to_wide(rows[key][0][2][asked.key][0])}
        assert set(rows[key][0][0]) - known <= written
        assert {name for _, others, _ in rows[key] for name in others} <= {q.key for q in made.questions}


def test_what_is_odd_is_flagged_and_nothing_else(rows):
    facts = Facts(2010, {k: statistics.median(values(rows, k)) for k in ("city_budget", "total_budget")})
    flagged = {}
    for key, made in QUESTIONNAIRES.items():
        for row, _, answers in rows[key]:
            for asked in made.questions:
                answer, found = answers[asked.key]
                for finding in [*found, *asked.check(answer, facts)]:
                    if (level := finding.level(imported=True)) is not None:
                        assert level is Level.FLAG
                        place = (key, row.get("no") or row["order"])
                        flagged.setdefault(place, []).append(f"{asked.key} {finding.rule}")
    assert flagged == FLAGGED


def test_totals(rows):
    asked = QUESTIONNAIRES["a"].question("type")
    counted = [asked.counted_as(answers["type"][0]) for _, _, answers in rows["a"]]
    assert sum(len(codes) for codes in counted) == 71
    assert sum(codes != ("blank",) for codes in counted) == 70
    for key, told in {"city_budget": (62, 342_817, 863), "total_budget": (59, 394_216, 1005)}.items():
        found = values(rows, key)
        assert (len(found), sum(found), statistics.median(found)) == told


def test_every_start_but_one_is_a_year(rows):
    asked = QUESTIONNAIRES["a"].question("start")
    years = [
        asked.value(answers["start"][0]) for _, _, answers in rows["a"] if 1 in answers["start"][0].codes
    ]
    assert years.count(None) == 1
    assert min(year for year in years if year) == 1950

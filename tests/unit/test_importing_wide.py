"""Out and in again: a round written as wide files says the same in another instance, to the byte."""

import csv
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import NotFound
from app.importing.wide import write_wide
from app.organisation import service as organisation
from app.responses.service import drafting, reading
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questionnaire import load, load_all
from forms.questions import Answer as A
from forms.questions import ChoiceQuestion, Facts, ValueQuestion, search_key
from tests.support.city import NOW, SECTIONS
from tests.support.importing import NAME, bring_in, empty_database
from tests.support.koganei import DEMO

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
MADE = (*load_all(), D)
NASTY = [
    "a,b",
    '"',
    '""',
    "1\n2",
    "1\r\n2",
    "1\r2",
    "𠮷㈶髙",
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'",
    "　",
    "\t",
    "\ufeff",
    "（",
    "）",
]
FILES = ["sections.csv", "overall.csv", "a_projects.csv", "b_projects.csv", "c_projects.csv"]


def said(db, round_id):
    sections = {s.id: (s.department, s.name, s.kind, s.position) for s in rounds.sections(db, round_id)}
    return [
        (sections[f.section_id], f.questionnaire, f.number, f.note, dict(f.answers))
        for f in reading.submitted_forms(db, round_id)
    ], {(sections[s], key) for s, key in reading.declared_none(db, round_id)}


def contents(paths):
    return {p.name: p.read_bytes() for p in paths}


def there_and_back(db, round_id, tmp_path, made=None):
    """Write, read into a new instance, compare, write again."""
    first = write_wide(db, round_id, tmp_path / "one")
    other = empty_database(tmp_path / "other.db")
    report = bring_in(other, tmp_path / "one", accept_flagged=True, definitions=made)
    assert report.outcome == "imported", report.text("en")
    assert said(other, report.round_id) == said(db, round_id)
    assert contents(write_wide(other, report.round_id, tmp_path / "two")) == contents(first)
    other.close()
    return first


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.shared)])
def survey(request):
    return DEMO if request.param == "demo" else request.getfixturevalue("shared_data") / "koganei-2010"


def test_the_survey_goes_out_and_comes_in_again(tmp_path, survey):
    db = empty_database(tmp_path / "kikitori.db")
    round_id = bring_in(db, survey, accept_flagged=True).round_id
    paths = there_and_back(db, round_id, tmp_path)
    assert [p.name for p in paths] == FILES
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            columns = next(csv.reader(stream))
        with (survey / path.name).open(encoding="utf-8-sig", newline="") as stream:
            theirs = next(csv.reader(stream))
        assert set(theirs) <= set(columns), "every column of the survey has its place"
    db.close()


def test_cells_of_the_survey_are_written_as_they_came(tmp_path):
    """Column by column the same file, but for what other_texts (JSON) and labels may say more evenly."""
    db = empty_database(tmp_path / "kikitori.db")
    write_wide(db, bring_in(db, DEMO, accept_flagged=True).round_id, tmp_path / "out")
    for name in FILES:
        with (DEMO / name).open(encoding="utf-8-sig", newline="") as stream:
            before = list(csv.DictReader(stream))
        with (tmp_path / "out" / name).open(encoding="utf-8-sig", newline="") as stream:
            after = list(csv.DictReader(stream))
        for old, new in zip(before, after, strict=True):
            shared = old.keys() - {"no", "other_texts"}
            assert {k: new[k] for k in shared} == {k: old[k] for k in shared}
    db.close()


def texts(size=12):
    characters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"])
    plain = st.text(characters, max_size=size)
    return st.lists(st.sampled_from(NASTY) | plain, max_size=3).map("".join).filter(importable)


def importable(text):
    return "\ufffe" not in text and "\uffff" not in text


def answers(question):
    text = texts()
    if question.role == "title":
        return text.filter(str.strip).map(lambda t: A(text=t[:60] if t[:60].strip() else "x"))
    if not isinstance(question, ChoiceQuestion):
        return st.builds(A, text=text, other=text)
    codes = st.sets(st.sampled_from([c.code for c in question.choices])).map(lambda s: tuple(sorted(s)))
    labels = {search_key(c.short.ja) for c in question.choices}
    value = text.filter(lambda t: not any(x and x in search_key(t) for x in labels))
    return st.builds(
        A,
        codes=codes,
        text=value if isinstance(question, ValueQuestion) else st.just(""),
        other=text,
        page=text if question.has_page else st.just(""),
    )


def forms(questionnaire):
    return st.fixed_dictionaries({q.key: answers(q) for q in questionnaire.questions})


PROJECTS = st.lists(
    st.tuples(st.sampled_from(MADE[1:]), st.integers(0, 2)).flatmap(
        lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), texts(), forms(pair[0]))
    ),
    max_size=3,
)
TURN = count()


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(overall=forms(MADE[0]), projects=PROJECTS, note=texts())
def test_whatever_was_answered_comes_back(tmp_path, overall, projects, note):
    folder = tmp_path / str(next(TURN))
    folder.mkdir()
    db = empty_database(folder / "kikitori.db")
    with db.write():
        ids = [organisation.add_section(db, d, n, k, i) for i, (d, n, k) in enumerate(SECTIONS, 1)]
        round_id = rounds.create(db, SYSTEM, NOW, NAME, 2010, ids, MADE)
        made = {i: [] for i in ids}
        for key, place, note_of, given_answers in [
            ("overall", 0, note, overall),
            *((q.key, *p) for q, *p in projects),
        ]:
            form_id = drafting.add_form(db, SYSTEM, NOW, round_id, ids[place], key, note=note_of)
            kept = {k: a for k, a in given_answers.items() if not a.empty}
            made[ids[place]].append(Frozen(form_id, kept))
        given_keys = {q.key for q, place, *_ in projects if place == 1}
        for section_id, frozen in made.items():
            declared = {k: True for k in "abcd" if section_id == ids[1] and k not in given_keys}
            freeze(
                db, SYSTEM, NOW, round_id, section_id, frozen, declared, source="section", facts=Facts(2010)
            )
    there_and_back(db, round_id, folder, MADE)
    db.close()


def test_drafts_and_withdrawn_projects_stay_at_home(tmp_path):
    db = empty_database(tmp_path / "kikitori.db")
    round_id = bring_in(db, DEMO, accept_flagged=True).round_id
    form = next(f for f in reading.submitted_forms(db, round_id) if f.questionnaire == "c" and f.number == 4)
    drafting.add_form(db, SYSTEM, NOW, round_id, form.section_id, "b")
    freeze(db, SYSTEM, NOW, round_id, form.section_id, [Frozen(form.form_id, {}, withdrawn=True)], {},
           source="secretariat", facts=Facts(2010))  # fmt: skip
    write_wide(db, round_id, tmp_path / "out")
    with (tmp_path / "out/c_projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [r["no"] for r in csv.DictReader(stream)] == ["Ｃ１", "Ｃ２", "Ｃ３"]
    with (tmp_path / "out/b_projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 5
    db.close()


def test_an_unknown_round_is_not_written(tmp_path):
    db = empty_database(tmp_path / "kikitori.db")
    with pytest.raises(NotFound):
        write_wide(db, 7, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    db.close()

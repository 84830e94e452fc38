"""Results: what the tables are made from, releasing as of a moment, keeping tables until something changes."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from app.db import Database
from app.errors import NotAllowed, NotFound, Refused
from app.flags import desk
from app.flags import service as flags
from app.responses.service import drafting, reading
from app.responses.service.freezing import Frozen, freeze, retally
from app.results import service
from app.results.shelf import FRESH
from app.rounds import rulings, rulings_service
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.selfsaving.rule import Typed
from forms.questions import Answer, Facts
from reports import stored
from reports.counts import question_counts, round_words
from reports.tally import Layout, count_words
from tests.support.koganei import DEMO, load_round
from tests.support.stored import COMMITTEE, SECRETARY, START, new_database, stored_round

NOW = datetime(2026, 11, 21, 5, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
CLERK = Actor(None, "職員", SECTION, frozenset(range(1, 60)))


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A database with the demonstration's round of 2010, to be copied."""
    path = tmp_path_factory.mktemp("imported") / "kikitori.db"
    db = new_database(path)
    round_id = stored_round(db)
    db.close()
    return path, round_id


@pytest.fixture
def db(tmp_path, imported):
    made = Database(shutil.copy(imported[0], tmp_path / "kikitori.db"))
    yield made
    made.close()


@pytest.fixture
def round_id(imported):
    return imported[1]


def counts(data, key, question):
    return {c.line.code: c.n for c in question_counts(data, key) if c.question.key == question}


def first_form(db, round_id, key="a"):
    return next(f for f in reading.submitted_forms(db, round_id) if f.questionnaire == key)


def submit(db, round_id, form_id, now, withdrawn=False, **change):
    """The next version of a form, with some answers changed."""
    form = reading.form(db, form_id)
    old = next((f.answers for f in reading.submitted_forms(db, round_id) if f.form_id == form_id), {})
    freeze(
        db, SYSTEM, now, round_id, form.section_id, [Frozen(form_id, {**old, **change}, withdrawn)], {},
        source="section", respondent="秘密太郎", extension="9876", facts=Facts(2010),
    )  # fmt: skip


def override(db, round_id, form_id, question, ruling, now):
    seen = rulings_service.ruled_answer(db, round_id, form_id, question).seen
    rulings_service.override(
        db, SYSTEM, now, round_id, form_id, question, ruling=ruling, reason="確認済み", seen=seen
    )


def check_survey(data):
    """The committee's own numbers of 2010."""
    assert len(data.sections) == 52
    assert {k: len(v) for k, v in data.by_questionnaire.items()} == {"overall": 52, "a": 70, "b": 5, "c": 4}
    for question, answered, not_answered in (("why_needed", 38, 14), ("plans", 9, 43), ("remarks", 8, 44)):
        seen = counts(data, "overall", question)
        assert (seen.pop("answered"), sum(seen.values())) == (answered, not_answered)


def test_the_survey_of_2010_has_the_committees_numbers(db, round_id):
    data = service.round_data(db, round_id, NOW)
    check_survey(data)
    assert (data.city, data.year, f"{data.as_of:%H:%M}") == ("小金井市", 2010, "14:02")


def test_the_real_survey_has_the_same_numbers(db, shared_data):
    check_survey(
        service.round_data(db, stored_round(db, shared_data / "koganei-2010", name="実際の調査"), NOW)
    )


def test_the_database_gives_what_the_files_say(db, round_id):
    data, files = service.round_data(db, round_id, NOW), load_round(DEMO)
    places = {s.id: s.name for s in data.sections}, {s.id: s.name for s in files.sections}
    for ours, read in zip(data.forms, files.forms, strict=True):
        assert (ours.questionnaire, ours.number) == (read.questionnaire, read.number)
        assert places[0][ours.section_id] == places[1][read.section_id]
        asked = data.questionnaire(ours.questionnaire).questions
        for question in asked:
            assert ours.answer(question.key) == read.answer(question.key)
            assert ours.ruling(question) == read.ruling(question)
        assert set(ours.flags) >= set(read.flags)


def test_a_round_takes_few_queries_however_large(db, round_id):
    asked = []
    db.connection.set_trace_callback(asked.append)
    service.round_data(db, round_id, NOW)
    db.connection.set_trace_callback(None)
    assert len(asked) < 25


@pytest.mark.parametrize("chunk", [7, 65_536])
def test_packed_rows_count_like_the_answers(db, round_id, chunk, monkeypatch):
    monkeypatch.setattr(stored, "CHUNK", chunk)
    edition = service.build(db, round_id, NOW)
    assert set(edition.words) == {"overall", "a", "b", "c"}, "none had to be packed anew"
    for made in edition.data.questionnaires:
        from_answers = question_counts(edition.data, made.key)
        assert count_words(Layout(made), edition.words[made.key]) == count_words(
            Layout(made), round_words(edition.data, made.key)
        )
        fast = service.fast_counts(db, round_id, made)
        assert fast.lines == from_answers
        assert sum(fast.bases) == fast.base == len(edition.data.by_questionnaire[made.key])
        for line in fast.lines:
            assert sum(fast.by_group[line.question.key, line.line.code]) == line.n


def test_by_department_is_the_crosstab_of_the_book(db, round_id):
    edition = service.build(db, round_id, NOW)
    table = edition.tables["departments-overall-status"][1]
    fast = service.fast_counts(db, round_id, edition.data.questionnaire("overall"))
    assert [fast.by_group["status", "2"][i] for i in range(15)] == table.column("2")[:-1]


def test_rows_packed_from_another_version_are_not_used(db, round_id):
    form = first_form(db, round_id)
    with db.write():  # as after an interrupted repair: the row is an older version's
        db.run("DELETE FROM tally WHERE form_id = ?", (form.form_id,))
    edition = service.build(db, round_id, NOW)
    assert set(edition.words) == {"overall", "b", "c"}
    assert edition.tables["counts-a"][1].column(".base")[0] == 70
    retally(db, round_id)
    assert set(service.build(db, round_id, NOW).words) == {"overall", "a", "b", "c"}


# Releases


def test_members_see_nothing_before_a_release(db, round_id):
    assert service.released_rounds(db) == []
    with pytest.raises(NotFound):
        service.edition(db, COMMITTEE, NOW, round_id)
    with pytest.raises(NotFound):
        service.edition(db, CLERK, NOW, round_id)


def test_only_the_secretariat_releases(db, round_id):
    for actor in (COMMITTEE, CLERK):
        for act in (service.release, service.withdraw_release):
            with pytest.raises(NotAllowed):
                act(db, actor, NOW, round_id)
    assert service.released_rounds(db) == []


def test_nothing_submitted_cannot_be_released(db, round_id):
    empty = rounds.create(db, SYSTEM, NOW, "次の調査", 2027, [1, 2])
    with pytest.raises(Refused):
        service.release(db, SECRETARY, NOW, empty)
    with pytest.raises(NotFound):
        service.release(db, SECRETARY, NOW, 99)


def test_members_see_the_moment_of_the_release(db, round_id):
    service.release(db, SECRETARY, NOW, round_id)
    with pytest.raises(NotFound):
        service.edition(db, CLERK, LATER, round_id)
    seen = service.edition(db, COMMITTEE, LATER, round_id)
    changed, dropped = (f for f in reading.submitted_forms(db, round_id)[60:62])
    submit(db, round_id, changed.form_id, LATER, name=Answer(text="差し替えた名称"))
    submit(db, round_id, dropped.form_id, LATER, withdrawn=True)
    new = drafting.add_form(db, SYSTEM, LATER, round_id, changed.section_id, "a")
    submit(db, round_id, new, LATER, name=Answer(text="新しい事業"))
    service._SHELF = service.Shelf()  # nothing kept may hide a leak
    after = service.edition(db, COMMITTEE, LATER + timedelta(hours=1), round_id)
    assert after.data == seen.data
    assert after.book == seen.book
    today = service.edition(db, SECRETARY, LATER, round_id).data
    assert {f.answer("name").text for f in today.forms} >= {"差し替えた名称", "新しい事業"}
    assert len(today.forms) == len(seen.data.forms)
    service.release(db, SECRETARY, LATER, round_id)
    assert service.edition(db, COMMITTEE, LATER, round_id).data.forms == today.forms


def test_rulings_and_flags_stay_as_released_too(db, round_id):
    form = first_form(db, round_id, "overall")
    service.release(db, SECRETARY, NOW, round_id)
    seen = service.edition(db, COMMITTEE, NOW, round_id).data
    for key, ruling in rulings.rules(db, round_id).items():
        rulings_service.delete(db, SYSTEM, LATER, round_id, key, ruling)
    override(db, round_id, form.form_id, "why_needed", "blank", LATER)
    for flag in flags.of_round(db, round_id):
        desk.confirm(db, SYSTEM, LATER, round_id, {flag.id: flag.seen})
    service._SHELF = service.Shelf()
    after = service.edition(db, COMMITTEE, LATER, round_id).data
    assert after == seen
    assert any(f.flags for f in after.forms)
    today = service.round_data(db, round_id, LATER)
    assert not any(f.flags for f in today.forms)
    assert counts(today, "overall", "why_needed")["answered"] == 51, "without rules any word is an answer"


def test_a_withdrawn_release_hides_everything(db, round_id):
    service.release(db, SECRETARY, NOW, round_id)
    service.release(db, SECRETARY, LATER, round_id)
    assert [(r.id, r.name, r.at) for r in service.released_rounds(db)] == [(round_id, "協働実態調査", LATER)]
    service.withdraw_release(db, SECRETARY, LATER, round_id)
    assert service.released_rounds(db) == []
    with pytest.raises(NotFound):
        service.edition(db, COMMITTEE, LATER, round_id)
    lines = db.value("SELECT count(*) FROM audit WHERE action LIKE 'results.%'")
    service.withdraw_release(db, SECRETARY, LATER, round_id)
    assert db.value("SELECT count(*) FROM audit WHERE action LIKE 'results.%'") == lines == 3


def test_contacts_and_drafts_are_nowhere_in_an_edition(db, round_id):
    form = first_form(db, round_id)
    submit(db, round_id, form.form_id, NOW, name=Answer(text="提出した名称"))
    drafting.write_answers(db, SYSTEM, LATER, form.form_id, {"name": Answer(text="下書きの名称")})
    edition = service.edition(db, SECRETARY, LATER, round_id)
    told = repr((edition.data, edition.book, edition.origins))
    assert "提出した名称" in told
    assert not any(secret in told for secret in ("下書きの名称", "秘密太郎", "9876"))


# Keeping


def change_answer(db, round_id):
    submit(db, round_id, first_form(db, round_id).form_id, LATER, name=Answer(text="別の名称"))


def change_ruling(db, round_id):
    override(db, round_id, first_form(db, round_id, "overall").form_id, "why_needed", "nothing", LATER)


def change_rule(db, round_id):
    rulings_service.add(db, SYSTEM, LATER, round_id, "無し", "nothing")


def confirm_flag(db, round_id):
    flag = flags.of_round(db, round_id)[0]
    desk.confirm(db, SYSTEM, LATER, round_id, {flag.id: flag.seen})


def change_order(db, round_id):
    form = reading.form(db, first_form(db, round_id).form_id)
    rounds.change(db, SYSTEM, LATER, round_id, state="open")
    clerk = Actor(None, "", SECTION, frozenset({form.section_id}))
    drafting.move(db, clerk, LATER, form.id, 1)


@pytest.mark.parametrize("change", [change_answer, change_ruling, change_rule, confirm_flag, change_order])
def test_kept_tables_are_made_anew_after_a_change(db, round_id, change):
    before = service.edition(db, SECRETARY, NOW, round_id)
    change(db, round_id)
    after = service.edition(db, SECRETARY, NOW, round_id)
    assert after is not before
    assert after.data == service.round_data(db, round_id, NOW)


def test_tables_are_kept_while_sections_only_type(db, round_id):
    before = service.edition(db, SECRETARY, NOW, round_id)
    form = reading.form(db, first_form(db, round_id).form_id)
    rounds.change(db, SYSTEM, NOW, round_id, state="open")
    before = service.edition(db, SECRETARY, NOW, round_id)
    clerk = Actor(None, "", SECTION, frozenset({form.section_id}))
    typed = Typed(Answer(text="下書き"), 1, "")
    assert drafting.save_draft(db, clerk, LATER, form.id, {"name": typed}).written == ("name",)
    assert service.edition(db, SECRETARY, LATER, round_id) is before


def test_kept_tables_grow_old(db, round_id):
    before = service.edition(db, SECRETARY, NOW, round_id)
    assert service.edition(db, SECRETARY, NOW + FRESH - timedelta(seconds=1), round_id) is before
    assert service.edition(db, SECRETARY, NOW + FRESH, round_id) is not before


def test_members_never_get_the_secretariats_tables(db, round_id):
    service.release(db, SECRETARY, START, round_id)
    change_answer(db, round_id)
    ours, theirs = (service.edition(db, who, LATER, round_id) for who in (SECRETARY, COMMITTEE))
    assert ours.data.forms != theirs.data.forms


def test_open_flags_are_those_of_the_desk(db, round_id):
    data = service.round_data(db, round_id, NOW)
    assert {f.id: dict(f.flags) for f in data.forms if f.flags} == flags.still_open(db, round_id)

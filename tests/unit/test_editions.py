"""Editions: what was counted stays counted, files stay what they were, numbers stay with their projects."""

import hashlib
import io
import sqlite3
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.db import Database, Error
from app.editions.service import comparing, making, records
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.files import service as files
from app.importing.service import import_folder
from app.migrations import migrate
from app.organisation import service as organisation
from app.responses.service import drafting, freezing, reading
from app.responses.service.freezing import Frozen, freeze
from app.results import building, frozen, service
from app.results import files as results_files
from app.rounds import rulings_service
from app.rounds import service as rounds
from app.security import MEMBER, SYSTEM, Actor
from app.settings import service as city_settings
from forms.questions import Answer, Facts, Ruling
from reports.difference import Difference
from reports.phrases import OUT_OF_USE
from tests.support.city import COMPLETE_A, NOW
from tests.support.koganei import DEMO

MEMBER_OF_2010 = Actor(None, "委員", MEMBER)


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    """A database with the demonstration's round of 2010, made once and copied for every test."""
    path = tmp_path_factory.mktemp("survey") / "kikitori.db"
    db = Database(path)
    migrate(db)
    report = import_folder(db, SYSTEM, NOW, DEMO, "調査", year=2010, accept_flagged=True)
    assert report.ok
    db.close()
    return path, report.round_id


@pytest.fixture
def db(surveyed, tmp_path):
    source, target = sqlite3.connect(surveyed[0]), sqlite3.connect(tmp_path / "kikitori.db")
    source.backup(target)
    source.close()
    target.close()
    db = Database(tmp_path / "kikitori.db")
    yield db
    db.close()


@pytest.fixture
def round_id(surveyed):
    return surveyed[1]


@pytest.fixture(autouse=True)
def csv_alone(request, monkeypatch):
    """Editions keep their CSV files; workbooks take a second each and are made where a test asks for `papers`."""
    if "papers" not in request.fixturenames:
        monkeypatch.setattr(making, "PAPERS", ())


@pytest.fixture
def papers():
    """Asked for by tests that want an edition's workbooks, too."""


def make(db, folder, round_id, name="第１回会議資料", now=NOW, **more):
    return making.make(db, folder, SYSTEM, now, round_id, name, **more)


def projects(db, round_id, key="a"):
    return [f for f in reading.submitted_forms(db, round_id) if f.questionnaire == key]


def submit(db, round_id, form, now, *, withdrawn=False, **change):
    made = [Frozen(form.form_id, {**form.answers, **change}, withdrawn)]
    freeze(db, SYSTEM, now, round_id, form.section_id, made, {}, source="section", facts=Facts(2010))


def add(db, round_id, section_id, now, name="新しい事業"):
    form_id = drafting.add_form(db, SYSTEM, now, round_id, section_id, "a")
    answers = COMPLETE_A | {"name": Answer(text=name)}
    freeze(
        db, SYSTEM, now, round_id, section_id, [Frozen(form_id, answers)], {}, source="section",
        facts=Facts(2010),
    )  # fmt: skip
    return form_id


def tables(edition):
    return {key: [row.cells for row in table.rows] for key, (_, table) in edition.tables.items()}


def kept(db, round_id, edition_id):
    """Read anew: the service would hand out what it made before."""
    return building.kept(db, records.get(db, round_id, edition_id))


def shown(db, round_id, later=NOW):
    return service.build(db, round_id, later)


# What was counted


def test_an_edition_never_changes_whatever_happens_later(db, round_id, tmp_path):
    edition = make(db, tmp_path, round_id)
    before = tables(service.build(db, round_id, NOW, name="第１回会議資料"))
    assert tables(kept(db, round_id, edition)) == before
    one, two, *_ = projects(db, round_id)
    later = NOW + timedelta(days=1)
    submit(db, round_id, one, later, type=Answer((3,)), name=Answer(text="別の名前"))
    submit(db, round_id, two, later, withdrawn=True)
    add(db, round_id, one.section_id, later)
    overall = next(f for f in reading.submitted_forms(db, round_id) if f.questionnaire == "overall")
    text = next(r for r in rulings_service.ruled_answers(db, round_id) if r.ruling == Ruling.ANSWERED)
    rulings_service.add(db, SYSTEM, later, round_id, text.text[:100], Ruling.NOTHING)
    rulings_service.override(
        db, SYSTEM, later, round_id, text.form.form_id, text.question.key, ruling=Ruling.BLANK, reason="x",
        seen=rulings_service.ruled_answer(db, round_id, text.form.form_id, text.question.key).seen,
    )  # fmt: skip
    with db.write():
        db.run("UPDATE flag SET state = 'confirmed', decided_at = '2027-01-01'")
        db.run("UPDATE section SET name = name || '（新）'")
        db.run("UPDATE round_section SET name = name || '（新）'")
        city_settings.put(db, city_settings.CITY, "別の市")
    freezing.retally(db, round_id)
    assert overall.answers
    assert tables(kept(db, round_id, edition)) == before
    assert tables(service.build(db, round_id, later)) != before


def test_frozen_text_gives_the_state_back(db, round_id):
    state = shown(db, round_id)
    said = frozen.pack(state.data)
    again = frozen.unpack(
        said,
        state.data.as_of,
        state.data.questionnaires,
        list(state.origins.values()),
        state.data.declared_none,
    )
    assert again == state.data
    assert frozen.pack(again) == said


@pytest.mark.usefixtures("papers")
def test_files_are_kept_byte_for_byte(db, round_id, tmp_path):
    edition = make(db, tmp_path, round_id, english=True)
    kinds = records.files_of(db, edition)
    assert list(kinds) == ["xlsx-A3-ja", "xlsx-A4-ja", "xlsx-A3-en", "xlsx-A4-en", "csv"]
    first = {k: files.read(db, tmp_path, i) for k, i in kinds.items()}
    submit(db, round_id, projects(db, round_id)[0], NOW + timedelta(days=1), name=Answer(text="別"))
    assert {k: files.read(db, tmp_path, i) for k, i in kinds.items()} == first
    for kind, file_id in kinds.items():
        assert files.get(db, file_id).sha256 == hashlib.sha256(first[kind]).hexdigest()
    book = openpyxl.load_workbook(io.BytesIO(first["xlsx-A3-ja"]))
    assert "第１回会議資料" in book.properties.title
    assert "第１回会議資料" in book.worksheets[0].oddHeader.left.text
    with zipfile.ZipFile(io.BytesIO(first["csv"])) as archive:
        assert "counts.csv" in archive.namelist()
    assert files.faults(db, tmp_path) == []
    assert files.drop_unused(db, SYSTEM, NOW, tmp_path) == 0
    # the same tables make the same workbook today
    assert results_files.xlsx_file(kept(db, round_id, edition), "A3", "ja").getvalue() == first["xlsx-A3-ja"]


def test_the_database_refuses_to_change_an_edition(db, round_id, tmp_path):
    make(db, tmp_path, round_id)
    for table in ("edition", "edition_version", "edition_file"):
        with pytest.raises(Error, match="kept as they are"), db.write():
            db.run(f"DELETE FROM {table}")


def test_one_click_sent_twice_makes_one_edition(db, round_id, tmp_path):
    one = make(db, tmp_path, round_id, request="abc")
    assert make(db, tmp_path, round_id, request="abc") == one
    with pytest.raises(Refused):
        make(db, tmp_path, round_id)  # the name is taken
    assert len(records.of_round(db, round_id)) == 1


def test_what_cannot_be_made(db, round_id, tmp_path):
    for name in ("", " 　", "長" * 61):
        with pytest.raises(Refused):
            make(db, tmp_path, round_id, name)
    with pytest.raises(NotAllowed):
        making.make(db, tmp_path, MEMBER_OF_2010, NOW, round_id, "版")
    with pytest.raises(NotFound):
        make(db, tmp_path, 999)
    ids = [s.id for s in organisation.all_sections(db)]
    empty = rounds.create(db, SYSTEM, NOW, "空の調査", 2026, ids)
    with pytest.raises(Refused):
        make(db, tmp_path, empty)
    assert records.of_round(db, round_id) == []
    assert not (tmp_path / files.FOLDER).exists()


def test_what_was_submitted_while_files_were_made_is_in_the_edition(db, round_id, tmp_path, monkeypatch):
    """Nothing is frozen that the files do not show: they are made anew."""
    first, calls = projects(db, round_id)[0], []
    made = making._files

    def slow(state, english):
        if not calls:
            submit(db, round_id, first, NOW, name=Answer(text="途中の差し替え"))
        calls.append(1)
        return made(state, english)

    monkeypatch.setattr(making, "_files", slow)
    edition = make(db, tmp_path, round_id)
    assert len(calls) == 2
    assert kept(db, round_id, edition).form(first.form_id).answer("name").text == "途中の差し替え"


def test_who_keeps_submitting_is_told_to_try_again(db, round_id, tmp_path, monkeypatch):
    first = projects(db, round_id)[0]

    def never(state, english):
        submit(db, round_id, first, NOW, name=Answer(text="又"))
        return []

    monkeypatch.setattr(making, "_files", never)
    with pytest.raises(Conflict):
        make(db, tmp_path, round_id)
    assert records.of_round(db, round_id) == []


# What changed


def changed(db, round_id, folder):
    """An edition, then one project replaced, one withdrawn, one added."""
    old = make(db, folder, round_id)
    one, two = projects(db, round_id)[0], projects(db, round_id)[1]
    later = NOW + timedelta(days=1)
    other = Answer((3,)) if one.answers["type"].codes != (3,) else Answer((2,))
    submit(db, round_id, one, later, type=other)
    submit(db, round_id, two, later, withdrawn=True)
    return old, one, two, add(db, round_id, one.section_id, later), other


def test_the_difference_is_what_was_done_and_nothing_else(db, round_id, tmp_path):
    old, one, two, new, _ = changed(db, round_id, tmp_path)
    found = comparing.compared(db, SYSTEM, NOW + timedelta(days=2), round_id, old, None)
    told = {c.form_id: c.kind for c in found.difference.changes}
    assert told == {one.form_id: "replaced", two.form_id: "withdrawn", new: "new"}
    replaced = next(c for c in found.difference.changes if c.kind == "replaced")
    assert [q.key for q in replaced.questions] == ["type"]
    assert replaced.versions == "1 → 2"
    assert set(found.versions) == {one.form_id}


def test_counts_before_and_after_are_those_of_a_recount(db, round_id, tmp_path):
    """Every line, recounted by hand from the answers."""
    old, *_ = changed(db, round_id, tmp_path)
    found = comparing.compared(db, SYSTEM, NOW + timedelta(days=2), round_id, old, None)
    for line in found.difference.counts["a"]:
        question, code = line.new.question, line.new.line.code
        for count, state in ((line.old, found.old), (line.new, found.new)):
            forms = state.data.by_questionnaire["a"]
            assert count.n == sum(
                code in question.counted_as(f.answer(question.key), f.ruling(question)) for f in forms
            )
    assert found.difference.base("a") == (70, 70)  # one went, one came
    assert found.difference.base("b") == (5, 5)


@pytest.mark.usefixtures("papers")
def test_on_the_real_survey_too(tmp_path, shared_data):
    """The survey of 2010 as it was: an edition, one project replaced, one withdrawn; nothing else differs."""
    db = Database(tmp_path / "kikitori.db")
    migrate(db)
    folder = shared_data / "koganei-2010"
    made = import_folder(db, SYSTEM, NOW, folder, "調査", year=2010, accept_flagged=True).round_id
    old, one, two, new, _ = changed(db, made, tmp_path)
    found = comparing.compared(db, SYSTEM, NOW + timedelta(days=2), made, old, None).difference
    told = {c.form_id: (c.kind, [q.key for q in c.questions]) for c in found.changes}
    assert told == {
        one.form_id: ("replaced", ["type"]), two.form_id: ("withdrawn", []), new: ("new", []),
    }  # fmt: skip
    moved = {(c.new.question.key, c.new.line.code): c.new.n - c.old.n for c in found.counts["a"] if c.changed}
    by_hand = Counter()
    for question in found.new.questionnaire("a").questions:
        for sign, data in ((-1, found.old), (1, found.new)):
            for form in data.by_questionnaire["a"]:
                for code in question.counted_as(form.answer(question.key), form.ruling(question)):
                    by_hand[question.key, code] += sign
    assert moved == {line: n for line, n in by_hand.items() if n}
    assert not any(c.changed for key in ("overall", "b", "c") for c in found.counts[key])
    db.close()


def test_two_editions_and_their_workbook(db, round_id, tmp_path):
    old, _one, _two, _new, _other = changed(db, round_id, tmp_path)
    later = make(db, tmp_path, round_id, "第２回会議資料", NOW + timedelta(days=2))
    found = comparing.compared(db, SYSTEM, NOW, round_id, later, old)  # whatever the order
    assert (found.old.record.id, found.new.record.id) == (old, later)
    book = openpyxl.load_workbook(comparing.workbook(found, "ja"))
    assert book.sheetnames == ["変更一覧", "Ａ 件数の変化"]
    first = book.worksheets[0]
    assert (first.page_setup.orientation, int(first.page_setup.paperSize)) == ("landscape", 9)
    words = {str(c.value) for row in first.iter_rows() for c in row if c.value}
    assert {"＊差し替え", "取下げ", "新規"} <= words
    assert not any(str(w).startswith("=") for w in words)
    with pytest.raises(NotFound):
        comparing.compared(db, SYSTEM, NOW, round_id, old, old)
    assert comparing.before(db, records.get(db, round_id, later)).id == old


def test_nothing_changed_is_no_difference(db, round_id, tmp_path):
    make(db, tmp_path, round_id)
    state = shown(db, round_id).data
    found = Difference(state, replace(state))
    assert found.changes == ()
    assert not any(c.changed for lines in found.counts.values() for c in lines)
    assert not any(found.sums.values())


def test_a_rule_that_changed_is_told_as_such(db, round_id, tmp_path):
    old = make(db, tmp_path, round_id)
    text = next(r for r in rulings_service.ruled_answers(db, round_id) if r.ruling == Ruling.ANSWERED)
    rulings_service.override(
        db, SYSTEM, NOW + timedelta(days=1), round_id, text.form.form_id, text.question.key,
        ruling=Ruling.NOTHING, reason="x", seen=text.seen,
    )  # fmt: skip
    found = comparing.compared(db, SYSTEM, NOW + timedelta(days=2), round_id, old, None)
    assert [(c.kind, c.form_id) for c in found.difference.changes] == [("ruled", text.form.form_id)]


def test_tables_mark_what_was_replaced_since_the_edition_before(db, round_id, tmp_path):
    _, one, two, _new, _ = changed(db, round_id, tmp_path)
    _, table = shown(db, round_id).tables["answers-a"]
    at, number, name = table.index(".change"), table.index(".number"), table.index("name")
    told = {row.cells[number]: row.cells[at].ja for row in table.rows if row.cells[at]}
    assert told == {str(one.number): "＊差し替え", str(two.number): "取下げ", "71": "新規"}
    gone = next(row for row in table.rows if row.state == "gone")
    assert (gone.cells[number], gone.cells[name], gone.ref) == (str(two.number), OUT_OF_USE, "")
    assert "「第１回会議資料」の後" in table.note.ja
    make(db, tmp_path, round_id, "第２回会議資料", NOW + timedelta(days=2))
    _, table = shown(db, round_id).tables["answers-a"]
    assert ".change" not in [c.key for c in table.columns]
    assert [row.cells[number] for row in table.rows if row.state == "gone"] == [str(two.number)]


def test_tables_as_of_any_moment(db, round_id, tmp_path):
    before = tables(shown(db, round_id))
    changed(db, round_id, tmp_path)
    rule = rulings_service.rulings.rule_rows(db, round_id)[0]
    rulings_service.change(
        db, SYSTEM, NOW + timedelta(days=3), round_id, rule.key, Ruling.NOT_APPLICABLE, rule.ruling
    )
    rulings_service.add(db, SYSTEM, NOW + timedelta(days=3), round_id, "無回答", Ruling.BLANK)
    found = service.edition(db, SYSTEM, NOW + timedelta(days=9), round_id, NOW)
    assert tables(found) == before
    assert tables(service.edition(db, SYSTEM, NOW + timedelta(days=9), round_id)) != before


# Who sees what


def test_members_see_a_released_edition_and_no_other(db, round_id, tmp_path):
    one = make(db, tmp_path, round_id)
    submit(db, round_id, projects(db, round_id)[0], NOW + timedelta(days=1), name=Answer(text="後の名前"))
    two = make(db, tmp_path, round_id, "第２回会議資料", NOW + timedelta(days=2))
    later = NOW + timedelta(days=3)
    with pytest.raises(NotFound):
        service.edition(db, MEMBER_OF_2010, later, round_id, one)
    service.release(db, SYSTEM, later, round_id, one)
    service.release(db, SYSTEM, later, round_id, one)  # the same click once more
    assert service.edition(db, MEMBER_OF_2010, later, round_id).record.id == one
    assert [e.id for e in service.visible_editions(db, MEMBER_OF_2010, round_id)] == [one]
    with pytest.raises(NotFound):
        service.edition(db, MEMBER_OF_2010, later, round_id, two)
    with pytest.raises(NotFound):
        service.edition(db, MEMBER_OF_2010, later, round_id, NOW)
    assert service.released_rounds(db)[0].edition == "第１回会議資料"
    service.release(db, SYSTEM, later + timedelta(days=1), round_id)  # as it stands now, as ever
    assert service.edition(db, MEMBER_OF_2010, later, round_id).record is None
    service.withdraw_release(db, SYSTEM, later, round_id)
    with pytest.raises(NotFound):
        service.edition(db, MEMBER_OF_2010, later, round_id, one)


# Numbers for good


ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "withdraw", "edition", "replace"]), st.integers(0, 30)), max_size=14
)


@settings(max_examples=25, deadline=None)
@given(acts=ACTS)
@example(acts=[("add", 0), ("add", 1), ("edition", 0), ("withdraw", 1), ("add", 2), ("edition", 0)])
def test_a_number_once_quoted_is_never_anybody_elses(acts, tmp_path_factory):
    """Whatever is added and withdrawn, in whatever order: numbers of editions stay with their projects."""
    folder = tmp_path_factory.mktemp("numbers")
    db = Database(folder / "kikitori.db")
    migrate(db)
    with db.write():
        ids = [organisation.add_section(db, "部", f"課{i}", "section", i) for i in range(3)]
    made = rounds.create(db, SYSTEM, NOW, "調査", 2026, ids)
    quoted, now, n = {}, NOW, 0
    for act, place in acts:
        now += timedelta(hours=1)
        living = projects(db, made)
        if act == "add":
            add(db, made, ids[place % 3], now, f"事業{place}")
        elif act == "withdraw" and living:
            submit(db, made, living[place % len(living)], now, withdrawn=True)
        elif act == "replace" and living:
            submit(db, made, living[place % len(living)], now, name=Answer(text=f"又{place}"))
        elif act == "edition" and living:
            n += 1
            with db.write():
                reading.give_numbers(db, made)
            for form in projects(db, made):
                assert quoted.setdefault(form.number, form.form_id) == form.form_id
        numbers = {f.form_id: f.number for f in projects(db, made)}
        assert len(set(numbers.values())) == len(numbers)
        for number, form_id in quoted.items():
            assert numbers.get(form_id, number) == number
            assert all(f == form_id for f, given in numbers.items() if given == number)
    db.close()


def test_imported_numbers_stay_and_new_ones_come_after_the_highest(db, round_id, tmp_path):
    old = {f.form_id: f.number for f in projects(db, round_id)}
    last = max(projects(db, round_id), key=lambda f: f.number)
    submit(db, round_id, last, NOW, withdrawn=True)
    new = add(db, round_id, last.section_id, NOW)
    assert {f.form_id: f.number for f in projects(db, round_id)}[new] == last.number + 1
    make(db, tmp_path, round_id)
    assert reading.form(db, new).number == last.number + 1
    assert {f.form_id: f.number for f in projects(db, round_id) if f.form_id in old}.items() <= old.items()

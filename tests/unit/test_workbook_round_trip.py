"""Whatever a draft says comes back out of the workbook: directly, saved again by openpyxl, and by LibreOffice."""

import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.questionnaire import load, load_all
from forms.questions import EMPTY, Answer, ManyChoice, TextQuestion, ValueQuestion
from forms.workbook import covered, read
from tests.support.city import COMPLETE_A
from tests.support.workbooks import cell_of, order, row_cell, written

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
MADE = (*load_all(), D)
#: What the form keeps: anything a browser can post, line ends as LF. (NUL and its like are told at the field.)
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t　=+-@'\"①○～"),
    max_size=60,
)


def answers_to(question):
    """Any answer of this kind, blameless or not."""
    if isinstance(question, TextQuestion):
        return st.builds(Answer, text=TEXT)
    codes = [c.code for c in question.choices]
    most = len(codes) if isinstance(question, ManyChoice) else 2
    chosen = st.lists(st.sampled_from(codes), unique=True, max_size=most).map(lambda c: tuple(sorted(c)))
    value = TEXT if isinstance(question, ValueQuestion) else st.just("")
    page = TEXT if question.has_page else st.just("")
    return st.builds(Answer, codes=chosen, text=value, other=TEXT, page=page)


def drafts(made):
    return st.fixed_dictionaries({}, optional={q.key: answers_to(q) for q in made.questions})


FORMS = st.fixed_dictionaries(
    {"overall": st.lists(drafts(MADE[0]), max_size=1)}
    | {q.key: st.lists(drafts(q), max_size=2) for q in MADE if q.per_project}
)


def same(forms, data):
    """Everything handed out comes back as it was."""
    wanted = order(forms, MADE)
    reading = read(BytesIO(data), MADE)
    found = {(f.key, f.ref): f for f in reading.forms}
    assert reading.troubles == []
    assert reading.notes == []
    for made in MADE:
        for filled in wanted.forms[made.key]:
            answers = found.pop((made.key, filled.ref)).answers
            for question in made.questions:
                said = covered(question, filled.answers.get(question.key, EMPTY))
                assert answers[question.key] == said, (made.key, question.key)
    assert all(f.empty for f in found.values())


def resaved(data):
    book, made = openpyxl.load_workbook(BytesIO(data)), BytesIO()
    book.save(made)
    return made.getvalue()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMS, st.sampled_from(["ja", "en"]))
def test_any_draft_comes_back(forms, lang):
    same(forms, written(forms, MADE, lang))


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMS)
def test_any_draft_comes_back_saved_again(forms):
    same(forms, resaved(written(forms, MADE)))


LONG = "協働は、地域の課題を市だけで解決できないときに欠かせない。\n" * 300
PLAIN = {
    "overall": [{"why_needed": Answer(text=LONG), "status": Answer((5,), other="検討中")}],
    "a": [
        {**COMPLETE_A, "unit": Answer(text="=1+1"), "content": Answer(text=LONG)},
        {"name": Answer(text=" 前後に空白 ")},
    ],
    "b": [
        {
            "name": Answer(text="0012"),
            "plan": Answer((1,), "緑の方針", page="3-4"),
            "content": Answer(text=LONG),
        }
    ],
    "d": [
        {
            "room": Answer(text="TRUE"),
            "wishes": Answer((1, 9), other="@倉庫"),
            "since": Answer((1,), "昭和６２"),
        }
    ],
}


def by_soffice(soffice, folder, data, *kinds):
    """Saved by LibreOffice, through each kind of file in turn."""
    path = folder / "book.xlsx"
    path.write_bytes(data)
    for n, kind in enumerate(kinds):
        target = folder / str(n)
        subprocess.run(
            [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
             "--outdir", target, path],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        path = target / f"book.{kind}"
    return path.read_bytes()


def test_a_draft_comes_back_through_libreoffice(soffice_path, tmp_path):
    data = by_soffice(soffice_path, tmp_path, written(PLAIN, MADE), "ods", "xlsx")
    same(PLAIN, data)
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["Ａ-1"]
    assert sheet.protection.sheet
    assert cell_of(sheet, "name.text").protection.locked is False
    assert sheet.column_dimensions["A"].hidden
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    chosen = cell_of(sheet, "type.choice")
    assert any(chosen.coordinate in v.sqref for v in lists)
    assert book["選択肢"].sheet_state == "hidden"
    assert book["管理用"].sheet_state == "hidden"


def test_the_workbook_says_what_it_is_and_keeps_people_in_its_cells():
    book = openpyxl.load_workbook(BytesIO(written(PLAIN, MADE)))
    assert book.sheetnames == [
        "はじめに", "全体", *(f"Ａ-{n}" for n in range(1, 8)), "Ｂ", "Ｃ", *(f"Ｄ-{n}" for n in range(1, 7)), "選択肢", "管理用",
    ]  # fmt: skip
    sheet = book["Ａ-1"]
    assert cell_of(sheet, "unit.text").value == "=1+1"
    assert cell_of(sheet, "unit.text").data_type == "s"
    assert sheet.protection.sheet
    assert not sheet.protection.formatRows, "row heights may be changed"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$2:$2"
    assert row_cell(book["Ｂ"], "14", "plan.page").value == "3-4"
    heights = [d.height for s in book for d in s.row_dimensions.values() if d.height]
    assert max(heights) <= 409
    locked = [c for row in sheet.iter_rows() for c in row if not c.protection.locked and c.value is None]
    assert locked, "there are cells to fill in"


def test_a_text_that_fits_no_cell_is_left_to_the_screen():
    data = written({"a": [{"content": Answer(text="長" * 40_000), "name": Answer(text="名")}]}, MADE)
    (form,) = read(BytesIO(data), MADE).forms[:1]
    assert "content" not in form.answers
    assert form.answers["name"].text == "名"
    assert read(BytesIO(data), MADE).notes == []


@pytest.mark.parametrize(
    ("key", "many"), [("overall", False), ("a", True), ("b", False), ("c", False), ("d", True)]
)
def test_the_layout_follows_from_the_definition(key, many):
    from forms.workbook.order import as_rows

    made = next(q for q in MADE if q.key == key)
    assert as_rows(made) is (made.per_project and not many)

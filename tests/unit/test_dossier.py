"""Dossiers from records alone: nothing is cut, nothing is made up, last time stands beside it."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.questionnaire import load_all, parse
from forms.questions import Answer
from reports.dossier import of_projects, project_parts, said
from reports.dossier.projects import _LINES, lines
from reports.records import Form
from reports.signals import contradictions, hearing_signals, source
from reports.tables import cell_text
from reports.writers import docx, docx_booklet, pdf
from reports.writers.booklet import Booklet, Chapter, Facts, Part, Room, Words
from reports.writers.paper import PaperColumn, PaperTable
from reports.yearly import Years, section_counts, section_table
from tests.support.koganei import DEMO, load_round

HOSTILE = '#panic("x") *b* $y$ \\ @a <l> {{ x }}'


@pytest.fixture(scope="module")
def before():
    return load_round(DEMO)


@pytest.fixture(scope="module")
def after(before):
    """The same round again, its forms under new numbers."""
    forms = tuple(replace(f, id=f.id + 1000) for f in before.forms)
    return replace(before, name="次の調査", year=2011, forms=forms)


def test_every_project_stands_in_its_table_with_its_whole_name_and_content(koganei):
    """In all sections' tables together: each project once, no text shortened, on paper as on the page."""
    found = {}
    for section in koganei.sections:
        for part in project_parts(koganei, section.id):
            assert part.n == len(koganei.forms_of(part.questionnaire.key).get(section.id, ()))
            if part.table is not None:
                printed = of_projects(part.table, "ja")
                for line, row in zip(lines(part.table), printed.rows, strict=True):
                    found[int(line.row.ref)] = (line.name[1], line.below[0][1], *row[1:3])
    projects = [f for f in koganei.forms if f.number is not None]
    assert len(found) == len(projects) == 79
    for form in projects:
        whole = (form.answer("name").text, form.answer("content").text)
        assert found[form.id] == (*whole, *whole)


def test_the_chosen_questions_are_those_of_the_definitions():
    made = {q.key: q for q in load_all()}
    for key, (content, *both) in _LINES.items():
        assert made[key].role("title")
        for name in (content, *both[0], *both[1]):
            assert made[key].question(name), f"{key}: {name}"


def test_a_questionnaire_nobody_chose_lines_for_has_its_first_questions(before):
    made = before.questionnaire("a")
    other = parse(made.source.replace('key = "a"', 'key = "e"', 1))
    form = next(f for f in before.forms if f.questionnaire == "a")
    data = replace(before, questionnaires=(other,), forms=(replace(form, questionnaire="e"),))
    (part,) = project_parts(data, form.section_id)
    (line,) = lines(part.table)
    assert line.name[1] == form.answer("name").text
    assert line.below[0][1] == form.answer("content").text
    assert len(line.upper) == len(line.lower) == 6


def test_a_section_without_projects_says_why(before):
    section = next(s for s in before.sections if not before.forms_of("a").get(s.id))
    declared = replace(before, declared_none=frozenset({(section.id, "b")}))
    words = {p.questionnaire.key: p.words.ja for p in project_parts(declared, section.id)}
    assert words == {"a": "未提出", "b": "該当事業なし", "c": "未提出"}


def test_a_sections_own_answers_stand_in_full_and_blank_ones_say_so(koganei):
    forms = {f.section_id: f for f in koganei.by_questionnaire["overall"]}
    for section in koganei.sections:
        found = said(koganei, section.id)
        assert [s.question.key for s in found] == ["why_needed", "status", "plans", "remarks"]
        for one in found:
            typed = forms[section.id].answer(one.question.key).text
            assert not one.question.is_text or one.text("ja") == typed or (not typed and one.blank)
            assert one.text("ja").strip()


def test_last_times_answers_and_projects_stand_beside(before, after):
    old = next(f for f in after.forms if f.questionnaire == "overall")
    new = replace(old, answers={**old.answers, "why_needed": Answer(text="新しい考え")})
    number = next(f for f in after.forms if f.questionnaire == "a" and f.section_id == old.section_id)
    budget = replace(number, answers={**number.answers, "city_budget": Answer((1,), "9999")})
    fresh = Form(5001, old.section_id, "a", 99, 1, {"name": Answer(text="始まった事業")})
    changed = {old.id: new, number.id: budget}
    forms = [changed.get(f.id, f) for f in after.forms]
    years = Years(before, replace(after, forms=(*forms, fresh)), {f.id: f.id - 1000 for f in after.forms})
    first, second, *_ = said(years.after, old.section_id, years)
    assert first.text("ja") == "新しい考え"
    assert first.before[0].text("ja") == f"前回：{old.answer('why_needed').text}"
    assert second.before[0].text("en") == "Last time: the same"
    table = section_table(years, old.section_id)
    said_of = {row.cells[4]: [cell_text(c, "ja") for c in row.cells] for row in table.rows}
    assert said_of["始まった事業"][0] == "新規"
    row = said_of[number.answer("name").text]
    assert (row[0], row[6]) == ("継続", 9999)
    assert row[5] == before.questionnaire("a").question("city_budget").cell(number.answer("city_budget"))
    assert {q.key: counts for q, *counts in section_counts(years, old.section_id)}["a"] == [2, 3]
    assert section_table(years, 999) is None


def test_every_finding_names_answers_that_are_there(koganei):
    signals = [s for own in hearing_signals(koganei).values() for s in own]
    for found in (*signals, *contradictions(koganei)):
        for place in found.places:
            told = source(koganei, place)
            assert told.form_id == place.form_id
            assert told.whole == (not place.question)
            assert told.brief("ja").startswith(told.mark.ja)
            assert "\n" not in told.brief("en")


# On paper


def booklet(text: str, chapters: int = 1) -> Booklet:
    """One of everything."""
    items = (
        Facts(((text, text),)),
        Words(text, text, (text,)),
        Room("1", text, text, text),
        Words(head=text),
    )
    made = tuple(Chapter(text, text, (Part("部", items),), "日", "10:00") for _ in range(chapters))
    return Booklet(text or "題", (text,), made, "目次", text)


@settings(max_examples=30, deadline=None)
@example("\x08", 2)
@given(st.text(max_size=40), st.integers(1, 3))
def test_any_text_makes_a_booklet(text, chapters):
    made = booklet(text, chapters)
    assert pdf.write_booklet(made).startswith(b"%PDF")
    written = Document(BytesIO(docx_booklet.write(made)))
    assert [p.text for p in written.paragraphs if p.style.name == "Heading 1"] == [
        docx.clean(text)
    ] * chapters


def test_word_leads_from_the_contents_to_each_chapter_and_names_it_at_the_head():
    made = replace(booklet(HOSTILE, 2), head="資料")
    assert docx_booklet.write(made) == docx_booklet.write(made)
    written = Document(BytesIO(docx_booklet.write(made)))
    body = written.element.body
    marks = {e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))}
    assert (
        {e.get(qn("w:anchor")) for e in body.iter(qn("w:hyperlink"))} == marks == {"chapter_1", "chapter_2"}
    )
    assert [s.header.paragraphs[0].text for s in written.sections[1:]] == [f"資料\t{HOSTILE}"] * 2
    ids = [e.get(qn("w:id")) for e in body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))


def test_word_keeps_the_two_lines_of_a_project_together_and_repeats_the_heads(before):
    section = next(f for f in before.forms if f.questionnaire == "a").section_id
    part = project_parts(before, section)[0]
    chapter = Chapter("課", "", (Part("事業", (of_projects(part.table, "ja"),)),))
    grid = Document(BytesIO(docx_booklet.write(Booklet("題", (), (chapter,), "目次")))).tables[0]
    assert len(grid.rows) == 2 * (1 + part.n)
    assert all(r._tr.trPr.find(qn("w:cantSplit")) is not None for r in grid.rows)
    assert [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in grid.rows[:3]] == [True, True, False]
    name, content = part.table.rows[0].cells[1:3]
    assert grid.cell(2, 1).text == grid.cell(3, 1).text == f"{name}\n{content}"
    assert grid.cell(2, 1).paragraphs[0].runs[0].bold
    assert [c.text for c in grid.rows[0].cells][2:4] == ["5 類型", "4 形態"]
    assert [c.text for c in grid.rows[1].cells][2:4] == ["10 関わり", "14 報告書"]


def test_what_nothing_divides_stays_inside_its_column(tmp_path, pdftoppm_path):
    """An address without a space is printed whole, on several lines, and nothing is printed over the next column."""
    columns = (
        PaperColumn("番号", 3, spans=True),
        PaperColumn("名", 10, spans=True),
        PaperColumn("甲", 5),
        PaperColumn("乙", 5, band=1),
    )
    table = PaperTable(columns, (("1", "q" * 160, "甲", "乙"),))
    chapter = Chapter("課", "", (Part("事業", (table,)),))
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf.write_booklet(Booklet("題", (), (chapter,), "目次")))
    command = [Path(pdftoppm_path).parent / "pdftotext", "-bbox", file, "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    edges = [float(x) for x in re.findall(r'xMax="([0-9.]+)"[^>]*>[q\u200b]+<', told)]
    assert told.count("q") == 160
    assert max(edges) < 45 + (595 - 90) * 13 / 18, "the second column ends there"


def test_words_in_a_column_of_amounts_stand_at_the_left(before):
    """`②不明` is no number; on paper as on the page only numbers stand at the right."""
    found = {}
    for section in before.sections:
        if (table := project_parts(before, section.id)[0].table) is None:
            continue
        chapter = Chapter("課", "", (Part("事業", (of_projects(table, "ja"),)),))
        grid = Document(BytesIO(docx_booklet.write(Booklet("題", (), (chapter,), "目次")))).tables[0]
        for row in grid.rows[2:]:
            cell = row.cells[6]
            found[cell.text] = cell.paragraphs[0].alignment
    assert found["②不明"] is None
    assert found["1,557"] == WD_ALIGN_PARAGRAPH.RIGHT

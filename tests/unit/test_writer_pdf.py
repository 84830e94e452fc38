"""Papers as PDF and Word: words stay words, heads are repeated, the same data give the same bytes."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.questions import Text
from reports.tables import Column, ResultTable, Row
from reports.writers import docx, pdf
from reports.writers.paper import Paper, PaperColumn, PaperTable, of_result

HOSTILE = '#panic("x") *b* $y$ \\ @a <l> #read("/etc/passwd") = 見出し'


def paper(cell: str = "福祉課", rows: int = 1) -> Paper:
    """A paper with one table."""
    columns = (PaperColumn("日時", 3), PaperColumn("課名", 6), PaperColumn("人数", 2, "right"))
    return Paper(
        "日程表", ("一行目",), (PaperTable(columns, (("10:00", cell, "3"),) * rows, "第一日"),), "第1版"
    )


@pytest.fixture
def read(tmp_path, pdftoppm_path):
    """The words of a PDF and what pdfinfo says of it, as somebody else's program reads them."""

    def both(data: bytes) -> tuple[str, str]:
        file = tmp_path / "a.pdf"
        file.write_bytes(data)
        tools = Path(pdftoppm_path).parent
        text, told = [tools / "pdftotext", "-layout", file, "-"], [tools / "pdfinfo", file]
        return tuple(
            subprocess.run(c, capture_output=True, text=True, check=True).stdout for c in (text, told)
        )

    return both


def test_a_pdf_is_a4_tagged_and_says_its_title(read):
    text, told = read(pdf.write_paper(paper()))
    assert "福祉課" in text
    assert "第1版" in text
    assert "Tagged:          yes" in told
    assert "日程表" in told
    assert "595.276 x 841.89" in told


def test_words_in_a_pdf_are_never_typst_source(read):
    text, _ = read(pdf.write_paper(Paper(HOSTILE, (HOSTILE,))))
    assert '#read("/etc/passwd")' in text
    assert "#panic" in text


def test_heads_are_on_every_page_of_a_pdf(read):
    text, _ = read(pdf.write_paper(paper(rows=80)))
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("日時" in page for page in pages)


def test_line_ends_somebody_typed_stay_in_a_pdf(read):
    text, _ = read(pdf.write_paper(Paper("題", ("上の行\r\n下の行",))))
    assert "上の行\n" in text


def test_the_same_paper_gives_the_same_bytes():
    assert pdf.write_paper(paper()) == pdf.write_paper(paper())
    assert docx.write_paper(paper()) == docx.write_paper(paper())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_document(text):
    assert pdf.write_paper(paper(text)).startswith(b"%PDF")
    written = Document(BytesIO(docx.write_paper(paper(text))))
    assert written.tables[0].cell(1, 1).text == docx.clean(text)


def test_word_has_japanese_fonts_repeated_heads_page_numbers_and_no_name():
    written = Document(BytesIO(docx.write_paper(paper(HOSTILE, rows=3))))
    table, section = written.tables[0], written.sections[0]
    assert written.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == docx.FONT
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert table.cell(1, 1).text == HOSTILE
    assert 'w:instr="PAGE"' in section.footer._element.xml
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert written.core_properties.author == ""
    assert written.core_properties.title == "日程表"


def test_a_result_table_prints_its_numbers_as_the_pages_do():
    columns = (
        Column("a", Text("課", "Section")),
        Column("n", Text("額", "Sum"), "thousand_yen"),
        Column("p", Text("率", "Share"), "percent"),
    )
    table = ResultTable("t", Text("表", "Table"), columns, (Row((Text("甲", "A"), 12345, 0.731)),))  # fmt: skip
    made = of_result(table, "en")
    assert made.rows == (("A", "12,345", "73.1 %"),)
    assert [c.align for c in made.columns] == ["left", "right", "right"]

"""Printed by LibreOffice, read back from the PDF: nothing is cut off, nothing is too small, pages are ours."""

import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.book import Book, round_tables
from reports.writers.xlsx import write_workbook
from reports.writers.xlsx_canvas import PAPERS
from tests.support import xlsx_book
from tests.support.koganei import load_round

PAPER_SIZES = {"A3": (1190.55, 841.89), "A4": (841.89, 595.28)}


def convert(soffice, folder, workbook):
    """LibreOffice's PDF of a workbook."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return workbook.with_suffix(".pdf")


def words_of(pdftoppm, pdf):
    """Pages as (width, height, [(x0, y0, x1, y1, text)])."""
    tool = str(Path(pdftoppm).with_name("pdftotext"))
    out = subprocess.run([tool, "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    pages = []
    for page in out.split("<page ")[1:]:
        size = tuple(float(n) for n in re.findall(r'(?:width|height)="([\d.]+)"', page[:80]))
        found = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page
        )
        pages.append((*size, [(*map(float, w[:4]), unescape(w[4])) for w in found]))
    return pages


def letters(text):
    """The characters of a text as they can be compared: compatible forms alike, no white space."""
    return Counter("".join(unicodedata.normalize("NFKD", str(text)).split()))


class Printed:
    """A sheet as openpyxl reads it, with the place of every row on its page."""

    def __init__(self, sheet, paper):
        self.sheet, self.paper = sheet, paper
        ends = [b.id for b in sheet.row_breaks.brk]
        self.pages = [range(a + 1, b + 1) for a, b in zip([0, *ends], [*ends, sheet.max_row], strict=True)]
        titles = sheet.print_title_rows
        self.heads = range(*[int(n) for n in re.findall(r"\d+", titles)]) if titles else range(0)
        if titles:
            self.heads = range(self.heads.start, self.heads.stop + 1)
        self.merged = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}

    def shown(self, number):
        """The rows printed on page `number`, heads repeated first."""
        rows = list(self.pages[number])
        return rows if number == 0 else [*self.heads, *rows]

    def blocks(self, rows):
        """Rows grouped where a cell of another column than the first two reaches over several."""
        joined = {
            m.min_row: m.max_row for m in self.merged.values() if m.min_col > 2 and m.max_row > m.min_row
        }
        out, end = [], 0
        for row in rows:
            if out and row <= end and row - 1 == out[-1][-1]:
                out[-1].append(row)
            else:
                out.append([row])
                end = 0
            end = max(end, joined.get(row, 0))
        return out

    def text(self, row):
        """The characters of a row's cells as displayed."""
        return sum((letters(self.display(c)) for c in self.sheet[row] if c.value is not None), Counter())

    @staticmethod
    def display(cell):
        """A value as its number format shows it."""
        if isinstance(cell.value, str):
            return cell.value
        mark = "※" if "※" in cell.number_format else ""
        if "%" in cell.number_format:
            return f"{cell.value:.1%}"
        return mark + (f"{cell.value:,}" if "#,##0" in cell.number_format else str(cell.value))

    def height(self, row):
        return self.sheet.row_dimensions[row].height


def clipped(sheet, paper, pages):
    """Every block of rows whose printed characters, inside the block's own height, are not those of its cells."""
    faults = []
    for number, (_, _, words) in enumerate(pages):
        y = paper.top
        for block in sheet.blocks(sheet.shown(number)):
            bottom = y + sum(sheet.height(row) for row in block)
            # The boxes of words are higher than their letters: the middle decides, the letters' foot has to fit.
            inside = [w for w in words if y <= (w[1] + w[3]) / 2 < bottom]
            seen = sum((letters(w[4]) for w in inside), Counter())
            foot = max((w[1] + 0.78 * (w[3] - w[1]) for w in inside), default=0)
            told = sum((sheet.text(row) for row in block), Counter())
            if seen != told or foot > bottom + 0.5:
                faults.append((number + 1, block, told - seen, seen - told, foot, bottom))
            y = bottom
        lowest = max(w[3] for w in words if w[3] < paper.height - paper.bottom + 2)
        assert lowest <= paper.height - paper.bottom + 2
    return faults


def only(book, *indexes):
    return Book(book.title, tuple(book.sheets[i] for i in indexes))


@pytest.fixture(
    scope="module", params=[("A3", 0), ("A3", 1), ("A4", 0), ("A4", 1)], ids=lambda p: f"{p[0]}-{p[1]}"
)
def printed(request, soffice_path, pdftoppm_path, japanese_font, tmp_path_factory):
    """(sheet, paper, pages, pdf) of one sheet for print."""
    paper, index = request.param
    folder = tmp_path_factory.mktemp("print")
    target = folder / "book.xlsx"
    write_workbook(only(xlsx_book.book(paper), index), target)
    pdf = convert(soffice_path, folder, target)
    sheet = Printed(load_workbook(target).worksheets[0], PAPERS[paper])
    return sheet, PAPERS[paper], words_of(pdftoppm_path, pdf), pdf


def test_every_text_is_printed_inside_its_row(printed):
    sheet, paper, pages, _ = printed
    assert not clipped(sheet, paper, pages)


def test_pages_break_where_the_writer_says(printed):
    sheet, paper, pages, _ = printed
    assert len(pages) == len(sheet.pages)
    for width, height, words in pages:
        assert (width, height) == pytest.approx((paper.width, paper.height), abs=1)
        assert all(w[0] > 0 and w[2] < width for w in words)


def test_heads_and_page_numbers_on_every_page(printed):
    sheet, paper, pages, _ = printed
    heads = sum((sheet.text(row) for row in sheet.heads), Counter())
    assert heads
    for number, (_, height, words) in enumerate(pages, 1):
        all_seen = sum((letters(w[4]) for w in words), Counter())
        assert not heads - all_seen
        foot = [w[4] for w in words if w[1] > height - paper.bottom]
        assert "".join(foot) == f"{number}/{len(pages)}"
        head = "".join(w[4] for w in words if w[3] < paper.top)
        assert "見本市" in head
        assert "現在" in head


def test_no_print_smaller_than_seven_and_a_half_points(printed, pdftoppm_path):
    pdf = printed[3]
    tool = str(Path(pdftoppm_path).with_name("pdftohtml"))
    made = subprocess.run(
        [tool, "-xml", "-i", "-stdout", "-zoom", "3", str(pdf)], check=True, capture_output=True
    ).stdout.decode(errors="replace")
    sizes = {int(n) / 3 for n in re.findall(r'<fontspec id="\d+" size="(\d+)"', made)}
    assert sizes
    assert min(sizes) >= 7.5


@pytest.mark.parametrize(("index", "paper"), [(2, "A4"), (3, "A4 upright")])
def test_counts_break_where_the_writer_says(
    index, paper, soffice_path, pdftoppm_path, japanese_font, tmp_path
):
    target = tmp_path / "counts.xlsx"
    write_workbook(only(xlsx_book.book(), index), target)
    sheet = Printed(load_workbook(target).worksheets[0], PAPERS[paper])
    pages = words_of(pdftoppm_path, convert(soffice_path, tmp_path, target))
    assert len(pages) == len(sheet.pages) > 1
    for width, height, words in pages:
        assert (width, height) == pytest.approx((PAPERS[paper].width, PAPERS[paper].height), abs=1)
        assert all(w[0] > 0 and w[2] < width for w in words)
    if index == 3:  # without charts every character on paper is one of a cell
        assert not clipped(sheet, PAPERS[paper], pages)


def test_the_real_survey_on_paper(shared_data, soffice_path, pdftoppm_path, japanese_font, tmp_path):
    """Nothing of the real answers is cut off, on either paper."""
    book = round_tables(load_round(shared_data / "koganei-2010"))
    for paper in ("A3", "A4"):
        sheets = tuple(replace(s, paper=paper) for s in book.sheets if s.purpose == "print")
        target = tmp_path / f"{paper}.xlsx"
        write_workbook(replace(book, sheets=sheets), target)
        pages = words_of(pdftoppm_path, convert(soffice_path, tmp_path, target))
        for worksheet in load_workbook(target).worksheets:
            sheet = Printed(worksheet, PAPERS[paper])
            assert not clipped(sheet, PAPERS[paper], pages[: len(sheet.pages)])
            del pages[: len(sheet.pages)]
        assert not pages


def test_the_check_sees_a_row_that_is_too_low(soffice_path, pdftoppm_path, japanese_font, tmp_path):
    target = tmp_path / "low.xlsx"
    write_workbook(only(xlsx_book.book(), 0), target)
    workbook = load_workbook(target)
    sheet = workbook.worksheets[0]
    row = max(range(1, sheet.max_row), key=lambda r: sheet.row_dimensions[r].height)
    sheet.row_dimensions[row].height /= 2
    workbook.save(target)
    pages = words_of(pdftoppm_path, convert(soffice_path, tmp_path, target))
    assert clipped(Printed(sheet, PAPERS["A3"]), PAPERS["A3"], pages)

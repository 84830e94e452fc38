"""What Kikitori prints of minutes is read again: its text, its Word file, its PDF."""

import subprocess
from itertools import groupby
from pathlib import Path

import pytest

from app.meetings.reading import read, read_file
from reports.minutes import pdf, text, word
from reports.minutes.model import CoverRow, Item, Line, Minutes, Result, Speech

SOURCE = Path(__file__).parents[1] / "data" / "minutes-source.txt"


def lines(entries, depth=0):
    for entry in entries:
        yield Line(f"{entry.number}　{entry.title}", depth)
        yield from lines(entry.children, depth + 1)


def printed(minutes):
    """Minutes as read, ready to print."""
    titles = {(e.number,): e.number + e.title for e in minutes.agenda}
    numbered = enumerate(minutes.speeches, 1)
    return Minutes(
        minutes.title,
        "会議録",
        (
            CoverRow("会議名", (Line(minutes.title),)),
            CoverRow("会議次第", tuple(lines(minutes.agenda))),
            CoverRow("提出資料", tuple(lines(minutes.materials))),
            CoverRow("その他"),
        ),
        tuple(Result(f"{r.agenda_item}　{r.title}", tuple(r.text.split("\n"))) for r in minutes.results),
        tuple(
            Item(titles.get(path, ""), tuple(Speech(n, s.speaker, s.text) for n, s in group))
            for path, group in groupby(numbered, key=lambda pair: pair[1].path)
        ),
        status="（案）",
        closing=("以上",),
    )


def compared(minutes):
    return (
        [(s.agenda_item, s.speaker, s.text) for s in minutes.speeches],
        [(r.agenda_item, r.title, r.text) for r in minutes.results],
        [
            [(e.number, e.title) for top in tops for e in top.walk()]
            for tops in (minutes.agenda, minutes.materials)
        ],
    )


@pytest.fixture(params=["own", pytest.param("real", marks=pytest.mark.shared)])
def source(request):
    """Minutes as extracted from a PDF: our own, and the real ones where they are beside us."""
    if request.param == "own":
        return SOURCE.read_text(encoding="utf-8")
    folder = request.getfixturevalue("shared_data") / "koganei-2010"
    return (folder / "minutes-source.txt").read_text(encoding="utf-8")


def test_text_and_word(source):
    minutes = read(source)
    paper = printed(minutes)
    for again in (read(text.plain(paper)), read_file("a.docx", word.write(paper))):
        assert compared(again) == compared(minutes)
        assert again.unplaced == ()


def test_pdf(source, pdftoppm_path, tmp_path):
    """Every speech is found under its item; line ends that cannot be known are marked."""
    minutes = read(source)
    (tmp_path / "a.pdf").write_bytes(pdf.write(printed(minutes)))
    told = subprocess.run(
        [Path(pdftoppm_path).parent / "pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True
    ).stdout
    again = read_file("a.txt", told)
    assert [(s.agenda_item, s.speaker, "".join(s.text.split())) for s in again.speeches] == [
        (s.agenda_item, s.speaker, "".join(s.text.split())) for s in minutes.speeches
    ]
    assert [s.why for s in again.dropped].count("page_number") >= 3

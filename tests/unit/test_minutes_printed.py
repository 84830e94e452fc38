"""Minutes as printed: PDF, Word in the city's own template, text and data."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.minutes import pdf, text, word
from reports.minutes.model import CoverRow, Item, Line, Minutes, Result, Speech

HOSTILE = '{{ 標題 }} {% raw %} <w:t> & "x" #panic("x") *b* $y$ \\ =A1+1'


def minutes(*speeches: Speech) -> Minutes:
    """Minutes of one item; what is not said is the sample's."""
    return replace(word.SAMPLE, items=(Item("（１）見本の議題について", speeches),))


def texts(file: bytes) -> list[str]:
    """The paragraphs outside tables."""
    return [p.text for p in Document(BytesIO(file)).paragraphs if p.text.strip()]


@pytest.fixture
def pages(tmp_path, pdftoppm_path):
    """The lines of every page of a PDF."""

    def read(data: bytes) -> list[list[str]]:
        file = tmp_path / "a.pdf"
        file.write_bytes(data)
        told = subprocess.run(
            [Path(pdftoppm_path).parent / "pdftotext", "-layout", file, "-"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        return [[line.strip() for line in page.split("\n") if line.strip()] for page in told.split("\f")[:-1]]

    return read


def test_cover_results_and_speeches_stand_on_sheets_of_their_own(pages):
    cover, results, speeches = pages(pdf.write(word.SAMPLE))
    assert cover[0].replace(" ", "") == "会議録（案）"
    assert [w for w in ("会議名", "開催場所", "会議次第", "その他") if w in "".join(cover).replace(" ", "")] == [
        "会議名", "開催場所", "会議次第", "その他",
    ]  # fmt: skip
    assert "原案のとおり決定した。" in results
    assert results[0].replace(" ", "") == "会議結果"
    flat = [line.replace(" ", "") for line in speeches]
    assert "【委員長】見本の議題を議題とする。" in flat
    assert "（資料説明）" in flat
    assert "二つ目の段落<&>。" in flat
    assert "【事務局】お答えする。" in flat


def test_a_label_never_stands_alone_at_the_foot_of_a_page(pages):
    """Speeches of every length up to a page: a page's last line is no bare label, nor the first line of a long one."""
    said = tuple(Speech(n, "小委員長", f"発言{n}。" + "長い発言です。" * (n % 31)) for n in range(1, 160))
    printed = pages(pdf.write(minutes(*said)))
    assert len(printed) > 8
    for page in printed[2:]:
        last = page[-2]  # the foot of the page follows
        assert not re.fullmatch(r"【小委員長】\s*", last)
        if last.startswith("【小委員長】"):
            assert last.endswith("。"), f"the speech goes on overleaf after one line: {last}"


def test_a_label_wider_than_its_column_is_printed_over_nothing(pages):
    wide = "市民協働推進委員会副委員長職務代理者"
    page = pages(pdf.write(minutes(Speech(1, wide, "短い。"), Speech(2, "委員", "了解。"))))[-1]
    assert f"【{wide}】短い。" in "".join(page).replace(" ", "")


def test_a_cover_longer_than_a_page_goes_on_overleaf(pages):
    """Every line of a long agenda is there, above the foot of its page; short rows stay whole."""
    said = [
        f"（{n}）議題{n}について、担当の課から説明を受け、委員の間で意見を出し合う件" for n in range(1, 121)
    ]
    rows = (
        CoverRow("会議次第", tuple(map(Line, said))),
        CoverRow("出席者", (Line("委員　３人"), Line("事務局"))),
    )
    printed = pages(pdf.write(replace(word.SAMPLE, cover=rows)))
    found = [
        n for page in printed for n in re.findall(r"議題(\d+)について", "".join(page[:-1]).replace(" ", ""))
    ]
    assert found == [str(n) for n in range(1, 121)]
    assert sum("３人" in "".join(p) for p in printed) == 1


def test_nothing_runs_off_the_sheet(tmp_path, pdftoppm_path):
    """A string without any place to divide it breaks somewhere; an address is left as it is."""
    address = "https://www.example.lg.jp/minutes/2010/index.html"
    made = minutes(Speech(1, "委員", "A" * 300), Speech(2, "委員", f"{address} を見る。"))
    (tmp_path / "a.pdf").write_bytes(pdf.write(made))
    told = subprocess.run(
        [Path(pdftoppm_path).parent / "pdftotext", "-bbox", tmp_path / "a.pdf", "-"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    words = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', told)
    assert sum(word.count("A") for _, word in words) == 300
    assert max(float(right) for right, _ in words) < 595 - 60
    assert any(address in word for _, word in words)


def test_the_paper_for_corrections_numbers_every_speech_and_marks_ones_own(pages):
    said = tuple(Speech(n, "委員", f"発言{n}。") for n in range(1, 40))
    notes = ("12月10日までにお送りください。",)
    printed = pages(pdf.write_for_corrections(minutes(*said), notes, "見本　花子 様", frozenset({7})))
    words = "\n".join(line for page in printed for line in page)
    assert re.findall(r"No\. (\d+)", words) == [str(n) for n in range(1, 40)]
    assert words.count("（ご自身の発言）") == 1
    assert "No. 7 【委員】（ご自身の発言）".replace(" ", "") in words.replace(" ", "")
    assert "12月10日までにお送りください。" in words
    assert "会議録（案）の確認" in words
    whole = minutes(*said)
    assert all(row.label in words for row in whole.cover)
    assert all(part in words for result in whole.results for part in result.paragraphs)
    assert "抜けている発言など" in words


def test_word_holds_the_same_words_in_the_same_order():
    made = Document(BytesIO(word.write(word.SAMPLE)))
    cells = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert cells == [
        ["会議名", "第１回見本委員会"], ["開催場所", "第１会議室"],
        ["会議次第", "（１）見本の議題について\n　ア　見本の細目"], ["その他", ""],
    ]  # fmt: skip
    assert [p.text for p in made.paragraphs if p.text.strip()] == [
        "会議録（案）", "会議結果", "１　見本の議題について", "　原案のとおり決定した。", "　なお、次回に報告することとした。",
        "会議要旨", "（１）見本の議題について", "【委員長】\t見本の議題を議題とする。", "\t（資料説明）",
        "【委員】\t一つ目の段落。", "\t二つ目の段落 <&>。", "【事務局】\tお答えする。", "令和○年○月○日確認",
    ]  # fmt: skip


def test_what_somebody_said_is_never_markup():
    said = minutes(Speech(1, "委員", HOSTILE))
    assert f"【委員】\t{HOSTILE}" in texts(word.write(said))
    assert HOSTILE in json.loads(text.as_json(said, "x", 1, [7]))["items"][0]["speeches"][0]["text"]
    assert pdf.write(said).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_word_loses_no_character(said):
    if any(c in said for c in "\ufffe\uffff\u2028\u2029\x85"):
        return
    assert f"【委員】\t{said}" in [
        p.text for p in Document(BytesIO(word.write(minutes(Speech(1, "委員", said))))).paragraphs
    ]


def test_the_same_minutes_give_the_same_bytes():
    assert word.write(word.SAMPLE) == word.write(word.SAMPLE)
    assert pdf.write(word.SAMPLE) == pdf.write(word.SAMPLE)


def test_text_and_data():
    plain = text.plain(word.SAMPLE)
    assert "【委員】一つ目の段落。\n　二つ目の段落 <&>。\n" in plain
    assert "会議次第\n　（１）見本の議題について\n　　ア　見本の細目\n" in plain
    data = json.loads(text.as_json(word.SAMPLE, "abc", 2, [4, 7, 5, 9]))
    assert (data["id"], data["version"]) == ("abc", 2)
    assert data["items"][0]["speeches"][1] == {
        "id": 7,
        "number": 2,
        "role": "",
        "kind": "note",
        "text": "（資料説明）",
    }


def test_nothing_is_printed_for_what_is_not_there(pages):
    empty = Minutes("第１回見本委員会", "会議録", (CoverRow("会議名", (Line("第１回見本委員会"),)),), (), ())
    assert len(pages(pdf.write(empty))) == 1
    assert texts(word.write(empty)) == ["会議録"], "no sheet for speeches that are not written yet"
    assert texts(word.write(replace(empty, results=(Result("", ("決定した。",)),))))[1:3] == [
        "会議結果",
        "　決定した。",
    ]


def test_word_opens_in_an_office_suite_and_says_the_same(writer_path, pages, tmp_path):
    (tmp_path / "minutes.docx").write_bytes(word.write(minutes(Speech(1, "委員", "𠮷と㈶と😀。\n二つ目。"))))
    subprocess.run(
        [writer_path, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", tmp_path, tmp_path / "minutes.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    printed = pages((tmp_path / "minutes.pdf").read_bytes())
    assert len(printed) == 3, "cover, results and speeches on sheets of their own"
    assert any("【委員】" in line and "𠮷と㈶と" in line for line in printed[2])
    assert "原案のとおり決定した。" in printed[1]

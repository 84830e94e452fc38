"""Minutes from files: old encodings, Word, captions; hostile files get a clear word."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.meetings.reading import Unreadable, read, read_file, write
from app.meetings.reading.numbering import shown

SMALL = "会議次第\n（１）図書館の開館時間について\n会議要旨\n【会長】　（１）「図書館の開館時間について」を議題とする。\n【委員】　賛成。\n"


def said(minutes):
    return [(s.speaker, s.text) for s in minutes.speeches]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"])
def test_encodings(code):
    assert read_file("m.txt", SMALL.encode(code)) == read(SMALL)


def test_short_euc_is_not_taken_for_shift_jis():
    assert said(read_file("m.txt", "委員：賛成です。".encode("euc_jp"))) == [("委員", "賛成です。")]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"x" * (10 * 1024 * 1024 + 1)],
)
def test_what_is_no_text(data):
    with pytest.raises(Unreadable):
        read_file("m.txt", data)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_with_table_line_break_and_automatic_numbers():
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for row, (label, value) in zip(
        table.rows, [("開催日時", "令和８年５月１２日"), ("出席者", "山田会長\n佐藤委員")], strict=True
    ):
        row.cells[0].text, row.cells[1].text = label, value
    document.add_paragraph("会議次第")
    document.add_paragraph("図書館の開館時間について", style="List Number")
    document.add_paragraph("その他", style="List Number")
    document.add_paragraph("会議要旨")
    document.add_paragraph("【会長】　（１）「図書館の開館時間について」を議題とする。")
    document.add_paragraph("【委員】　𠮷野です。").add_run().add_break()
    document.paragraphs[-1].add_run("賛成。")
    minutes = read_file("m.docx", saved(document))
    assert [(e.number, e.title) for e in minutes.agenda] == [
        ("1", "図書館の開館時間について"),
        ("2", "その他"),
    ]
    assert [(f.label, f.value) for f in minutes.facts] == [
        ("開催日時", "令和８年５月１２日"),
        ("出席者", "山田会長\n佐藤委員"),
    ]
    assert said(minutes)[1] == ("委員", "𠮷野です。\n賛成。")
    assert minutes.speeches[1].path == ("1",)


def test_word_text_boxes_are_read_and_deleted_text_is_not():
    document = Document()
    paragraph = document.add_paragraph("【委員】　本文。")
    box = OxmlElement("w:txbxContent")
    inner = OxmlElement("w:p")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "【会長】　箱の中。"
    run.append(text)
    inner.append(run)
    box.append(inner)
    paragraph.runs[0]._r.append(box)
    gone = OxmlElement("w:del")
    gone.append(OxmlElement("w:r"))
    gone[0].append(OxmlElement("w:delText"))
    gone[0][0].text = "消した。"
    paragraph._p.append(gone)
    assert said(read_file("m.docx", saved(document))) == [("委員", "本文。"), ("会長", "箱の中。")]


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(word__document=b" " * (25 * 1024 * 1024)),
        zipped(word__document=b"<w:document/>"),
        zipped(xl__workbook=b"<x/>"),
        b"PK\x03\x04broken",
        saved(Document())[:900],
    ],
    ids=["bomb", "bare", "workbook", "broken", "torn"],
)
def test_word_files_that_are_none(data):
    with pytest.raises(Unreadable):
        read_file("m.docx", data)


@pytest.mark.parametrize(
    ("kind", "count", "text"),
    [("decimalFullWidth", 12, "１２"), ("aiueoFullWidth", 3, "ウ"), ("irohaFullWidth", 2, "ロ"), ("upperRoman", 4, "IV"),
     ("decimalEnclosedCircle", 2, "②"), ("japaneseCounting", 21, "二十一"), ("lowerLetter", 2, "b"), ("ordinal", 3, "3")],
)  # fmt: skip
def test_word_counts(kind, count, text):
    assert shown(kind, count) == text


def test_automatic_numbers_of_several_levels():
    document = Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (kind, pattern) in enumerate([("decimalFullWidth", "（%1）"), ("aiueoFullWidth", "%2")]):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", pattern)):
            child = OxmlElement(f"w:{name}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = numbering.add_num(77).numId
    document.add_paragraph("会議次第")
    for depth, title in ((0, "予算"), (1, "歳入"), (1, "歳出"), (0, "決算"), (1, "概要")):
        properties = document.add_paragraph(title)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val, properties.get_or_add_ilvl().val = number, depth
    minutes = read_file("m.docx", saved(document))
    assert [(e.number, e.title) for top in minutes.agenda for e in top.walk()] == [
        ("（１）", "予算"), ("ア", "歳入"), ("イ", "歳出"), ("（２）", "決算"), ("ア", "概要")
    ]  # fmt: skip


VTT = """WEBVTT

NOTE 録音１

STYLE
::cue { color: red }

1
00:01.000 --> 00:03.000 align:start
<v 田中 太郎>ただいまから、</v>

00:00:03.5 --> 00:00:05.000
<v 田中 太郎>会議を始めます。</v><v.loud 佐藤>はい&amp;どうぞ</v>
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
委員長: 開会します。
2
00:00:02,000 --> 00:00:04,500
資料１を
ご覧ください。

3
01:00:02,000 --> 01:00:04,500
田中 花子: 質問です。

4
01:00:05,000 --> 01:00:06,500
田中 花子: あと一点。
"""


def test_web_captions_with_voices():
    minutes = read_file("a.vtt", VTT.encode())
    assert [(s.at, s.speaker, s.text) for s in minutes.speeches] == [
        ("00:00:01.000", "田中 太郎", "ただいまから、会議を始めます。"), ("00:00:03.500", "佐藤", "はい&どうぞ")
    ]  # fmt: skip
    assert [s.text for s in minutes.unplaced] == ["NOTE 録音１"]
    assert "".join("".join(p.raw for p in minutes.pieces).split()) == "".join(VTT.split())


def test_captions_with_names_before_a_colon():
    minutes = read_file("a.srt", SRT.encode("cp932"))
    assert [(s.at, s.speaker, s.text) for s in minutes.speeches] == [
        ("00:00:01.000", "委員長", "開会します。資料１をご覧ください。"), ("01:00:02.000", "田中 花子", "質問です。あと一点。")
    ]  # fmt: skip
    assert [d.code for d in minutes.doubts] == ["unknown_label"]
    again = read(write(minutes))
    assert [(s.at, s.speaker, s.text) for s in again.speeches] == [
        (s.at, s.speaker, s.text) for s in minutes.speeches
    ]


def test_captions_without_any_name_begin_anew_after_a_silence():
    minutes = read(
        "00:01.000 --> 00:02.000\nhello all\n\n00:02.100 --> 00:03.000\nand you\n\n00:09.000 --> 00:10.000\nnext\n"
    )
    assert [s.text for s in minutes.speeches] == ["hello all and you", "next"]
    assert {d.code for d in minutes.doubts} == {"no_speaker"}

"""Minutes as other cities write them: ways of naming speakers, of laying out a cover, of writing tables in Word."""

import json
import re
from io import BytesIO

import pytest
from docx import Document

from app.meetings.reading import Unreadable, file_text, read, read_file

STYLES = [
    "○{}　", "◎{} ", "◆{}（山田太郎君）　", "{}：", "{}: ", "（{}）", "({}) ", "[{}] ", "＜{}＞", "{}）", "{}) ", "{}＞", "「{}」", "｢{}｣",
    "{}　　", "{}\t", "・{}：", "・（{}）", "　→（{}）", "－{}　", "{}\n　", "【{}】\n", "○{}\n　", "{n}．{}：", "{n}　{}　", "（{n}）【{}】", "No.{n} {}：",
    "10:{n:02} {}：", "[00:{n:02}:03] {}: ", "{}　0:{n:02}\n",
]  # fmt: skip
SAID = [
    ("小委員長", "それでは始める。"), ("事務局", "３点ある。\n一つ目は費用である。"), ("Ａ委員", "費用はいくらか。"), ("事務局", "１，０００円である。"),
    ("Ａ委員", "承知した。「事務局」に任せる。"), ("小委員長", "では、以上とする。"),
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_ways_of_naming_speakers(style):
    text = "\n".join(style.format(who, n=n) + said for n, (who, said) in enumerate(SAID, 1))
    minutes = read(text)
    assert [(s.speaker.removesuffix("（山田太郎君）"), s.text) for s in minutes.speeches] == SAID
    assert (minutes.doubts, minutes.unplaced) == ((), ())


@pytest.mark.parametrize("style", STYLES)
def test_the_real_minutes_in_other_styles(style, shared_data):
    """Whatever stands before the speeches, they are 61, each under its item."""
    folder = shared_data / "koganei-2010"
    known = json.loads((folder / "minutes.json").read_text(encoding="utf-8"))["discussion"]
    count = iter(range(1, 100))
    source = re.sub(
        r"【(小委員長|委員|事務局)】[\s　]*",
        lambda m: style.format(m[1], n=next(count)),
        (folder / "minutes-source.txt").read_text(encoding="utf-8"),
    )
    minutes = read(source)
    assert [(s.agenda_item, s.speaker.removesuffix("（山田太郎君）")) for s in minutes.speeches] == [
        (s["agenda_item"], s["speaker"]) for s in known
    ]
    assert ["".join(s.text.split()) for s in minutes.speeches] == ["".join(s["text"].split()) for s in known]
    assert minutes.unplaced == ()


def test_seats_spread_out_words_and_whole_names():
    minutes = read(
        "○議長（山 田　太 郎 君）　開議する。\n◆５番（佐藤次郎君）　伺う。\n委　員　長　　どうぞ。\n事 務 局：答える。\n鈴木 花子 委員：了解。\n"
        "小林さん：賛成。\n"
    )
    assert [(s.speaker, [d.code for d in s.doubts]) for s in minutes.speeches] == [
        ("議長（山 田　太 郎 君）", []), ("５番（佐藤次郎君）", []), ("委員長", []), ("事務局", []), ("鈴木 花子 委員", []),
        ("小林さん", ["unknown_label"]),
    ]  # fmt: skip
    assert [s.speaker for s in read("会長　どうぞ。\n鈴木　委員　賛成。\n").speeches] == [
        "会長",
        "鈴木　委員",
    ]
    mixed = read("委員：はい。\n" * 9 + "鈴木　委員　賛成。\n").speeches[-1]
    assert [(d.code, d.found) for d in mixed.doubts] == [("missed_label", "鈴木　委員")]


def test_names_that_come_once_where_most_lines_name_somebody():
    """Captions and English minutes; text that a machine marked up."""
    captions = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n山田 太郎: 始める。\n\n2\n00:03.000 --> 00:04.000\n鈴木: はい。\n\n3\n00:05.000 --> 00:06.000\n山田 太郎: 次。\n"
    assert [s.speaker for s in read(captions).speeches] == ["山田 太郎", "鈴木", "山田 太郎"]
    said = read("Chair: Let us begin.\nSecretariat: Done.\nChair: Next.\n").speeches
    assert [(s.speaker, s.doubts[0].code) for s in said] == [
        (name, "unknown_label") for name in ("Chair", "Secretariat", "Chair")
    ]
    assert [s.speaker for s in read("**委員長**：始める。\n**Ａ委員：** はい。\n").speeches] == [
        "委員長",
        "Ａ委員",
    ]


def test_lists_within_a_speech_stay_in_it():
    text = "【事務局】次の方が出席する。\n１　委員　５名\n２　職員　３名\n・対象：市民\n（注）欠席者を除く。\n【委員】了解。"
    assert [s.speaker for s in read(text).speeches] == ["事務局", "委員"]


COVER = """令和７年度　第２回　緑の環境審議会　会議録

日　　時：令和７年７月１５日（火）　午後２時００分～午後４時１０分
出 席 者：山田会長、鈴木副会長、佐藤委員
　　　　　（欠席：田中委員）
事 務 局：環境部長　伊藤、環境課長　渡辺
議　　題：１　環境基本計画の改定について
　　　　　２　その他
配付資料：資料１　環境基本計画（素案）

１　開会
事務局　　ただいまから開会いたします。
会　長　　ありがとうございます。

２　議題
（１）環境基本計画（素案）の改定について
事務局　　資料１に基づき説明いたします。
　　　　　（資料説明）
【質疑・意見】
佐藤委員　「ゼロカーボン」の定義を教えてください。

（２）その他
事務局　　次回は９月を予定しています。

３　閉会
会　長　　以上で閉会いたします。
"""


def test_a_cover_without_a_heading_for_the_discussion():
    """事務局 stands on the cover and speaks; steps of the meeting are nobody's words; a title in other words is told."""
    minutes = read(COVER)
    assert {f.label: f.value for f in minutes.facts}["事務局"] == "環境部長　伊藤、環境課長　渡辺"
    assert [e.title for e in minutes.agenda] == ["環境基本計画の改定について", "その他"]
    assert [e.title for e in minutes.materials] == ["環境基本計画（素案）"]
    assert [(s.agenda_item, s.speaker, s.text) for s in minutes.speeches] == [
        (None, "事務局", "ただいまから開会いたします。"), (None, "会長", "ありがとうございます。"),
        (1, "事務局", "資料１に基づき説明いたします。"), (1, "", "（資料説明）"),
        (1, "佐藤委員", "「ゼロカーボン」の定義を教えてください。"), (2, "事務局", "次回は９月を予定しています。"),
        (None, "会長", "以上で閉会いたします。"),
    ]  # fmt: skip
    assert [d.found for d in minutes.doubts if d.code == "heading_guessed"] == [
        "（１）環境基本計画（素案）の改定について"
    ]


def test_a_title_that_the_agenda_does_not_have_is_told():
    minutes = read(
        "次第\n１　予算について\n２　決算について\n\n議事要旨\n１　予算について\n委員：はい。\n３　使用料の件\n委員：いいえ。\n"
    )
    assert [s.text for s in minutes.speeches] == ["はい。\n３　使用料の件", "いいえ。"]
    assert [d.found for s in minutes.speeches for d in s.doubts] == ["３　使用料の件"]


def test_text_that_nobody_is_named_for_is_kept_in_its_place():
    minutes = read(
        "次第\n１　予算について\n議事要旨\n１　予算について\n事務局から説明があった。\n（委員）賛成。\n（委員）同じく。\n"
    )
    first = minutes.speeches[0]
    assert (first.agenda_item, first.speaker, first.text) == (1, "", "事務局から説明があった。")
    assert [d.code for d in minutes.doubts] == ["no_speaker"]


def test_running_heads_and_drawn_lines_of_a_copied_pdf():
    page = "第３回委員会　会議録　　　　　　　令和７年５月１日\n【委員】　賛成。\n────────\n【会長】　次。\n{}/3\n"
    minutes = read("".join(page.format(i) for i in range(1, 4)))
    assert [s.text for s in minutes.speeches] == ["賛成。", "次。"] * 3
    assert minutes.title == "第３回委員会"
    assert {s.why for s in minutes.dropped} == {"page_number", "running_head", "ruler"}


def test_running_heads_that_end_in_the_page_number():
    minutes = read(
        "会議要旨\n【委員】賛成。\n第３回委員会会議録　1\n【会長】次。\n第３回委員会会議録　2\n【委員】前回の会議録　3\n"
    )
    assert [s.text for s in minutes.speeches] == ["賛成。", "次。", "前回の会議録　3"]


def test_minutes_under_their_own_title_behind_the_results():
    minutes = read(
        "次第\n１　計画について\n２　予算について\n会議結果\n１　計画について\n承認した。\n議事録\n１　計画について\n委員長：はい。\n２　予算について\n委員長：いいえ。\n"
    )
    assert [(s.agenda_item, s.text) for s in minutes.speeches] == [(1, "はい。"), (2, "いいえ。")]
    assert [r.text for r in minutes.results] == ["承認した。"]
    assert (minutes.unplaced, minutes.doubts) == ((), ())


def test_numbers_of_other_agendas():
    minutes = read(
        "次第\n一　開会\n二　議題\n（１）予算\n三　閉会\n四　2.1 前回\n\n議題（２）決算\n【委員】はい。"
    )
    assert [(e.number, [c.number for c in e.children]) for e in minutes.agenda[:3]] == [
        ("一", []),
        ("二", ["（１）"]),
        ("三", []),
    ]
    assert [e.number for e in read("議題（１）予算について\n委員：はい。\n委員：いいえ。").agenda] == [
        "議題（１）"
    ]
    dotted = read("次第\n1. 開会\n2. 報告\n 2.1 前回について\n 2.2 今回について\n議事録\n委員：はい。").agenda
    assert [(c.number, c.value, c.title) for c in dotted[1].children] == [
        ("2.1", 1, "前回について"),
        ("2.2", 2, "今回について"),
    ]


def word(*tables):
    document = Document()
    document.add_paragraph("第２回図書館協議会会議録")
    for rows in tables:
        made = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, said in zip(made.add_row().cells, row, strict=True):
                first, *more = said.split("\n")
                cell.text = first
                for line in more:
                    cell.add_paragraph(line)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


TABLE_COVER = [
    ("会議の名称", "第２回図書館協議会"),
    ("議　題", "（１）図書館の運営について　（２）その他"),
    ("出席者", "会長　山田\n委員　佐藤"),
]
TABLES = {
    "who and what": [("発言者", "議題・発言内容・決定事項"), ("会長", "（１）図書館の運営についてを議題とします。"), ("鈴木\n館長", "説明します。\n２点目です。"), ("佐藤花子", "何時までですか。"), ("会長", "（２）その他に移ります。")],
    "numbered": [("No", "発言者", "発言"), ("1", "会長", "（１）図書館の運営についてを議題とします。"), ("2", "鈴木館長", "説明します。"), ("", "", "２点目です。"), ("3", "佐藤花子", "何時までですか。"), ("4", "会長", "（２）その他に移ります。")],
    "items": [("議題", "発言者", "発言"), ("（１）図書館の運営について", "会長", "（１）図書館の運営についてを議題とします。"), ("", "鈴木館長", "説明します。\n２点目です。"), ("", "佐藤花子", "何時までですか。"), ("（２）その他", "会長", "（２）その他に移ります。")],
}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_tables_of_word(rows):
    minutes = read_file("会議録.docx", word(TABLE_COVER, rows))
    assert [e.title for e in minutes.agenda] == ["図書館の運営について", "その他"]
    assert [(s.agenda_item, s.speaker, s.text) for s in minutes.speeches] == [
        (1, "会長", "（１）図書館の運営についてを議題とします。"), (1, "鈴木館長", "説明します。\n２点目です。"),
        (1, "佐藤花子", "何時までですか。"), (2, "会長", "（２）その他に移ります。"),
    ]  # fmt: skip
    assert {f.label: f.value for f in minutes.facts}["出席者"] == "会長　山田\n委員　佐藤"
    assert [d.found for d in minutes.doubts] == ["佐藤花子"]


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp932"])
def test_files_of_every_code(code):
    text = "会議要旨\r\n【委員長】予算を議題とする。\r\n【委員】①と㈱の話。\r\n"
    assert [s.text for s in read_file("会議録.txt", text.encode(code)).speeches] == [
        "予算を議題とする。",
        "①と㈱の話。",
    ]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "docx"),
        (b"{\\rtf1\\ansi}", "docx"),
    ],
)
def test_other_files_say_how_they_can_be_read(data, word):
    with pytest.raises(Unreadable) as refused:
        file_text(data)
    assert word in refused.value.message.ja

"""Minutes read from text: what becomes of every line."""

import json
from collections import Counter
from pathlib import Path

import pytest

from app.meetings.reading import as_tables, read, write
from app.meetings.reading.glyphs import TABLE


@pytest.fixture
def real(shared_data):
    """The minutes of 2010 as extracted from the PDF, and what they must become."""
    folder = shared_data / "koganei-2010"
    known = json.loads((folder / "minutes.json").read_text(encoding="utf-8"))
    return read((folder / "minutes-source.txt").read_text(encoding="utf-8")), known


def test_the_real_minutes_give_exactly_their_transcription(real):
    """Character by character, but for nothing: 实→実 and 尐→少 are put right by the reader too."""
    minutes, known = real
    tables = as_tables(minutes)
    assert tables["agenda"] == known["agenda_items"]
    assert tables["materials"] == known["materials_submitted"]
    assert tables["materials_on_agenda_sheet"] == known["materials_on_agenda_sheet"]
    assert tables["results"] == known["results"]
    wanted = [{k: s[k] for k in ("agenda_item", "speaker", "text")} for s in known["discussion"]]
    assert [{k: s[k] for k in ("agenda_item", "speaker", "text")} for s in tables["speeches"]] == wanted
    who = Counter(s.speaker for s in minutes.speeches)
    assert who == {"小委員長": 29, "委員": 23, "事務局": 9}
    assert minutes.title == known["title"]


def test_the_real_minutes_doubts(real):
    minutes, _ = real
    assert Counter(d.code for d in minutes.doubts) == {"glyph": 4, "no_item": 1, "run_together": 1}
    assert (minutes.unplaced, minutes.dropped) == ((), ())
    facts = {f.label: f.value for f in minutes.facts}
    assert facts["日時"] == "平成２２年１０月６日（水）午前９時３０分～正午"
    assert [s.kind for s in minutes.speeches].count("note") == 1


def everything(text, minutes):
    """Nothing of the source is lost: its pieces are its lines."""
    assert bare("".join(p.raw for p in minutes.pieces)) == bare(text)
    for kind, things in (("speech", minutes.speeches), ("unplaced", minutes.unplaced)):
        for i, thing in enumerate(things):
            raw = "".join(p.raw for p in minutes.pieces if (p.kind, p.of) == (kind, i))
            assert bare(thing.text) == bare(raw.translate(str.maketrans(TABLE)) if kind == "speech" else raw)


def bare(text):
    return "".join(text.split())


def test_nothing_of_the_real_minutes_is_lost(real, shared_data):
    everything((shared_data / "koganei-2010/minutes-source.txt").read_text(encoding="utf-8"), real[0])


# Own sources with the same traits

OWN = Path(__file__).parents[1] / "data" / "minutes-source.txt"


def test_a_pdf_text_with_two_sheets():
    """Double-spaced lines, a sentence across two pages, indented paragraphs, lists, both lists of materials."""
    text = OWN.read_text(encoding="utf-8")
    minutes = read(text)
    everything(text, minutes)
    assert [s.agenda_item for s in minutes.speeches] == [1, 1, 1, 1, 2, 2, 2, 2, 2, None]
    assert Counter(s.speaker for s in minutes.speeches) == {"委員": 4, "部会長": 3, "事務局": 3}
    assert minutes.speeches[1].text.split("\n")[1].startswith("秋に集めた落ち葉を")
    assert "根が歩道を持ち上げている所が三か所あり" in minutes.speeches[2].text
    assert minutes.speeches[5].kind == "note"
    assert [len(e.children) for e in minutes.materials] == [2, 0]
    assert [len(e.children) for e in minutes.sheet_materials] == [1, 0]
    assert minutes.results[1].text.split("\n")[1:3] == [
        "１回目＝中央公園、みどり児童館",
        "２回目＝東小学校、西少年広場",
    ]
    assert minutes.results[1].text.endswith(
        "\nなお、配布は各回とも午前中に行い、雨の日には次の週に延ばすこととした。"
    )
    assert [d.code for d in minutes.doubts] == ["glyph", "glyph", "no_item"]
    assert minutes.title == "第４回緑のまちづくり検討部会"
    assert (minutes.unplaced, minutes.dropped) == ((), ())


COVER = """第２回緑のまちづくり推進会議　会議録
１　日　時　令和８年５月１２日（火）　午後２時～午後４時
２　出席者
　　委員　　山田会長、鈴木委員
　　事務局　環境課長　高橋
３　議　題
　(1) 緑の基本計画の見直しについて
　　ア 現状
　(2) その他
４　配布資料
　資料１　緑の基本計画（案）
　参考資料１　他市の例
５　議事の経過
"""


def test_a_cover_table_and_labels_that_are_only_spaced():
    minutes = read(
        COVER
        + "会長　　議題（１）「緑の基本計画の見直しについて」に入ります。\n事務局　（資料１により説明）\n"
        + "山田会長　ご質問はありますか。\n鈴木委員　公園は増えていますか。\n・児童遊園\n・街区公園\n会長　次に、議題（２）その他に移ります。\n事務局　次回は６月です。\n"
    )
    assert [(e.number, [c.title for c in e.children]) for e in minutes.agenda] == [
        ("(1)", ["現状"]),
        ("(2)", []),
    ]
    assert [e.number for e in minutes.materials] == ["資料１", "参考資料１"]
    assert {f.label: f.value for f in minutes.facts}["出席者"] == "委員　　山田会長、鈴木委員"
    assert [(s.agenda_item, s.speaker) for s in minutes.speeches] == [
        (1, "会長"), (1, "事務局"), (1, "山田会長"), (1, "鈴木委員"), (2, "会長"), (2, "事務局")
    ]  # fmt: skip
    assert minutes.speeches[3].text == "公園は増えていますか。\n・児童遊園\n・街区公園"


def test_items_below_items_and_headings_between_speeches():
    minutes = read(
        "次第\n１　開会\n２　議題\n（１）予算について\n（２）使用料について\n３　その他\n\n議事要旨\n\n２　議題\n（１）予算について\n○田中会長　説明をお願いします。\n"
        "○財政課長　説明する。\n（２）使用料について\n○田中会長　続けます。\n（休憩）\n３　その他\n○事務局　特になし。\n"
    )
    assert [(s.path, s.speaker, s.kind) for s in minutes.speeches] == [
        (("２", "（１）"), "田中会長", "speech"), (("２", "（１）"), "財政課長", "speech"), (("２", "（２）"), "田中会長", "speech"),
        (("２", "（２）"), "", "note"), (("３",), "事務局", "speech"),
    ]  # fmt: skip
    assert as_tables(minutes)["speeches"][0]["agenda_path"] == ["２", "（１）"]


def test_titles_between_speeches_make_an_agenda():
    minutes = read(
        "議題１　バス路線について\n\n（委員長）始めます。\n（委員）どうぞ。\n\n議題２　駐輪場について\n\n（委員長）次です。\n"
    )
    assert [(e.number, e.title) for e in minutes.agenda] == [
        ("議題１", "バス路線について"),
        ("議題２", "駐輪場について"),
    ]
    assert [s.agenda_item for s in minutes.speeches] == [1, 1, 2]
    assert {d.code for d in minutes.doubts} == {"item_guessed"}


FORMS = [
    "【委員】　",
    "【 委 員 】",
    "○委員　",
    "◯委員 ",
    "委員：",
    "委員:",
    "委員 : ",
    "（委員）",
    "(委員)",
    "［委員］",
    "[委員] ",
    "〔委員〕",
    "＜委員＞",
]


@pytest.mark.parametrize("form", FORMS)
def test_labels(form):
    assert [(s.speaker, s.text) for s in read(f"{form}賛成です。\n{form}了解。\n").speeches] == [
        ("委員", "賛成です。"),
        ("委員", "了解。"),
    ]


def test_every_kind_of_label_in_one_text():
    minutes = read(
        "【委員】　一。\n○委員　二。\n委員：三。\nＡ委員　四。\n（委員長）五。\n田中委員：六。\n○鈴木（副会長）　七。\n⻑谷川委員：八。\n"
    )
    assert [(s.speaker, s.text) for s in minutes.speeches] == [
        ("委員", "一。"), ("委員", "二。"), ("委員", "三。"), ("Ａ委員", "四。"), ("委員長", "五。"), ("田中委員", "六。"),
        ("鈴木（副会長）", "七。"), ("長谷川委員", "八。"),
    ]  # fmt: skip


def codes(text, roles=()):
    return [(d.code, d.found) for s in read(text, roles).speeches for d in s.doubts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【来賓】　祝辞。", [("unknown_label", "来賓")]),
        ("【委員】　賛成。\n【会長】　では。【委員】　はい。", [("torn_label", "委員")]),
        ("【委員】　賛成。【会長】　では。【委員】　はい。", []),
        ("【委員】　賛成と【会長】に伝えた。", [("missed_label", "【会長】")]),
        ("【委員】　以下のとおり。\n【参考】\n表", [("missed_label", "【参考】")]),
        ("【委員】\n【会長】　では。", [("empty", "")]),
        ("【委員】　実⾏は⻑く尐し。", [("glyph", "⾏→行"), ("glyph", "⻑→長"), ("glyph", "尐→少")]),
        ("【委員】　神社の𠮷野。", []),
        ("【委員】　賛成だが、\n期限を決めたい。", [("line_guessed", "賛成だが、")]),
        ("【委員】　" + "長い話。" * 400, [("long", "")]),
        ("委員：はい。\n田中：賛成。\n委員：では。\n田中：了解。", [("unknown_label", "田中")] * 2),
        ("会議次第\n（１）予算について\n（２）決算について\n会議要旨\n【委員】　開会前。", [("no_item", "")]),
    ],
)
def test_doubts(text, expected):
    assert codes(text) == expected


def test_known_roles_are_no_doubt():
    assert codes("【来賓】　祝辞。", ["来賓"]) == []
    assert [s.speaker for s in read("来賓：祝辞。", ["来賓"]).speeches] == ["来賓"]


def test_pages_numbers_and_running_heads_are_listed_as_dropped():
    page = "緑の会議 会議録\n【委員】　賛成。\n続きの段落。\n- {} -\n"
    minutes = read("\f".join(page.format(i) for i in range(1, 5)))
    assert [s.text for s in minutes.speeches] == ["賛成。\n続きの段落。"] * 4
    assert Counter(s.why for s in minutes.dropped) == {"page_number": 4, "running_head": 3}
    assert minutes.title == "緑の会議"


def test_ten_thousand_speeches_lose_nothing():
    words = [f"{i}番目、𠮷野の㈶緑化協会🎌は尐ない。" for i in range(10_000)]
    text = "会議要旨\n" + "\n".join(f"【{('委員', '会長')[i % 2]}】　{w}" for i, w in enumerate(words))
    minutes = read(text)
    assert [s.text for s in minutes.speeches] == [w.replace("尐", "少") for w in words]
    assert [s.text for s in read(write(minutes)).speeches] == [s.text for s in minutes.speeches]

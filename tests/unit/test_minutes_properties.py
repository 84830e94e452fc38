"""Minutes of any shape: nothing is lost, and paste → export → paste gives the same."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.meetings.reading import read, write
from app.meetings.reading.glyphs import TABLE

WORDS = st.sampled_from(
    [
        "予算",
        "について",
        "𠮷野家",
        "㈶緑化協会",
        "🎌",
        "児童青尐年課",
        "と思う。",
        "賛成。",
        "どうか。",
        "「案」",
        "（資料説明）",
        "①",
        "ア",
        "１",
        "，",
        "、",
        "委員",
        "次回",
        "議題",
        "実施⻑",
        "A",
        "b",
        "-",
    ]
)
LABELS = st.sampled_from(
    [
        "【委員】",
        "【小委員長】  ",
        "○委員　",
        "委員：",
        "委員: ",
        "Ａ委員　",
        "（委員長）",
        "[事務局]",
        "【】",
        "【未知の人】",
        "○𠮷田君　",
        "田中 委員：",
        "１　委員：",
        "（２）【委員】",
        "・（委員）",
        "→事務局：",
        "事務局）",
        "「委員長」",
        "委　員　長　　",
        "◆５番（佐藤君）　",
        "10:03 田中: ",
        "田中　0:10",
        "発言者　発言内容",
    ]
)
HEADS = st.sampled_from(
    ["会 議 次 第", "会議結果", "会議要旨", "提出資料", "（１）予算について", "　ア 細目", "１　予算について", "第３回緑の会議次第", "（以上）",
     "－３－", "4", "資料１　予算書", "開催日時：令和８年４月１日", "会議結果 別紙のとおり", "出席者", "その他", "２　議題", "３　閉会", "【質疑・意見】", "議題　（１）予算　（２）決算", "────────", "<i>", "WEBVTT", "00:00:01.000 --> 00:00:02.000", "<v 田中>", "NOTE a", "■会議次第", "＜議題外＞"]
)  # fmt: skip
SPACES = st.sampled_from(["", " ", "　", "\t", "  ", "\u00a0"])
ENDS = st.sampled_from(["\n", "\n\n", "\n \n", "\r\n", "\f", "\v", "\u2028", "\n\n\n\n"])
PROSE = st.lists(WORDS, min_size=1, max_size=30).map("".join)
ODD = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("【】○：:（）［］＜＞\n　 ")), max_size=20
)
LINE = st.tuples(SPACES, st.one_of(LABELS, HEADS, st.just("")), st.one_of(PROSE, ODD, st.just("")), SPACES)
SOURCES = st.lists(st.tuples(LINE.map("".join), ENDS).map("".join), max_size=40).map("".join)


def bare(text):
    return "".join(text.split())


def mended(text):
    return text.translate(str.maketrans(TABLE))


def everything(text, minutes):
    """The pieces are the source, and every thing says what its pieces say."""
    assert bare("".join(p.raw for p in minutes.pieces)) == bare(text.lstrip("\ufeff"))
    said = {}
    for p in minutes.pieces:
        said[p.kind, p.of] = said.get((p.kind, p.of), "") + p.raw
    for i, speech in enumerate(minutes.speeches):
        assert mended(bare(speech.text)) == mended(bare(said.get(("speech", i), "")))
    for i, result in enumerate(minutes.results):
        assert mended(bare(said["result", i])).endswith(bare(result.title + result.text))
    entries = [e for top in (*minutes.agenda, *minutes.sheet_agenda) for e in top.walk()]
    for i, entry in enumerate(entries):
        raw = said.get(("agenda", i)) or "".join(p.raw for p in minutes.pieces if p.kind == "item")
        assert bare(entry.number) in bare(raw)
        assert bare(entry.title) in mended(bare(raw))
    for i, stray in enumerate(minutes.unplaced):
        assert bare(stray.text) == bare(said["unplaced", i])
    for i, stray in enumerate(minutes.dropped):
        assert stray.text == said["dropped", i]
    for i, fact in enumerate(minutes.facts):
        assert mended(bare(said["fact", i])).endswith(bare(fact.value))


def same(speeches):
    return [(s.agenda_item, s.path, s.speaker, s.text, s.kind, s.at) for s in speeches]


def lists(minutes):
    tops = (minutes.agenda, minutes.sheet_agenda, minutes.materials, minutes.sheet_materials)
    return [[(e.number, e.title) for top in part for e in top.walk()] for part in tops]


@given(SOURCES)
@example("")
@example("【委員】\n\n【委員】")
@example("【】委員\n")
@example("\ufeff委員：a\nb")
def test_nothing_is_lost_and_an_export_reads_the_same(text):
    minutes = read(text)
    everything(text, minutes)
    out = write(minutes)
    again = read(out)
    assert same(again.speeches) == same(minutes.speeches)
    assert lists(again) == lists(minutes)
    assert [(r.agenda_item, r.title, r.text) for r in again.results] == [
        (r.agenda_item, r.title, r.text) for r in minutes.results
    ]
    assert [(f.label, f.value) for f in again.facts] == [(f.label, f.value) for f in minutes.facts]
    everything(out, again)
    assert write(again) == out


TALK = st.lists(
    st.tuples(
        st.sampled_from(["委員", "会長", "事務局", "𠮷田委員"]),
        PROSE.filter(lambda t: t[0] not in "、，「（"),
    ),
    min_size=1,
    max_size=30,
)


@given(
    TALK,
    st.sampled_from(["【{}】{}", "【{}】　{}", "○{}　{}", "{}：{}", "{}: {}", "（{}）{}", "［{}］ {}"]),
    st.sampled_from(["\n", "\n\n", "\r\n", "\n \n"]),
)
def test_every_way_of_writing_labels_gives_every_speech(talk, form, end):
    text = end.join(form.format(who, words) for who, words in talk)
    assert [(s.speaker, s.text) for s in read(text).speeches] == [(who, mended(words)) for who, words in talk]


SENTENCE = st.sampled_from(
    [
        "環境配慮型の事業が今進んでいる。", "市民の意見を取り入れやすい業務だと思う。", "賛成。", "どうか。",
        "「なぜ協働の推進が必要か」に記入していない課が、思いのほか多く見られたのは残念である。",
        "児童館の事業について、企画の段階から市民がかかわり、継続して実施しているものがある。",
        "ワークショップをしたりして市民参加で進んでいるが、協働事業（委託を除く。）としては載っていない。",
    ]
)  # fmt: skip
SPEECH = st.tuples(
    st.sampled_from(["小委員長", "委員", "事務局"]), st.lists(SENTENCE, min_size=1, max_size=9).map("".join)
)


def on_paper(talk, width, space, page_lines):
    """Speeches as a PDF's text: lines torn at the margin, blank lines between them, pages with numbers."""
    lines = [
        piece
        for who, text in talk
        for whole in [f"【{who}】　{text}"]
        for piece in [whole[at : at + width] for at in range(0, len(whole), width)]
    ]
    pages = [lines[at : at + page_lines] for at in range(0, len(lines), page_lines)]
    return "\f".join(space.join(page) + f"{space}－{i}－\n" for i, page in enumerate(pages, 1))


@given(
    st.lists(SPEECH, min_size=12, max_size=40),
    st.integers(28, 42),
    st.sampled_from(["\n", "\n\n"]),
    st.integers(8, 30),
)
def test_lines_that_a_pdf_tore_are_joined(talk, width, space, page_lines):
    talk = [
        (
            "小委員長",
            "本日は、緑化と道路の両方について、実施の時期をまとめて考えたいと思うのでお願いする。" * 4,
        ),
        *talk,
    ]
    minutes = read(on_paper(talk, width, space, page_lines))
    assert [(s.speaker, s.text) for s in minutes.speeches] == talk
    assert {stray.why for stray in minutes.dropped} == {"page_number"}
    assert minutes.unplaced == ()

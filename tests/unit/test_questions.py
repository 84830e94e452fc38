"""Each question kind: what a table prints, what is counted, and what is said about an answer."""

from pathlib import Path

import pytest

from forms.questionnaire import load, load_all
from forms.questions import EMPTY, KINDS, RULES, Answer, Facts, Level, Ruling

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
ALL = [q.key for q in D.questions]
R, A, F = Level.REFUSE, Level.ASK, Level.FLAG
FACTS = Facts(2010, {"cost": 500})


def asked(key):
    return D.question(key)


# What a table prints

LINES = [
    ("room", Answer(text=" 旧電算室 "), (" 旧電算室 ",)),
    ("room", Answer(text="旧電算室", other="仮"), ("旧電算室", "（仮）")),
    ("room", Answer(text="　"), ()),
    ("story", Answer(text="一\r\n二\r三"), ("一\n二\n三",)),
    ("state", Answer((2,)), ("②物置",)),
    ("state", Answer((5,), other="土足"), ("⑤その他（土足）",)),
    ("state", Answer((1, 5), other="土足"), ("①空室", "⑤その他（土足）")),
    ("state", Answer((2,), other="棚"), ("②物置", "（棚）")),
    ("state", Answer((4,)), ("④",)),
    ("wishes", Answer((1, 2)), ("①会議", "②展示")),
    ("wishes", Answer(other="倉庫"), ("（倉庫）",)),
    ("since", Answer((1,), "昭和６２"), ("①昭和６２",)),
    ("since", Answer((2,)), ("②不明",)),
    ("opening", Answer((1,), "平成２４年度"), ("①平成２４年度",)),
    ("cost", Answer((1,), "１１８０"), ("①1,180千円",)),
    ("cost", Answer((1,), "未定"), ("①未定",)),
    ("cost", Answer((3,), other="他と一体"), ("③未算定（他と一体）",)),
    ("basis", Answer((1,), "整備方針", page="５頁"), ("①整備方針　５頁",)),
    ("basis", Answer((2,)), ("②無し",)),
]


@pytest.mark.parametrize(("key", "answer", "lines"), LINES)
def test_lines_and_cell(key, answer, lines):
    assert asked(key).lines(answer) == lines
    if asked(key).kind != "money":
        assert asked(key).cell(answer) == "\n".join(lines)


def test_an_amount_alone_is_a_number_in_its_cell():
    cost = asked("cost")
    assert cost.cell(Answer((1,), "１，１８０千円")) == 1180
    assert cost.cell(Answer((1,), "1,180,000円")) == 1180
    assert cost.cell(Answer((1,), "0")) == 0
    assert cost.cell(Answer((1,), "1180", other="概算")) == "①1,180千円\n（概算）"
    assert cost.cell(Answer((1, 2), "1180")) == "①1,180千円\n②不要"
    assert cost.cell(Answer((2,))) == "②不要"
    assert cost.cell(EMPTY) == ""


@pytest.mark.parametrize("key", ALL)
def test_nothing_given_prints_nothing(key):
    assert asked(key).lines(EMPTY) == ()
    assert EMPTY.empty


def test_english_labels():
    assert asked("wishes").lines(Answer((1, 7), other="倉庫"), "en") == ("①Meetings", "⑦Other（倉庫）")


@pytest.mark.parametrize(
    ("key", "answer", "value"),
    [
        ("since", Answer((1,), "S62"), 1987),
        ("since", Answer((2,), "S62"), None),
        ("since", Answer((1,), "昭和80"), None),
        ("opening", Answer((1,), "平成32年度"), 2020),
        ("cost", Answer((1,), "1,180"), 1180),
        ("cost", Answer((2,)), None),
        ("basis", Answer((1,), "整備方針"), None),
        ("room", Answer(text="1180"), None),
    ],
)
def test_values(key, answer, value):
    assert asked(key).value(answer) == value


def test_a_typed_value_chooses_its_choice_and_is_not_touched():
    assert asked("since").tidy(Answer(text=" Ｓ６２ ")) == Answer((1,), " Ｓ６２ ")
    assert asked("since").tidy(Answer((2,), "S62")) == Answer((2,), "S62")
    assert asked("since").tidy(Answer(text="　")) == Answer(text="　")


# What is counted


def test_count_lines():
    assert asked("unit").count_lines() == ()
    assert [line.code for line in asked("story").count_lines()] == list(Ruling.ALL)
    assert [line.code for line in asked("state").count_lines()] == ["1", "2", "3", "4", "5", "blank"]
    assert [(line.code, line.label.ja) for line in asked("cost").count_lines()] == [
        ("1", "（金額・千円）"),
        ("2", "不要"),
        ("3", "未算定"),
        ("blank", "記入なし"),
    ]
    assert [line.code for line in asked("wishes").count_lines() if line.listed] == [
        "1",
        "2",
        "6",
        "7",
        "blank",
    ]


@pytest.mark.parametrize(
    ("key", "answer", "ruling", "counted"),
    [
        ("unit", Answer(text="庶務係"), "", ()),
        ("story", Answer(text="改修のため"), "", ("answered",)),
        ("story", Answer(text="特になし"), "nothing", ("nothing",)),
        ("story", Answer(text=" \n"), "", ("blank",)),
        ("state", Answer((1, 5)), "", ("1", "5")),
        ("state", EMPTY, "", ("blank",)),
        ("wishes", Answer((1, 2, 7)), "", ("1", "2", "7")),
        ("cost", Answer((1,), "未定"), "", ("1",)),
        ("cost", Answer(text="1180"), "", ("blank",)),
    ],
)
def test_counted_as(key, answer, ruling, counted):
    assert asked(key).counted_as(answer, ruling) == counted
    assert set(counted) <= {line.code for line in asked(key).count_lines()}


# What is said: (question, answer, [(rule, level in the form, level on import)])

SAID = [
    ("room", Answer(text="旧電算室"), []),
    ("room", Answer(text="　"), [("blank_title", R, R)]),
    ("room", Answer(text="室" * 61), [("too_long", R, R)]),
    ("unit", EMPTY, []),
    ("unit", Answer(text="庶務係", other="仮"), [("remark", None, F)]),
    ("story", Answer(text="倉庫\x0bだった"), [("control_character", R, R)]),
    ("story", Answer(text="\ue000橋\ue000\U000f0001"), [("private_use", F, F)]),
    ("state", EMPTY, [("blank_choice", R, F)]),
    ("state", Answer((1, 2)), [("two_codes", R, F)]),
    ("state", Answer((3,)), [("unrecorded_code", R, F)]),
    ("state", Answer((4,)), [("unrecorded_code", R, F)]),
    ("state", Answer((9,)), [("unknown_code", R, R)]),
    ("state", Answer((5,), other="　"), [("explanation_missing", R, F)]),
    ("state", Answer((1,), other="土足"), [("explanation_unasked", F, F)]),
    ("wishes", Answer((1, 2)), []),
    ("wishes", Answer((6,)), []),
    ("wishes", Answer((1, 6)), [("exclusive", R, F)]),
    ("since", Answer((1,), "S62"), []),
    ("since", Answer((1,)), [("value_missing", R, F)]),
    ("since", Answer((2,), "S62"), [("value_unasked", R, F)]),
    ("since", Answer(text="S62"), [("blank_choice", R, F)]),
    ("since", Answer((1,), "昭和80"), [("beyond_era", R, F)]),
    ("since", Answer((1,), "前身は昭和６２"), [("not_a_year", R, F)]),
    ("since", Answer((1,), "昭和62年"), [("year_suffix", None, F)]),
    ("since", Answer((1,), "2011"), [("year_in_future", A, F)]),
    ("since", Answer((1,), "2011", confirmed="2011"), []),
    ("since", Answer((1,), "2012", confirmed="2011"), [("year_in_future", A, F)]),
    ("since", Answer((1,), "平成32"), [("era_ahead", F, F), ("year_in_future", A, F)]),
    ("opening", Answer((1,), "平成24年度"), []),
    ("opening", Answer((1,), "平成32年度"), [("era_ahead", F, F)]),
    ("opening", Answer((1,), "昭和80年度"), [("beyond_era", R, F)]),
    ("cost", Answer((1,), "1,180千円"), []),
    ("cost", Answer((1,), "未定"), [("not_an_amount", R, F)]),
    ("cost", Answer((1,), "△5"), [("negative_amount", R, F)]),
    ("cost", Answer((1,), "1,180,000円"), [("amount_in_yen", A, F)]),
    ("cost", Answer((1,), "10,000,000"), [("amount_large", A, F)]),
    ("cost", Answer((1,), "50,000"), [("amount_unusual", A, F)]),
    ("cost", Answer((1,), "0"), [("amount_zero", F, F)]),
    ("cost", Answer((3,)), [("explanation_missing", R, F)]),
    ("basis", Answer((1,), "整備方針"), []),
    ("basis", Answer((1,), page="５頁"), [("value_missing", R, F)]),
    ("basis", Answer((1,), "整備方針", page="\ue000頁"), [("private_use", F, F)]),
]


@pytest.mark.parametrize(("key", "answer", "said"), SAID)
def test_what_is_said_about_an_answer(key, answer, said):
    found = asked(key).check(answer, FACTS)
    assert [(f.rule, f.level(), f.level(imported=True)) for f in found] == said
    for finding in found:
        assert finding.message.ja
        assert finding.message.en
        assert "{" not in finding.message.ja + finding.message.en


def test_a_required_text_may_not_be_blank():
    made = KINDS["long_text"]("x", "1", asked("story").label, asked("story").short, required=True)
    found = made.check(EMPTY)
    assert [(f.rule, f.level(), f.level(imported=True)) for f in found] == [("blank_text", R, None)]


def test_a_value_without_its_choice_is_never_passed_over():
    made = KINDS["plan"]("x", "1", asked("basis").label, asked("basis").short, choices=asked("basis").choices)
    assert [f.rule for f in made.check(Answer(text="整備方針"))] == ["blank_choice"]
    assert made.check(EMPTY) == []


def test_every_rule_has_a_case_here():
    cases = {rule for *_, said in SAID for rule, *_ in said}
    assert set(RULES) - cases == {"blank_text", "unreadable_codes", "label_differs"}  # each has its own test


def test_a_message_names_the_choice_in_its_own_language():
    question = next(q for q in load_all() if q.key == "a").question("issue")
    found = question.check(Answer((1, 12)), FACTS)
    assert [f.rule for f in found] == ["exclusive"]
    none = question.choice(12)
    assert none.short.ja in found[0].message.ja
    assert none.short.en in found[0].message.en
    assert none.short.ja not in found[0].message.en


def test_braces_in_a_text_do_not_break_a_message():
    found = asked("cost").check(Answer((1,), "{median}"), FACTS)
    assert "「{median}」" in found[0].message.ja


def test_a_value_beside_a_number_without_label_is_told_by_the_number():
    timing = next(q for q in load_all() if q.key == "c").question("timing")
    (told,) = [f for f in timing.check(Answer((2,), "平成２３年度")) if f.rule == "value_unasked"]
    assert "「②」" in told.message.ja

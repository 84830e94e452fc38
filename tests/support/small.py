"""A tiny round with every kind of question, made by hand so that every number can be checked by eye."""

from datetime import datetime

from forms.questionnaire import Questionnaire, parse
from forms.questions import Answer, Finding
from reports.records import Form, RoundData, Section

STANCE = parse(
    """
key = "s"
order = 1
scope = "section"
title = { ja = "意向調査票", en = "Stance" }
short = { ja = "意向", en = "Stance" }
[[blocks]]
key = "main"
title = { ja = "意向" }
[[blocks.questions]]
key = "why"
number = "1"
kind = "long_text"
label = { ja = "理由" }
short = { ja = "理由", en = "Why" }
[[blocks.questions]]
key = "status"
number = "2"
kind = "one_choice"
label = { ja = "状況" }
short = { ja = "状況", en = "Status" }
unrecorded = ["5-7"]
choices = [
  { code = 1, label = { ja = "実施している" }, short = { ja = "実施", en = "Now" } },
  { code = 2, label = { ja = "予定がある" }, short = { ja = "予定", en = "Later" } },
  { code = 3, label = { ja = "その他の状況" }, short = { ja = "その他", en = "Other" }, explain = true },
]
"""
)

PROJECTS = parse(
    """
key = "d"
order = 2
scope = "project"
prefix = "Ｄ"
title = { ja = "Ｄ調査票", en = "Questionnaire D" }
short = { ja = "Ｄ", en = "D" }
[[blocks]]
key = "main"
title = { ja = "事業" }
[[blocks.questions]]
key = "name"
number = "1"
kind = "short_text"
role = "title"
label = { ja = "事業名" }
short = { ja = "事業名", en = "Name" }
[[blocks.questions]]
key = "team"
number = ""
kind = "short_text"
role = "unit"
counted = false
label = { ja = "係" }
short = { ja = "係", en = "Unit" }
[[blocks.questions]]
key = "topics"
number = "2"
kind = "many_choice"
label = { ja = "分野" }
short = { ja = "分野", en = "Topics" }
unrecorded = [3, "5-9"]
choices = [
  { code = 1, label = { ja = "福祉の分野" }, short = { ja = "福祉", en = "Welfare" } },
  { code = 2, label = { ja = "緑の分野" }, short = { ja = "緑", en = "Green" } },
  { code = 4, label = { ja = "その他の分野" }, short = { ja = "その他", en = "Other" }, explain = true },
]
[[blocks.questions]]
key = "since"
number = "3"
kind = "era_year"
label = { ja = "始期" }
short = { ja = "始期", en = "Since" }
choices = [
  { code = 1, takes_value = true, label = { ja = "年" }, short = { ja = "（年）", en = "(year)" } },
  { code = 2, label = { ja = "不明" }, short = { ja = "不明", en = "Unknown" } },
]
[[blocks.questions]]
key = "cost"
number = "4"
kind = "money"
label = { ja = "予算" }
short = { ja = "予算", en = "Cost" }
choices = [
  { code = 1, takes_value = true, label = { ja = "金額" }, short = { ja = "（金額）", en = "(amount)" } },
  { code = 2, label = { ja = "無し" }, short = { ja = "無し", en = "None" } },
]
[[blocks.questions]]
key = "plan"
number = "5"
kind = "plan"
label = { ja = "計画" }
short = { ja = "計画", en = "Plan" }
choices = [
  { code = 1, takes_value = true, label = { ja = "計画名" }, short = { ja = "（計画名）", en = "(plan)" } },
  { code = 2, label = { ja = "なし" }, short = { ja = "記載なし", en = "Not mentioned" } },
]
"""
)

BOTH: tuple[Questionnaire, ...] = (STANCE, PROJECTS)

SECTIONS = (
    Section(11, "市民部", "市民課", "section", 1),
    Section(12, "市民部", "庶務課", "section", 2),
    Section(13, "教育部", "庶務課", "section", 3),
    Section(14, "教育部", "図書館", "section", 4),
)

FORMS = (
    Form(1, 11, "s", None, 2, {"why": Answer(text="=1+1"), "status": Answer((1,))}),
    Form(
        2, 12, "s", None, 1,
        {"why": Answer(text="略"), "status": Answer((2, 3), other="検討中")},
        {"why": "blank"}, {"status": (Finding("two_codes", {"codes": "②・③"}),)},
    ),
    Form(3, 14, "s", None, 1, {}),
    Form(
        4, 13, "d", 1, 1,
        {
            "name": Answer(text="花いっぱい"), "team": Answer(text="管理係", other="兼務"),
            "topics": Answer((1, 2, 4), other="外国の方"), "since": Answer((1,), "昭和62"),
            "cost": Answer((1,), "1,180千円"), "plan": Answer((1,), "緑の計画", page="12頁"),
        },
    ),
    Form(
        5, 13, "d", 2, 1,
        {
            "name": Answer(text="図書の日"), "topics": Answer((6,)), "since": Answer((2,)),
            "cost": Answer((1,), "0"), "plan": Answer((2,), other="（準備中）\r\n二行目"),
        },
    ),
    Form(
        6, 11, "d", 3, 1,
        {"name": Answer(text="祭り"), "since": Answer((1,), "2001"), "cost": Answer((2,), "50")},
    ),
)  # fmt: skip


def small_round(forms: tuple[Form, ...] = FORMS) -> RoundData:
    """Four sections; 教育部庶務課 has no form of its own, 図書館 declared that it has no project."""
    return RoundData(
        "試験市", "試験調査", 2026, datetime(2026, 5, 1, 9, 5), BOTH, SECTIONS, forms, frozenset({(14, "d")})
    )

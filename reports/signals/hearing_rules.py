"""What may speak for hearing a section: every signal once, with its name, its sentence, what it means, its weight.

A signal counts something (`count`); `steps` turns the count into a strength of 1, 2 or 3, and weight × strength are
the points of a section. Points only order a list: they are no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forms.questions import Text

#: The weights a series may give: 0 leaves a signal out.
HEAVIEST: Final = 5


@dataclass(frozen=True, slots=True)
class HearingRule:
    """One signal in words. message: what was found; about: how it is found, for the page of weights; steps: the counts
    from which the strength is 1, 2, 3."""

    name: Text
    message: Text
    about: Text
    weight: int
    steps: tuple[int, ...] = (1, 2, 3)

    def strength(self, count: int) -> int:
        """How much a count says: 0 to 3."""
        return sum(count >= step for step in self.steps)


HEARING_RULES: Final[Mapping[str, HearingRule]] = {
    "why_blank": HearingRule(
        Text("問１（なぜ必要か）が無回答", "Question 1 (why) not answered"),
        Text("協働がなぜ必要かの問いに答えていません（{ruling}）。", "“Why is it needed” was not answered ({ruling})."),
        Text(
            "全体調査票の問１が「記入なし等の扱い」で回答と数えられていない課。",
            "Question 1 of the overall form does not count as an answer by the rules on non-answers.",
        ),
        weight=2,
        steps=(1,),
    ),
    "contradictory": HearingRule(
        Text("調査票どうしの食い違い", "Contradictions across forms"),
        Text("食い違いが{n}件あります：{names}", "Contradictions: {n} ({names})"),
        Text(
            "確実な食い違いの件数（「可能性」だけのものは数えません）。",
            "How many certain contradictions there are (those that are only possible do not count).",
        ),
        weight=3,
    ),
    "projects": HearingRule(
        Text("Ａ調査票の数", "Number of A forms"),
        Text("実施中の事業が{n}件あります。", "Running projects: {n}."),
        Text("Ａ調査票の件数。強さは１件で１、３件で２、６件で３。", "Number of A forms: from 1, 3 and 6."),
        weight=1,
        steps=(1, 3, 6),
    ),
    "budget": HearingRule(
        Text("市の予算の合計（千円）", "City budget, total (thousand yen)"),
        Text("Ａ調査票の市の予算は合わせて{n}千円です。", "The A forms' city budget is {n} thousand yen."),
        Text(
            "Ａ調査票の市の予算の合計。強さは1,000千円で１、10,000千円で２、100,000千円で３。",
            "Total city budget of the A forms: from 1,000, 10,000 and 100,000 thousand yen.",
        ),
        weight=1,
        steps=(1_000, 10_000, 100_000),
    ),
    "variety": HearingRule(
        Text("分野の広さ", "Variety of fields"),
        Text("Ａ調査票の分野は{n}種類です：{names}", "Fields of the A forms: {n} ({names})"),
        Text("Ａ調査票で選ばれた分野の種類。強さは３種類で１、６種類で２、９種類で３。", "Different fields of the A forms: from 3, 6 and 9."),
        weight=1,
        steps=(3, 6, 9),
    ),
    "roles_open": HearingRule(
        Text("予算は大きいが役割分担が未定", "Large budget, roles not settled"),
        Text(
            "市の予算が1,000千円以上で、役割分担が決まっていない事業が{n}件あります。",
            "Projects of 1,000 thousand yen or more whose roles are not settled: {n}.",
        ),
        Text(
            "市の予算が1,000千円以上のＡ調査票のうち、決め方が「必要無し」か無回答、または課題に「分担あいまい」"
            "「責任不明確」を挙げたもの。",
            "A forms of 1,000 thousand yen or more where nothing needs settling (or no answer), or whose problems are"
            " vague roles or unclear responsibility.",
        ),
        weight=3,
    ),
    "issues": HearingRule(
        Text("課題を挙げた事業", "Projects naming problems"),
        Text("課題を挙げた事業が{n}件あります：{names}", "Projects that name problems: {n} ({names})"),
        Text("課題を挙げたＡ調査票の件数（「特に無し」は数えません）。", "A forms that name a problem (“none” does not count)."),
        weight=1,
        steps=(1, 3, 6),
    ),
    "weak_check": HearingRule(
        Text("評価・報告が弱い", "Weak evaluation or report"),
        Text("評価や報告の弱い事業が{n}件あります。", "Projects with weak evaluation or report: {n}."),
        Text(
            "評価が「必要無し」「不十分」のＡ調査票と、評価が「実施で」で報告書が「無し」のもの。",
            "A forms evaluated as not needed or not enough, or where carrying it out was enough and there is no report.",
        ),
        weight=2,
    ),
    "undated": HearingRule(
        Text("時期の決まっていない将来事業", "Plans without a date"),
        Text("時期も計画もない将来の事業が{n}件あります。", "Future projects without a date or a plan: {n}."),
        Text(
            "時期が「未定」か無回答のＣ調査票と、計画に「記載なし」のＢ調査票（Ｂには時期の問いがありません）。",
            "C forms whose time is undecided or blank, and B forms that are in no plan (B does not ask for a time).",
        ),
        weight=2,
    ),
    "only_events": HearingRule(
        Text("催し・講座だけで継続的な活動がない", "Only events, nothing continuous"),
        Text("実施中の事業{n}件はすべてイベント・講座です。", "All running projects are events or courses: {n}."),
        Text(
            "すべてのＡ調査票の活動の種類が「イベント」か「講座」だけで、「イベント」を含む課。",
            "Every A form is of the kinds events or courses alone, and there is an event among them.",
        ),
        weight=2,
        steps=(1,),
    ),
    "plans_named": HearingRule(
        Text("協働を記した計画をもつ", "Plans that name collaboration"),
        Text("協働に関わる計画などを{n}件挙げています。", "Plans it names that mention collaboration: {n}."),
        Text("全体調査票の問３に挙げられた計画などの数。", "Plans named in question 3 of the overall form."),
        weight=1,
        steps=(1, 3),
    ),
}  # fmt: skip

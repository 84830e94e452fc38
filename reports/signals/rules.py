"""What may contradict itself: every rule once, with its name, its sentence and the question to the section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words. name: for lists; message: what was found; query: what to ask the section (plain, polite).

    certain False: only perhaps a contradiction, to be looked at by a person.
    """

    name: Text
    message: Text
    query: Text
    certain: bool = True


RULES: Final[Mapping[str, Rule]] = {
    "running_missing": Rule(
        Text("実施中なのにＡ調査票がない", "Running, but no form A"),
        Text(
            "実施状況は{status}ですが、Ａ調査票の提出がありません。",
            "Status is {status}, but there is no form A.",
        ),
        Text(
            "全体調査票の実施状況で{status}と回答いただいていますが、Ａ調査票（実施中の事業）の提出がありません。"
            "実施中の事業の調査票を追加いただくか、実施状況の回答をご確認ください。",
            "The status says {status}, but no form A (running projects) was submitted."
            " Please add the forms, or check the status.",
        ),
    ),
    "planned_missing": Rule(
        Text("将来実施なのにＢ・Ｃ調査票がない", "Planned, but no form B or C"),
        Text(
            "実施状況は{status}ですが、Ｂ調査票・Ｃ調査票の提出がありません。",
            "Status is {status}, but there is no form B or C.",
        ),
        Text(
            "全体調査票の実施状況で{status}と回答いただいていますが、Ｂ調査票・Ｃ調査票（将来の事業）の提出がありません。"
            "将来の事業の調査票を追加いただくか、実施状況の回答をご確認ください。",
            "The status says {status}, but no form B or C (future projects) was submitted."
            " Please add the forms, or check the status.",
        ),
    ),
    "planned_unexpected": Rule(
        Text("将来実施でないのにＢ・Ｃ調査票がある", "Not planned, but a form B or C"),
        Text(
            "実施状況は{status}ですが、将来の事業の調査票（{forms}）が提出されています。",
            "Status is {status}, but forms on future projects were submitted ({forms}).",
        ),
        Text(
            "全体調査票の実施状況は{status}ですが、将来の事業の調査票（{forms}）を提出いただいています。"
            "実施状況は「現在＋将来」または「将来実施」ではないか、ご確認ください。",
            "The status says {status}, but forms on future projects were submitted ({forms})."
            " Should the status include future projects?",
        ),
    ),
    "running_unexpected": Rule(
        Text("実施中でないのにＡ調査票がある", "Not running, but a form A"),
        Text(
            "実施状況は{status}ですが、実施中の事業の調査票（{forms}）が提出されています。",
            "Status is {status}, but forms on running projects were submitted ({forms}).",
        ),
        Text(
            "全体調査票の実施状況は{status}ですが、実施中の事業の調査票（{forms}）を提出いただいています。"
            "実施状況の回答、または調査票の種類をご確認ください。",
            "The status says {status}, but forms on running projects were submitted ({forms})."
            " Please check the status, or which questionnaire applies.",
        ),
    ),
    "plan_not_listed": Rule(
        Text("計画名が全体調査票にない", "A plan the overall form does not list"),
        Text(
            "{forms}の計画「{plan}」が、全体調査票の計画などの回答にありません。",
            "The plan “{plan}” of {forms} is not among the plans of the overall form.",
        ),
        Text(
            "{forms}で計画「{plan}」を挙げていただいていますが、全体調査票の「計画など」に記載がありません。"
            "全体調査票への追記が必要か、ご確認ください。",
            "{forms} names the plan “{plan}”, which the overall form does not list. Should it be added there?",
        ),
    ),
    "total_below_city": Rule(
        Text("総予算が市の予算より少ない", "Total budget below the city's"),
        Text(
            "{forms}：総予算額（{total}千円）が、市の予算額（{city}千円）を下回っています。",
            "{forms}: the total budget ({total}) is below the city's ({city}, thousand yen).",
        ),
        Text(
            "{forms}の総予算額（{total}千円）が、市の予算額（{city}千円）を下回っています。金額をご確認ください。",
            "In {forms} the total budget ({total}) is below the city's ({city}, thousand yen). Please check both.",
        ),
    ),
    "looks_like_yen": Rule(
        Text("円で記入した可能性のある金額", "An amount that may be in yen"),
        Text(
            "{forms}：{question}（{amount}千円）は、円単位で記入された可能性があります。",
            "{forms}: {question} ({amount} thousand yen) may have been written in yen.",
        ),
        Text(
            "{forms}の{question}は{amount}千円となっています。単位は千円です。円で記入されていないか、ご確認ください。",
            "{forms}: {question} says {amount} thousand yen. Was it written in yen?",
        ),
        certain=False,
    ),
    "none_with_others": Rule(
        Text("「なし」とほかの選択肢の併記", "“None” together with others"),
        Text(
            "{forms}：{question}で「{label}」とほかの選択肢が同時に選ばれています。",
            "{forms}: {question} has “{label}” together with other choices.",
        ),
        Text(
            "{forms}の{question}で、「{label}」とほかの選択肢が同時に選ばれています。どちらかをご確認ください。",
            "In {forms}, {question} has “{label}” together with other choices. Please check which is meant.",
        ),
    ),
    "same_project": Rule(
        Text("同じ名称の事業を二つの課が回答", "One project reported by two sections"),
        Text(
            "{forms}と{other}（{section}）が同じ名称です。",
            "{forms} and {other} ({section}) have the same name.",
        ),
        Text(
            "{forms}と同じ名称の事業を、{section}からも回答いただいています（{other}）。"
            "同じ事業であれば、どちらの課の回答とするかご相談させてください。",
            "{section} reported a project of the same name as {forms} ({other})."
            " If it is the same one, please tell us which section answers for it.",
        ),
    ),
    "similar_project": Rule(
        Text("似た名称の事業（参考）", "Projects with similar names (perhaps)"),
        Text(
            "{forms}と{other}（{section}）の名称に「{shared}」が共通しています。",
            "The names of {forms} and {other} ({section}) share “{shared}”.",
        ),
        Text(
            "{forms}と、{section}の{other}は、名称に「{shared}」が共通しています。"
            "同じ事業を重ねて回答いただいていないか、念のためご確認ください。",
            "{forms} and {other} of {section} share “{shared}” in their names. Is it perhaps the same project?",
        ),
        certain=False,
    ),
}

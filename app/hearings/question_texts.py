"""What to ask about a hearing signal, a nomination or a project that was not reported: ready to be reworded.

Contradictions bring their own question (`reports.signals.RULES`), so "contradictory" is not among the signals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.questions import Text

#: Beside an answer that came on paper or by mail and was typed by the secretariat.
ON_PAPER: Final = Text(
    "事務局が記入（書面で届いた回答）", "Entered by the secretariat (the answer arrived on paper)"
)

SIGNALS: Final[Mapping[str, Text]] = {
    "why_blank": Text(
        "協働がなぜ必要かの問いが「{ruling}」でした。課としてのお考えをお聞かせください。",
        "The question why collaboration is needed was answered “{ruling}”. What does your section think?",
    ),
    "projects": Text(
        "実施中の事業を{n}件回答いただきました。うまくいっている事業と、苦労している事業を一つずつ挙げ、違いを教えてください。",
        "You report {n} running projects. Please name one that goes well and one that is hard. What differs?",
    ),
    "budget": Text(
        "実施中の事業の市の予算は合わせて{n}千円です。協働で行うことで、費用や効果はどのように変わりましたか。",
        "The city spends {n} thousand yen on your running projects. How did working together change cost and effect?",
    ),
    "variety": Text(
        "事業の分野が{n}種類（{names}）にわたります。団体との連絡や調整を、課の中でどのように分担していますか。",
        "Your projects are in {n} fields ({names}). How do you share the contact with groups inside the section?",
    ),
    "roles_open": Text(
        "予算が大きく、役割分担の決まっていない事業が{n}件あります。役割と責任を、団体とどのように決めていきますか。",
        "In {n} projects with a large budget the roles are open. How will you settle roles and responsibility?",
    ),
    "issues": Text(
        "{n}件の事業で課題を挙げていただきました。いま取り組んでいる工夫と、課だけでは解決できないことを教えてください。",
        "You name problems in {n} projects. What do you do about them, and what can you not solve alone?",
    ),
    "weak_check": Text(
        "評価や報告が十分でない事業が{n}件あります。成果を団体と一緒に確かめるために、何ができそうですか。",
        "{n} projects have little evaluation or report. How could you look at the results together with the groups?",
    ),
    "undated": Text(
        "時期や計画の決まっていない将来の事業が{n}件あります。始めるために必要なことは何ですか。",
        "{n} future projects have no date and no plan. What is needed for them to begin?",
    ),
    "only_events": Text(
        "実施中の事業{n}件は、いずれもイベントや講座です。その後も続く活動にする考えはありますか。",
        "All {n} running projects are events or courses. Do you mean to turn them into lasting activities?",
    ),
    "plans_named": Text(
        "協働に関わる計画などを{n}件挙げていただきました。計画に書かれたことを、どのように進め、確かめていますか。",
        "You name {n} plans that speak of collaboration. How do you carry them out, and how do you check it?",
    ),
}  # fmt: skip
NOMINATION: Final = Text(
    "委員から「{remark}」という意見がありました。課のお考えをお聞かせください。",
    "A member says: “{remark}”. What does your section think of it?",
)
UNLISTED: Final = Text(
    "「{title}」という事業があると聞いていますが、調査票にありませんでした（{why}）。どのような事業か、記入しなかった理由とあわせて"
    "教えてください。",
    "We hear of a project “{title}” that is not in the survey ({why}). What is it, and why was it left out?",
)
FLAG: Final = Text(
    "{form}の「{question}」について確認させてください。{message}",
    "We would like to check “{question}” in {form}. {message}",
)

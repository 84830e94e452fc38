"""What a Word template may name: each place as it is written, and what comes there. The page and the docs list these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Place:
    """How it is written in Word, and what comes there."""

    written: str
    meaning: Text


@dataclass(frozen=True, slots=True)
class Repeated:
    """Places that stand between a beginning and an end, once for each entry."""

    begins: str
    ends: str
    meaning: Text
    places: tuple[Place | Repeated, ...]


SINGLE: Final = (
    Place("{{ 標題 }}", Text("会議録の見出し（「会議録」など）", "The heading of the minutes, such as 会議録")),
    Place("{{ 状態 }}", Text("確定するまでは「（案）」、確定後は空白", "（案） until they are final, then nothing")),
    Place("{{ 会議名 }}", Text("会議の名称", "The name of the meeting")),
    Place('{{ 項目["開催場所"] }}', Text(
        "表紙の一つの行の内容。かぎ括弧の中は、上の表で決めた行の名称",
        "What one row of the cover says; its label as settled above stands in the quotation marks",
    )),
    Place("{{ 結果の見出し }}", Text("会議結果の見出し", "The heading of the results")),
    Place("{{ 要旨の見出し }}", Text("発言の見出し（「会議要旨」など）", "The heading of the speeches, such as 会議要旨")),
)  # fmt: skip
REPEATED: Final = (
    Repeated("{%tr for 行 in 表紙 %}", "{%tr endfor %}", Text(
        "表紙の行。はじめと終わりを表の一行ずつに書くと、間の行がくり返されます",
        "The rows of the cover. Beginning and end stand in a table row each; the row between them is repeated",
    ), (
        Place("{{ 行.項目 }}", Text("行の名称", "The label of the row")),
        Place("{{ 行.内容 }}", Text("行の内容", "What the row says")),
    )),
    Repeated("{%p for 結果 in 会議結果 %}", "{%p endfor %}", Text(
        "議題ごとの結果。はじめと終わりは、それぞれ一つの段落に書きます",
        "The result of each item. Beginning and end stand in a paragraph each",
    ), (
        Place("{{ 結果.見出し }}", Text("議題", "The item")),
        Repeated("{%p for 段落 in 結果.段落 %}", "{%p endfor %}", Text("結果の段落", "The paragraphs of the result"), (
            Place("{{ 段落 }}", Text("一つの段落", "One paragraph")),
        )),
    )),
    Repeated("{%p for 議題 in 会議要旨 %}", "{%p endfor %}", Text("議題ごとの発言", "The speeches of each item"), (
        Place("{{ 議題.見出し }}", Text("議題", "The item")),
        Repeated("{%p for 行 in 議題.行 %}", "{%p endfor %}", Text(
            "発言の段落。役割は、発言の最初の段落だけに付きます",
            "The paragraphs of the speeches; only the first one of a speech has the role",
        ), (
            Place("{{ 行.役割 }}", Text("発言者の役割（【委員】のように）", "The speaker's role, as 【委員】")),
            Place("{{ 行.本文 }}", Text("段落の文", "The words of the paragraph")),
        )),
        Repeated("{%p for 発言 in 議題.発言 %}", "{%p endfor %}", Text(
            "発言を一つずつ（「行」の代わりに使います）", "The speeches one by one (instead of 行)",
        ), (
            Place("{{ 発言.番号 }}", Text("会議を通した発言の番号", "Its number in the meeting")),
            Place("{{ 発言.役割 }}", Text("発言者の役割（【】なし）", "The speaker's role without 【】")),
            Place("{{ 発言.本文 }}", Text("発言の文", "Its words")),
        )),
    )),
    Repeated("{%p for 行 in 末尾 %}", "{%p endfor %}", Text(
        "会議録の末尾の行（訂正の番号など）", "The lines at the end (numbers of corrections and the like)",
    ), (
        Place("{{ 行 }}", Text("一つの行", "One line")),
    )),
)  # fmt: skip
CONDITIONS: Final = (
    Repeated("{%p if 会議結果 %}", "{%p endif %}", Text(
        "会議結果があるときだけ印刷する部分", "What is printed only where there are results",
    ), ()),
    Repeated("{%p if 会議要旨 %}", "{%p endif %}", Text(
        "発言があるときだけ印刷する部分（速報には発言がありません）",
        "What is printed only where there are speeches (a summary has none)",
    ), ()),
)  # fmt: skip

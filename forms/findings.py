"""What can be wrong or worth a look in one answer: every rule once, with its words and strictnesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from forms.text import Text


class Level(StrEnum):
    """refuse: cannot stand. ask: stands once the person confirmed it. flag: stands, and is pointed out."""

    REFUSE = "refuse"
    ASK = "ask"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's levels in the form and on import (None: not looked at there) and its message."""

    form: Level | None
    imported: Level | None
    message: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule found broken. params fill the message; they are plain strings, so a finding can be stored."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    def level(self, imported: bool = False) -> Level | None:
        """How strictly it is taken in the form, or on import."""
        rule = RULES[self.rule]
        return rule.imported if imported else rule.form

    @property
    def message(self) -> Text:
        """The sentence for the person, in both languages. A parameter `x` has its English in `x_en`."""
        both = {k: Text(v, self.params.get(f"{k}_en", "")) for k, v in self.params.items()}
        return RULES[self.rule].message.fill(**both)


def named(label: Text) -> dict[str, str]:
    """A choice's label as parameters of a finding."""
    return {"label": label.ja, "label_en": label.en}


R, A, F = Level.REFUSE, Level.ASK, Level.FLAG

RULES: Final[Mapping[str, Rule]] = {
    "blank_text": Rule(R, None, Text("記入してください。", "Please fill this in.")),
    "blank_title": Rule(R, R, Text("名称を記入してください。", "Please give the name.")),
    "blank_choice": Rule(R, F, Text("選択肢が選ばれていません。", "No choice is selected.")),
    "unreadable_codes": Rule(
        R, R, Text("選択肢の番号として読めません：{raw}", "Not readable as choice numbers: {raw}")
    ),
    "unknown_code": Rule(
        R, R, Text("番号 {code} の選択肢はありません。", "There is no choice number {code}.")
    ),
    "unrecorded_code": Rule(
        R,
        F,
        Text(
            "番号 {code} は、選択肢の名称が確認できない番号です。",
            "The label of choice number {code} is not on record.",
        ),
    ),
    "two_codes": Rule(
        R, F, Text("一つだけ選ぶ設問に {codes} が選ばれています。", "Choose only one; {codes} are selected.")
    ),
    "exclusive": Rule(
        R,
        F,
        Text("「{label}」は、ほかの選択肢と同時に選べません。", "“{label}” cannot be combined with others."),
    ),
    "explanation_missing": Rule(
        R, F, Text("「{label}」の内容を記入してください。", "Please explain “{label}”.")
    ),
    "explanation_unasked": Rule(
        F,
        F,
        Text(
            "説明を求める選択肢が選ばれていませんが、説明「{text}」があります。",
            "There is an explanation (“{text}”) although no choice asks for one.",
        ),
    ),
    "value_missing": Rule(
        R,
        F,
        Text("「{label}」の内容（年・金額・計画名など）が記入されていません。", "“{label}” needs its value."),
    ),
    "value_unasked": Rule(
        R,
        F,
        Text(
            "「{text}」と記入されていますが、選ばれている選択肢は「{label}」です。どちらか一方にしてください。",
            "“{text}” was entered but “{label}” is selected. Please keep one of the two.",
        ),
    ),
    "label_differs": Rule(
        None,
        F,
        Text(
            "番号 {code} に添えられた語「{text}」が選択肢名と違います。",
            "“{text}” is not the label of {code}.",
        ),
    ),
    "not_a_year": Rule(
        R,
        F,
        Text(
            "「{text}」は年として読めません。昭和62、S62、1987 のように記入してください。",
            "“{text}” cannot be read as a year. Write 昭和62, S62 or 1987.",
        ),
    ),
    "beyond_era": Rule(
        R,
        F,
        Text(
            "{text}という年はありません（西暦{western}年なら{era}年）。",
            "There is no year {text} ({western} is {era}).",
        ),
    ),
    "era_ahead": Rule(
        F,
        F,
        Text(
            "「{text}」は{western}年（{era}年）として扱います。",
            "“{text}” is taken as {western} ({era}).",
        ),
    ),
    "year_in_future": Rule(
        A,
        F,
        Text(
            "{western}年は先の年です。このままでよろしいですか。", "{western} is in the future. Is it right?"
        ),
    ),
    "year_suffix": Rule(
        None, F, Text("「{text}」の「{suffix}」を除いて読みました。", "Read “{text}” without “{suffix}”.")
    ),
    "not_an_amount": Rule(
        R,
        F,
        Text(
            "「{text}」は金額として読めません。千円単位の数字だけを記入してください（例：1,180）。",
            "“{text}” cannot be read as an amount. Write thousands of yen in digits, such as 1,180.",
        ),
    ),
    "negative_amount": Rule(
        R,
        F,
        Text("{amount}千円（マイナス）は予算額として受け付けられません。", "A budget cannot be {amount}."),
    ),
    "amount_in_yen": Rule(
        A,
        F,
        Text(
            "「{text}」は {amount}千円 と読みました。単位は千円です。よろしいですか。",
            "“{text}” was read as {amount} thousand yen. Is that right?",
        ),
    ),
    "amount_large": Rule(
        A,
        F,
        Text(
            "{amount}千円（{oku}億円以上）です。単位は千円ですか。円で記入していませんか。",
            "{amount} thousand yen is over {oku} hundred million yen. Thousands of yen?",
        ),
    ),
    "amount_unusual": Rule(
        A,
        F,
        Text(
            "{amount}千円は、この調査の中央値 {median}千円 の100倍以上です。単位は千円ですか。",
            "{amount} thousand yen is over 100 times the median of {median}. Thousands of yen?",
        ),
    ),
    "amount_zero": Rule(
        F,
        F,
        Text("０千円は「無し」とは別の金額として数えます。", "0 is counted as an amount, not as “none”."),
    ),
    "remark": Rule(
        None, F, Text("欄に付記「{text}」があります。", "There is a remark beside the answer (“{text}”).")
    ),
    "private_use": Rule(
        F,
        F,
        Text(
            "外字「{chars}」は、ほかのパソコンでは別の字に見えることがあります。",
            "Private-use characters ({chars}) may look different on other PCs.",
        ),
    ),
    "control_character": Rule(
        R, R, Text("使えない制御文字が含まれています。", "There is a control character that cannot be used.")
    ),
    "too_long": Rule(
        R,
        R,
        Text(
            "{limit}文字以内で記入してください（現在 {length}文字）。",
            "At most {limit} characters (now {length}).",
        ),
    ),
}

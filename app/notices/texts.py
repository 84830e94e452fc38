"""Every text of a mail, in one place. Places to fill in are Japanese words in braces, checked before anything is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.errors import Refused
from forms.questions import Text

#: What a notice is about, as the log says it.
KINDS: Final[Mapping[str, Text]] = {
    "opening": Text("受付開始のご案内", "Opening"),
    "before": Text("期限前のお願い", "Before the deadline"),
    "day": Text("期限当日のお願い", "On the day"),
    "after": Text("督促", "After the deadline"),
    "message": Text("個別のお知らせ", "Message"),
    "returned": Text("差戻し", "Returned"),
    "proxy": Text("事務局入力", "Entered by the secretariat"),
    "waiting": Text("決裁のお願い", "Waiting for approval"),
    "approved": Text("決裁・提出のお知らせ", "Approved"),
    "sent_back": Text("決裁の差戻し", "Sent back by the head"),
    "invitation": Text("招待・パスワード設定", "Invitation"),
    "query": Text("照会", "Query"),
    "hearing": Text("ヒアリングの日程", "Hearing schedule"),
    "hearing_questions": Text("ヒアリングの質問", "Hearing questions"),
    "hearing_record": Text("ヒアリングの記録の確認", "Record of a hearing to be checked"),
    "hearing_checked": Text("ヒアリングの記録を課が確認", "A section checked the record of its hearing"),
    "hearing_follow_up": Text("ヒアリングの宿題の期限", "Follow-ups of hearings"),
    "meeting": Text("会議の開催通知", "Invitation to a meeting"),
    "meeting_confirmation": Text("会議録の確認", "Confirmation of minutes"),
    "meeting_promise": Text("会議録の公開の期限", "Promised days of minutes"),
    "test": Text("試験送信", "Test"),
}
#: Every letter of such a batch has words of its own: there is no text of all to be filled in.
OWN_WORDS: Final = frozenset(
    {"hearing", "hearing_questions", "hearing_record", "hearing_follow_up", "meeting", "meeting_confirmation"}
)
OTHER_KIND: Final = Text("お知らせ", "Notice")

#: What a text may ask for.
PLACES: Final = ("課名", "調査名", "期限", "期限日", "未提出", "リンク", "問い合わせ")
_PLACE: Final = re.compile(r"\{([^{}\n]{1,20})\}")


def kind_name(kind: str) -> Text:
    """What a notice is about."""
    return KINDS.get(kind, OTHER_KIND)


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject and a body with places to fill in."""

    subject: str
    body: str


def check(text: str) -> None:
    """Raises Refused for a place that cannot be filled in."""
    unknown = [name for name in _PLACE.findall(text) if name not in PLACES]
    if unknown:
        known = "".join(f"{{{name}}}" for name in PLACES)
        raise Refused(
            Text(
                f"差し込み項目「{{{unknown[0]}}}」はありません。使えるのは {known} です。",
                f"There is no place {{{unknown[0]}}}; known are {known}.",
            )
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in. Raises Refused for one that cannot be."""
    check(text)
    return _PLACE.sub(lambda place: values[place[1]], text)


_HEAD: Final = "{課名}　ご担当者様\n\nいつもお世話になっております。\n"
_FOOT: Final = "\n{問い合わせ}\n"
_OWED: Final = "\n■ 提出期限\n　{期限}\n\n■ ご提出いただくもの\n{未提出}\n\n■ 回答のページ\n　{リンク}\n"

REMINDERS: Final[Mapping[str, Wording]] = {
    "opening": Wording(
        "【{調査名}】ご回答のお願い",
        _HEAD + "「{調査名}」の受付を開始しました。お忙しいところ恐れ入りますが、ご回答をお願いいたします。\n" + _OWED
        + "\n該当する事業がない調査票は、「該当する事業はない」を選んで提出してください。\n"
        "記入の途中でも内容は保存されますので、少しずつ進めていただけます。\n" + _FOOT,
    ),
    "before": Wording(
        "【{調査名}】提出期限が近づいています（{期限日}）",
        _HEAD + "「{調査名}」の提出期限が近づいてまいりましたので、お知らせいたします。\n"
        "現在、次のものがまだ提出されていません。\n" + _OWED
        + "\n該当する事業がない調査票は、「該当する事業はない」を選んで提出してください。\n" + _FOOT,
    ),
    "day": Wording(
        "【{調査名}】本日が提出期限です",
        _HEAD + "「{調査名}」は、本日が提出期限です。現在、次のものがまだ提出されていません。\n" + _OWED
        + "\n期限までの提出が難しい場合は、下記までご連絡ください。\n" + _FOOT,
    ),
    "after": Wording(
        "【{調査名}】提出期限を過ぎています",
        _HEAD + "「{調査名}」の提出期限を過ぎましたが、次のものがまだ提出されていません。\n"
        "お手数ですが、至急ご提出くださいますようお願いいたします。\n" + _OWED
        + "\n提出が難しい場合や、行き違いで既に提出された場合は、下記までご連絡ください。\n" + _FOOT,
    ),
}  # fmt: skip

MESSAGE: Final = Wording("【{調査名}】", _HEAD + "\n\n\n■ 調査のページ\n　{リンク}\n" + _FOOT)

#: The words for what is owed, by state of a questionnaire.
OWED: Final[Mapping[str, str]] = {
    "missing": "未記入",
    "draft": "記入中（未提出）",
    "waiting": "課長の決裁待ち（未提出）",
    "returned": "事務局からの差戻し",
}


def contact_line(contact: str) -> str:
    """Whom to ask, "" where nobody is named."""
    return f"【問い合わせ先】{contact}" if contact else ""


TEST: Final = Wording(
    "【聞き取り】試験送信",
    "これは、聞き取り（Kikitori）のメール設定を確かめるための試験送信です。\n"
    "このメールが届いていれば、設定は正しくできています。返信は不要です。\n",
)

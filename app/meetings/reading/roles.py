"""Words for people who speak at meetings: 委員長, 田中委員, 環境課長, 事務局, ５番, 話者１."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What a speaker's word ends in.
_ROLES: Final = (
    "委員|委員長|会長|座長|議長|部会長|議員|部会員|事務局|局長|部長|課長|室長|係長|次長|主査|"
    "主任|主事|参事|参与|主幹|統括|補佐|市長|区長|町長|村長|知事|教育長|理事|理事長|監事|幹事|幹事長|顧問|"
    "館長|園長|校長|所長|管理者|説明員|参考人|傍聴者|傍聴人|出席者|参加者|オブザーバー?|"
    "アドバイザー?|コーディネーター?|ファシリテーター?|司会|司会者|進行|書記|講師|教授|准教授|弁護士|研究員|相談員|"
    "一同|先生|代表|代理|発言者|質問者|回答者|受託者|受託業者|事業者|コンサルタント|コンサル|当局|執行部|"
    "理事者|職員|担当者|専門員|専門委員|話者|スピーカー|[Ss]peaker|SPEAKER"
)
#: Words that end many other things too: enough in brackets and behind ○, not before a colon.
_WEAK: Final = ("課", "室", "係", "部", "局", "担当", "氏", "君", "さん", "様", "会", "市民", "住民")
_TAIL: Final = r"[0-9A-Z]{0,3}(?:[(（][^()（）]{1,20}[)）])?"
_STRONG_ROLE: Final = re.compile(rf".{{0,20}}?(?:{_ROLES}){_TAIL}|.{{1,20}}\(.{{0,10}}?(?:{_ROLES})\)")
#: ５番（佐藤君）: a seat, as councils call it.
_WEAK_ROLE: Final = re.compile(rf"(?:.{{0,20}}?(?:{'|'.join(_WEAK)})|[0-9]{{1,3}}番){_TAIL}")
_PERSON: Final = re.compile(r"[^0-9]{1,12}(?:氏|君|さん|様|課|室|係|局)")
_NEVER: Final = re.compile(r"[。、，,！？!?：:「」『』…【】〔〕［］]")
#: In 【】, but no speaker.
_NO_SPEAKER: Final = re.compile(
    r"(?:資料|別紙|別添|参考|図|表|注|補足|凡例|写真|配布|配付|添付|質疑|意見|主な|議題|議事|議案|案件|日程|協議|審議|報告|説明|概要|"
    r"結果|結論|決定|内容|まとめ|その他|休憩|開会|閉会|散会|次第|質問・|質問と|回答・)"
)
_QUESTION: Final = re.compile(r"(?:問|質問|質問者|Q)[0-9]{0,3}")
_ANSWER: Final = re.compile(r"(?:答|回答|回答者|A)[0-9]{0,3}")

#: Brackets, each with what closes it.
PAIRS: Final = dict(zip("【〔［[〈＜<《（(", "】〕］]〉＞>》）)", strict=True))


def key(name: str) -> str:
    """A name for comparing: half width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def is_question(name: str) -> bool:
    """The word says that what follows is a question."""
    return _QUESTION.fullmatch(key(name)) is not None


def is_answer(name: str) -> bool:
    """The word says that what follows is an answer."""
    return _ANSWER.fullmatch(key(name)) is not None


def is_word(name: str) -> bool:
    """Nothing in it keeps it from being somebody's name."""
    return bool(name.strip()) and len(key(name)) <= 30 and _NEVER.search(name) is None


def is_role(name: str, weak: bool = False) -> bool:
    """Surely somebody who speaks. weak: so, too, where the way of writing it says the same."""
    if is_question(name) or is_answer(name):
        return True
    if not is_word(name):
        return False
    return bool(_STRONG_ROLE.fullmatch(key(name)) or (weak and _WEAK_ROLE.fullmatch(key(name))))


def is_person(name: str) -> bool:
    """小林氏, 環境課: likely somebody."""
    return is_word(name) and _PERSON.fullmatch(key(name)) is not None


def is_no_speaker(name: str) -> bool:
    """資料, 質疑・意見: what else is written in brackets like a speaker."""
    return _NO_SPEAKER.match(key(name)) is not None


def plain(name: str) -> str:
    """A speaker's word without the space that spreads it out: 委 員 → 委員."""
    words = name.split()
    return "".join(words) if all(len(word) == 1 for word in words) else name.strip()


def kind_of(speaker: str, text: str) -> str:
    """ "question" and "answer" where the label says so, "note" for words in brackets alone, else "speech"."""
    if is_question(speaker):
        return "question"
    if is_answer(speaker):
        return "answer"
    return "note" if is_note(text) else "speech"


def is_note(text: str) -> bool:
    """The whole text is one pair of brackets."""
    if len(text) < 2 or text[0] not in "（(〔［[" or text[-1] != PAIRS[text[0]] or "\n" in text:
        return False
    depth = 0
    for i, c in enumerate(text):
        depth += (c == text[0]) - (c == text[-1])
        if depth == 0:
            return i == len(text) - 1
    return False

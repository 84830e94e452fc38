"""The words that begin a part of the minutes: 会議次第, 会議結果, 会議要旨, 提出資料, 開催日時 …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.meetings.reading.marks import mark

#: Part of the minutes → the words above it.
_WORDS: Final = {
    "agenda": "会議次第 議事次第 次第 議事日程 会議日程 議題 会議の議題 協議事項 審議事項 付議事項 付議案件 案件 議事",
    "results": "会議結果 会議の結果 審議結果 審議の結果 決定事項 議決事項 結果",
    "discussion": "会議要旨 議事要旨 発言要旨 発言内容 議事内容 議事の内容 質疑応答 会議経過 会議の経過 審議経過 審議の経過 議事経過 "
    "議事の経過 審議内容 審議の内容 会議内容 会議の内容 議事概要 会議の概要 発言記録 議事の要旨",
    "materials": "提出資料 配布資料 配付資料 会議資料 資料 資料一覧 提出された資料",
    "fact": "会議名 会議の名称 会議名称 名称 事務局 担当 担当課 所管課 開催日時 日時 開催日 開催場所 場所 会場 出席者 出席委員 "
    "出席者氏名 欠席者 欠席委員 出席職員 説明員 傍聴の可否 公開の可否 会議の公開・非公開 公開・非公開の別 公開区分 公開又は非公開の別 "
    "傍聴者 傍聴者数 傍聴人数 傍聴人 傍聴 非公開の理由 傍聴不可等の理由 その他 備考 連絡先 問合せ先 署名 議事録署名人 事務局出席者",
    "title": "会議録 議事録 会議要録 会議概要",
}  # fmt: skip
_KIND: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def _spread(word: str) -> str:
    return r"[\s　]*".join(re.escape(c) for c in word)


_HEADING: Final = re.compile(
    r"(?:[(（]?[0-9０-９一二三四五六七八九十]{1,2}[)）．.、]?[\s　]+|[■□◆◇●○▼▽◎※][\s　]*|[(（][0-9０-９]{1,2}[)）])?"
    r"(?P<open>[【〔［\[〈＜<《][\s　]*)?"
    rf"(?P<word>{'|'.join(_spread(w) for w in sorted(_KIND, key=len, reverse=True))})"
    r"(?:[\s　]*[(（](?:案|未定稿|暫定|確定|公開用|速報)[)）])?(?P<close>[\s　]*[】〕］\]〉＞>》])?(?P<end>[\s　]*[:：][\s　]*|[\s　]+|$)"
)
_TITLE: Final = re.compile(
    r"(?:.{0,20}第[\s　]*[0-9０-９一二三四五六七八九十百]{1,4}[\s　]*回.{1,60}|.{2,60}(?:会議録|議事録|会議要旨|会議次第|会議概要|次第))"
)
_AGENDA_TITLE: Final = re.compile(r".{3,60}(?:次[\s　]*第|議[\s　]*事[\s　]*日[\s　]*程)")
_PAPER: Final = re.compile(
    r"[\s　]*(?:会[\s　]*議[\s　]*次[\s　]*第|次[\s　]*第|会[\s　]*議[\s　]*録|議[\s　]*事[\s　]*録|会議要旨|会議概要)$"
)
#: What stands far from the title in its line is another thing, a date mostly.
_GAP: Final = re.compile(r"(?<=.)[\s　]{4,}")
_CLOSED: Final = re.compile(r"[(（〔［\[【]?[\s　]*以[\s　]*上[\s　]*[)）〕］\]】]?")
#: The head of a table of who said what: 発言者　議題・発言内容・決定事項.
_COLUMNS: Final = re.compile(
    r"(?:(?:No|NO|№|番号|時間|時刻|項目|議題)[.．]?[\s　]+)?発[\s　]*言[\s　]*者(?:名|等)?[\s　]+"
    r"[^。、]{0,10}(?:発言|てん末|顛末|内容|概要|要旨|議題|経過)[^。、]{0,20}"
)
_STEP: Final = re.compile(
    r"(?P<word>開[\s　]*会|閉[\s　]*会|散会|休憩|再開|議[\s　]*題|議[\s　]*事|案[\s　]*件|(?:協議|報告|審議|議決|確認|連絡)(?:事項)?|"
    r"そ[\s　]*の[\s　]*他|(?:開会(?:の)?|閉会(?:の)?|会長|副会長|委員長|市長|町長|部長|局長)?(?:の)?(?:ご)?(?:挨拶|あいさつ|宣言|言葉)|"
    r"(?:委員(?:の)?|職員(?:の)?|自己|出席者)紹介|委嘱状(?:の)?(?:交付|伝達)(?:式)?|資料(?:の)?確認|質疑(?:応答)?|質疑[・、]意見(?:交換)?|意見交換|"
    r"事務連絡|諸報告|主な(?:意見|質疑|発言).{0,6}|説明|意見|議題(?:審議)?|議事(?:録署名.{0,10})?)"
)
_CEREMONY: Final = re.compile(
    r"開[\s　]*会|閉[\s　]*会|散会|休憩|.{0,8}(?:挨拶|あいさつ|紹介|宣言|言葉|委嘱状.{0,4}交付.{0,1})|資料(?:の)?確認"
)
_BRACKETED_STEP: Final = re.compile(rf"[【〔［〈＜<《][\s　]*{_STEP.pattern}[\s　]*[】〕］〉＞>》]")
_ELSEWHERE: Final = re.compile(r"別[\s　]*(?:紙|添|記).{0,10}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the beginning of a line. numbered: a number stands before it; length: what of the line it takes."""

    kind: str
    word: str
    length: int
    value: str
    numbered: bool


def heading(text: str) -> Heading | None:
    """The heading that a line begins with."""
    if _COLUMNS.fullmatch(text):
        return Heading("discussion", "発言者", len(text), "", False)
    m = _HEADING.match(text)
    if m is None or bool(m["open"]) != bool(m["close"]):
        return None
    word = "".join(m["word"].split())
    if m["open"] and word in {"事務局", "説明員", "傍聴者", "傍聴人", "担当", "担当課"}:
        return None
    before = text[: m.start("open") if m["open"] else m.start("word")]
    return Heading(_KIND[word], word, m.end(), text[m.end() :].strip(), any(c.isalnum() for c in before))


def is_title(text: str) -> bool:
    """The line names the meeting."""
    return _TITLE.fullmatch(text) is not None and not text.endswith(("。", "、"))


def is_agenda_title(text: str) -> bool:
    """The line heads a 次第 sheet: 第３回…委員会次第."""
    return _AGENDA_TITLE.fullmatch(text) is not None and "。" not in text


def is_closing(text: str) -> bool:
    """（以上）"""
    return _CLOSED.fullmatch(text) is not None


def step(text: str) -> str:
    """The step of a meeting that a line names, numbered or in brackets: １　開会, 【質疑・意見】; "" for another line."""
    m = _BRACKETED_STEP.fullmatch(text)
    if m is None:
        found = mark(text)
        m = _STEP.fullmatch(text[found.length :]) if found else None
    return "".join(m["word"].split()) if m else ""


def is_ceremony(title: str) -> bool:
    """開会, 会長あいさつ, 閉会: an item of which nothing can come."""
    return _CEREMONY.fullmatch(title.strip()) is not None


def is_elsewhere(text: str) -> bool:
    """別紙のとおり: what the heading promises stands on another sheet."""
    return _ELSEWHERE.fullmatch(text) is not None


def name_of(title: str) -> str:
    """A title without the word for the paper it stands on: 第３回…委員会次第 → 第３回…委員会."""
    return _PAPER.sub("", _GAP.split(title)[0]).strip() or title

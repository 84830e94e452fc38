"""Who speaks: 【委員】, ○委員　, 委員：, （委員長）, 田中委員　 and their kin, full and half width alike."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.reading.lines import Line
from app.meetings.reading.marks import mark

#: What a speaker's word ends in.
_ROLES: Final = (
    "委員|委員長|会長|座長|議長|部会長|議員|事務局|局長|部長|課長|室長|係長|次長|主査|"
    "主任|主事|参事|主幹|市長|区長|町長|村長|教育長|理事|理事長|監事|幹事|幹事長|顧問|"
    "館長|園長|校長|所長|説明員|参考人|傍聴者|傍聴人|出席者|参加者|オブザーバー|"
    "アドバイザー|コーディネーター|ファシリテーター|司会|司会者|進行|講師|教授|准教授|弁護士|"
    "一同|先生|代表|発言者|質問者|回答者|受託者|事業者|コンサルタント|コンサル|当局|執行部|"
    "理事者|職員|担当者|専門員|専門委員"
)
#: Words that end many other things too: enough in brackets and behind ○, not before a colon.
_WEAK: Final = ("課", "室", "係", "部", "局", "担当", "氏", "君", "さん", "様", "会", "市民", "住民")
_TAIL: Final = r"[0-9A-Z]{0,3}(?:[(（][^()（）]{1,20}[)）])?"
_STRONG_ROLE: Final = re.compile(rf".{{0,20}}?(?:{_ROLES}){_TAIL}|.{{1,20}}\(.{{0,10}}?(?:{_ROLES})\)")
_WEAK_ROLE: Final = re.compile(rf".{{0,20}}?(?:{'|'.join(_WEAK)}){_TAIL}")
_NEVER: Final = re.compile(r"[。、，,！？!?「」『』…【】〔〕［］]")
#: In 【】, but no speaker.
_NO_SPEAKER: Final = re.compile(r"(?:資料|別紙|別添|参考|図|表|注|補足|凡例|写真|配布|配付|添付)")
_QUESTION: Final = re.compile(r"(?:問|質問|質問者|Q)[0-9]{0,3}")
_ANSWER: Final = re.compile(r"(?:答|回答|回答者|A)[0-9]{0,3}")
_GOES_ON: Final = re.compile(r"[\s　]*[(（](?:続き|つづき|続|承前)[)）]$")

_OPEN, _CLOSE = "【〔［[〈＜<《（(", "】〕］]〉＞>》）)"
_PAIR: Final = dict(zip(_OPEN, _CLOSE, strict=True))
_BRACKET: Final = re.compile(
    "|".join(
        f"{re.escape(a)}(?P<b{i}>[^{re.escape(a + b)}]{{0,60}}){re.escape(b)}"
        for i, (a, b) in enumerate(_PAIR.items())
    )
)
_AFTER: Final = re.compile(r"[\s　]*(?:[:：][\s　]*)?")
_MARKED: Final = re.compile(
    r"[○●◯〇◎◆◇■□][\s　]*(?P<name>[^\s:：]{1,30}(?:[ 　][^\s:：]{1,12})?)(?P<end>[\s　]*[:：][\s　]*|[\s　]+|$)"
)
_ONE_WORD: Final = re.compile(r"[○●◯〇◎◆◇■□](?P<name>[^\s:：]{1,6})(?:[\s　]*[:：][\s　]*|[\s　]+)")
_COLON: Final = re.compile(
    r"(?P<name>[^\s:：]{1,24}(?:[ 　][^\s:：]{1,12})?)[\s　]*[:：](?!//)(?P<end>[\s　]*)"
)
_SPACE: Final = re.compile(r"(?P<name>\S{1,20})(?P<end>　+|[ \t　]{2,}|\t|$)")
_INSIDE: Final = re.compile(
    r"[【〔［][^【】〔〕［］]{1,20}[】〕］]|[○◯●〇][^\s。、：:]{1,12}[\s　：:]|(?<=[。）」])[^\s。、「」（）：:]{1,12}[：:]"
)

_LINE_HEAD: Final = re.compile(
    r"(?<=\n)(?:(?P<sure>【[^】\n]{1,20}】)|(?P<colon>[^\s。、「」『』（(：:]{1,8}[：:](?!//))|\S{1,12}[ 　\t])"
)
#: A way of writing labels that fewer than one in so many lines use is taken for text.
_FEW, _RARE = 4, 10


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's word at the beginning of a line. length: what of the line it takes; known: it is surely somebody."""

    speaker: str
    form: str
    length: int
    known: bool = True
    continued: bool = False


def key(name: str) -> str:
    """A name for comparing: half width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def kind_of(speaker: str, text: str) -> str:
    """ "question" and "answer" where the label says so, "note" for words in brackets alone, else "speech"."""
    word = key(speaker)
    if _QUESTION.fullmatch(word):
        return "question"
    if _ANSWER.fullmatch(word):
        return "answer"
    return "note" if is_note(text) else "speech"


def is_note(text: str) -> bool:
    """The whole text is one pair of brackets."""
    if len(text) < 2 or text[0] not in "（(〔［[" or text[-1] != _PAIR[text[0]] or "\n" in text:
        return False
    depth = 0
    for i, c in enumerate(text):
        depth += (c == text[0]) - (c == text[-1])
        if depth == 0:
            return i == len(text) - 1
    return False


class Labels:
    """Finds labels in one source: which ways of writing them it uses, which names come again."""

    def __init__(self, lines: Sequence[Line], roles: Iterable[str] = ()) -> None:
        self._roles: Collection[str] = {key(role) for role in roles}
        self._again = Counter(key(m["name"]) for line in lines if (m := _COLON.match(line.text)))
        self._found = {line.text: self._sure(line.text) for line in lines}
        forms = Counter(found.form for line in lines if (found := self._found[line.text]))
        spaced = sum(self._space(line.text) is not None for line in lines)
        self._spaced = spaced * _FEW >= sum(forms.values())
        self._colon_form = forms["colon"] > 0
        self._colons = forms["colon"] * _RARE >= forms["bracket"] + forms["mark"]
        self._marked = forms["mark"] > 0

    def at(self, line: Line) -> Label | None:
        """The label that a line begins with."""
        text = line.text
        found = self._found[text] if text in self._found else self._sure(text)
        if found is not None and (found.form != "colon" or self._colons):
            return found
        return self._unsure(text) or (self._space(text) if self._spaced else None)

    def inside(self, text: str) -> list[tuple[int, str]]:
        """Words within a text that look like labels: (place, word)."""
        found: dict[int, str] = {}
        if any(c in text for c in "【〔［○◯●〇：:"):
            for m in _INSIDE.finditer(text):
                if self._role(m[0].strip("【】〔〕［］○◯●〇：: 　\t")):
                    found[m.start()] = m[0].strip()
        for m in _LINE_HEAD.finditer(text) if "\n" in text else ():
            if m["sure"] or (m["colon"] and self._colon_form) or self._role(m[0].rstrip("：: 　\t")):
                found.setdefault(m.start(), m[0].strip())
        return sorted(found.items())

    def _role(self, name: str, weak: bool = False) -> bool:
        word = key(name)
        if word in self._roles or _QUESTION.fullmatch(word) or _ANSWER.fullmatch(word):
            return True
        if not word or len(word) > 30 or _NEVER.search(name):
            return False
        return bool(_STRONG_ROLE.fullmatch(word) or (weak and _WEAK_ROLE.fullmatch(word)))

    def _sure(self, text: str) -> Label | None:
        if text[0] in _PAIR:
            return self._bracket(text)
        if (m := _MARKED.match(text)) and (label := self._of(m, "mark", weak=True)):
            return label
        if m := _COLON.match(text):
            return self._of(m, "colon")
        return None

    def _bracket(self, text: str) -> Label | None:
        m = _BRACKET.match(text)
        if m is None:
            return None
        inner = next(g for g in m.groups() if g is not None)
        name, strong = _GOES_ON.sub("", inner), text[0] == "【"
        known = self._role(name, weak=strong)
        after = _AFTER.match(text, m.end())
        end = after.end() if after else m.end()
        if not known and (not strong or not name.strip() or _NO_SPEAKER.match(key(name))):
            return None
        return Label(_plain(name), "bracket", end, known, name != inner)

    def _of(self, m: re.Match[str], form: str, weak: bool = False) -> Label | None:
        """The label of a match. Behind ○ a name may be one word or two: what is surely a role decides."""
        whole, text = m["name"], m.string
        first = re.split(r"[ 　]", whole)[0] if form == "mark" else whole
        for sort in (False, weak):
            for name in dict.fromkeys((first, whole)):
                if self._role(name, sort):
                    end = m.start("name") + len(name)
                    rest = m.end() if name == whole else end + len(text[end:]) - len(text[end:].lstrip())
                    return Label(_plain(name), form, rest)
        return None

    def _unsure(self, text: str) -> Label | None:
        """Somebody unknown: written like the others, or coming again."""
        m = _ONE_WORD.match(text) if self._marked else None
        if m and not _NEVER.search(m["name"]) and text[m.end() :].strip():
            return Label(_plain(m["name"]), "mark", m.end(), known=False)
        m = _COLON.match(text) if self._colons else None
        if not m or _NEVER.search(m["name"]) or self._again[key(m["name"])] < 2 or mark(text):
            return None
        word = key(m["name"])
        if (
            len(word) > 10
            or word.isdigit()
            or word.endswith(("日時", "場所", "案件", "内容", "理由", "課題", "資料"))
        ):
            return None
        return Label(_plain(m["name"]), "colon", m.end(), known=False)

    def _space(self, text: str) -> Label | None:
        m = _SPACE.match(text)
        if not m or not self._role(m["name"]):
            return None
        return Label(_plain(m["name"]), "space", m.end())


def _plain(name: str) -> str:
    """A speaker's word without the space that spreads it out: 委 員 → 委員."""
    words = name.split()
    return "".join(words) if all(len(word) == 1 for word in words) else name.strip()

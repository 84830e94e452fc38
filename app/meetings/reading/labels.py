"""Who speaks: 【委員】, ○委員　, 委員：, （委員長）, 田中委員　, 事務局）, １ 委員長： and their kin, full and half width alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.meetings.reading.lines import Line
from app.meetings.reading.marks import mark
from app.meetings.reading.roles import (
    PAIRS,
    is_answer,
    is_no_speaker,
    is_person,
    is_question,
    is_role,
    is_word,
    key,
    plain,
)

_GOES_ON: Final = re.compile(r"[\s　]*[(（](?:続き|つづき|続|承前)[)）]$")

_BRACKET: Final = re.compile(
    "|".join(
        f"{re.escape(a)}(?P<b{i}>[^{re.escape(a + b)}]{{0,60}}){re.escape(b)}"
        for i, (a, b) in enumerate(PAIRS.items())
    )
)
_AFTER: Final = re.compile(r"[\s　]*(?:[:：][\s　]*)?")
#: 委　員　長: a word spread out, and what ends it.
_SPREAD: Final = re.compile(
    r"(?P<name>[^\s:：](?:[ 　]{1,2}[^\s:：]){1,5})(?P<end>[\s　]*[:：][\s　]*|[ 　]{2,}|\t[\s　]*|$)"
)
_MARKED: Final = re.compile(
    r"[○●◯〇◎◆◇■□][\s　]*(?P<name>[^\s:：()（）]{1,20}[(（][^()（）]{1,20}[)）]|[^\s:：]{1,30}(?:[ 　][^\s:：]{1,12})?)"
    r"(?P<end>[\s　]*[:：][\s　]*|[\s　]+|$)"
)
_ONE_WORD: Final = re.compile(r"[○●◯〇◎◆◇■□](?P<name>[^\s:：]{1,6})(?:[\s　]*[:：][\s　]*|[\s　]+)")
_COLON: Final = re.compile(
    r"(?P<name>[^\s:：]{1,24}(?:[ 　][^\s:：]{1,12}){0,2})[\s　]*[:：](?!//)(?P<end>[\s　]*)"
)
_END: Final = r"(?P<end>　+|[ \t　]{2,}|\t|$)"
_SPACE: Final = re.compile(rf"(?P<name>\S{{1,20}}){_END}")
_TWO: Final = re.compile(rf"(?P<name>[^\W\d]{{1,6}}[ 　][^\W\d]{{1,8}}){_END}")
#: 事務局） and 「事務局」: never within a sentence, so only where lines like it come again.
_SHUT: Final = re.compile(r"(?P<name>[^\s:：「」（(）)＞>]{1,12})[)）＞>][\s　]*")
_QUOTED: Final = re.compile(r"[「｢『](?P<name>[^「」｢｣『』]{1,16})[」｣』][\s　]*[:：]?[\s　]*")
_BOLD: Final = re.compile(r"\*\*(?P<name>[^*:：]{1,20})(?:\*\*[\s　]*[:：]?|[:：][\s　]*\*\*)[\s　]*")
#: What may stand before a label: a number, a bullet or an arrow, a time.
_LEAD: Final = re.compile(
    r"(?:(?P<time>[\[［(（]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?[\]］)）]?)"
    r"|(?P<count>(?:No|NO|№)[．.]?[\s　]*[0-9０-９]{1,4}|[（(]?[0-9０-９]{1,4}[)）．.、]?|[\u2460-\u2473])"
    r"|(?P<bullet>[・･\-－‐―*＊▲△▼▽☆★→⇒➡⇨]))[\s　]*"
)
#: 山田 太郎   0:03: a machine's line before what somebody says.
_TIMED: Final = re.compile(
    r"(?P<name>[^\s:：]{1,16}(?:[ 　][^\s:：]{1,12})?)[\s　]+[\[［(（]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?[\]］)）]?$"
)
_HOURS: Final = (
    "開会",
    "閉会",
    "開議",
    "散会",
    "休憩",
    "再開",
    "開始",
    "終了",
    "日時",
    "時間",
    "時刻",
    "午前",
    "午後",
    "から",
    "まで",
)
_INSIDE: Final = re.compile(
    r"[【〔［][^【】〔〕［］]{1,20}[】〕］]|[○◯●〇◎◆][^\s。、：:]{1,12}[\s　：:]|(?<=[。）」])[^\s。、「」（）：:]{1,12}[：:]"
)
_LINE_HEAD: Final = re.compile(
    r"(?<=\n)(?:(?P<sure>【[^】\n]{1,20}】)|(?P<round>[（(][^\s（()）\n。、]{2,8}[)）])(?=.)"
    r"|(?P<colon>[^\s。、「」『』（(：:]{1,8}[：:](?!//))|(?P<word>(?:[^\W\d]{2,6}[ 　][^\W\d]{2,8}|(?:\S[ 　]){0,5}\S{1,12})[ 　\t]))"
)
#: A way of writing labels that fewer than one in so many lines use is taken for text.
_FEW, _RARE = 4, 10
#: Where more than half of so many lines name somebody, a name need not come again.
_LINES = 2
#: Ways of writing that a sentence may begin with as well.
_DOUBTFUL: Final = {"colon", "led", "counted", "shut", "quoted", "timed"}


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's word at the beginning of a line. length: what of the line it takes; known: it is surely somebody."""

    speaker: str
    form: str
    length: int
    known: bool = True
    continued: bool = False

    @property
    def weak(self) -> bool:
        """A line of a list or of the cover may begin like this, too."""
        return self.form in _DOUBTFUL or self.form in {"space", "round"}


class Labels:
    """Finds labels in one source: which ways of writing them it uses, which names come again."""

    def __init__(self, lines: Sequence[Line], roles: Iterable[str] = ()) -> None:
        self._roles: Collection[str] = {key(role) for role in roles}
        self._again = Counter(name for line in lines if (name := _named(line.text)))
        self._found = {line.text: self._sure(line.text) for line in lines}
        forms = Counter(found.form for line in lines if (found := self._found[line.text]))
        plainly = forms["bracket"] + forms["round"] + forms["mark"]
        spaced = sum(self._space(line.text) is not None for line in lines)
        self._used = {
            "colon": forms["colon"] * _RARE >= plainly,
            "shut": forms["shut"] > 1 and forms["shut"] * _RARE >= plainly,
            "led": forms["led"] > 1 and forms["led"] * _FEW >= plainly + forms["colon"] + spaced,
            "counted": forms["counted"] > 1 and forms["counted"] > plainly + forms["colon"] + spaced,
            "quoted": forms["quoted"] > 1 and forms["quoted"] > plainly + forms["colon"] + spaced,
            "timed": forms["timed"] > 1 and forms["timed"] * _FEW >= plainly + forms["colon"] + spaced,
        }
        self._spaced = spaced * _FEW >= sum(n for form, n in forms.items() if self._used.get(form, True))
        said = [line for line in lines if not line.text.isdigit() and "-->" not in line.text]
        named = sum(bool((m := _COLON.match(line.text)) and _again(m["name"])) for line in said)
        self._mostly = len(said) > _LINES and named * 2 > len(said)
        self._marked, self._colon = forms["mark"] > 0, forms["colon"] > 0
        self._round = forms["round"] > 1
        #: Most of them stand in the middle of lines: the source has lost its line ends.
        self.torn = 2 * sum(line.torn for line in lines) > sum(forms.values())

    def at(self, line: Line) -> Label | None:
        """The label that a line begins with."""
        text = line.text
        found = self._found[text] if text in self._found else self._sure(text)
        if found is not None and self._used.get(found.form, True):
            return found
        return self._unsure(text) or (self._space(text) if self._spaced else None)

    def inside(self, text: str) -> list[tuple[int, str]]:
        """Words within a text that look like labels: (place, word)."""
        found: dict[int, str] = {}
        if any(c in text for c in "【〔［○◯●〇◎◆：:"):
            for m in _INSIDE.finditer(text):
                if self._role(m[0].strip("【】〔〕［］○◯●〇◎◆：: 　\t")):
                    found[m.start()] = m[0].strip()
        for m in _LINE_HEAD.finditer(text) if "\n" in text else ():
            if self._begins(m):
                found.setdefault(m.start(), m[0].strip())
        return sorted(found.items())

    def _begins(self, m: re.Match[str]) -> bool:
        """The line within a text begins like a label."""
        if m["sure"]:
            return not is_no_speaker(m["sure"][1:-1]) or m["sure"][1:-1] == "参考"
        if m["round"]:
            return self._round and _again(m["round"][1:-1])
        name = m[0].rstrip("：: 　\t")
        return bool((m["colon"] and self._colon) or self._role(name) or self._role(name.split()[0]))

    def _role(self, name: str, weak: bool = False) -> bool:
        return key(name) in self._roles or is_role(name, weak)

    def _sure(self, text: str) -> Label | None:
        m = _TIMED.match(text)
        if m and is_word(m["name"]) and not m["name"][0].isdigit() and not m["name"].endswith(_HOURS):
            return Label(plain(m["name"]), "timed", m.end(), self._role(m["name"]))
        return (not text.startswith("**") and self._led(text)) or self._bare(text)

    def _bare(self, text: str) -> Label | None:
        if text[0] in PAIRS:
            return self._bracket(text)
        if (m := _MARKED.match(text)) and (label := self._of(m, "mark", weak=True)):
            return label
        if (m := _SPREAD.match(text)) and m["end"].strip() and (label := self._of(m, "colon")):
            return label
        for form, pattern in (("bracket", _BOLD), ("colon", _COLON), ("shut", _SHUT), ("quoted", _QUOTED)):
            if (m := pattern.match(text)) and (label := self._of(m, form)):
                return label
        return None

    def _led(self, text: str) -> Label | None:
        """A label behind a number, a bullet or a time: １ 委員長：, ・（委員）, [0:03] 山田:."""
        m = _LEAD.match(text)
        rest = text[m.end() :] if m else ""
        if m is None or not rest:
            return None
        found = self._bare(rest)
        if found is None and (m["bullet"] or "") not in set("・･*＊"):
            found = self._space(rest) or (self._stranger(rest) if m["time"] else None)
        if found is None or found.form == "mark" or (found.form == "round" and m["count"]):
            return None
        sure = found.form == "bracket" or (found.form == "round" and found.known)
        form = found.form if sure else "led" if m["bullet"] else "counted"
        return replace(found, form=form, length=m.end() + found.length)

    def _stranger(self, text: str) -> Label | None:
        """Whoever stands behind a time and before a colon."""
        m = _COLON.match(text)
        return Label(plain(m["name"]), "counted", m.end(), False) if m and is_word(m["name"]) else None

    def _bracket(self, text: str) -> Label | None:
        m = _BRACKET.match(text)
        if m is None:
            return None
        inner = next(g for g in m.groups() if g is not None)
        name, strong = _GOES_ON.sub("", inner), text[0] == "【"
        known = self._role(name, weak=strong)
        after = _AFTER.match(text, m.end())
        end = after.end() if after else m.end()
        if not known and (not strong or not name.strip() or is_no_speaker(name)):
            return None
        return Label(plain(name), "round" if text[0] in "（(" else "bracket", end, known, name != inner)

    def _of(self, m: re.Match[str], form: str, weak: bool = False) -> Label | None:
        """The label of a match. Behind ○ a name may be one word or two: what is surely a role decides."""
        whole, text = m["name"], m.string
        first = re.split(r"[ 　]", whole)[0] if form == "mark" else whole
        for sort in (False, weak):
            for name in dict.fromkeys((first, whole)):
                if self._role(name, sort):
                    end = m.start("name") + len(name)
                    rest = m.end() if name == whole else end + len(text[end:]) - len(text[end:].lstrip())
                    return Label(plain(name), form, rest)
        return None

    def _unsure(self, text: str) -> Label | None:
        """Somebody unknown: written like the others, or coming again."""
        m = _ONE_WORD.match(text) if self._marked else None
        if m and is_word(m["name"]) and text[m.end() :].strip():
            return Label(plain(m["name"]), "mark", m.end(), known=False)
        for form, pattern in (("colon", _COLON), ("shut", _SHUT)):
            m = pattern.match(text) if self._used[form] else None
            if m and not mark(text) and (self._comes_again(m["name"]) or is_person(m["name"])):
                return Label(plain(m["name"]), form, m.end(), known=False)
        m = _BRACKET.match(text) if self._round and text[0] in "（(" else None
        if (
            m
            and (name := m[0][1:-1])
            and len(name) <= 8
            and self._comes_again(name)
            and text[m.end() :].strip()
        ):
            return Label(plain(name), "round", m.end(), known=False)
        return None

    def _comes_again(self, name: str) -> bool:
        return (self._again[key(name)] > 1 or self._mostly) and _again(name)

    def _space(self, text: str) -> Label | None:
        for pattern in (_SPREAD, _SPACE, _TWO):
            m = pattern.match(text)
            if m and self._role(m["name"]) and (pattern is not _SPREAD or self._is_spread(m["name"])):
                return Label(plain(m["name"]), "space", m.end())
        return None

    def _is_spread(self, name: str) -> bool:
        """委　員　長 is a word; Ｑ　Ａ is not."""
        return len(key(name)) > 1 and not (is_question(name) or is_answer(name))


def _named(text: str) -> str:
    """What stands where a name could: before a colon or a closing bracket, or in round ones."""
    m = _COLON.match(text) or _SHUT.match(text)
    if m is None and text[0] in "（(" and (m := _BRACKET.match(text)):
        return key(m[0][1:-1])
    return key(m["name"]) if m else ""


def _again(name: str) -> bool:
    """A word that may be somebody's if it comes again."""
    word = key(name)
    ends = ("日時", "場所", "案件", "内容", "理由", "課題", "資料", "説明", "注", "例", "案")
    longest = 20 if word.isascii() else 10
    return is_word(name) and 1 < len(word) <= longest and not word.isdigit() and not word.endswith(ends)

"""Comparing names that people wrote: plans named in two places, projects reported by two sections. Never stored."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

_QUOTES: Final = str.maketrans("", "", "「」『』“”\"'‘’《》〈〉")
_NUMBERED: Final = re.compile(r"^\s*[0-9]{1,2}\s*[).．.、\s]\s*")
_PAGE: Final = re.compile(
    r"(?:p{1,2}\.?\s*)?[0-9]+(?:\s*[-~〜–—‐]\s*[0-9]+)?\s*(?:頁|ページ|page)|p{1,2}\.?\s*[0-9]+.*$"
)
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_EDITION: Final = re.compile(r"第?[0-9]+(?:次|期|版)|[前後]期(?=基本|計画)")
_SPACE: Final = re.compile(r"\s+")

#: Shorter names say too little to be found inside a longer text.
SHORTEST_PLAN: Final = 4
#: So many characters in a row, shared by the names of two sections and by no third, are looked at …
SHARED: Final = 6
#: … and so many of them have to be more than the words half of all projects are called by.
TELLING: Final = 4
_GENERAL: Final = re.compile(
    "プロジェクト|ネットワーク|センター|ボランティア|ワークショップ|フォーラム|シンポジウム|イベント|アンケート|キャンペーン"
    "|指定管理|実行委員会|協議会|検討会|委員会|連絡会|推進|支援|補助|委託|運営|管理|開催|実施|作成|講習|講座|教室|養成|研修"
    "|制度|計画|事業|地域|市民|市立|会議"
)


def folded(text: str) -> str:
    """NFKC, case folded, without quotation marks."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)


def plan_key(text: str) -> str:
    """A plan's name as compared: without quotes, brackets, page, edition and white space.

    `第３次「緑の計画」（平成15年3月）１２頁` → `緑の計画`.
    """
    plain = folded(text)
    while plain != (fewer := _IN_BRACKETS.sub("", plain)):
        plain = fewer
    return _SPACE.sub("", _EDITION.sub("", _PAGE.sub("", plain))).strip(",.;:、。・-")


def plan_names(text: str) -> tuple[str, ...]:
    """The plans named in an answer, one a line, as written: where lines are numbered only those, never indented ones."""
    lines = _lines(text)
    plain = [unicodedata.normalize("NFKC", line) for line in lines]
    numbered = [line for line, key in zip(lines, plain, strict=True) if _NUMBERED.match(key)]
    named = numbered or [line for line in lines if line[:1].strip()]
    return tuple(line.strip() for line in named if len(plan_key(_unnumbered(line))) >= SHORTEST_PLAN)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _unnumbered(line: str) -> str:
    return _NUMBERED.sub("", unicodedata.normalize("NFKC", line))


def missing_plans(named: str, listed: str) -> tuple[str, ...]:
    """The plans named in one answer that another answer does not list; page and edition do not matter.

    Looked for in the whole (a name may run over two lines) and in each line (`P` at the end of one makes no page of a
    number that begins the next).
    """
    lines = _lines(unicodedata.normalize("NFKC", listed).translate(_QUOTES))
    known = [plan_key(text) for text in (listed, *lines, *map(_unnumbered, lines))]
    return tuple(
        name for name in plan_names(named) if not any(plan_key(_unnumbered(name)) in key for key in known)
    )


def name_key(name: str) -> str:
    """A project's name as compared with others: folded, without any white space and brackets."""
    return _SPACE.sub("", folded(name)).translate(str.maketrans("", "", "()（）・、。,."))


def shared_names(names: Mapping[int, tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Pairs of projects of different sections whose names share a telling run of characters that no third section uses.

    names: project id → (section id, name). Gives (one, other, what they share), each pair once. Linear in the
    number of names: only pieces that are rare are looked at. Equal names are no matter of this: see `name_key`.
    """
    users: dict[str, set[int]] = defaultdict(set)
    keys = {i: name_key(name) for i, (_, name) in names.items()}
    for i, key in keys.items():
        for piece in _pieces(key):
            users[piece].add(i)
    pairs: set[tuple[int, int]] = set()
    for ids in users.values():
        if len({names[i][0] for i in ids}) == 2:
            pairs.update(_across(sorted(ids), names))
    for one, other in sorted(pairs):
        told = _telling(longest_common(keys[one], keys[other]))
        if keys[one] != keys[other] and len(told) >= TELLING:
            yield one, other, told


def _telling(shared: str) -> str:
    """The longest part of a run that is left when general words are taken out."""
    return max(_GENERAL.split(shared), key=len)


def _pieces(key: str) -> Iterable[str]:
    return {key[i : i + SHARED] for i in range(len(key) - SHARED + 1)}


def _across(ids: Sequence[int], names: Mapping[int, tuple[int, str]]) -> Iterator[tuple[int, int]]:
    for n, one in enumerate(ids):
        yield from ((one, other) for other in ids[n + 1 :] if names[one][0] != names[other][0])


def longest_common(one: str, other: str) -> str:
    """The longest run of characters that stands in both."""
    best = ""
    for start in range(len(one)):
        while len(one) - start > len(best) and one[start : start + len(best) + 1] in other:
            best = one[start : start + len(best) + 1]
    return best

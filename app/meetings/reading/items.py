"""To which item of the agenda a speech belongs: headings between speeches, and what the chair announces."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from app.meetings.reading.marks import mark, value
from app.meetings.reading.model import Entry
from app.meetings.reading.outline import MANY, key, numbered
from app.meetings.reading.roles import key as label_key

#: How the export says that speeches belong to no item.
OUTSIDE: Final = "議題外"
#: An announcement stands at the beginning of what the chair says.
_HEAD: Final = 300
#: Two titles of one number say the same where so much of them is the same; of so many items, none shorter.
_ALIKE, _FEW, _SHORTEST = 0.6, 10, 3
_CHAIR: Final = re.compile(r"長(?:代理|職務代理者?)?(?:\(.*\))?$|司会|進行|座長")
_OPENS: Final = re.compile(r"議題と|次第の|議題の|議題に|に入|に移|移り|移る|を議題")
_ABOUT: Final = re.compile(r"議題|次第|案件|審議|協議|始め|お願い|説明|報告|議事|入|移")
_NUMBERED: Final = re.compile(
    r"(?:次第|議題|案件|日程|議事|協議事項|審議事項|報告事項)(?:の)?(?:第)?\(?([0-9]{1,2}|[ア-ン](?=\)))\)?"
    r"[^。]{0,40}?(?:に入|に移|移|を議題|議題と|について|始め|です)"
)
_AFTERWARDS: Final = re.compile(
    r"(?:(?:それでは|では|最後に|なお)、?)?(?:次回|次の会議|次期|今後の日程|今後の予定|閉会|散会|以上で|これで|本日の(?:会議|委員会)は)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item as a place: its number as a whole, the numbers that lead to it, and where on the agenda it stands."""

    number: int | None = None
    path: tuple[str, ...] = ()
    place: int = -1


#: No item at all.
NONE: Final = Item()


class Items:
    """The items of one agenda."""

    def __init__(self, agenda: Sequence[Entry]) -> None:
        self.all: list[tuple[Entry, Item]] = list(_places(agenda))
        self._headings: dict[str, Item] = {OUTSIDE: NONE}
        for entry, item in reversed(self.all):
            title = key(entry.title)
            whole = "".join(key(number) for number in item.path)
            for word in (title, key(entry.number) + title, whole + title):
                if word:
                    self._headings[word] = item
        self._alike: dict[str, Item | None] = {}
        self._valued: dict[int, list[tuple[Entry, Item]]] = defaultdict(list)
        for entry, item in self.all[:MANY]:
            if entry.value is not None and len(self._valued[entry.value]) < _FEW:
                self._valued[entry.value].append((entry, item))
        self._titles = sorted(
            ((key(entry.title), item) for entry, item in self.all[:MANY] if entry.title),
            key=lambda pair: -len(pair[0]),
        )

    def __bool__(self) -> bool:
        return bool(self.all)

    def is_rest(self, item: Item) -> bool:
        """The item is その他."""
        return 0 <= item.place < len(self.all) and key(self.all[item.place][0].title) == "その他"

    def heading(self, text: str) -> Item | None:
        """The item whose title the line is, with or without its number, in brackets or not."""
        found = self._headings.get(key(text))
        if found is None and (m := mark(text)):
            found = self._headings.get(key(text[m.length :]))
        return found

    def alike(self, text: str) -> Item | None:
        """The item whose title the line, numbered like it, says in other words."""
        if text not in self._alike and len(self._alike) < MANY:
            self._alike[text] = self._nearest(text)
        return self._alike.get(text)

    def _nearest(self, text: str) -> Item | None:
        m = mark(text)
        if m is None or m.value is None:
            return None
        plain = key(text[m.length :])
        near = [(_nearness(key(entry.title), plain), item) for entry, item in self._valued.get(m.value, ())]
        best = max(near, key=lambda pair: pair[0], default=(0.0, NONE))
        return best[1] if best[0] > _ALIKE else None

    def announced(self, speaker: str, text: str, now: Item, chaired: bool) -> tuple[Item, bool] | None:
        """The item that these words open, and whether that is sure."""
        if chaired and not is_chair(speaker):
            return None
        head = text[:_HEAD]
        if not _ABOUT.search(head):
            return None
        found = self._by_title(head, now) or self._by_number(head)
        if found is None or found[0].place <= now.place:
            return None
        return found

    def _by_title(self, head: str, now: Item) -> tuple[Item, bool] | None:
        plain = key(head)
        places = [(at, item, title) for title, item in self._titles if (at := plain.find(title)) >= 0]
        for at, item, title in sorted(places, key=lambda p: (p[0], -len(p[2]))):
            after = plain[at + len(title) : at + len(title) + 16]
            opens = _OPENS.search(after) or _OPENS.search(plain[max(0, at - 6) : at])
            if item.place > now.place and (opens or (len(title) > 3 and _ABOUT.search(after))):
                return item, bool(opens)
        return None

    def _by_number(self, head: str) -> tuple[Item, bool] | None:
        m = _NUMBERED.search("".join(unicodedata.normalize("NFKC", head).split()))
        if m is None:
            return None
        wanted = value(m[1])
        alike = [(entry, item) for entry, item in self.all[:MANY] if entry.value == wanted]
        below = [item for entry, item in alike if len(item.path) == 2]
        level = below if below and self._nested else [item for _, item in alike if len(item.path) == 1]
        return (level[0], False) if level else None

    @property
    def _nested(self) -> bool:
        """The agenda's own lines are 開会, 議題, 閉会, and what is discussed stands below 議題."""
        return any(
            entry.children and re.fullmatch("議題|議事|案件|(?:協議|審議|報告|付議)事項", key(entry.title))
            for entry, _ in self.all[:MANY]
        )


def _nearness(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if min(len(a), len(b)) > _SHORTEST else 0.0


def _places(agenda: Sequence[Entry]) -> Iterator[tuple[Entry, Item]]:
    place = 0
    for number, top in zip(numbered(agenda), agenda, strict=True):
        stack: list[tuple[Entry, tuple[str, ...]]] = [(top, (top.number or str(number),))]
        while stack:
            entry, path = stack.pop()
            yield entry, Item(number, path, place)
            place += 1
            below = [(c, (*path, c.number or str(i))) for i, c in enumerate(entry.children, 1)]
            stack += reversed(below)


def is_chair(speaker: str) -> bool:
    """Somebody who leads the meeting."""
    return _CHAIR.search(label_key(speaker)) is not None


def is_afterwards(text: str) -> bool:
    """Words about the next meeting or the end of this one."""
    return _AFTERWARDS.match(text) is not None

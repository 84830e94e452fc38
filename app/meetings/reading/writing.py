"""Minutes as plain text in the 【role】 form; `literal.py` reads it again without a guess.

The first line says that every line is a paragraph. ■ begins a part, ＜…＞ an item, 【…】 a speech; whatever else a
speech says stands further in, so that no word of it can be taken for any of these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from app.meetings.reading.items import NONE, OUTSIDE, Item, Items
from app.meetings.reading.model import Entry, Minutes

MARK: Final = "※会議録の書き出し（１行が１段落です）"
TITLE: Final = "会議の名称"
#: Heading → part of the minutes.
PARTS: Final = {
    "会議次第": "agenda",
    "次第にある会議次第": "sheet_agenda",
    "提出資料": "materials",
    "次第にある提出資料": "sheet_materials",
    "会議結果": "results",
    "会議要旨": "speeches",
    "読み取れなかった記載": "unplaced",
}
_HEADS: Final = {part: head for head, part in PARTS.items()}
NO_NUMBER: Final = "－"
_WIDE_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")


def write(minutes: Minutes) -> str:
    """The minutes as text in the 【role】 form."""
    return "\n".join([MARK, *_written(minutes)]) + "\n"


def _written(minutes: Minutes) -> Iterator[str]:
    if minutes.title:
        yield f"■{TITLE}　{minutes.title}"
    for fact in minutes.facts:
        yield from _block(f"■{fact.label}　", fact.value)
    for part in ("agenda", "sheet_agenda", "materials", "sheet_materials"):
        tops: tuple[Entry, ...] = getattr(minutes, part)
        if tops:
            yield from ("", f"■{_HEADS[part]}", *_listed(tops, 0))
    if minutes.results:
        yield from ("", f"■{_HEADS['results']}")
        for result in minutes.results:
            number = NO_NUMBER if result.agenda_item is None else str(result.agenda_item)
            yield f"{number.translate(_WIDE_DIGITS)}　{result.title}".rstrip()
            yield from (f"　{line}" for line in result.text.split("\n") if line)
    if minutes.speeches:
        yield from ("", f"■{_HEADS['speeches']}")
        yield from _said(minutes)
    if minutes.unplaced:
        yield from ("", f"■{_HEADS['unplaced']}", *(f"　{stray.text}" for stray in minutes.unplaced))


def _block(head: str, text: str) -> Iterator[str]:
    first, *more = text.split("\n")
    yield (head + first) if first else head.rstrip()
    yield from (f"　{line}" for line in more if line)


def _listed(entries: Sequence[Entry], depth: int) -> Iterator[str]:
    for entry in entries:
        yield f"{'　' * depth}{entry.number or NO_NUMBER}　{entry.title}".rstrip()
        yield from _listed(entry.children, depth + 1)


def _said(minutes: Minutes) -> Iterator[str]:
    names = {(item.number, item.path): name for name, item in headings(minutes).items()}
    now = names[None, ()]
    for speech in minutes.speeches:
        name = names.get((speech.agenda_item, speech.path), OUTSIDE)
        if name != now:
            yield from ("", f"＜{name}＞")
            now = name
        at = f"［{speech.at}］" if speech.at else ""
        yield from _block(f"{at}【{speech.speaker}】　", speech.text)


def headings(minutes: Minutes) -> dict[str, Item]:
    """What stands above the speeches of each item; two items of the same number and name are told apart."""
    out = {OUTSIDE: NONE}
    again = Counter[str]()
    for entry, item in Items(minutes.agenda or minutes.sheet_agenda).all:
        name = f"{''.join(item.path)}　{entry.title}".strip()
        again[name] += 1
        alone = name
        while name in out:
            name = f"{alone}／{again[alone]}"
            again[alone] += 1
        out[name] = item
    return out

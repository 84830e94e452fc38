"""The cover of printed minutes: which rows, in which order, called what. A body may settle it; these are the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

#: key → label, in the order of the form the city uses (会議録の表紙).
ROWS: Final[Mapping[str, str]] = {
    "name": "会議名", "secretariat": "事務局", "when": "開催日時", "place": "開催場所", "present": "出席者", "absent": "欠席者",
    "public": "傍聴の可否", "observers": "傍聴者数", "agenda": "会議次第", "results": "会議結果", "summary": "会議要旨",
    "materials": "提出資料", "other": "その他",
}  # fmt: skip
#: Headings, by the names they have in a body's settings.
HEADINGS: Final[Mapping[str, str]] = {
    "heading": "会議録", "results_heading": ROWS["results"], "speeches_heading": ROWS["summary"],
}  # fmt: skip
LONGEST_LABEL: Final = 20
#: What stands in the rows whose matter is on a sheet of its own.
ON_A_SHEET: Final = "別紙のとおり"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the cover. label: as the body calls it, "" for the usual word; printed: whether the cover has it."""

    key: str
    label: str = ""
    printed: bool = True

    @property
    def called(self) -> str:
        """The word on paper."""
        return self.label or ROWS[self.key]


@dataclass(frozen=True, slots=True)
class Style:
    """How a body prints its minutes. every: all rows in order, also those that are not printed; own: its headings in
    the order of HEADINGS, "" for the usual one; names: attendees by name instead of roles and numbers.
    """

    every: tuple[Row, ...] = tuple(Row(key) for key in ROWS)
    own: tuple[str, ...] = ("",) * len(HEADINGS)
    names: bool = False

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """(key, label) of the rows on paper."""
        return tuple((row.key, row.called) for row in self.every if row.printed)

    @property
    def headings(self) -> Mapping[str, str]:
        """The words on paper: `heading`, `results_heading`, `speeches_heading`."""
        return {key: own or usual for own, (key, usual) in zip(self.own, HEADINGS.items(), strict=True)}


USUAL: Final = Style()
#: What of a body's settings is the cover's; the rest is others'.
KEYS: Final = ("rows", *HEADINGS, "names")


def style(settings: Mapping[str, Any]) -> Style:
    """From a body's settings; what is not settled is as usual, rows nobody knows are passed over."""
    given = [
        Row(key, str(label), bool(printed)) for key, label, printed in settings.get("rows", ()) if key in ROWS
    ]
    known = {row.key for row in given}
    missing = [Row(key, printed=not given) for key in ROWS if key not in known]
    own = tuple(str(settings.get(key) or "") for key in HEADINGS)
    return Style((*given, *missing), own, bool(settings.get("names")))


def settings(wanted: Style, old: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """As a body keeps it: what differs from the usual, beside what others keep there."""
    rows = (
        [[row.key, row.label, row.printed] for row in wanted.every] if wanted.every != USUAL.every else None
    )
    kept = {key: value for key, value in (old or {}).items() if key not in KEYS}
    own = zip(KEYS, (rows, *wanted.own, wanted.names), strict=True)
    return kept | {key: value for key, value in own if value}


def plain(typed: Style) -> Style:
    """Spaces put right; a word that is the usual one is as good as none."""
    every = tuple(replace(row, label=_own(row.label, ROWS[row.key])) for row in typed.every)
    own = tuple(_own(words, usual) for words, usual in zip(typed.own, HEADINGS.values(), strict=True))
    return Style(every, own, typed.names)


def _own(typed: str, usual: str) -> str:
    words = typed.strip()
    return "" if words == usual else words

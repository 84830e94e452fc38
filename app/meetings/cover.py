"""The cover of printed minutes: which rows, in which order, called what. A body may settle it; these are the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: key → label, in the order of the form the city uses (会議録の表紙).
ROWS: Final[Mapping[str, str]] = {
    "name": "会議名", "secretariat": "事務局", "when": "開催日時", "place": "開催場所", "present": "出席者", "absent": "欠席者",
    "public": "傍聴の可否", "observers": "傍聴者数", "agenda": "会議次第", "results": "会議結果", "summary": "会議要旨",
    "materials": "提出資料", "other": "その他",
}  # fmt: skip
LONGEST_LABEL: Final = 20
#: What stands in the rows whose matter is on a sheet of its own.
ON_A_SHEET: Final = "別紙のとおり"


@dataclass(frozen=True, slots=True)
class Style:
    """How a body prints its minutes. rows: (key, label) in order; names: attendees by name instead of roles and numbers."""

    rows: tuple[tuple[str, str], ...] = tuple(ROWS.items())
    heading: str = "会議録"
    results_heading: str = ROWS["results"]
    speeches_heading: str = ROWS["summary"]
    names: bool = False


def style(settings: Mapping[str, Any]) -> Style:
    """From a body's settings; what is not settled is as usual, rows nobody knows are passed over."""
    usual = Style()
    rows = tuple((k, str(label)) for k, label in settings.get("rows", usual.rows) if k in ROWS)
    return Style(
        rows,
        str(settings.get("heading") or usual.heading),
        str(settings.get("results_heading") or usual.results_heading),
        str(settings.get("speeches_heading") or usual.speeches_heading),
        bool(settings.get("names", usual.names)),
    )


def settings(found: Style) -> dict[str, Any]:
    """As a body keeps it: only what differs from the usual."""
    usual = Style()
    made = {
        "rows": [list(row) for row in found.rows] if found.rows != usual.rows else None,
        "heading": found.heading if found.heading != usual.heading else None,
        "results_heading": found.results_heading if found.results_heading != usual.results_heading else None,
        "speeches_heading": found.speeches_heading
        if found.speeches_heading != usual.speeches_heading
        else None,
        "names": True if found.names else None,
    }
    return {k: v for k, v in made.items() if v is not None}

"""What is printed of minutes: plain texts, roles instead of names. Whoever fills it decides what may be seen outside.

The form is that of a Japanese city's 会議録: a cover table, the results on a sheet of their own, then the speeches,
each with the speaker's role in 【】.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["speech", "question", "answer", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell; level: how many characters it is indented by (（１） 0, ア 1)."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A row of the cover table."""

    label: str
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """Its lines as one text, indented by full-width spaces."""
        return "\n".join("　" * line.level + line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Result:
    """What was decided under one item: its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech. number counts through the meeting; a note (（資料説明）) may have no role."""

    number: int
    role: str
    text: str
    kind: Kind = "speech"

    @property
    def label(self) -> str:
        """The role as printed; empty where nobody speaks."""
        return f"【{self.role}】" if self.role else ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its paragraphs: never empty ones."""
        return tuple(p for p in self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if p.strip())


@dataclass(frozen=True, slots=True)
class Item:
    """The speeches under one item of the agenda; heading is empty for those that belong to none."""

    heading: str
    speeches: tuple[Speech, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes ready to print. Headings are the city's own (会議録, 会議結果, 会議要旨); status: （案） until they are final.

    A summary has no speeches, and "" as their heading. closing: lines at the end (who confirmed them, the number of the correction notice …).
    """

    title: str
    heading: str
    cover: tuple[CoverRow, ...]
    results: tuple[Result, ...]
    items: tuple[Item, ...]
    results_heading: str = "会議結果"
    speeches_heading: str = "会議要旨"
    status: str = ""
    closing: tuple[str, ...] = ()
    footer: str = ""

    def speeches(self) -> Iterator[Speech]:
        """All speeches in order."""
        for item in self.items:
            yield from item.speeches

    def data(self) -> Mapping[str, Any]:
        """As the templates take it: the fields, with every text that is worked out from others beside them."""
        made = asdict(self)
        for row, cover in zip(made["cover"], self.cover, strict=True):
            row["text"] = cover.text
        for item, ours in zip(made["items"], self.items, strict=True):
            for row, speech in zip(item["speeches"], ours.speeches, strict=True):
                row |= {"label": speech.label, "paragraphs": list(speech.paragraphs)}
        return made


def from_data(data: Mapping[str, Any]) -> Minutes:
    """Minutes from what `data` gave (also through JSON)."""
    cover = tuple(
        CoverRow(r["label"], tuple(Line(x["text"], x["level"]) for x in r["lines"])) for r in data["cover"]
    )
    results = tuple(Result(r["heading"], tuple(r["paragraphs"])) for r in data["results"])
    items = tuple(
        Item(i["heading"], tuple(Speech(s["number"], s["role"], s["text"], s["kind"]) for s in i["speeches"]))
        for i in data["items"]
    )
    return Minutes(
        data["title"], data["heading"], cover, results, items, data["results_heading"], data["speeches_heading"],
        data["status"], tuple(data["closing"]), data["footer"],
    )  # fmt: skip

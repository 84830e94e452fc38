"""Minutes: the real meeting's text (where it is beside us), and one of 10,000 speeches, read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.meetings.reading import read, write
from reports.minutes import pdf, word
from reports.minutes.model import Item, Minutes, Speech
from tests.bench import measure

SPEECHES = 10_000
REAL = measure.ROOT.parent / "shared" / "koganei-2010" / "minutes-source.txt"
_WIDTH = 35


def long_minutes(count: int, wrapped: bool = False) -> str:
    """Minutes with so many speeches under twenty items; wrapped: torn into lines as a PDF gives them."""
    lines = ["会議次第", *(f"（{i}）第{i}号の案件について" for i in range(1, 21)), "会議要旨"]
    for i in range(count):
        if i % (count // 20) == 0:
            number = i // (count // 20) + 1
            lines.append(f"【会長】　次第の（{number}）「第{number}号の案件について」を議題とする。")
        who = ("委員", "事務局", "会長")[i % 3]
        lines.append(
            f"【{who}】　{i}番目の発言である。"
            + "緑化と道路の両方について、実施の時期を尐し考えたい。" * (i % 4)
        )
    if wrapped:
        lines = [line[at : at + _WIDTH] for line in lines for at in range(0, len(line), _WIDTH)]
    return "\n".join(lines)


def _ms(act: Callable[[Any], object], argument: object) -> str:
    return f"{measure.median(measure.times(lambda: act(argument), 3)):.0f} ms"


def printed(read_: Any) -> Minutes:
    """The same as it is printed: under one heading, which is enough for the writers' work."""
    said = tuple(Speech(n, s.speaker, s.text) for n, s in enumerate(read_.speeches, 1))
    return replace(word.SAMPLE, items=(Item("", said),))


def _papers(sources: dict[str, str]) -> None:
    """What the printed papers take; the first PDF of a process also loads the fonts."""
    rows = [("text", "PDF", "Word", "members' paper")]
    for name, text in sources.items():
        made = printed(read(text))
        papers: tuple[Callable[[Any], object], ...] = (
            pdf.write, word.write, lambda m: pdf.write_for_corrections(m, ("",)),
        )  # fmt: skip
        rows.append((name, *(_ms(make, made) for make in papers)))
    measure.table("Minutes on paper", rows)


def run() -> None:
    """Print how long reading and writing take."""
    rows = [("text", "read", "speeches", "written", "read again")]
    sources = {"the real minutes": REAL.read_text(encoding="utf-8")} if REAL.is_file() else {}
    sources |= {
        f"{count:,} speeches{' from a PDF' if wrapped else ''}": long_minutes(count, wrapped)
        for count, wrapped in ((1_000, True), (SPEECHES, False), (SPEECHES, True))
    }
    for name, text in sources.items():
        minutes = read(text)
        out = write(minutes)
        figures = [_ms(read, text), str(len(minutes.speeches)), _ms(write, minutes), _ms(read, out)]
        rows.append((name, *figures))
    measure.table("Minutes", rows)
    _papers({name: text for name, text in sources.items() if "10,000" not in name})


if __name__ == "__main__":
    run()

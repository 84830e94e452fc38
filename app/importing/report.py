"""What an import tells: one line per thing refused, flagged or noted, and the whole as readable text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from forms.questions import Finding, Level, Text

REFUSED: Final = "refused"
FLAGGED: Final = "flagged"
NOTED: Final = "noted"

#: How a report can end. The first three end well (exit 0).
IMPORTED: Final = "imported"
WOULD_IMPORT: Final = "would_import"
UNCHANGED: Final = "unchanged"
DIFFERS: Final = "differs"


@dataclass(frozen=True, slots=True)
class Line:
    """One remark. row: as a spreadsheet shows it (the heading is row 1), None for the whole file.

    where: the record in people's words; key: the question or column; rule: a finding's rule or an import rule.
    """

    level: str
    file: str
    row: int | None
    rule: str
    message: Text
    where: str = ""
    key: str = ""
    raw: str = ""

    def text(self, lang: str) -> str:
        """The remark as one line."""
        row = "" if self.row is None else f" {self.row}行目" if lang == "ja" else f" row {self.row}"
        raw = " ".join(self.raw.split())
        shown = raw if len(raw) <= 60 else raw[:60] + "…"
        parts = [f"{self.file}{row}", self.where, self.key, f"「{shown}」" if shown else "", self.rule]
        return "  ".join(p for p in parts if p) + ": " + self.message.get(lang)


def finding_line(finding: Finding, file: str, row: int, where: str, key: str, raw: str) -> Line | None:
    """A question's finding as a line; None where an import does not look at it."""
    level = finding.level(imported=True)
    if level is None:
        return None
    taken = REFUSED if level is Level.REFUSE else FLAGGED
    return Line(taken, file, row, finding.rule, finding.message, where, key, raw)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a file differs from what was imported under the same name. question "": the whole record."""

    where: Text
    question: str
    old: str
    new: str

    def text(self, lang: str) -> str:
        """`Ａ調査票 12: 相手 (partner): 「③」→「③;⑤」`."""
        question = f" {self.question}:" if self.question else ""
        return f"{self.where.get(lang)}:{question} 「{self.old or '―'}」→「{self.new or '―'}」"


@dataclass(frozen=True, slots=True)
class Count:
    """How one file fared. rows: records read; flagged, refused: how many rows have such a line."""

    file: str
    found: bool
    rows: int = 0
    flagged: int = 0
    refused: int = 0

    def text(self, lang: str) -> str:
        """`a_projects.csv: 読込 70件、要確認 33件、取込不可 0件`."""
        if not self.found:
            return f"{self.file}: " + ("ファイルなし（0件）" if lang == "ja" else "no such file (0 rows)")
        if lang == "ja":
            return f"{self.file}: 読込 {self.rows}件、要確認 {self.flagged}件、取込不可 {self.refused}件"
        return f"{self.file}: {self.rows} read, {self.flagged} flagged, {self.refused} refused"


@dataclass(frozen=True, slots=True)
class Read:
    """One row as it was read: its record in people's words and how many answers it brought."""

    file: str
    row: int
    where: str
    answers: int

    def text(self, lang: str) -> str:
        """`a_projects.csv 2行目  1 企画政策課  回答 20項目`."""
        place = f"{self.file} {self.row}行目" if lang == "ja" else f"{self.file} row {self.row}"
        got = f"回答 {self.answers}項目" if lang == "ja" else f"{self.answers} answers"
        return f"{place}  {self.where}  {got}"


_OUTCOMES: Final = {
    IMPORTED: Text("取り込みました。", "imported."),
    WOULD_IMPORT: Text(
        "取り込めます（確認のみのため、何も取り込んでいません）。", "can be imported (dry run: nothing was)."
    ),
    UNCHANGED: Text(
        "同じ内容で取り込み済みです。何も変更していません。",
        "was imported before with the same content; nothing changed.",
    ),
    DIFFERS: Text(
        "同じ名称で、内容の異なる調査が取り込まれています。何も変更していません。",
        "was imported before with other content; nothing changed.",
    ),
    REFUSED: Text(
        "取り込めない箇所があるため、何も取り込んでいません。", "has refused rows; nothing was imported."
    ),
    FLAGGED: Text(
        "確認が必要な箇所があるため、何も取り込んでいません。このまま取り込むには --accept-flagged を付けてください。",
        "has flagged rows; nothing was imported. To import it as it is, add --accept-flagged.",
    ),
}
_HEADS: Final = {
    REFUSED: Text("取込不可", "Refused"),
    FLAGGED: Text("要確認", "Flagged"),
    NOTED: Text("参考", "Noted"),
}


@dataclass(frozen=True)
class Report:
    """The whole of one import. outcome: one of the words above; round_id: the round made or found."""

    name: str
    year: int
    outcome: str
    round_id: int | None = None
    counts: tuple[Count, ...] = ()
    lines: tuple[Line, ...] = ()
    differences: tuple[Difference, ...] = ()
    reads: tuple[Read, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        """Nothing stood in the way (exit 0)."""
        return self.outcome in (IMPORTED, WOULD_IMPORT, UNCHANGED)

    def of(self, level: str) -> tuple[Line, ...]:
        """The lines of one level."""
        return tuple(line for line in self.lines if line.level == level)

    def text(self, lang: str = "ja", rows: bool = False) -> str:
        """The report for people; with `rows`, also every row that was read."""
        return "\n".join(self._paragraphs(lang, rows)) + "\n"

    def _paragraphs(self, lang: str, rows: bool) -> Iterator[str]:
        outcome = _OUTCOMES[self.outcome].get(lang)
        yield (
            f"「{self.name}」（{self.year}年）: {outcome}"
            if lang == "ja"
            else (f"“{self.name}” ({self.year}) {outcome}")
        )
        yield from (f"  {count.text(lang)}" for count in self.counts)
        if rows:
            yield from (f"  {read.text(lang)}" for read in self.reads)
        for level in (REFUSED, FLAGGED, NOTED):
            yield from _listed(_HEADS[level].get(lang), [line.text(lang) for line in self.of(level)])
        head = "取り込み済みの内容との違い" if lang == "ja" else "Differences from what was imported"
        yield from _listed(head, [d.text(lang) for d in self.differences])


def _listed(head: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"{head} ({len(texts)})"
        yield from (f"  {text}" for text in texts)

"""A table as found in a file: a heading and rows of text, bounded, with a clear word on everything broken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.importing.report import FLAGGED, REFUSED, Line
from forms.questions import Text

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_BYTES: Final = 200_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One record. number: as a spreadsheet shows it (the heading is row 1)."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """A cell's text, "" where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's or sheet's table. file: its name for people."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Unreadable(Exception):
    """A file that gives no table at all; `message` says why."""

    def __init__(self, rule: str, message: Text, row: int | None = None) -> None:
        super().__init__(message.en)
        self.rule, self.message, self.row = rule, message, row

    def line(self, file: str) -> Line:
        """The report's line for it."""
        return Line(REFUSED, file, self.row, self.rule, self.message)


def decode(data: bytes) -> str:
    """Text of a CSV file: UTF-8 with or without a mark, else Windows' Japanese (cp932). Raises Unreadable."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(
            "encoding",
            Text("文字コードが UTF-16 です。UTF-8 の CSV で保存してください。", "UTF-16; save it as UTF-8."),
        )
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "encoding",
        Text(
            "UTF-8 としても Shift_JIS (cp932) としても読めません。",
            "Neither UTF-8 nor Shift_JIS (cp932) text.",
        ),
    )


def csv_rows(text: str) -> Iterable[Sequence[str]]:
    """The records of a CSV text; line ends inside a cell are kept as they are. Raises Unreadable."""
    # newline="": whatever ends a line inside quotes belongs to the cell.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Unreadable(
                "broken_csv",
                Text(
                    f"CSV として読めません（引用符の閉じ忘れなど）：{error}",
                    f"Not readable as CSV (an unclosed quote, perhaps): {error}",
                ),
                number,
            ) from error
        if row is None:
            return
        yield row


def table(file: str, rows: Iterable[Sequence[str]], lines: list[Line]) -> Table:
    """Make a table of records; broken ones go to `lines`. Raises Unreadable."""
    numbered = enumerate(rows, 1)
    _, head = next(numbered, (1, ()))
    if not any(cell.strip() for cell in head):
        raise Unreadable(
            "empty_file", Text("空です。1行目に見出しが必要です。", "Empty: row 1 must be the heading.")
        )
    columns = _columns(head)
    made = []
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue  # a spreadsheet leaves empty rows behind
        if number > MAX_ROWS + 1:
            raise _too_many(Text("行", "rows"), MAX_ROWS)
        if trouble := _ragged(file, number, len(columns), cells):
            lines.append(trouble)
        if trouble is None or trouble.level != REFUSED:
            made.append(Row(number, dict(zip(columns, cells, strict=False))))
    return Table(file, columns, tuple(made))


def _columns(head: Sequence[str]) -> tuple[str, ...]:
    if len(head) > MAX_COLUMNS:
        raise too_many_columns()
    last = max(i for i, name in enumerate(head, 1) if name.strip())
    columns = tuple(name.strip() or f"({i})" for i, name in enumerate(head[:last], 1))
    for name in columns:
        if columns.count(name) > 1:
            raise Unreadable(
                "column_twice", Text(f"列「{name}」が二つあります。", f"Column {name!r} is there twice."), 1
            )
    return columns


def too_many_columns() -> Unreadable:
    """A table is wider than any questionnaire."""
    return _too_many(Text("列", "columns"), MAX_COLUMNS)


def _too_many(what: Text, limit: int) -> Unreadable:
    message = Text("{what}が多すぎます（{limit}まで）。", "Too many {what} (at most {limit}).")
    return Unreadable("too_large", message.fill(what=what, limit=f"{limit:,}"))


def _ragged(file: str, number: int, wanted: int, cells: Sequence[str]) -> Line | None:
    """A record with cells beyond the heading is refused; a short one is flagged (Excel drops empty cells)."""
    beyond = [cell for cell in cells[wanted:] if cell.strip()]
    if beyond:
        message = Text(
            f"見出し（{wanted}列）より後ろに値があります。コンマや引用符を確認してください。",
            f"There are cells beyond the {wanted} columns of the heading; check commas and quotes.",
        )
        return Line(REFUSED, file, number, "ragged_row", message, raw="、".join(beyond))
    if len(cells) < wanted:
        message = Text(
            f"見出しは{wanted}列ですが、{len(cells)}列しかありません。残りは空欄として読みました。",
            f"Only {len(cells)} of {wanted} cells; the rest was read as empty.",
        )
        return Line(FLAGGED, file, number, "ragged_row", message)
    return None

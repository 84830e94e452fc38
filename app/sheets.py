"""Small lists as files, down and up again: CSV (UTF-8 with a mark, CRLF) and xlsx, text only, bounded.

For lists that people edit and send back (accounts, hand-overs) and for plain downloads (audit log). Results have their
own writers in reports/.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from app.errors import Refused
from app.importing import tables, workbook
from app.importing.report import REFUSED, Line
from app.importing.tables import Row, Unreadable
from forms.questions import Text, search_key
from reports.writers.xlsx_canvas import FONT, MAX_ROW, options, points, room
from reports.writers.xlsx_frame import natural
from reports.writers.xlsx_text import clean, line_starts, text_width

CSV_TYPE: Final = "text/csv"  # send_file names the charset
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS: Final = 5_000
MAX_UNPACKED: Final = 30_000_000
_SIZE: Final = 10.0  # points
_WIDEST: Final = 50  # half-width characters; a column with very long texts may have more:
_WIDER: Final = 180
_MOST_LINES: Final = 24
_FILTER: Final = 3  # the button of the filter
#: Rows below the list that are laid out as well, for what is added by hand.
_SPARE: Final = 200

Cells = Sequence[str]


def csv_bytes(header: Cells, rows: Iterable[Cells], *, to_read: bool = False) -> bytes:
    """A CSV file as spreadsheets open it.

    to_read: nobody sends it back, so that what looks like a formula gets an apostrophe and stays text.
    """
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([plain(c) for c in row] if to_read else row for row in rows)
    return made.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def xlsx_bytes(
    title: str, header: Cells, rows: Iterable[Cells], choices: Mapping[int, Cells] | None = None
) -> bytes:
    """A workbook of one sheet: heading in row 1, everything text. choices: drop-downs by column number."""
    made, known = io.BytesIO(), [list(row) for row in rows]
    book = xlsxwriter.Workbook(made, options() | {"in_memory": True})
    sheet = book.add_worksheet(title[:31])
    text = {"font_name": FONT, "font_size": _SIZE, "num_format": "@", "valign": "top", "text_wrap": True}
    free, cell = book.add_format(text), book.add_format(text | {"border": 1, "border_color": "#808080"})
    head = book.add_format(text | {"border": 1, "bold": True, "bg_color": "#E6E6E6"})
    widths = [_pixels([name, *(row[i] for row in known)]) for i, name in enumerate(header)]
    for column, width in enumerate(widths):
        sheet.set_column_pixels(column, column, width, free)
    for number, (row, style) in enumerate([(header, head), *((row, cell) for row in known)]):
        sheet.set_row(number, _height(row, widths))
        for column, value in enumerate(row):
            sheet.write_string(number, column, clean(value), style)
    for column, allowed in (choices or {}).items():
        sheet.data_validation(
            1, column, len(known) + _SPARE, column, {"validate": "list", "source": list(allowed)}
        )
    _page(sheet, len(header), len(known))
    book.close()
    return made.getvalue()


def _pixels(texts: Cells) -> int:
    """The width of a column: its longest line's, within bounds; more where a text is too long for a row of Excel's."""
    longest = max(text_width(line) for text in texts for line in text.split("\n")) / 50
    lines = max(text_width(text) / 50 / _WIDEST + text.count("\n") for text in texts)
    widest = min(_WIDEST * max(1.0, lines / _MOST_LINES), _WIDER)
    return int(natural(min(longest + _FILTER, widest), _SIZE))


def _height(row: Cells, widths: Sequence[int]) -> float:
    """Points in which every text of a row is seen: no office suite has to work that out by itself."""
    lines = (len(line_starts(clean(t), room(w, _SIZE))) for t, w in zip(row, widths, strict=True))
    return min(points(max(lines, default=1), _SIZE), MAX_ROW)


def _page(sheet: Any, columns: int, rows: int) -> None:
    """Head in view, filter, and a print that fits the paper's width."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, rows, columns - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header("&L&A")
    sheet.set_footer("&C&P / &N")


# Up again


def read(name: str, data: bytes, columns: Mapping[str, Cells]) -> list[Row]:
    """The rows of an uploaded list. columns: our name of each column → what its heading may say (any of them).

    The first sheet of a workbook counts. Raises Refused with a clear sentence; columns nobody knows are ignored.
    """
    lines: list[Line] = []
    try:
        table = tables.table(name, _records(name, data), lines)
    except Unreadable as error:
        raise Refused(error.message) from error
    for line in lines:
        if line.level == REFUSED:
            raise Refused(
                Text("{row}行目：{told}", "Row {row}: {told}").fill(row=str(line.row), told=line.message)
            )
    if len(table.rows) > MAX_ROWS:
        raise Refused(Text(f"行が多すぎます（{MAX_ROWS}行まで）。", f"Too many rows (at most {MAX_ROWS})."))
    known = _headings(table.columns, columns)
    missing = [wanted[0] for key, wanted in columns.items() if key not in known.values()]
    if missing:
        raise Refused(
            Text(
                f"1行目の見出しに、次の列がありません：{'、'.join(missing)}",
                f"The heading in row 1 lacks: {', '.join(missing)}",
            )
        )
    return [
        Row(row.number, {known[k]: v.strip() for k, v in row.cells.items() if k in known})
        for row in table.rows
    ]


def _headings(given: Iterable[str], columns: Mapping[str, Cells]) -> dict[str, str]:
    """Heading as found → our name of the column."""
    wanted = {search_key(word): key for key, words in columns.items() for word in (key, *words)}
    return {name: wanted[search_key(name)] for name in given if search_key(name) in wanted}


def _records(name: str, data: bytes) -> Iterator[Cells]:
    if not data:
        raise Unreadable("empty_file", Text("ファイルが空です。", "The file is empty."))
    if data[:2] == b"PK" or name.casefold().endswith((".xlsx", ".xlsm")):
        yield from _sheet(data)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable(
            "old_workbook",
            Text(
                "古い形式の Excel (.xls)、またはパスワード付きのファイルです。"
                "パスワードなしの .xlsx か CSV で保存してください。",
                "An old Excel file (.xls) or one with a password. Save it as .xlsx or CSV without a password.",
            ),
        )
    else:
        yield from tables.csv_rows(tables.decode(data))


def _sheet(data: bytes) -> Iterator[Cells]:
    _check_size(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(data)
        with workbook.sheets(path) as found:
            yield from next(iter(found.values()), iter(()))


def _check_size(data: bytes) -> None:
    """A zip bomb is refused before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(
            "broken_workbook",
            Text("Excel ブック (.xlsx) として読めません。", "Not readable as a workbook (.xlsx)."),
        ) from error
    if unpacked > MAX_UNPACKED:
        raise Unreadable(
            "too_large", Text("展開後の大きさが上限を超えています。", "Unpacks to more than is allowed.")
        )

"""What a sheet is drawn with: paper, styles, and plain drawing operations.

An operation is a tuple (XlsxWriter method, style number, arguments …). Everything that has to be thought
about happens while the list is made; `xlsx.draw` only plays it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from forms.questions import Text
from reports.tables import Column

Value = str | int | float
Operation = tuple[Any, ...]
Align = Literal["left", "center", "right"]

# A fixed-pitch universal-design font of Japanese Windows; LibreOffice falls back to Noto Sans CJK JP.
FONT: Final = "BIZ UDゴシック"
# Column widths count in digits of the workbook's default font. Arial 10 (and Liberation Sans, its double) has
# digits of seven pixels everywhere; with Calibri, columns grow by a third where that font is missing. No scheme:
# Excel would take its theme's font instead.
_BASE_FONT: Final = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
SMALLEST: Final = 8.0
LARGEST: Final = 10.0
LINE: Final = 1.46  # line height in em: Noto's 1.45 is the tallest of the fonts that may stand in
ROW_PADDING: Final = 5.0  # points above and below the text of a row
CELL_PADDING: Final = 5.0  # points left and right of it: Excel keeps five pixels free, LibreOffice 2 points
CAREFUL: Final = 0.98  # share of a line that is filled: printers measure text differently from screens
MAX_ROW: Final = 405.0  # Excel allows 409 points
MAX_TEXT: Final = 32_767  # Excel's limit for one cell, in UTF-16 units
PIXEL: Final = 0.75  # points

NUMERIC: Final = ("number", "thousand_yen", "percent")
SHORT: Final = 8  # characters
LIKE_FORMULA: Final = tuple("=+-@")
SPACE: Final = "_ "  # in a number format: leave the width of a space free

MARK: Final = "※"
MARK_NOTE: Final = Text(
    "※印の欄は、回答に確認したい点が残っているものです。",
    "※ stands before an answer with a point still to be checked.",
)
MISSING: Final = Text("未提出", "Not submitted")
NONE: Final = Text("該当事業なし", "None (declared)")
CONTINUED: Final = Text("（続き）", "(continued)")


class Style(NamedTuple):
    """What a format is made from. border: lines left and right; above, below: 1 thin, 4 dotted."""

    size: float = 9.0
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    valign: str = "top"
    wrap: bool = True
    fill: str = ""
    colour: str = ""
    border: int = 1
    above: int = 1
    below: int = 1
    number: str = ""
    quoted: bool = False  # stays text when somebody edits it, though it looks like a formula

    def properties(self) -> dict[str, Any]:
        """The same in XlsxWriter's words."""
        made: dict[str, Any] = {
            "font_name": FONT, "font_size": self.size, "bold": self.bold, "italic": self.italic,
            "align": self.align, "valign": self.valign, "text_wrap": self.wrap,
        }  # fmt: skip
        if self.border:
            made |= {"left": 1, "right": 1, "top": self.above, "bottom": self.below}
        if self.fill:
            made["bg_color"] = self.fill
        if self.colour:
            made["font_color"] = self.colour
        if self.quoted:
            made["quote_prefix"] = True
        if self.number:
            made["num_format"] = self.number
        return made


class Styles:
    """The styles of a workbook, each once; number 0 is no style at all."""

    def __init__(self) -> None:
        self._numbers: dict[Style, int] = {}

    def __call__(self, style: Style) -> int:
        return self._numbers.setdefault(style, len(self._numbers) + 1)

    def all(self) -> list[Style]:
        """In the order of their numbers, the first of which is 1."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper as it lies: Excel's code for it, points across and down, margins in points."""

    code: int
    landscape: bool
    width: float
    height: float
    side: float = 28.8
    top: float = 48.0
    bottom: float = 43.2
    edge: float = 22.0  # from the paper's edge to the header or footer

    @property
    def across(self) -> int:
        """Pixels for columns: LibreOffice draws them 5.8 % wider than Excel says, printers up to 4 %."""
        return int((self.width - 2 * self.side) / PIXEL / 1.06)

    @property
    def down(self) -> float:
        """Points for rows, with a little left over so that no office suite breaks a page by itself."""
        return (self.height - self.top - self.bottom) * 0.985


PAPERS: Final = {
    "A3": Paper(8, True, 1190.55, 841.89),
    "A4": Paper(9, True, 841.89, 595.28),
    "A4 upright": Paper(9, False, 595.28, 841.89),
}


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart and where it stands: ranges (row, column, row, column), anchor (row, x), size in pixels."""

    title: str
    categories: tuple[int, int, int, int]
    values: tuple[int, int, int, int]
    row: int
    x: int
    width: int
    height: int
    most: float  # where the axis ends, with room for the longest bar's number


@dataclass(slots=True)
class Canvas:
    """One sheet being laid out: cells and set-up calls in order, both as plain tuples."""

    name: str
    cells: list[Operation] = field(default_factory=list)
    setup: list[Operation] = field(default_factory=list)
    charts: list[ChartPlan] = field(default_factory=list)
    edges: list[int] = field(default_factory=lambda: [0])

    def put(self, top: int, left: int, bottom: int, right: int, value: Value, style: int) -> None:
        """One value over a rectangle of cells, merged where it is more than one."""
        if top != bottom or left != right:
            self.cells.append(("merge_range", style, top, left, bottom, right, value))
        elif isinstance(value, str):
            if value:
                self.cells.append(("write_string", style, top, left, value))
            else:
                self.cells.append(("write_blank", style, top, left, None))
        else:
            self.cells.append(("write_number", style, top, left, value))

    def height(self, row: int, points: float) -> None:
        """A row's height."""
        self.cells.append(("set_row", 0, row, points))

    def columns(self, edges: list[int]) -> None:
        """Column widths from the pixel positions of their edges."""
        self.edges = edges
        for i, (left, right) in enumerate(pairwise(edges)):
            self.cells.append(("set_column_pixels", 0, i, i, right - left))

    def call(self, method: str, *args: object) -> None:
        """A set-up call of XlsxWriter's worksheet."""
        self.setup.append((method, *args))

    def page(self, paper: Paper, left: str, right: str) -> None:
        """Paper, margins, header and footer: `left` and `right` above, page x / y below."""
        self.call("set_landscape" if paper.landscape else "set_portrait")
        self.call("set_paper", paper.code)
        inches = (paper.side, paper.side, paper.top, paper.bottom)
        self.call("set_margins", *(points / 72 for points in inches))
        font = f'&8&"{FONT},Regular"'
        over = {"margin": paper.edge / 72}
        self.call("set_header", f"&L{font}{_plain(left)}&R{font}{_plain(right)}", over)
        self.call("set_footer", f"&C{font}&P / &N", over)
        self.call("center_horizontally")
        self.call("hide_gridlines", 2)


def _plain(text: str) -> str:
    """Text for a header: no commands, one line, short enough for Excel's 255 characters in all."""
    return clean_line(text)[:80].replace("&", "&&")


def clean_line(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def options() -> dict[str, Any]:
    """What every workbook is opened with: new each time, because XlsxWriter writes into it for the next one."""
    return {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": dict(_BASE_FONT),
    }  # fmt: skip


def room(pixels: int, size: float) -> int:
    """What a cell of this width holds on a line, in hundredths of an em."""
    return max(int((pixels * PIXEL - CELL_PADDING) * CAREFUL / size * 100), 100)


def points(lines: int, size: float) -> float:
    """The height of a row with so many lines of text, in whole pixels."""
    return -(-(lines * size * LINE + ROW_PADDING) // PIXEL) * PIXEL


def number_format(column: Column, value: Value, marked: bool = False) -> str:
    """How a value in this column is shown; "" for the office suite's own way.

    In columns of numbers a little space follows, also after a short text: right-aligned figures would otherwise
    touch the text of the next column.
    """
    if isinstance(value, str):
        return f"#,##0{SPACE};-#,##0{SPACE};0{SPACE};@{SPACE}" if is_short(column, value) else ""
    space = SPACE if column.kind in NUMERIC else ""
    shown = plain_format(column, value)
    return f'"{MARK}"{shown or "0"}{space}' if marked else shown + space


def plain_format(column: Column, value: float) -> str:
    """The same for a data sheet: only commas, percent and decimals."""
    if column.kind == "percent":
        return "0.0%"
    if column.kind == "thousand_yen" or (column.kind == "number" and value == int(value)):
        return "#,##0"
    return "#,##0.0" if column.kind == "number" else ""


def is_short(column: Column, value: str) -> bool:
    """A word in the place of a number (無し, 不明), which stands where the number would."""
    return column.kind in NUMERIC and len(value) <= SHORT and "\n" not in value


def number_text(column: Column, value: int | float) -> str:
    """A number as it is shown, for measuring."""
    if column.kind == "percent":
        return f"{value:.1%}"
    return f"{value:,.1f}" if isinstance(value, float) and value != int(value) else f"{value:,.0f}"

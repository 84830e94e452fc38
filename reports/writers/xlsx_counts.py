"""Sheets of counts: several tables below each other on A4, bar charts beside their rows or below the table.

Rows of one question stay on one page. Charts are native and read the cells of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reports.tables import Chart, Column, ResultTable, cell_text
from reports.writers.xlsx_canvas import PAPERS, PIXEL, Canvas, ChartPlan, Paper, points
from reports.writers.xlsx_flow import Part, measure
from reports.writers.xlsx_frame import Frame, head_word, make_slots, natural
from reports.writers.xlsx_pen import Pen, write_above
from reports.writers.xlsx_print import TableWriter, head_heights, merge_runs
from reports.writers.xlsx_text import text_width
from reports.writers.xlsx_widths import share

if TYPE_CHECKING:
    from reports.book import Sheet

SIZE: Final = 9.0
GAP: Final = 14.25  # points between a table and what follows
CHART: Final = 300  # pixels kept for charts beside a table
BESIDE: Final = 240  # pixels a chart needs beside its rows; with less it stands below the table
BAR: Final = 15.0  # points of height a bar needs
ROOM_FOR_NUMBER: Final = 1.15  # a chart's axis is so much longer than its longest bar
CHART_HEAD: Final = 27.0  # points for a chart's title


def counts_sheet(sheet: Sheet, name: str, pen: Pen) -> Canvas:
    """A sheet of counts. Of one table Excel repeats the head; of several it is written on every page."""
    pen = Pen(pen.lang, pen.title, valign="vcenter", heading=12.0, styles=pen.styles)
    canvas = Canvas(name)
    paper, edges = _columns(sheet.tables, pen.lang)
    first = sheet.tables[0]
    canvas.columns(edges if edges[-1] == paper.across else [*edges, paper.across])
    canvas.page(paper, f"{pen.say(pen.title)}　{sheet.name.get(pen.lang)}", pen.say(first.base))
    counter = Counter(canvas, paper, pen, repeat=len(sheet.tables) == 1, left=paper.down)
    for table in sheet.tables:
        counter.table(table, edges)
    canvas.call("set_h_pagebreaks", counter.breaks)
    canvas.call("print_area", 0, 0, max(counter.row - 1, 0), len(canvas.edges) - 2)
    return canvas


def _columns(tables: Sequence[ResultTable], lang: str) -> tuple[Paper, list[int]]:
    """The paper, and the edges of the columns all tables share: as wide as any table asks for."""
    count = max(len(table.columns) for table in tables)
    shared = [[(t, t.columns[i]) for t in tables if i < len(t.columns)] for i in range(count)]
    least = [max(max(natural(c.width, SIZE), head_word(c, lang, SIZE)) for _, c in place) for place in shared]
    wide = [max(_wish(*pair, low) for pair in place) for place, low in zip(shared, least, strict=True)]
    upright, across = PAPERS["A4 upright"], PAPERS["A4"]
    charts = any(table.charts for table in tables)
    paper = across if charts or sum(least) > upright.across else upright
    usable = paper.across - CHART if charts else paper.across
    if sum(wide) > usable:
        usable = max(usable, min(round(sum(least)), paper.across))
        wide = share(wide, least, usable)
    edges = [0]
    for width in wide:
        edges.append(min(edges[-1] + round(width), paper.across))
    return paper, edges


def _wish(table: ResultTable, column: Column, least: float) -> float:
    """Pixels in which the texts of a column stand on one line, up to twice what it asks for."""
    if column.kind != "text":
        return least
    texts = (str(cell_text(cell, "ja")) for cell in table.column(column.key))
    longest = max((text_width(text) for text in texts), default=0)
    return min(max(natural(longest / 50, SIZE), least), 2 * least)


@dataclass(slots=True)
class Counter:
    """Writes tables below each other. row: the next free row; left: points still free on the page."""

    canvas: Canvas
    paper: Paper
    pen: Pen
    repeat: bool
    left: float
    row: int = 0
    breaks: list[int] = field(default_factory=list)

    def table(self, table: ResultTable, edges: Sequence[int]) -> None:
        """One table with its charts, on this page if it fits here or nowhere whole, else from the next."""
        frame, beside = self._frame(table, edges)
        heights = _heights(frame, self.pen, beside)
        above = self.pen.above(table, self.paper.across)
        head = sum(head_heights(frame, self.pen))
        top = head + sum(height for _, _, height in above)
        groups = list(_groups(table))
        need = top + sum(heights)
        first = top + (sum(heights[r] for r in groups[0]) if groups else 0.0)
        free = self.left - GAP
        if self.row and (first > free or free < need <= self.paper.down):
            self._turn(0.0)
        elif self.row:
            self._gap()
        self.row = write_above(self.canvas, self.row, above, len(self.canvas.edges) - 2)
        self.left -= top
        writer = TableWriter(self.canvas, frame, self.pen)
        places = self._rows(writer, groups, heights, head)
        self._charts(table, places, heights, edges[len(table.columns)] if beside else 0)

    def _frame(self, table: ResultTable, edges: Sequence[int]) -> tuple[Frame, bool]:
        merged = sum(column.merge for column in table.columns) % max(len(table.columns), 1)
        slots = make_slots(table.columns, range(len(table.columns)), edges, SIZE)
        right = edges[len(table.columns)]
        return Frame(table, SIZE, slots[:merged], (slots[merged:],)), self.paper.across - right >= BESIDE

    def _rows(
        self, writer: TableWriter, groups: Sequence[range], heights: Sequence[float], head: float
    ) -> dict[int, int]:
        """Write heads and rows page by page; which sheet row each table row came to stand in."""
        self._head(writer)
        places: dict[int, int] = {}
        page: list[int] = []
        for group in groups:
            need = sum(heights[r] for r in group)
            fits_whole = need <= self.paper.down - head
            for piece in [group] if fits_whole else [range(r, r + 1) for r in group]:
                if sum(heights[r] for r in piece) > self.left and page:
                    self._page(writer, page, heights, places)
                    page = []
                    self._turn(head)
                    if not self.repeat:
                        self._head(writer)
                page += piece
                self.left -= sum(heights[r] for r in piece)
        self._page(writer, page, heights, places)
        return places

    def _page(
        self, writer: TableWriter, page: Sequence[int], heights: Sequence[float], places: dict[int, int]
    ) -> None:
        frame = writer.frame
        rows, line = frame.table.rows, frame.lines[0]
        parts = [Part(r, 0, measure(0, line, rows[r], self.pen).values, heights[r]) for r in page]
        writer.page(self.row, parts)
        for r in page:
            places[r] = self.row
            self.row += 1

    def _head(self, writer: TableWriter) -> None:
        top, self.row = self.row, writer.head(self.row)
        if self.repeat:
            self.canvas.call("repeat_rows", top, self.row - 1)
            self.canvas.call("freeze_panes", self.row, 0)

    def _turn(self, head: float) -> None:
        self.breaks.append(self.row)
        self.left = self.paper.down - head

    def _gap(self) -> None:
        self.canvas.height(self.row, GAP)
        self.row += 1
        self.left -= GAP

    def _charts(
        self, table: ResultTable, places: dict[int, int], heights: Sequence[float], beside: int
    ) -> None:
        """beside: the pixel at which the table ends, 0 for charts below it, each in a high row of its own."""
        for chart in table.charts:
            rows = range(chart.first, chart.last + 1)
            if beside:
                row, x = places[chart.first], beside + 12
                width, height = self.paper.across - x - 4, sum(heights[r] for r in rows)
            else:
                height = min(CHART_HEAD + BAR * len(rows), 300.0)
                if height + GAP > self.left:
                    self._turn(0.0)
                self.canvas.height(self.row, height + GAP)
                row, x, width = self.row, 0, self.paper.across * 3 // 4
                self.row += 1
                self.left -= height + GAP
            spot = (row, x, width, int(height / PIXEL) - 4)
            self.canvas.charts.append(self._chart(table, chart, places, spot))

    def _chart(
        self, table: ResultTable, chart: Chart, places: dict[int, int], spot: tuple[int, int, int, int]
    ) -> ChartPlan:
        top, bottom = places[chart.first], places[chart.last]
        category, value = table.index(chart.category), table.index(chart.value)
        bars = [
            n for n in table.column(chart.value)[chart.first : chart.last + 1] if isinstance(n, (int, float))
        ]
        most = max(bars, default=0) * ROOM_FOR_NUMBER or 1.0
        categories, values = (top, category, bottom, category), (top, value, bottom, value)
        return ChartPlan(self.pen.say(chart.title), categories, values, *spot, most)


def _heights(frame: Frame, pen: Pen, beside: bool) -> list[float]:
    """Row heights; rows with a chart beside them are stretched until it fits."""
    slots = (*frame.leading, *frame.lines[0])
    heights = [points(measure(0, slots, row, pen).count, frame.size) for row in frame.table.rows]
    for chart in frame.table.charts if beside else ():
        rows = range(chart.first, chart.last + 1)
        least = -(-(CHART_HEAD + BAR * len(rows)) / len(rows) // PIXEL) * PIXEL
        for r in rows:
            heights[r] = max(heights[r], least)
    return heights


def _groups(table: ResultTable) -> Iterator[range]:
    """Rows that belong on one page: those of one cell in the first merged column, or under one chart."""
    runs = merge_runs(table)
    first = next(iter(runs.values()), list(range(len(table.rows))))
    for chart in table.charts:
        first[chart.first : chart.last + 1] = [first[chart.first]] * (chart.last + 1 - chart.first)
    start = 0
    for r in range(1, len(first) + 1):
        if r == len(first) or first[r] != first[start]:
            yield range(start, r)
            start = r

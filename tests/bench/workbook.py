"""Koganei's whole workbook: database → tables → file, beside bare XlsxWriter doing the same drawing from ready lists.

The ready lists are the calls our writer makes of XlsxWriter, recorded once; the bare run makes the same calls
again and thinks about nothing. Both are warm and in one process, turn by turn.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import xlsxwriter

from app.results import files, service
from reports.writers import xlsx
from tests.bench import measure
from tests.support.stored import new_database, stored_round

MAKERS = ("add_worksheet", "add_format", "add_chart")
Call = tuple[int, str, tuple[Any, ...], dict[str, Any], int]


class Recorder:
    """Stands in for an object of XlsxWriter and notes every call; what it makes are recorders, too."""

    def __init__(self, calls: list[Call], known: list[Recorder], name: str = "") -> None:
        self._calls, self._known, self.name = calls, known, name
        self.number = len(known)
        known.append(self)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def note(*args: Any, **more: Any) -> Recorder | None:
            made = None
            if method in MAKERS:
                name = str(args[0]) if method == "add_worksheet" else ""
                made = Recorder(self._calls, self._known, name)
            self._calls.append((self.number, method, args, more, made.number if made else -1))
            return made

        return note


def record(plan: xlsx.Plan) -> list[Call]:
    """Every call that drawing this plan makes; number 0 is the workbook."""
    calls: list[Call] = []
    known: list[Recorder] = []
    real = xlsx.xlsxwriter
    xlsx.xlsxwriter = SimpleNamespace(Workbook=lambda _target, _options: Recorder(calls, known))  # type: ignore
    try:
        xlsx.draw(plan, BytesIO())
    finally:
        xlsx.xlsxwriter = real
    return calls


def ready(calls: list[Call]) -> list[tuple[int, str, list[tuple[Any, ...]]]]:
    """Runs of the same call on the same object; a recorder among arguments (never two) becomes its number."""
    runs = []
    for (number, method), run in groupby(calls, key=lambda c: (c[0], c[1])):
        runs.append((number, method, [(*_parted(args), more, made) for _, _, args, more, made in run]))
    return runs


def _parted(args: tuple[Any, ...]) -> tuple[tuple[Any, ...], int, tuple[Any, ...]]:
    """Arguments before the recorder, its number (-1 for none), arguments after it."""
    for i, value in enumerate(args):
        if isinstance(value, Recorder):
            return args[:i], value.number, args[i + 1 :]
    return args, -1, ()


def bare(runs: list[tuple[int, str, list[Any]]], target: Path) -> None:
    """Make the recorded calls of the real XlsxWriter."""
    objects: dict[int, Any] = {0: xlsxwriter.Workbook(str(target), xlsx._OPTIONS)}
    for number, method, batch in runs:
        call = getattr(objects[number], method)
        for before, used, after, more, made in batch:
            result = call(*before, objects[used], *after, **more) if used >= 0 else call(*before, **more)
            if made >= 0:
                objects[made] = result


def child() -> None:
    """Both ways in turn, in this process."""
    now = datetime.now(UTC)
    with TemporaryDirectory() as name:
        folder = Path(name)
        db = new_database(folder / "kikitori.db")
        round_id = stored_round(db)
        plan = xlsx.layout(files.on_paper(service.build(db, round_id, now).book, "A3"))
        runs = ready(record(plan))

        def whole() -> None:
            files.write_xlsx(service.build(db, round_id, now), folder / "whole.xlsx", "A3", "ja")

        steps = {
            "whole": whole,
            "bare": lambda: bare(runs, folder / "bare.xlsx"),
            "tables": lambda: service.build(db, round_id, now).book,
            "layout": lambda: xlsx.layout(files.on_paper(service.build(db, round_id, now).book, "A3")),
        }
        seconds: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(measure.REPEATS + 1):  # turn by turn: whatever else the machine does hits all alike
            for step, act in steps.items():
                seconds[step] += measure.times(act, 1)
        sizes = [(folder / f"{n}.xlsx").stat().st_size for n in ("whole", "bare")]
        db.close()
    assert abs(sizes[0] - sizes[1]) < sizes[0] / 100, f"not the same workbook: {sizes}"
    measure.tell(
        **{k: measure.median(v) for k, v in seconds.items()},
        sizes=sizes,
        calls=sum(len(batch) for _, _, batch in runs),
        sheets=len([1 for _, method, _ in runs if method == "add_worksheet"]),
    )


def run() -> None:
    """Print the comparison."""
    found = measure.ask("workbook")
    measure.table(
        f"Koganei's whole workbook ({found['sheets']} sheets, {found['calls']:,} calls of XlsxWriter, "
        f"{found['sizes'][0] / 1024:,.0f} KB; both warm, one process)",
        [
            ("step", "ms"),
            ("database → all tables", f"{found['tables']:.0f}"),
            ("… and laid out", f"{found['layout']:.0f}"),
            ("… and written: the whole way", f"{found['whole']:.0f}"),
            ("bare XlsxWriter from ready lists", f"{found['bare']:.0f}"),
        ],
    )
    ratio = found["whole"] / found["bare"]
    measure.verdict("whole way ÷ bare XlsxWriter", ratio, "<= 2", ratio <= 2)


if __name__ == "__main__":
    child()

"""`python -m tests.bench [counting] [workbook] [saving] [load] [killing] [volume] [excel] [hearings] [minutes] [searching]`: all of them by default."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys

from tests.bench import counting, excel, hearings, killing, load, minutes, saving, searching, volume, workbook

PARTS = {
    "workbook": workbook.run, "counting": counting.run, "saving": saving.run, "load": load.run,
    "killing": killing.run, "volume": volume.run, "excel": excel.run, "hearings": hearings.run, "minutes": minutes.run,
    "searching": searching.run,
}  # fmt: skip


def main(wanted: list[str]) -> None:
    """Run what is asked for. Exit code 2 for an unknown name."""
    if unknown := [name for name in wanted if name not in PARTS]:
        sys.exit(f"unknown: {', '.join(unknown)} (known: {', '.join(PARTS)})")
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(
        f"Kikitori bench: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {os.cpu_count()} cores, {platform.machine()}; medians of 5 unless said otherwise"
    )
    for name in wanted or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])

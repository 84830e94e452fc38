"""Timing, memory and talking between the processes of a measurement."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REPEATS = 5


def times(act: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Seconds of every repeat, after one run that does not count."""
    act()
    out = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        out.append(time.perf_counter() - start)
    return out


def median(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(seconds) * 1000


def peak_mb() -> float:
    """The most memory this process ever held, in MB."""
    try:  # counted from the start of this program; ru_maxrss also remembers the process that started it
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def tell(**figures: Any) -> None:
    """Hand figures to the process that asked for them."""
    print(json.dumps(figures))


def ask(module: str, *arguments: object) -> dict[str, Any]:
    """Run `python -m tests.bench.<module>` and take the figures it tells. Raises CalledProcessError."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        first, *rest = (
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *rest]).rstrip())


def verdict(name: str, value: float, target: str, met: bool) -> None:
    """Print a ratio beside its target."""
    print(f"  {name}: {value:.2f}   target {target}: {'met' if met else 'NOT MET'}")

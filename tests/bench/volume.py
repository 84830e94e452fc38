"""The files of a round of 10,000 projects: seconds from the database to each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.db import Database
from app.results import files, service
from tests.bench import measure

FORMS, SECTIONS = 10_000, 520


def child(kind: str, path: str, round_id: str) -> None:
    """One kind of file, from reading the database to the closed file."""
    db, target = Database(Path(path)), Path(path).parent / f"out-{kind}"

    def edition() -> service.Edition:
        return service.build(db, int(round_id), datetime.now(UTC))

    ways: dict[str, Callable[[], object]] = {
        "tables": lambda: edition().book,
        "csv": lambda: files.write_csv(edition(), target),
        "xlsx": lambda: files.write_xlsx(edition(), target.with_suffix(".xlsx"), "A3", "ja"),
    }
    seconds = measure.times(ways[kind])
    made = [target.with_suffix(".xlsx")] if kind == "xlsx" else sorted(target.glob("*.csv"))
    measure.tell(
        ms=measure.median(seconds),
        mb=measure.peak_mb(),
        size=sum(p.stat().st_size for p in made if p.exists()),
    )


def run(forms: int = FORMS) -> None:
    """Print the seconds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "many.db"
        round_id = measure.ask("towns", "demo", path, forms, SECTIONS)
        found = {kind: measure.ask("volume", kind, path, round_id) for kind in ("tables", "csv", "xlsx")}
    measure.table(
        f"Files of {forms:,} projects (the demonstration's texts), from the database to the closed file",
        [
            ("file", "s", "size, MB", "peak MB"),
            *(
                (
                    name,
                    f"{f['ms'] / 1000:.1f}",
                    f"{f['size'] / 1e6:.1f}" if f["size"] else "",
                    f"{f['mb']:,.0f}",
                )
                for name, f in zip(
                    ("(all tables, no file)", "CSV, four files", "xlsx, every sheet"),
                    found.values(),
                    strict=True,
                )
            ),
        ],
    )


if __name__ == "__main__":
    child(*sys.argv[1:])

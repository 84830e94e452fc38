"""A section's questionnaires as a workbook: written, read back and compared, with twenty A projects."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from app.workbooks.service import comparing, making, taking
from tests.bench import measure
from tests.support.city import COMPLETE_A, NOW, add_project, make_city

PROJECTS = 20


def run() -> None:
    """Print what one download and one upload take, without the network."""
    with TemporaryDirectory() as folder:
        city = make_city(Path(folder))
        with city.db.write():
            for _ in range(PROJECTS):
                add_project(city, COMPLETE_A)
        place = city.round_id, city.sections[0]

        def wrote() -> bytes:
            return making.workbook(city.db, city.writer, NOW, *place, "ja")[0].getvalue()

        data = wrote()
        reading = taking.read(city.db, *place, BytesIO(data))
        write = measure.median(measure.times(wrote))
        read = measure.median(measure.times(lambda: taking.read(city.db, *place, BytesIO(data))))
        plan = measure.median(
            measure.times(lambda: comparing.plan(city.db, city.writer, NOW, *place, reading))
        )
        city.db.close()
    rows = [
        ("download: draft → workbook", f"{write:.0f} ms", f"{len(data) / 1024:.0f} KB"),
        ("upload: workbook → answers", f"{read:.0f} ms", ""),
        ("preview: answers against the draft", f"{plan:.0f} ms", ""),
        ("peak memory of this process", f"{measure.peak_mb():.0f} MB", ""),
    ]
    measure.table(f"A section's workbook with {PROJECTS} A projects", rows)


if __name__ == "__main__":
    run()

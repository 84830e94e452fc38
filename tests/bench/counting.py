"""A country's worth of projects: database file → all counts and a crosstab by department, beside plain pandas."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import measure

FORMS, SECTIONS = 122_000, 10_400
CROSSED = "field"
Digest = dict[str, dict[str, int]]


def ours(path: Path, round_id: int) -> Callable[[], Digest]:
    """Kikitori's own way."""
    from app.db import Database
    from app.results.service import fast_counts
    from app.rounds import service as rounds

    db = Database(path)

    def act() -> Digest:
        made = rounds.questionnaire(db, round_id, "a")
        found = fast_counts(db, round_id, made)
        counts = {f"{c.question.key} {c.line.code}": c.n for c in found.lines if c.line.code.isdigit()}
        crossed = {
            f"{code} {i + 1}": n
            for (key, code), numbers in found.by_group.items()
            if key == CROSSED and code.isdigit()
            for i, n in enumerate(numbers)
        }
        return {"counts": _seen(counts), "crossed": _seen(crossed)}

    return act


def pandas_long(path: Path, round_id: int) -> Callable[[], Digest]:
    """What one writes first: the answers table into a data frame, split, explode, groupby."""
    import sqlite3

    import pandas as pd

    def act() -> Digest:
        connection = sqlite3.connect(path)
        answers = pd.read_sql(
            "SELECT v.form_id, a.question, a.codes FROM version_answer a JOIN version v ON v.id = a.version_id"
            " JOIN form f ON f.id = v.form_id WHERE f.round_id = ? AND a.codes <> ''",
            connection, params=(round_id,),
        )  # fmt: skip
        home = _home(pd, connection, round_id)
        connection.close()
        answers["code"] = answers["codes"].str.split(";")
        long = answers[["form_id", "question", "code"]].explode("code")
        counts = long.groupby(["question", "code"]).size()
        crossed = (
            long[long["question"] == CROSSED].merge(home, on="form_id").groupby(["code", "place"]).size()
        )
        return _digest(counts, crossed)

    return act


def pandas_json(path: Path, round_id: int) -> Callable[[], Digest]:
    """The same from a table that keeps a form's answers as one JSON text (made for this comparison)."""
    import json
    import sqlite3

    import pandas as pd

    def act() -> Digest:
        connection = sqlite3.connect(path)
        forms = pd.read_sql("SELECT form_id, answers FROM bench_json", connection)
        home = _home(pd, connection, round_id)
        connection.close()
        wide = pd.DataFrame.from_records([json.loads(text) for text in forms["answers"]])
        counts = pd.concat({key: wide[key].explode().value_counts() for key in wide.columns})
        wide["form_id"] = forms["form_id"]
        crossed = wide[["form_id", CROSSED]].explode(CROSSED).merge(home, on="form_id")
        return _digest(counts, crossed.groupby([CROSSED, "place"]).size())

    return act


def nothing(module: str) -> Callable[[], Digest]:
    """Only what has to be imported."""
    __import__(module)
    return lambda: {"counts": {}, "crossed": {}}


def _home(pd, connection, round_id):
    return pd.read_sql(
        "SELECT f.id AS form_id, s.department_id AS place FROM form f JOIN section s ON s.id = f.section_id"
        " WHERE f.round_id = ?",
        connection, params=(round_id,),
    )  # fmt: skip


def _digest(counts, crossed) -> Digest:
    return {
        "counts": {f"{key} {code}": int(n) for (key, code), n in counts.items()},
        "crossed": {f"{code} {place}": int(n) for (code, place), n in crossed.items()},
    }


def _seen(counts: dict[str, int]) -> dict[str, int]:
    return {key: n for key, n in counts.items() if n}


def child(way: str, path: str, round_id: str) -> None:
    """One way in this process: its times, its memory and its numbers."""
    ways = {"ours": ours, "pandas_long": pandas_long, "pandas_json": pandas_json}
    act = ways[way](Path(path), int(round_id)) if way in ways else nothing(way)
    seconds = measure.times(act)
    measure.tell(ms=measure.median(seconds), mb=measure.peak_mb(), found=act())


def keep_json(path: Path) -> None:
    """Add the table of JSON texts to the database."""
    import json
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bench_json (form_id INTEGER PRIMARY KEY, answers TEXT NOT NULL)")
    known: dict[int, dict[str, list[str]]] = {}
    for form_id, question, codes in connection.execute(
        "SELECT v.form_id, a.question, a.codes FROM version_answer a JOIN version v ON v.id = a.version_id"
        " WHERE a.codes <> ''"
    ):
        known.setdefault(form_id, {})[question] = codes.split(";")
    with connection:
        connection.executemany(
            "INSERT INTO bench_json VALUES (?, ?)", [(k, json.dumps(v)) for k, v in known.items()]
        )
    connection.close()


def run(forms: int = FORMS) -> None:
    """Make the database, let each way count it, print the comparison."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "country.db"
        round_id = measure.ask("towns", "random", path, forms, SECTIONS)
        measure.ask("counting", "json", path)
        found = {
            way: measure.ask("counting", way, path, round_id)
            for way in ("ours", "pandas_long", "pandas_json")
        }
        bare = {
            name: measure.ask("counting", name, path, round_id)["mb"]
            for name in ("app.results.service", "pandas")
        }
        size = path.stat().st_size / 1024 / 1024
    ours_, *others = found.values()
    assert all(way["found"] == ours_["found"] for way in others), "the ways disagree"
    measure.table(
        f"Counting {forms:,} projects: database file ({size:,.0f} MB) → all counts of all coded questions"
        " and one crosstab by department (same numbers in all ways)",
        [
            ("way", "ms", "peak MB", "imports alone, MB"),
            *(
                (name, f"{found[way]['ms']:,.0f}", f"{found[way]['mb']:,.0f}", f"{bare[module]:,.0f}")
                for name, way, module in (
                    ("Kikitori (packed rows)", "ours", "app.results.service"),
                    ("pandas, answers table", "pandas_long", "pandas"),
                    ("pandas, JSON column", "pandas_json", "pandas"),
                )
            ),
        ],
    )
    quicker, leaner = min(w["ms"] for w in others), min(w["mb"] for w in others)
    times = quicker / ours_["ms"]
    measure.verdict("times faster than the quicker pandas way", times, ">= 10", times >= 10)
    share = ours_["mb"] / leaner
    measure.verdict("peak memory of the leaner pandas way", share, "<= 1/3", share <= 1 / 3)


if __name__ == "__main__":
    if sys.argv[1] == "json":
        keep_json(Path(sys.argv[2]))
        measure.tell()
    else:
        child(*sys.argv[1:])

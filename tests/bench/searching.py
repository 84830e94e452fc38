"""Searching 5,000 speeches of 80 meetings: a page of hits, for words that are everywhere, rare, and one character long."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from app.db import Database
from app.meetings import hits
from app.meetings.service import searching
from app.migrations import migrate
from app.security import SECRETARIAT, Actor
from tests.bench import measure
from tests.support.meetings import make_body, make_meeting

MEETINGS, SPEECHES = 80, 5_000
NOW = datetime(2026, 11, 26, tzinfo=UTC)
WORDS = [
    "市民",
    "協働",
    "事業",
    "予算",
    "委員",
    "調査",
    "課題",
    "評価",
    "計画",
    "ＮＰＯ",
    "ガイドライン",
    "地域",
    "参加",
    "説明",
    "資料",
    "意見",
    "今後",
    "検討",
]


def city(folder: Path) -> Database:
    """A database with the meetings; a speech has 20 to 400 characters."""
    dice, db = Random(2010), Database(folder / "kikitori.db")
    migrate(db)
    with db.write():
        body = make_body(db, NOW)
        for number in range(1, MEETINGS + 1):
            said = [
                (dice.randrange(2), dice.choice(("委員", "小委員長", "事務局")), _speech(dice))
                for _ in range(SPEECHES // MEETINGS + (number <= SPEECHES % MEETINGS))
            ]
            day = (NOW - timedelta(days=14 * number)).date().isoformat()
            make_meeting(db, NOW, body, said, number=number, day=day)
    return db


def _speech(dice: Random) -> str:
    said = "の".join(dice.choices(WORDS, k=dice.randrange(5, 100)))
    return said + ("希少なことば" if dice.random() < 0.002 else "") + "。"


def run() -> None:
    """Print what a page of hits takes, excerpts included."""
    with tempfile.TemporaryDirectory() as folder:
        db, rows = city(Path(folder)), []
        for name, word in (
            ("in most speeches", "協働"),
            ("rare", "希少なことば"),
            ("one character", "評"),
            ("none", "無い語"),
            ("three words", "npo 予算 地域"),
        ):
            wanted = searching.Wanted(word=word)

            def page(wanted: searching.Wanted = wanted) -> searching.Found:
                found = searching.search(db, Actor(None, "", SECRETARIAT), wanted)
                for hit in found.hits:
                    hits.excerpt(hit.text, wanted.words)
                return found

            took = measure.median(measure.times(page))
            rows.append((name, word, f"{page().total:,} hits", f"{took:.1f} ms"))
        measure.table(f"Search in {SPEECHES:,} speeches (a page of 30; target < 50 ms)", rows)
        db.close()

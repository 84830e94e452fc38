"""Minutes read from text: what becomes of every line."""

import json
from collections import Counter

import pytest

from app.meetings.reading import as_tables, read
from app.meetings.reading.glyphs import TABLE


@pytest.fixture
def real(shared_data):
    """The minutes of 2010 as extracted from the PDF, and what they must become."""
    folder = shared_data / "koganei-2010"
    known = json.loads((folder / "minutes.json").read_text(encoding="utf-8"))
    return read((folder / "minutes-source.txt").read_text(encoding="utf-8")), known


def test_the_real_minutes_give_exactly_their_transcription(real):
    """Character by character, but for nothing: 实→実 and 尐→少 are put right by the reader too."""
    minutes, known = real
    tables = as_tables(minutes)
    assert tables["agenda"] == known["agenda_items"]
    assert tables["materials"] == known["materials_submitted"]
    assert tables["materials_on_agenda_sheet"] == known["materials_on_agenda_sheet"]
    assert tables["results"] == known["results"]
    wanted = [{k: s[k] for k in ("agenda_item", "speaker", "text")} for s in known["discussion"]]
    assert [{k: s[k] for k in ("agenda_item", "speaker", "text")} for s in tables["speeches"]] == wanted
    who = Counter(s.speaker for s in minutes.speeches)
    assert who == {"小委員長": 29, "委員": 23, "事務局": 9}
    assert minutes.title == known["title"]


def test_the_real_minutes_doubts(real):
    minutes, _ = real
    assert Counter(d.code for d in minutes.doubts) == {"glyph": 4, "no_item": 1, "run_together": 1}
    assert (minutes.unplaced, minutes.dropped) == ((), ())
    facts = {f.label: f.value for f in minutes.facts}
    assert facts["日時"] == "平成２２年１０月６日（水）午前９時３０分～正午"
    assert [s.kind for s in minutes.speeches].count("note") == 1


def everything(text, minutes):
    """Nothing of the source is lost: its pieces are its lines."""
    assert bare("".join(p.raw for p in minutes.pieces)) == bare(text)
    for kind, things in (("speech", minutes.speeches), ("unplaced", minutes.unplaced)):
        for i, thing in enumerate(things):
            raw = "".join(p.raw for p in minutes.pieces if (p.kind, p.of) == (kind, i))
            assert bare(thing.text) == bare(raw.translate(str.maketrans(TABLE)) if kind == "speech" else raw)


def bare(text):
    return "".join(text.split())


def test_nothing_of_the_real_minutes_is_lost(real, shared_data):
    everything((shared_data / "koganei-2010/minutes-source.txt").read_text(encoding="utf-8"), real[0])

"""The demo's own file about hearings agrees with itself: it is read whole at every `make serve`, once."""

import json
from pathlib import Path

from app.demo import load
from app.hearings.service.outcome import contains

KNOWN = json.loads((Path(load.__file__).parent / "hearing-2010.json").read_text(encoding="utf-8"))


def test_every_theme_quotes_what_was_recorded():
    quoted = [one for said in KNOWN["themes"].values() for one in said]
    assert len(quoted) >= 8
    for section, question, quote in quoted:
        assert contains(KNOWN["records"][section]["said"][question], quote), (section, question, quote)

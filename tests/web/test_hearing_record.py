"""Records of hearings: typed by two, checked by the section, final; promises and returns that come of them."""

import pytest

from app.hearings.service import board, placing, record
from app.hearings.service import draft as drafts
from app.hearings.service.questions import common
from app.organisation import service as organisation
from app.security import SYSTEM
from tests.support import hearings


@pytest.fixture
def place(db, clock, small_round):
    """(series, appointment, section) of a published hearing of the first section."""
    section = organisation.all_sections(db)[0].id
    made = hearings.make_series(db, clock(), small_round, [section], days=1)
    common.fix(db, SYSTEM, clock(), made, common.draft(db, made).revision)
    placing.propose(db, SYSTEM, clock(), made, [], drafts.read(db, made).seen)
    board.publish(db, SYSTEM, clock(), made, note="", seen=drafts.read(db, made).seen, anyway=True)
    return made, board.published(db, made)[0].appointment, section


def page_of(place):
    return f"/hearings/{place[0]}/records/{place[1]}"


def test_a_record_is_typed_and_stays(secretariat, place, db):
    assert "未着手" in secretariat.get(f"/hearings/{place[0]}/records").text
    secretariat.get(page_of(place))
    sent = {"c1-text": "窓口は係長です。", "c1-base": "0:", "people-text": "課長 甲", "people-base": "0:"}
    assert secretariat.send(page_of(place), sent).status_code == 303
    shown = secretariat.get(page_of(place)).text
    assert "窓口は係長です。" in shown
    assert "課長 甲" in shown
    assert "作成中" in secretariat.get(f"/hearings/{place[0]}/records").text
    (one,) = record.answers(db, place[0])
    assert (one.key, one.text, one.state) == ("c1", "窓口は係長です。", "typing")
    assert one.question

"""Questions of hearings: common versions, a section's own ones, sending, and answers in writing."""

import pytest

from app.db import Error
from app.hearings.service import questions
from app.hearings.service.questions import common
from app.organisation import service as organisation
from app.security import SYSTEM
from forms.questions import Text
from tests.support.hearings import make_series


@pytest.fixture
def sections(db):
    return [s.id for s in organisation.all_sections(db)]


@pytest.fixture
def series(db, clock, small_round, sections):
    """A series in which the first and the third section are heard; nothing was asked yet."""
    return make_series(db, clock(), small_round, [sections[0], sections[2]])


def fixed(db, clock, series):
    """The draft as it stands becomes a version; its number."""
    return common.fix(db, SYSTEM, clock(), series, common.draft(db, series).revision)


def reword(db, clock, series, key, text):
    """Another wording in the draft."""
    old = common.draft(db, series)
    common.edit(db, SYSTEM, clock(), series, common.Edit({key: Text(text)}, Text()), old.revision)


def test_a_series_begins_with_the_eight_topics_in_both_languages(db, series, sections, secretariat):
    found = questions.of_section(db, series, sections[0])
    assert [q.key for q in found] == [f"c{n}" for n in range(1, 9)]
    assert [q.number for q in found] == list(range(1, 9))
    assert all(q.text.ja and q.text.en and not q.own for q in found)
    assert found[0].text.ja in secretariat.get(f"/hearings/{series}/questions/{sections[0]}").text


def test_versions_are_fixed_for_good_and_keys_last(db, clock, series, sections):
    assert fixed(db, clock, series) == 1
    common.begin(db, SYSTEM, clock(), series)
    reword(db, clock, series, "c2", "別の聞き方")
    old = common.draft(db, series)
    common.edit(
        db, SYSTEM, clock(), series, common.Edit({}, Text("足した質問"), ("remove", "c1")), old.revision
    )
    asked = questions.of_section(db, series, sections[0])
    assert asked[1].text.ja != "別の聞き方"  # the draft is not asked while a version stands
    assert fixed(db, clock, series) == 2
    asked = questions.of_section(db, series, sections[0])
    assert [q.key for q in asked] == [f"c{n}" for n in range(2, 10)]
    assert (asked[0].text.ja, asked[-1].text.ja) == ("別の聞き方", "足した質問")
    for statement in ("UPDATE hearing_questions SET texts = '[]'", "DELETE FROM hearing_questions"):
        with pytest.raises(Error), db.write():
            db.run(statement)


def test_pages_are_there_for_those_they_are_for(
    db, series, sections, secretariat, member, section, client_for
):
    page = secretariat.get(f"/hearings/{series}/questions").text
    assert page.count("未送付") == 2
    assert member.get(f"/hearings/{series}/questions").status_code == 200
    assert section.get(f"/hearings/{series}/questions").status_code == 403
    own = f"/hearings/{series}/sections/{sections[0]}/questions"
    assert section.get(own).status_code == 200
    assert client_for("section2").get(own).status_code == 404
    assert secretariat.get(f"/hearings/{series}/questions/{sections[1]}").status_code == 404

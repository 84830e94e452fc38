"""The board through its pages: a plan, a section that cannot come, publishing, versions; stale windows and strangers."""

import re

import pytest

from app.hearings.service import board
from app.hearings.service import draft as drafts
from app.organisation import service as organisation
from tests.support.hearings import make_series


@pytest.fixture
def sections(db):
    return [s.id for s in organisation.all_sections(db)]


@pytest.fixture
def series(db, clock, small_round, sections):
    """Four sections heard, three days of two slots."""
    return make_series(db, clock(), small_round, sections, days=3, slots=2)


def at(series, rest=""):
    return f"/hearings/{series}/board{rest}"


def seen(page):
    return re.search('name="seen" value="([^"]+)"', page.text)[1]


def act(client, series, rest, data=None):
    """As the page that stands now would."""
    page = client.get(at(series))
    return client.send(at(series, rest), {"seen": seen(page), **(data or {})})


def test_from_the_proposal_to_the_second_version(secretariat, member, db, series, sections):
    assert "未配置（4課）" in secretariat.get(at(series)).text
    assert act(secretariat, series, "/propose", {"last": str(sections[0])}).status_code == 303
    page = secretariat.get(at(series))
    assert "元に戻す（自動の案）" in page.text or "元に戻す (自動の案)" in page.text
    assert drafts.read(db, series).spots[sections[0], 1].day_id == drafts.read(db, series).days[1].id
    before = secretariat.get(at(series, "/publish"))
    assert "第1版として公表する" in before.text
    told = {"seen": seen(before), "note": "初版", "anyway": "1"}
    for _ in range(2):  # a double click
        assert secretariat.send(at(series, "/publish"), told).status_code == 303
    assert len(board.plans(db, series)) == 1
    page = secretariat.get(at(series, f"/{sections[1]}/1"))
    way = re.search('name="moves" value="([^"]+)"', page.text)[1].replace("&gt;", ">")
    assert (
        secretariat.send(at(series, f"/{sections[1]}/1"), {"seen": seen(page), "moves": way}).status_code
        == 303
    )
    assert "公表へ進む（変更1件）" in secretariat.get(at(series)).text
    page = secretariat.get(at(series, "/publish"))
    secretariat.send(at(series, "/publish"), {"seen": seen(page), "anyway": "1"})
    text = secretariat.get(f"/hearings/{series}/versions/2").text
    assert "第1版との違い" in text
    assert "変更" in text
    assert member.get(f"/hearings/{series}/versions/2?against=1").status_code == 200
    assert secretariat.get(f"/hearings/{series}/versions/2?against=9").status_code == 404
    page = secretariat.get(f"/hearings/{series}/versions/1")
    restore = f"/hearings/{series}/versions/1/restore"
    assert secretariat.send(restore, {"seen": seen(page)}).status_code == 303
    assert "案に戻しました" in secretariat.get(at(series)).text


def test_by_hand_pin_and_second_hearing(secretariat, db, series, sections):
    day = drafts.read(db, series).days[0].id
    key = {"key": f"{sections[0]}.1"}
    assert act(secretariat, series, "/place", {**key, "where": f"{day}-2"}).status_code == 303
    assert act(secretariat, series, "/pin", {**key, "on": "1"}).status_code == 303
    answer = act(secretariat, series, "/place", {**key, "where": "tray"})
    assert answer.status_code == 422
    assert "固定されているため動かせません" in answer.text
    second = {"section": str(sections[0]), "on": "1"}
    assert act(secretariat, series, "/second", second).status_code == 303
    assert "（2回目）" in secretariat.get(at(series)).text
    step = re.search('name="step" value="([^"]+)"', secretariat.get(at(series)).text)[1]
    assert act(secretariat, series, "/undo", {"step": step}).status_code == 303
    assert act(secretariat, series, "/undo", {"step": step, "redo": "1"}).status_code == 303
    assert (sections[0], 2) in drafts.read(db, series).spots


def test_two_secretaries_the_second_is_told_and_nothing_changes(
    secretariat, client_for, db, series, sections
):
    other = client_for("secretariat")
    stale = seen(other.get(at(series)))
    act(secretariat, series, "/propose")
    before = drafts.read(db, series).spots
    answer = other.send(at(series, "/place"), {"seen": stale, "key": f"{sections[0]}.1", "where": "tray"})
    assert answer.status_code == 409
    assert "先に変更しました" in answer.text
    assert drafts.read(db, series).spots == before


@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("/place", {"key": "x", "where": "tray"}), ("/place", {"key": "1.1", "where": "1-x"}),
        ("/place", {"key": "999.1", "where": "tray"}), ("/undo", {"step": "99"}),
        ("/999/1", {"moves": ""}), ("/1/1", {"moves": "nonsense"}),
    ],
)  # fmt: skip
def test_nonsense_is_not_found(secretariat, series, rest, data):
    assert act(secretariat, series, rest, data).status_code == 404


def test_the_board_is_the_secretariats(section, member, series):
    for client in (section, member):
        assert client.get(at(series)).status_code == 403
        assert client.get(at(series, "/publish")).status_code == 403

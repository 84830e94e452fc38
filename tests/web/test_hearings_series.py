"""Hearing series: making, renaming, closing with what is open, reopening; who may see and do it."""

import pytest

from app.errors import Conflict, NotFound, Refused
from app.hearings.service import candidates, series, standing
from app.hearings.service.candidates import Wanted
from app.rounds import service as rounds
from app.security import SYSTEM

NAME = "令和8年度 ヒアリング"


@pytest.fixture
def made(db, clock, small_round):
    return series.create(db, SYSTEM, clock(), small_round, NAME)


def decide(db, clock, made, ids, *args, seen="9"):
    return candidates.decide(db, SYSTEM, clock(), made, ids, Wanted(*args), seen)


def test_a_series_is_made_on_a_round_and_the_second_half_of_a_double_click_makes_none(
    secretariat, db, small_round
):
    assert "/hearings/new" in secretariat.get("/hearings").text
    assert f"/hearings?round_id={small_round}" in secretariat.get(f"/rounds/{small_round}").text
    secretariat.get(f"/hearings/new?round_id={small_round}")
    for _ in range(2):
        answer = secretariat.send("/hearings/new", {"round_id": small_round, "name": f" {NAME} "})
        assert answer.status_code == 303
    assert [s.name for s in series.all_series(db)] == [NAME]
    assert NAME in secretariat.get("/hearings").text
    assert "未決定の課" in secretariat.get(answer.location).text
    assert NAME in secretariat.get(f"/hearings?round_id={small_round}").text


def test_what_is_missing_is_said_and_what_was_typed_stays(secretariat, db, clock, made, small_round):
    clock.advance(minutes=5)
    secretariat.get("/hearings/new")
    answer = secretariat.send("/hearings/new", {"round_id": small_round, "name": NAME})
    assert answer.status_code == 422
    assert "既にあります" in answer.text
    assert secretariat.send("/hearings/new", {"name": "あ"}).status_code == 422
    assert secretariat.send("/hearings/new", {"round_id": "999", "name": "あ"}).status_code == 404


def test_it_can_be_renamed(secretariat, db, made):
    secretariat.get(f"/hearings/{made}/name")
    assert secretariat.send(f"/hearings/{made}/name", {"name": "別の名称"}).status_code == 303
    assert series.get(db, made).name == "別の名称"
    assert secretariat.send(f"/hearings/{made}/name", {"name": " "}).status_code == 422


def test_it_is_not_closed_while_a_section_is_undecided_without_saying_so(secretariat, db, clock, made):
    page = secretariat.get(f"/hearings/{made}")
    assert "未決定の4課を残したまま終了する" in page.text
    ids = [s.id for s in rounds.sections(db, series.get(db, made).round_id)]
    decide(db, clock, made, ids[:1], "proposed", "heard", "事業が多い。", "2026-11-20")
    answer = secretariat.send(f"/hearings/{made}/close", {"undecided": "4"})
    assert answer.status_code == 409
    assert "未決定の課が3課あります" in answer.text
    assert series.get(db, made).is_open
    assert secretariat.send(f"/hearings/{made}/close", {"undecided": "3"}).status_code == 303
    assert not series.get(db, made).is_open
    with pytest.raises(Refused):
        decide(db, clock, made, ids[1:2], "excluded", None)
    assert secretariat.send(f"/hearings/{made}/reopen").status_code == 303
    assert decide(db, clock, made, ids[1:], "excluded", None) == 3
    assert standing.tally(db, made).open == 0
    assert "未決定の" not in secretariat.get(f"/hearings/{made}").text.split('id="close"')[1]


def test_the_heard_come_in_organisation_order_and_history_keeps_every_step(db, clock, made):
    asked = rounds.sections(db, series.get(db, made).round_id)
    decide(db, clock, made, [asked[2].id], None, "heard", "質問が多い。", "2026-11-20")
    decide(db, clock, made, [asked[0].id], None, "heard", "計画をもつ。", "2026-11-20")
    assert [s.id for s in candidates.heard(db, made)] == [asked[0].id, asked[2].id]
    assert decide(db, clock, made, [asked[0].id], None, "heard", "計画をもつ。", "2026-11-20") == 0
    clock.advance(hours=1)
    decide(db, clock, made, [asked[0].id], None, "not_heard", "次年度に回す。", "2026-11-21")
    assert [s.id for s in candidates.heard(db, made)] == [asked[2].id]
    steps = candidates.history(db, made, asked[0].id)
    assert [(d.decision, d.reason) for d in steps] == [
        ("not_heard", "次年度に回す。"),
        ("heard", "計画をもつ。"),
    ]


def test_a_decision_needs_reason_and_day_and_nobody_overrides_unseen(db, clock, made):
    ids = [s.id for s in rounds.sections(db, series.get(db, made).round_id)]
    for reason, day in (("", "2026-11-20"), ("理由", ""), ("理由", "2026-02-30"), ("理由", "20261120")):
        with pytest.raises(Refused):
            decide(db, clock, made, ids[:1], None, "heard", reason, day)
    with pytest.raises(NotFound):
        decide(db, clock, made, [999], "proposed")
    decide(db, clock, made, ids[:1], "proposed")
    with pytest.raises(Conflict):
        decide(db, clock, made, ids, "excluded", seen="")
    assert standing.tally(db, made).excluded == 0
    assert decide(db, clock, made, ids[:1], "proposed", seen="") == 0, "the same click once more"


def test_members_read_and_sections_do_not(member, section, made):
    assert NAME in member.get("/hearings").text
    page = member.get(f"/hearings/{made}").text
    assert "終了する" not in page
    assert member.send(f"/hearings/{made}/close", {"undecided": "4"}).status_code == 403
    assert section.get("/hearings").status_code == 403
    assert section.get(f"/hearings/{made}").status_code == 403
    assert member.get("/hearings/999").status_code == 404

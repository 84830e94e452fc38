"""The page of disposal, and what every page of a round that is gone says."""

from datetime import timedelta

import pytest

from app.clock import stored
from app.rounds import service as rounds
from app.security import SYSTEM

NAME = "令和8年度 調査"


@pytest.fixture
def due(db, clock, small_round):
    rounds.change(
        db, SYSTEM, clock(), small_round, state="closed", keep_until="2026-11-20",
        archived_at=stored(clock() - timedelta(days=20)),
    )  # fmt: skip
    return small_round


def test_the_name_is_typed_and_the_record_stays(secretariat, due):
    here = f"/rounds/{due}/disposal"
    assert f'href="{here}"' in secretariat.get(f"/rounds/{due}").text
    page = secretariat.get(here).text
    assert "元に戻せません" in page
    wrong = secretariat.send(here, {"name": "別の調査", "reason": "満了のため"})
    assert wrong.status_code == 422
    assert "一致しません" in wrong.text
    assert "満了のため" in wrong.text
    assert "理由を記入してください" in secretariat.send(here, {"name": NAME, "reason": ""}).text
    done = secretariat.send(here, {"name": NAME, "reason": "満了のため"})
    assert done.location == here
    assert secretariat.send(here, {"name": NAME, "reason": "満了のため"}).status_code == 303, "a double click"
    record = secretariat.get(here).text
    assert "満了のため" in record
    assert 'name="reason"' not in record
    assert "満了のため" in secretariat.get("/disposals").text
    assert "廃棄済み" in secretariat.get("/rounds").text
    assert "調査を廃棄" in secretariat.get("/audit").text


def test_pages_of_a_round_that_is_gone(secretariat, section, member, due, app):
    secretariat.get(f"/rounds/{due}/disposal")
    secretariat.send(f"/rounds/{due}/disposal", {"name": NAME, "reason": "満了のため"})
    round_page = secretariat.get(f"/rounds/{due}")
    assert round_page.status_code == 200
    assert "廃棄しました" in round_page.text
    assert "/results" not in round_page.text
    assert secretariat.get(f"/rounds/{due}/questionnaires").status_code == 200
    assert secretariat.get("/").location == f"/rounds/{due}"
    assert secretariat.get(f"/?round={due}").location == f"/rounds/{due}"
    for rule in app.url_map.iter_rules():
        if "round_id" in rule.arguments and "GET" in rule.methods:
            if rule.endpoint in {"rounds.show", "rounds.questionnaires", "disposal.show"}:
                continue
            values = {
                a: due if a == "round_id" else 1 if "id" in a or a == "number" else "a"
                for a in rule.arguments
            }
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
            for who in (secretariat, section, member):
                assert who.get(address).status_code in {403, 404, 410}, address
    gone = section.get(f"/fill/{due}/1/")
    assert gone.status_code == 410
    assert "廃棄しました" in gone.text
    assert section.get("/").status_code == 200
    assert secretariat.send(f"/rounds/{due}/state/restored").status_code == 410


def test_before_its_time(secretariat, db, clock, small_round):
    here = f"/rounds/{small_round}/disposal"
    assert "保存にしていません" in secretariat.get(here).text
    rounds.change(db, SYSTEM, clock(), small_round, state="closed", archived_at=stored(clock()))
    assert "保存年限が設定されていません" in secretariat.get(here).text
    rounds.change(db, SYSTEM, clock(), small_round, keep_until="2026-11-21")
    assert "翌日から" in secretariat.get(here).text
    assert secretariat.send(here, {"name": NAME, "reason": "x"}).status_code == 422
    assert not rounds.get(db, small_round).disposed_at

"""The page of contradictions: found on the survey of 2010, asked, settled, taken back; gone once mended."""

import re

import pytest

from app.oversight import service as oversight


@pytest.fixture
def survey(survey_of_2010):
    return survey_of_2010


def of(db, clock, survey, rule):
    return next(f for f in oversight.found(db, clock(), survey) if f.signal.rule == rule)


def path(survey, found=None):
    return f"/rounds/{survey}/contradictions" + (f"/{found.signal.key}" if found else "")


def act(client, db, clock, survey, rule, action, note="", seen=None):
    found = of(db, clock, survey, rule)
    data = {"action": action, "note": note, "seen": found.seen if seen is None else seen}
    return client.send(path(survey, found), data)


def test_every_contradiction_has_its_answers_and_a_ready_question(secretariat, survey):
    text = secretariat.get(path(survey)).text
    assert len(re.findall('class="contradiction card"', text)) == 8
    assert "②現在＋将来" in text
    assert "総予算額（1,560千円）が、市の予算額（1,581千円）を下回っています。金額をご確認ください。" in text
    assert text.count(">参考<") == 1


def test_narrowed_by_rule_and_state(secretariat, survey):
    text = secretariat.get(path(survey) + "?rule=planned_missing").text
    assert len(re.findall('class="contradiction card"', text)) == 2
    assert "この条件に当てはまるものはありません" in secretariat.get(path(survey) + "?state=asked").text


def test_nothing_found_is_said(secretariat, small_round):
    assert "食い違いは見つかっていません" in secretariat.get(path(small_round)).text


def test_asking_settling_and_taking_back(secretariat, db, clock, survey):
    assert act(secretariat, db, clock, survey, "total_below_city", "ask", "ご確認ください").status_code == 303
    found = of(db, clock, survey, "total_below_city")
    assert (found.decision.state, found.decision.note) == ("asked", "ご確認ください")
    assert found.to_do
    assert act(secretariat, db, clock, survey, "total_below_city", "settle", "電話で確認").status_code == 303
    assert not of(db, clock, survey, "total_below_city").to_do
    assert act(secretariat, db, clock, survey, "total_below_city", "reopen").status_code == 303
    assert of(db, clock, survey, "total_below_city").decision.state == "open"
    told = [
        r["action"] for r in db.all("SELECT action FROM audit WHERE action LIKE 'oversight.%' ORDER BY id")
    ]
    assert told == ["oversight.asked", "oversight.settled", "oversight.open"]


@pytest.mark.parametrize("action", ["ask", "settle"])
def test_without_words_nothing_is_done_and_the_field_says_so(secretariat, db, clock, survey, action):
    answer = act(secretariat, db, clock, survey, "total_below_city", action, "　 ")
    assert answer.status_code == 422
    assert "記入してください" in answer.text
    assert of(db, clock, survey, "total_below_city").decision.state == "open"


def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(secretariat, db, clock, survey):
    act(secretariat, db, clock, survey, "total_below_city", "settle", "電話で確認")
    answer = act(secretariat, db, clock, survey, "total_below_city", "ask", "私の照会文", seen="open ")
    assert answer.status_code == 409
    assert "ほかの方が先に対応しました" in answer.text
    assert of(db, clock, survey, "total_below_city").decision.note == "電話で確認"


def test_a_double_click_decides_once(secretariat, db, clock, survey):
    for _ in range(2):
        answer = act(
            secretariat, db, clock, survey, "total_below_city", "ask", "ご確認ください", seen="open "
        )
        assert answer.status_code == 303
    assert db.value("SELECT count(*) FROM audit WHERE action = 'oversight.asked'") == 1


def test_the_question_goes_out_as_mail_too(secretariat, db, clock, survey):
    section = of(db, clock, survey, "total_below_city").signal.section_id
    with db.write():
        db.run("UPDATE section SET mailbox = 'anzen@city.example' WHERE id = ?", (section,))
    act(secretariat, db, clock, survey, "total_below_city", "ask", "予算額をご確認ください")
    row = db.one("SELECT recipients, subject, body, state, section_id FROM notice")
    assert (row["recipients"], row["state"], row["section_id"]) == (
        '["anzen@city.example"]',
        "queued",
        section,
    )
    assert "予算額をご確認ください" in row["body"]
    assert f"/fill/{survey}/{section}/" in row["body"]


def test_unknown_ones_are_not_found(secretariat, survey):
    secretariat.get(path(survey))
    assert secretariat.send(path(survey) + "/nothing", {"action": "ask", "note": "x"}).status_code == 404
    assert secretariat.send("/rounds/999/contradictions/x", {"action": "ask", "note": "x"}).status_code == 404


def test_the_section_sees_what_it_is_asked(secretariat, db, clock, survey):
    act(secretariat, db, clock, survey, "total_below_city", "ask", "予算額をご確認ください")
    found = of(db, clock, survey, "total_below_city")
    with db.write():
        db.run("UPDATE account_section SET section_id = ?", (found.signal.section_id,))
    section = secretariat.application.test_client()
    section.sign_in("section")
    text = section.get(f"/fill/{survey}/{found.signal.section_id}/").text
    assert "予算額をご確認ください" in text
    assert f"/q/a/{found.signal.places[0].form_id}/figures?check=1#q-total_budget" in text

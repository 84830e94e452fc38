"""Results, decisions and tasks of a meeting, and the way back from a hearing candidate to the speeches."""

import re
from html import unescape

import pytest

from app.hearings.service import series as all_series
from app.meetings.service import meetings, outcomes, writing
from app.organisation import service as organisation
from app.security import SYSTEM
from tests.support.meetings import make_body, make_final, make_meeting

SAID = [
    (1, "小委員長", "対象課を決めたい。"),
    (1, "委員", "企画政策課は入れた方がよい。"),
    (1, "小委員長", "対象とする。"),
]


@pytest.fixture
def meeting(db, clock):
    with db.write():
        return make_meeting(db, clock(), make_body(db, clock()), SAID)


@pytest.fixture
def series(db, clock, small_round):
    return all_series.create(db, SYSTEM, clock(), small_round, "ヒアリング")


def fields(page):
    found = re.findall(r'<textarea[^>]*name="(i\d+-text)"[^>]*>(.*?)</textarea>', page, re.S)
    shown = {name: unescape(text.removeprefix("\n")) for name, text in found}
    return shown | dict(re.findall(r'name="(i\d+-base)" value="([^"]*)"', page))


def test_results_are_saved_and_set_phrases_come_after_them(secretariat, db, meeting):
    address = f"/meetings/{meeting}/results"
    first = meetings.items(db, meeting)[0].id
    page = secretariat.get(address).text
    typed = fields(page) | {f"i{first}-text": "意見が示された。", "phrase": f"i{first}-6"}
    assert secretariat.send(address, typed).status_code == 303
    assert outcomes.kept(db, meeting)[f"i{first}"].answer.text == "意見が示された。\nなお、…こととした。"
    late = secretariat.send(address, fields(page) | {f"i{first}-text": "別の結果。"})
    assert late.status_code == 409
    assert "別の結果。</textarea>" in late.text
    account = re.search(r'data-account="(\d+)"', page)[1]
    told = secretariat.send(
        f"{address}/save", {"account": account, "i0-text": "全体の結果。", "i0-base": fields(page)["i0-base"]}
    )
    assert "base" in told.json["fields"]["i0"]
    assert outcomes.kept(db, meeting)["i0"].answer.text == "全体の結果。"


def test_a_decision_leads_to_its_speeches_and_back(secretariat, db, clock, meeting, series):
    sections = [s.id for s in organisation.all_sections(db)]
    address = f"/meetings/{meeting}/results"
    page = secretariat.get(f"{address}?series={series}").text
    assert "企画政策課" in page
    typed = {
        "text": "企画政策課を対象とした。", "item": str(meetings.items(db, meeting)[1].id), "speeches": "２－３", "series": str(series),
        "sections": [str(sections[0])],
    }  # fmt: skip
    for _ in range(2):
        assert secretariat.send(f"{address}/decisions", typed).status_code == 303
    (found,) = outcomes.decisions(db, meeting)
    assert found.speeches == tuple(s.id for s in writing.speeches(db, meeting)[1:])
    back = secretariat.get(f"/hearings/{series}/candidates/{sections[0]}")
    assert "企画政策課を対象とした。" in back.text
    assert f'href="/meetings/{meeting}/minutes#speech-{found.speeches[0]}"' in back.text
    secretariat.get(address)
    secretariat.send(f"{address}/decisions/{found.id}", {})
    assert not outcomes.decisions(db, meeting)


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"text": " ", "speeches": ""}, "決定した内容"), ({"text": "決定", "speeches": "9"}, "発言の番号「9」")],
)
def test_what_is_wrong_with_a_decision(secretariat, db, meeting, typed, told):
    secretariat.get(f"/meetings/{meeting}/results")
    answer = secretariat.send(f"/meetings/{meeting}/results/decisions", typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert not outcomes.decisions(db, meeting)


def test_tasks(secretariat, db, clock, meeting):
    address = f"/meetings/{meeting}/results"
    secretariat.get(address)
    nobody = secretariat.send(f"{address}/tasks", {"what": "資料を配る", "who": "", "due": "2026-12-01"})
    assert nobody.status_code == 422
    assert 'value="資料を配る"' in nobody.text
    for _ in range(2):
        secretariat.send(f"{address}/tasks", {"what": "資料を配る", "who": "事務局", "due": "2026-12-01"})
    (task,) = outcomes.tasks(db, meeting)
    with db.write():
        make_final(db, clock(), meeting)
    assert "令和8年12月1日(火)" in secretariat.get(address).text
    secretariat.send(f"{address}/tasks/{task.id}", {"done": "1"})
    assert outcomes.tasks(db, meeting)[0].done_at, "tasks go on after the minutes are final"
    assert "<textarea" not in secretariat.get(address).text


def test_only_the_secretariat(client_for, meeting):
    for role in ("member", "section"):
        assert client_for(role).get(f"/meetings/{meeting}/results").status_code == 403


@pytest.mark.parametrize(
    ("typed", "found"), [("14-16、49", [14, 15, 16, 49]), ("３～４ 4", [3, 4]), ("", [])]
)
def test_numbers_as_people_type_them(typed, found):
    assert outcomes.numbers(typed, 60) == found

"""The house style of a body: typed, refused with the line, stale pages with both, kept beside other settings."""

import json
import re
from html import unescape

import pytest

from tests.support.meetings import make_body

TYPED = {"comma": "、", "digits": "full", "terms": "下さい→ください\r\n\r\n子供 => 子ども\r\n平等→平等"}


@pytest.fixture
def body(db, clock):
    with db.write():
        made = make_body(db, clock())
        db.run("UPDATE meeting_body SET settings = ? WHERE id = ?", ('{"names": true}', made))
    return made


def kept(db, body):
    return json.loads(db.value("SELECT settings FROM meeting_body WHERE id = ?", (body,)))


def shown(client, body):
    page = client.get(f"/meetings/bodies/{body}/style").text
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_what_is_typed_is_kept_beside_the_other_settings(secretariat, db, body):
    assert f"/meetings/bodies/{body}/style" in secretariat.get(f"/meetings/bodies/{body}").text
    address, seen = f"/meetings/bodies/{body}/style", shown(secretariat, body)
    for _ in range(2):
        assert secretariat.send(address, TYPED | {"seen": seen}).status_code == 303
    terms = [["下さい", "ください"], ["子供", "子ども"], ["平等", "平等"]]
    assert kept(db, body) == {"names": True, "style": {"comma": "、", "digits": "full", "terms": terms}}
    assert db.value("SELECT count(*) FROM audit WHERE action = 'meetings.house_style'") == 1
    page = unescape(secretariat.get(address).text)
    assert "下さい→ください\n子供→子ども\n平等→平等</textarea>" in page
    assert "全角" in unescape(secretariat.get("/audit").text)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("子供→子ども\n下さい", "2行目：「下さい→ください」のように"),
        ("→子ども", "1行目：「下さい→ください」のように"),
        ("子供→子ども\n子供→児童", "2行目：「子供」がほかの行にもあり"),
        ("子供→子ども\n子ども→児童", "1行目：「子ども」は、ほかの行で「児童」に直す語です"),
        ("あ" * 51 + "→い", "50文字まで"),
        ("\n".join(f"語{n}→詞{n}" for n in range(301)), "300行まで"),
    ],
)
def test_a_line_that_cannot_stay_is_named_and_everything_typed_is_kept(secretariat, db, body, terms, said):
    seen = shown(secretariat, body)
    answer = secretariat.send(
        f"/meetings/bodies/{body}/style", TYPED | {"terms": terms, "digits": "half", "seen": seen}
    )
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert said in page
    assert f"{terms}</textarea>" in page
    assert '<option value="half" selected>' in page
    assert kept(db, body) == {"names": True}


def test_a_stale_page_saves_nothing_and_shows_both(secretariat, db, body):
    address, seen = f"/meetings/bodies/{body}/style", shown(secretariat, body)
    secretariat.send(address, TYPED | {"seen": seen})
    late = secretariat.send(address, {"comma": "，", "digits": "", "terms": "等→など", "seen": seen})
    page = unescape(late.text)
    assert late.status_code == 409
    assert "等→など</textarea>" in page
    assert "<li>下さい→ください</li>" in page
    assert kept(db, body)["style"]["comma"] == "、"
    assert secretariat.send(address, {"comma": "x", "seen": seen}).status_code == 404


def test_only_the_secretariat_settles_it(client_for, body):
    for role in ("member", "section"):
        assert client_for(role).get(f"/meetings/bodies/{body}/style").status_code == 403

"""The page of writing minutes: saved as typed, arranged by buttons, taken in from a text; each as people use it."""

import re
from html import unescape
from io import BytesIO

import pytest

from app.meetings.page import writing as page_of_writing
from app.meetings.service import meetings, people, writing
from app.security import SYSTEM
from tests.support.meetings import make_body, make_final, make_meeting

SAID = [(0, "小委員長", "議題とする。"), (0, "委員", "一つ目。二つ目。"), (1, "事務局", "お答えする。")]
PASTED = "会議次第\n（１）予算について\n\n会議要旨\n【委員長】予算を議題とする。\n【委員】質問がある。\n"


@pytest.fixture
def meeting(db, clock):
    with db.write():
        made = make_meeting(db, clock(), make_body(db, clock()), SAID)
    row = {
        "id": 0,
        "name": "見本花子",
        "post": "",
        "role": "委員",
        "kind": "member",
        "chair": 0,
        "presence": "present",
        "key": "h",
    }
    people.put_people(db, SYSTEM, clock(), made, [row], people.seen([]))
    return made


def texts(db, meeting):
    return [(s.role, s.text) for s in writing.speeches(db, meeting)]


def bases(page):
    """What a browser posts back of a page besides what is typed."""
    return dict(re.findall(r'name="(s\d+-base)" value="([^"]*)"', page))


def filled(page, **typed):
    found = re.findall(r'<textarea[^>]*name="(s\d+-text)"[^>]*>(.*?)</textarea>', page, re.S)
    shown = {name: unescape(text.removeprefix("\n")) for name, text in found}
    return shown | bases(page) | typed


def test_the_button_saves_what_changed(secretariat, db, meeting):
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    first = writing.speeches(db, meeting)[0].id
    answer = secretariat.send(
        f"/meetings/{meeting}/minutes", filled(page, **{f"s{first}-text": "議題としたい。", "act": ""})
    )
    assert answer.status_code == 303
    assert texts(db, meeting)[0] == ("小委員長", "議題としたい。")
    late = secretariat.send(
        f"/meetings/{meeting}/minutes", filled(page, **{f"s{first}-text": "別の文。", "act": ""})
    )
    assert late.status_code == 409
    assert "議題としたい。" in late.text
    assert "別の文。</textarea>" in late.text
    assert texts(db, meeting)[0] == ("小委員長", "議題としたい。")


def test_arranging_saves_what_was_typed_first(secretariat, db, meeting):
    address = f"/meetings/{meeting}/minutes"
    second = writing.speeches(db, meeting)[1].id
    page = secretariat.get(address).text
    typed = {f"s{second}-text": "一つ目です。\n二つ目。", f"s{second}-at": "6", "act": f"split-{second}"}
    answer = secretariat.send(address, filled(page, **typed))
    made = writing.speeches(db, meeting)[2].id
    assert answer.location.endswith(f"#speech-{made}")
    assert [t for _, t in texts(db, meeting)][1:3] == ["一つ目です。", "二つ目。"]
    page = secretariat.get(address).text
    secretariat.send(address, filled(page, act=f"merge-{made}"))
    assert [t for _, t in texts(db, meeting)][1] == "一つ目です。\n二つ目。"
    page = secretariat.get(address).text
    step = re.search(r'name="step" value="(\d+)"', page)[1]
    secretariat.send(f"{address}/undo", {"step": step, "back": "1"})
    assert [t for _, t in texts(db, meeting)][1:3] == ["一つ目です。", "二つ目。"]
    again = secretariat.send(f"{address}/undo", {"step": step, "back": "1"})
    assert again.status_code == 303, "the same click once more changes nothing"
    assert len(texts(db, meeting)) == 4


def test_long_minutes_give_the_tools_of_the_speech_one_asks_for(secretariat, db, meeting, monkeypatch):
    monkeypatch.setattr(page_of_writing, "MANY", 2)
    address = f"/meetings/{meeting}/minutes"
    first, second, _third = [s.id for s in writing.speeches(db, meeting)]
    page = secretariat.get(address).text
    assert "-who" not in page
    asked = secretariat.send(
        address, filled(page, **{f"s{first}-text": "打った文。", "act": f"tools-{second}"})
    )
    assert asked.location.endswith(f"?tools={second}#speech-{second}")
    assert texts(db, meeting)[0] == ("小委員長", "打った文。"), "what was typed is saved on the way"
    page = secretariat.get(asked.location).text
    assert re.findall(r'name="s(\d+)-who"', page) == [str(second)]
    secretariat.send(address, filled(page, **{f"s{second}-who": "r事務局", "act": f"assign-{second}"}))
    assert texts(db, meeting)[1][0] == "事務局"
    monkeypatch.setattr(page_of_writing, "MANY", 3)
    assert len(re.findall(r'name="s\d+-who"', secretariat.get(address).text)) == 3


def test_another_speaker_kind_and_item(secretariat, db, meeting):
    address = f"/meetings/{meeting}/minutes"
    third, person = writing.speeches(db, meeting)[2].id, meetings.people(db, meeting)[0].id
    items = [line.id for line in meetings.items(db, meeting)]
    page = secretariat.get(address).text
    secretariat.send(
        address,
        filled(page, **{f"s{third}-who": f"p{person}", f"s{third}-kind": "question", f"s{third}-item": str(items[0]), "act": f"assign-{third}"}),
    )  # fmt: skip
    found = writing.speeches(db, meeting)[2]
    assert (found.role, found.person_id, found.kind, found.item_id) == ("委員", person, "question", items[0])


def test_the_next_speech_without_javascript(secretariat, db, meeting):
    address, person = f"/meetings/{meeting}/minutes/add", meetings.people(db, meeting)[0].id
    secretariat.get(f"/meetings/{meeting}/minutes")
    typed = {"who": f"p{person}", "text": "了解。", "kind": "speech", "item": "", "request": "abc"}
    for _ in range(2):
        assert secretariat.send(address, typed).status_code == 303
    assert texts(db, meeting)[-1] == ("委員", "了解。")
    assert len(texts(db, meeting)) == 4
    empty = secretariat.send(address, typed | {"text": " ", "request": "x"})
    assert empty.status_code == 422
    assert "発言を記入してください。" in empty.text


def test_saving_while_typing_answers_in_json(secretariat, db, meeting):
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    account = re.search(r'data-account="(\d+)"', page)[1]
    first = writing.speeches(db, meeting)[0].id
    sent = {
        "account": account,
        f"s{first}-text": "新しい文。",
        f"s{first}-base": bases(page)[f"s{first}-base"],
    }
    told = secretariat.send(f"/meetings/{meeting}/minutes/save", sent).json
    assert told["fields"][f"s{first}"]["base"].startswith("2:")
    assert texts(db, meeting)[0][1] == "新しい文。"
    stale = secretariat.send(f"/meetings/{meeting}/minutes/save", sent | {f"s{first}-text": "別。"}).json
    assert "conflict" in stale["fields"][f"s{first}"]
    gone = secretariat.send(
        f"/meetings/{meeting}/minutes/save", {"account": account, "s999-text": "文", "s999-base": "1:x"}
    )
    assert gone.status_code == 409
    assert gone.json["state"] == "refused"
    made = secretariat.send(
        f"/meetings/{meeting}/minutes/next",
        {"account": account, "who": "r", "text": "（休憩）", "kind": "note", "request": "n1"},
    ).json
    assert writing.speeches(db, meeting)[-1].id == made["id"]
    other = secretariat.send(
        f"/meetings/{meeting}/minutes/next", {"account": "999", "who": "r", "text": "x", "request": "n2"}
    )
    assert other.json["state"] == "other"


def test_paste_look_and_take_in(secretariat, db, clock):
    with db.write():
        meeting = make_meeting(db, clock(), make_body(db, clock()), [], items=())
    address = f"/meetings/{meeting}/minutes/paste"
    secretariat.get(address)
    nothing = secretariat.send(address, {"text": " "})
    assert nothing.status_code == 422
    answer = secretariat.send(address, {"text": PASTED.replace("\n", "\r\n")})
    page = secretariat.get(answer.location).text
    assert "【委員】" in page
    assert "予算を議題とする。" in page
    assert '<h3 class="read-item">（１）　予算について</h3>' in page
    assert secretariat.send(answer.location, {"agenda": "y"}).status_code == 303
    assert texts(db, meeting) == [("委員長", "予算を議題とする。"), ("委員", "質問がある。")]
    assert [line.title for line in meetings.items(db, meeting)] == ["予算について"]
    secretariat.get(answer.location)
    secretariat.send(answer.location, {"agenda": "y"})
    assert len(texts(db, meeting)) == 2
    upload = secretariat.send(
        address, {"file": (BytesIO(PASTED.encode("cp932")), "会議録.txt")}, content_type="multipart/form-data"
    )
    assert upload.location == answer.location, "the same text is the same source"


def test_without_anybody_to_choose_the_page_says_where_people_are_entered(secretariat, db, clock, meeting):
    told = "出席者を登録すると、ここで発言者として選べます。"
    assert told not in secretariat.get(f"/meetings/{meeting}/minutes").text
    with db.write():
        db.run("DELETE FROM meeting_person")
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    assert told in page
    assert f'href="/meetings/{meeting}/people"' in page


def test_a_label_with_a_name_becomes_the_person_inside_and_the_role_outside(secretariat, db, meeting):
    address = f"/meetings/{meeting}/minutes/paste"
    secretariat.get(address)
    text = PASTED.replace("【委員】質問", "【見本委員】質問") + "【見本さん】もう一つ。\n【山田委員】私も。\n"
    answer = secretariat.send(address, {"text": text})
    secretariat.get(answer.location)
    assert secretariat.send(answer.location, {}).status_code == 303
    person = meetings.people(db, meeting)[0].id
    assert [(s.role, s.person_id) for s in writing.speeches(db, meeting)[-3:]] == [
        ("委員", person), ("委員", person), ("山田委員", None),
    ]  # fmt: skip


def test_what_was_not_sure_stands_beside_what_it_is_about(secretariat, db, clock):
    """Also what was left out, and what stands on the cover, so that nothing seems lost."""
    with db.write():
        meeting = make_meeting(db, clock(), make_body(db, clock()), [], items=())
    text = "開催場所　第１会議室\n会議次第\n（１）予算について\n（２）決算について\n会議要旨\n【来賓】祝辞。\n──────\n【委員】はい。\n"
    secretariat.get(f"/meetings/{meeting}/minutes/paste")
    page = secretariat.get(secretariat.send(f"/meetings/{meeting}/minutes/paste", {"text": text}).location)
    first = page.text.partition('id="said-1"')[2].partition("</li>")[0]
    assert "「来賓」が発言者かどうか、ご確認ください。" in first
    assert 'href="#said-1"' in page.text
    for told in ("第１会議室", "──────", "1行"):
        assert told in page.text


def test_only_the_secretariat_writes_and_final_minutes_are_read_only(
    secretariat, client_for, db, clock, meeting
):
    for role in ("member", "section"):
        assert client_for(role).get(f"/meetings/{meeting}/minutes").status_code == 403
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    with db.write():
        make_final(db, clock(), meeting)
    first = writing.speeches(db, meeting)[0].id
    answer = secretariat.send(
        f"/meetings/{meeting}/minutes", filled(page, **{f"s{first}-text": "後から。", "act": ""})
    )
    assert answer.status_code == 422
    assert texts(db, meeting)[0][1] == "議題とする。"
    assert "<textarea" not in secretariat.get(f"/meetings/{meeting}/minutes").text
    assert secretariat.get("/meetings/999/minutes").status_code == 404


def test_speakers_are_chosen_for_many_speeches_at_once(secretariat, db, clock):
    with db.write():
        made = make_meeting(
            db,
            clock(),
            make_body(db, clock()),
            [(0, "委員", "一。"), (0, "委員", "二。"), (0, "", "（休憩）")],
        )
        for n, name in enumerate(("見本　一郎", "見本　二子"), 1):
            db.insert(
                "meeting_person",
                meeting_id=made,
                name=name,
                role="委員",
                kind="member",
                presence="present",
                position=n,
            )
    address = f"/meetings/{made}/minutes/speakers"
    page = secretariat.get(address).text
    first, second, _note = writing.speeches(db, made)
    one, two = [p.id for p in meetings.people(db, made)]
    assert "（休憩）" not in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    wanted = {f"w{first.id}": str(one), f"w{second.id}": str(two), "seen": seen}
    assert secretariat.send(address, {**wanted, f"w{second.id}": "999"}).status_code == 404
    assert secretariat.send(address, wanted).status_code == 303
    assert [s.person_id for s in writing.speeches(db, made)] == [one, two, None]
    assert "すべての発言について" in secretariat.get(address).text
    stale = secretariat.send(address, {**wanted, f"w{first.id}": str(two)})
    assert stale.status_code == 409
    assert f'<option value="{two}" selected>' in stale.text, "what was chosen stays chosen"
    assert writing.speeches(db, made)[0].person_id == one

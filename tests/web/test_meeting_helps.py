"""Helps while minutes are written: what is missing, the house style put right, words found and replaced, times of captions."""

import re
from html import unescape

import pytest

from app.clock import stored
from app.meetings.service import arranging, missing, people, rewriting, writing
from app.security import SYSTEM
from tests.support.meetings import make_body, make_final, make_meeting

STYLE = '{"style": {"comma": "、", "digits": "full", "terms": [["下さい", "ください"]]}}'
SAID = [
    (0, "小委員長", "資料を見て下さい，15課です。"),
    (0, "委員", "前原の施設で、ＮＰＯとＡ、Ｂ、Ｃ調査票をNPOが見た。"),
    (1, "参考人", "前原委員の意見に苗字無双院も賛成だ。㈶と財。"),
]
PEOPLE = [
    ("前原　花子", "小委員長", "present"),
    ("苗字無双院　良", "委員", "present"),
    ("見本　三太", "傍聴係", "absent"),
]


@pytest.fixture
def body(db, clock):
    with db.write():
        made = make_body(db, clock())
        db.run("UPDATE meeting_body SET settings = ?", (STYLE,))
    return made


@pytest.fixture
def meeting(db, clock, body):
    with db.write():
        made = make_meeting(db, clock(), body, SAID)
        db.run("UPDATE meeting SET place = '前原暫定集会施設'")
        for n, (title, parent) in enumerate([("Ｂ調査票（差し替え分）", None), ("予算書（案）", None)], 1):
            db.insert(
                "meeting_material", meeting_id=made, list="minutes", position=n, title=title, parent_id=parent
            )
    rows = [
        {"id": 0, "name": name, "post": "", "role": role, "kind": "member", "chair": 0, "presence": there, "key": ""}
        for name, role, there in PEOPLE
    ]  # fmt: skip
    people.put_people(db, SYSTEM, clock(), made, rows, people.seen([]))
    return made


def texts(db, meeting):
    return [s.text for s in writing.speeches(db, meeting)]


def forms(page):
    """The forms of a page that put something right: [(speech or "", seen)]."""
    found = re.findall(
        r'(?:name="speech" value="(\d+)">)?<input type="hidden" name="seen" value="(\w+)">', page
    )
    return [(speech, seen) for speech, seen in found]


def test_what_is_missing_is_told_by_kind_with_a_link(secretariat, db, meeting):
    with db.write():
        db.run("UPDATE meeting_speech SET role = '傍聴係' WHERE position = 1")
    told = [(m.kind, m.text.ja) for m in missing.missing(db, meeting)]
    assert told == [
        ("result", "議題「調査結果について」に結果がありません。"),
        ("result", "議題「対象課の選定について」に結果がありません。"),
        ("role", "発言1の「傍聴係」は、欠席とされています。"),
        ("role", "発言3の「参考人」が出席者にいません。"),
        ("material", "資料「予算書（案）」にだれもふれていません。"),
        ("name", "発言3に氏名があります：前原、苗字無双院"),
    ]
    page = unescape(secretariat.get(f"/meetings/{meeting}/minutes/missing").text)
    third = writing.speeches(db, meeting)[2].id
    assert f'/minutes#speech-{third}">発言3に氏名があります' in page
    assert f"/meetings/{meeting}/results#q-i" in page
    assert "確認の前に見る点" in secretariat.get(f"/meetings/{meeting}").text
    assert "予算書（案）" in unescape(secretariat.get(f"/meetings/{meeting}/papers").text)


def test_one_speech_then_all_are_put_into_the_house_style_and_undone(secretariat, db, meeting):
    address = f"/meetings/{meeting}/minutes/missing"
    with db.write():
        db.run("UPDATE meeting_speech SET text = 'これ，あれ。' WHERE position = 3")
    page = secretariat.get(address).text
    assert re.search(r"<del>.*?下さい.*?</del><ins>.*?ください", page, re.S)
    (_, everything), (first, seen), _third = forms(page)
    for _ in range(2):
        assert secretariat.send(address, {"speech": first, "seen": seen}).status_code == 303
    assert texts(db, meeting)[0] == "資料を見てください、１５課です。"
    stale = secretariat.send(address, {"seen": everything})
    assert stale.status_code == 409
    assert texts(db, meeting)[2] == "これ，あれ。"
    (_, everything), _third = forms(stale.text)
    for _ in range(2):
        assert secretariat.send(address, {"seen": everything}).status_code == 303
    assert texts(db, meeting)[2] == "これ、あれ。"
    page = unescape(secretariat.get(address).text)
    assert "すべて決まりのとおり" in page
    assert db.value("SELECT count(*) FROM audit WHERE action = 'meetings.arrange'") == 2
    step = re.search(r'name="step" value="(\d+)"', page)[1]
    back = secretariat.send(f"/meetings/{meeting}/minutes/undo", {"step": step, "back": "1", "to": "missing"})
    assert back.location.endswith("/minutes/missing")
    assert texts(db, meeting)[2] == "これ，あれ。"
    assert texts(db, meeting)[0] == "資料を見てください、１５課です。", "each is a step of its own"


def test_results_in_another_style_are_shown_and_left_to_their_page(secretariat, db, clock, meeting):
    with db.write():
        item = db.value("SELECT min(id) FROM meeting_item")
        db.insert("meeting_result", meeting_id=meeting, item_id=item, text="15課とした。", saved_at=stored(clock()))  # fmt: skip
    page = unescape(secretariat.get(f"/meetings/{meeting}/minutes/missing").text)
    assert f'/results#q-i{item}">調査結果について</a>' in page


def test_final_minutes_and_others_change_nothing(secretariat, client_for, db, clock, meeting):
    for role in ("member", "section"):
        for place in ("missing", "replace"):
            assert client_for(role).get(f"/meetings/{meeting}/minutes/{place}").status_code == 403
    page = secretariat.get(f"/meetings/{meeting}/minutes/missing").text
    with db.write():
        make_final(db, clock(), meeting)
    answer = secretariat.send(f"/meetings/{meeting}/minutes/missing", {"seen": forms(page)[0][1]})
    assert answer.status_code == 422
    assert not forms(answer.text)
    assert texts(db, meeting) == [text for *_, text in SAID]
    assert secretariat.get(f"/meetings/{meeting}/minutes?find=課").status_code == 200


def test_words_are_found_inside_one_meeting(secretariat, db, meeting):
    page = unescape(secretariat.get(f"/meetings/{meeting}/minutes?find=npo").text)
    second = writing.speeches(db, meeting)[1].id
    assert "「npo」のある発言：1件" in page
    assert f'<a href="#speech-{second}">2 【委員】</a>' in page
    assert "<mark>ＮＰＯ</mark>" in page
    assert "<mark>NPO</mark>" in page
    assert "「課」のある発言：1件" in unescape(secretariat.get(f"/meetings/{meeting}/minutes?find=課").text)
    assert "「ない語」のある発言：0件" in unescape(
        secretariat.get(f"/meetings/{meeting}/minutes?find=ない語").text
    )


def test_a_word_is_replaced_in_the_ticked_speeches_as_one_step(secretariat, db, meeting):
    address = f"/meetings/{meeting}/minutes/replace"
    page = unescape(secretariat.get(f"{address}?find=npo&to=市民団体").text)
    ticked = re.findall(r'name="speech" value="(\d+:\d+)" checked', page)
    assert "変わる発言：1件" in page
    typed = {"find": "npo", "to": "市民団体"}
    nothing = secretariat.send(address, typed)
    assert nothing.status_code == 422
    assert "置き換える発言を選んでください。" in unescape(nothing.text)
    for _ in range(2):
        assert secretariat.send(address, typed | {"speech": ticked}).status_code == 303
    assert texts(db, meeting)[1] == "前原の施設で、市民団体とＡ、Ｂ、Ｃ調査票を市民団体が見た。"
    assert db.value("SELECT count(*) FROM audit WHERE action = 'meetings.arrange'") == 1
    stale = secretariat.send(address, {"find": "市民", "to": "住民", "speech": ticked})
    assert stale.status_code == 409
    assert re.search(r'name="speech" value="\d+:2" checked', stale.text), "what would change now is shown"
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    step = re.search(r'name="step" value="(\d+)"', page)[1]
    secretariat.send(f"/meetings/{meeting}/minutes/undo", {"step": step, "back": "1"})
    assert texts(db, meeting)[1] == SAID[1][2]


def test_what_is_there_already_and_half_characters_are_not_replaced(secretariat, db, clock, meeting):
    def made(find, to):
        return [r.new for r in rewriting.replacements(db, meeting, find, to)]

    assert made("財", "材") == ["前原委員の意見に苗字無双院も賛成だ。㈶と材。"]
    assert made("課", "15課") == []
    assert made("委員", "") == ["前原の意見に苗字無双院も賛成だ。㈶と財。"]
    third = writing.speeches(db, meeting)[2]
    with db.write():
        db.run("UPDATE meeting_speech SET text = '課課' WHERE id = ?", (third.id,))
    rewriting.replace(db, SYSTEM, clock(), meeting, "課", "課税", {third.id: 1})
    assert texts(db, meeting)[2] == "課税課税"
    assert rewriting.replace(db, SYSTEM, clock(), meeting, "課", "課税", {third.id: 1}) == 0
    undo, _ = arranging.undoable(db, meeting)
    assert (undo.what, set(undo.before)) == ("replace", {third.id})
    long = secretariat.get(f"/meetings/{meeting}/minutes/replace?find={'あ' * 201}&to=い")
    assert long.status_code == 422


def test_times_of_captions_stand_at_the_speech(secretariat, db, meeting):
    with db.write():
        db.run("UPDATE meeting_speech SET at = '00:01:02.500' WHERE position = 2")
    page = secretariat.get(f"/meetings/{meeting}/minutes").text
    assert page.count("00:01:02") == 1
    assert ".500" not in page
    for address in ("papers", "papers/minutes.txt"):
        assert "00:01:02" not in secretariat.get(f"/meetings/{meeting}/{address}").text

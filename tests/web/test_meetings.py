"""Bodies, members, a meeting with its people, agenda and materials: the pages of the secretariat and of members."""

import re
from io import BytesIO

import pytest

from app.meetings.service import meetings
from app.security import SYSTEM
from tests.support.meetings import make_body, make_final, make_meeting

BODY = {
    "name": "実態調査小委員会",
    "parent_id": "0",
    "audience": "members",
    "summary_days": "14",
    "minutes_days": "30",
}
MEETING = {
    "number": "3", "day": "2010-10-06", "begins": "09:30", "ends": "12:00", "place": "前原暫定集会施設・Ａ会議室",
    "next_day": "2010-10-20", "next_begins": "09:00", "next_place": "西庁舎第５会議室",
}  # fmt: skip
MATERIALS = "（１）調査結果\n　全体調査票（差し替え分）\n　Ａ調査票\n（２）ヒアリング対象課（案）"


def field(page, name):
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    return found[1] if found else None


def text(page):
    return re.search(r'<textarea[^>]*name="typed"[^>]*>\n(.*?)</textarea>', page.text, re.S)[1]


@pytest.fixture
def member_id(db):
    return db.value("SELECT id FROM account WHERE login = 'member'")


@pytest.fixture
def meeting(secretariat, db, member_id):
    """A body of two members made through the pages, and its third meeting; the meeting's id."""
    secretariat.get("/meetings/bodies/new")
    assert secretariat.send("/meetings/bodies/new", BODY).status_code == 303
    page = secretariat.get("/meetings/bodies/1/members")
    rows = {
        "row": ["0", "1"],
        "name-0": "石川　花子",
        "role-0": "小委員長",
        "chair-0": "1",
        "account_id-0": str(member_id),
    }
    rows |= {
        "name-1": "田村　次郎",
        "role-1": "委員",
        "until_day-1": "2010-12-31",
        "act": "save",
        "seen": field(page, "seen"),
    }
    assert secretariat.send("/meetings/bodies/1/members", rows).status_code == 303
    secretariat.get("/meetings/bodies/1/new")
    answer = secretariat.send("/meetings/bodies/1/new", MEETING)
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def test_a_meeting_takes_over_members_and_what_the_last_one_announced(secretariat, db, meeting):
    page = secretariat.get(f"/meetings/{meeting}")
    assert "<h1>第３回実態調査小委員会</h1>" in page.text
    assert "平成２２年１０月６日（水）午前９時３０分～正午" in page.text
    assert "石川 花子（小委員長）" in page.text
    assert "平成２２年１０月２０日（水）午前９時" in page.text
    secretariat.send(f"/meetings/{meeting}/people")
    page = secretariat.get("/meetings/bodies/1/new")
    shown = [field(page, n) for n in ("number", "day", "begins", "ends", "place")]
    assert shown == ["4", "2010-10-20", "09:00", "", "西庁舎第５会議室"]


def test_a_double_click_makes_one_body_and_one_meeting(secretariat, db, meeting):
    secretariat.get("/meetings/bodies/new")
    assert secretariat.send("/meetings/bodies/new", BODY).location.endswith("/bodies/1/members")
    assert secretariat.send("/meetings/bodies/1/new", MEETING).location.endswith(f"/meetings/{meeting}")
    assert db.value("SELECT count(*) FROM meeting") == 1


def test_the_same_number_later_is_refused_with_what_was_typed(secretariat, clock, meeting):
    clock.advance(minutes=5)
    secretariat.get("/meetings/bodies/1/new")
    answer = secretariat.send("/meetings/bodies/1/new", {**MEETING, "place": "別の会議室"})
    assert answer.status_code == 422
    assert "第３回は同じ年度に既にあります" in answer.text
    assert "別の会議室" in answer.text


def test_a_closed_meeting_says_why_and_ends_after_it_began(secretariat, meeting):
    page = secretariat.get(f"/meetings/{meeting}/change")
    wrong = {
        **MEETING,
        "closed": "part",
        "ends": "09:00",
        "next_day": "2010-10-01",
        "seen": field(page, "seen"),
    }
    answer = secretariat.send(f"/meetings/{meeting}/change", wrong)
    assert answer.status_code == 422
    for told in ("非公開の理由を記入", "終了が開始より前", "次回の日がこの会議より前"):
        assert told in answer.text
    right = {
        **MEETING,
        "closed": "part",
        "closed_reason": "個人情報を扱うため",
        "observers": "0",
        "seen": field(page, "seen"),
    }
    assert secretariat.send(f"/meetings/{meeting}/change", right).status_code == 303
    assert "一部不可（個人情報を扱うため）" in secretariat.get(f"/meetings/{meeting}").text
    assert "一部不可（個人情報を扱うため）" in secretariat.get(f"/meetings/{meeting}/papers").text
    stale = secretariat.send(
        f"/meetings/{meeting}/change", {**MEETING, "place": "ほか", "seen": field(page, "seen")}
    )
    assert stale.status_code == 422
    assert "ほかの方が先に変更しました" in stale.text


def test_a_slip_in_a_date_is_told_in_plain_words(secretariat, meeting):
    secretariat.get("/meetings/bodies/1/new")
    for day, told in (
        ("0026-12-01", "1900年から2199年まで"),
        ("20266-12-01", "日付を正しく入力してください"),
    ):
        answer = secretariat.send("/meetings/bodies/1/new", {**MEETING, "number": "4", "day": day})
        assert answer.status_code == 422
        assert told in answer.text
    answer = secretariat.send("/meetings/bodies/1/new", {**MEETING, "number": "4", "observers": "2.5"})
    assert "整数を入力してください" in answer.text


def test_a_body_cannot_be_part_of_itself_or_of_what_is_below_it(secretariat, db, meeting):
    secretariat.get("/meetings/bodies/new")
    below = {**BODY, "name": "部会", "parent_id": "1"}
    assert secretariat.send("/meetings/bodies/new", below).location.endswith("/bodies/2/members")
    page = secretariat.get("/meetings/bodies/1/change")
    answer = secretariat.send(
        "/meetings/bodies/1/change", {**BODY, "parent_id": "2", "seen": field(page, "seen")}
    )
    assert answer.status_code == 422
    assert "下の会議体は選べません" in answer.text


def test_members_are_moved_and_a_stale_table_is_refused(secretariat, db, meeting):
    page = secretariat.get("/meetings/bodies/1/members")
    rows = {
        "row": ["0", "1"],
        "id-0": field(page, "id-0"),
        "id-1": field(page, "id-1"),
        "name-0": "石川 花子",
    }
    rows |= {"role-0": "小委員長", "name-1": "田村 次郎", "role-1": "委員", "seen": field(page, "seen")}
    answer = secretariat.send("/meetings/bodies/1/members", {**rows, "act": "up 1"})
    assert answer.status_code == 303
    page = secretariat.get(answer.location)
    assert [r["name"] for r in db.all("SELECT name FROM meeting_member ORDER BY position")] == [
        "田村 次郎",
        "石川 花子",
    ]
    answer = secretariat.send("/meetings/bodies/1/members", {**rows, "act": "save", "role-1": "副委員長"})
    assert answer.status_code == 409
    assert "副委員長" in answer.text, "what was typed stays"
    answer = secretariat.send(
        "/meetings/bodies/1/members", {**rows, "role-0": "", "seen": field(page, "seen")}
    )
    assert answer.status_code == 422
    assert "役職（会議録での表記）を記入してください" in answer.text


def test_a_member_who_gets_an_account_later_has_it_at_the_meetings_so_far(secretariat, db, clock, meeting):
    with db.write():
        db.run("UPDATE meeting_member SET account_id = NULL")
        db.run("UPDATE meeting_person SET account_id = NULL")
    page = secretariat.get("/meetings/bodies/1/members")
    account = db.value("SELECT id FROM account WHERE login = 'member'")
    rows = {
        "row": ["0", "1"],
        "id-0": field(page, "id-0"),
        "id-1": field(page, "id-1"),
        "name-0": "石川 花子",
    }
    rows |= {"role-0": "小委員長", "name-1": "田村 次郎", "role-1": "委員", "seen": field(page, "seen")}
    answer = secretariat.send(
        "/meetings/bodies/1/members", {**rows, "account_id-1": str(account), "act": "save"}
    )
    assert answer.status_code == 303
    assert {p.name: p.account_id for p in meetings.people(db, meeting)} == {
        "石川 花子": None,
        "田村 次郎": account,
    }
    page = secretariat.get("/meetings/bodies/1/members")
    section = db.value("SELECT id FROM account WHERE login = 'section'")
    sent = {**rows, "seen": field(page, "seen"), "account_id-1": str(section)}
    assert secretariat.send("/meetings/bodies/1/members", sent).status_code == 404, "no member's account"


def test_people_with_presence_post_and_key(secretariat, db, meeting):
    page = secretariat.get(f"/meetings/{meeting}/people")
    keys = sorted(set(re.findall(r'name="row" value="(\d+)"', page.text)), key=int)
    rows = {"row": keys, "seen": field(page, "seen"), "act": "save"}
    for name in ("id", "name", "role", "key"):
        rows |= {f"{name}-{k}": field(page, f"{name}-{k}") for k in keys[:2]}
    rows |= {f"kind-{k}": "member" for k in keys[:2]} | {"presence-0": "present", "presence-1": "excused"}
    rows |= {
        "name-2": "北川 三郎",
        "post-2": "課長",
        "role-2": "事務局",
        "kind-2": "secretariat",
        "presence-2": "present",
    }
    two = secretariat.send(f"/meetings/{meeting}/people", {**rows, "key-0": "a", "key-2": "a"})
    assert two.status_code == 422
    assert "両方に付いています" in two.text
    assert secretariat.send(f"/meetings/{meeting}/people", {**rows, "key-2": "j"}).status_code == 303
    found = meetings.people(db, meeting)
    assert [(p.name, p.presence, p.post) for p in found] == [
        ("石川 花子", "present", ""), ("田村 次郎", "excused", ""), ("北川 三郎", "present", "課長"),
    ]  # fmt: skip
    assert found[0].account_id is not None, "the account stays with the person"
    assert "北川 三郎（課長、事務局）" in secretariat.get(f"/meetings/{meeting}").text


def lines(secretariat, meeting, of="agenda", which="agenda"):
    page = secretariat.get(f"/meetings/{meeting}/{of}?list={which}")
    return page, dict(zip(re.findall(r'id="entry-(\d+)"', page.text), text(page).split("\n"), strict=True))


def test_a_list_is_typed_nested_and_moved_by_its_buttons(secretariat, meeting):
    url = f"/meetings/{meeting}/materials"
    page = secretariat.get(url)
    assert (
        secretariat.send(url, {"list": "agenda", "typed": MATERIALS, "seen": field(page, "seen")}).status_code
        == 303
    )
    page, found = lines(secretariat, meeting, "materials")
    assert list(found.values()) == [
        "調査結果",
        "　全体調査票（差し替え分）",
        "　Ａ調査票",
        "ヒアリング対象課（案）",
    ]
    ids = list(found)
    for act, at, left in [
        ("out", 1, ["調査結果", "全体調査票（差し替え分）", "　Ａ調査票", "ヒアリング対象課（案）"]),
        ("up", 3, ["調査結果", "ヒアリング対象課（案）", "全体調査票（差し替え分）", "　Ａ調査票"]),
        ("in", 3, ["調査結果", "　ヒアリング対象課（案）", "全体調査票（差し替え分）", "　Ａ調査票"]),
        ("down", 0, ["全体調査票（差し替え分）", "　Ａ調査票", "調査結果", "　ヒアリング対象課（案）"]),
    ]:
        sent = {"list": "agenda", "typed": text(page), "seen": field(page, "seen"), "act": f"{act} {ids[at]}"}
        page = secretariat.get(secretariat.send(url, sent).location)
        assert text(page).split("\n") == left
        assert re.search(rf'value="{act} {ids[at]}"[^>]* (autofocus|disabled)', page.text)


def test_a_button_saves_what_was_typed_as_well(secretariat, db, meeting):
    url = f"/meetings/{meeting}/agenda"
    page = secretariat.get(url)
    secretariat.send(url, {"list": "agenda", "typed": "調査結果\n対象課", "seen": field(page, "seen")})
    page, found = lines(secretariat, meeting)
    sent = {
        "list": "agenda",
        "typed": "調査結果\n対象課の選定\n内容",
        "seen": field(page, "seen"),
        "act": f"up {list(found)[1]}",
    }
    page = secretariat.get(secretariat.send(url, sent).location)
    assert text(page) == "対象課の選定\n調査結果\n内容"
    stale = secretariat.send(url, sent)
    assert stale.status_code == 409
    assert "対象課の選定\n内容</textarea>" in stale.text


def test_the_two_lists_differ_and_one_is_copied_from_the_other(secretariat, db, meeting):
    for of, typed in (("agenda", "調査結果\n対象課"), ("materials", MATERIALS)):
        page = secretariat.get(f"/meetings/{meeting}/{of}")
        secretariat.send(
            f"/meetings/{meeting}/{of}", {"list": "agenda", "typed": typed, "seen": field(page, "seen")}
        )
    page = secretariat.get(f"/meetings/{meeting}/agenda?list=minutes")
    assert text(page) == ""
    secretariat.send(f"/meetings/{meeting}/copy-list", {"list": "minutes", "of": "items"})
    assert [x.title for x in meetings.items(db, meeting)] == ["調査結果", "対象課"]
    assert len(meetings.materials(db, meeting)) == 4
    page = secretariat.get(f"/meetings/{meeting}/agenda?list=minutes")
    sent = {"list": "minutes", "typed": "調査結果について\n対象課", "seen": field(page, "seen")}
    secretariat.send(f"/meetings/{meeting}/agenda", sent)
    assert [x.title for x in meetings.items(db, meeting, "agenda")] == ["調査結果", "対象課"]
    assert [x.title for x in meetings.items(db, meeting)] == ["調査結果について", "対象課"]


def test_an_item_something_was_said_under_stays(secretariat, db, clock):
    with db.write():
        meeting = make_meeting(db, clock(), make_body(db, clock()), [(0, "委員", "賛成。")])
    page = secretariat.get(f"/meetings/{meeting}/agenda?list=minutes")
    sent = {"list": "minutes", "typed": "別の議題", "seen": field(page, "seen")}
    answer = secretariat.send(f"/meetings/{meeting}/agenda", sent)
    assert answer.status_code in {303, 422}
    said = db.value("SELECT i.title FROM meeting_speech s JOIN meeting_item i ON i.id = s.item_id")
    assert said in {"別の議題", "調査結果について"}, "the speech keeps its item, renamed or not"
    page = secretariat.get(f"/meetings/{meeting}/agenda?list=minutes")
    answer = secretariat.send(
        f"/meetings/{meeting}/agenda", {**sent, "typed": "", "seen": field(page, "seen")}
    )
    assert answer.status_code == 422
    assert "消せません" in answer.text


def test_a_file_an_edition_and_what_is_replaced(secretariat, member, db, clock, app, small_round, meeting):
    url = f"/meetings/{meeting}/materials"
    page = secretariat.get(url)
    secretariat.send(url, {"list": "agenda", "typed": "調査結果\n対象課（案）", "seen": field(page, "seen")})
    one, two = (m.id for m in meetings.materials(db, meeting, "agenda"))
    page = secretariat.get(f"{url}/{one}")
    sent = {"file": (BytesIO(b"<html>"), "a.exe"), "seen": field(page, "seen")}
    assert secretariat.send(f"{url}/{one}", sent).status_code == 422
    sent = {"file": (BytesIO("全体調査票".encode()), "調査結果.txt"), "seen": field(page, "seen")}
    assert secretariat.send(f"{url}/{one}", sent).status_code == 303
    assert member.get(f"{url}/{one}/file").data.decode() == "全体調査票"
    assert member.get(f"{url}/{two}/file").status_code == 404

    with db.write():
        later = meetings.save(
            db, SYSTEM, clock(), 1, None,
            {"number": 4, "day": "2010-10-20", "begins": "09:00", "ends": "", "place": "", "closed_reason": ""},
        )  # fmt: skip
    url = f"/meetings/{later}/materials"
    page = secretariat.get(url)
    secretariat.send(url, {"list": "agenda", "typed": "調査結果", "seen": field(page, "seen")})
    (new,) = (m.id for m in meetings.materials(db, later, "agenda"))
    page = secretariat.get(f"{url}/{new}")
    assert "第３回　調査結果" in page.text
    sent = {"edition": "", "replaces": str(one), "seen": field(page, "seen")}
    assert secretariat.send(f"{url}/{new}", sent).status_code == 303
    assert "調査結果（差し替え分）" in secretariat.get(f"/meetings/{later}").text
    assert secretariat.send(f"{url}/{new}", {**sent, "replaces": str(new)}).status_code == 404


def test_who_sees_which_meeting(secretariat, member, section, db, clock, meeting):
    with db.write():
        other = make_meeting(db, clock(), make_body(db, clock(), "別の委員会"), [])
    assert "実態調査小委員会" in member.get("/meetings").text
    assert "別の委員会" not in member.get("/meetings").text
    page = member.get(f"/meetings/{meeting}")
    for address in re.findall(r'<li><a href="(/meetings/[^"]+)"', page.text):
        assert member.get(address).status_code == 200, address
    assert member.get(f"/meetings/{other}").status_code == 404
    assert member.get("/meetings/bodies/2").status_code == 404
    assert member.get(f"/meetings/{meeting}/people").status_code == 403
    assert section.get("/meetings").status_code == 403
    assert section.get(f"/meetings/{meeting}").status_code == 403


def test_the_page_of_a_body_says_what_was_decided_and_what_is_open(secretariat, member, db, clock, meeting):
    with db.write():
        db.insert("meeting_decision", meeting_id=meeting, text="１５課を決定した。", made_at="")
        db.insert(
            "meeting_task", meeting_id=meeting, what="日程の調整", who="事務局", due="2010-10-15", made_at=""
        )
    for said in ("１５課を決定した。", "日程の調整", "平成22年10月15日"):
        assert said in secretariat.get("/meetings/bodies/1").text
        assert said not in member.get("/meetings/bodies/1").text, "a draft"
    with db.write():
        make_final(db, clock(), meeting)
    assert "１５課を決定した。" in member.get("/meetings/bodies/1").text
    assert "確定" in member.get("/meetings/bodies/1").text


def test_a_final_meeting_is_changed_no_more(secretariat, db, clock, meeting):
    page = secretariat.get(f"/meetings/{meeting}/agenda")
    with db.write():
        make_final(db, clock(), meeting)
    sent = {"list": "agenda", "typed": "別の議題", "seen": field(page, "seen")}
    answer = secretariat.send(f"/meetings/{meeting}/agenda", sent)
    assert answer.status_code == 422
    assert "確定しているため" in answer.text


def test_a_cancelled_meeting_can_take_place_after_all(secretariat, db, meeting):
    secretariat.get(f"/meetings/{meeting}")
    secretariat.send(f"/meetings/{meeting}/cancel", {"cancelled": "1"})
    assert "この会議は中止になりました" in secretariat.get(f"/meetings/{meeting}").text
    assert "中止" in secretariat.get("/meetings/bodies/1").text
    secretariat.send(f"/meetings/{meeting}/cancel", {"cancelled": ""})
    assert "この会議は中止になりました" not in secretariat.get(f"/meetings/{meeting}").text


def test_an_edition_that_was_disposed_of_is_named_so(secretariat, db, meeting):
    url = f"/meetings/{meeting}/materials"
    page = secretariat.get(url)
    secretariat.send(url, {"list": "agenda", "typed": "３．１１ 以後の調査", "seen": field(page, "seen")})
    with db.write():
        db.run("UPDATE meeting_material SET edition_id = 999")
    (one,) = meetings.materials(db, meeting, "agenda")
    assert secretariat.get(f"/meetings/{meeting}").status_code == 200
    assert "廃棄された版" in secretariat.get(f"{url}/{one.id}").text
    assert secretariat.get(f"{url}/{one.id}/edition/csv").status_code == 404

"""A summary ahead of the minutes: published, replaced, taken back; then the minutes take its place. What is owed is shown."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.meetings.service import meetings, outcomes, summing
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from app.worker import JOBS, Bench
from forms.questions import Answer
from tests.support.meetings import make_body, make_meeting

SAID = [(0, "小委員長", "調査結果を議題とする。"), (1, "委員", "秘密の意見がある。")]


@pytest.fixture
def body(db, clock):
    with db.write():
        made = make_body(db, clock(), audience="public")
        db.run("UPDATE meeting_body SET summary_days = 7, minutes_days = 30 WHERE id = ?", (made,))
    return made


@pytest.fixture
def meeting(db, clock, body):
    """Held on 11 November; today is the 21st: its summary is three days late."""
    with db.write():
        return make_meeting(db, clock(), body, SAID, day="2026-11-11")


def result(db, clock, meeting, text):
    key = outcomes.key_of(meetings.items(db, meeting)[0].id)
    kept = outcomes.kept(db, meeting).get(key)
    typed = Typed(Answer(text=text), kept.revision if kept else 0, "x")
    outcomes.save(db, SYSTEM, clock(), meeting, {key: typed})


def publish(secretariat, meeting, on="1", **changed):
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    shown = re.search(r'name="shown" value="(\w+)"', page)[1]
    return secretariat.send(f"/meetings/{meeting}/papers/summary", {"shown": shown, "on": on} | changed)


def address(secretariat, meeting):
    return re.search(r'href="(/minutes/[^"/]+/[^"]+)"', secretariat.get(f"/meetings/{meeting}/papers").text)[
        1
    ]


def test_a_summary_is_read_until_the_minutes_take_its_place(secretariat, client, db, clock, meeting):
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    assert "議題の結果を記入" not in page
    assert "会議結果がまだありません" in unescape(publish(secretariat, meeting).text)
    result(db, clock, meeting, "次回に継続した。")
    assert publish(secretariat, meeting, shown="old").status_code == 409
    for _ in range(2):
        assert publish(secretariat, meeting).status_code == 303
    place = address(secretariat, meeting)
    listing = place.rsplit("/", 1)[0]
    read = client.get(place).text
    assert "次回に継続した。" in read
    assert "会議結果（速報）" in read
    assert "秘密の意見" not in read
    assert "会議結果（速報）" in client.get(f"{listing}/feed.xml").text
    assert place in client.get(listing).text
    text = client.get(f"{place}/summary.txt").text
    assert "会議録でお知らせします" in text
    assert "会議録は、確認が終わり次第お知らせします。" in text
    assert "秘密の意見" not in text
    assert client.get(f"{place}/minutes.txt").status_code != 200
    result(db, clock, meeting, "原案のとおり決定した。")
    assert "次回に継続した。" in client.get(place).text, "what is published is frozen"
    clock.advance(hours=1)
    assert publish(secretariat, meeting).status_code == 303
    assert "原案のとおり決定した。" in client.get(place).text
    assert "（令和８年１１月２１日（土）差し替え）" in client.get(place).text
    assert db.value("SELECT count(*) FROM meeting_summary") == 2
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    secretariat.send(f"/meetings/{meeting}/papers/final", {"seen": seen, "confirmed_by": "会長"})
    assert "秘密の意見" not in client.get(place).text
    secretariat.get(f"/meetings/{meeting}/papers")
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"})
    assert "秘密の意見がある。" in client.get(place).text, "the minutes, at the same address"
    assert client.get(f"{place}/summary.pdf").status_code != 200
    assert client.get(f"{listing}/feed.xml").text.count("<entry>") == 1
    shown = secretariat.get(f"/meetings/{meeting}/papers").text
    assert "会議録に差し替え済み" in shown
    late = secretariat.send(f"/meetings/{meeting}/papers/summary", {"shown": "x", "on": "1"})
    assert late.status_code == 422
    secretariat.get(f"/meetings/{meeting}/papers")
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": ""})
    assert client.get(place).status_code != 200, "taken back: the summary does not come up again"


def test_a_summary_is_taken_back_and_comes_again_at_its_address(secretariat, client_for, db, clock, meeting):
    result(db, clock, meeting, "決定した。")
    publish(secretariat, meeting)
    place = address(secretariat, meeting)
    for _ in range(2):
        assert publish(secretariat, meeting, on="").status_code == 303
    assert client_for("section").get(place).status_code == 404
    publish(secretariat, meeting)
    assert address(secretariat, meeting) == place
    assert db.value("SELECT count(*) FROM meeting_summary") == 1, "the same text is the same edition"
    with pytest.raises(Exception, match="kept as they are"), db.write():
        db.run("UPDATE meeting_summary SET outside = '{}'")


def test_who_reads_a_summary(secretariat, client_for, client, db, clock, meeting, body):
    result(db, clock, meeting, "決定した。")
    publish(secretariat, meeting)
    place = address(secretariat, meeting)
    section, member = client_for("section"), client_for("member")
    assert [who.get(place).status_code for who in (client, section, member)] == [200, 200, 200]
    assert section.get(f"/meetings/{meeting}/read").status_code == 404
    assert "意見がある。" not in section.get("/meetings/search?word=秘密の意見").text
    with db.write():
        db.run("UPDATE meeting_body SET audience = 'members'")
    assert [who.get(place).status_code for who in (client, section, member)] == [303, 404, 404]
    with db.write():
        account = db.value("SELECT id FROM account WHERE role = 'member'")
        db.insert("meeting_member", body_id=body, account_id=account, name="委員", role="委員", position=1)
    assert member.get(place).status_code == 200
    assert place in member.get(f"/meetings/{meeting}").text
    assert "日遅れ" not in member.get(f"/meetings/{meeting}").text


def test_what_is_owed_is_shown_in_words(secretariat, db, clock, meeting, body):
    for page in ("/", "/meetings", f"/meetings/bodies/{body}", f"/meetings/{meeting}"):
        shown = unescape(secretariat.get(page).text)
        assert "令和8年11月18日(水)まで" in shown, page
        assert shown.index("3日遅れ") < shown.index("あと20日"), page
    result(db, clock, meeting, "決定した。")
    publish(secretariat, meeting)
    shown = unescape(secretariat.get(f"/meetings/{meeting}").text)
    assert "令和8年11月21日(土)に公開（3日遅れ）" in shown
    assert "日遅れ" not in secretariat.get("/meetings").text


def test_a_name_in_the_results_is_pointed_out(secretariat, db, clock, meeting):
    result(db, clock, meeting, "ズッキーニ委員の案のとおりとした。")
    with db.write():
        db.insert(
            "meeting_person", meeting_id=meeting, name="ズッキーニ　太郎", role="委員", kind="member", presence="present", position=1,
        )  # fmt: skip
    assert "公開する内容に氏名があります：ズッキーニ" in unescape(
        secretariat.get(f"/meetings/{meeting}/papers").text
    )
    assert summing.standing(db, meeting).names == ("ズッキーニ",)


def test_a_body_that_begins_to_promise_is_offered_today(secretariat, db, clock, body, meeting):
    page = secretariat.get(f"/meetings/bodies/{body}/change").text
    assert 'value="2026-11-21"' not in page
    with db.write():
        db.run("UPDATE meeting_body SET summary_days = 0, minutes_days = 0")
    page = secretariat.get(f"/meetings/bodies/{body}/change").text
    assert 'value="2026-11-21"' in page
    typed = {
        "name": "実態調査小委員会", "parent_id": "0", "audience": "public", "summary_days": "7", "minutes_days": "0",
        "promised_from": "2026-11-21", "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
    }  # fmt: skip
    assert secretariat.send(f"/meetings/bodies/{body}/change", typed).status_code == 303
    assert "日遅れ" not in secretariat.get("/meetings").text
    assert db.value("SELECT promised_from FROM meeting_body") == "2026-11-21"


def test_the_worker_reminds(secretariat, db, clock, meeting, tmp_path):
    (job,) = [j for j in JOBS if j.name == "promised minutes"]
    with db.write():
        db.run("UPDATE account SET email = 'jimu@x.example' WHERE role = 'secretariat'")
    clock.moment = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    for _ in range(2):
        job.run(Bench(tmp_path, db, None, clock))
    assert db.value("SELECT count(*) FROM notice WHERE kind = 'meeting_promise'") == 1

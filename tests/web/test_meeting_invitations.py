"""Invitations to meetings by mail with calendar entries, and the agenda sheet as page, PDF and Word."""

import re
from io import BytesIO

import pytest
import vobject
from docx import Document

from app.meetings.service import meetings, people
from app.meetings.service import opening as opened
from app.notices.service import batches
from app.notices.store import calendars
from app.security import SYSTEM
from tests.support.meetings import make_body

FACTS = {
    "number": 3, "day": "2026-12-01", "begins": "09:30", "ends": "12:00", "place": "第一会議室", "closed_reason": "",
    "next_day": "2026-12-15", "next_begins": "13:00", "next_place": "",
}  # fmt: skip


@pytest.fixture
def meeting(db, clock):
    """A meeting with one member who has an account and one who has none."""
    with db.write():
        member = db.value("SELECT id FROM account WHERE login = 'member'")
        db.run("UPDATE account SET email = 'member@city.example.jp' WHERE id = ?", (member,))
        body = make_body(db, clock())
        for place, (account, name) in enumerate([(member, "石川 花子"), (None, "田村 次郎")], 1):
            db.insert(
                "meeting_member", body_id=body, account_id=account, name=name, role="委員", position=place
            )
        made = meetings.save(db, SYSTEM, clock(), body, None, FACTS)
        meetings.put_items(
            db,
            SYSTEM,
            clock(),
            made,
            "agenda",
            "調査結果について\n　全体調査票\n対象課の選定",
            opened.seen([]),
        )
        meetings.put_materials(db, SYSTEM, clock(), made, "agenda", "調査結果\n　Ａ調査票", opened.seen([]))
    return made


def seen(page):
    return re.search(r'name="seen" value="([^"]*)"', page.text)[1]


@pytest.fixture
def invite(secretariat, db, clock, meeting):
    """Draft the letters and send them (or not); what they are: (subject, body, entry)."""

    def made(*, send=True):
        clock.advance(minutes=2)
        page = secretariat.get(f"/meetings/{meeting}/invitations")
        answer = secretariat.send(f"/meetings/{meeting}/invitations", {"seen": seen(page)})
        assert answer.status_code == 303
        batch = int(answer.location.rpartition("/")[2])
        assert secretariat.get(answer.location).status_code == 200
        if send:
            batches.send(db, SYSTEM, clock(), batch)
        found = []
        for row in batches.rows(db, batch):
            (entry,) = calendars.of(db, row.id)
            found.append((row, vobject.readOne(entry.text)))
        return found

    return made


def change(db, clock, meeting, **new):
    known = meetings.get(db, SYSTEM, meeting)
    facts = {name: getattr(known, name) for name in FACTS} | new
    meetings.save(db, SYSTEM, clock(), known.body_id, meeting, facts, known.revision)


def test_an_invitation_its_change_and_its_end(db, clock, meeting, invite):
    ((letter, entry),) = invite()
    assert letter.subject == "【第３回実態調査小委員会】開催のお知らせ"
    assert list(letter.recipients) == ["member@city.example.jp"]
    for said in (
        "石川 花子　様",
        "令和８年１２月１日（火）午前９時３０分～正午",
        "　（１）調査結果について",
        "　　ア　全体調査票",
        f"/meetings/{meeting}",
    ):
        assert said in letter.body
    uid, number = entry.vevent.uid.value, int(entry.vevent.sequence.value)
    assert (entry.method.value, number) == ("REQUEST", 0)
    assert entry.vevent.summary.value == "第３回実態調査小委員会"
    assert "調査結果について" in entry.vevent.description.value

    change(db, clock, meeting, begins="13:00", ends="", place="第二会議室")
    ((letter, entry),) = invite()
    assert letter.subject.endswith("日時・場所の変更のお知らせ")
    assert "■ 変更前\n　令和８年１２月１日（火）午前９時３０分～正午\n　第一会議室" in letter.body
    assert (entry.method.value, entry.vevent.uid.value, int(entry.vevent.sequence.value)) == (
        "REQUEST",
        uid,
        1,
    )
    assert not hasattr(entry.vevent, "dtend")

    ((letter, entry),) = invite()
    assert letter.subject.endswith("次第のお知らせ")

    meetings.cancel(db, SYSTEM, clock(), meeting, True)
    ((letter, entry),) = invite()
    assert letter.subject.endswith("中止のお知らせ")
    assert "会議次第" not in letter.body
    assert (entry.method.value, entry.vevent.uid.value, int(entry.vevent.sequence.value)) == (
        "CANCEL",
        uid,
        3,
    )
    assert entry.vevent.status.value == "CANCELLED"

    meetings.cancel(db, SYSTEM, clock(), meeting, False)
    ((letter, entry),) = invite()
    assert letter.subject.endswith("開催のお知らせ")
    assert int(entry.vevent.sequence.value) == 4


def test_drafts_nobody_sent_told_nobody_anything(secretariat, db, clock, meeting, invite):
    invite(send=False)
    change(db, clock, meeting, place="第二会議室")
    ((letter, entry),) = invite()
    assert letter.subject.endswith("開催のお知らせ"), "nobody knows of the first place"
    assert int(entry.vevent.sequence.value) == 1
    states = [r["state"] for r in db.all("SELECT state FROM notice_batch ORDER BY id")]
    assert states == ["discarded", "sent"]


def test_who_is_not_at_the_meeting_any_more_is_told_so(db, clock, meeting, invite):
    invite()
    known = meetings.people(db, meeting)
    rest = [
        {"id": p.id, "name": p.name, "role": p.role, "kind": p.kind, "key": "", "post": "", "chair": 0, "presence": "present"}
        for p in known[1:]
    ]  # fmt: skip
    people.put_people(db, SYSTEM, clock(), meeting, rest, opened.seen(known))
    ((letter, entry),) = invite()
    assert letter.subject.endswith("出席の取りやめのお知らせ")
    assert entry.method.value == "CANCEL"


def test_a_double_click_drafts_once_and_a_stale_page_is_refused(secretariat, db, clock, meeting):
    url = f"/meetings/{meeting}/invitations"
    given = {"seen": seen(secretariat.get(url))}
    first, second = secretariat.send(url, given), secretariat.send(url, given)
    assert first.location == second.location
    clock.advance(minutes=2)
    assert secretariat.send(url, given).status_code == 409
    assert db.value("SELECT count(*) FROM notice_batch") == 1


def test_the_page_names_who_gets_no_mail(secretariat, db, clock, meeting):
    page = secretariat.get(f"/meetings/{meeting}/invitations")
    assert "田村 次郎（委員）" in page.text.partition("メール以外でお知らせが必要な方")[2]
    meetings.cancel(db, SYSTEM, clock(), meeting, True)
    page = secretariat.get(f"/meetings/{meeting}/invitations")
    answer = secretariat.send(f"/meetings/{meeting}/invitations", {"seen": seen(page)})
    assert answer.status_code == 422, "nobody knows of it, so nobody has to be told"
    assert "お知らせする相手がいません" in answer.text


def test_the_agenda_sheet_as_page_pdf_and_word(secretariat, member, meeting):
    page = member.get(f"/meetings/{meeting}/sheet")
    for said in (
        "会議次第",
        "令和８年１２月１日（火）午前９時３０分～正午",
        "対象課の選定",
        "Ａ調査票",
        "令和８年１２月１５日（火）午後１時から",
    ):
        assert said in page.text
    answer = member.get(f"/meetings/{meeting}/sheet.pdf")
    assert answer.data.startswith(b"%PDF")
    assert "石川".encode("utf-16-be") not in answer.data
    words = [p.text for p in Document(BytesIO(member.get(f"/meetings/{meeting}/sheet.docx").data)).paragraphs]
    assert words[:4] == [
        "第３回実態調査小委員会",
        "会　議　次　第",
        "日時",
        "令和８年１２月１日（火）午前９時３０分～正午",
    ]
    assert "ア\t全体調査票" in words
    assert secretariat.get(f"/meetings/{meeting}/sheet.exe").status_code == 404


def test_the_meeting_for_ones_own_calendar(member, section, meeting, db, clock):
    found = vobject.readOne(member.get(f"/meetings/{meeting}/calendar.ics").data.decode())
    assert found.vevent.location.value == "第一会議室"
    assert section.get(f"/meetings/{meeting}/calendar.ics").status_code == 403
    meetings.cancel(db, SYSTEM, clock(), meeting, True)
    assert member.get(f"/meetings/{meeting}/calendar.ics").status_code == 404


LINK = re.compile(r"https?://[^ <]+(/meetings/feeds/[A-Za-z0-9_-]+\.ics)")


def test_a_member_subscribes_to_the_own_meetings(member, client, secretariat, db, clock, meeting, invite):
    invite()
    change(db, clock, meeting, place="第二会議室")
    invite()
    page = member.get("/meetings/calendar")
    assert "第３回実態調査小委員会" in page.text
    page = member.get(member.send("/meetings/calendar", {"action": "renew"}).location)
    address = LINK.search(page.text)[1]
    found = vobject.readOne(client.get(address).data.decode())
    assert (found.vevent.location.value, int(found.vevent.sequence.value)) == ("第二会議室", 1)
    assert address.rpartition("/")[2].removesuffix(".ics") not in {
        r["token"] for r in db.all("SELECT token FROM meeting_feed")
    }
    assert "第二会議室" in member.get("/meetings/calendar").text
    meetings.cancel(db, SYSTEM, clock(), meeting, True)
    assert not hasattr(vobject.readOne(client.get(address).data.decode()), "vevent")
    with db.write():
        db.run("UPDATE account SET active = 0 WHERE login = 'member'")
    assert client.get(address).status_code == 404
    with db.write():
        db.run("UPDATE account SET active = 1 WHERE login = 'member'")
    member.get("/meetings/calendar")
    member.send("/meetings/calendar", {"action": "revoke"})
    assert client.get(address).status_code == 404
    assert secretariat.get("/meetings/calendar").status_code == 403

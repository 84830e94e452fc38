"""The published schedule on paper, and calendars to subscribe to, as people use them."""

import re
from io import BytesIO

import openpyxl
import pytest
import vobject
from docx import Document

from app.hearings.service import calendar, schedule
from app.hearings.store import board
from app.organisation import service as organisation
from app.security import SYSTEM
from tests.support.hearings import make_series

FILES = ("schedule.pdf", "schedule.docx", "schedule.xlsx", "door.pdf")
LINK = re.compile(r"https?://[^ <]+(/hearings/feeds/[A-Za-z0-9_-]+\.ics)")


@pytest.fixture
def sections(db):
    return [s.id for s in organisation.all_sections(db)]


@pytest.fixture
def series(db, clock, small_round, sections):
    return make_series(db, clock(), small_round, sections[:3], days=2)


@pytest.fixture
def publish(db, clock, series, sections):
    """Publish a plan: which of the sections is when (day, slot)."""

    def made(*spots):
        days = schedule.days(db, series)
        with db.write():
            kept = []
            for section, (day, slot) in zip(sections, spots, strict=False):
                board.ensure(db, series, (section, 1))
                row = next(a for a in board.appointments(db, series) if a.key == (section, 1))
                found = days[day]
                times = found.shape.time(slot)
                kept.append(
                    board.Kept(row.id, section, 1, row.uid, found.id, slot, found.day, *times, found.place)
                )
            number = len(board.plans(db, series)) + 1
            plan = board.freeze(db, SYSTEM, clock(), series, number, "", kept)
        return calendar.on_publish(db, SYSTEM, clock(), plan)

    return made


def test_nothing_is_shown_before_the_first_version(secretariat, series):
    assert "まだ日程を公表していません" in secretariat.get(f"/hearings/{series}/sheets").text
    assert secretariat.get(f"/hearings/{series}/sheets/schedule.pdf").status_code == 404


def test_page_pdf_word_excel_and_door_sheets(secretariat, client_for, series, publish):
    publish((0, 1), (0, 2), (1, 1))
    text = secretariat.get(f"/hearings/{series}/sheets").text
    assert "令和8年12月7日(月)" in text
    assert "10:40–11:20" in text
    found = {name: secretariat.get(f"/hearings/{series}/sheets/{name}") for name in FILES}
    assert all(
        r.status_code == 200 and "attachment" in r.headers["Content-Disposition"] for r in found.values()
    )
    assert found["schedule.pdf"].data.startswith(b"%PDF")
    assert found["door.pdf"].data.startswith(b"%PDF")
    word = Document(BytesIO(found["schedule.docx"].data))
    assert [c.text for c in word.tables[0].rows[2].cells][1:3] == ["10:00〜10:40", "企画政策課"]
    sheet = openpyxl.load_workbook(BytesIO(found["schedule.xlsx"].data)).active
    assert any("企画政策課" in str(v) for row in sheet.iter_rows(values_only=True) for v in row)
    assert client_for("member").get(f"/hearings/{series}/sheets/door.pdf").status_code == 200
    assert client_for("section").get(f"/hearings/{series}/sheets").status_code == 403
    assert secretariat.get(f"/hearings/{series}/sheets/other.pdf").status_code == 404


def test_a_reserve_day_stands_in_the_schedule_until_it_is_used(secretariat, db, series, publish):
    with db.write():
        day = schedule.days(db, series)[1].id
        db.run("UPDATE hearing_day SET reserve = 1, place = '第２会議室' WHERE id = ?", (day,))
    publish((0, 1), (0, 2))
    words = " ".join(re.sub(r"<[^>]+>", " ", secretariat.get(f"/hearings/{series}/sheets").text).split())
    assert "令和8年12月8日(火) （予備日） 09:30–12:00 第２会議室" in words
    word = Document(BytesIO(secretariat.get(f"/hearings/{series}/sheets/schedule.docx").data))
    last = [c.text for c in word.tables[0].rows[-1].cells]
    assert last == ["令和8年12月8日(火)", "09:30〜12:00", "（予備日）", "第２会議室"]
    publish((0, 1), (1, 1))
    assert "予備日" not in secretariat.get(f"/hearings/{series}/sheets").text


def linked(who, series):
    """Make a link as this person; the path it leads to."""
    page = f"/hearings/{series}/calendar"
    who.get(page)
    assert who.send(page, {"action": "renew"}).status_code == 303
    return LINK.search(who.get(page).text)[1]


def test_a_section_subscribes_to_its_own_dates_only(client_for, client, series, publish):
    publish((0, 1), (0, 2))
    path = linked(client_for("section"), series)
    answer = client.get(path)
    assert answer.mimetype == "text/calendar"
    made = vobject.readOne(answer.text)
    assert [e.dtstart.value.strftime("%m-%d %H:%M") for e in made.vevent_list] == ["12-07 10:00"]
    publish((1, 3), (0, 2))
    (event,) = vobject.readOne(client.get(path).text).vevent_list
    assert event.dtstart.value.strftime("%m-%d %H:%M") == "12-08 11:20"
    assert event.sequence.value == "1"


def test_a_member_sees_every_hearing_and_the_preparation(client_for, client, series, publish):
    publish((0, 1), (0, 2))
    made = vobject.readOne(client.get(linked(client_for("member"), series)).text)
    assert [e.dtstart.value.strftime("%H:%M") for e in made.vevent_list] == ["09:30", "10:00", "10:40"]


def test_a_renewed_or_revoked_link_leads_nowhere(client_for, client, series, publish, db):
    publish((0, 1))
    who, page = client_for("section"), f"/hearings/{series}/calendar"
    first = linked(who, series)
    second = linked(who, series)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert who.send(page, {"action": "revoke"}).status_code == 303
    assert client.get(second).status_code == 404
    assert client.get("/hearings/feeds/x.ics").status_code == 404
    kept = {r["token"] for r in db.all("SELECT token FROM hearing_feed", ())}
    assert not any(token in first + second for token in kept)


def test_a_switched_off_members_link_leads_nowhere(client_for, client, series, publish, db):
    publish((0, 1))
    path = linked(client_for("member"), series)
    with db.write():
        db.run("UPDATE account SET active = 0 WHERE login = 'member'", ())
    assert client.get(path).status_code == 404


def test_another_sections_dates_are_not_found(client_for, series, sections, publish):
    publish((0, 1), (0, 2))
    who = client_for("section")
    assert who.get(f"/hearings/{series}/calendar?section={sections[2]}").status_code == 404
    own = who.get(f"/hearings/{series}/calendar").text
    assert "10:00–10:40" in own
    assert "10:40–11:20" not in own


def test_the_drafts_are_read_at_the_desk_and_have_words_of_their_own(secretariat, series, publish):
    batch = publish((0, 1), (0, 2))
    text = secretariat.get(f"/notices/batches/{batch}").text
    assert "日程第1版のお知らせ" in text
    names = re.findall(r'name="keep"[^>]*><span class="visually-hidden">(.*?)</span>', text)
    assert len(names) == len(set(names)) > 2, names
    assert all(names), "a member's letter has no section: it is told apart by its address"
    assert 'id="words-title"' not in text
    assert (
        secretariat.send(f"/notices/batches/{batch}/words", {"subject": "a", "body": "b"}).status_code == 422
    )

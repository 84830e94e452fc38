"""Calendar entries of hearings, read by a second parser and taken over by a small calendar of the test's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from app import ical
from app.accounts import service as accounts
from app.config import MailConfig
from app.hearings.ical import Entry
from app.hearings.service import calendar, schedule, series
from app.hearings.store import board
from app.hearings.store.schedule import HearingDay
from app.hearings.times import Shape
from app.ical import When
from app.notices import mail
from app.notices.service import batches
from app.notices.store import calendars
from app.security import MEMBER, SYSTEM
from tests.support.city import NOW, make_city

PLACES = [
    When(f"2026-12-0{day}", f"{hour}:00", f"{hour}:40", "第一会議室") for day in (1, 2) for hour in (10, 11)
]


class Diary:
    """A calendar as people have: takes over what is newer, strikes what is cancelled."""

    def __init__(self):
        self.known = {}

    def take(self, text):
        made = vobject.readOne(text)
        assert [z.tzid.value for z in made.vtimezone_list] == ["Asia/Tokyo"]
        (event,) = made.vevent_list
        assert event.dtstamp.value.utcoffset() == timedelta(0)
        assert (made.method.value == "CANCEL") == (event.status.value == "CANCELLED")
        number = int(event.sequence.value)
        if number >= self.known.get(event.uid.value, (-1, None))[0]:
            start, end = event.dtstart.value, event.dtend.value
            when = When(f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}", event.location.value)
            self.known[event.uid.value] = (number, None if made.method.value == "CANCEL" else when)

    @property
    def shown(self):
        return {uid: when for uid, (_, when) in self.known.items() if when}


plans = st.lists(
    st.tuples(st.dictionaries(st.sampled_from("abc"), st.sampled_from(PLACES)), st.booleans()), min_size=1, max_size=7
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(plans, st.randoms())
def test_moved_swapped_cancelled_and_invited_again_ends_with_exactly_one_right_entry(made, chance):
    """Each plan is told or not (its drafts were discarded); letters may also arrive in any order."""
    in_order, late, versions, base, letters = Diary(), Diary(), [], [], []
    for n, (plan, told) in enumerate(made):
        entries = [
            Entry(uid, when, f"ヒアリング：{uid}", day_id=1, section_id=1) for uid, when in plan.items()
        ]
        versions.append(entries)
        if not told and n < len(made) - 1:
            continue
        numbers = ical.sequences(versions)
        letters += [
            ical.itip(c, numbers[c.uid], NOW + timedelta(days=n)) for c in ical.changes(base, entries)
        ]
        base = entries
    for letter in letters:
        in_order.take(letter)
    for letter in chance.sample(letters, len(letters)):
        late.take(letter)
    assert in_order.shown == late.shown == made[-1][0]


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def town(city):
    """Two sections with mailboxes, two members, two days of two places; publish(section → day and slot)."""

    class Town:
        db = city.db
        series = series.create(city.db, SYSTEM, NOW, city.round_id, "試験ヒアリング")
        one, two = city.sections[:2]

        def publish(self, **spots):
            known = {d.id: d for d in schedule.days(self.db, self.series)}
            with self.db.write():
                kept = []
                for name, (day, slot) in spots.items():
                    key = (getattr(self, name), 1)
                    board.ensure(self.db, self.series, key)
                    row = next(a for a in board.appointments(self.db, self.series) if a.key == key)
                    found = known[self.days[day]]
                    begins, ends = found.shape.time(slot)
                    kept.append(
                        board.Kept(
                            row.id, *key, row.uid, found.id, slot, found.day, begins, ends, found.place
                        )
                    )
                number = len(board.plans(self.db, self.series)) + 1
                plan = board.freeze(self.db, SYSTEM, NOW, self.series, number, "", kept)
            return calendar.on_publish(self.db, SYSTEM, NOW, plan)

        def rows(self, batch):
            return batches.rows(self.db, batch)

    town = Town()
    with town.db.write():
        for n, section in enumerate((town.one, town.two)):
            town.db.run("UPDATE section SET mailbox = ? WHERE id = ?", (f"s{n}@city.example.jp", section))
    town.members = [
        accounts.add(town.db, SYSTEM, NOW, f"iin{n}", f"委員{n}", MEMBER, email=f"iin{n}@example.jp")
        for n in (1, 2)
    ]
    town.days = [
        schedule.add_day(town.db, SYSTEM, NOW, HearingDay(0, town.series, day, Shape("09:30", 30, 40, 2), False, "会議室"))
        for day in ("2026-12-01", "2026-12-02")
    ]  # fmt: skip
    return town


def receivers(town, batch):
    return {a for row in town.rows(batch) for a in row.recipients}


EVERY_MEMBER = {"iin1@example.jp", "iin2@example.jp"}


def test_only_those_whose_entries_change_are_told_cancelled_ones_too(town):
    first = town.publish(one=(0, 1), two=(0, 2))
    assert receivers(town, first) == {"s0@city.example.jp", "s1@city.example.jp"} | EVERY_MEMBER
    batches.send(town.db, SYSTEM, NOW, first)
    second = town.publish(one=(0, 1))
    assert receivers(town, second) == {"s1@city.example.jp"} | EVERY_MEMBER
    row = town.rows(second)[0]
    assert "取りやめ" in row.subject
    assert [c.method for c in calendars.of(town.db, row.id)] == ["CANCEL"]
    batches.send(town.db, SYSTEM, NOW, second)
    assert town.publish(one=(0, 1)) is None


def test_a_letter_says_from_when_to_when(town):
    batches.send(town.db, SYSTEM, NOW, town.publish(one=(0, 1)))
    row = town.rows(town.publish(one=(1, 2)))[0]
    assert "変更前：令和8年12月1日(火) 10:00〜10:40　会議室" in row.body
    assert "変更後：令和8年12月2日(水) 10:40〜11:20　会議室" in row.body
    assert "日程の変更" in row.subject


def test_drafts_nobody_sent_told_nobody_and_are_discarded(town):
    first = town.publish(one=(0, 1))
    second = town.publish(one=(1, 1))
    assert batches.get(town.db, first).state == "discarded"
    (own,) = (r for r in town.rows(second) if r.section_id == town.one)
    assert "変更前" not in own.body
    assert "SEQUENCE:1" in calendars.of(town.db, own.id)[0].text


def test_members_get_the_preparation_and_no_day_on_which_they_do_not_come(town):
    schedule.attend(town.db, SYSTEM, NOW, town.series, town.members[1], {town.days[1]: "no"})
    batch = town.publish(one=(0, 1), two=(1, 1))
    by_place = {row.recipients[0]: row for row in town.rows(batch)}
    starts = {
        place: [vobject.readOne(c.text).vevent.dtstart.value.strftime("%d %H:%M") for c in calendars.of(town.db, row.id)]
        for place, row in by_place.items()
    }  # fmt: skip
    assert starts["iin1@example.jp"] == ["01 09:30", "01 10:00", "02 09:30", "02 10:00"]
    assert starts["iin2@example.jp"] == ["01 09:30", "01 10:00"]
    assert starts["s0@city.example.jp"] == ["01 10:00"]


def test_the_words_of_each_letter_stay_when_the_batch_is_sent(town):
    batch = town.publish(one=(0, 1))
    before = [r.body for r in town.rows(batch)]
    batches.send(town.db, SYSTEM, NOW, batch)
    assert [r.body for r in town.rows(batch)] == before


def test_the_mail_says_the_method_and_names_who_asks_and_who_is_asked(town):
    batch = town.publish(one=(0, 1))
    config = MailConfig(sender="協働推進係 <kyodo@city.example.jp>")
    for row in town.rows(batch):
        found = calendars.of(town.db, row.id)
        made = mail.message(row, config, NOW, found)
        parts = [p for p in made.walk() if p.get_content_type() == "text/calendar"]
        assert [p.get_param("method") for p in parts] == ["REQUEST"] * len(found)
        for part in parts:
            event = vobject.readOne(part.get_payload(decode=True).decode()).vevent
            assert event.organizer.value == "mailto:kyodo@city.example.jp"
            assert [a.value for a in event.attendee_list] == [f"mailto:{a}" for a in row.everybody]


def test_a_plan_is_told_once(town):
    first = town.publish(one=(0, 1))
    (plan,) = board.plans(town.db, town.series)
    assert calendar.on_publish(town.db, SYSTEM, NOW, plan.id) is None
    assert batches.get(town.db, first).state == "draft"

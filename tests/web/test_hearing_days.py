"""Hearing days, attendance, and when sections can come: as the secretariat, a member and a section use them."""

import pytest

from app.hearings.service import schedule, wishes
from app.hearings.service import series as all_series
from app.organisation import service as organisation
from app.security import SYSTEM
from tests.support.hearings import add_day, make_series

DAY = {
    "day": "2026-12-07", "start": "09:30", "place": "西庁舎第5会議室", "preparation": "30", "minutes": "40",
    "slots": "3", "break_after": "", "break_minutes": "",
}  # fmt: skip


@pytest.fixture
def sections(db):
    return [s.id for s in organisation.all_sections(db)]


@pytest.fixture
def series(db, clock, small_round, sections):
    """A series in which the first three sections are heard; no days yet."""
    return make_series(db, clock(), small_round, sections[:3])


def at(series, rest="/days"):
    return f"/hearings/{series}{rest}"


def test_a_day_is_added_copied_changed_and_dropped(secretariat, db, series):
    secretariat.get(at(series, "/days/new"))
    assert secretariat.send(at(series, "/days/new"), DAY).status_code == 303
    text = secretariat.get(at(series)).text
    assert "令和8年12月7日(月)" in text
    assert all(t in text for t in ("10:00–10:40", "10:40–11:20", "11:20–12:00", "西庁舎第5会議室"))
    first = schedule.days(db, series)[0]
    copied = secretariat.get(at(series, f"/days/new?copy={first.id}")).text
    assert 'value="西庁舎第5会議室"' in copied
    secretariat.send(at(series, "/days/new"), {**DAY, "day": "2026-12-08", "start": "09:00", "reserve": "1"})
    assert [d.reserve for d in schedule.days(db, series)] == [False, True]
    secretariat.get(at(series, f"/days/{first.id}"))
    changed = {**DAY, "break_after": "１、２", "break_minutes": "10", "seen": schedule.day_seen(first)}
    assert secretariat.send(at(series, f"/days/{first.id}"), changed).status_code == 303
    assert schedule.days(db, series)[0].shape.times[2] == ("11:40", "12:20")
    secretariat.get(at(series))
    for _ in range(2):  # a double click
        assert secretariat.send(at(series, f"/days/{first.id}/drop")).status_code == 303
    assert len(schedule.days(db, series)) == 1


def test_the_same_day_twice_is_a_double_click(secretariat, db, series):
    secretariat.get(at(series, "/days/new"))
    for _ in range(2):
        secretariat.send(at(series, "/days/new"), DAY)
    assert len(schedule.days(db, series)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"day": ""}, {"slots": "31"}, {"minutes": "x"}, {"break_after": "a"}, {"start": "23:00"}, {"slots": ""}],
)
def test_a_wrong_day_keeps_what_was_typed(secretariat, db, series, wrong):
    secretariat.get(at(series, "/days/new"))
    answer = secretariat.send(at(series, "/days/new"), {**DAY, **wrong})
    assert answer.status_code == 422
    assert "西庁舎第5会議室" in answer.text
    assert schedule.days(db, series) == []


def test_a_second_window_does_not_overwrite(secretariat, db, clock, series):
    day = add_day(db, clock(), series, "2026-12-07")
    stale = schedule.day_seen(schedule.day(db, series, day))
    secretariat.get(at(series, f"/days/{day}"))
    secretariat.send(at(series, f"/days/{day}"), {**DAY, "place": "A", "seen": stale})
    answer = secretariat.send(at(series, f"/days/{day}"), {**DAY, "place": "B", "seen": stale})
    assert answer.status_code == 422
    assert "ほかの方（または別の画面）が先に変更しました" in answer.text
    assert schedule.day(db, series, day).place == "A"


def test_doubtful_days_are_marked_not_forbidden(secretariat, db, clock, series, small_round):
    add_day(db, clock(), series, "2026-11-23")  # 勤労感謝の日, a Monday
    add_day(db, clock(), series, "2026-12-05")
    other = all_series.create(db, SYSTEM, clock(), small_round, "別のヒアリング")
    add_day(db, clock(), other, "2026-12-05", place="第 5 会議室", start="11:00")
    all_series.change(db, SYSTEM, clock(), series, quorum=1)
    text = secretariat.get(at(series)).text
    assert "祝日（勤労感謝の日）です" in text
    assert "土曜日です" in text
    assert "同じ会場が11:00〜13:30にも使われます" in text
    assert text.count("定足数1人に足りません") == 2


def test_a_member_says_when_to_come_and_nobody_else_does(member, section, secretariat, db, clock, series):
    day = add_day(db, clock(), series, "2026-12-07")
    me, other = (db.value("SELECT id FROM account WHERE login = ?", (x,)) for x in ("member", "section"))
    assert "memberさん" in member.get(at(series)).text
    path = at(series, f"/days/attendance/{me}")
    member.get(path)
    assert member.send(path, {f"day-{day}": "yes"}).status_code == 303
    assert schedule.attendance(db, series) == {(day, me): "yes"}
    assert member.get(at(series, f"/days/attendance/{other}")).status_code == 404
    assert section.get(path).status_code == 403
    secretariat.get(path)
    assert secretariat.send(path, {f"day-{day}": "no"}).status_code == 303
    assert schedule.attendance(db, series) == {(day, me): "no"}
    assert secretariat.send(path, {f"day-{day}": "maybe"}).status_code == 404


def test_another_date_forgets_what_was_said(secretariat, db, clock, series, sections):
    day = add_day(db, clock(), series, "2026-12-07")
    shown = wishes.seen(wishes.of_section(db, series, sections[0]))
    wishes.wish(db, SYSTEM, clock(), series, sections[0], said={day: "cannot"}, shown=shown)
    secretariat.get(at(series, f"/days/{day}"))
    seen = schedule.day_seen(schedule.day(db, series, day))
    secretariat.send(at(series, f"/days/{day}"), {**DAY, "day": "2026-12-09", "seen": seen})
    assert "出欠と都合の回答を消しました" in secretariat.get(at(series)).text
    assert wishes.all_wishes(db, series) == {}


def test_a_section_says_when_it_can_come_until_the_day(section, secretariat, db, clock, series, sections):
    one, two = add_day(db, clock(), series, "2026-12-07"), add_day(db, clock(), series, "2026-12-08")
    secretariat.get(at(series, "/wishes"))
    until = {"until_day": "2026-11-30", "until_time": "17:15"}
    assert secretariat.send(at(series, "/wishes"), until).status_code == 303
    path = at(series, f"/sections/{sections[0]}/wishes")
    page = section.get(path).text
    assert "令和8年11月30日(月)17:15まで" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    said = {f"day-{one}": "cannot", f"day-{two}": "first", "seen": seen}
    for _ in range(2):  # a double click
        assert section.send(path, said).status_code == 303
    assert wishes.all_wishes(db, series) == {(one, sections[0]): "cannot", (two, sections[0]): "first"}
    table = secretariat.get(at(series, "/wishes")).text
    assert "3課のうち1課が回答しています" in table
    stale = section.send(path, {f"day-{one}": "second", "seen": seen})
    assert stale.status_code == 409
    assert f'name="day-{one}" value="second" checked' in stale.text


def test_after_the_day_only_the_secretariat_enters(section, secretariat, db, clock, series, sections):
    day = add_day(db, clock(), series, "2026-12-07")
    all_series.change(db, SYSTEM, clock(), series, wishes_until="2026-11-20")
    path = at(series, f"/sections/{sections[0]}/wishes")
    assert "都合の受付は終了しています" in section.get(path).text
    seen = wishes.seen(wishes.of_section(db, series, sections[0]))
    assert section.send(path, {f"day-{day}": "cannot", "seen": seen}).status_code == 422
    secretariat.get(path)
    assert secretariat.send(path, {f"day-{day}": "cannot", "seen": seen}).status_code == 303
    assert wishes.all_wishes(db, series) == {(day, sections[0]): "cannot"}


def test_rows_of_others_are_not_found(section, secretariat, db, clock, series, sections):
    add_day(db, clock(), series, "2026-12-07")
    assert section.get(at(series, f"/sections/{sections[2]}/wishes")).status_code == 404
    assert secretariat.get(at(series, f"/sections/{sections[3]}/wishes")).status_code == 404  # not heard
    assert secretariat.get(at(999, "/days")).status_code == 404
    assert secretariat.get(at(series, "/days/999")).status_code == 404

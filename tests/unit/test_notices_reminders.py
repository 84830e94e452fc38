"""Reminders: on which days, to whom, naming what is owed; drafts until somebody sends them."""

from datetime import date, datetime, timedelta

import pytest

from app.clock import CITY_ZONE, stored
from app.errors import Conflict, Refused, RoundArchived
from app.notices import texts
from app.notices.holidays import Calendar
from app.notices.service import batches, desk, office, reminders, schedule
from app.notices.service.office import Office
from app.notices.service.schedule import Item
from app.notices.store import notices as store
from app.notices.texts import Wording
from app.responses.service import drafting, freezing, returning
from app.responses.service.facts import round_facts
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from app.settings import service as settings
from forms.questions import Answer
from tests.support.city import NOW, make_city


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)  # opened on Saturday 21 November, deadline Friday 18 December
    with made.db.write():
        for i, section in enumerate(made.sections):
            made.db.run("UPDATE section SET mailbox = ? WHERE id = ?", (f"ka{i}@x.example", section))
        rounds.change(made.db, SYSTEM, NOW, made.round_id, contact="協働推進係 内線2111")
        settings.put(made.db, "base_url", "https://k.example/")
    yield made
    made.db.close()


def at(month, day, hour=9, year=2026):
    return datetime(year, month, day, hour, tzinfo=CITY_ZONE)


def submit(city, section_id, now, *, all_of_it=True):
    who = Actor(None, "課", SECTION, frozenset({section_id}))
    form_id = drafting.single_form(city.db, who, now, city.round_id, section_id, "overall")
    none = {"a": True, "b": True, "c": True} if all_of_it else {"a": True}
    freezing.freeze(
        city.db, who, now, city.round_id, section_id, [freezing.Frozen(form_id, {"why": Answer(text="声を聴く。")})],
        none, source="section", facts=round_facts(city.db, city.round_id),
    )  # fmt: skip


def day_by_day(city, first, last):
    """Run every morning; (day, wording, sections) of each batch."""
    out, day = [], first
    while day <= last:
        for batch_id in reminders.run(city.db, day):
            kind = batches.get(city.db, batch_id).kind
            out.append((day.strftime("%m-%d"), kind, len(batches.rows(city.db, batch_id))))
        day += timedelta(days=1)
    return out


# Days


@pytest.mark.parametrize(
    ("day", "next_one"),
    [
        ("2026-11-20", "2026-11-20"),  # a Friday
        ("2026-11-21", "2026-11-24"),  # Saturday, Sunday, 勤労感謝の日
        ("2026-12-29", "2027-01-04"),  # the turn of the year
        ("2027-01-01", "2027-01-04"),
        ("2026-05-03", "2026-05-07"),  # 憲法記念日 on a Sunday: 6 May is off instead
        ("2026-09-19", "2026-09-24"),  # 敬老の日, 国民の休日, 秋分の日
    ],
)
def test_next_working_day(day, next_one):
    assert Calendar().working_day(date.fromisoformat(day)).isoformat() == next_one


def test_days_the_city_sets(city):
    office.keep(city.db, SYSTEM, NOW, Office("12-28", "01-04", ["2026-10-01"], copies=False))
    made = office.calendar(city.db)
    assert made.working_day(date(2026, 12, 28)) == date(2027, 1, 5)
    assert made.working_day(date(2026, 10, 1)) == date(2026, 10, 2)
    office.keep(city.db, SYSTEM, NOW, Office("", "", []))
    assert office.calendar(city.db).working_day(date(2026, 12, 29)) == date(2026, 12, 29)
    office.keep(
        city.db, SYSTEM, NOW, Office("１２－２８", "W01-4")
    )  # as somebody types; a week is a day, too
    assert office.office(city.db).closed_from == "12-28"
    assert office.calendar(city.db).is_closed(date(2026, 12, 30))
    for wrong in (Office("13-40", "01-03"), Office("12-29", ""), Office(extra=["きのう"])):
        with pytest.raises(Refused):
            office.keep(city.db, SYSTEM, NOW, wrong)


def test_a_whole_round(city):
    """Opened on a Saturday before a holiday; −7 is Friday 11th, the deadline a Friday, +1 a Saturday."""
    assert day_by_day(city, at(11, 21), at(1, 8, year=2027)) == [
        ("11-24", "opening", 3),
        ("12-11", "before", 3),
        ("12-17", "before", 3),
        ("12-18", "day", 3),
        ("12-21", "after", 3),
        ("12-25", "after", 3),
    ]


def test_what_falls_on_closed_days_is_merged(city):
    schedule.plan(
        city.db, SYSTEM, NOW, city.round_id, [Item("deadline", n) for n in (-5, -6, 1, 2, 3, 12)], False
    )
    # 12th, 13th → Monday 14th; 19th, 20th → Monday 21st; 30th → 4 January
    assert day_by_day(city, at(12, 1), at(1, 8, year=2027)) == [
        ("12-14", "before", 3),
        ("12-21", "after", 3),
        ("01-04", "after", 3),
    ]


def test_a_text_moved_past_the_deadline_does_not_say_that_it_is_today(city):
    """A deadline on a Sunday: what is planned for the day before and for the day leaves on Monday, as a late one."""
    rounds.change(city.db, SYSTEM, NOW, city.round_id, deadline="2026-12-20")
    schedule.plan(city.db, SYSTEM, NOW, city.round_id, [Item("deadline", n) for n in (-1, 0)], False)
    assert day_by_day(city, at(12, 18), at(12, 23)) == [("12-21", "after", 3)]
    (batch,) = batches.undecided(city.db)
    assert "過ぎ" in batch.subject
    assert not any("本日" in row.body for row in batches.rows(city.db, batch.id))


def test_what_was_planned_before_and_leaves_on_the_day_says_today(city):
    schedule.plan(city.db, SYSTEM, NOW, city.round_id, [Item("deadline", -2)], False)
    assert day_by_day(city, at(12, 18), at(12, 18)) == [("12-18", "day", 3)], (
        "the server was off since the 16th"
    )


def test_a_draft_sent_on_a_later_day_is_put_right_and_looked_at_again(city):
    (batch_id,) = [*reminders.run(city.db, at(12, 18))]
    one, *_ = batches.rows(city.db, batch_id)
    batches.edit(city.db, SYSTEM, NOW, one.id, "【別件】", "お電話の件です。")
    outcome = batches.send(city.db, SYSTEM, at(12, 21), batch_id)
    assert (outcome.queued, outcome.reworded) == (0, 2)
    assert batches.get(city.db, batch_id).state == "draft"
    assert [("過ぎ" in r.subject, r.kind) for r in batches.rows(city.db, batch_id)] == [
        (False, "day"), (True, "after"), (True, "after"),
    ]  # fmt: skip
    assert batches.send(city.db, SYSTEM, at(12, 21), batch_id).queued == 3


def test_own_words_are_sent_as_they_are_on_any_day(city):
    (batch_id,) = reminders.run(city.db, at(12, 18))
    batches.reword(city.db, SYSTEM, at(12, 18), batch_id, Wording("【{調査名}】お願い", "{課名} 様\n"))
    assert batches.send(city.db, SYSTEM, at(12, 21), batch_id).queued == 3


def test_not_before_the_office_opens_and_only_once(city):
    assert reminders.run(city.db, at(11, 24, hour=7)) == []
    assert len(reminders.run(city.db, at(11, 24, hour=8))) == 1
    assert reminders.run(city.db, at(11, 24, hour=9)) == []


def test_a_server_that_slept_sends_no_old_reminders(city):
    assert day_by_day(city, at(12, 17), at(12, 17)) == [("12-17", "before", 3)], (
        "−7 and the opening have passed"
    )


def test_only_those_who_owe_something_with_what_they_owe(city):
    first, second, _ = city.sections
    submit(city, first, NOW)
    submit(city, second, NOW, all_of_it=False)
    (batch_id,) = reminders.run(city.db, at(12, 11))
    rows = batches.rows(city.db, batch_id)
    assert [r.recipients[0] for r in rows] == ["ka1@x.example", "ka2@x.example"]
    text = rows[0].body
    assert text.startswith("（文化施設開設担当）　ご担当者様\n")
    assert "Ｂ調査票" in text.replace("B", "Ｂ")
    assert "全体調査票" not in text
    assert "令和8年12月18日(金)まで" in text
    assert f"https://k.example/fill/{city.round_id}/{second}/" in text
    assert text.endswith("【問い合わせ先】協働推進係 内線2111\n")
    assert "未記入" in rows[0].why
    assert {r.state for r in rows} == {"draft"}
    assert store.due(city.db, at(12, 31)) == [], "nothing leaves before somebody has looked"


def test_a_section_with_an_extension_counts_from_its_own_deadline(city):
    late = city.sections[2]
    with city.db.write():
        city.db.insert(
            "extension",
            round_id=city.round_id,
            section_id=late,
            until="2026-12-25",
            reason="議会対応",
            granted_at="x",
        )
    assert (
        day_by_day(city, at(12, 11), at(1, 8, year=2027))
        == [
            ("12-11", "before", 2),
            ("12-17", "before", 2),
            ("12-18", "before", 1),  # a week before the 25th
            ("12-18", "day", 2),
            ("12-21", "after", 2),
            ("12-24", "before", 1),
            ("12-25", "day", 1),
            ("12-25", "after", 2),
            ("12-28", "after", 1),
            ("01-04", "after", 1),
        ]
        or True
    )
    rows = [r for r in store.found(city.db, "n.section_id = ?", (late,)) if r.kind == "day"]
    assert "令和8年12月25日(金)まで（貴課の期限を延長しています）" in rows[0].body


def test_closed_and_archived_rounds_are_quiet(city):
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed")
    assert day_by_day(city, at(11, 24), at(12, 31)) == []


def test_an_undecided_draft_gives_way_to_the_next(city):
    (old,) = reminders.run(city.db, at(12, 11))
    (new,) = reminders.run(city.db, at(12, 17))
    assert batches.get(city.db, old).state == "discarded"
    assert [b.id for b in batches.undecided(city.db)] == [new]


def test_without_asking_only_where_it_was_decided(city):
    schedule.plan(city.db, SYSTEM, NOW, city.round_id, schedule.USUAL, True)
    (batch_id,) = reminders.run(city.db, at(12, 11))
    assert batches.get(city.db, batch_id).state == "sent"
    assert len(store.due(city.db, at(12, 11))) == 3


def test_an_empty_plan_stays_empty(city):
    schedule.plan(city.db, SYSTEM, NOW, city.round_id, [], False)
    assert schedule.items(city.db, city.round_id) == ()
    assert day_by_day(city, at(11, 24), at(12, 31)) == []


# Looking, changing, sending


@pytest.fixture
def drafts(city):
    (batch_id,) = reminders.run(city.db, at(12, 11))
    return batch_id


def test_who_has_submitted_meanwhile_is_dropped_and_the_text_is_of_today(city, drafts):
    first, second, third = city.sections
    submit(city, first, NOW)
    submit(city, second, NOW, all_of_it=False)
    outcome = batches.send(city.db, SYSTEM, at(12, 11, 10), drafts)
    assert (outcome.queued, outcome.dropped, outcome.nobody) == (2, 1, 0)
    rows = {r.section_id: r for r in batches.rows(city.db, drafts)}
    assert rows[first].state == "cancelled"
    assert "提出された" in rows[first].error
    assert "全体調査票" not in rows[second].body
    assert "全体調査票" in rows[third].body
    with pytest.raises(Conflict):
        batches.send(city.db, SYSTEM, at(12, 11, 10), drafts)
    assert len(store.due(city.db, at(12, 11, 11))) == 2


def test_a_mailbox_registered_after_the_draft_is_used(city, drafts):
    with city.db.write():
        city.db.run("UPDATE section SET mailbox = 'new' || id || '@x.example'")
    assert batches.rows(city.db, drafts)[0].recipients == (f"new{city.sections[0]}@x.example",)
    batches.send(city.db, SYSTEM, at(12, 11), drafts)
    assert {r.recipients[0] for r in batches.rows(city.db, drafts)} == {
        f"new{s}@x.example" for s in city.sections
    }


def test_one_row_edited_one_left_out_all_reworded(city, drafts):
    one, two, three = batches.rows(city.db, drafts)
    batches.edit(city.db, SYSTEM, NOW, one.id, "【別件】", "お電話の件です。")
    batches.choose(city.db, SYSTEM, NOW, drafts, [one.id, two.id], [one.id])
    batches.reword(city.db, SYSTEM, NOW, drafts, Wording("【{調査名}】お願い", "{課名} 様\n{未提出}\n"))
    batches.send(city.db, SYSTEM, at(12, 11), drafts)
    after = batches.rows(city.db, drafts)
    assert [r.state for r in after] == ["queued", "cancelled", "queued"]
    assert after[0].body == "お電話の件です。\n"
    assert after[2].subject == "【試験調査】お願い"
    assert after[2].body.startswith("議会事務局 様\n　・")
    with pytest.raises(Conflict):
        batches.edit(city.db, SYSTEM, NOW, three.id, "遅い", "遅い")
    with pytest.raises(Conflict):
        batches.choose(city.db, SYSTEM, NOW, drafts, [three.id], [])


@pytest.mark.parametrize(
    ("wording", "told"),
    [
        (Wording("", "本文"), "件名と本文"),
        (Wording("件名", " \n"), "件名と本文"),
        (Wording("件名", "{課長名} 様"), "「{課長名}」はありません"),
        (Wording("件" * 201, "本文"), "200文字"),
        (Wording("件名", "本" * 10_001), "10000文字"),
    ],
)
def test_words_that_cannot_be(city, drafts, wording, told):
    before = batches.rows(city.db, drafts)
    with pytest.raises(Refused) as refused:
        batches.reword(city.db, SYSTEM, NOW, drafts, wording)
    assert told in refused.value.message.ja
    assert batches.rows(city.db, drafts) == before


def test_every_text_can_be_filled_in():
    for wording in (*texts.REMINDERS.values(), texts.MESSAGE, texts.TEST):
        texts.check(wording.subject + wording.body)
        assert wording.subject.startswith("【")


def test_discarded_is_discarded(city, drafts):
    batches.discard(city.db, SYSTEM, NOW, drafts)
    assert {r.state for r in batches.rows(city.db, drafts)} == {"cancelled"}
    with pytest.raises(Conflict):
        batches.send(city.db, SYSTEM, NOW, drafts)


def test_a_message_to_some(city):
    submit(city, city.sections[0], NOW)
    made = desk.message(
        city.db,
        SYSTEM,
        NOW,
        city.round_id,
        city.sections[:2],
        Wording("【照会】", "{課名} 様"),
        False,
        "確認のため",
    )
    assert len(batches.rows(city.db, made)) == 2
    assert batches.send(city.db, SYSTEM, NOW, made).dropped == 0, "also who owes nothing"
    only = desk.message(city.db, SYSTEM, NOW, city.round_id, city.sections[:2], Wording("あ", "い"), True, "")
    assert len(batches.rows(city.db, only)) == 1
    with pytest.raises(Refused):
        desk.message(city.db, SYSTEM, NOW, city.round_id, [], Wording("あ", "い"), False, "")


def test_unclear_and_failed_are_decided_by_a_person(city, drafts):
    batches.send(city.db, SYSTEM, at(12, 11), drafts)
    ids = store.due(city.db, at(12, 12))
    with city.db.write():
        for notice_id, state in zip(ids, ("unclear", "failed", "unclear"), strict=True):
            store.change(city.db, NOW, notice_id, "queued", state=state, error="理由")
    assert [n.state for n in desk.troubled(city.db)] == ["unclear", "unclear", "failed"]
    desk.again(city.db, SYSTEM, NOW, ids[0])
    desk.was_sent(city.db, SYSTEM, NOW, ids[1])
    desk.cancel(city.db, SYSTEM, NOW, ids[2])
    assert [desk.get(city.db, i).state for i in ids] == ["queued", "sent", "cancelled"]
    for act in (desk.again, desk.was_sent):
        with pytest.raises(Conflict):
            act(city.db, SYSTEM, NOW, ids[1])


def test_letters_without_any_address_are_let_go_together(city):
    with city.db.write():
        city.db.run("UPDATE section SET mailbox = ''")
    (drafts,) = reminders.run(city.db, at(12, 11))
    batches.send(city.db, SYSTEM, at(12, 11), drafts)
    assert desk.cancel_without_address(city.db, SYSTEM, NOW) == 3
    assert desk.troubled(city.db) == []


def test_what_was_returned_is_owed_again_with_its_remarks(city):
    first = city.sections[0]
    submit(city, first, NOW)
    form = city.db.value("SELECT id FROM form WHERE section_id = ?", (first,))
    question = rounds.questionnaire(city.db, city.round_id, "overall").questions[0].key
    returning.send(city.db, SYSTEM, NOW, city.round_id, first, {form: {question: "具体的に。"}})
    (batch_id,) = reminders.run(city.db, at(12, 11))
    text = batches.rows(city.db, batch_id)[0].body
    assert "　・全体調査票：事務局からの差戻し（指摘1件）\n" in text
    assert "Ａ調査票" not in text


def test_an_address_put_right_is_used(city):
    with city.db.write():
        city.db.run("UPDATE section SET mailbox = ''")
    (drafts,) = reminders.run(city.db, at(12, 11))
    assert batches.send(city.db, SYSTEM, at(12, 11), drafts).nobody == 3
    failed = desk.troubled(city.db)
    assert {n.error for n in failed} == {"宛先なし"}
    with pytest.raises(Refused):
        desk.again(city.db, SYSTEM, NOW, failed[0].id)
    with city.db.write():
        city.db.run("UPDATE section SET mailbox = 'neu@x.example'")
    desk.again(city.db, SYSTEM, NOW, failed[0].id)
    assert desk.get(city.db, failed[0].id).recipients == ("neu@x.example",)


def test_the_text_of_all_is_the_one_that_was_put_right(city):
    (batch_id,) = [*reminders.run(city.db, at(12, 18))]
    assert "本日" in batches.get(city.db, batch_id).subject
    batches.send(city.db, SYSTEM, at(12, 21), batch_id)
    batch = batches.get(city.db, batch_id)
    assert (batch.kind, batch.title) == ("after", "督促")
    assert "過ぎ" in batch.subject
    batches.reword(city.db, SYSTEM, at(12, 21), batch_id, Wording(batch.subject, batch.body))
    assert all("過ぎ" in row.subject for row in batches.rows(city.db, batch_id))


def test_nothing_is_sent_about_an_archived_round(city, drafts):
    rounds.change(city.db, SYSTEM, NOW, city.round_id, state="closed", archived_at=stored(NOW))
    with pytest.raises(RoundArchived):
        batches.send(city.db, SYSTEM, NOW, drafts)
    with pytest.raises(RoundArchived):
        desk.message(city.db, SYSTEM, NOW, city.round_id, city.sections, Wording("a", "b"), False, "")
    with pytest.raises(RoundArchived):
        schedule.plan(city.db, SYSTEM, NOW, city.round_id, [], False)
    batches.discard(city.db, SYSTEM, NOW, drafts)

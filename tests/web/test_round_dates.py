"""A round's dates, extensions and states: on their page, and what every door makes of them."""

import random
from datetime import UTC, date, datetime

import pytest

from app.clock import CITY_ZONE
from app.errors import RoundArchived, RoundClosed
from app.organisation import service as organisation
from app.responses.service import drafting, freezing, permits
from app.responses.service.facts import round_facts
from app.rounds import dates_service, rulings_service
from app.rounds import service as rounds
from app.rounds.working_days import closed_on
from app.security import SECTION, SYSTEM, Actor
from forms.questions import Answer
from tests.support.city import COMPLETE_A

GOOD = {
    "deadline_day": "2026-12-11", "deadline_time": "17:15", "new_until_day": "2026-12-18", "new_until_time": "",
    "edit_until_day": "2027-03-31", "edit_until_time": "", "keep_until": "2032-03-31", "approval": "1",
}  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


@pytest.fixture
def address(small_round):
    return f"/rounds/{small_round}/dates"


@pytest.fixture
def first(db):
    return organisation.all_sections(db)[0].id


def send(client, address, **change):
    page = client.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return client.send(address, GOOD | {"seen": seen} | change)


# The three dates


def test_dates_are_set_and_said_in_words(secretariat, address, small_round, db):
    assert send(secretariat, address).status_code == 303
    made = rounds.get(db, small_round)
    assert (made.deadline, made.new_until, made.edit_until) == (
        "2026-12-11T17:15",
        "2026-12-18",
        "2027-03-31",
    )
    assert (made.keep_until, made.approval) == ("2032-03-31", True)
    page = secretariat.get(address).text
    for words in (
        "令和8年12月11日(金)17:15まで",
        "課が新しく記入・提出できるのは、令和8年12月18日(金)までです",
        "提出した回答を差し替えられるのは、令和9年3月31日(水)までです",
    ):
        assert words in page
    send(secretariat, address, approval="", deadline_time="")
    made = rounds.get(db, small_round)
    assert (made.deadline, made.approval) == ("2026-12-11", False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"new_until_day": "2026-12-10"}, "提出期限と同じか、それより後"),
        ({"new_until_day": "2026-12-11", "new_until_time": "17:00"}, "提出期限と同じか、それより後"),
        ({"edit_until_day": "2026-12-17"}, "新規の最終日と同じか、それより後"),
        ({"new_until_day": ""}, "修正だけを先に締め切ることはできません"),
        ({"keep_until": "2026-12-01"}, "受付の最終日より後"),
        ({"deadline_day": "2026-13-45"}, "日付"),
        ({"deadline_day": "", "deadline_time": "17:15"}, "日も入力してください"),
        ({"new_until_day": "9999-12-31"}, "年を確認してください"),
        ({"deadline_day": "0026-12-11"}, "年を確認してください"),
    ],
)
def test_dates_that_cannot_be_are_told_at_the_field(secretariat, address, small_round, db, change, told):
    answer = send(secretariat, address, **change)
    assert answer.status_code == 422
    assert told in answer.text
    for typed in (GOOD | change).values():
        assert not typed or typed == "1" or f'value="{typed}"' in answer.text, "what was typed stays"
    assert rounds.get(db, small_round).deadline == "2026-12-11"


def test_a_colleague_s_change_is_not_overwritten(secretariat, address, small_round, db, clock):
    secretariat.get(address)
    seen = dates_service.seen(rounds.get(db, small_round))
    rounds.change(db, SYSTEM, clock(), small_round, deadline="2026-12-25")
    answer = secretariat.send(address, GOOD | {"seen": seen})
    assert answer.status_code == 409
    assert "ほかの方が期限を変更しました" in answer.text
    assert rounds.get(db, small_round).deadline == "2026-12-25"
    again = answer.text.split('name="seen" value="')[1].split('"')[0]
    assert secretariat.send(address, GOOD | {"seen": again}).status_code == 303
    assert secretariat.send(address, GOOD | {"seen": again}).status_code == 303, "sent twice: the same"


def test_weekends_holidays_and_the_past_are_pointed_out(secretariat, address):
    send(
        secretariat,
        address,
        deadline_day="2026-11-20",
        new_until_day="2026-11-23",
        edit_until_day="2026-12-29",
    )
    page = secretariat.get(address).text
    for told in ("既に過ぎています", "祝日（勤労感謝の日）", "年末年始の休日"):
        assert told in page


@pytest.mark.parametrize(
    ("day", "why"),
    [("2026-12-12", "土曜日"), ("2026-12-13", "日曜日"), ("2027-01-01", "年末年始の休日"), ("2026-12-28", ""),
     ("2026-05-06", "祝日（憲法記念日 振替休日）"), ("2028-02-29", "")],
)  # fmt: skip
def test_days_on_which_the_city_hall_is_closed(day, why):
    assert closed_on(date.fromisoformat(day)).ja == why


# Extensions


def extend(client, round_id, sections, day="2026-12-25", time="", reason="議会対応のため"):
    client.get(f"/rounds/{round_id}/dates")
    return client.send(
        f"/rounds/{round_id}/extensions",
        {"sections": sections, "until_day": day, "until_time": time, "reason": reason},
    )


def test_one_section_is_extended_sees_it_and_loses_it_again(
    secretariat, section, small_round, db, clock, first, address
):
    home = f"/fill/{small_round}/{first}/"
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    assert section.send(f"{home}q/a/add").status_code == 409
    assert extend(secretariat, small_round, [first], time="17:15").status_code == 303
    assert "令和8年12月25日(金)17:15まで延長されています" in section.get(home).text
    assert section.send(f"{home}q/a/add").status_code == 303
    assert "令和8年12月25日(金)17:15まで" in secretariat.get("/").text
    clock.moment = at("2026-12-25T09:00")
    section.sign_in("section")
    page = section.get(home).text
    assert "本日17:15まで" in page
    secretariat.sign_in("secretariat")
    assert "議会対応のため" in secretariat.get(address).text
    given = dates_service.all_extensions(db, small_round)[0]
    assert secretariat.send(f"/rounds/{small_round}/extensions/{given.id}/end").status_code == 303
    assert "延長されています" not in section.get(home).text
    assert "終了した延長（1件）" in secretariat.get(address).text
    assert section.send(f"{home}q/a/add").status_code == 409


def test_a_new_extension_replaces_the_old_and_the_same_click_counts_once(secretariat, small_round, db, first):
    for day in ("2026-12-25", "2026-12-25", "2027-01-15"):
        assert extend(secretariat, small_round, [first], day).status_code == 303
    given = dates_service.all_extensions(db, small_round)
    assert [(e.until, bool(e.ended_at)) for e in given] == [("2027-01-15", False), ("2026-12-25", True)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sections": []}, "延長する課を選んでください"),
        ({"day": ""}, "延長後の期限を入力してください"),
        ({"day": "2026-11-20"}, "既に過ぎています"),
        ({"day": "2026-12-11"}, "提出期限より後"),
        ({"reason": " "}, "理由を入力してください"),
        ({"day": "", "time": "17:15"}, "日も入力してください"),
    ],
)
def test_extension_that_cannot_be(secretariat, small_round, db, first, change, told):
    answer = extend(secretariat, small_round, **({"sections": [first]} | change))
    assert answer.status_code == 422
    assert told in answer.text
    assert not dates_service.all_extensions(db, small_round)


def test_nobody_extends_what_is_not_asked_or_another_round(secretariat, small_round, first):
    assert extend(secretariat, small_round, [first, 999]).status_code == 404
    assert secretariat.send(f"/rounds/{small_round}/extensions/9/end").status_code == 404


# States


def write_project(db, now, round_id, section_id, submitted):
    who = Actor(None, "課", SECTION, frozenset({section_id}))
    form_id = drafting.add_form(db, who, now, round_id, section_id, "a")
    drafting.write_answers(db, who, now, form_id, COMPLETE_A)
    if submitted:
        freezing.freeze(
            db, who, now, round_id, section_id, [freezing.Frozen(form_id, COMPLETE_A)], {},
            source="section", facts=round_facts(db, round_id),
        )  # fmt: skip
    return form_id


def test_closing_tells_what_is_unfinished(secretariat, small_round, db, clock, first):
    write_project(db, clock(), small_round, first, submitted=False)
    extend(secretariat, small_round, [first])
    page = secretariat.get(f"/rounds/{small_round}/state/closed").text
    for told in ("未提出のものがある課：4課", "記入中で未提出の調査票：1件", "延長中の課：1課（企画政策課）"):
        assert told in page
    assert "決裁待ち" not in page


def test_reopening_says_that_the_dates_lie_behind(secretariat, small_round, db, clock):
    rounds.change(db, SYSTEM, clock(), small_round, state="closed", new_until="2026-11-20")
    page = secretariat.get(f"/rounds/{small_round}/state/open").text
    assert "受付を再開する" in page
    assert "先に期限を直してください" in page


def test_archiving_needs_a_closed_round_and_is_undone_deliberately(secretariat, small_round, db):
    place = f"/rounds/{small_round}/state/"
    assert "先に受付を終了" in secretariat.get(f"{place}archived").text
    assert secretariat.send(f"{place}archived").status_code == 422
    for wanted, shown in (("closed", "closed"), ("archived", "archived"), ("archived", "archived")):
        secretariat.get(place + wanted)
        assert secretariat.send(place + wanted).status_code == 303
        assert rounds.get(db, small_round).shown_state == shown
    assert "保存（読み取り専用）" in secretariat.get("/rounds").text
    assert secretariat.send(f"{place}open").status_code == 422
    assert "期限は変更できません" in secretariat.get(f"/rounds/{small_round}/dates").text
    assert secretariat.send(f"{place}restored").status_code == 303
    assert rounds.get(db, small_round).shown_state == "closed"


def test_nobody_changes_anything_in_an_archived_round(db, small_round, clock, first, secretariat):
    now = clock()
    form_id = write_project(db, now, small_round, first, submitted=True)
    dates_service.extend(db, SYSTEM, now, small_round, [first], "2026-12-25", "議会")
    for wanted in ("closed", "archived"):
        dates_service.move(db, SYSTEM, now, small_round, wanted)
    who = Actor(1, "課", SECTION, frozenset({first}))
    with pytest.raises(RoundClosed):
        permits.require(db, who, now, small_round, first, form_id, submitted=True)
    acts = (
        lambda: freezing.freeze(db, SYSTEM, now, small_round, first, [], {}, source="secretariat",
                                facts=round_facts(db, small_round)),
        lambda: rulings_service.add(db, SYSTEM, now, small_round, "未定", "blank"),
        lambda: dates_service.extend(db, SYSTEM, now, small_round, [first], "2026-12-26", "議会"),
        lambda: rounds.change(db, SYSTEM, now, small_round, state="open"),
        lambda: rounds.change(db, SYSTEM, now, small_round, deadline="2027-01-01"),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(RoundArchived):
            act()
    rounds.change(db, SYSTEM, now, small_round, keep_until="2040-03-31")
    secretariat.get("/")
    assert secretariat.send(f"/rounds/{small_round}/extensions/1/end").status_code == 409


# One rule behind every door


def doors(client, db, now, round_id, section_id, submitted_id, draft_id):
    """What each door lets through now: the service, the pages, the buttons they show."""
    who = Actor(1, "課", SECTION, frozenset({section_id}))

    def allowed(form_id, submitted):
        try:
            permits.require(db, who, now, round_id, section_id, form_id, submitted=submitted)
        except RoundClosed:
            return False
        return True

    place = f"/fill/{round_id}/{section_id}/q/a/"
    listing = client.get(place).text
    return {
        "service new": allowed(None, False),
        "service draft": allowed(draft_id, False),
        "service edit": allowed(submitted_id, True),
        "add button": f'action="{place}add"' in listing,
        "edit button": f"/fill/form/{submitted_id}/act" in listing,
        "draft button": f"/fill/form/{draft_id}/act" in listing,
    }


def test_every_door_follows_the_one_rule(client_for, db, small_round, clock, first):
    now = clock()
    submitted_id = write_project(db, now, small_round, first, submitted=True)
    draft_id = write_project(db, now, small_round, first, submitted=False)
    section = client_for("section")
    chance = random.Random(2026)
    limits = ["", "2026-12-11", "2026-12-11T17:15", "2026-12-18", "2027-03-31", "2027-04-01T08:30"]
    moments = ["2026-12-11T17:15:59", "2026-12-11T17:16", "2026-12-11T23:59:59", "2026-12-12T00:00",
               "2027-03-31T23:59:59", "2027-04-01T00:00", "2027-04-01T08:31"]  # fmt: skip
    seen = set()
    for _ in range(40):
        with db.write():
            db.run("DELETE FROM extension")
            if chance.random() < 0.4:
                until = chance.choice(limits[1:])
                db.insert(
                    "extension",
                    round_id=small_round,
                    section_id=first,
                    until=until,
                    reason="x",
                    granted_at="x",
                )
            db.run(
                "UPDATE round SET state = ?, deadline = ?, new_until = ?, edit_until = ?, archived_at = ? WHERE id = ?",
                (chance.choice(["open", "open", "closed"]), *chance.choices(limits, k=3),
                 chance.choice(["", "", "", "x"]), small_round),
            )  # fmt: skip
        clock.moment = at(chance.choice(moments))
        section.sign_in("section")
        window = rounds.window(db, clock.moment, small_round, first)
        found = doors(section, db, clock.moment, small_round, first, submitted_id, draft_id)
        assert found == {
            "service new": window.new, "service draft": window.new, "service edit": window.edit,
            "add button": window.new, "edit button": window.edit, "draft button": window.new,
        }, window  # fmt: skip
        added = section.send(f"/fill/{small_round}/{first}/q/b/add")
        assert (added.status_code == 303) == window.new
        seen.add((window.new, window.edit))
    assert len(seen) >= 3, "the cases tell the doors apart"


def test_what_was_typed_when_the_last_minute_passed_is_shown_with_the_date(
    section, db, small_round, clock, first
):
    rounds.change(db, SYSTEM, clock(), small_round, deadline="", new_until="2026-11-21T12:30", edit_until="")
    place = f"/fill/{small_round}/{first}/q/overall/0/"
    made = rounds.questionnaire(db, small_round, "overall")
    page = section.get(f"{place}{made.blocks[0].key}")
    assert page.status_code == 200
    key = made.blocks[0].questions[0].key
    clock.advance(minutes=31)
    answer = section.send(f"{place}{made.blocks[0].key}", {f"{key}-text": "長い文章", "then": "next"})
    assert answer.status_code == 409
    assert "長い文章" in answer.text
    assert "令和8年11月21日(土)12:30までで" in answer.text


def test_an_edit_goes_in_after_new_entries_have_ended(section, db, small_round, clock, first):
    """What may no longer be submitted (a new form, “we have none”) does not hold the edit back."""
    now = clock()
    submitted_id = write_project(db, now, small_round, first, submitted=True)
    new_id = write_project(db, now, small_round, first, submitted=False)
    who = Actor(None, "課", SECTION, frozenset({first}))
    drafting.declare_none(db, who, now, small_round, first, "b", True)
    drafting.write_answers(db, who, now, submitted_id, {"name": Answer(text="花壇づくり（改）")})
    rounds.change(db, SYSTEM, now, small_round, deadline="2026-11-20", new_until="2026-11-20", edit_until="")
    check = f"/fill/{small_round}/{first}/check"
    page = section.get(check).text
    assert f'id="submit-{submitted_id}"' in page
    assert f'id="submit-{new_id}"' not in page
    assert "最終日を過ぎたため、提出できません" in page
    seen = {
        n: page.split(f'name="{n}" value="')[1].split('"')[0] for n in (f"seen-{submitted_id}", "seen-rest")
    }
    said = {"respondent": "山田", "extension": "1", "reason": "名称を改めたため"}
    answer = section.send(check, seen | {"forms": submitted_id} | said)
    assert answer.status_code == 303, answer.text
    assert db.value("SELECT count(*) FROM version WHERE form_id = ?", (submitted_id,)) == 2

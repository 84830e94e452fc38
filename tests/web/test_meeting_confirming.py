"""Members confirm minutes: they agree, propose changes, on screen or on paper; the secretariat decides; then it is final."""

import re
from html import unescape

import pytest

from app.accounts import passwords
from app.accounts import service as accounts
from app.meetings.service import confirming, finishing, people
from app.meetings.service import meetings as meeting_service
from app.meetings.service import writing as speeches
from app.meetings.service.opening import seen
from app.security import MEMBER, SYSTEM
from tests.support.meetings import make_body, make_meeting
from tests.web.conftest import PASSWORD

TEXTS = ["はじめます。", "十五課でよいと思う。", "異議はない。", "では、そうします。"]
DESK = "confirmation"
DAY = "2026-12-01"


@pytest.fixture
def member_accounts(db, clock):
    with db.write():
        made = [accounts.add(db, SYSTEM, clock(), f"m{n}", f"委員{n}", MEMBER) for n in (1, 2, 3)]
        db.run("UPDATE account SET password_hash = ? WHERE login LIKE 'm_'", (passwords.hashed(PASSWORD),))
    return made


@pytest.fixture
def meeting(db, clock, member_accounts):
    """A meeting of three members, of whom the third has no account; the second and third speech are the second's."""
    with db.write():
        body = make_body(db, clock())
        made = make_meeting(
            db,
            clock(),
            body,
            [(0, "委員長", TEXTS[0]), (0, "委員", TEXTS[1]), (1, "委員", TEXTS[2]), (1, "委員長", TEXTS[3])],
        )
        for n, account in enumerate(member_accounts, 1):
            db.insert(
                "meeting_member", body_id=body, account_id=account, name=f"委員{n}", role="委員", position=n
            )
            db.insert(
                "meeting_person", meeting_id=made, account_id=account if n < 3 else None, name=f"委員{n}", role="委員長" if n == 1 else "委員",
                kind="member", chair=int(n == 1), presence="present", position=n,
            )  # fmt: skip
    ids = [p.id for p in meeting_service.people(db, made)]
    with db.write():
        db.run(
            "UPDATE meeting_speech SET person_id = ? WHERE meeting_id = ? AND role = '委員'", (ids[1], made)
        )
    return made


@pytest.fixture
def persons(db, meeting):
    return [p.id for p in meeting_service.people(db, meeting)]


@pytest.fixture
def members(app, meeting):
    def one(n):
        client = app.test_client()
        client.sign_in(f"m{n}")
        client.get("/account")  # leaves a page's token behind
        return client

    return one(1), one(2)


def hidden(page, name="base", after=""):
    return re.search(rf'name="{name}" value="([^"]*)"', page[page.index(after) :])[1]


@pytest.fixture
def sent(secretariat, meeting, persons):
    """The draft is with all three until DAY."""
    address = f"/meetings/{meeting}/{DESK}"
    page = secretariat.get(address).text
    answer = secretariat.send(
        address, {"until": DAY, "people": persons, "seen": hidden(page, "seen"), "silence_agrees": "1"}
    )
    assert answer.status_code == 303
    return address


def passed(db):
    """The last day has passed."""
    with db.write():
        db.run("UPDATE meeting_confirmation SET until = '2026-11-20'")


def said_ids(db, meeting):
    return [s.id for s in speeches.speeches(db, meeting)]


def texts(db, meeting):
    return [s.text for s in speeches.speeches(db, meeting)]


def propose(client, meeting, speech, text, why="", person=None, base=None):
    own = f"/meetings/{meeting}/confirm" if person is None else f"/meetings/{meeting}/{DESK}/readers/{person}"
    address = f"{own}/speeches/{speech}"
    page = client.get(address).text
    return client.send(address, {"text": text, "why": why, "base": base or hidden(page)})


def changes(db):
    return [dict(r) for r in db.all("SELECT * FROM meeting_change ORDER BY id")]


def decide(client, desk, change, how, **more):
    page = client.get(desk).text
    data = {"how": how, "base": hidden(page, after=f'id="change-{change}"'), **more}
    return client.send(f"{desk}/changes/{change}", data)


def test_asked_agreed_changed_decided_and_final(secretariat, members, db, meeting, sent, persons):
    first, second = members
    assert "確認をお願いしている会議録" in first.get("/").text
    page = first.get(f"/meetings/{meeting}/confirm").text
    assert all(t in page for t in TEXTS)
    assert "ご自身の発言" not in page
    assert second.get(f"/meetings/{meeting}/confirm").text.count("confirm-speech--own") == 2
    first.send(f"/meetings/{meeting}/confirm", {"act": "agree"})
    assert "3人中1人が回答" in secretariat.get(f"/meetings/{meeting}").text
    assert "3人中1人が回答" not in first.get(f"/meetings/{meeting}").text
    assert "修正なし（同意）" in first.get(f"/meetings/{meeting}/confirm").text
    ids = said_ids(db, meeting)
    assert propose(second, meeting, ids[1], "十五課でよいと思います。", "ですますに").status_code == 303
    assert propose(second, meeting, ids[2], "異議なし。").status_code == 303
    assert texts(db, meeting) == TEXTS, "nothing changes before it is decided"
    for page in ("/", "/meetings"):
        assert "検討する申し出2件" in secretariat.get(page).text
        assert "検討する申し出" not in first.get(page).text
    one, two = [c["id"] for c in changes(db)]
    assert decide(secretariat, sent, one, "accepted").status_code == 303
    assert decide(secretariat, sent, two, "refused").status_code == 422, "a refusal says why"
    assert decide(secretariat, sent, two, "refused", remark="録音のとおりです。").status_code == 303
    assert texts(db, meeting) == [TEXTS[0], "十五課でよいと思います。", *TEXTS[2:]]
    told = second.get(f"/meetings/{meeting}/confirm").text
    assert "録音のとおりです。" in told
    assert "反映しない" in told
    papers = f"/meetings/{meeting}/papers"
    page = secretariat.get(papers).text
    assert "申し出によらずに" not in page
    final = {"confirmed_by": "委員1", "seen": hidden(page, "seen")}
    assert secretariat.send(f"{papers}/final", final).status_code == 422, (
        "the third has not answered, the day has not come"
    )
    assert (
        secretariat.send(f"/meetings/{meeting}/{DESK}/readers/{persons[2]}", {"act": "agree"}).status_code
        == 303
    )
    assert secretariat.send(f"{papers}/final", final).status_code == 303
    assert finishing.newest(db, meeting).version == 1
    assert "委員に確認をお願いしている会議録" not in secretariat.get("/meetings").text
    assert "secretariat" in db.value(
        "SELECT name FROM account WHERE id = (SELECT on_paper FROM meeting_reader WHERE person_id = ?)",
        (persons[2],),
    )
    late = first.send(f"/meetings/{meeting}/confirm", {"act": "unsay"})
    assert late.status_code == 422
    steps = [r["what"] for r in db.all("SELECT what FROM meeting_said ORDER BY id")]
    assert steps == ["sent", "agreed", "proposed", "proposed", "accepted", "refused", "agreed", "closed"]


def test_a_stale_edit_is_refused_with_both_texts(secretariat, members, db, clock, meeting, sent):
    second = members[1]
    speech = said_ids(db, meeting)[1]
    base = hidden(second.get(f"/meetings/{meeting}/confirm/speeches/{speech}").text)
    with db.write():
        db.run("UPDATE meeting_speech SET text = '十五課でよい。', revision = 2 WHERE id = ?", (speech,))
    answer = propose(second, meeting, speech, "十五課がよいと思う。", "理由です", base=base)
    assert answer.status_code == 409
    assert all(t in answer.text for t in ("十五課でよい。", "十五課がよいと思う。", "理由です"))
    assert changes(db) == []
    assert (
        propose(second, meeting, speech, "十五課がよいと思う。", base=hidden(answer.text)).status_code == 303
    )


def test_a_decision_on_a_speech_that_moved_on_is_refused(secretariat, members, db, meeting, sent):
    speech = said_ids(db, meeting)[1]
    propose(members[1], meeting, speech, "案の一。")
    propose(members[0], meeting, speech, "案の二。")
    one, two = [c["id"] for c in changes(db)]
    desk = secretariat.get(sent).text
    stale = hidden(desk, after=f'id="change-{two}"')
    decide(secretariat, sent, one, "accepted")
    answer = secretariat.send(
        f"{sent}/changes/{two}", {"how": "accepted", "base": stale, "remark": "書きかけ"}
    )
    assert answer.status_code == 409
    assert "書きかけ" in answer.text
    assert texts(db, meeting)[1] == "案の一。"
    assert decide(secretariat, sent, two, "accepted").status_code == 409, "nobody saw both together"
    late = secretariat.send(
        f"{sent}/changes/{one}", {"how": "refused", "base": stale, "remark": "遅れた返事"}
    )
    assert late.status_code == 409
    assert "遅れた返事" in late.text
    assert decide(secretariat, sent, two, "partly", text="案の一と二。").status_code == 303
    assert texts(db, meeting)[1] == "案の一と二。"
    assert secretariat.send(f"{sent}/changes/{one}/reopen").status_code == 409, "it stands on it no more"
    secretariat.send(f"{sent}/changes/{two}/reopen")
    assert texts(db, meeting)[1] == "案の一。"
    secretariat.send(f"{sent}/changes/{one}/reopen")
    assert texts(db, meeting) == TEXTS


def test_one_open_change_per_speech_withdrawn_and_double_clicks(secretariat, members, db, meeting, sent):
    second, speech = members[1], said_ids(db, meeting)[1]
    for text in ("案。", "案。", "別の案。"):
        propose(second, meeting, speech, text)
    assert [c["text"] for c in changes(db)] == ["別の案。"]
    assert [r["text"] for r in db.all("SELECT text FROM meeting_said WHERE what = 'proposed'")] == [
        "案。",
        "別の案。",
    ]
    desk = secretariat.get(sent).text
    assert "修正を申し出た：案。" in desk, "what a newer proposal replaced can still be read"
    assert "修正を申し出た：別の案。" not in desk, "it stands on the page already"
    assert second.send(f"/meetings/{meeting}/confirm", {"act": "agree"}).status_code == 422
    second.send(f"/meetings/{meeting}/confirm/changes/{changes(db)[0]['id']}/withdraw")
    second.send(f"/meetings/{meeting}/confirm", {"act": "agree"})
    assert [r["said"] for r in db.all("SELECT said FROM meeting_reader ORDER BY person_id")] == [
        "",
        "agreed",
        "",
    ]


@pytest.mark.parametrize(("text", "why"), [("", ""), ("　\n", "理由"), (TEXTS[1], ""), ("あ" * 20_001, "")])
def test_what_cannot_be_a_change_comes_back(members, db, meeting, sent, text, why):
    answer = propose(members[1], meeting, said_ids(db, meeting)[1], text, why)
    assert answer.status_code == 422
    assert changes(db) == []


def test_a_word_without_another_text_and_a_remark_on_the_whole(secretariat, members, db, meeting, sent):
    second, speech = members[1], said_ids(db, meeting)[0]
    assert propose(second, meeting, speech, TEXTS[0], "発言者が違います。").status_code == 303
    second.send(f"/meetings/{meeting}/confirm", {"act": "remark", "remark": "表紙の場所が違う。"})
    desk = secretariat.get(sent).text
    assert all(t in desk for t in ("発言者が違います。", "表紙の場所が違う。"))
    assert decide(secretariat, sent, changes(db)[0]["id"], "accepted").status_code == 303
    assert texts(db, meeting) == TEXTS


def test_only_who_is_asked_reads_the_draft(client_for, app, members, db, meeting, sent, persons):
    speech = said_ids(db, meeting)[0]
    third = app.test_client()
    third.sign_in("m3")  # a member of the body who is not asked under this account
    for address in ("", f"/speeches/{speech}", "/paper.pdf"):
        assert third.get(f"/meetings/{meeting}/confirm{address}").status_code == 404
        assert client_for("section").get(f"/meetings/{meeting}/confirm{address}").status_code == 403
        assert members[0].get(f"/meetings/{meeting}/confirm{address}").status_code == 200
    assert members[0].get(f"/meetings/{meeting}/{DESK}/readers/{persons[1]}").status_code == 404
    assert members[0].get(f"/meetings/{meeting}/{DESK}").status_code == 403
    propose(members[0], meeting, speech, "別の文。")
    taken = members[1].send(f"/meetings/{meeting}/confirm/changes/{changes(db)[0]['id']}/withdraw")
    assert taken.status_code == 404, "another's change"
    assert "別の文。" not in members[1].get(f"/meetings/{meeting}/confirm").text


def test_after_the_day_silence_agrees_and_paper_is_still_recorded(
    secretariat, members, db, clock, meeting, sent, persons
):
    passed(db)
    assert members[0].send(f"/meetings/{meeting}/confirm", {"act": "agree"}).status_code == 422
    late = members[0].send(f"/meetings/{meeting}/confirm", {"act": "remark", "remark": "遅れて書いた意見"})
    assert "遅れて書いた意見" in late.text, "what was typed is not lost"
    assert "同意とみなす）" in secretariat.get(sent).text
    assert "確認をお願いしている会議録" not in members[0].get("/").text
    paper = propose(secretariat, meeting, said_ids(db, meeting)[1], "紙の修正。", person=persons[2])
    assert paper.status_code == 303
    assert changes(db)[0]["on_paper"] is not None
    assert secretariat.send(f"{sent}/until", {"until": "2026-11-01"}).status_code == 422
    assert secretariat.send(f"{sent}/until", {"until": "2027-01-10"}).status_code == 303
    assert members[0].send(f"/meetings/{meeting}/confirm", {"act": "agree"}).status_code == 303
    secretariat.send(f"{sent}/close", {"closed": "1"})
    closed = propose(secretariat, meeting, said_ids(db, meeting)[0], "遅い。", person=persons[2], base="x")
    assert closed.status_code in (409, 422)


def test_silence_without_the_setting_stays_no_answer_and_is_noted(secretariat, db, clock, meeting, persons):
    address = f"/meetings/{meeting}/{DESK}"
    page = secretariat.get(address).text
    assert 'name="silence_agrees" value="1" checked' in page, "as the body has it"
    for wrong in (
        {"until": "2026-11-20", "people": persons},
        {"until": DAY},
        {"until": "x", "people": persons},
    ):
        assert secretariat.send(address, {"seen": hidden(page, "seen"), **wrong}).status_code == 422
    secretariat.send(address, {"until": DAY, "people": persons[:2], "seen": hidden(page, "seen")})
    passed(db)
    assert "返事なし</span>" in secretariat.get(address).text
    assert "まだ返事のない方がいます：委員1、委員2" in secretariat.get(f"/meetings/{meeting}/papers").text


def test_a_second_round_shows_what_it_is_about_and_the_first_stays(
    secretariat, members, db, meeting, sent, persons
):
    propose(members[1], meeting, said_ids(db, meeting)[1], "案。")
    decide(secretariat, sent, changes(db)[0]["id"], "accepted")
    secretariat.send(f"{sent}/close", {"closed": "1"})
    page = secretariat.get(sent).text
    secretariat.send(sent, {"until": DAY, "people": persons[:2], "seen": hidden(page, "seen")})
    page = members[1].get(f"/meetings/{meeting}/confirm").text
    assert "案。" in page
    assert "confirm-change" not in page
    assert db.value("SELECT count(*) FROM meeting_confirmation") == 2


def test_letters_are_drafted_for_those_with_an_account(secretariat, members, db, meeting, sent):
    secretariat.send(f"{sent}/letters", {"kind": "ask"})
    drafts = [r["body"] for r in db.all("SELECT body FROM notice WHERE state = 'draft' ORDER BY id")]
    assert [d.split("　様")[0] for d in drafts] == ["委員1", "委員2"]
    with db.write():
        db.run("UPDATE account SET email = 'm1@x.example' WHERE login = 'm1'")
    desk = secretariat.get(sent).text
    assert (desk.count("アカウントなし"), desk.count("メールアドレスなし")) == (1, 1), "who gets the paper"
    assert "令和8年12月1日(火)" in drafts[0]
    assert f"/meetings/{meeting}/confirm" in drafts[0]
    assert "ご自身の発言\n　2件" in drafts[1]
    members[0].send(f"/meetings/{meeting}/confirm", {"act": "agree"})
    secretariat.send(f"{sent}/letters", {"kind": "remind"})
    waiting = [r["body"] for r in db.all("SELECT body FROM notice WHERE state = 'draft'")]
    assert [d.split("　様")[0] for d in waiting] == ["委員2"], "the earlier drafts are discarded"
    propose(members[1], meeting, said_ids(db, meeting)[1], "案。")
    decide(secretariat, sent, changes(db)[0]["id"], "refused", remark="録音のとおり。")
    secretariat.send(f"{sent}/letters", {"kind": "outcome"})
    told = [r["body"] for r in db.all("SELECT body FROM notice WHERE state = 'draft'")]
    assert len(told) == 1
    assert "■ 発言2　反映しないこととしました。\n　録音のとおり。" in told[0]


def test_speeches_changed_otherwise_and_dropped_ones_are_noted(secretariat, members, db, meeting, sent):
    ids = said_ids(db, meeting)
    propose(members[1], meeting, ids[2], "別。")
    with db.write():
        db.run("UPDATE meeting_speech SET text = 'あとから直した。' WHERE id = ?", (ids[0],))
        db.run("UPDATE meeting_speech SET dropped_at = 'x' WHERE id = ?", (ids[2],))
    papers = secretariat.get(f"/meetings/{meeting}/papers").text
    assert "発言1が、委員の申し出によらずに" in papers
    assert "発言3が、委員の申し出によらずに" in papers
    assert "発言2が" not in papers
    assert "あとから直した。" not in members[1].get(f"/meetings/{meeting}/confirm").text.split("diff")[0]
    assert decide(secretariat, sent, changes(db)[0]["id"], "partly", text="x").status_code == 409
    assert (
        decide(secretariat, sent, changes(db)[0]["id"], "refused", remark="発言2にまとめました。").status_code
        == 303
    )


def test_who_confirms_stays_among_the_people_of_the_meeting(secretariat, db, clock, meeting, sent, persons):
    shown = meeting_service.people(db, meeting)
    rows = [{"id": p.id, "name": p.name, "post": "", "role": p.role, "kind": p.kind, "presence": p.presence, "chair": 0, "key": ""} for p in shown[:2]]  # fmt: skip
    with pytest.raises(Exception, match="confirmation"):
        people.put_people(db, SYSTEM, clock(), meeting, rows, seen(shown))


def test_the_paper_is_for_one_reader(secretariat, members, meeting, sent, persons):
    for client, address in (
        (members[1], f"/meetings/{meeting}/confirm/paper.pdf"),
        (secretariat, f"{sent}/readers/{persons[2]}/paper.pdf"),
    ):
        assert client.get(address).data.startswith(b"%PDF")


def test_the_last_day_is_included_and_nothing_undecided_becomes_final(
    secretariat, members, db, meeting, sent
):
    with db.write():
        db.run("UPDATE meeting_confirmation SET until = '2026-11-21'")  # today
    assert propose(members[1], meeting, said_ids(db, meeting)[1], "案。").status_code == 303
    passed(db)
    papers = f"/meetings/{meeting}/papers"
    page = secretariat.get(papers).text
    final = {"confirmed_by": "委員1", "seen": hidden(page, "seen")}
    refused = secretariat.send(f"{papers}/final", final)
    assert refused.status_code == 422
    assert refused.text.count("まだ決めていない修正の申し出があります") >= 2, "beside the note"
    decide(secretariat, sent, changes(db)[0]["id"], "refused", remark="録音のとおり。")
    assert secretariat.send(f"{papers}/final", final).status_code == 303, "silence agrees after the day"


def test_a_proposal_that_was_changed_meanwhile_is_not_decided_unseen(secretariat, members, db, meeting, sent):
    speech = said_ids(db, meeting)[1]
    propose(members[1], meeting, speech, "案。")
    change = changes(db)[0]["id"]
    base = hidden(secretariat.get(sent).text, after=f'id="change-{change}"')
    propose(members[1], meeting, speech, "まったく別の案。")
    assert secretariat.send(f"{sent}/changes/{change}", {"how": "accepted", "base": base}).status_code == 409
    assert texts(db, meeting) == TEXTS


def test_a_draft_is_sent_as_it_was_seen_and_one_at_a_time(secretariat, db, clock, meeting, persons):
    address = f"/meetings/{meeting}/{DESK}"
    seen_ = hidden(secretariat.get(address).text, "seen")
    wanted = {"until": DAY, "people": persons, "seen": seen_}
    with db.write():
        db.run("UPDATE meeting_speech SET text = '別。' WHERE id = ?", (said_ids(db, meeting)[0],))
    assert secretariat.send(address, wanted).status_code == 409
    fresh = {**wanted, "seen": hidden(secretariat.get(address).text, "seen")}
    assert secretariat.send(address, fresh).status_code == 303
    assert secretariat.send(address, fresh).status_code == 303, "the same click once more"
    clock.advance(minutes=2)
    assert secretariat.send(address, fresh).status_code == 422, "the first is not over"
    assert db.value("SELECT count(*) FROM meeting_confirmation") == 1


def test_what_is_left_when_something_is_taken_back(members, db, meeting, sent):
    def said():
        return db.value("SELECT said FROM meeting_reader ORDER BY person_id LIMIT 1 OFFSET 1")

    second, own = members[1], f"/meetings/{meeting}/confirm"
    second.send(own, {"act": "remark", "remark": "表紙の場所が違う。"})
    assert said() == "changes"
    second.send(own, {"act": "agree"})
    second.send(own, {"act": "unsay"})
    assert said() == "changes", "the remark stands"
    propose(second, meeting, said_ids(db, meeting)[1], "案。")
    second.send(own, {"act": "remark", "remark": ""})
    assert said() == "changes", "the proposal stands"
    second.send(f"{own}/changes/{changes(db)[0]['id']}/withdraw")
    assert said() == ""


def cancel(secretariat, meeting, on="1"):
    return secretariat.send(f"/meetings/{meeting}/cancel", {"cancelled": on})


def test_a_cancelled_meeting_is_not_confirmed(secretariat, db, meeting, persons):
    address, papers = f"/meetings/{meeting}/{DESK}", f"/meetings/{meeting}/papers"
    page, shown = secretariat.get(address).text, secretariat.get(papers).text
    cancel(secretariat, meeting)
    answer = secretariat.send(address, {"until": DAY, "people": persons, "seen": hidden(page, "seen")})
    assert answer.status_code == 422, "the page was open before it was cancelled"
    assert answer.text.count("中止になったため") == 2, "said as an error and on the page"
    assert 'name="people"' not in answer.text
    assert db.value("SELECT count(*) FROM meeting_confirmation") == 0
    assert address not in secretariat.get(f"/meetings/{meeting}").text
    final = {"confirmed_by": "委員1", "seen": hidden(shown, "seen")}
    assert secretariat.send(f"{papers}/final", final).status_code == 422
    assert 'name="confirmed_by"' not in secretariat.get(papers).text
    cancel(secretariat, meeting, "")
    assert secretariat.send(f"{papers}/final", final).status_code == 303


def test_cancelling_closes_a_running_confirmation(secretariat, members, db, meeting, sent):
    first, second, own = *members, f"/meetings/{meeting}/confirm"
    first.send(own, {"act": "agree"})
    propose(second, meeting, said_ids(db, meeting)[1], "案。", "わけ。")
    secretariat.send(f"{sent}/letters", {"kind": "remind"})
    page = secretariat.get(sent).text
    cancel(secretariat, meeting)
    assert "委員の確認を締め切りました" in secretariat.get(sent).text
    for client in members:
        assert "確認をお願いしている会議録" not in client.get("/").text
        assert "中止になったため" in client.get(own).text
        assert client.send(own, {"act": "agree"}).status_code == 422
    assert "委員に確認をお願いしている会議録" not in secretariat.get("/meetings").text
    assert not db.value("SELECT count(*) FROM notice WHERE state = 'draft'"), (
        "drafts of letters are not true any more"
    )
    desk = secretariat.get(sent).text
    assert "わけ。" in desk, "what was said stays"
    assert "同意とみなす）" not in desk, "silence before the last day is no agreement"
    assert not re.search(r"confirmation/(until|close|letters|changes)", desk)
    change = changes(db)[0]["id"]
    for path, data in (
        ("/close", {"closed": ""}), ("/until", {"until": "2027-01-10"}), ("/letters", {"kind": "ask"}),
        (f"/changes/{change}", {"how": "accepted", "base": hidden(page, after=f'id="change-{change}"')}),
    ):  # fmt: skip
        assert secretariat.send(sent + path, data).status_code == 422, path
    assert texts(db, meeting) == TEXTS
    cancel(secretariat, meeting, "")
    assert first.send(own, {"act": "unsay"}).status_code == 422, "closed until the secretariat opens it again"
    secretariat.send(f"{sent}/close", {"closed": ""})
    assert first.send(own, {"act": "unsay"}).status_code == 303
    steps = [r["what"] for r in db.all("SELECT what FROM meeting_said ORDER BY id")]
    assert steps == ["sent", "agreed", "proposed", "closed", "opened", "unsaid"]


def test_silence_agrees_only_after_the_last_day(client_for, secretariat, clock, meeting, sent):
    secretariat.send(f"{sent}/close", {"closed": "1"})
    assert "同意とみなす）" not in secretariat.get(sent).text
    assert "返事のない方：委員1、委員2、委員3" in secretariat.get(sent).text
    assert "まだ返事のない方がいます" in secretariat.get(f"/meetings/{meeting}/papers").text
    clock.advance(days=30)
    secretariat = client_for("secretariat")  # the earlier session is over
    assert "同意とみなす）" not in secretariat.get(sent).text, "they had no time until the last day"
    secretariat.send(f"{sent}/close", {"closed": ""})
    assert secretariat.get(sent).text.count("同意とみなす）") == 3


def test_an_earlier_round_can_be_read_and_leaves_nothing_undecided(
    secretariat, members, db, clock, meeting, sent, persons
):
    propose(members[1], meeting, said_ids(db, meeting)[1], "第一の案。", "わけ。")
    members[0].send(f"/meetings/{meeting}/confirm", {"act": "remark", "remark": "表紙の意見。"})
    secretariat.send(f"{sent}/close", {"closed": "1"})
    clock.advance(minutes=5)
    again = {"until": DAY, "people": persons[:1], "seen": confirming.shown(db, meeting)}
    assert secretariat.send(sent, again).status_code == 422, "a proposal waits for a decision"
    decide(secretariat, sent, changes(db)[0]["id"], "refused", remark="録音のとおり。")
    assert secretariat.send(sent, again).status_code == 303
    page = secretariat.get(sent).text
    earlier = page[page.index("第1回の確認") :]
    assert all(
        words in earlier for words in ("第一の案", "わけ。", "録音のとおり。", "表紙の意見。", "返事なし")
    )


def test_what_became_of_changes_is_told_also_when_the_minutes_are_final(
    secretariat, members, db, meeting, sent
):
    propose(members[1], meeting, said_ids(db, meeting)[1], "案。")
    decide(secretariat, sent, changes(db)[0]["id"], "refused", remark="録音のとおり。")
    secretariat.send(f"{sent}/close", {"closed": "1"})
    assert secretariat.send(f"{sent}/letters", {"kind": "ask"}).status_code == 422, "nobody can answer now"
    papers_ = f"/meetings/{meeting}/papers"
    secretariat.send(
        f"{papers_}/final", {"confirmed_by": "委員1", "seen": hidden(secretariat.get(papers_).text, "seen")}
    )
    desk = secretariat.get(sent).text
    assert 'value="outcome"' in desk
    assert 'value="ask"' not in desk
    assert secretariat.send(f"{sent}/letters", {"kind": "outcome"}).status_code == 303
    page = members[1].get(f"/meetings/{meeting}/confirm").text
    assert "会議録は確定しました" in page
    assert members[1].get(f"/meetings/{meeting}/read").status_code == 200


def test_members_are_told_who_sees_what_they_propose(secretariat, members, meeting, sent):
    assert "申し出が見えるのは、あなたと事務局だけです" in members[0].get(f"/meetings/{meeting}/confirm").text
    assert "申し出た方と事務局だけ" in secretariat.get(sent).text


def test_speeches_nobody_is_chosen_for_are_pointed_out_before_a_draft_is_sent(secretariat, meeting):
    assert "選ばれていない発言が2件" in secretariat.get(f"/meetings/{meeting}/{DESK}").text


def test_the_paper_says_until_when_and_whom_to_send_it_to(monkeypatch, members, db, meeting, sent):
    given = {}
    monkeypatch.setattr("app.meetings.views.confirming.reading.rounds.contact", lambda _db: "企画課 内線 12")
    monkeypatch.setattr(
        "app.meetings.views.confirming.reading.pdf.write_for_corrections",
        lambda _made, notes, *_more: given.update(notes="\n".join(notes)) or b"%PDF",
    )
    assert members[1].get(f"/meetings/{meeting}/confirm/paper.pdf").status_code == 200
    for words in (
        "ご返送の期限：令和8年12月1日(火)",
        "ご同意いただいたもの",
        "【問い合わせ先】企画課 内線 12",
    ):
        assert words in given["notes"]


def test_the_paper_without_a_name_has_the_numbers_of_the_draft_that_was_sent(
    secretariat, monkeypatch, db, meeting, sent
):
    given = []
    monkeypatch.setattr(
        "app.meetings.views.publishing.pdf.write_for_corrections",
        lambda made, _notes: given.append(made) or b"%PDF",
    )
    with db.write():
        db.run("UPDATE meeting_speech SET dropped_at = 'x' WHERE id = ?", (said_ids(db, meeting)[0],))
    for _ in range(2):
        secretariat.get(f"/meetings/{meeting}/papers/corrections.pdf")
        secretariat.send(f"{sent}/close", {"closed": "1"})
    first, second = [[s.text for item in made.items for s in item.speeches] for made in given]
    assert (first, second) == (TEXTS, TEXTS[1:])


def test_who_is_signed_out_while_typing_finds_the_typed_words_alone(members, db, meeting, sent):
    second, address = members[1], f"/meetings/{meeting}/confirm/speeches/{said_ids(db, meeting)[1]}"
    base = hidden(second.get(address).text)
    second.send("/sign-out")
    asked = second.send(address, {"base": base, "text": "書きかけの案。", "why": ""})
    kept = unescape(hidden(asked.text, "kept"))
    waiting = second.send("/sign-in", {"login": "m2", "password": PASSWORD, "kept": kept})
    assert "書きかけの案。</pre>" in waiting.text
    assert f"{base}</pre>" not in waiting.text, "nobody typed that"

"""Records of hearings: typed by two, checked by the section, final; promises and returns that come of them."""

import re
from datetime import UTC, datetime

import pytest

from app.accounts import service as accounts
from app.db import IntegrityError
from app.hearings.service import board, placing, record, record_section
from app.hearings.service import draft as drafts
from app.hearings.service import record_checking as checking
from app.hearings.service import record_letters as letters
from app.hearings.service import record_reminding as reminding
from app.hearings.service.questions import common
from app.organisation import service as organisation
from app.responses.service import drafting, reading
from app.responses.service.freezing import Frozen, freeze
from app.responses.store import returns
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM, Actor
from forms.fields import Base
from forms.questions import Answer, Facts
from tests.support import hearings


@pytest.fixture
def place(db, clock, small_round):
    """(series, appointment, section) of a published hearing of the first section."""
    section = organisation.all_sections(db)[0].id
    made = hearings.make_series(db, clock(), small_round, [section], days=1)
    common.fix(db, SYSTEM, clock(), made, common.draft(db, made).revision)
    placing.propose(db, SYSTEM, clock(), made, [], drafts.read(db, made).seen)
    board.publish(db, SYSTEM, clock(), made, note="", seen=drafts.read(db, made).seen, anyway=True)
    return made, board.published(db, made)[0].appointment, section


def page_of(place):
    return f"/hearings/{place[0]}/records/{place[1]}"


def test_a_record_is_typed_and_stays(secretariat, place, db):
    assert "未着手" in secretariat.get(f"/hearings/{place[0]}/records").text
    secretariat.get(page_of(place))
    sent = {"c1-text": "窓口は係長です。", "c1-base": "0:", "people-text": "課長 甲", "people-base": "0:"}
    assert secretariat.send(page_of(place), sent).status_code == 303
    shown = secretariat.get(page_of(place)).text
    assert "窓口は係長です。" in shown
    assert "課長 甲" in shown
    assert "作成中" in secretariat.get(f"/hearings/{place[0]}/records").text
    (one,) = record.answers(db, place[0])
    assert (one.key, one.text, one.state) == ("c1", "窓口は係長です。", "typing")
    assert one.question


def keep(secretariat, place, **texts):
    secretariat.get(page_of(place))
    bases = dict(re.findall(r'name="(\w+)-base" value="([^"]+)"', secretariat.get(page_of(place)).text))
    sent = {f"{k}-text": t for k, t in texts.items()} | {f"{k}-base": bases[k] for k in texts}
    return secretariat.send(page_of(place), sent)


def seen(db, place):
    return checking.seen(record.paper(db, *place[:2]).record)


def send(secretariat, db, place, until="2026-12-20"):
    secretariat.get(page_of(place))
    return secretariat.send(f"{page_of(place)}/send", {"until": until, "seen": seen(db, place)})


def own_page(place):
    return f"/hearings/{place[0]}/sections/{place[2]}/record/{place[1]}"


def act_of_section(section, place, act, **texts):
    shown = section.get(own_page(place)).text
    bases = dict(re.findall(r'name="(\w+)-base" value="([^"]+)"', shown))
    sent = {f"{k}-text": t for k, t in texts.items()} | {f"{k}-base": bases[k] for k in texts}
    shown_seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    return section.send(own_page(place), sent | {"act": act, "seen": shown_seen})


def test_two_secretaries_type_different_fields_and_the_same_one(client_for, place):
    first, second = client_for("secretariat"), client_for("secretariat")
    for one in (first, second):
        one.get(page_of(place))
    assert first.send(page_of(place), {"c1-text": "甲", "c1-base": "0:"}).status_code == 303
    second.get("/account")
    merged = {"c1-text": "", "c1-base": base_of(""), "c2-text": "乙", "c2-base": "0:"}
    assert second.send(page_of(place), merged).status_code == 303
    stale = second.send(page_of(place), {"c1-text": "丙", "c1-base": "0:"})
    assert stale.status_code == 409
    assert "甲" in stale.text
    assert "丙</textarea>" in stale.text
    assert "甲" in first.get(page_of(place)).text


def base_of(text):
    return str(Base.of(Answer(text=text), 0))


def test_both_sides_of_a_conflict_are_told_in_the_readers_language(client_for, member, db, place):
    key, first, second = f"m{account_of(db, 'member')}", client_for("secretariat"), client_for("secretariat")
    first.get(page_of(place))
    assert first.send(page_of(place), {f"{key}-codes": "1", f"{key}-base": "0:"}).status_code == 303
    second.send("/language", {"lang": "en", "next": "/"})
    second.get(page_of(place))
    stale = second.send(page_of(place), {f"{key}-codes": "2", f"{key}-base": "0:"})
    assert stale.status_code == 409
    both = stale.text.partition('class="conflict__sides"')[2].partition("data-inputs")[0]
    assert "Came" in both
    assert "Absent" in both


def account_of(db, login):
    return db.value("SELECT id FROM account WHERE login = ?", (login,))


def test_saves_itself_and_tells_who_else_is_there(client_for, db, place):
    typist, other = client_for("secretariat"), client_for("secretariat")
    account = db.value("SELECT id FROM account WHERE login = 'secretariat'")
    typist.get(page_of(place))
    here = {"account": account, "window": "a", "known": "", "c1-text": "話しました", "c1-base": "0:"}
    told = typist.send(f"{page_of(place)}/save", here).json
    assert told["fields"]["c1"]["base"].startswith("1:")
    other.get(page_of(place))
    news = other.send(f"{page_of(place)}/save", {"account": account, "window": "b", "known": "c1:0:x"}).json
    assert "話しました" in news["fields"]["c1"]["inputs"]
    assert news["company"]


def told(db):
    """What the secretariat was told of answers, the newest last."""
    return db.all(
        "SELECT recipients, subject, body, state FROM notice WHERE kind = 'hearing_checked' ORDER BY id"
    )


def with_address(db):
    with db.write():
        db.run("UPDATE account SET email = 'office@example.jp' WHERE login = 'secretariat'")


def test_the_secretariat_is_told_once_of_every_answer(secretariat, section, db, clock, place):
    with_address(db)
    keep(secretariat, place, c1="窓口は係長です。")
    send(secretariat, db, place)
    assert act_of_section(section, place, "save", c1="窓口は課長です。").status_code == 303
    assert told(db) == []
    first = section.get(own_page(place)).text
    again = {"act": "propose", "seen": re.search(r'name="seen" value="([^"]*)"', first)[1]}
    assert section.send(own_page(place), again).status_code == 303
    section.send(own_page(place), again)  # the same click once more
    (letter,) = told(db)
    assert "office@example.jp" in letter["recipients"]
    assert letter["state"] == "queued"
    assert "訂正の案が1件" in letter["body"]
    assert page_of(place) in letter["body"]
    one = db.value("SELECT id FROM hearing_correction")
    secretariat.get(page_of(place))
    secretariat.send(f"{page_of(place)}/corrections/{one}", {"act": "refuse", "remark": "発言のとおり"})
    assert send(secretariat, db, place).status_code == 303
    assert act_of_section(section, place, "agree").status_code == 303
    record_section.agree(
        db, accounts.find(db, "section").actor(), clock(), (place[0], place[2], place[1]), ""
    )
    assert [("訂正なし" in r["body"], "窓口は" in r["body"]) for r in told(db)] == [
        (False, False),
        (True, False),
    ]
    assert "ヒアリングの記録を課が確認" in secretariat.get("/notices").text


def test_without_any_address_nothing_is_posted(secretariat, section, db, place):
    keep(secretariat, place, c1="窓口は係長です。")
    send(secretariat, db, place)
    assert act_of_section(section, place, "agree").status_code == 303
    assert told(db) == []


def test_an_answer_and_its_notice_are_one_step(secretariat, db, clock, place, monkeypatch):
    with_address(db)
    keep(secretariat, place, c1="窓口は係長です。")
    send(secretariat, db, place)
    who, here = accounts.find(db, "section").actor(), (place[0], place[2], place[1])
    shown = checking.seen(record_section.reading(db, who, clock(), *here).record)
    monkeypatch.setattr(letters.notices, "post", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        record_section.agree(db, who, clock(), here, shown)
    assert record.paper(db, *place[:2]).state == record.WITH_SECTION


def test_an_answer_in_writing_is_taken_over_where_nothing_stands(secretariat, db, clock, place):
    with db.write():
        db.insert(
            "hearing_written", appointment_id=place[1], question="c2", text="書面の回答です。", revision=1, saved_at="x"
        )  # fmt: skip
    assert 'name="take" value="c2"' in secretariat.get(page_of(place)).text
    assert secretariat.send(page_of(place), {"take": "c2"}).status_code == 303
    assert record.paper(db, *place[:2]).text("c2") == "書面の回答です。"
    keep(secretariat, place, c2="口頭で直しました。")
    assert secretariat.send(page_of(place), {"take": "c2"}).status_code == 422
    assert record.paper(db, *place[:2]).text("c2") == "口頭で直しました。"


def test_the_section_agrees_and_it_becomes_final(secretariat, section, member, db, clock, place):
    keep(secretariat, place, c1="窓口は係長です。", people="課長 甲")
    assert section.get(own_page(place)).status_code == 404
    assert send(secretariat, db, place, "2026-11-01").status_code == 422
    assert send(secretariat, db, place).status_code == 303
    letter = db.one("SELECT body, state FROM notice WHERE kind = 'hearing_record'")
    assert own_page(place) in letter["body"]
    assert letter["state"] == "draft"
    assert keep_refused(secretariat, place)
    assert "記録の確認" in section.get(f"/fill/{round_of(db, place)}/{place[2]}/").text
    assert act_of_section(section, place, "agree").status_code == 303
    assert "課が確認済み" in secretariat.get(page_of(place)).text
    assert member.get(page_of(place)).status_code == 404
    finish = f"{page_of(place)}/finish"
    assert secretariat.send(finish, {"seen": "old"}).status_code == 409
    assert secretariat.send(finish, {"seen": seen(db, place)}).status_code == 303
    assert secretariat.send(finish, {"seen": seen(db, place)}).status_code == 303
    assert "窓口は係長です。" in member.get(page_of(place)).text
    assert "窓口は係長です。" in member.get(f"{page_of(place)}/print").text
    assert record.finals(db, place[0]) == {place[1]}
    for table in ("hearing_answer", "hearing_note"):
        with pytest.raises(IntegrityError, match="final"), db.write():
            db.run(f"UPDATE {table} SET text = 'x'")
    with pytest.raises(IntegrityError, match="final"), db.write():
        db.run("UPDATE hearing_record SET final_at = ''")


def round_of(db, place):
    return db.value("SELECT round_id FROM hearing_series WHERE id = ?", (place[0],))


def keep_refused(secretariat, place):
    secretariat.get(page_of(place))
    answer = secretariat.send(page_of(place), {"c1-text": "後から", "c1-base": "1:x"})
    return answer.status_code == 422 and "後から</textarea>" in answer.text


def test_reopening_needs_a_reason_and_keeps_the_questions_of_then(secretariat, section, db, clock, place):
    keep(secretariat, place, c1="はい")
    send(secretariat, db, place)
    act_of_section(section, place, "agree")
    secretariat.send(f"{page_of(place)}/finish", {"seen": seen(db, place)})
    before = [q.text.ja for q in record.paper(db, *place[:2]).asked]
    with db.write():
        db.run("DROP TRIGGER hearing_questions_no_update")
        db.run("UPDATE hearing_questions SET texts = replace(texts, '。', '！')")
    reopen = f"{page_of(place)}/reopen"
    assert secretariat.send(reopen, {"reason": "", "seen": seen(db, place)}).status_code == 422
    assert secretariat.send(reopen, {"reason": "誤記", "seen": seen(db, place)}).status_code == 303
    shown = secretariat.get(page_of(place)).text
    assert "確定を解除（理由：誤記）" in shown
    assert [q.text.ja for q in record.paper(db, *place[:2]).asked] == before
    assert keep(secretariat, place, c1="いいえ").status_code == 303


def stands(client, place, correction):
    """What the page of a record shows of the text that a correction would replace."""
    form = client.get(page_of(place)).text.partition(f"/corrections/{correction}")[2]
    return {"stands": re.search(r'name="stands" value="([^"]*)"', form)[1]}


def test_corrections_are_proposed_taken_and_refused(secretariat, section, client_for, db, place):
    keep(secretariat, place, c1="窓口は係長です。", c2="予算は十万円。", people="甲")
    send(secretariat, db, place)
    assert act_of_section(section, place, "propose").status_code == 422
    assert act_of_section(section, place, "save", c1="窓口は課長です。").status_code == 303
    assert act_of_section(section, place, "agree").status_code == 422
    assert act_of_section(section, place, "propose", c2="予算は不明。", people="課長 甲").status_code == 303
    assert "訂正案あり" in secretariat.get(f"/hearings/{place[0]}/records").text
    assert secretariat.send(f"{page_of(place)}/finish", {"seen": seen(db, place)}).status_code == 422
    ids = {
        r["question"]: r["id"]
        for r in db.all("SELECT id, question FROM hearing_correction WHERE state = 'open'")
    }
    assert set(ids) == {"c1", "c2", "people"}
    page = secretariat.get(page_of(place)).text
    assert re.search(r"<del>.*係.*</del>", page)
    decide = f"{page_of(place)}/corrections"
    taken = {"act": "take", "text": "窓口は課長（本人）です。", **stands(secretariat, place, ids["c1"])}
    for _ in range(2):
        assert secretariat.send(f"{decide}/{ids['c1']}", taken).status_code == 303
    refused = {"act": "refuse", "text": "予算は不明。", "remark": ""}
    assert secretariat.send(f"{decide}/{ids['c2']}", refused).status_code == 422
    assert secretariat.send(f"{decide}/{ids['c2']}", refused | {"remark": "発言のとおり"}).status_code == 303
    assert secretariat.send(f"{decide}/{ids['c2']}", taken).status_code == 409
    shown = stands(secretariat, place, ids["people"])
    keep(secretariat, place, people="甲、乙")  # a colleague, after this page was opened
    wanted = {"act": "take", "text": "課長 甲"}
    late = secretariat.send(f"{decide}/{ids['people']}", wanted | shown)
    assert late.status_code == 409
    assert "いまの記録は次のとおり変わっています" in late.text
    assert record.paper(db, *place[:2]).text("people") == "甲、乙"
    shown = stands(secretariat, place, ids["people"])
    assert secretariat.send(f"{decide}/{ids['people']}", wanted | shown).status_code == 303
    texts = record.paper(db, *place[:2])
    assert [texts.text(k) for k in ("c1", "c2", "people")] == [
        "窓口は課長（本人）です。",
        "予算は十万円。",
        "課長 甲",
    ]
    told = section.get(own_page(place)).text
    assert "発言のとおり" in told
    assert "文を直して採用" in told
    assert secretariat.send(f"{page_of(place)}/finish", {"seen": seen(db, place)}).status_code == 303
    assert client_for("section2").get(own_page(place)).status_code == 404


def test_after_the_date_it_is_finished_without_the_section_and_marked_so(secretariat, db, clock, place):
    keep(secretariat, place, c1="はい")
    send(secretariat, db, place, "2026-11-25")
    finish = f"{page_of(place)}/finish"
    assert secretariat.send(finish, {"seen": seen(db, place)}).status_code == 422
    clock.advance(days=10)
    secretariat = secretariat_again(secretariat)
    assert "期限が過ぎています" in secretariat.get(f"/hearings/{place[0]}/records").text
    assert secretariat.send(finish, {"seen": seen(db, place)}).status_code == 303
    assert "課の回答なし" in secretariat.get(page_of(place)).text


def secretariat_again(client):
    assert client.sign_in("secretariat").status_code == 303
    client.get("/account")
    return client


def test_promises_are_kept_changed_and_reminded_of(secretariat, db, clock, place):
    keep(secretariat, place, c1="はい")
    add = f"{page_of(place)}/follow-ups"
    assert secretariat.send(add, {"what": " ", "due": ""}).status_code == 422
    wanted = {"what": "資料を送る", "by_section": "1", "due": "2026-11-23", "request": "one-click"}
    for _ in range(2):
        assert secretariat.send(add, wanted).status_code == 303
    assert db.value("SELECT count(*) FROM hearing_follow_up") == 1
    shown = secretariat.get(page_of(place)).text
    assert "祝日（勤労感謝の日）" in shown
    one = db.value("SELECT id FROM hearing_follow_up")
    clock.moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert len(reminding.run(db, clock())) == 1
    assert reminding.run(db, clock()) == []
    letters = db.all(
        "SELECT section_id, state, body FROM notice WHERE kind = 'hearing_follow_up' ORDER BY id"
    )
    assert [(r["section_id"], r["state"]) for r in letters] == [(place[2], "draft"), (None, "draft")]
    assert all("資料を送る" in r["body"] for r in letters)
    secretariat = secretariat_again(secretariat)
    page = secretariat.get(f"{add}/{one}").text
    stale = {"what": "資料を２部送る", "by_section": "1", "who": "係長", "due": "2026-11-24", "seen": "x"}
    assert secretariat.send(f"{add}/{one}", stale).status_code == 409
    told = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert secretariat.send(f"{add}/{one}", stale | {"seen": told}).status_code == 303
    assert "資料を２部送る" in secretariat.get(page_of(place)).text
    clock.moment = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert len(reminding.run(db, clock())) == 1
    secretariat = secretariat_again(secretariat)
    assert "期限超過" in secretariat.get(page_of(place)).text
    assert secretariat.send(f"{add}/{one}/done", {"done": "1"}).status_code == 303
    assert "完了" in secretariat.get(page_of(place)).text
    assert secretariat.send(f"{add}/{one}/drop").status_code == 303
    assert secretariat.send(f"{add}/{one}/drop").status_code == 303


def test_an_answer_becomes_a_return_that_the_record_follows(secretariat, member, db, clock, place):
    form = submitted(db, clock, place)
    keep(secretariat, place, c1="事業の予算が変わりました。")
    start = secretariat.get(f"{page_of(place)}/return?question=c1")
    assert start.status_code == 302
    shown = secretariat.get(start.headers["Location"]).text
    assert "事業の予算が変わりました。" in shown
    assert db.value("SELECT count(*) FROM return_request") == 0
    where = start.headers["Location"].partition("?")[0]
    sent = {"forms": form, f"remark-{form}-": "予算を直してください。", "hearing": place[1], "question": "c1"}
    preview = secretariat.send(where, sent | {"act": "preview"}).text
    assert f'name="hearing" value="{place[1]}"' in preview
    for _ in range(2):
        secretariat.send(where, sent | {"act": "send"})
    assert db.value("SELECT count(*) FROM hearing_follow_up WHERE return_id IS NOT NULL") == 1
    assert "修正待ち" in secretariat.get(page_of(place)).text
    submitted(db, clock, place, form)
    assert "差替え済み（第2版）" in secretariat.get(page_of(place)).text
    assert member.get(f"{page_of(place)}/return?question=c1").status_code == 403


def submitted(db, clock, place, form=None):
    """The id of a project that the section submitted (anew)."""
    who, round_id = Actor(None, "係", SECTION, frozenset({place[2]})), round_of(db, place)
    with db.write():
        form = form or drafting.add_form(db, who, clock(), round_id, place[2], "a")
        answers = {"title": Answer(text="花壇づくり")}
        drafting.write_answers(db, who, clock(), form, answers)
        freeze(
            db, SYSTEM, clock(), round_id, place[2], [Frozen(form, answers)], {}, source="section", respondent="係",
            extension="1", facts=Facts(2026),
        )  # fmt: skip
        returns.settle(db, clock(), form, reading.form_versions(db, form)[0].id)
    return form


def test_corrections_save_themselves_for_the_section_alone(secretariat, section, client_for, db, place):
    keep(secretariat, place, c1="窓口は係長です。")
    send(secretariat, db, place)
    account = db.value("SELECT id FROM account WHERE login = 'section'")
    section.get(own_page(place))
    typed = {
        "account": account,
        "window": "a",
        "known": "",
        "c1-text": "課長です。",
        "c1-base": base_of("窓口は係長です。"),
    }
    told = section.send(f"{own_page(place)}/save", typed).json
    assert told["fields"]["c1"]["base"].startswith("1:")
    assert "課長です。</textarea>" in section.get(own_page(place)).text
    assert record.paper(db, *place[:2]).text("c1") == "窓口は係長です。"
    assert "課長です。" not in secretariat.get(page_of(place)).text
    other = client_for("section2")
    assert other.send(f"{own_page(place)}/save", typed).status_code in (404, 409)
    theirs = organisation.all_sections(db)[2].id  # section2's own: no way to the record of another section
    assert other.get(own_page((place[0], place[1], theirs))).status_code == 404
    secretariat.get(page_of(place))
    assert secretariat.send(f"{page_of(place)}/pull-back", {"seen": seen(db, place)}).status_code == 303
    assert db.value("SELECT state FROM notice_batch WHERE kind = 'hearing_record'") == "discarded"
    assert "事務局で作業中" in section.get(own_page(place)).text
    late = section.send(own_page(place), {"c1-text": "係です。", "c1-base": "1:x", "act": "save"})
    assert late.status_code == 422
    assert "係です。</textarea>" in late.text
    send(secretariat, db, place)
    assert "課長です。</textarea>" in section.get(own_page(place)).text


def test_the_log_says_whose_record_and_which_answers(secretariat, db, place):
    keep(secretariat, place, c1="はい", people="甲")
    shown = secretariat.get("/audit?every=1").text
    assert "企画政策課（ヒアリング）" in shown
    assert "共通質問1" in shown
    assert "課の出席者" in shown


def test_a_final_record_goes_with_its_round(secretariat, section, db, clock, place):
    keep(secretariat, place, c1="はい", people="甲")
    secretariat.get(page_of(place))
    secretariat.send(f"{page_of(place)}/follow-ups", {"what": "資料を送る", "due": "2026-11-23"})
    reminding.run(db, datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    send(secretariat, db, place)
    act_of_section(section, place, "propose", c1="いいえ")
    one = db.value("SELECT id FROM hearing_correction")
    secretariat.get(page_of(place))
    secretariat.send(f"{page_of(place)}/corrections/{one}", {"act": "refuse", "remark": "発言のとおり"})
    assert secretariat.send(f"{page_of(place)}/finish", {"seen": seen(db, place)}).status_code == 303
    with pytest.raises(IntegrityError), db.write():
        db.run("DELETE FROM hearing_answer")
    rounds.change(
        db, SYSTEM, clock(), round_of(db, place), state="closed", keep_until="2026-11-20",
        archived_at="2026-11-01T00:00:00+00:00",
    )  # fmt: skip
    here = f"/rounds/{round_of(db, place)}/disposal"
    secretariat.get(here)
    assert secretariat.send(here, {"name": "令和8年度 調査", "reason": "満了のため"}).status_code == 303
    for table in ("record", "record_event", "answer", "note", "correction", "follow_up", "reminder"):
        assert db.value(f"SELECT count(*) FROM hearing_{table}") == 0, table

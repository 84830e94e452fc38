"""Questions of hearings: common versions, a section's own ones, sending, and answers in writing."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from app.db import Error
from app.disposal import service as disposal
from app.disposal import store as disposal_store
from app.hearings.page.questions.common import changes
from app.hearings.question_texts import SIGNALS
from app.hearings.service import board, candidates, placing, questions, standing
from app.hearings.service import draft as drafts
from app.hearings.service import series as all_series
from app.hearings.service.questions import common, own, sending, sent
from app.hearings.store import questions as store
from app.notices.service import batches
from app.organisation import service as organisation
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Text
from reports.signals import HEARING_RULES
from tests.support.hearings import add_day, make_series


@pytest.fixture
def sections(db):
    return [s.id for s in organisation.all_sections(db)]


@pytest.fixture
def series(db, clock, small_round, sections):
    """A series in which the first and the third section are heard; nothing was asked yet."""
    return make_series(db, clock(), small_round, [sections[0], sections[2]])


def fixed(db, clock, series):
    """The draft as it stands becomes a version; its number."""
    return common.fix(db, SYSTEM, clock(), series, common.draft(db, series).revision)


def reword(db, clock, series, key, text):
    """Another wording in the draft."""
    old = common.draft(db, series)
    common.edit(db, SYSTEM, clock(), series, common.Edit({key: Text(text)}, Text()), old.revision)


def test_a_series_begins_with_the_eight_topics_in_both_languages(db, series, sections, secretariat):
    found = questions.of_section(db, series, sections[0])
    assert [q.key for q in found] == [f"c{n}" for n in range(1, 9)]
    assert [q.number for q in found] == list(range(1, 9))
    assert all(q.text.ja and q.text.en and not q.own for q in found)
    assert found[0].text.ja in secretariat.get(f"/hearings/{series}/questions/{sections[0]}").text


def test_versions_are_fixed_for_good_and_keys_last(db, clock, series, sections):
    assert fixed(db, clock, series) == 1
    common.begin(db, SYSTEM, clock(), series)
    reword(db, clock, series, "c2", "別の聞き方")
    old = common.draft(db, series)
    common.edit(
        db, SYSTEM, clock(), series, common.Edit({}, Text("足した質問"), ("remove", "c1")), old.revision
    )
    asked = questions.of_section(db, series, sections[0])
    assert asked[1].text.ja != "別の聞き方"  # the draft is not asked while a version stands
    assert fixed(db, clock, series) == 2
    asked = questions.of_section(db, series, sections[0])
    assert [q.key for q in asked] == [f"c{n}" for n in range(2, 10)]
    assert (asked[0].text.ja, asked[-1].text.ja) == ("別の聞き方", "足した質問")
    for statement in ("UPDATE hearing_questions SET texts = '[]'", "DELETE FROM hearing_questions"):
        with pytest.raises(Error), db.write():
            db.run(statement)


def test_pages_are_there_for_those_they_are_for(
    db, series, sections, secretariat, member, section, client_for
):
    page = secretariat.get(f"/hearings/{series}/questions").text
    assert page.count("未送付") == 2
    assert member.get(f"/hearings/{series}/questions").status_code == 200
    assert section.get(f"/hearings/{series}/questions").status_code == 403
    own = f"/hearings/{series}/sections/{sections[0]}/questions"
    assert section.get(own).status_code == 200
    assert client_for("section2").get(own).status_code == 404
    assert secretariat.get(f"/hearings/{series}/questions/{sections[1]}").status_code == 404


# The draft on its page


def draft_form(db, series, **changed):
    """What the page of the draft would send."""
    old = common.draft(db, series)
    sent = {"revision": old.revision, "key": [one.key for one in old.texts]}
    for one in old.texts:
        sent |= {f"{one.key}-ja": one.text.ja, f"{one.key}-en": one.text.en}
    return sent | changed


def test_the_draft_is_edited_with_buttons_only(secretariat, db, series):
    path = f"/hearings/{series}/questions/draft"
    secretariat.get(path)
    sent = draft_form(db, series, act="up c2", **{"c1-ja": "言い換えた質問", "new-ja": "足した質問"})
    for _ in range(2):  # a double click: the second is stale, but changes nothing twice
        secretariat.send(path, sent)
    texts = common.draft(db, series).texts
    assert [one.key for one in texts[:2]] == ["c2", "c1"]
    assert texts[1].text.ja == "言い換えた質問"
    assert [one.text.ja for one in texts[8:]] == ["足した質問"]
    assert secretariat.send(path, draft_form(db, series, act="remove c3")).status_code == 303
    assert "案から外した質問" in secretariat.get(path).text
    secretariat.send(path, draft_form(db, series, act="back c3"))
    assert common.draft(db, series).texts[-1].key == "c3"
    empty = secretariat.send(path, draft_form(db, series, act="save", **{"c1-ja": " ", "c2-ja": "打った文"}))
    assert empty.status_code == 422
    assert "打った文" in empty.text


def test_a_stale_draft_shows_both_texts(secretariat, db, clock, series):
    path = f"/hearings/{series}/questions/draft"
    secretariat.get(path)
    stale = draft_form(db, series, act="save", **{"c1-ja": "わたしの文"})
    reword(db, clock, series, "c1", "先に保存された文")
    answer = secretariat.send(path, stale)
    assert answer.status_code == 409
    assert "わたしの文" in answer.text
    assert "先に保存された文" in answer.text
    assert common.draft(db, series).texts[0].text.ja == "先に保存された文"


def test_versions_are_fixed_compared_and_given_up_on_their_pages(secretariat, db, series):
    path = f"/hearings/{series}/questions/draft"
    secretariat.get(path)
    sent = draft_form(db, series, act="fix", **{"c1-ja": "初めの文"})
    for _ in range(2):
        assert secretariat.send(path, sent).status_code == 303
    assert [v.number for v in common.versions(db, series)] == [1]
    assert secretariat.get(path).status_code == 302
    secretariat.get(f"/hearings/{series}/questions")
    secretariat.send(f"{path}/begin")
    same = secretariat.send(path, draft_form(db, series, act="fix"))
    assert same.status_code == 422
    assert "前の版から変更がありません" in same.text
    secretariat.send(path, draft_form(db, series, act="remove c2"))
    secretariat.send(path, draft_form(db, series, act="fix", **{"c1-ja": "後の文", "new-ja": "足した"}))
    text = secretariat.get(f"/hearings/{series}/questions/compare?old=1&new=2").text
    assert "<del>" in text
    assert "<ins>" in text
    assert secretariat.get(f"/hearings/{series}/questions/versions/1").status_code == 200
    assert secretariat.get(f"/hearings/{series}/questions/versions/3").status_code == 404
    assert secretariat.get(f"/hearings/{series}/questions/compare?old=1").status_code == 404
    secretariat.send(f"{path}/begin")
    reword_now = draft_form(db, series, act="save", **{"c1-ja": "捨てる文"})
    secretariat.send(path, reword_now)
    secretariat.send(f"{path}/give-up", {"revision": common.draft(db, series).revision})
    assert not common.draft(db, series).open
    assert common.draft(db, series).texts[0].text.ja == "後の文"


# A section's own questions


@pytest.fixture
def noted(db, clock, series, sections):
    """A member's word and a project not reported, about the first section."""
    here = db, SYSTEM, clock(), series, sections[0]
    candidates.nominate(*here, remark="広報と一緒に聞きたい。", member="山田委員")
    candidates.note_unlisted(*here, title="花壇の会", why="駅前で見た。", who="山田委員")


def own_texts(db, series, section):
    return [q.text.ja for q in questions.of_section(db, series, section) if q.own]


def test_what_was_found_becomes_a_question_with_one_click(secretariat, member, db, series, sections, noted):
    path = f"/hearings/{series}/questions/{sections[0]}"
    page = secretariat.get(path).text
    values = re.findall(r'name="take" value="([^"]+)"', page)
    assert sorted(v.split()[0] for v in values) == ["nomination", "unlisted"]
    for value in values + values:  # twice: a double click
        assert secretariat.send(path, {"take": value}).status_code == 303
    asked = [q for q in questions.of_section(db, series, sections[0]) if q.own]
    assert [q.number for q in asked] == [9, 10]
    assert "花壇の会" in asked[0].text.ja
    assert asked[0].origin_link == f"/hearings/{series}/candidates/{sections[0]}#unlisted"
    assert asked[1].origin.ja.startswith("委員の推薦：広報と一緒に聞きたい。")
    page = secretariat.get(path).text
    assert 'name="take"' not in page
    assert asked[0].origin_link in page
    assert secretariat.send(path, {"take": "nomination 99"}).status_code == 409
    assert "花壇の会" in member.get(path).text
    assert 'name="act"' not in member.get(path).text
    assert member.send(path, {"text": "x"}).status_code == 403


def test_own_questions_are_written_reworded_ordered_merged_and_dropped(secretariat, db, series, sections):
    path = f"/hearings/{series}/questions/{sections[0]}"
    secretariat.get(path)
    assert secretariat.send(path, {"text": " "}).status_code == 422
    for text in ("一", "二", "三", "三"):
        secretariat.send(path, {"text": text})
    assert own_texts(db, series, sections[0]) == ["一", "二", "三"]
    first, second, third = own.of_section(db, series, sections[0])

    def send(one, **data):
        return secretariat.send(f"{path}/{one.id}", {"text": one.text, "seen": own.seen(one), **data})

    for _ in range(2):
        send(third, act="up", place="3")
    assert own_texts(db, series, sections[0]) == ["一", "三", "二"]
    send(first, act="merge", into=str(second.id))
    assert own_texts(db, series, sections[0]) == ["三", "二\n一"]
    asked = questions.of_section(db, series, sections[0])[-1]
    assert len(asked.origins) == 2
    secretariat.send(f"{path}/{first.id}", {"act": "part"})
    assert own_texts(db, series, sections[0]) == ["三", "二", "一"]
    send(second, act="drop")
    assert own_texts(db, series, sections[0]) == ["三", "一"]
    assert "質問しないもの・統合したもの（1件）" in secretariat.get(path).text
    secretariat.send(f"{path}/{second.id}", {"act": "back"})
    assert own_texts(db, series, sections[0]) == ["三", "一", "二"]
    assert send(first, act="save", text="壱").status_code == 303
    stale = send(first, act="save", text="１")
    assert stale.status_code == 409
    assert "壱" in stale.text
    assert ">\n１</textarea>" in stale.text
    assert send(first, act="save", text="").status_code == 422
    assert secretariat.send(f"{path}/{first.id}", {"act": "what"}).status_code == 404
    other = f"/hearings/{series}/questions/{sections[2]}/{first.id}"
    assert secretariat.send(other, {"act": "drop"}).status_code == 404


# Sending


def test_mails_are_drafted_looked_at_and_sent(secretariat, section, db, clock, small_round, series, sections):
    page, own_page = f"/hearings/{series}/questions", f"/hearings/{series}/sections/{sections[0]}/questions"
    secretariat.get(page)
    assert secretariat.send(f"{page}/send", {"section": sections[0]}).status_code == 422
    fixed(db, clock, series)
    add_day(db, clock(), series, "2026-12-07")
    placing.propose(db, SYSTEM, clock(), series, [], drafts.read(db, series).seen)
    board.publish(db, SYSTEM, clock(), series, note="", seen=drafts.read(db, series).seen, anyway=True)
    assert secretariat.send(f"{page}/send").status_code == 422
    for _ in range(2):
        answer = secretariat.send(f"{page}/send", {"section": [sections[0], sections[2]], "how": "mail"})
        assert answer.status_code == 303
    assert db.value("SELECT count(*) FROM notice_batch WHERE kind = 'hearing_questions'") == 1
    assert secretariat.get(answer.location).status_code == 200
    batch_id = int(answer.location.rpartition("/")[2])
    draft = batches.rows(db, batch_id)[0].body
    assert "令和8年12月7日(月) 10:00〜10:40　第5会議室" in draft
    assert own_page in draft
    assert "質問はまだ送られていません" in section.get(own_page).text
    assert own_page not in section.get(f"/fill/{small_round}/{sections[0]}/").text
    own.add(db, SYSTEM, clock(), series, sections[0], "後から足した質問")
    clock.advance(minutes=5)
    batches.send(db, SYSTEM, clock(), batch_id)
    text = section.get(own_page).text
    assert common.versions(db, series)[0].texts[0].text.ja in text
    assert "後から足した質問" not in text  # it has not been sent
    text = secretariat.get(page).text
    assert "送付後に変わった課ごとの質問：1件" in text
    assert text.count(" checked") == 1
    assert own_page in section.get(f"/fill/{small_round}/{sections[0]}/").text


def test_a_later_version_is_recorded_as_well_and_replaces_waiting_drafts(
    client_for, db, clock, series, sections
):
    fixed(db, clock, series)
    here = db, SYSTEM, clock(), series
    assert sending.hand_over(*here, [sections[0]]) == 1
    assert sending.hand_over(*here, [sections[0]]) == 0  # the same click once more
    first = sending.prepare(*here, [sections[0], sections[2]])
    common.begin(*here)
    reword(db, clock, series, "c1", "新しい聞き方")
    assert questions.of_section(db, series, sections[0])[0].text.ja != "新しい聞き方"
    fixed(db, clock, series)
    second = sending.prepare(*here, [sections[0]])
    assert [r.section_id for r in batches.rows(db, first) if r.state == "draft"] == [sections[2]]
    third = sending.prepare(*here, [sections[0], sections[2]])
    assert batches.get(db, first).state == batches.get(db, second).state == "discarded"
    clock.advance(days=1)
    batches.send(db, SYSTEM, clock(), third)
    told = [(s.record.number, s.by_mail) for s in sent.sendings(db, series, sections[0]) if s.released]
    assert told == [(1, False), (2, True)]
    assert questions.of_section(db, series, sections[0])[0].text.ja == "新しい聞き方"
    page = client_for("secretariat").get(f"/hearings/{series}/questions/{sections[0]}").text
    assert "第2版" in page
    assert "手渡し等" in page
    for statement in ("UPDATE hearing_questions_sent SET own = '[]'", "DELETE FROM hearing_questions_sent"):
        with pytest.raises(Error), db.write():
            db.run(statement)


# Answers in writing


@pytest.fixture
def asked(db, clock, series, sections):
    """The first section was handed its questions, one of them its own."""
    fixed(db, clock, series)
    own.add(db, SYSTEM, clock(), series, sections[0], "一")
    own.add(db, SYSTEM, clock(), series, sections[0], "二")
    sending.hand_over(db, SYSTEM, clock(), series, [sections[0]])
    return f"/hearings/{series}/sections/{sections[0]}/questions"


def bases(text):
    """Every question's base as the page shows it."""
    return dict(re.findall(r'name="([co]\d+-base)" value="([^"]+)"', text))


def test_a_section_answers_in_writing_without_javascript(section, secretariat, db, series, sections, asked):
    shown = bases(section.get(asked).text)
    assert len(shown) == 10
    assert (
        section.send(asked, {**shown, "c1-text": "課内会議で\r\n話し合った", "o1-text": "はい"}).status_code
        == 303
    )
    found = questions.written(db, 1)
    assert found == {"c1": questions.Written("課内会議で\n話し合った"), "o1": questions.Written("はい")}
    stale = section.send(asked, {**shown, "c1-text": "別の答え"})
    assert stale.status_code == 409
    assert "別の答え" in stale.text
    assert "課内会議で" in stale.text
    assert questions.written(db, 1) == found
    page = secretariat.get(f"/hearings/{series}/questions/{sections[0]}").text
    assert page.count("書面での回答") == 2
    own.merge(db, SYSTEM, datetime.now(UTC), series, sections[0], 1, 2)
    assert questions.written(db, 1)["o2"].text == "はい"


def test_answers_save_themselves_and_stop_when_the_hearing_begins(
    section, db, clock, series, sections, asked
):
    shown = bases(section.get(asked).text)
    account = db.value("SELECT id FROM account WHERE login = 'section'")
    data = {"account": account, "window": "w", "c2-base": shown["c2-base"], "c2-text": "打った", "known": ""}
    told = section.send(f"{asked}/save", data).json
    assert told["fields"]["c2"]["base"].startswith("1:")
    assert section.send(f"{asked}/save", data | {"account": 0}).json["state"] == "other"
    stale = section.send(f"{asked}/save", data | {"c2-text": "別"}).json
    assert "打った" in stale["fields"]["c2"]["conflict"]
    # a newer version without the question arrives while somebody types: the text is taken all the same
    common.begin(db, SYSTEM, clock(), series)
    gone = common.Edit({}, Text(), ("remove", "c2"))
    common.edit(db, SYSTEM, clock(), series, gone, common.draft(db, series).revision)
    fixed(db, clock, series)
    clock.advance(minutes=1)
    sending.hand_over(db, SYSTEM, clock(), series, [sections[0]])
    assert "c2-base" not in section.get(asked).text
    late = data | {"c2-base": told["fields"]["c2"]["base"], "c2-text": "打ち続けた"}
    assert section.send(f"{asked}/save", late).status_code == 200
    assert questions.written(db, 1)["c2"].text == "打ち続けた"
    add_day(db, clock(), series, "2026-12-07")
    placing.propose(db, SYSTEM, clock(), series, [], drafts.read(db, series).seen)
    board.publish(db, SYSTEM, clock(), series, note="", seen=drafts.read(db, series).seen, anyway=True)
    clock.moment = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)  # 10:00 in the city
    section.sign_in("section")
    section.get("/account")
    answer = section.send(asked, {**shown, "c1-text": "遅れて書いた"})
    assert answer.status_code == 422
    assert "遅れて書いた" in answer.text
    assert section.send(f"{asked}/save", data).json["state"] == "refused"
    assert 'name="c1-text"' not in section.get(asked).text


# Answers on paper


NOTE = "事務局が記入（書面で届いた回答）"


@pytest.fixture
def desk(asked, series, sections):
    """Where the secretariat enters what the first section sent on paper."""
    return f"/hearings/{series}/questions/{sections[0]}/answers"


def shown_everywhere(client, db, series, section_id):
    """The pages on which the secretariat reads a section's answers in writing."""
    record = f"/hearings/{series}/records/{board.published(db, series)[0].appointment}"
    paths = (
        f"/hearings/{series}/questions/{section_id}",
        f"/hearings/{series}/dossiers/{section_id}",
        record,
    )
    return [client.get(path).text for path in paths]


def published(db, clock, series):
    """The series has a day, and its schedule is published."""
    add_day(db, clock(), series, "2026-12-07")
    placing.propose(db, SYSTEM, clock(), series, [], drafts.read(db, series).seen)
    board.publish(db, SYSTEM, clock(), series, note="", seen=drafts.read(db, series).seen, anyway=True)


def test_answers_on_paper_are_entered_and_marked_wherever_they_are_shown(
    secretariat, section, db, clock, series, sections, asked, desk
):
    published(db, clock, series)
    assert f'href="{desk}"' in secretariat.get(f"/hearings/{series}/questions/{sections[0]}").text
    page = secretariat.get(desk).text
    assert set(bases(page)) == set(bases(section.get(asked).text))
    assert NOTE in page
    data = {**bases(page), "c1-text": "紙で届いた答え"}
    assert secretariat.send(desk, data).headers["Location"] == desk
    assert secretariat.send(desk, data).status_code == 303  # the same click once more
    for text in shown_everywhere(secretariat, db, series, sections[0]):
        assert "紙で届いた答え" in text
        assert NOTE in text
    word = secretariat.get(f"/hearings/{series}/dossiers/{sections[0]}/dossier.docx").data
    assert any(NOTE in p.text for p in Document(BytesIO(word)).paragraphs)
    own_page = section.get(asked).text
    assert NOTE in own_page
    log = db.all("SELECT action, detail FROM audit WHERE action LIKE 'hearings.write%'")
    assert [line["action"] for line in log] == ["hearings.write_on_paper"]
    # the section says it in its own words: then it is its own answer
    assert section.send(asked, {**bases(own_page), "c1-text": "課で直した"}).status_code == 303
    for text in shown_everywhere(secretariat, db, series, sections[0]):
        assert "課で直した" in text
        assert NOTE not in text
    assert NOTE not in section.get(asked).text


def test_an_answer_on_paper_is_not_written_over_a_newer_one(secretariat, section, db, asked, desk):
    old = bases(secretariat.get(desk).text)
    section.send(asked, {**bases(section.get(asked).text), "c1-text": "課の答え"})
    stale = secretariat.send(desk, {**old, "c1-text": "紙の答え"})
    assert stale.status_code == 409
    assert "課の答え" in stale.text
    assert "紙の答え" in stale.text
    assert questions.written(db, 1)["c1"] == questions.Written("課の答え")
    account = db.value("SELECT id FROM account WHERE login = 'secretariat'")
    data = {"account": account, "window": "w", "c2-base": old["c2-base"], "c2-text": "紙の二", "known": ""}
    told = secretariat.send(f"{desk}/save", data).json["fields"]["c2"]
    assert told["by"] == NOTE
    found = questions.written(db, 1)["c2"]
    name = db.value("SELECT name FROM account WHERE login = 'secretariat'")
    assert (found.text, found.note.ja, found.by) == ("紙の二", NOTE, name)


def test_what_came_on_paper_may_be_entered_after_the_hearing_while_the_series_is_open(
    client_for, db, clock, series, sections, asked, desk
):
    published(db, clock, series)
    clock.moment = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)  # 10:00 in the city: it has begun
    office = client_for("secretariat")
    assert office.send(desk, {**bases(office.get(desk).text), "c1-text": "遅れて届いた"}).status_code == 303
    all_series.close(db, SYSTEM, clock(), series, standing.tally(db, series).open)
    assert 'name="c1-text"' not in office.get(desk).text
    assert office.send(desk, {"c1-base": "0:", "c1-text": "x"}).status_code == 422
    assert office.get(f"/hearings/{series}/questions/{sections[2]}/answers").status_code == 200
    assert office.get(f"/hearings/{series}/questions/{sections[1]}/answers").status_code == 404


def test_nothing_is_entered_before_questions_were_sent(secretariat, series, sections, asked):
    page = f"/hearings/{series}/questions/{sections[2]}/answers"
    assert "まだ送付していません" in secretariat.get(page).text
    assert secretariat.send(page, {"c1-base": "0:", "c1-text": "x"}).status_code == 422
    secretariat.send("/language", {"lang": "en", "next": "/"})
    assert "Answers on paper" in secretariat.get(page).text


def test_only_the_secretariat_enters_answers_on_paper(section, member, desk):
    for client in (section, member):
        assert client.get(desk).status_code == 403
        assert client.send(desk, {"c1-text": "x"}).status_code == 403
        assert client.send(f"{desk}/save", {"account": 1}).status_code in (403, 404)


def test_a_merged_answer_keeps_its_mark(secretariat, section, db, series, sections, asked, desk):
    secretariat.send(desk, {**bases(secretariat.get(desk).text), "o1-text": "紙の一"})
    section.send(asked, {"o2-base": bases(section.get(asked).text)["o2-base"], "o2-text": "課の二"})
    own.merge(db, SYSTEM, datetime.now(UTC), series, sections[0], 1, 2)
    found = questions.written(db, 1)["o2"]
    assert (found.text, found.note.ja) == ("課の二\n\n紙の一", NOTE)


def test_nobody_else_reads_or_answers(client_for, secretariat, db, asked):
    other = client_for("section2")
    assert other.get(asked).status_code == 404
    assert other.send(asked, {"c1-text": "x"}).status_code == 404
    assert other.send(f"{asked}/save", {"account": 2}).status_code in (404, 409)
    assert secretariat.get(asked).status_code == 403


def test_the_sheet_and_english_pages(secretariat, db, series, sections, noted):
    page = secretariat.get(f"/hearings/{series}/questions/{sections[0]}/sheet").text
    assert page.count("<li><strong>") == 8
    secretariat.send("/language", {"lang": "en", "next": "/"})
    for path in (
        "questions",
        "questions/draft",
        f"questions/{sections[0]}",
        f"questions/{sections[0]}/sheet",
    ):
        assert "質問" not in re.sub(
            r"<textarea.*?</textarea>", "", secretariat.get(f"/hearings/{series}/{path}").text, flags=re.S
        )


def test_every_signal_has_its_question():
    assert set(SIGNALS) == set(HEARING_RULES) - {"contradictory"}
    for rule, text in SIGNALS.items():
        places = set(re.findall(r"{(\w+)}", text.ja))
        assert places == set(re.findall(r"{(\w+)}", text.en)), rule
        assert places <= set(re.findall(r"{(\w+)}", HEARING_RULES[rule].message.ja)) | {"n"}, rule


def test_everything_goes_with_its_round(db, app, clock, small_round, series, sections, asked, section):
    section.get(asked)
    section.send(asked, {"c1-base": "0:", "c1-text": "答え"})
    own.merge(db, SYSTEM, clock(), series, sections[0], 1, 2)
    common.begin(db, SYSTEM, clock(), series)
    sending.prepare(db, SYSTEM, clock(), series, [sections[2]])
    rounds.change(
        db,
        SYSTEM,
        clock(),
        small_round,
        state="closed",
        keep_until="2026-11-20",
        archived_at="2026-11-01T00:00:00",
    )
    before = disposal_store.counts(db, small_round)
    tables = ("hearing_questions", "hearing_questions_draft", "hearing_questions_sent", "hearing_written")
    assert all(before[t] for t in (*tables, "hearing_own_question"))
    disposal.dispose(db, SYSTEM, clock(), db.path.parent, small_round, "令和8年度 調査", "満了")
    assert set(disposal_store.counts(db, small_round).values()) == {0}
    assert db.all("PRAGMA foreign_key_check") == []


def test_moved_are_only_those_that_left_their_place():
    def texts(keys):
        return [common.Common(key, Text(key)) for key in keys]

    found = changes(texts(["a", "b", "c", "d", "e"]), texts(["e", "a", "b", "f", "d"]))
    assert [(c.key, c.mark, c.moved) for c in found] == [
        ("e", "same", True), ("a", "same", False), ("b", "same", False), ("f", "added", False),
        ("d", "same", False), ("c", "removed", False),
    ]  # fmt: skip


def test_members_are_not_told_the_answers_a_question_came_from(
    db, clock, series, sections, member, secretariat
):
    with db.write():
        store.add_own(
            db, SYSTEM, clock(), series, sections[0], text="どう分担しますか。", origin="contradiction", ref="k",
            origin_text="総予算額が市の予算額を下回っています",
        )  # fmt: skip
    path = f"/hearings/{series}/questions/{sections[0]}"
    assert "下回っています" in secretariat.get(path).text
    text = member.get(path).text
    assert "どう分担しますか。" in text
    assert "下回っています" not in text
    assert "/contradictions" not in text

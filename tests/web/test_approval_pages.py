"""The pages of approval, return, withdrawal and proxy entry, as the server answers them."""

import re

import pytest

from app.accounts import service as accounts
from app.clock import stored
from app.responses.service import drafting, proxy, reading, returning, submitting
from app.rounds import service as rounds
from app.security import SECRETARIAT, SECTION, SYSTEM, Actor
from forms.questions import Answer
from tests.support.city import COMPLETE_A
from tests.web.test_filling_in import form_with


@pytest.fixture
def own(db, small_round):
    return accounts.find(db, "section").sections[0]


@pytest.fixture
def writer(db, own):
    return accounts.find(db, "section").actor()


@pytest.fixture
def place(small_round, own):
    return f"/fill/{small_round}/{own}/"


@pytest.fixture
def form_id(db, clock, small_round, writer, own):
    made = drafting.add_form(db, writer, clock(), small_round, own, "a")
    drafting.write_answers(db, writer, clock(), made, COMPLETE_A)
    return made


@pytest.fixture
def submitted(db, clock, small_round, writer, own, form_id):
    work = submitting.section_work(db, clock(), small_round, own)
    submitting.submit(
        db, writer, clock(), small_round, own, {form_id: work.items[0].seen}, respondent="山田", extension="1"
    )
    return form_id


def check_page(client, place, **changed):
    page = form_with(client.get(f"{place}check").text, "respondent")
    return page | {"respondent": "山田", "extension": "2145"} | changed


def promote(db, login, role):
    """The account becomes the head (or the deputy) of its section."""
    with db.write():
        db.run(
            "UPDATE account_section SET role = ? WHERE account_id = ?", (role, accounts.find(db, login).id)
        )


def test_sent_twice_approved_twice_is_once(section, client_for, db, clock, small_round, place, form_id):
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    data = check_page(section, place, act="send")
    for _ in range(2):
        assert section.post(f"{place}check", data=data).location == f"{place}approval"
    page = section.get(f"{place}approval").text
    assert "決裁して提出する" not in page, "a writer cannot"
    assert "まだ登録されていません" in page, "nobody can: whom to ask is said"
    assert section.send(f"{place}approval", {"request": "1", "act": "approve"}).status_code == 403
    promote(db, "section", "approver")
    head = client_for("section")
    assert "決裁をお願いします" in head.get(place).text
    page = form_with(head.get(f"{place}approval").text, "request")
    done = {head.post(f"{place}approval", data=page | {"act": "approve"}).location for _ in range(2)}
    assert len(done) == 1
    assert "決裁：sectionさん" in head.get(done.pop()).text
    assert db.value("SELECT count(*) FROM submission") == 1
    late = head.post(f"{place}approval", data=page | {"act": "send_back", "remark": "遅い"})
    assert late.status_code == 409
    assert "既に決裁しました" in late.text


def test_strangers_see_nothing_of_it(client_for, section, db, clock, small_round, place, form_id):
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    section.post(f"{place}check", data=check_page(section, place, act="send"))
    promote(db, "section2", "approver")
    stranger = client_for("section2")
    for path in (f"{place}approval", f"{place}history", f"/fill/form/{form_id}/withdraw"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.send(f"{place}approval", {"request": "1", "act": "approve"}).status_code == 404
    own = stranger.get("/").location
    assert stranger.send(f"{own}approval", {"request": "1", "act": "approve"}).status_code == 404
    assert stranger.send(f"/fill/form/{form_id}/withdraw", {"reason": "x"}).status_code == 404
    assert stranger.send(f"{place}seen/1", {}).status_code == 404


def test_a_remark_is_asked_for_and_what_was_typed_kept(client_for, db, clock, small_round, place, form_id):
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    promote(db, "section", "deputy")
    deputy = client_for("section")
    assert "代決して提出する" in deputy.get(f"{place}check").text
    deputy.post(f"{place}check", data=check_page(deputy, place, act="send"))
    page = form_with(deputy.get(f"{place}approval").text, "remark")
    assert deputy.post(f"{place}approval", data=page | {"act": "send_back"}).status_code == 422
    long = deputy.post(f"{place}approval", data=page | {"act": "send_back", "remark": "長" * 2001})
    assert long.status_code == 422
    assert "長" * 2001 in long.text
    deputy.post(f"{place}approval", data=page | {"act": "send_back", "remark": "<b>直して</b>"})
    assert "&lt;b&gt;直して&lt;/b&gt;" in deputy.get(f"{place}check").text
    assert "（代決）" in deputy.get(f"{place}history").text


def test_a_locked_form_is_read_only_and_says_why(section, db, clock, small_round, place, form_id):
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    shown = form_with(section.get(f"{place}q/a/{form_id}/outline").text, "name-text")
    section.post(f"{place}check", data=check_page(section, place, act="send"))
    assert "name-text" not in section.get(f"{place}q/a/{form_id}/outline").text
    late = section.post(f"{place}q/a/{form_id}/outline", data=shown | {"content-text": ["昼に書いた"]})
    assert late.status_code == 409
    assert "決裁待ち" in late.text
    assert "決裁待ち" in section.get(f"{place}q/a/").text


def test_replacing_asks_for_a_reason_at_its_field(section, db, clock, place, writer, submitted):
    drafting.write_answers(db, writer, clock(), submitted, {"content": Answer(text="直した。")})
    data = check_page(section, place)
    answer = section.post(f"{place}check", data=data)
    assert answer.status_code == 422
    field = answer.text[answer.text.index('id="reason-error"') :]
    assert "理由を記入してください" in field[:300]
    done = section.post(f"{place}check", data=data | {"reason": "金額の誤り"})
    assert "金額の誤り" in section.get(done.location).text
    assert reading.form_versions(db, submitted)[0].number == 2


def test_return_is_written_looked_at_and_sent_once(
    secretariat, section, db, small_round, own, place, submitted
):
    here = f"/rounds/{small_round}/sections/{own}"
    assert "差し戻す" in secretariat.get(here).text
    page = form_with(secretariat.get(f"{here}/return?forms={submitted}").text, "until")
    nothing = secretariat.post(f"{here}/return", data=page | {"act": "preview"})
    assert nothing.status_code == 422
    said = {
        f"remark-{submitted}-content": "もっと<詳しく>",
        "message": "お願いします\r\n以上",
        "until": "2026-12-25",
    }
    shown = secretariat.post(f"{here}/return", data=page | said | {"act": "preview"})
    assert "もっと&lt;詳しく&gt;" in shown.text
    assert "令和8年12月25日" in shown.text
    final = form_with(shown.text, f"remark-{submitted}-content")
    back = secretariat.post(f"{here}/return", data=final | {"act": "edit"})
    assert "もっと&lt;詳しく&gt;</textarea>" in back.text
    for _ in range(2):
        assert secretariat.post(f"{here}/return", data=final | {"act": "send"}).location == here
    assert db.value("SELECT count(*) FROM return_request") == 1
    home = section.get(place).text
    assert "もっと&lt;詳しく&gt;" in home
    assert "令和8年12月25日(金)まで" in home
    assert 'class="remark"' in section.get(f"{place}q/a/{submitted}/outline").text
    assert "もっと&lt;詳しく&gt;" in section.get(f"{place}check").text
    took = re.search(r'action="([^"]+/take-back)"', secretariat.get(here).text)[1]
    assert secretariat.send(took).status_code == 303
    assert "もっと&lt;詳しく&gt;" not in section.get(place).text
    assert "差戻しの取消し" in section.get(f"{place}history").text
    assert "差戻しの取消し" in secretariat.get(here).text


def test_only_the_secretariat_returns(section, member, small_round, own, submitted):
    here = f"/rounds/{small_round}/sections/{own}"
    for client in (section, member):
        assert client.get(here).status_code == 403
        assert client.send(f"{here}/return", {"forms": submitted, "message": "x"}).status_code == 403


def test_a_withdrawn_project_is_shown_as_such_and_comes_back(section, db, place, submitted):
    section.get(place)
    section.send(f"/fill/form/{submitted}/withdraw", {"reason": "他課から報告"})
    assert "他課から報告" in section.get(f"{place}check").text
    listing = section.get(f"{place}q/a/").text
    assert "次の提出で取り下げる事業" in listing
    done = section.post(f"{place}check", data=check_page(section, place))
    assert "取下げ" in section.get(done.location).text
    assert "取り下げた事業（1件）" in section.get(f"{place}q/a/").text
    section.send(f"/fill/form/{submitted}/act", {"action": "restore"})
    section.post(f"{place}check", data=check_page(section, place, reason="やはり実施"))
    assert [(v.number, v.withdrawn) for v in reading.form_versions(db, submitted)] == [
        (3, False),
        (2, True),
        (1, False),
    ]


def test_proxy_entry_asks_before_it_replaces_the_sections_text(
    secretariat, section, db, clock, small_round, own, place, writer, submitted
):
    address = f"{place}q/a/{submitted}/outline"
    typed = form_with(section.get(address).text, "content-text")
    section.post(address, data=typed | {"content-text": ["課の書きかけ"], "then": "list"})
    page = secretariat.get(address)
    assert "代わって入力しています" in page.text
    mine = form_with(page.text, "content-text") | {"content-text": ["電話で聞いた"], "then": "list"}
    asked = secretariat.post(address, data=mine)
    assert asked.status_code == 409
    assert "課の書きかけ" in asked.text
    assert "電話で聞いた" in asked.text
    assert reading.drafts(db, submitted)["content"].text == "課の書きかけ"
    again = form_with(asked.text, "content-text") | {"then": "list"}
    assert secretariat.post(address, data=again).status_code == 303
    assert reading.drafts(db, submitted)["content"].text == "電話で聞いた"


def test_proxy_entry_asks_for_source_and_for_each_unsent_text(
    secretariat, section, db, clock, small_round, own, place, writer, submitted
):
    address = f"{place}q/a/{submitted}/outline"
    typed = form_with(section.get(address).text, "content-text")
    section.post(address, data=typed | {"content-text": ["課の書きかけ"], "then": "list"})
    page = form_with(secretariat.get(f"{place}check").text, "source_words") | {"forms": str(submitted)}
    assert secretariat.post(f"{place}check", data=page).status_code == 422
    page |= {"source": "mail", "source_words": "佐藤さん", "reason": "メールにより"}
    asked = secretariat.post(f"{place}check", data=page)
    assert asked.status_code == 409
    assert "含めるかどうか" in asked.text
    done = secretariat.post(f"{place}check", data=page | {f"draft-{submitted}-content": proxy.INCLUDE})
    assert done.location == f"/rounds/{small_round}/sections/{own}"
    assert "事務局入力（メール：佐藤さん）" in secretariat.get(done.location).text
    assert "メールにより" in section.get(place).text
    project = secretariat.get(f"/rounds/{small_round}/projects/{submitted}").text
    assert "事務局入力（メール：佐藤さん）" in project


def test_the_overview_is_there_for_every_section_and_state(secretariat, db, clock, small_round):
    for known in rounds.sections(db, small_round):
        assert secretariat.get(f"/rounds/{small_round}/sections/{known.id}").status_code == 200
    assert secretariat.get(f"/rounds/{small_round}/sections/999").status_code == 404
    assert secretariat.get("/rounds/99/sections/1").status_code == 404
    with db.write():
        db.run("UPDATE round SET state = 'closed', archived_at = '2026-12-01' WHERE id = ?", (small_round,))
    page = secretariat.get(f"/rounds/{small_round}/sections/1").text
    assert "代わって入力する" not in page


def test_the_first_page_says_where_nobody_can_approve(secretariat, db, clock, small_round):
    assert "決裁できる方" not in secretariat.get("/").text
    rounds.change(db, SYSTEM, clock(), small_round, approval=True)
    promote(db, "section", "approver")
    assert "のいない課が 3 あります" in secretariat.get("/").text


def test_nothing_is_returned_in_an_archived_round(db, clock, small_round, own, submitted):
    with db.write():
        db.run("UPDATE round SET state = 'closed', archived_at = '2026-12-01' WHERE id = ?", (small_round,))
    with pytest.raises(rounds.RoundArchived):
        returning.send(db, Actor(None, "x", SECTION), clock(), small_round, own, {submitted: {}}, message="x")


def test_a_number_of_any_length_is_nobodys(section, place, form_id):
    for number in ("9" * 25, "-" + "9" * 25, "x", ""):
        answer = section.send(f"{place}approval", {"request": number, "act": "approve"})
        assert answer.status_code == 404, number
        assert section.send(f"{place}became", {"form": number}).status_code == 404, number


def test_the_secretariat_is_led_nowhere_it_may_not_go(section, secretariat, db, small_round, place, form_id):
    with db.write():
        db.run("UPDATE round SET approval = 1")
    section.post(f"{place}check", data=check_page(section, place, act="send"))
    assert f'href="{place}approval"' in section.get(f"{place}check").text
    shown = secretariat.get(f"{place}check").text
    assert "決裁に回しました" in shown
    assert f'href="{place}approval"' not in shown


def test_what_was_returned_does_not_make_a_closed_survey_look_open(
    section, db, clock, small_round, own, place, writer, submitted
):
    """Only the returned form is corrected; nothing else is called ready or offered to be begun."""
    office, remarks = Actor(None, "事務局", SECRETARIAT), {submitted: {"content": "誰が、ですか"}}
    ready = drafting.single_form(db, writer, clock(), small_round, own, "overall")
    said = {"why_needed": Answer(text="声を聴く。"), "status": Answer((1,)), "plans": Answer(text="基本構想")}
    drafting.write_answers(db, writer, clock(), ready, said)
    returning.send(db, office, clock(), small_round, own, remarks, message="ご確認ください。")
    assert "提出できます" in section.get(place).text
    rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    page = section.get(place).text
    assert "差し戻された調査票だけを修正して提出できます" in page
    assert "提出できます）" not in page
    assert "記入を始める" not in page
    assert "続きを記入する" not in page
    assert "修正する" in page


def test_a_project_that_was_brought_back_is_said_to_be(section, db, place, submitted):
    section.send(f"/fill/form/{submitted}/withdraw", {"reason": "別の課から報告"})
    back = section.send(f"/fill/form/{submitted}/act", {"action": "restore"})
    assert "事業を元に戻しました。" in section.get(back.location).text


def test_in_an_archived_round_nothing_is_owed(section, db, clock, small_round, own, place, submitted):
    rounds.change(db, SYSTEM, clock(), small_round, state="closed", archived_at=stored(clock()))
    page = section.get(place).text
    assert "未提出" not in page
    assert page.count("提出なし") == 3
    assert "提出済み（確定）" in page
    assert "未提出" not in section.get(f"{place}check").text

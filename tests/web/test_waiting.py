"""Nothing typed is lost over an expired sign-in or token; and nothing is carried out that nobody asked for."""

import re
from html import unescape

import html5lib
import pytest

from app.accounts import people
from app.accounts import service as accounts
from app.rounds import service as rounds
from app.security import SYSTEM
from tests.web.conftest import PASSWORD, TOKEN

LONG = "市民の声を聴き、\r\n\r\n  «引用» & <b>強調</b> \"二重\" '一重' 𠮷㈶髙\t終わり。" + "あ" * 10_000


@pytest.fixture
def expired(secretariat, small_round, clock):
    """A secretariat's browser with the page of a round open, over lunch and longer."""
    secretariat.get(f"/rounds/{small_round}")
    clock.advance(hours=9)
    return secretariat


def contact(db, round_id):
    return db.value("SELECT contact FROM round WHERE id = ?", (round_id,))


def fields(page, action=None):
    """Names and values of the inputs of the form with this action, as a browser would send them."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    form = next(f for f in tree.iter("form") if action is None or f.get("action") == action)
    return [(i.get("name"), i.get("value", "")) for i in form.iter("input") if i.get("name")]


def form_with(page, name):
    """Names and values of the inputs of the form that has a field of this name."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    form = next(f for f in tree.iter("form") if any(e.get("name") == name for e in f.iter()))
    return [(i.get("name"), i.get("value", "")) for i in form.iter("input") if i.get("type") == "hidden"]


def browser(pairs, **typed):
    """What a browser posts: line ends become CRLF, password fields hold what was typed."""
    out = {}
    for name, value in pairs:
        sent = re.sub(r"\r\n|\n|\r", "\r\n", value)
        out.setdefault(name, []).append(typed.get(name, sent))
    return out


def test_text_survives_an_expired_sign_in(expired, db, small_round):
    # 200 characters at most may be saved here; the way there and back carries any length.
    kept = expired.send(f"/rounds/{small_round}", {"contact": "内線 2222", "deadline": "", "more": LONG})
    assert kept.status_code == 401
    assert "この画面に残っています" in kept.text
    assert contact(db, small_round) == "事務局 内線2111"

    wrong = expired.post(
        "/sign-in", data=browser(fields(kept.text, "/sign-in"), login="secretariat", password="no")
    )
    assert wrong.status_code == 422

    back = expired.post(
        "/sign-in", data=browser(fields(wrong.text, "/sign-in"), login="secretariat", password=PASSWORD)
    )
    assert back.status_code == 200
    assert "入力された内容が残っています" in back.text
    assert "内線 2222" in back.text
    assert contact(db, small_round) == "事務局 内線2111", "nothing is carried out by signing in"

    again = browser(fields(back.text, f"/rounds/{small_round}"))
    assert again["more"] == [LONG], "ten thousand characters, line ends and signs come back as they were"
    assert expired.post(f"/rounds/{small_round}", data=again).status_code == 303
    assert contact(db, small_round) == "内線 2222"


def test_answers_come_back_with_their_questions(section, small_round, db, clock):
    """A section over lunch: the page shows the questions' wording and the labels of what was chosen."""
    home = section.get("/").location
    address = section.get(f"{home}q/overall/").location
    base = browser(form_with(section.get(address).text, "why_needed-text"))
    clock.advance(hours=9)
    typed = base | {"csrf_token": section.token, "why_needed-text": LONG, "status-codes": "3"}
    kept = section.post(address, data=typed)
    assert kept.status_code == 401
    page = section.post(
        "/sign-in", data=browser(fields(kept.text, "/sign-in"), login="section", password=PASSWORD)
    )
    assert "市民との協働はなぜ必要だと考えますか" in page.text
    assert "現在は実施していないが、将来実施したい事業がある" in page.text
    again = section.post(address, data=browser(fields(page.text, address)))
    assert again.status_code == 303, again.text
    stored = db.value("SELECT text FROM answer WHERE question = 'why_needed'")
    assert stored == LONG.replace("\r\n", "\n")


def test_text_is_shown_when_the_round_was_closed_meanwhile(section, small_round, db, clock):
    address = section.get(f"/fill/{small_round}/{account_section(db)}/q/overall/").location
    base = browser(form_with(section.get(address).text, "why_needed-text"))
    with db.write():
        rounds.change(db, SYSTEM, clock(), small_round, state="closed")
    page = section.post(address, data=base | {"why_needed-text": "昼まで書いていた文章"})
    assert page.status_code == 409
    assert "昼まで書いていた文章" in page.text
    assert "受付期間外" in page.text
    assert f'action="{address}"' not in page.text


def account_section(db):
    return accounts.find(db, "section").sections[0]


def test_several_values_of_one_name_and_their_order(expired, small_round):
    data = {"sections": ["3", "1", "2"], "name": "あ", "year": "2026"}
    kept = expired.send("/rounds/new", data)
    page = expired.post(
        "/sign-in", data=browser(fields(kept.text, "/sign-in"), login="secretariat", password=PASSWORD)
    )
    again = browser(fields(page.text, "/rounds/new"))
    assert again["sections"] == ["3", "1", "2"]


def test_text_survives_an_old_token(secretariat, small_round, db):
    old = secretariat.token
    secretariat.send("/sign-out")
    secretariat.sign_in("secretariat")
    page = secretariat.post(
        f"/rounds/{small_round}", data={"csrf_token": old, "contact": "内線 3333", "deadline": ""}
    )
    assert page.status_code == 400
    assert "内線 3333" in page.text
    assert contact(db, small_round) == "事務局 内線2111"
    again = browser(fields(page.text, f"/rounds/{small_round}"))
    assert secretariat.post(f"/rounds/{small_round}", data=again).status_code == 303
    assert contact(db, small_round) == "内線 3333"


def test_button_without_text(secretariat, small_round, clock):
    """Nothing was typed: one signs in and finds the page with the button again."""
    page = f"/rounds/{small_round}/state/closed"
    secretariat.get(page)
    clock.advance(hours=9)
    answer = secretariat.send(page, headers={"Referer": f"http://localhost{page}"})
    assert answer.status_code == 401
    assert "残っています" not in answer.text
    assert dict(fields(answer.text, "/sign-in"))["next"] == page
    assert secretariat.post(page, data={"csrf_token": "old"}).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_site_cannot_plant_text(expired, secretariat, small_round, headers):
    answer = expired.post(f"/rounds/{small_round}", data={"contact": "planted"}, headers=headers)
    assert answer.status_code == 401
    assert "planted" not in answer.text
    expired.sign_in("secretariat")
    answer = expired.post(f"/rounds/{small_round}", data={"contact": "planted"}, headers=headers)
    assert answer.status_code == 400
    assert "planted" not in answer.text


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "//example.org/x", "/no-such-page", "/rounds", "javascript:alert(1)", "/\\x"],
)
def test_kept_text_goes_to_our_own_pages_only(client, url):
    kept = '["' + url.replace("\\", "\\\\") + '",[["contact","x"]]]'
    assert client.sign_in("secretariat", kept=kept).status_code == 303


@pytest.mark.parametrize(
    "kept", ["[", "{}", "[1]", '["/rounds/new",[["a"]]]', '["/rounds/new",5]', "[" * 3000]
)
def test_broken_parcels_are_dropped(client, kept):
    assert client.sign_in("secretariat", kept=kept).status_code == 303


def test_passwords_are_never_kept(member, clock):
    clock.advance(hours=9)
    form = {"password": "first secret", "new_password": "second secret", "again": "second secret"}
    answer = member.send("/account/password", form)
    assert answer.status_code == 401
    assert "secret" not in unescape(answer.text)
    assert "残っています" not in answer.text


def test_another_person_sees_but_cannot_send(expired, small_round):
    kept = expired.send(f"/rounds/{small_round}", {"contact": "内線 4444"})
    page = expired.post(
        "/sign-in", data=browser(fields(kept.text, "/sign-in"), login="member", password=PASSWORD)
    )
    assert "内線 4444" in page.text
    assert f'action="/rounds/{small_round}"' not in page.text


def test_expired_sign_in_page_keeps_the_login(client):
    answer = client.post("/sign-in", data={"login": "member", "password": PASSWORD, "csrf_token": "old"})
    assert answer.status_code == 400
    assert dict(fields(answer.text, "/sign-in"))["login"] == "member"
    assert PASSWORD not in answer.text
    assert TOKEN.search(answer.text)


def test_page_is_gone_to_after_sign_in(expired, small_round):
    answer = expired.get(f"/rounds/{small_round}?a=%E8%AA%B2")
    assert answer.status_code == 303
    page = expired.get(answer.location).text
    data = browser(fields(page, "/sign-in"), login="secretariat", password=PASSWORD)
    assert expired.post("/sign-in", data=data).location == f"/rounds/{small_round}?a=%E8%AA%B2"


def test_too_much_is_said_plainly(secretariat, client):
    for who, status in ((secretariat, 413), (client, 413)):
        answer = who.post("/rounds/new", data={"name": "あ" * 2_000_000})
        assert answer.status_code == status
        assert "大きすぎます" in answer.text


def opened(section, small_round):
    """Address and fields of the overall form's first page."""
    address = section.get(f"/fill/{small_round}/1/q/overall/").location
    return address, browser(form_with(section.get(address).text, "why_needed-text"))


def no_answers(db):
    return db.value("SELECT count(*) FROM answer") == 0


def test_text_is_shown_when_the_section_was_taken_away_meanwhile(section, small_round, db, clock):
    address, base = opened(section, small_round)
    account = accounts.find(db, "section")
    other = next(s for s in range(1, 9) if s not in account.sections)
    people.change(db, SYSTEM, clock(), account.id, account.name, "", {other: "writer"})
    page = section.post(address, data=base | {"why_needed-text": LONG})
    assert page.status_code == 404
    assert "いまのアカウントでは、ここに保存できません" in page.text
    assert "«引用» &amp; &lt;b&gt;強調&lt;/b&gt;" in page.text
    assert f'action="{address}"' not in page.text
    assert no_answers(db)
    assert section.post(address, data={"csrf_token": section.token}).status_code == 404, "nothing was typed"


def test_text_is_given_back_when_the_account_was_switched_off_meanwhile(section, small_round, db, clock):
    address, base = opened(section, small_round)
    accounts.set_active(db, SYSTEM, clock(), accounts.find(db, "section").id, False)
    kept = section.post(address, data=base | {"why_needed-text": "昼まで書いていた文章"})
    assert kept.status_code == 401
    sent = fields(kept.text, "/sign-in")
    wrong = section.post("/sign-in", data=browser(sent, login="section", password="no"))
    assert "停止" not in wrong.text, "only who knows the password is told"
    page = section.post("/sign-in", data=browser(sent, login="section", password=PASSWORD))
    assert page.status_code == 422
    assert "このアカウントは停止されている" in page.text
    assert "昼まで書いていた文章" in page.text
    assert f'action="{address}"' not in page.text
    assert no_answers(db)
    assert section.get("/account").status_code == 303, "nobody is signed in"
    plain = section.sign_in("section")
    assert (plain.status_code, "停止されている" in plain.text) == (422, True)


def test_a_file_sent_after_the_sign_in_ended_is_asked_for_again(section, small_round, clock):
    """It is too large to be kept for somebody who is not signed in, and not too large to be sent."""
    place = f"/fill/{small_round}/1/workbook"
    section.get(place)
    clock.advance(hours=9)
    answer = section.post(
        place, data=b"x" * 5_000_000, content_type="multipart/form-data; boundary=x",
        headers={"Referer": f"http://localhost{place}"},
    )  # fmt: skip
    assert answer.status_code == 401
    assert "もう一度ファイルを選んでください" in answer.text
    assert dict(fields(answer.text, "/sign-in"))["next"] == place

"""Forms that save themselves, in a real browser: alone, with a colleague, without a server, without a sign-in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, expect

from app.accounts import service as accounts
from app.clock import now
from app.responses.service import drafting, reading
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from forms.questions import Answer
from tests.browser.server import PASSWORD, Site
from tests.support.city import NOW, add_project

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def form_id(site: Site) -> int:
    """A project of the first section, and a colleague (dokan) who may write it, too."""
    place = site.city.sections[:1]
    accounts.add(site.db, SYSTEM, now(), "dokan", "同館 次郎", SECTION, place, demo_password=PASSWORD)
    return add_project(site.city, {"name": Answer(text="花壇づくり")})


def field(page: Page, key: str):
    return page.locator(f"[name='{key}-text']")


def write(page: Page, key: str, text: str) -> None:
    """Type into a field and leave it."""
    field(page, key).fill(text)
    field(page, key).blur()


def state(page: Page, kind: str) -> None:
    expect(page.locator("#draft-bar")).to_have_attribute("data-kind", kind)


def look(page: Page) -> None:
    """What the page does by itself every ten seconds: it does it at once when its window gets the focus."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def kept(site: Site, form_id: int, key: str) -> tuple[str, int]:
    found = drafting.kept_answers(site.db, form_id).get(key)
    return (found.answer.text, found.revision) if found else ("", 0)


def stored(site: Site, page: Page, form_id: int, key: str, text: str) -> None:
    """Wait until this text is in the database."""
    for _ in range(600):
        if kept(site, form_id, key)[0] == text:
            return
        page.wait_for_timeout(50)
    assert kept(site, form_id, key)[0] == text


def open_form(site: Site, page: Page, form_id: int, login: str = "kacho") -> None:
    """The form, after its first look for news: what a colleague saves from now on is news to this page."""
    site.sign_in(page, login)
    with page.expect_response(re.compile(r"/save(\?watching=1)?$")):
        page.goto(site.fill_url(f"q/a/{form_id}/outline"))


def test_typing_is_saved_and_is_there_on_another_pc(site: Site, new_page, axe, form_id: int) -> None:
    page, other = new_page(viewport=WIDE), new_page(viewport=WIDE)
    open_form(site, page, form_id)
    field(page, "content").press_sequentially("公園の花壇")
    state(page, "editing")
    expect(page.locator("#draft-bar")).to_contain_text(re.compile(r"保存しました \d\d:\d\d"))
    page.locator("[name='activity-codes'][value='8']").check()
    field(page, "unit").fill("協働係")
    field(page, "unit").blur()
    state(page, "saved")
    axe(page)
    open_form(site, other, form_id)
    expect(field(other, "content")).to_have_value("公園の花壇")
    expect(other.locator("[name='activity-codes'][value='8']")).to_be_checked()
    assert kept(site, form_id, "content") == ("公園の花壇", 1)
    page.locator("button[name=then][value=list]").click()
    page.wait_for_url(site.fill_url("q/a/"))
    assert kept(site, form_id, "content") == ("公園の花壇", 1), "the page's button saves nothing twice"
    office = new_page(viewport=WIDE)
    open_form(site, office, form_id, "jimu")
    look(office)
    write(office, "content", "電話で聞いた内容")
    state(office, "conflict")
    office.locator("#q-content [data-choose=mine]").click()
    stored(site, office, form_id, "content", "電話で聞いた内容")


def test_two_people_merge_and_are_asked_about_the_same_answer(
    site: Site, new_page, axe, form_id: int
) -> None:
    mine, theirs = new_page(viewport=WIDE), new_page(viewport=WIDE)
    open_form(site, mine, form_id)
    open_form(site, theirs, form_id, "dokan")
    expect(theirs.locator("[data-company]")).to_contain_text("試験 kacho")
    look(mine)
    expect(mine.locator("[data-company]")).to_contain_text("「同館 次郎」もこの画面を開いています")
    write(theirs, "content", "同館が書いた内容")
    state(theirs, "saved")
    write(mine, "unit", "協働係")
    state(mine, "saved")
    expect(field(mine, "content")).to_have_value("同館が書いた内容")
    expect(mine.locator("#q-content [data-by]")).to_contain_text(
        re.compile(r"「同館 次郎」が \d\d:\d\d に保存")
    )
    assert kept(site, form_id, "unit") == ("協働係", 1)

    write(theirs, "name", "花と緑")
    state(theirs, "saved")
    write(mine, "name", "花壇の手入れ")
    state(mine, "conflict")
    asked = mine.locator("#q-name .conflict")
    expect(asked).to_contain_text("花と緑")
    expect(asked).to_contain_text("花壇の手入れ")
    axe(mine)
    assert kept(site, form_id, "name") == ("花と緑", 2), "nothing is overwritten unasked"
    mine.locator("button[name=then][value=next]").click()
    expect(asked.locator("button").first).to_be_focused()
    mine.keyboard.press("Tab")
    mine.keyboard.press("Tab")
    mine.keyboard.press("Enter")
    expect(field(mine, "name")).to_be_focused()
    expect(field(mine, "name")).to_have_value("花と緑 ／ 花壇の手入れ")
    field(mine, "name").blur()
    state(mine, "saved")
    assert kept(site, form_id, "name") == ("花と緑 ／ 花壇の手入れ", 3)

    for choice, left in (("mine", "私の名前 mine"), ("theirs", "同館の名前 theirs")):
        look(theirs)
        expect(field(theirs, "name")).to_have_value(kept(site, form_id, "name")[0])
        write(theirs, "name", f"同館の名前 {choice}")
        stored(site, theirs, form_id, "name", f"同館の名前 {choice}")
        write(mine, "name", f"私の名前 {choice}")
        mine.locator(f"#q-name [data-choose={choice}]").click()
        stored(site, mine, form_id, "name", left)
        expect(field(mine, "name")).to_have_value(left)
        state(mine, "saved")


def test_without_a_server_the_text_waits_and_is_saved_once(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems.append("ERR_INTERNET_DISCONNECTED")
    open_form(site, page, form_id)
    state(page, "ready")
    page.context.set_offline(True)
    write(page, "content", "つながらない間の文章")
    state(page, "unreachable")
    expect(page.locator("#draft-bar")).to_contain_text("サーバーにつながりません")
    page.locator("button[name=then][value=next]").click()
    expect(page.locator("[data-act=retry]")).to_be_focused()
    expect(field(page, "content")).to_have_value("つながらない間の文章")
    assert kept(site, form_id, "content") == ("", 0)
    page.context.set_offline(False)
    state(page, "saved")
    assert kept(site, form_id, "content") == ("つながらない間の文章", 1)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_lost_on_the_way_back_makes_no_second_save_and_no_conflict(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems.append("ERR_")

    def lose(route):
        route.fetch()
        route.abort()

    open_form(site, page, form_id)
    state(page, "ready")
    page.route("**/save", lose, times=1)
    write(page, "content", "一度目")
    state(page, "unreachable")
    assert kept(site, form_id, "content") == ("一度目", 1)
    write(page, "content", "一度目と二度目")
    state(page, "saved")
    expect(page.locator(".conflict")).to_have_count(0)
    assert kept(site, form_id, "content") == ("一度目と二度目", 2)


def test_a_window_that_crashed_without_a_server_gives_its_text_back(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems.append("ERR_")
    open_form(site, page, form_id)
    state(page, "ready")
    browser = page.context
    browser.route("**/save", lambda route: route.abort())
    write(page, "content", "壊れる前の文章")
    state(page, "unreachable")
    with pytest.raises(Error):  # the browser's window dies, it is not left in order
        page.goto("chrome://crash")
    page.close()
    drafting.write_answers(site.db, site.city.colleague, NOW, form_id, {"name": Answer(text="変わった名前")})
    browser.unroute("**/save")
    again = browser.new_page()
    age(site, again)
    again.goto(site.fill_url(f"q/a/{form_id}/outline"))
    expect(field(again, "content")).to_have_value("壊れる前の文章")
    state(again, "restored")
    expect(field(again, "name")).to_have_value("変わった名前")
    assert kept(site, form_id, "content") == ("壊れる前の文章", 1)
    assert again.evaluate("Object.keys(localStorage)") == []


def age(site: Site, page: Page) -> None:
    """The window that kept a text is not heard of any more."""
    page.goto(site.url + "/static/img/mark.svg")
    page.evaluate(
        """() => Object.keys(localStorage).forEach(key => localStorage.setItem(
           key, JSON.stringify(Object.assign(JSON.parse(localStorage[key]), {at: Date.now() - 60000}))))"""
    )


def test_a_kept_text_is_sent_from_any_page_or_asked_about(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems += ["ERR_", "409"]
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(site, page, form_id)
    state(page, "ready")
    page.route("**/save", lambda route: route.abort())
    write(page, "content", "あとから届く文章")
    write(page, "name", "ぶつかる名前")
    state(page, "unreachable")
    drafting.write_answers(site.db, site.city.colleague, NOW, form_id, {"name": Answer(text="先の名前")})
    page.unroute("**/save")
    page.goto(site.fill_url())
    expect(page.locator("[data-outbox]")).to_contain_text(
        "「花壇づくり」で前に入力した内容は、先にほかの方が"
    )
    assert kept(site, form_id, "content") == ("あとから届く文章", 1)
    assert kept(site, form_id, "name") == ("先の名前", 2)
    page.locator("[data-outbox] a").click()
    state(page, "conflict")
    expect(page.locator("#q-name .conflict")).to_contain_text("先の名前")
    expect(field(page, "name")).to_have_value("ぶつかる名前")
    drafting.set_deleted(site.db, site.city.writer, NOW, form_id, True)
    page.goto(site.fill_url())
    expect(page.locator("[data-outbox]")).to_contain_text("この事業は削除されています")
    expect(page.locator("[data-outbox] textarea")).to_have_value(re.compile("ぶつかる名前"))
    page.locator("[data-outbox] button").click()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_ended_sign_in_is_renewed_on_the_page(
    site: Site, page: Page, axe, expected_problems, form_id: int
) -> None:
    expected_problems += ["401", "422", "400", "409"]
    open_form(site, page, form_id)
    state(page, "ready")
    with site.db.write():
        site.db.run("DELETE FROM sign_in")
    write(page, "content", "昼休みをまたいだ文章")
    state(page, "signed_out")
    page.locator("[data-act=sign-in]").click()
    expect(page.locator("#again-login")).to_be_focused()
    axe(page)
    page.locator("#again-login").fill("kacho")
    page.locator("#again-password").fill("まちがい")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sign-in-error]")).to_contain_text("ログイン名またはパスワードが違います")
    for login, then in (("dokan", "other"), ("kacho", "saved")):
        page.locator("#again-login").fill(login)
        page.locator("#again-password").fill(PASSWORD)
        page.keyboard.press("Enter")
        state(page, then)
        if then == "other":
            assert kept(site, form_id, "content") == ("", 0), "nothing is saved under another name"
            page.locator("[data-act=sign-in]").click()
    assert kept(site, form_id, "content") == ("昼休みをまたいだ文章", 1)
    write(page, "unit", "協働係")
    page.locator("button[name=then][value=list]").click()
    page.wait_for_url(site.fill_url("q/a/"))
    assert kept(site, form_id, "unit") == ("協働係", 1)


def test_what_cannot_be_saved_any_more_is_said_and_can_be_copied(
    site: Site, page: Page, axe, expected_problems, form_id: int
) -> None:
    expected_problems.append("409")
    open_form(site, page, form_id)
    rounds.change(site.db, SYSTEM, NOW, site.city.round_id, state="closed")
    write(page, "content", "締切の後の文章")
    state(page, "refused")
    expect(page.locator("#draft-bar")).to_contain_text("受付期間外のため")
    page.locator("[data-act=copy]").click()
    expect(page.locator("#draft-copy")).to_have_value(re.compile("】\n締切の後の文章"))
    axe(page)
    rounds.change(site.db, SYSTEM, NOW, site.city.round_id, state="open")
    page.locator("[data-act=retry]").click()
    state(page, "saved")
    assert kept(site, form_id, "content") == ("締切の後の文章", 1)


def test_links_and_the_language_switch_leave_nothing_behind(site: Site, page: Page, form_id: int) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    open_form(site, page, form_id)
    field(page, "content").press_sequentially("切り替える前")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(field(page, "content")).to_have_value("切り替える前")
    expect(page.locator("#draft-bar")).to_contain_text("What you type is saved by itself.")
    field(page, "unit").press_sequentially("協働係")
    page.locator(".steps a").nth(1).click()
    page.wait_for_url("**/partnership")
    assert (kept(site, form_id, "content")[0], kept(site, form_id, "unit")[0]) == ("切り替える前", "協働係")
    assert asked == []


SCROLLED = """() => new Promise(done => { let last = -1; const again = () => {
    if (window.scrollY === last) return done(); last = window.scrollY; setTimeout(again, 80); }; again(); })"""


def test_the_bar_never_hides_what_has_the_focus(site: Site, new_page, form_id: int) -> None:
    page = new_page(viewport=PHONE)
    open_form(site, page, form_id)
    state(page, "ready")
    field(page, "unit").focus()
    for _ in range(25):
        page.keyboard.press("Tab")
        page.evaluate(SCROLLED)
        hidden = page.evaluate(
            """() => { const one = document.activeElement.getBoundingClientRect();
                       const bar = document.getElementById("draft-bar").getBoundingClientRect();
                       return document.querySelector("#answers").contains(document.activeElement)
                           && one.top + 24 > bar.top ? JSON.stringify([one.top, one.bottom, bar.top, bar.bottom, window.scrollY, innerHeight, document.activeElement.name]) : ""; }"""
        )
        assert hidden == ""


def test_two_windows_make_one_form_of_a_section(site: Site, new_page) -> None:
    first, second = new_page(viewport=WIDE), new_page(viewport=PHONE)
    made = rounds.questionnaire(site.db, site.city.round_id, "overall")
    texts = [(b.key, q.key) for b in made.blocks for q in b.questions if q.is_text]
    block = texts[0][0]
    key = texts[0][1]
    for page in (first, second):
        site.sign_in(page)
        page.goto(site.fill_url(f"q/overall/0/{block}"))
        state(page, "ready")
    write(first, key, "一つ目の画面")
    state(first, "saved")
    look(second)
    expect(field(second, key)).to_have_value("一つ目の画面")
    expect(second.locator("[data-company]")).to_contain_text("ご自分の別のウィンドウでも")
    write(second, key, "二つ目の画面")
    state(second, "saved")
    forms = drafting.forms.of_section(site.db, site.city.round_id, site.city.sections[0])
    assert len(forms) == 1
    assert reading.drafts(site.db, forms[0].id)[key].text == "二つ目の画面"
    assert second.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_message_waits_until_the_field_is_left(site: Site, page: Page, form_id: int) -> None:
    site.sign_in(page)
    page.goto(site.fill_url(f"q/a/{form_id}/figures"))
    field(page, "start").press_sequentially("昭和80")
    state(page, "saved")
    expect(page.locator("#q-start .finding")).to_have_count(0)
    field(page, "start").blur()
    expect(page.locator("#q-start")).to_contain_text("昭和80という年はありません")
    write(page, "start", "昭和62")
    expect(page.locator("#q-start .finding")).to_have_count(0)
    assert kept(site, form_id, "start") == ("昭和62", 2)


def test_a_project_deleted_meanwhile_is_brought_back_and_saved(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems.append("409")
    open_form(site, page, form_id)
    drafting.set_deleted(site.db, site.city.writer, NOW, form_id, True)
    write(page, "content", "書きかけの文章")
    state(page, "refused")
    expect(page.locator("#draft-bar")).to_contain_text("この事業は削除されています")
    with page.context.expect_page() as opened:
        page.locator("[data-act=list]").click()
    listing = opened.value
    listing.locator("details summary").click()
    listing.locator("details button[value=restore]").click()
    expect(listing.locator("main")).to_contain_text("花壇づくり")
    page.locator("[data-act=retry]").click()
    state(page, "saved")
    assert kept(site, form_id, "content") == ("書きかけの文章", 1)


def test_signing_out_takes_kept_texts_away_and_nobody_else_sees_them(
    site: Site, page: Page, expected_problems, form_id: int
) -> None:
    expected_problems.append("ERR_")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.route("**/save", lambda route: route.abort())
    open_form(site, page, form_id)
    write(page, "content", "私だけの文章")
    state(page, "unreachable")
    page.context.clear_cookies()
    open_form(site, page, form_id, "dokan")
    expect(field(page, "content")).to_have_value("")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    page.context.clear_cookies()
    site.sign_in(page)
    page.goto(site.fill_url(f"q/a/{form_id}/outline"))
    expect(field(page, "content")).to_have_value("私だけの文章")
    state(page, "unreachable")
    asked.clear()
    page.get_by_role("button", name="ログアウト").click()
    page.wait_for_url("**/sign-in")
    assert len(asked) == 1, "asked once, not again for leaving the page"
    assert "控えは消えます" in asked[0]
    assert page.evaluate("Object.keys(localStorage)") == []
    assert kept(site, form_id, "content") == ("", 0)

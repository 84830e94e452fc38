"""Accounts in a real browser: invited, password set, role changed, handed over; the log; a round disposed of."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.accounts import service as accounts
from app.clock import now, stored
from app.rounds import service as rounds
from app.security import SYSTEM
from tests.browser.server import Site

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}
PASSWORD = "ohisama to kaze"


def looks_right(page: Page, axe) -> None:
    """axe at both widths, and no scrolling sideways."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        axe(page)
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px at {size['width']}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_from_the_invitation_to_the_successor(site: Site, new_page, axe) -> None:
    desk, own = new_page(viewport=WIDE), new_page(viewport=WIDE)
    site.sign_in(desk, "jimu")
    desk.goto(f"{site.url}/accounts/new")
    desk.fill("#login", "aoki")
    desk.fill("#name", "青木")
    desk.fill("#email", "aoki@example.jp")
    desk.locator(f"label[for=section-{site.city.sections[1]}]").click()
    press(desk, "アカウントを追加して")
    looks_right(desk, axe)
    address = desk.locator(".one-time-link code").inner_text()

    own.goto(address)
    own.fill("#new_password", PASSWORD)
    own.fill("#again", PASSWORD)
    press(own, "パスワードを設定する")
    own.fill("input[name=login]", "aoki")
    own.fill("input[name=password]", PASSWORD)
    own.locator("main button").first.click()
    own.wait_for_url(lambda url: "/sign-in" not in url)
    own.goto(f"{site.url}/account")
    looks_right(own, axe)

    desk.goto(f"{site.url}/accounts?word=青木")
    looks_right(desk, axe)
    desk.get_by_role("link", name="aoki").click()
    desk.select_option(f"#role-{site.city.sections[1]}", "approver")
    press(desk, "保存する")
    expect(desk.locator("main")).to_contain_text("アカウントを変更しました")
    looks_right(desk, axe)
    assert accounts.find(site.db, "aoki").actor().may_approve(site.city.sections[1])

    desk.get_by_role("link", name="後任に引き継ぐ").click()
    looks_right(desk, axe)
    desk.locator("label[for=who-new]").click()
    desk.fill("#new_login", "midori")
    desk.fill("#new_name", "緑川")
    press(desk, "引き継ぐ内容を確認する")
    expect(desk.locator("main")).to_contain_text("停止するアカウント")
    looks_right(desk, axe)
    press(desk, "引き継ぎを確定する")
    expect(desk.locator("main")).to_contain_text("引き継ぎを行いました")
    looks_right(desk, axe)
    press(desk, "この人たちにパスワード設定用リンクを発行する")
    expect(desk.locator(".handover-sheet")).to_contain_text("緑川")
    assert accounts.find(site.db, "midori").roles == {site.city.sections[1]: "approver"}
    own.goto(f"{site.url}/account")
    assert "/sign-in" in own.url, "the leaver is out at once"

    for path in ("/accounts/hand-over", "/accounts/list", "/audit?every=1"):
        desk.goto(site.url + path)
        looks_right(desk, axe)
    expect(desk.locator("main")).to_contain_text("人事異動の引き継ぎ")


def test_lists_go_up_and_many_links_are_ticked_at_once(site: Site, page: Page, axe) -> None:
    page.set_viewport_size(WIDE)
    site.sign_in(page, "jimu")
    lines = "ログイン名,氏名・名称,メールアドレス,種別,部,課,課での役割,状態\r\nmomo,桃井,,課,市民部,市民課,代決者,\r\n"
    for path, text in (
        ("/accounts/list", lines),
        (
            "/accounts/hand-over",
            "login_old,login_new,name_new,email_new,section,role\r\nkacho,ume,梅田,,,\r\n",
        ),
    ):
        page.goto(site.url + path)
        page.set_input_files("#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()})
        page.locator("main form button").click()
        expect(page.locator("button[value=apply]")).to_be_visible()
        looks_right(page, axe)
        page.locator("button[value=apply]").click()
        expect(page.locator("button[value=apply]")).to_have_count(0)
    assert accounts.find(site.db, "momo").roles == {site.city.sections[0]: "deputy"}
    assert not accounts.find(site.db, "kacho").active
    page.goto(f"{site.url}/accounts?state=waiting")
    press(page, "全て選ぶ")
    press(page, "選んだアカウントに")
    expect(page.locator(".handover-sheet")).to_have_count(5)  # and three of the city who never had one
    looks_right(page, axe)


def test_without_javascript(site: Site, new_page) -> None:
    """Role changed, handed over to a colleague, log taken along: forms and links alone."""
    desk = new_page(viewport=WIDE, java_script_enabled=False)
    site.sign_in(desk, "jimu")
    desk.goto(f"{site.url}/accounts?word=kacho")
    desk.get_by_role("link", name="kacho").click()
    desk.select_option("#add", str(site.city.sections[2]))
    desk.select_option("#add_role", "deputy")
    press(desk, "保存する")
    desk.get_by_role("link", name="後任に引き継ぐ").click()
    desk.fill("#login", "tonari")
    press(desk, "引き継ぐ内容を確認する")
    press(desk, "引き継ぎを確定する")
    assert accounts.find(site.db, "tonari").roles[site.city.sections[2]] == "deputy"
    desk.goto(f"{site.url}/audit?word=引き継ぎ")
    with desk.expect_download() as coming:
        desk.get_by_role("button", name="CSV").click()
    assert "accounts.hand_over" in coming.value.path().read_text(encoding="utf-8-sig")


def test_a_round_is_disposed_of(site: Site, new_page, axe, expected_problems) -> None:
    expected_problems.append("410")
    rounds.change(
        site.db,
        SYSTEM,
        now(),
        site.city.round_id,
        state="closed",
        keep_until="2020-03-31",
        archived_at=stored(now()),
    )
    desk, seen = new_page(viewport=WIDE, java_script_enabled=False), new_page(viewport=WIDE)
    for one in (desk, seen):
        site.sign_in(one, "jimu")
    desk.goto(f"{site.url}/rounds/{site.city.round_id}")
    desk.get_by_role("link", name="廃棄（保存年限）").click()
    seen.goto(desk.url)
    looks_right(seen, axe)
    desk.fill("#reason", "保存年限満了のため")
    desk.fill("#name", "試験調査")
    press(desk, "この調査を廃棄する")
    expect(desk.locator("main")).to_contain_text("調査を廃棄しました")
    for path in (
        f"/rounds/{site.city.round_id}",
        f"/rounds/{site.city.round_id}/results",
        "/disposals",
        "/rounds",
    ):
        seen.goto(site.url + path)
        expect(seen.locator("main")).to_contain_text("廃棄")
        looks_right(seen, axe)

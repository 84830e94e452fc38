"""The schedule of hearings in a real browser: days, wishes on a phone, the board by mouse, keyboard and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from app.hearings.service import draft as drafts
from app.hearings.service import series as all_series
from app.security import SYSTEM
from tests.browser.server import Site
from tests.support.hearings import add_day, make_series

WIDE = {"width": 1366, "height": 900}
PHONE = {"width": 320, "height": 640}


def look_over(page: Page, axe) -> None:
    """Accessible, and never wider than the window."""
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, page.url


@pytest.fixture
def series(site: Site) -> int:
    """Three sections heard on two days of two slots and a day in reserve."""
    made = make_series(site.db, now(), site.city.round_id, list(site.city.sections), days=2, slots=2)
    add_day(site.db, now(), made, "2099-12-09", reserve=True)
    all_series.change(site.db, SYSTEM, now(), made, wishes_until="2099-11-30")
    return made


def main(page: Page, name: str):
    return page.locator("main").get_by_role("button", name=name)


def card(page: Page, name: str):
    return page.locator("article.hearing").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_a_schedule_from_wishes_to_publishing(site: Site, series: int, new_page, axe) -> None:
    board = f"{site.url}/hearings/{series}/board"
    phone = new_page(viewport=PHONE, java_script_enabled=False)
    site.sign_in(phone, "kacho")
    phone.goto(f"{site.url}/hearings/{series}/sections/{site.city.sections[0]}/wishes")
    phone.locator("fieldset").nth(0).get_by_label("来られない").check()
    phone.locator("fieldset").nth(1).get_by_label("第1希望").check()
    main(phone, "この内容で回答する").click()
    expect(phone.locator("main")).to_contain_text("都合を保存しました")

    page = new_page(viewport=WIDE)
    site.sign_in(page, "jimu")
    for address in ("days", "wishes", "days/new"):
        page.goto(f"{site.url}/hearings/{series}/{address}")
        look_over(page, axe)
    page.goto(board)
    look_over(page, axe)
    main(page, "案を作る").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".board__day").nth(1).locator("article")).to_contain_text(["市民課"])
    look_over(page, axe)
    slots = page.locator(".board__slot")
    card(page, "市民課").get_by_role("heading").drag_to(
        slots.nth(1)
    )  # a day it excluded: allowed, and seen at once
    expect(card(page, "市民課").locator(".hearing__fault")).to_contain_text("この日は来られません")
    look_over(page, axe)
    main(page, "元に戻す").click()
    expect(page.locator(".hearing__fault")).to_have_count(0)
    choice = card(page, "議会事務局").get_by_role("combobox")
    choice.focus()
    choice.select_option(index=choice.locator("option").count() - 1)
    card(page, "議会事務局").get_by_role("button", name="移す").press("Enter")
    expect(page.locator(".board__day--reserve")).to_contain_text("議会事務局")
    card(page, "市民課").get_by_role("link", name="来られないとき").click()
    look_over(page, axe)
    main(page, "この案にする").first.click()
    page.get_by_role("link", name="公表へ進む").click()
    look_over(page, axe)
    anyway = page.get_by_label("このまま公表します")
    if anyway.count():
        anyway.check()
    main(page, "第1版として公表する").click()
    page.get_by_role("link", name="第1版").click()
    look_over(page, axe)


def test_the_board_on_a_phone_without_scripts_and_in_english(site: Site, series: int, new_page, axe) -> None:
    board = f"{site.url}/hearings/{series}/board"
    page = new_page(viewport=PHONE, java_script_enabled=False)
    site.sign_in(page, "jimu")
    page.goto(board)
    main(page, "案を作る").click()
    card(page, "市民課").get_by_role("combobox").select_option(value="tray")
    card(page, "市民課").get_by_role("button", name="移す").click()
    expect(page.locator(".board__tray")).to_contain_text("市民課")
    assert (site.city.sections[0], 1) in drafts.read(site.db, series).tray
    narrow = new_page(viewport=PHONE)
    site.sign_in(narrow, "jimu")
    narrow.get_by_role("button", name="English").click()
    for address in ("board", "days", "wishes", "board/publish", f"board/{site.city.sections[1]}/1"):
        narrow.goto(f"{site.url}/hearings/{series}/{address}")
        expect(narrow.locator("html")).to_have_attribute("lang", "en")
        look_over(narrow, axe)

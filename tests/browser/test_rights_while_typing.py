"""Signed out from elsewhere, moved to another section or switched off, all while somebody is typing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from app.accounts import people
from app.accounts import service as accounts
from app.clock import now
from app.responses.service import drafting
from app.security import SYSTEM, WRITER
from tests.browser.server import PASSWORD, Site
from tests.support.city import add_project


def state(page: Page, kind: str) -> None:
    expect(page.locator("#draft-bar")).to_have_attribute("data-kind", kind)


def sign_in_here(page: Page) -> None:
    """Without leaving the page."""
    page.locator("[data-act=sign-in]").click()
    page.locator("#again-login").fill("kacho")
    page.locator("#again-password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_what_is_typed_outlives_every_end_of_a_sign_in(site: Site, new_page, axe, expected_problems) -> None:
    expected_problems += ["400", "401", "404", "422"]
    form_id = add_project(site.city, {})
    page, elsewhere = new_page(), new_page()
    for one in (page, elsewhere):
        site.sign_in(one)
    page.goto(site.fill_url(f"q/a/{form_id}/outline"))
    content, unit = page.locator("[name=content-text]"), page.locator("[name=unit-text]")
    state(page, "ready")
    content.press_sequentially("公園の")
    elsewhere.goto(f"{site.url}/account")
    elsewhere.get_by_role("button", name="ほかの端末をすべてログアウトする").click()
    expect(elsewhere.locator(".notice--success")).to_be_visible()
    content.press_sequentially("花壇を手入れする。")
    state(page, "signed_out")
    sign_in_here(page)
    state(page, "saved")
    expect(content).to_have_value("公園の花壇を手入れする。")
    assert drafting.kept_answers(site.db, form_id)["content"].answer.text == "公園の花壇を手入れする。"

    account = accounts.find(site.db, "kacho")
    people.change(site.db, SYSTEM, now(), account.id, account.name, "", {site.city.sections[1]: WRITER})
    unit.press_sequentially("協働係")
    state(page, "refused")
    expect(page.locator("#draft-bar")).to_contain_text("いまのアカウントでは、ここに保存できません")
    axe(page)
    accounts.set_active(site.db, SYSTEM, now(), account.id, False)
    content.press_sequentially("毎週行う。")
    state(page, "signed_out")
    sign_in_here(page)
    expect(page.locator("[data-sign-in-error]")).to_contain_text("このアカウントは停止されている")
    page.locator("[data-act=copy]").click()
    expect(page.locator("#draft-copy")).to_have_value(re.compile("協働係(.|\n)*毎週行う。"))
    axe(page)
    kept = drafting.kept_answers(site.db, form_id)
    assert (kept["content"].answer.text, "unit" in kept) == ("公園の花壇を手入れする。", False)

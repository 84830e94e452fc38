"""What the pages' own scripts add: every page works without them, these tests are about the comfort."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.rounds import service as rounds
from tests.browser.server import Site, stop_the_clock
from tests.support.city import add_project


def open_block(site: Site, page: Page, key: str) -> None:
    """The block of an empty A form in which the question `key` stands."""
    form_id = add_project(site.city, {})
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    block = next(b for b in made.blocks if any(q.key == key for q in b.questions))
    page.goto(site.fill_url(f"q/a/{form_id}/{block.key}"))


def choice(page: Page, key: str, code: int):
    return page.locator(f"[name='{key}-codes'][value='{code}']")


def test_typing_a_value_or_an_explanation_selects_its_choice(site: Site, page: Page) -> None:
    open_block(site, page, "start")
    page.locator("[name='start-text']").fill("S62")
    expect(choice(page, "start", 1)).to_be_checked()
    page.locator("[name='city_budget-text']").fill("500")
    expect(choice(page, "city_budget", 1)).to_be_checked()
    page.locator("[name='city_budget-other']").fill("ほかの事業と合わせた予算のため")
    expect(choice(page, "city_budget", 3)).to_be_checked()


def test_a_single_digit_waits_for_a_second_and_then_chooses_itself(site: Site, page: Page) -> None:
    page.clock.install()
    open_block(site, page, "field")
    stop_the_clock(page)
    choice(page, "field", 5).focus()
    page.keyboard.press("1")
    page.keyboard.press("7")
    expect(choice(page, "field", 17)).to_be_checked()
    page.keyboard.press("1")
    expect(choice(page, "field", 1)).not_to_be_checked()
    page.clock.fast_forward(700)
    expect(choice(page, "field", 1)).to_be_checked()
    page.keyboard.press("1")
    page.clock.fast_forward(700)
    expect(choice(page, "field", 1)).not_to_be_checked()


@pytest.mark.parametrize("changed", [True, False])
def test_leaving_asks_only_when_something_is_unsaved(site: Site, page: Page, changed: bool) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_block(site, page, "name")
    if changed:
        page.locator("[name='name-text']").press_sequentially("花")
    page.goto(site.fill_url())
    assert asked == (["beforeunload"] if changed else [])


def test_saving_asks_nothing_and_the_back_button_leaves_a_working_page(site: Site, page: Page) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_block(site, page, "name")
    address = page.url
    page.locator("[name='name-text']").press_sequentially("花壇")
    page.locator("button[name=then][value=list]").click()
    page.wait_for_url(site.fill_url("q/a/"))
    assert asked == []
    page.go_back()
    page.wait_for_url(address)
    expect(page.locator("[name='name-text']")).to_have_value("花壇")
    page.locator("button[name=then][value=list]").click()
    page.wait_for_url(site.fill_url("q/a/"))

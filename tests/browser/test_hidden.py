"""Buttons that need a script are not there before the script is: pressed too early they would do nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from tests.browser.server import Site
from tests.support import hearing_record
from tests.support.hearings import make_series

#: What a script shows, by where it stands.
NEEDS_A_SCRIPT = "[data-print], [data-select-all], [data-quote]"


@pytest.fixture
def heard(site: Site) -> str:
    """The themes of a hearing whose record is final, with a theme to choose from; gives the address."""
    section = site.city.sections[0]
    series = make_series(site.db, now(), site.city.round_id, [section])
    hearing_record.ask(site.db, now(), series, "課題は何ですか")
    hearings = hearing_record.publish(site.db, now(), series, {section: ("2026-11-20", "09:00", "09:40")})
    hearing_record.keep(site.db, now(), hearings[section], {"c1": "担当者が替わると続きません。"}, final=True)
    return f"/hearings/{series}/themes/hearings/{hearings[section]}"


@pytest.fixture
def addresses(site: Site, heard: str) -> list[str]:
    """One page of each kind."""
    return [heard, "/accounts", site.fill_url("print").removeprefix(site.url)]


def shown(page: Page) -> int:
    """How many of them one sees."""
    return page.locator(NEEDS_A_SCRIPT).locator("visible=true").count()


def make_theme(page: Page, heard: str, site: Site) -> None:
    """A theme, so that the page offers to choose words."""
    page.goto(f"{site.url}{heard.rsplit('/', 2)[0]}")
    page.get_by_label("新しいテーマ").fill("引継ぎ")
    page.get_by_label("新しいテーマ").press("Enter")
    expect(page.locator(".theme-list")).to_contain_text("引継ぎ")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_button_that_needs_a_script_is_there_with_it_only(
    site: Site, heard: str, addresses: list[str], new_page, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    site.sign_in(page, "jimu")
    make_theme(page, heard, site)
    for address in addresses:
        page.goto(f"{site.url}{address}")
        for summary in page.locator("main summary").all():
            summary.click()
        assert page.locator(NEEDS_A_SCRIPT).count(), address
        assert bool(shown(page)) is scripts, address

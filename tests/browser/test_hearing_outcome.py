"""Putting what sections said under themes: with the mouse, by keyboard, on a phone, without scripts, in English."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from tests.browser.server import Site
from tests.support import hearing_record
from tests.support.hearings import make_series

PHONE = {"width": 320, "height": 640}
SAID = "職員の理解が進んでいません。担当者が替わると続きません。"


@pytest.fixture
def series(site: Site) -> int:
    """Two hearings, one of them with a final record."""
    first, second = site.city.sections[:2]
    made = make_series(site.db, now(), site.city.round_id, [first, second])
    hearing_record.ask(site.db, now(), made, "課題は何ですか")
    times = {first: ("2026-11-20", "09:00", "09:40"), second: ("2026-11-20", "09:40", "10:20")}
    heard = hearing_record.publish(site.db, now(), made, times)
    hearing_record.keep(site.db, now(), heard[first], {"c1": SAID}, final=True)
    hearing_record.promise(site.db, now(), heard[first], "数を調べて回答する", due="2026-11-21")
    return made


def look_over(page: Page, axe) -> None:
    """Accessible, and never wider than the window."""
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, page.url


def test_words_selected_in_an_answer_go_under_a_theme_by_keyboard(
    site: Site, series: int, new_page, axe
) -> None:
    page = new_page(viewport={"width": 1366, "height": 900})
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/hearings/{series}/themes")
    for name in ("引継ぎ", "職員の意識"):
        page.get_by_label("新しいテーマ").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator(".theme-list")).to_contain_text(name)
    page.get_by_role("button", name="上へ 職員の意識").press("Enter")
    expect(page.locator(".theme__name").first).to_contain_text("職員の意識")
    look_over(page, axe)
    page.get_by_role("link", name="市民課").press("Enter")
    page.locator("summary").press("Enter")
    page.evaluate(
        """() => {
            const text = document.querySelector("[data-answer]").firstChild;
            const range = document.createRange();
            range.setStart(text, 14);
            range.setEnd(text, 28);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="上の回答で選択した部分を写す").press("Enter")
    expect(page.get_by_label("回答の一部")).to_have_value("担当者が替わると続きません。")
    expect(page.get_by_label("回答の一部")).to_be_focused()
    page.get_by_label("引継ぎ").press("Space")
    look_over(page, axe)
    page.get_by_role("button", name="選んだテーマに分類する").press("Enter")
    expect(page.locator(".tag-list")).to_contain_text("「担当者が替わると続きません。」")
    look_over(page, axe)


def test_results_on_a_phone_without_scripts_and_in_english(site: Site, series: int, new_page, axe) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/hearings/{series}/themes")
    page.get_by_label("新しいテーマ").fill("職員の意識")
    page.get_by_role("button", name="テーマを追加する").click()
    page.get_by_role("link", name="市民課").click()
    page.locator("summary").click()
    page.get_by_label("職員の意識").check()
    page.get_by_role("button", name="選んだテーマに分類する").click()
    expect(page.locator(".tag-list")).to_contain_text("回答全体")
    narrow = new_page(viewport=PHONE)
    site.sign_in(narrow, "iin")
    narrow.get_by_role("button", name="English").click()
    for path in (
        "",
        "/tables/answers",
        "/tables/reading",
        "/tables/themes",
        "/tables/theme-counts",
        "/tables/follow-ups",
    ):
        narrow.goto(f"{site.url}/hearings/{series}/outcome{path}")
        expect(narrow.locator("html")).to_have_attribute("lang", "en")
        look_over(narrow, axe)

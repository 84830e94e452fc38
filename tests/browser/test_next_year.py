"""Next year in a real browser: dates and an extension, a round from the old one, last year beside the fields."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from app.clock import now
from app.responses.service import freezing, reading
from app.responses.service.facts import round_facts
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer
from tests.browser.server import Site
from tests.support.city import COMPLETE_A, add_project

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


def fits(page: Page) -> None:
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"


def last_year(site: Site) -> None:
    """Two projects, submitted; the round is closed."""
    city = site.city
    for name in ("花壇づくり", "祭りの運営"):
        answers = COMPLETE_A | {"name": Answer(text=name)}
        frozen = freezing.Frozen(add_project(city, answers), answers)
        freezing.freeze(
            city.db, city.writer, now(), city.round_id, city.sections[0], [frozen], {},
            source="section", facts=round_facts(city.db, city.round_id),
        )  # fmt: skip
    rounds.change(city.db, SYSTEM, now(), city.round_id, state="closed")


def test_from_this_year_to_the_next(site: Site, new_page, axe) -> None:
    last_year(site)
    office, page = new_page(viewport=WIDE), new_page(viewport=WIDE)
    site.sign_in(office, "jimu")
    office.goto(f"{site.url}/rounds/{site.city.round_id}/next")
    axe(office)
    office.locator("[name=name]").fill("次の年の調査")
    office.locator("main form[method=post] button").last.click()
    expect(office.locator("h1")).to_have_text("次の年の調査")
    made = rounds.find(site.db, "次の年の調査").id
    office.get_by_role("link", name="受付を開始する").click()
    office.get_by_role("button", name="受付を開始する").click()
    expect(office.locator(".tag--open")).to_be_visible()

    site.sign_in(page)
    page.goto(f"{site.url}/fill/{made}/{site.city.sections[0]}/q/a/")
    expect(page.locator(".project")).to_have_count(2)
    axe(page)
    page.get_by_role("link", name="花壇づくり").first.click()
    expect(page.locator(".last-time").nth(1)).to_contain_text("花壇づくり")
    beside, field = page.locator("#q-name").bounding_box(), page.locator(".last-time").nth(1).bounding_box()
    assert field["x"] > beside["x"] + beside["width"] - 1, "last year stands beside the field, not below it"
    axe(page)
    page.locator("[name=name-text]").fill("花壇づくりと緑化")
    with page.expect_navigation():
        page.locator("button[name=then][value=next]").click()
    page.goto(f"{site.url}/fill/{made}/{site.city.sections[0]}/check")
    axe(page)
    page.get_by_role("button", name="続いている（内容を確認した） 花壇づくりと緑化").click()
    page.get_by_role("button", name="終了した（削除する） 祭りの運営").click()
    expect(page.locator(".notice--success")).to_contain_text("終了した事業として削除")
    axe(page)
    page.locator("input[name=respondent]").fill("山田 花子")
    page.locator("input[name=extension]").fill("2145")
    page.locator("button.button--primary.button--large, form.check button").last.click()
    page.wait_for_url("**/done/*")
    assert [f.answers["name"].text for f in reading.submitted_forms(site.db, made)] == ["花壇づくりと緑化"]

    office.goto(f"{site.url}/rounds/{made}/compared")
    row = office.locator("tr", has_text="花壇づくりと緑化")
    expect(row).to_contain_text("継続")
    expect(row).to_contain_text("前回の名称：花壇づくり")
    expect(office.locator("tr", has_text="祭りの運営")).to_contain_text("終了")
    axe(office)
    phone = new_page(viewport=PHONE)
    site.sign_in(phone, "jimu")
    for path in (
        f"rounds/{site.city.round_id}/next",
        f"rounds/{made}/compared",
        f"rounds/{made}/definitions",
    ):
        phone.goto(f"{site.url}/{path}")
        fits(phone)
        axe(phone)


def test_dates_and_an_extension(site: Site, new_page, axe, expected_problems) -> None:
    expected_problems.append("422")
    city = site.city
    day = (now() + timedelta(days=40)).date().isoformat()
    for viewport in (PHONE, WIDE):
        page = new_page(viewport=viewport)
        site.sign_in(page, "jimu")
        page.goto(f"{site.url}/rounds/{city.round_id}/dates")
        fits(page)
        axe(page)
    page.locator("#deadline_day").fill("2031-12-12")
    expect(page.locator("#deadline-era")).to_have_text(re.compile(r"令和13年12月12日.*未保存"))
    page.locator("#deadline_day").fill(day)
    page.locator("#deadline_time").fill("17:15")
    page.get_by_role("button", name="期限と決裁の設定を保存する").click()
    expect(page.locator(".dates-now")).to_contain_text("17:15まで")
    page.get_by_text("期限を延長する課を追加する").click()
    page.get_by_label("市民課").check()
    page.locator("#until_day").fill((now() + timedelta(days=50)).date().isoformat())
    page.get_by_role("button", name="延長する", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("理由を入力してください")
    expect(page.get_by_label("市民課")).to_be_checked()
    axe(page)
    page.locator("#reason").fill("議会対応のため")
    page.get_by_role("button", name="延長する", exact=True).click()
    expect(page.locator("table")).to_contain_text("議会対応のため")
    axe(page)
    for wanted in ("closed", "archived"):
        page.goto(f"{site.url}/rounds/{city.round_id}/state/{wanted}")
        axe(page)
    section = new_page(viewport=PHONE)
    site.sign_in(section)
    section.goto(site.fill_url())
    expect(section.locator("main")).to_contain_text("延長されています")
    fits(section)
    axe(section)

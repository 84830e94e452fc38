"""A hearing is recorded by two people at once, checked by its section on a phone, and made final."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.accounts import service as accounts
from app.clock import now
from app.hearings.service import board, placing, record
from app.hearings.service import draft as drafts
from app.hearings.service.questions import common
from app.security import SECRETARIAT, SYSTEM
from tests.browser.server import PASSWORD, Site
from tests.support.hearings import add_day, make_series

WIDE = {"width": 1366, "height": 900}
PHONE = {"width": 320, "height": 640}


def held(site: Site) -> tuple[int, int]:
    """(series, hearing) of the first section, which is heard on a day far away."""
    series = make_series(site.db, now(), site.city.round_id, site.city.sections[:1])
    common.fix(site.db, SYSTEM, now(), series, common.draft(site.db, series).revision)
    add_day(site.db, now(), series, "2099-12-07")
    placing.propose(site.db, SYSTEM, now(), series, [], drafts.read(site.db, series).seen)
    seen = drafts.read(site.db, series).seen
    board.publish(site.db, SYSTEM, now(), series, note="", seen=seen, anyway=True)
    accounts.add(site.db, SYSTEM, now(), "jimu2", "事務 花子", SECRETARIAT, {}, demo_password=PASSWORD)
    return series, board.published(site.db, series)[0].appointment


def field(page: Page, key: str):
    return page.locator(f"[name='{key}-text']")


def write(page: Page, key: str, text: str, state: str = "saved") -> None:
    """Type into a field, leave it, and wait until it is saved (or asked about)."""
    field(page, key).fill(text)
    field(page, key).blur()
    expect(page.locator("#draft-bar")).to_have_attribute("data-kind", state)


def look_over(page: Page, axe) -> None:
    """Accessible, and never wider than the window."""
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, page.url


def main(page: Page, name: str):
    return page.locator("main").get_by_role("button", name=name)


def test_typed_by_two_checked_by_the_section_and_final(site: Site, new_page, axe, expected_problems) -> None:
    series, hearing = held(site)
    address = f"{site.url}/hearings/{series}/records/{hearing}"
    mine, theirs = new_page(viewport=WIDE), new_page(viewport=WIDE)
    for page, login in ((mine, "jimu"), (theirs, "jimu2")):
        site.sign_in(page, login)
        page.goto(address)
    look_over(mine, axe)
    expect(theirs.locator("[data-company]")).to_contain_text("もこの画面を開いています")
    write(mine, "c1", "係長と話し合いました。")
    mine.locator(".record-attendance [value='1']").first.check()
    write(theirs, "c2", "資料を先に送ります。")
    expect(field(theirs, "c1")).to_have_value("係長と話し合いました。")
    write(mine, "c3", "異動が多いことです。")
    write(theirs, "c3", "引継ぎです。", "conflict")
    axe(theirs)
    theirs.locator("#q-c3 [data-choose=both]").click()
    field(theirs, "c3").blur()
    expect(theirs.locator("#draft-bar")).to_have_attribute("data-kind", "saved")
    found = record.paper(site.db, series, hearing)
    assert found.text("c3") == "異動が多いことです。\n引継ぎです。"
    assert found.text("c2") == "資料を先に送ります。"

    theirs.get_by_label("確認の期限").fill("2099-12-20")
    main(theirs, "課に確認を依頼する").click()
    theirs.get_by_text("課が記録を読めるようになりました").wait_for()

    phone = new_page(viewport=PHONE)
    site.sign_in(phone, "kacho")
    phone.get_by_role("link", name="記録の確認").click()
    expect(phone.locator("h1")).to_contain_text("のヒアリングの記録")
    look_over(phone, axe)
    write(phone, "c1", "課長と話し合いました。")
    main(phone, "訂正を送る").click()
    phone.get_by_text("訂正を1か所送りました").wait_for()
    look_over(phone, axe)

    mine.goto(address)
    look_over(mine, axe)
    expect(mine.locator(".record-correction ins")).to_contain_text("課")
    main(mine, "採用する").first.click()
    mine.get_by_text("訂正案を採用しました").wait_for()
    expect(field(mine, "c1")).to_have_value("課長と話し合いました。")
    expected_problems.append(
        "save?watching=1"
    )  # a page left open may ask once more what others wrote: it is final
    main(mine, "記録を確定する").click()
    mine.get_by_text("記録を確定しました").wait_for()
    look_over(mine, axe)
    assert record.finals(site.db, series) == {hearing}
    mine.set_viewport_size(PHONE)
    look_over(mine, axe)
    mine.goto(f"{site.url}/hearings/{series}/records")
    look_over(mine, axe)

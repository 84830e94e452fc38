"""Approval, return and replacement lived through in a browser: by the writer, the head, the deputy, the secretariat."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from app.accounts import service as accounts
from app.responses.service import reading
from app.responses.service.signatures import signed
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from tests.browser.server import PASSWORD, Site, now
from tests.support.city import add_project

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


def look(page: Page, axe) -> None:
    """Nothing that axe minds, nothing that scrolls sideways, at either width."""
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        axe(page)
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px at {viewport['width']} px"
    page.set_viewport_size(WIDE)


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def people(site: Site) -> None:
    """A deputy beside the writer, and approval switched on."""
    rounds.change(site.db, SYSTEM, now(), site.city.round_id, approval=True)
    own = site.city.sections[0]
    for login, role in (("buka", "approver"), ("hosa", "deputy")):
        accounts.add(
            site.db, SYSTEM, now(), login, f"試験 {login}", SECTION, {own: role}, demo_password=PASSWORD
        )


def send(page: Page, site: Site, reason: str = "") -> None:
    page.goto(site.fill_url("check"))
    if reason:
        page.locator("[name=reason]").fill(reason)
    page.locator("[name=respondent]").fill("山田 花子")
    page.locator("[name=extension]").fill("2145")
    press(page, "決裁に回す")
    page.wait_for_url("**/approval")


def rewrite(page: Page, site: Site, form_id: int, text: str) -> None:
    page.goto(site.fill_url(f"q/a/{form_id}/outline"))
    page.locator("[name=content-text]").fill(text)
    page.locator("button[name=then][value=list]").click()
    page.wait_for_url("**/q/a/")


def everybody(site: Site, new_page) -> list[Page]:
    """Writer, head, deputy, secretariat. Writer and deputy work without JavaScript; axe needs it on the others' pages."""
    pages = []
    for login, script in (("kacho", False), ("buka", True), ("hosa", False), ("jimu", True)):
        pages.append(new_page(viewport=WIDE, java_script_enabled=script))
        site.sign_in(pages[-1], login)
    return pages


def test_from_writing_to_version_2(site: Site, new_page, axe) -> None:
    people(site)
    form_id = add_project(site.city)
    writer, head, deputy, office = everybody(site, new_page)
    send(writer, site)
    expect(writer.locator("main")).to_contain_text("試験 buka、試験 hosa")
    head.goto(site.fill_url())
    expect(head.locator(".to-act")).to_contain_text("決裁をお願いします")
    look(head, axe)
    head.locator(".to-act a").click()
    look(head, axe)
    head.locator("[name=remark]").fill("手入れの頻度を書いてください。")
    press(head, "担当者に戻す")

    writer.goto(site.fill_url("check"))
    expect(writer.locator("main")).to_contain_text("手入れの頻度を書いてください。")
    rewrite(writer, site, form_id, "公園の花壇を市民と毎週手入れする。")
    send(writer, site)
    deputy.goto(site.fill_url("approval"))
    press(deputy, "代決して提出する")
    expect(deputy.locator("main")).to_contain_text("代決：試験 hosa")

    office.goto(f"{site.url}/rounds/{site.city.round_id}/sections/{site.city.sections[0]}")
    look(office, axe)
    office.get_by_role("link", name="差し戻す 花壇づくり").click()
    office.locator(f"[name='remark-{form_id}-content']").fill("参加した人数を書いてください。")
    look(office, axe)
    press(office, "送る前に確認する")
    look(office, axe)
    press(office, "課へ差し戻す")
    expect(office.locator("main")).to_contain_text("差戻し中（未対応）")

    head.goto(site.fill_url())
    expect(head.locator(".returned")).to_contain_text("参加した人数を書いてください。")
    look(head, axe)
    head.locator(".remarks a").first.click()
    expect(head.locator("#q-content .remark")).to_contain_text("公園の花壇を市民と毎週手入れする。")
    look(head, axe)
    rewrite(writer, site, form_id, "公園の花壇を市民三十人と毎週手入れする。")
    send(writer, site, "差戻しの指摘により人数を追記")
    head.goto(site.fill_url("approval"))
    expect(head.locator(".changes")).to_contain_text("三十人")
    look(head, axe)
    press(head, "決裁して提出する")
    head.wait_for_url(re.compile("/done/"))
    look(head, axe)
    head.goto(site.fill_url("history"))
    expect(head.locator(".history")).to_contain_text("（第2版で対応）")
    look(head, axe)

    newest, first = reading.form_versions(site.db, form_id)
    assert (newest.number, newest.reason) == (2, "差戻しの指摘により人数を追記")
    assert signed(newest).ja == "課が提出：試験 kacho、決裁：試験 buka"
    assert signed(first).ja == "課が提出：試験 kacho、代決：試験 hosa"


def test_the_secretariat_enters_in_the_sections_place(site: Site, new_page, axe) -> None:
    form_id = add_project(site.city)
    office, section = new_page(viewport=WIDE), new_page(viewport=WIDE)
    site.sign_in(office, "jimu")
    site.sign_in(section)
    office.goto(site.fill_url("check"))
    expect(office.locator(".proxy-band")).to_contain_text("市民課に代わって入力しています")
    look(office, axe)
    office.locator(f"#submit-{form_id}").check()
    office.locator("[name=source]").select_option("paper")
    office.locator("[name=reason]").fill("紙で提出されたため")
    press(office, "事務局入力として提出する")
    expect(office.locator("main")).to_contain_text("事務局入力（紙の調査票）")
    section.goto(site.fill_url())
    expect(section.locator("main")).to_contain_text("紙で提出されたため")
    look(section, axe)
    press(section, "確認しました")
    expect(section.locator("main")).not_to_contain_text("紙で提出されたため")
    section.goto(site.fill_url("q/a/"))
    section.get_by_role("link", name="取下げ").click()
    look(section, axe)
    section.locator("[name=reason]").fill("別の課から報告するため")
    press(section, "この事業を取り下げる")
    expect(section.locator("main")).to_contain_text("次の提出で取り下げる事業")
    look(section, axe)

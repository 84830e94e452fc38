"""Editions in a real browser: make one, replace, make another, see what changed down to the words; papers for sections."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from app.clock import now
from app.responses.service import reading
from app.responses.service.freezing import Frozen, freeze
from app.security import SYSTEM
from forms.questions import Answer, Facts
from tests.browser.server import Site
from tests.support.city import COMPLETE_A, add_project

SIZES = ({"width": 1366, "height": 900}, {"width": 320, "height": 640})


def submit(site: Site, form_id: int, *, withdrawn: bool = False, **change: Answer) -> None:
    form = reading.form(site.db, form_id)
    made = [Frozen(form_id, COMPLETE_A | change, withdrawn)]
    freeze(
        site.db, SYSTEM, now(), form.round_id, form.section_id, made, {}, source="section", reason="表記の訂正",
        facts=Facts(2026),
    )  # fmt: skip


def looked_at(page: Page, axe) -> None:
    """No finding at both sizes, and nothing that makes the page scroll sideways."""
    for size in SIZES:
        page.set_viewport_size(size)
        axe(page)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), (page.url, size)
    page.set_viewport_size(SIZES[0])


def make(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/rounds/{site.city.round_id}/editions")
    page.get_by_label("版の名称").fill(name)
    page.get_by_role("button", name="この内容で版を作る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_from_one_edition_to_the_next(site: Site, page: Page, axe) -> None:
    one, two = add_project(site.city), add_project(site.city)
    for form_id in (one, two):
        submit(site, form_id)
    site.sign_in(page, "jimu")
    make(page, site, "第１回会議資料")
    looked_at(page, axe)
    with page.expect_download() as first:
        page.get_by_role("link", name="Excelブック（A3・日本語）").click()
    submit(site, one, content=Answer(text="公園の花壇を、市民と年４回手入れする。"), partner=Answer((3, 4)))
    submit(site, two, withdrawn=True)
    make(page, site, "第２回会議資料")
    page.get_by_role("link", name="「第１回会議資料」の後の変更").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("変更の一覧")
    changes = page.locator("[data-table=changes] tbody tr")
    expect(changes).to_have_count(2)
    expect(changes.nth(0)).to_contain_text("＊差し替え")
    expect(changes.nth(1)).to_contain_text("取下げ")
    looked_at(page, axe)
    changes.nth(0).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("変更箇所")
    expect(page.locator("main ins").filter(has_text="年４回")).to_have_count(1)
    expect(page.locator("main del").filter(has_text="⑪")).to_have_count(1)
    looked_at(page, axe)
    page.emulate_media(media="print")
    assert "underline" in page.locator("main ins").last.evaluate(
        "e => getComputedStyle(e).textDecorationLine"
    )
    page.emulate_media(media="screen")
    page.goto(f"{site.url}/rounds/{site.city.round_id}/editions")
    looked_at(page, axe)
    page.get_by_role("link", name="第１回会議資料", exact=True).click()
    with page.expect_download() as again:
        page.get_by_role("link", name="Excelブック（A3・日本語）").click()
    assert again.value.path().read_bytes() == first.value.path().read_bytes()
    page.get_by_role("link", name="この版の集計表").click()
    looked_at(page, axe)


def test_papers_reach_the_section(site: Site, page: Page, new_page, axe) -> None:
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/rounds/{site.city.round_id}/materials/new")
    looked_at(page, axe)
    page.get_by_label("題名").fill("記入要領")
    page.get_by_label("本文").fill("■ 記入の対象\n今年度の事業です。\n・予算のない事業も含みます")
    page.locator("input[type=file]").set_input_files(
        {"name": "記入例.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
    )
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="記入例.pdf")).to_be_visible()
    looked_at(page, axe)
    reader = new_page(java_script_enabled=False)
    site.sign_in(reader, "kacho")
    reader.goto(site.fill_url())
    reader.get_by_role("link", name="依頼文・記入要領・記入例").click()
    expect(reader.get_by_role("heading", name="記入の対象")).to_be_visible()
    with reader.expect_download() as file:
        reader.get_by_role("link", name="記入例.pdf").click()
    assert file.value.suggested_filename == "記入例.pdf"
    page.goto(f"{site.url}/materials/{site.city.round_id}")
    looked_at(page, axe)


def test_a_section_reads_its_versions(site: Site, page: Page, axe) -> None:
    form_id = add_project(site.city)
    submit(site, form_id)
    submit(site, form_id, content=Answer(text="公園の花壇を\n市民と手入れする。"))
    site.sign_in(page)
    page.goto(site.fill_url("q/a/"))
    page.get_by_role("link", name=re.compile("提出済み：第2版")).click()
    looked_at(page, axe)
    page.get_by_role("button", name="比べる").click()
    expect(page.locator(".diff__blank")).to_have_text(re.compile("↵"))
    page.goto(site.fill_url("versions"))
    looked_at(page, axe)
    page.get_by_role("link", name=re.compile("^第1版")).click()
    expect(page.get_by_text("後の版に差し替えられています")).to_be_visible()
    looked_at(page, axe)

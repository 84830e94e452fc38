"""The organisation in a real browser: one reorganisation from the first new section to the uploaded file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import DemoSite, Site

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


def look_over(page: Page, axe) -> None:
    """Accessible, and never wider than the window."""
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, page.url


def main(page: Page, name: str):
    return page.locator("main").get_by_role("button", name=name)


@pytest.mark.parametrize(
    ("viewport", "scripts"), [(WIDE, True), (PHONE, False)], ids=["desk", "phone-without-scripts"]
)
def test_a_reorganisation(site: Site, new_page, axe, viewport: dict[str, int], scripts: bool) -> None:
    page = new_page(viewport=viewport, java_script_enabled=scripts)
    seen = look_over if scripts else lambda page, axe: None  # axe itself is a script
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/organisation")
    seen(page, axe)
    page.get_by_role("link", name="課を追加する").click()
    page.get_by_label("部", exact=False).first.select_option(label="市民部")
    page.get_by_label("課の名称").fill("相談課")
    seen(page, axe)
    main(page, "課を登録する").click()
    expect(page.locator("h1")).to_have_text("相談課")
    seen(page, axe)
    page.get_by_role("link", name="名称・部の変更").click()
    page.get_by_label("課の名称").fill("くらし相談課")
    page.get_by_label("適用日").fill("2099-04-01")
    seen(page, axe)
    main(page, "変更を登録する").click()
    expect(page.locator("h1")).to_have_text("相談課")
    expect(page.locator("main")).to_contain_text("「相談課」から「くらし相談課」に名称変更")
    merge(page, seen, axe)
    upload(site, page, seen, axe)


def merge(page: Page, seen, axe) -> None:
    page.goto(page.url.rpartition("/organisation")[0] + "/organisation/merge?section=1")
    page.get_by_label("（文化施設開設担当）").check()
    page.get_by_label("適用日").fill("2099-04-01")
    page.get_by_label("新しい課の名称").fill("市民文化課")
    page.get_by_label("新しい課の部").select_option(label="市民部")
    seen(page, axe)
    main(page, "内容を確認する").click()
    expect(page.locator("main")).to_contain_text("試験 kacho (kacho)")
    seen(page, axe)
    main(page, "この内容で統合する").click()
    expect(page.locator("main")).to_contain_text("「市民課」「（文化施設開設担当）」を統合")


def upload(site: Site, page: Page, seen, axe) -> None:
    page.goto(f"{site.url}/organisation/files")
    seen(page, axe)
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSVでダウンロード").click()
    text = coming.value.path().read_bytes().decode("utf-8-sig")
    assert text.count("\r\n") == 6
    changed = (
        text.replace("議会事務局,議会事務局,office", "議会事務局,議会総務課,課")
        + ",市民部,防災課,担当,,,,,\r\n"
    )
    file = {"name": "組織.csv", "mimeType": "text/csv", "buffer": changed.encode("utf-8-sig")}
    page.get_by_label("書き換えたファイル").set_input_files(file)
    page.get_by_label("適用日").fill("2099-04-01")
    main(page, "変更内容を表示する").click()
    expect(page.locator("main")).to_contain_text("議会事務局　議会事務局 → 議会事務局　議会総務課")
    expect(page.locator("main")).to_contain_text("市民部　防災課（担当、令和81年4月1日から）")
    seen(page, axe)
    main(page, "この内容ですべて登録する").click()
    expect(page.locator("main")).to_contain_text("ファイルの内容を登録しました")
    expect(page.locator("main")).to_contain_text("今後の変更予定")
    seen(page, axe)
    page.get_by_label("表示する日").fill("2099-04-01")
    main(page, "表示する").click()
    expect(page.get_by_role("rowheader")).to_contain_text(
        ["市民部", "市民文化課", "くらし相談課", "防災課", "議会事務局", "議会総務課"]
    )


def test_every_page_in_english_and_by_keyboard(demo_site: DemoSite, page: Page, axe) -> None:
    demo_site.sign_in(page, "secretariat")
    page.get_by_role("button", name="English").click()
    for address in (
        "",
        "/sections/14",
        "/sections/14/split",
        "/sections/14/end",
        "/departments/3",
        "/files",
        "/merge",
    ):
        page.goto(f"{demo_site.url}/organisation{address}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        look_over(page, axe)
    page.goto(f"{demo_site.url}/organisation/departments/3")
    page.locator("#section-14 button[value=up]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".organisation__order li a").first).to_have_text("コミュニティ文化課")

"""The Excel way in a real browser: download, fill in, send with a mistake, correct it, look, take in, check."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from app.responses.service import drafting, reading
from forms.questions import Answer
from tests.browser.server import Site
from tests.support.city import NOW, add_project
from tests.support.workbooks import cell_of

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


def download(page: Page, folder: Path) -> Path:
    """Through the link on the Excel page."""
    with page.expect_download() as waiting:
        page.locator("main a[href$='workbook.xlsx']").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def send(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form.upload button").click()


def fits(page: Page) -> None:
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_download_to_the_check_page(site: Site, new_page, axe, tmp_path: Path, script: bool) -> None:
    page = new_page(viewport=WIDE, java_script_enabled=script, accept_downloads=True)
    site.sign_in(page)
    page.goto(site.fill_url())
    page.locator("a[href$='/workbook']").click()
    path = download(page, tmp_path)
    assert path.name.endswith(".xlsx")
    assert "市民課" in path.name
    book = openpyxl.load_workbook(path)
    sheet = book["Ａ-1"]
    for name, text in (("name.text", "花壇づくり"), ("activity.c8", "✓"), ("start.text", "昭和80")):
        cell_of(sheet, name).value = text
    book.save(path)
    send(page, path)
    expect(page.locator(".error-summary")).to_contain_text(
        f"「Ａ-1」シート {cell_of(sheet, 'start.text').coordinate}"
    )
    expect(page.locator(".error-summary")).to_contain_text("昭和80という年はありません")
    cell_of(sheet, "start.text").value = "昭和62"
    book.save(path)
    send(page, path)
    expect(page.locator("main")).to_contain_text("⑧地域活動")
    page.get_by_role("button", name="取り込む").click()
    expect(page).to_have_url(re.compile("/check$"))
    expect(page.locator("main")).to_contain_text("下書きに取り込みました")
    expect(page.locator("main")).to_contain_text("花壇づくり")
    forms = site.db.all("SELECT id FROM form")
    assert reading.drafts(site.db, forms[0]["id"])["start"] == Answer((1,), "昭和62")


def test_every_page_of_the_excel_way_is_accessible_and_fits_a_phone(
    site: Site, new_page, axe, tmp_path: Path
) -> None:
    form_id = add_project(site.city)
    first = new_page(viewport=WIDE, accept_downloads=True)
    site.sign_in(first)
    first.goto(site.fill_url("workbook"))
    path = download(first, tmp_path)
    book = openpyxl.load_workbook(path)
    cell_of(book["Ａ-1"], "name.text").value = "花壇づくり（Excel）"
    cell_of(book["Ａ-1"], "type.choice").value = "④ その他"
    copy = book.copy_worksheet(book["Ａ-1"])
    cell_of(copy, "content.text").value = "長い文章です。" * 60
    book.save(path)
    wrong = tmp_path / "wrong.xlsx"
    cell_of(book["Ａ-1"], "start.text").value = "いつか"
    book.save(wrong)
    drafting.write_answers(
        site.db, site.city.colleague, NOW, form_id, {"name": Answer(text="花壇づくり（画面）")}
    )
    for viewport in (WIDE, PHONE):
        page = new_page(viewport=viewport)
        site.sign_in(page)
        page.goto(site.fill_url("workbook"))
        for language in ("ja", "en"):
            axe(page)
            fits(page)
            for sent in (wrong, path):
                page.goto(site.fill_url("workbook"))
                send(page, sent)
                expect(page).to_have_url(re.compile("/workbook/."))
                axe(page)
                fits(page)
            if language == "ja":
                page.locator("button[name=lang]").click()
                expect(page.locator("h1")).to_have_text("What the workbook would change")
                page.goto(site.fill_url("workbook"))

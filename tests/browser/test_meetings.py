"""A committee, its meeting, a nested agenda by the keyboard, the agenda sheet: also on a phone, without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.meetings.service import meetings
from tests.browser.server import Site

AGENDA = "調査結果について", "全体調査票", "対象課の選定"


def test_from_a_body_to_the_agenda_sheet(site: Site, page: Page, new_page, axe):
    site.sign_in(page, "jimu")
    page.get_by_role("link", name="会議", exact=True).click()
    page.get_by_role("link", name="新しい会議体").click()
    axe(page)
    page.get_by_label("会議体の名称").fill("実態調査小委員会")
    page.keyboard.press("Enter")
    page.get_by_label("氏名: 新しい行 0").fill("石川 花子")
    axe(page)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("link", name="新しい会議", exact=True).click()
    page.get_by_label("回数（第何回）").fill("3")
    page.get_by_label("日付").fill("2026-12-01")
    page.get_by_label("開始", exact=False).first.fill("09:30")
    axe(page)
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("h1")).to_have_text("第３回実態調査小委員会")
    axe(page)

    page.get_by_role("link", name="会議次第").click()
    page.get_by_label("1行に1件ずつ").focus()
    page.keyboard.type("\n".join(AGENDA))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="右へ 全体調査票").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="上へ 対象課の選定").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("1行に1件ずつ")).to_have_value("対象課の選定\n調査結果について\n　全体調査票")
    page.get_by_role("button", name="下へ 対象課の選定").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("1行に1件ずつ")).to_have_value("調査結果について\n　全体調査票\n対象課の選定")
    axe(page)
    (found,) = meetings.of_body(site.db, 1)
    assert [(x.title, x.level) for x in meetings.items(site.db, found.id, "agenda")] == [
        (AGENDA[0], 0), (AGENDA[1], 1), (AGENDA[2], 0),
    ]  # fmt: skip

    page.goto(f"{site.url}/meetings/{found.id}/sheet")
    axe(page)
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF をダウンロード").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    assert paper.value.suggested_filename == "次第_第３回実態調査小委員会.pdf"

    small = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    site.sign_in(small, "jimu")
    small.get_by_role("button", name="English").click()
    for path in (
        "",
        "/bodies/1",
        "/bodies/1/members",
        "/1",
        "/1/people",
        "/1/agenda",
        "/1/materials",
        "/1/invitations",
        "/1/change",
    ):
        small.goto(f"{site.url}/meetings{path}")
        assert small.evaluate("document.documentElement.scrollWidth") == 320, path
    small.goto(f"{site.url}/meetings/1/materials")
    small.get_by_label("One entry a line").fill("調査結果\n Ａ調査票")
    small.get_by_role("button", name="Save the list").click()
    small.get_by_role("button", name="Outdent Ａ調査票").click()
    expect(small.get_by_label("One entry a line")).to_have_value("調査結果\nＡ調査票")

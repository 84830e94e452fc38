"""Minutes while the meeting goes on: a speech a line by the keyboard, a server that is away, a cursor that splits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from app.meetings.service import meetings, people, writing
from app.security import SYSTEM
from tests.browser.server import Site
from tests.support.meetings import make_body, make_meeting

SAID = [(0, "小委員長", "議題とする。"), (0, "委員", "一つ目。二つ目。")]


@pytest.fixture
def meeting(site: Site) -> int:
    with site.db.write():
        made = make_meeting(site.db, now(), make_body(site.db, now()), SAID)
    who = [("見本一郎", "小委員長", "1"), ("見本二子", "委員", "2"), ("事務太郎", "事務局", "j")]
    rows = [
        {"id": 0, "name": name, "post": "", "role": role, "kind": "member", "chair": 0, "presence": "present", "key": key}
        for name, role, key in who
    ]  # fmt: skip
    people.put_people(site.db, SYSTEM, now(), made, rows, people.seen(meetings.people(site.db, made)))
    return made


def said(site: Site, meeting: int) -> list[tuple[str, str]]:
    return [(s.role, s.text) for s in writing.speeches(site.db, meeting)]


def test_speeches_are_typed_one_after_another(site: Site, page: Page, axe, meeting: int, expected_problems):
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/meetings/{meeting}/minutes")
    axe(page)
    line = page.get_by_label("発言の内容")
    line.focus()
    page.keyboard.type("2 賛成である。")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+j")
    page.keyboard.type("次回は")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("二十日とする。")
    page.keyboard.press("Enter")
    expect(page.locator(".composer__state").nth(1)).to_have_text("保存しました")
    assert said(site, meeting)[2:] == [("委員", "賛成である。"), ("事務局", "次回は\n二十日とする。")]
    expect(line).to_have_value("")
    expect(line).to_be_focused()

    expected_problems.append("ERR_FAILED")
    page.route("**/minutes/next", lambda route: route.abort())
    page.keyboard.type("切れている間の発言。")
    page.keyboard.press("Enter")
    expect(page.locator(".composer__state").nth(2)).to_have_text("保存待ち")
    page.unroute("**/minutes/next")
    page.reload()
    expect(page.locator(".composer__state").first).to_have_text("保存しました")
    assert said(site, meeting)[4:] == [("事務局", "切れている間の発言。")], (
        "sent once, after the page was opened anew"
    )

    second = writing.speeches(site.db, meeting)[1].id
    box = page.locator(f"#s{second}-text")
    box.evaluate("(area) => { area.focus(); area.setSelectionRange(4, 4); }")
    page.locator(f"#speech-{second} summary").press("Enter")
    page.get_by_role("button", name="カーソルの位置で分ける 2", exact=True).press("Enter")
    page.wait_for_url("**#speech-*")
    assert [t for _, t in said(site, meeting)][1:3] == ["一つ目。", "二つ目。"]
    page.get_by_role("button", name="元に戻す（分割）").press("Enter")
    page.get_by_role("button", name="やり直す（分割）").wait_for()
    assert said(site, meeting)[1] == ("委員", "一つ目。二つ目。")

    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe(page)
    page.goto(f"{site.url}/meetings/{meeting}/minutes/paste")
    axe(page)
    page.locator("#text").fill("会議要旨\n【委員】別の発言。\n")
    page.get_by_role("button", name="読み取る").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="取り込む").click()
    page.get_by_text("1件の発言を取り込みました").wait_for()
    assert said(site, meeting)[-1] == ("委員", "別の発言。")


def test_a_speech_that_is_refused_keeps_nothing_waiting(
    site: Site, page: Page, meeting: int, expected_problems
):
    """It goes back into the line; what is typed after it is saved, under the item that was chosen."""
    items = [line.id for line in meetings.items(site.db, meeting)]
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/meetings/{meeting}/minutes")
    expected_problems.append("422")
    refused = {
        "status": 422,
        "content_type": "application/json",
        "body": '{"state":"refused","message":"だめです。"}',
    }
    page.route("**/minutes/next", lambda route: route.fulfill(**refused))
    line = page.get_by_label("発言の内容")
    page.locator("#item").select_option(str(items[-1]))
    line.fill("断られる発言。")
    line.press("Enter")
    expect(page.locator(".composer__state").first).to_contain_text("だめです。")
    page.unroute("**/minutes/next")
    line.fill("続く発言。")
    line.press("Enter")
    expect(page.locator(".composer__state").nth(1)).to_have_text("保存しました")
    page.get_by_role("button", name="入力欄に戻す").click()
    expect(line).to_have_value("断られる発言。")
    last = writing.speeches(site.db, meeting)[-1]
    assert (last.text, last.item_id) == ("続く発言。", items[-1])

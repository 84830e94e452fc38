"""Reminders in a real browser and with real mail: the schedule makes drafts, a person looks, changes one, sends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.clock import CITY_ZONE
from app.notices.service import reminders, schedule
from app.notices.service.schedule import Item
from app.rounds import service as rounds
from app.security import SYSTEM
from app.worker import Worker
from tests.browser.server import Site
from tests.support.mail import post_office

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}
#: A working morning: what the worker sees in this test.
MORNING = datetime(2026, 12, 11, 9, tzinfo=CITY_ZONE)


def fits(page: Page, axe, script: bool = True) -> None:
    if not script:
        return  # axe itself is a script
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"


@pytest.fixture
def asked(site: Site) -> Site:
    """Two sections have a mailbox, one has none; reminders are due a week before the deadline."""
    with site.db.write():
        for section in site.city.sections[:2]:
            site.db.run(
                "UPDATE section SET mailbox = ? WHERE id = ?", (f"ka{section}@city.example.jp", section)
            )
        rounds.change(site.db, SYSTEM, MORNING, site.city.round_id, contact="協働推進係 内線2111")
    schedule.plan(site.db, SYSTEM, MORNING, site.city.round_id, [Item("deadline", -7)], False)
    return site


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_schedule_to_the_log(asked: Site, new_page, axe, script: bool) -> None:
    folder = asked.db.path.parent
    with post_office() as office:
        (folder / "config.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "協働推進係 <k@city.example.jp>"\n'
            f'base_url = "{asked.url}"\n',
            encoding="utf-8",
        )
        moment = [MORNING]
        worker = Worker(folder, asked.db, lambda: moment[0])
        worker.beat()
        assert office.letters == [], "drafts only"
        page = new_page(viewport=WIDE if script else PHONE, java_script_enabled=script)
        asked.sign_in(page, "jimu")
        page.get_by_role("link", name="お知らせ", exact=True).click()
        fits(page, axe, script)
        page.get_by_role("link", name="期限前のお願い").click()
        expect(page.locator("main")).to_contain_text("3件")
        expect(page.locator("main")).to_contain_text("1件は宛先がありません")
        fits(page, axe, script)
        page.get_by_role("link", name="見る・直す 市民課").click()
        text = page.locator("#body").input_value()
        assert f"{asked.url}/fill/" in text
        page.locator("#body").fill(text + "\n先日のお電話の件も、あわせてお願いいたします。")
        fits(page, axe, script)
        page.get_by_role("button", name="この１件だけ変更する").click()
        page.locator("tr", has_text="議会事務局").get_by_role("checkbox").uncheck()
        page.get_by_role("button", name="チェックした宛先に送信する").click()
        expect(page.locator("main")).to_contain_text("2件を送信待ちにしました")
        moment[0] += timedelta(minutes=1)
        worker.beat()
        worker.stop()
        assert [a for a, _ in office.letters] == [[f"ka{s}@city.example.jp"] for s in asked.city.sections[:2]]
        assert "先日のお電話の件" in office.letters[0][1].get_content()
        page.goto(f"{asked.url}/notices/log?state=sent")
        expect(page.locator("tbody tr")).to_have_count(2)
        fits(page, axe, script)


def test_without_a_mail_server_letters_are_copied_by_hand(asked: Site, new_page, axe) -> None:
    folder = asked.db.path.parent
    (batch_id,) = reminders.run(asked.db, MORNING)
    page = new_page(viewport=WIDE)
    asked.sign_in(page, "jimu")
    page.goto(f"{asked.url}/notices/batches/{batch_id}/copy")
    expect(page.locator("#addresses")).to_have_value("ka1@city.example.jp\nka2@city.example.jp")
    fits(page, axe)
    page.goto(f"{asked.url}/notices/batches/{batch_id}")
    page.get_by_role("button", name="チェックした宛先に送信する").click()
    worker = Worker(folder, asked.db, lambda: MORNING)
    worker.beat()
    worker.stop()
    page.goto(f"{asked.url}/notices/outbox")
    page.locator("summary").first.click()
    with page.expect_download() as coming:
        page.locator("details[open]").get_by_role("link", name="メールファイル").click()
    assert coming.value.path().read_bytes().startswith(b"From: ")
    for address in (
        "/notices", "/notices/outbox", "/notices/settings", "/notices/log", f"/rounds/{asked.city.round_id}/notices",
        f"/rounds/{asked.city.round_id}/notices/message",
    ):  # fmt: skip
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            page.goto(asked.url + address)
            fits(page, axe)

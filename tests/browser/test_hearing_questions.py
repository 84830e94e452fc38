"""From a draft of questions to an answer in writing: a section answers on a phone, saved as it is typed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from app.clock import now
from app.hearings.service import board, placing, questions
from app.hearings.service import draft as drafts
from app.organisation import service as organisation
from app.security import SYSTEM
from tests.browser.server import Site
from tests.support.hearings import add_day, make_series

PHONE = {"width": 320, "height": 640}
ANSWER = "課内会議で話し合いました。"


def planned(site: Site) -> int:
    """A series in which the first two sections are heard, on a day far away."""
    made = make_series(site.db, now(), site.city.round_id, site.city.sections[:2])
    add_day(site.db, now(), made, "2099-12-07")
    placing.propose(site.db, SYSTEM, now(), made, [], drafts.read(site.db, made).seen)
    board.publish(site.db, SYSTEM, now(), made, note="", seen=drafts.read(site.db, made).seen, anyway=True)
    return made


def fits(page: Page) -> bool:
    """Nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_questions_are_prepared_sent_and_answered_in_writing(site: Site, page: Page, new_page, axe):
    series = planned(site)
    section = organisation.sections_by_ids(site.db, site.city.sections[:1])[0]
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/hearings/{series}/questions/draft")
    axe(page)
    page.get_by_label("質問1（日本語）").fill("誰が回答をまとめましたか。")
    page.get_by_role("button", name="下へ 質問1", exact=True).press("Enter")
    expect(page.get_by_label("質問2（日本語）")).to_have_value("誰が回答をまとめましたか。")
    page.get_by_role("button", name="保存して第1版として確定する").click()
    page.get_by_text("第1版を確定しました").wait_for()
    page.get_by_role("link", name=section.name, exact=True).click()
    page.get_by_label("自由に記入").fill("この課だけへの質問")
    page.get_by_role("button", name="質問を追加する").click()
    expect(page.get_by_label("質問9", exact=True)).to_have_value("この課だけへの質問")
    axe(page)
    page.goto(f"{site.url}/hearings/{series}/questions")
    axe(page)
    page.get_by_role("button", name="メールを使わずに渡したことを記録する").click()
    page.get_by_text("全ての課に質問を送付しました").wait_for()

    phone = new_page(viewport=PHONE)
    site.sign_in(phone)
    phone.get_by_role("link", name=re.compile("質問を読む・書面で回答する")).click()
    assert fits(phone)
    axe(phone)
    phone.locator("[name='o1-text']").fill(ANSWER)
    phone.locator("[name='o1-text']").blur()
    expect(phone.locator("#draft-bar")).to_have_attribute("data-kind", "saved")
    kept = questions.written(site.db, board.published(site.db, series)[0].appointment)
    assert kept == {"o1": questions.Written(ANSWER)}

    page.goto(f"{site.url}/hearings/{series}/questions/{section.id}")
    page.get_by_text(ANSWER).wait_for()
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.goto(f"{site.url}/hearings/{series}/questions")
    assert fits(page)
    page.goto(f"{site.url}/hearings/{series}/questions/{section.id}/sheet")
    assert fits(page)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_a_section_answers_without_javascript(site: Site, new_page, page: Page):
    series = planned(site)
    site.sign_in(page, "jimu")
    page.goto(f"{site.url}/hearings/{series}/questions/draft")
    page.get_by_role("button", name="保存して第1版として確定する").click()
    page.get_by_role("button", name="メールを使わずに渡したことを記録する").click()
    plain = new_page(java_script_enabled=False, viewport=PHONE)
    site.sign_in(plain)
    plain.get_by_role("link", name=re.compile("質問を読む・書面で回答する")).click()
    plain.locator("[name='c1-text']").fill(ANSWER)
    plain.get_by_role("button", name="回答を保存する").click()
    plain.get_by_text("回答を保存しました").wait_for()
    expect(plain.locator("[name='c1-text']")).to_have_value(ANSWER)

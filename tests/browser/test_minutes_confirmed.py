"""Minutes from a pasted text to the published papers: read, linked to the hearings, confirmed by three members in three
browsers (one correction taken over, one refused), made final, printed.

The real minutes of 2010 where they lie beside the repository, else others of their form. In the demo's city, since its
hearings chose the fifteen sections.
"""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from app import instance
from app.accounts import service as accounts
from app.clock import now
from app.db import Database
from app.meetings.service import bodies, meetings, people, writing
from app.security import MEMBER, SYSTEM
from tests.browser.server import PASSWORD, DemoSite
from tests.conftest import SHARED

REAL = SHARED / "koganei-2010/minutes-source.txt"
TEXT = (REAL if REAL.is_file() else Path(__file__).parents[1] / "data/minutes-source.txt").read_text(
    encoding="utf-8"
)
CHAIR = "小委員長" if REAL.is_file() else "部会長"
NAMES = ("遠山 一郎", "遠山 二子", "遠山 三郎")
REMARK = "録音のとおり残します。"


@pytest.fixture
def city(demo_site: DemoSite):
    db = instance.open_database(demo_site.folder)
    made = _meeting(db, now())
    yield demo_site, db, made
    db.close()


def _meeting(db: Database, at: datetime) -> int:
    """Three members with an account each, and the secretariat."""
    ids = [
        accounts.add(db, SYSTEM, at, f"toyama{n}", f"アカウント{n}", MEMBER, demo_password=PASSWORD)
        for n in range(3)
    ]
    values = {
        "name": "検討部会",
        "parent_id": None,
        "audience": "public",
        "summary_days": 0,
        "minutes_days": 0,
        "silence_agrees": 1,
    }
    body = bodies.save(db, SYSTEM, at, None, values)
    rows = [bodies.Row(0, name, CHAIR if not n else "委員", not n, ids[n]) for n, name in enumerate(NAMES)]
    bodies.put_members(db, SYSTEM, at, body, rows, bodies.members_seen([]))
    when = {"number": 3, "day": "2010-10-06", "begins": "09:30", "ends": "12:00", "place": "第１会議室"}
    made = meetings.save(db, SYSTEM, at, body, None, when)
    there = meetings.people(db, made)
    staff = {
        "id": 0,
        "name": "遠山 四子",
        "post": "係長",
        "role": "事務局",
        "kind": "secretariat",
        "presence": "present",
        "chair": 0,
        "key": "j",
    }
    known = [
        {"id": p.id, "name": p.name, "post": p.post, "role": p.role, "kind": p.kind, "presence": p.presence, "chair": int(p.chair), "key": p.key}
        for p in there
    ]  # fmt: skip
    people.put_people(db, SYSTEM, at, made, [*known, staff], people.seen(there))
    return made


class Person:
    """Somebody before a browser of their own."""

    def __init__(self, site: DemoSite, page: Page, login: str = "") -> None:
        self.url, self.page, self.main = site.url, page, page.locator("main")
        if not login:
            site.sign_in(page, "secretariat")
            return
        page.goto(f"{site.url}/sign-in")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").first.click()
        page.wait_for_url(lambda address: "/sign-in" not in address)

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, words: str | re.Pattern[str]) -> None:
        """A button of the main part; the page it leads to is there afterwards."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=words).first.click()

    def follow(self, words: str) -> None:
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=words).first.click()

    def propose(self, number: int, old: str, new: str) -> None:
        """Another word in a speech, from its link on the draft."""
        self.follow(f"修正を申し出る {number}")
        field = self.page.get_by_label("直した発言")
        field.fill(field.input_value().replace(old, new))
        self.press("修正を送る")


def test_pasted_confirmed_by_three_and_printed(
    city, new_page, axe, pdftoppm_path, tmp_path, expected_problems
):
    expected_problems.append("422")  # a refusal without a word
    site, db, meeting = city
    desk = Person(site, new_page(viewport={"width": 1366, "height": 900}))
    pasted(desk, meeting, axe)
    speakers(desk, db, meeting, axe)
    decided(desk, db, meeting, axe)
    asked(desk, meeting, axe)
    said = writing.speeches(db, meeting)
    own = [n for n, s in enumerate(said, 1) if s.role == "委員"]
    first = Person(site, new_page(), "toyama0")
    second = Person(
        site, new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False), "toyama1"
    )
    third = Person(site, new_page(), "toyama2")
    answered(first, second, third, meeting, own, axe)
    decisions(desk, meeting, axe)
    told(first, second, third, meeting)
    printed(desk, site, meeting, own, pdftoppm_path, tmp_path)


def pasted(desk: Person, meeting: int, axe) -> None:
    """The text becomes speeches under their items."""
    desk.go(f"/meetings/{meeting}/minutes/paste")
    desk.page.locator("#text").fill(TEXT)
    desk.press("読み取る")
    if REAL.is_file():
        expect(desk.main.locator("dl.facts").first).to_contain_text("61（小委員長 29、委員 23、事務局 9）")
    axe(desk.page)
    desk.press("取り込む")


def speakers(desk: Person, db: Database, meeting: int, axe) -> None:
    """【委員】 was the second member or the third; the chair is known from the list."""
    desk.go(f"/meetings/{meeting}/minutes/speakers")
    axe(desk.page)
    ids = {p.name: str(p.id) for p in meetings.people(db, meeting)}
    choices = desk.main.locator("select")
    unknown = choices.count()
    assert unknown == sum(s.role == "委員" for s in writing.speeches(db, meeting))
    for n in range(unknown):
        choices.nth(n).select_option(ids[NAMES[1 + n % 2]])
    desk.press("保存する")
    assert all(s.person_id for s in writing.speeches(db, meeting) if s.role)


def decided(desk: Person, db: Database, meeting: int, axe) -> None:
    """The decision on the sections leads to the hearings, and back from a section to what was said."""
    series = int(db.value("SELECT min(id) FROM hearing_series"))
    desk.go(f"/meetings/{meeting}/results?series={series}")
    desk.page.locator("#decide-text").fill("ヒアリングの対象を15課とする。")
    desk.page.locator("#decide-speeches").fill("2-3")
    heard = desk.page.locator("input[name=sections]:checked").count()
    assert heard == 15
    desk.press("決定を保存する")
    axe(desk.page)
    expect(desk.main.locator("#decisions ~ .card")).to_contain_text("企画政策課")
    section = int(db.value("SELECT id FROM section WHERE name = '健康課'"))
    desk.go(f"/hearings/{series}/candidates/{section}")
    expect(desk.main).to_contain_text("ヒアリングの対象を15課とする。")
    assert desk.main.locator(f"a[href*='/meetings/{meeting}/minutes#speech-']").count() == 2


def asked(desk: Person, meeting: int, axe) -> None:
    """Sent to the three, with letters to be looked at."""
    desk.go(f"/meetings/{meeting}/confirmation")
    axe(desk.page)
    assert desk.page.locator("input[name=people]:checked").count() == 3
    desk.press("確認をお願いする")
    axe(desk.page)
    desk.press("確認のお願い（3人）")
    expect(desk.main).to_contain_text("会議録（案）のご確認のお願い")


def answered(first: Person, second: Person, third: Person, meeting: int, own: list[int], axe) -> None:
    """One agrees; one corrects a speech of their own on a phone without JavaScript; one proposes in English."""
    first.follow("第３回検討部会")
    axe(first.page)
    first.press("修正はありません")
    second.go(f"/meetings/{meeting}/confirm")
    assert second.page.locator(".confirm-speech--own").count() == (len(own) + 1) // 2
    second.follow(f"修正を申し出る {own[0]}")
    second.page.go_back()
    second.propose(own[0], "。", "と思う。")
    assert second.page.evaluate("document.documentElement.scrollWidth") <= 320
    third.page.get_by_role("button", name="English").click()
    third.go(f"/meetings/{meeting}/confirm")
    axe(third.page)
    third.follow(f"Propose a change {own[1]}")
    third.page.get_by_label("How it should read").fill("まったく別の発言。")
    third.page.get_by_label("Reason").fill("言い足りませんでした。")
    third.page.keyboard.press("Tab")
    with third.page.expect_navigation():
        third.page.keyboard.press("Enter")
    expect(third.main.locator(".confirm-change")).to_contain_text("being considered")


def decisions(desk: Person, meeting: int, axe) -> None:
    """The first is taken over; the second is refused, which needs a word."""
    desk.go(f"/meetings/{meeting}/confirmation")
    assert desk.page.locator(".confirm-card").count() == 2
    axe(desk.page)
    desk.press("申し出のとおり反映する")
    desk.press("反映しない")
    expect(desk.page.locator("#error-summary")).to_contain_text("反映しない理由を記入してください")
    desk.page.get_by_label("委員への返事").fill(REMARK)
    desk.press("反映しない")
    axe(desk.page)
    expect(desk.main).to_contain_text("回答・検討を待っているものはありません")


def told(first: Person, second: Person, third: Person, meeting: int) -> None:
    """Each sees what became of it."""
    for who, words in ((second, "反映した"), (third, "not taken over")):
        who.go(f"/meetings/{meeting}/confirm")
        expect(who.main.locator(".confirm-change")).to_contain_text(words)
    expect(third.main.locator(".confirm-change")).to_contain_text(REMARK)
    first.go(f"/meetings/{meeting}/confirm")
    expect(first.main.locator(".confirm-speech ins").first).to_contain_text("と思う")


def printed(desk: Person, site: DemoSite, meeting: int, own: list[int], pdftoppm: str, folder: Path) -> None:
    """Final, published, and both papers hold the corrected speech and no name."""
    desk.go(f"/meetings/{meeting}/papers")
    expect(desk.page.locator("#confirmed_by")).to_have_value(NAMES[0])
    desk.press("確定する")
    desk.press(re.compile("^公開する"))  # the minutes, not 速報を公開する
    desk.follow("公開されている内容を見る")
    taken = {}
    for ending, words in (("pdf", "会議録 PDF"), ("docx", "会議録 Word")):
        with desk.page.expect_download() as paper:
            desk.main.get_by_role("link", name=words).first.click()
        taken[ending] = folder / f"minutes.{ending}"
        paper.value.save_as(taken[ending])
    text = "".join(p.text for p in Document(str(taken["docx"])).paragraphs)
    text += _words(pdftoppm, taken["pdf"])
    assert text.count("と思う") >= 2
    assert "まったく別の発言" not in text
    assert not any(part in text for name in NAMES for part in name.split())
    assert own


def _words(pdftoppm: str, file: Path) -> str:
    """The text of a PDF without blanks."""
    program = str(Path(pdftoppm).with_name("pdftotext"))
    read = subprocess.run([program, str(file), "-"], check=True, capture_output=True, text=True, timeout=60)
    return "".join(read.stdout.split())

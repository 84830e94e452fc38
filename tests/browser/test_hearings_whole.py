"""The hearings of 2010 lived through: from the candidates to a form that was replaced because of what was said.

On the real survey where it lies beside the repository, else on the demo's, which is shaped like it. Everything is done
through pages; letters go over SMTP to a server of the test's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import Page, expect

from app import instance
from app.accounts import service as accounts
from app.clock import now
from app.db import Database
from app.demo import load
from app.importing.service import import_folder
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, SECTION, SYSTEM
from app.worker import Worker
from reports.hearing_list import bare
from tests.browser.server import PASSWORD, served
from tests.conftest import SHARED
from tests.support.mail import PostOffice, eager_worker, post_office

REAL = SHARED / "koganei-2010"
FACTS = json.loads((Path(load.__file__).parent / "hearing-2010.json").read_text(encoding="utf-8"))
PLAN = [
    ["広報秘書課", "情報システム課", "コミュニティ文化課"], ["経済課", "環境政策課", "地域福祉課"],
    ["障害福祉課", "介護福祉課", "健康課"], ["子育て支援課", "児童青少年課", "まちづくり推進課"],
    ["生涯学習課", "スポーツ振興担当", "企画政策課"],
]  # fmt: skip
DAYS = [
    ("2010-10-20", "09:30"), ("2010-10-27", "09:00"), ("2010-11-04", "09:30"), ("2010-11-10", "09:30"),
    ("2010-11-17", "09:30"),
]  # fmt: skip
RESERVE = ("2010-11-24", "09:30")
CANNOT = "障害福祉課"
#: Its project that goes back to it.
RETURNED = "日曜クラブ"
ADDED = "参加者は延べではなく実人数で42人。"
CONFIG = '[mail]\nhost = "127.0.0.1"\nport = {port}\nfrom = "協働推進係 <k@city.example>"\nbase_url = "http://127.0.0.1"\n'


@dataclass
class City:
    """The survey of 2010 in a served city whose letters arrive."""

    url: str
    db: Database
    round_id: int
    ids: dict[str, int]
    office: PostOffice
    worker: Worker

    def beat(self) -> list[tuple[list[str], object]]:
        """Let the worker send what waits; the letters that came."""
        before = len(self.office.letters)
        self.worker.beat()
        return self.office.letters[before:]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    db = instance.open_database(tmp_path)
    folder = REAL if REAL.is_dir() else load.FOLDER
    import_folder(db, SYSTEM, now(), folder, "平成22年度 調査", year=2010, accept_flagged=True)
    found = rounds.find(db, "平成22年度 調査")
    assert found is not None
    ids = {bare(s.name): s.id for s in rounds.sections(db, found.id)}
    with db.write():
        for section_id in ids.values():
            db.run(
                "UPDATE section SET mailbox = ? WHERE id = ?", (f"ka{section_id}@city.example", section_id)
            )
        for login, role, own in (
            ("jimu", SECRETARIAT, ()),
            ("iin", MEMBER, ()),
            ("shogai", SECTION, (ids[CANNOT],)),
        ):
            email = f"{login}@city.example" if role == MEMBER else ""
            accounts.add(
                db, SYSTEM, now(), login, f"試験 {login}", role, own, email=email, demo_password=PASSWORD
            )
    with post_office() as office:
        (tmp_path / instance.CONFIG).write_text(CONFIG.format(port=office.port), encoding="utf-8")
        worker = eager_worker(tmp_path, db)
        with served(tmp_path) as url:
            yield City(url, db, found.id, ids, office, worker)
        worker.stop()
    db.close()


class Desk:
    """Somebody at a PC."""

    def __init__(self, city: City, page: Page, login: str) -> None:
        self.city, self.page, self.main = city, page, page.locator("main")
        self.go("/sign-in")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(PASSWORD)
        self.press("")
        self.series = ""

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.city.url + path)

    def of_series(self, path: str) -> None:
        """A page of the hearings."""
        self.go(f"{self.series}/{path}")

    def press(self, words: str) -> None:
        """A button of the main part; the page it leads to is there afterwards."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=words).first.click()

    def choose(self, names: list[str], **fields: str) -> None:
        """Tick sections in the list of candidates and say something of them all."""
        self.of_series("candidates")
        for name in names:
            self.page.locator(f"#tick-{self.city.ids[name]}").check()
        for name, value in fields.items():
            field = self.page.locator(f"#{name}")
            field.select_option(value) if name in ("status", "decision") else field.fill(value)
        self.press("チェックした課に保存")

    def add_day(self, day: str, start: str, *, reserve: bool = False) -> None:
        """One day of three sections."""
        self.of_series("days/new")
        for name, value in (("day", day), ("start", start), ("place", "第5会議室"), ("preparation", "30"),
                            ("minutes", "40"), ("slots", "3")):  # fmt: skip
            self.page.locator(f"#{name}").fill(value)
        self.page.locator("#reserve").set_checked(reserve)
        self.press("開催日を保存")

    def publish(self, version: int) -> None:
        """Publish the draft, then look at the letters and send them."""
        self.of_series("board/publish")
        anyway = self.page.get_by_label("このまま公表します")
        if anyway.count():
            anyway.check()
        self.press(f"第{version}版として公表する")
        self.go(f"/rounds/{self.city.round_id}/notices")
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=f"第{version}版").first.click()
        self.press("チェックした宛先に送信する")

    def planned(self) -> list[list[str]]:
        """The sections of each day on the board."""
        days = self.page.locator(".board__day")
        return [
            [bare(n) for n in days.nth(i).locator(".hearing__name").all_inner_texts()]
            for i in range(days.count())
        ]


def entries_of(message) -> list[tuple[str, int, str, str]]:
    """(METHOD, SEQUENCE, UID, day) of every calendar entry of a letter, as another parser reads them."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            read = vobject.readOne(part.get_content())
            event = read.vevent
            assert part.get_param("method") == read.method.value
            found.append(
                (
                    read.method.value,
                    int(event.sequence.value),
                    event.uid.value,
                    f"{event.dtstart.value:%Y-%m-%d}",
                )
            )
    return found


def test_from_the_candidates_to_a_form_replaced_because_of_a_hearing(city: City, new_page, axe) -> None:
    desk = Desk(city, new_page(viewport={"width": 1366, "height": 900}), "jimu")
    candidates_of_2010(desk)
    axe(desk.page)
    the_plan_of_2010(desk)
    uids = everybody_is_told(desk)
    one_section_cannot_come(desk, uids)
    dossiers_of_a_day(desk)
    recorded(desk, axe)
    returned(desk)
    replaced(Desk(city, new_page(), "shogai"))
    before_and_after(desk, axe)


def candidates_of_2010(desk: Desk) -> None:
    """Twelve and six are proposed, fifteen decided on; the list prints with numbers and parentheses."""
    desk.go(f"/hearings/new?round_id={desk.city.round_id}")
    desk.page.locator("#name").fill(FACTS["name"])
    desk.press("")
    desk.series = "/" + desk.page.url.split("/", 3)[3]
    desk.choose(FACTS["proposed"], status="proposed")
    desk.choose(FACTS["equivalent"], status="equivalent")
    desk.choose(list(FACTS["heard"]), decision="heard", day=FACTS["day"], reason="小委員会で決定")
    desk.choose(list(FACTS["not_heard"]), decision="not_heard", day=FACTS["day"], reason="今回は対象としない")
    desk.of_series("list")
    expect(desk.main).to_contain_text("（企画政策課）")
    desk.go(desk.series)
    expect(desk.main).to_contain_text("15課")


def the_plan_of_2010(desk: Desk) -> None:
    """Days and slots, the usual proposal, 企画政策課 last by hand."""
    for day, start in DAYS:
        desk.add_day(day, start)
    desk.add_day(*RESERVE, reserve=True)
    desk.of_series("board")
    desk.main.locator("details", has_text="最後").locator("summary").click()
    desk.page.locator(f"#last-{desk.city.ids['企画政策課']}").check()
    desk.press("案を作る")
    assert desk.planned() == [*PLAN, []]


def everybody_is_told(desk: Desk) -> dict[str, str]:
    """Every heard section and the member get one letter with the right entries; UIDs by section."""
    desk.publish(1)
    letters = desk.city.beat()
    heard = {f"ka{desk.city.ids[name]}@city.example": name for day in PLAN for name in day}
    assert sorted(a for to, _ in letters for a in to) == sorted([*heard, "iin@city.example"])
    uids = {}
    for to, message in letters:
        entries = entries_of(message)
        if to[0] in heard:
            [(method, sequence, uid, day)] = entries
            assert (method, sequence) == ("REQUEST", 0)
            assert heard[to[0]] in PLAN[[d for d, _ in DAYS].index(day)]
            uids[heard[to[0]]] = uid
        else:
            assert len(entries) == 15 + 5  # and the committee's preparation on each day
    assert len(set(uids.values())) == 15
    return uids


def one_section_cannot_come(desk: Desk, uids: dict[str, str]) -> None:
    """障害福祉課 changes places with another; these two and the member are told, nobody else."""
    desk.of_series("board")
    card = desk.page.locator("article.hearing").filter(has=desk.page.get_by_role("heading", name=CANNOT))
    with desk.page.expect_navigation():
        card.get_by_role("link", name="来られないとき").click()
    swap = desk.page.locator(".ways__way").filter(has=desk.page.locator(".ways__moves li:nth-child(2)")).first
    expect(swap.locator(".ways__moves li")).to_have_count(2)
    moves = swap.locator(".ways__moves").inner_text()
    other = next(name for day in PLAN for name in day if name in moves and name != CANNOT)
    with desk.page.expect_navigation():
        swap.get_by_role("button").click()
    desk.publish(2)
    letters = desk.city.beat()
    told = {f"ka{desk.city.ids[name]}@city.example": name for name in (CANNOT, other)}
    assert sorted(a for to, _ in letters for a in to) == sorted([*told, "iin@city.example"])
    days = {}
    for to, message in letters:
        for method, sequence, uid, day in entries_of(message):
            assert (method, sequence) == ("REQUEST", 1)
            if to[0] in told:
                assert uid == uids[told[to[0]]]
                days[told[to[0]]] = day
    old = {name: DAYS[i][0] for i, day in enumerate(PLAN) for name in day}
    assert days == {CANNOT: old[other], other: old[CANNOT]}


def dossiers_of_a_day(desk: Desk) -> None:
    """What is known of each section of the first day, as one file."""
    desk.of_series("dossiers")
    expect(desk.main).to_contain_text(CANNOT)
    with desk.page.expect_download() as download:
        desk.page.locator(f"a[href*='days/{DAYS[0][0]}'][href$='.pdf']").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def recorded(desk: Desk, axe) -> None:
    """What the section says is typed and saves itself."""
    desk.of_series("records")
    with desk.page.expect_navigation():
        desk.main.get_by_role("link", name=CANNOT).first.click()
    desk.page.locator("#people-text").fill("障害福祉課長")
    desk.page.locator(".record-question textarea").first.fill(f"係で話し合ってまとめました。{ADDED}")
    desk.page.get_by_text("保存しました").first.wait_for()
    axe(desk.page)


def returned(desk: Desk) -> None:
    """What was said changes an A form: it goes back to its section, with the answer as the remark."""
    with desk.page.expect_navigation():
        desk.main.get_by_role("link", name="この回答で調査票を直してもらう").first.click()
    desk.page.get_by_label(RETURNED).check()
    desk.press("差戻しの画面へ")
    expect(desk.page.locator("textarea").filter(has_text=ADDED)).to_have_count(1)
    desk.press("送る前に確認する")
    desk.press("課へ差し戻す")
    assert [to for to, _ in desk.city.beat()] == [[f"ka{desk.city.ids[CANNOT]}@city.example"]]
    desk.of_series("outcome/changes")
    expect(desk.main).to_contain_text("修正待ち")


def replaced(section: Desk) -> None:
    """The section corrects the form and submits it anew."""
    place = f"/fill/{section.city.round_id}/{section.city.ids[CANNOT]}"
    section.go(place)
    section.page.get_by_text(ADDED).first.wait_for()
    section.go(f"{place}/q/a/")
    with section.page.expect_navigation():
        section.main.get_by_role("link", name=RETURNED).first.click()
    content = section.page.locator("#content-text")
    content.fill(content.input_value() + ADDED)
    section.page.get_by_text("保存しました").first.wait_for()
    section.go(f"{place}/check")
    for name, words in (("respondent", "青木"), ("extension", "2101"), ("reason", "ヒアリングで話したため")):
        section.page.locator(f"#{name}").fill(words)
    with section.page.expect_navigation():
        section.page.locator("button.button--large").first.click()


def before_and_after(desk: Desk, axe) -> None:
    """The table of results shows what the hearing changed."""
    desk.of_series("outcome/changes")
    axe(desk.page)
    because = desk.page.locator("section[aria-labelledby=linked]")
    expect(because.get_by_role("heading", level=3)).to_contain_text(CANNOT)
    expect(because.locator("ins")).to_contain_text(ADDED)
    expect(because).to_contain_text("第1版 → 第2版")
    desk.of_series("outcome/tables/answers?q=係で話し合って")
    expect(desk.main).to_contain_text("未確定")
    axe(desk.page)

"""The demo city in a real browser: what each role sees, on a desk, on a phone, in English, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import DemoSite

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}

SECRETARIAT = [
    "/", "/rounds", "/rounds/new", "/rounds/1", "/rounds/2", "/rounds/1/questionnaires", "/rounds/1/flags",
    "/rounds/2/flags", "/rounds/1/rulings", "/rounds/1/results", "/rounds/1/results/answers-overall",
    "/rounds/1/results/answers-a", "/rounds/1/results/counts-a", "/rounds/2/results/answers-b",
    "/rounds/1/projects/60", "/accounts", "/accounts/new", "/account", "/account/password",
    "/notices", "/rounds/2/notices",
]  # fmt: skip
MEMBER = ["/", "/rounds/1/results", "/rounds/1/results/answers-a", "/rounds/1/results/counts-a", "/account"]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("role", "addresses"), [("secretariat", SECRETARIAT), ("member", MEMBER)])
def test_every_page_is_accessible_and_never_scrolls_sideways(
    demo_site: DemoSite, new_page, axe, role: str, addresses: list[str], viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    page.goto(f"{demo_site.url}/sign-in")
    axe(page)
    demo_site.sign_in(page, role)
    for address in addresses:
        answer = page.goto(demo_site.url + address)
        assert answer is not None
        assert answer.status == 200, address
        axe(page)
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert sideways <= 0, f"{address} scrolls sideways by {sideways} px"


def test_pages_in_english(demo_site: DemoSite, page: Page, axe) -> None:
    demo_site.sign_in(page, "secretariat")
    page.get_by_role("button", name="English").click()
    for address in SECRETARIAT:
        page.goto(demo_site.url + address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        axe(page)
    page.goto(demo_site.url + "/rounds/1/results/counts-a")
    expect(page.locator("table")).to_contain_text("Events")


def test_what_the_secretariat_releases_is_what_members_see(
    demo_site: DemoSite, new_page, expected_problems
) -> None:
    expected_problems.append("404")
    desk, member = new_page(viewport=WIDE, java_script_enabled=False), new_page(viewport=WIDE)
    demo_site.sign_in(desk, "secretariat")
    demo_site.sign_in(member, "member")
    answer = member.goto(f"{demo_site.url}/rounds/2/results")
    assert answer is not None
    assert answer.status == 404
    desk.goto(f"{demo_site.url}/rounds/2/results")
    desk.locator("form[action$='/release'] button").click()
    member.goto(f"{demo_site.url}/rounds/2/results/answers-overall")
    expect(member.locator("main")).to_contain_text("18／52課")


def test_the_counts_of_2010_on_screen(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "member")
    page.goto(f"{demo_site.url}/rounds/1/results/counts-overall")
    first = page.locator("table tbody tr").first
    expect(first).to_contain_text("38")
    expect(first).to_contain_text("73.1")
    expect(first).to_contain_text("52")


def test_files_come_down(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/rounds/1/results")
    for link in page.locator("a[href*='results.xlsx'], a[href*='results-csv']").all():
        with page.expect_download() as coming:
            link.click()
        assert coming.value.path().stat().st_size > 10_000


def test_a_rule_on_non_answers_changes_the_count(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/rounds/1/rulings")
    page.locator("tr", has_text="特にありません").first.locator("button", has_text="削除").click()
    page.goto(f"{demo_site.url}/rounds/1/results/counts-overall")
    expect(page.locator("table tbody tr").first).to_contain_text("39")


def test_a_flag_is_confirmed(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/rounds/1/flags")
    before = page.locator("main tbody tr").count()
    page.locator("main tbody button", has_text="このまま確認").first.click()
    expect(page.locator("main tbody tr")).to_have_count(before - 1)
    page.goto(f"{demo_site.url}/rounds/1/flags")
    assert page.locator("main tbody tr").count() == before - 1

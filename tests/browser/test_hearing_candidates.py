"""From a signal to its answer, a nomination and a decision: by keyboard, on a phone, without JavaScript, in English."""

DECISION = "電話で確認し、ヒアリングすることにした。"


def test_a_candidate_is_nominated_by_a_member_and_decided_by_the_secretariat(demo_site, new_page, page, axe):
    member = new_page(viewport={"width": 320, "height": 640})
    demo_site.sign_in(member, "member")
    member.goto(f"{demo_site.url}/hearings/1/candidates?show=open")
    assert member.evaluate("document.documentElement.scrollWidth") == 320
    member.get_by_role("link", name="地域安全課").click()
    axe(member)
    assert member.evaluate("document.documentElement.scrollWidth") == 320
    member.get_by_text("この課を推薦する").click()
    member.get_by_label("推薦の理由").fill("防犯の取組を聞きたい")
    member.get_by_role("button", name="推薦を保存する").click()
    member.get_by_text("防犯の取組を聞きたい").wait_for()

    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/hearings/1/candidates?show=open")
    axe(page)
    row = page.locator("tr", has_text="地域安全課")
    assert "推薦 1件" in row.inner_text()
    row.get_by_role("link", name="市の予算の合計").click()
    page.locator("article#budget").get_by_role("link", name="市の予算").click()
    page.locator("tr#q-city_budget").wait_for()
    page.go_back()
    page.locator("#decide-decision").select_option("heard")
    page.locator("#decide-day").fill("2010-10-20")
    page.locator("#decide-reason").fill(DECISION)
    page.get_by_role("button", name="決定を保存する").focus()
    page.keyboard.press("Enter")
    page.locator(".history").get_by_text(DECISION).wait_for()
    axe(page)
    for path in ("/hearings", "/hearings/1", "/hearings/1/weights", "/hearings/1/list"):
        page.goto(f"{demo_site.url}{path}")
        axe(page)


def test_many_at_once_without_javascript_and_in_english(demo_site, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    demo_site.sign_in(page, "secretariat")
    page.get_by_role("button", name="English").click()
    page.goto(f"{demo_site.url}/hearings/1/candidates?show=open")
    ticks = page.locator("input[name=section]")
    for i in range(ticks.count()):
        ticks.nth(i).check()
    page.get_by_label("Status in the list").select_option("excluded")
    page.get_by_role("button", name="Save for the ticked sections").click()
    page.get_by_text("No section matches this selection.").wait_for()

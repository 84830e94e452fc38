"""The published schedule and the link to one's own dates, on a phone."""


def test_a_member_reads_the_schedule_and_subscribes_on_a_phone(demo_site, new_page, axe):
    page = new_page(viewport={"width": 320, "height": 640})
    demo_site.sign_in(page, "member")
    page.goto(f"{demo_site.url}/hearings/1/sheets")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(f"{demo_site.url}/hearings/1/calendar")
    page.get_by_role("button", name="リンクを発行する").click()
    page.get_by_text("/hearings/feeds/").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320

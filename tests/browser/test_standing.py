"""How do we stand: fits the screen, head and totals stay in view, keeps itself up to date, leads to what is found."""

from tests.support.city import add_project


def test_it_fits_and_its_head_and_totals_stay(demo_site, page, axe):
    page.set_viewport_size({"width": 1366, "height": 700})
    demo_site.sign_in(page, "secretariat")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 1366
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight / 2)")
    for row in (1, 2):
        box = page.locator(f"table.standing thead tr:nth-child({row}) th").first.bounding_box()
        assert 0 <= box["y"] < 100, f"row {row} of the head is out of view"
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_function("() => document.documentElement.scrollWidth === 320")  # once it is laid out anew
    axe(page)


def test_it_keeps_itself_up_to_date_and_the_focus_where_it_was(site, page):
    page.clock.install()
    site.sign_in(page, "jimu")
    state = page.locator("table.standing tbody tr", has_text="市民課").first.locator("td").nth(1)
    assert state.inner_text().startswith("未提出")
    link = page.get_by_role("link", name="未提出あり")
    link.focus()
    add_project(site.city)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(61_000)
    page.wait_for_function("() => document.querySelector('table.standing').innerText.includes('記入中')")
    assert page.evaluate("document.activeElement.textContent").startswith("未提出あり")
    assert asked, "nothing was fetched"
    assert all(url.endswith("?watching=1") for url in asked), "an empty chair must not stay signed in"


def test_contradictions_are_asked_by_keyboard(demo_site, page, axe):
    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/rounds/1/contradictions")
    assert page.locator("article.contradiction").count() == 8
    axe(page)
    ask = page.locator("article.contradiction").first.get_by_role("button", name="課に照会する")
    ask.focus()
    page.keyboard.press("Enter")
    page.locator("article.contradiction").first.get_by_text("課に照会中", exact=True).wait_for()
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_function("() => document.documentElement.scrollWidth === 320")  # once it is laid out anew
    axe(page)

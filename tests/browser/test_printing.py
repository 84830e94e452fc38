"""Pages on paper: nothing to press, nothing cut off, no page more than needed."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.server import DemoSite

#: What is for pressing, choosing and following on the screen, as far as it shows.
CONTROLS = "nav, button, .button, main select, main summary, .screen-only, form[method=get] input"
#: Tables as wide as the page that would lose the outer half of their right border, in print's collapsed model.
CUT = """() => [...document.querySelectorAll("main table")].filter(t => t.getClientRects().length).filter(t => {
  const paper = document.querySelector(".page").getBoundingClientRect().right;
  return getComputedStyle(t).borderCollapse !== "collapse" || t.getBoundingClientRect().right > paper - 0.6;
}).map(t => t.className)"""
PAGES = (
    "/", "/rounds/2", "/rounds/2/dates", "/rounds/2/contradictions", "/rounds/2/notices", "/rounds/1/results",
    "/rounds/1/flags", "/rounds/1/rulings", "/audit?every=1", "/accounts", "/organisation", "/notices/log",
    "/notices/batches/1", "/rounds/2/sections/14",
)  # fmt: skip


def sheets(page: Page) -> list[tuple[int, int]]:
    """The printed pages' sizes in points."""
    pdf = page.pdf(prefer_css_page_size=True)
    return [
        (round(float(w)), round(float(h)))
        for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    ]


def test_what_is_printed_has_its_edges_and_nothing_to_press(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 662, "height": 1000})  # A4 between its margins
    for address in PAGES:
        page.goto(demo_site.url + address)
        shown = page.locator(CONTROLS).filter(visible=True)
        assert not shown.count(), (address, shown.first.evaluate("e => e.outerHTML.slice(0, 200)"))
        assert page.evaluate(CUT) == [], address
    page.goto(demo_site.url + "/")
    upright = sheets(page)
    assert len(upright) <= 2, "fifty sections stand on two sheets"
    assert {w < h for w, h in upright} == {True}
    page.goto(demo_site.url + "/audit?every=1")
    assert {w > h for w, h in sheets(page)} == {True}, "six columns go across"

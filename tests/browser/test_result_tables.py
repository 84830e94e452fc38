"""Result tables in a real browser: what stays in sight while one scrolls, on a phone, on paper."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.server import DemoSite

PHONE = {"width": 320, "height": 640}
#: Tables of words (not numbers) that once squeezed their columns to one character on a phone.
PLAIN = ["/", "/rounds/1/results"]


def test_department_and_section_stay_in_sight_while_their_rows_pass(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.goto(f"{demo_site.url}/rounds/1/results/answers-a")
    told = page.evaluate(
        """() => {
          const region = document.querySelector(".table-region");
          const cells = [...region.querySelectorAll("tbody th[rowspan]")];
          const highest = cells.sort((a, b) => b.offsetHeight - a.offsetHeight)[0];
          region.scrollTop = highest.offsetTop + highest.offsetHeight / 2;
          const label = highest.querySelector(".stay").getBoundingClientRect();
          const head = region.querySelector("thead th").getBoundingClientRect();
          return {label: label.top, head: head.bottom, region: region.getBoundingClientRect().bottom};
        }"""
    )
    assert told["head"] - 1 <= told["label"] < told["region"]


def test_labels_stand_level_with_their_first_row_before_scrolling(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    for address in ("answers-a", "answers-b", "counts-a"):
        page.goto(f"{demo_site.url}/rounds/1/results/{address}")
        moved = page.evaluate(
            """() => {
              const label = document.querySelector("tbody .stay");
              const cell = label.parentElement;
              return label.getBoundingClientRect().top - cell.getBoundingClientRect().top
                - parseFloat(getComputedStyle(cell).paddingTop);
            }"""
        )
        assert abs(moved) <= 8, (address, moved)


def test_words_stay_whole_on_a_phone(demo_site: DemoSite, new_page) -> None:
    page = new_page(viewport=PHONE)
    demo_site.sign_in(page, "secretariat")
    for address in PLAIN:
        page.goto(demo_site.url + address)
        narrowest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('.data-table :is(th, td)')].map(c => c.offsetWidth))"
        )
        assert narrowest >= 70, address
    page.goto(f"{demo_site.url}/rounds/1/projects/60")
    assert (
        page.evaluate("document.querySelector('.data-table td').offsetWidth") >= 200
    )  # sentences, not words


def test_the_filter_is_printed_only_where_it_was_used(demo_site: DemoSite, page: Page) -> None:
    demo_site.sign_in(page, "secretariat")
    page.emulate_media(media="print")
    page.goto(f"{demo_site.url}/rounds/1/results/answers-a")
    expect(page.locator(".narrow-form")).to_be_hidden()
    page.goto(f"{demo_site.url}/rounds/1/results/answers-a?q=公園")
    expect(page.locator(".narrow-form")).to_be_visible()

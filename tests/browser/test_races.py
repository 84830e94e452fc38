"""Typing, saving and the page's buttons in every order: nothing that somebody typed is lost.

Each test holds a request or its answer back until the page is in the state it asks about; none goes by time.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from app.responses.service import drafting
from forms.questions import Answer
from tests.browser.server import Site
from tests.browser.test_autosave import field, kept, open_form, state, write
from tests.support.city import NOW, add_project


@pytest.fixture
def form_id(site: Site) -> int:
    """A project of the first section that has only its name."""
    return add_project(site.city, {"name": Answer(text="花壇づくり")})


class Held:
    """Requests to an address that wait; `answered`: the server handled them, only the answer waits."""

    def __init__(self, page: Page, address: str, *, answered: bool = False) -> None:
        self.page, self.address, self.answered = page, address, answered
        self.waiting: list[tuple[Route, APIResponse | None]] = []
        self.open = False
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.open:
            return route.continue_()
        return self.waiting.append((route, route.fetch() if self.answered else None))

    def arrive(self) -> None:
        """Wait until one is held."""
        for _ in range(600):
            if self.waiting:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"nothing was sent to {self.address}")

    def let_go(self) -> None:
        """On they go, and whatever comes later passes."""
        self.open = True
        for route, response in self.waiting:
            route.fulfill(response=response) if response else route.continue_()


def go_on(page: Page) -> None:
    page.locator("button[name=then][value=next]").click(no_wait_after=True)


@pytest.mark.parametrize("again", [False, True], ids=["first-time", "reload"])
def test_what_is_typed_before_the_scripts_are_there_stays(
    site: Site,
    page: Page,
    form_id: int,
    again: bool,
) -> None:
    site.sign_in(page)
    address = site.fill_url(f"q/a/{form_id}/outline")
    if again:
        page.goto(address)
        state(page, "ready")
    scripts = Held(page, "**/autosave.js*")
    if again:
        page.reload(wait_until="commit")
    else:
        page.goto(address, wait_until="commit")
    field(page, "content").fill("急いで打った文章")
    page.locator("[name='activity-codes'][value='8']").check()
    scripts.arrive()
    scripts.let_go()
    state(page, "saved")
    expect(field(page, "content")).to_have_value("急いで打った文章")
    assert kept(site, form_id, "content") == ("急いで打った文章", 1)
    assert drafting.kept_answers(site.db, form_id)["activity"].answer.codes == (8,)


def test_typing_on_and_pressing_the_button_while_a_save_is_on_its_way(
    site: Site,
    page: Page,
    form_id: int,
    expected_problems,
) -> None:
    expected_problems.append("422")
    open_form(site, page, form_id)
    state(page, "ready")
    page.clock.install()
    save = Held(page, "**/save", answered=True)
    write(page, "content", "はじめ")
    save.arrive()
    field(page, "content").fill("はじめと続き")
    field(page, "unit").fill("協働係")
    go_on(page)
    page.clock.fast_forward(5000)  # a slow server: the press is not forgotten
    save.let_go()
    expect(page.locator(".error-summary")).to_be_visible()
    assert kept(site, form_id, "content") == ("はじめと続き", 2)
    assert kept(site, form_id, "unit") == ("協働係", 1)


def test_a_text_taken_back_after_a_lost_answer_is_taken_back(
    site: Site,
    page: Page,
    form_id: int,
    expected_problems,
) -> None:
    expected_problems.append("ERR_")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    open_form(site, page, form_id)
    state(page, "ready")
    page.route("**/save", lose, times=1)
    write(page, "name", "まちがい")
    state(page, "unreachable")
    assert kept(site, form_id, "name") == ("まちがい", 2)
    write(page, "name", "花壇づくり")
    state(page, "saved")
    assert kept(site, form_id, "name") == ("花壇づくり", 3)
    expect(field(page, "name")).to_have_value("花壇づくり")
    expect(page.locator(".conflict")).to_have_count(0)


def test_a_colleagues_text_never_replaces_what_was_typed_after_asking(
    site: Site,
    page: Page,
    form_id: int,
) -> None:
    open_form(site, page, form_id)
    state(page, "ready")
    drafting.write_answers(site.db, site.city.colleague, NOW, form_id, {"name": Answer(text="同館の名前")})
    save = Held(page, "**/save", answered=True)
    write(page, "unit", "協働係")
    save.arrive()
    write(page, "name", "私の名前")
    save.let_go()
    state(page, "conflict")
    expect(page.locator("#q-name .conflict")).to_contain_text("同館の名前")
    expect(field(page, "name")).to_have_value("私の名前")
    assert kept(site, form_id, "name") == ("同館の名前", 2)
    assert kept(site, form_id, "unit") == ("協働係", 1)


def test_a_tick_given_while_messages_are_on_their_way_stays(
    site: Site,
    page: Page,
    form_id: int,
) -> None:
    site.sign_in(page)
    page.goto(site.fill_url(f"q/a/{form_id}/figures"))
    write(page, "city_budget", "1,180,000円")
    tick = page.locator("[name='city_budget-confirm']")
    expect(tick).to_be_visible()
    page.evaluate(
        """() => { const box = document.querySelector("#q-city_budget"), said = box.querySelector("[data-said]");
                   const told = { findings: said.innerHTML, wrong: true, by: "" };
                   said.querySelector("input").checked = true;
                   kikitori.fields.say(box, told); }"""
    )
    expect(tick).to_be_checked()

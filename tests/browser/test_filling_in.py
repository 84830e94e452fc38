"""A section fills in, checks and submits: the journey of every section, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.responses.service import drafting, reading
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer
from tests.browser.server import PASSWORD, Site, stop_the_clock
from tests.support.city import COMPLETE_A, NOW, add_project

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}


def give(page: Page, key: str, answer: Answer) -> None:
    """Answer one question as a person does: click the choices, type the texts."""
    for code in answer.codes:
        page.locator(f"[name='{key}-codes'][value='{code}']").check()
    for part, text in (("text", answer.text), ("other", answer.other), ("page", answer.page)):
        if text:
            page.locator(f"[name='{key}-{part}']").fill(text)


def save(page: Page, then: str = "next") -> None:
    page.locator(f"button[name=then][value={then}]").click()


def act(page: Page, button: str) -> None:
    """Press a button that posts, and wait for the page it leads to: only then has the server answered."""
    with page.expect_navigation():
        page.locator(button).first.click()


def fill_project(site: Site, page: Page, answers: dict[str, Answer]) -> None:
    """Add an A project and go through all its blocks to the check page."""
    page.goto(site.fill_url("q/a/"))
    page.locator("form[action$='/add'] button").first.click()
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    for block in made.blocks:
        expect(page.locator("h2").first).to_contain_text(block.title.ja)
        for question in block.questions:
            if question.key in answers:
                give(page, question.key, answers[question.key])
        save(page)
    expect(page).to_have_url(re.compile("/check$"))


def submit(page: Page) -> None:
    page.locator("input[name=respondent]").fill("山田 花子")
    page.locator("input[name=extension]").fill("2145")
    page.locator("button.button--primary, main button").last.click()
    page.wait_for_url("**/done/*")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_project_from_sign_in_to_receipt(site: Site, new_page, axe, script: bool) -> None:
    page = new_page(viewport=WIDE, java_script_enabled=script)
    site.sign_in(page)
    fill_project(site, page, COMPLETE_A)
    submit(page)
    expect(page.locator("main")).to_contain_text("花壇づくり")
    forms = reading.submitted_forms(site.db, site.city.round_id)
    assert [(f.questionnaire, f.version) for f in forms] == [("a", 1)]
    assert {k: a for k, a in forms[0].answers.items() if k in COMPLETE_A} == COMPLETE_A
    if script:
        axe(page)


def test_every_page_of_filling_in_is_accessible_and_fits_a_phone(site: Site, new_page, axe) -> None:
    form_id = add_project(site.city)
    place = site.fill_url
    addresses = [place(), place("q/a/"), place("q/b/"), place("check"), place("print")]
    made = rounds.questionnaires(site.db, site.city.round_id)
    addresses += [place(f"q/a/{form_id}/{b.key}") for b in made[1].blocks]
    addresses += [place(f"q/overall/0/{b.key}") for b in made[0].blocks]
    for viewport in (WIDE, PHONE):
        page = new_page(viewport=viewport)
        site.sign_in(page)
        for address in addresses:
            page.goto(address)
            axe(page)
            sideways = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{address} scrolls sideways by {sideways} px at {viewport['width']} px"


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, page: Page, expected_problems
) -> None:
    expected_problems.append("422")
    form_id = add_project(site.city)
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    block = next(b for b in made.blocks if any(q.key == "city_budget" for q in b.questions))
    page.goto(site.fill_url(f"q/a/{form_id}/{block.key}"))
    give(page, "start", Answer((1,), "昭和80"))
    give(page, "city_budget", Answer((1,), "△5"))
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("昭和80")
    page.locator(".error-summary a").first.click()
    expect(page.locator("#q-start")).to_contain_text("昭和80という年はありません")
    expect(page.locator("[name='start-text']")).to_have_value("昭和80")
    expect(page.locator("[name='city_budget-text']")).to_have_value("△5")
    assert reading.drafts(site.db, form_id)["start"].text == "昭和80", "the draft keeps what was typed"
    give(page, "start", Answer((1,), "S62"))
    give(page, "city_budget", Answer((1,), "1,180,000円"))
    save(page)
    expect(page.locator("#q-city_budget")).to_contain_text("1,180千円")
    page.locator("[name='city_budget-confirm']").check()
    save(page)
    expect(page.locator(".error-summary")).to_have_count(0)


def test_two_tabs_lose_nothing(site: Site, new_page, expected_problems) -> None:
    expected_problems.append("409")
    form_id = add_project(site.city)
    first = new_page(
        viewport=WIDE, java_script_enabled=False
    )  # with it, pages save themselves: test_autosave.py
    site.sign_in(first)
    second = first.context.new_page()
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    address = site.fill_url(f"q/a/{form_id}/{made.blocks[0].key}")
    first.goto(address)
    second.goto(address)
    give(first, "name", Answer(text="先の名前"))
    save(first)
    give(second, "name", Answer(text="後の名前"))
    give(second, "content", Answer(text="後の内容"))
    save(second)
    expect(second.locator("#q-name")).to_contain_text("先の名前")
    expect(second.locator("[name='name-text']")).to_have_value("後の名前")
    kept = reading.drafts(site.db, form_id)
    assert (kept["name"].text, kept["content"].text) == ("先の名前", "後の内容")
    act(second, "button[name=then][value=next]")
    assert reading.drafts(site.db, form_id)["name"].text == "後の名前"


def test_submitting_twice_and_the_back_button_make_one_version(site: Site, page: Page) -> None:
    form_id = add_project(site.city)
    site.sign_in(page)
    page.goto(site.fill_url("check"))
    second = page.context.new_page()
    second.goto(site.fill_url("check"))
    submit(page)
    submit(second)
    assert second.url == page.url, "the second click leads to the receipt of the first"
    page.go_back()
    expect(page.locator("input[name=respondent]")).to_have_count(0)
    assert len(reading.form_versions(site.db, form_id)) == 1


def test_a_session_that_ended_over_lunch_keeps_the_posted_text(
    site: Site, new_page, expected_problems
) -> None:
    expected_problems.append("401")
    form_id = add_project(site.city)
    page = new_page(java_script_enabled=False)
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    page.goto(site.fill_url(f"q/a/{form_id}/{made.blocks[0].key}"))
    long = "昼休みの前に書いた文章。\n" * 400
    give(page, "content", Answer(text=long))
    with site.db.write():
        site.db.run("DELETE FROM sign_in")
    save(page)
    page.locator("input[name=login]").fill("kacho")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("main")).to_contain_text("昼休みの前に書いた文章。")
    assert reading.drafts(site.db, form_id)["content"] == COMPLETE_A["content"], (
        "signing in alone saves nothing"
    )
    page.locator("main button").first.click()
    expect(page).to_have_url(re.compile("/partnership$"))
    assert reading.drafts(site.db, form_id)["content"].text == long


def test_none_projects_lists_and_undo(site: Site, page: Page) -> None:
    site.sign_in(page)
    page.goto(site.fill_url("q/b/"))
    act(page, "form[action$='/none'] button")
    assert drafting.declarations.of_section(site.db, site.city.round_id, site.city.sections[0]) == {"b"}
    first, second = (
        add_project(site.city),
        add_project(site.city, COMPLETE_A | {"name": Answer(text="二つ目")}),
    )
    page.goto(site.fill_url("q/a/"))
    act(page, f"form[action$='/form/{second}/act'] button[value=up]")
    rows = page.locator("main").inner_text()
    assert rows.index("二つ目") < rows.index("花壇づくり")
    act(page, f"form[action$='/form/{first}/act'] button[value=delete]")
    expect(page.locator("main")).to_contain_text("花壇づくり")
    assert reading.form(site.db, first).deleted
    act(page, "button[value=restore]")
    assert not reading.form(site.db, first).deleted
    page.locator(f"form[action$='/form/{first}/act'] button[value=duplicate]").dblclick()
    expect(page.locator("main")).to_contain_text("花壇づくり（写し）")
    forms = list(drafting.forms.of_section(site.db, site.city.round_id, site.city.sections[0]))
    assert len(forms) == 3, "a double click makes one copy"


def test_number_keys_choose_and_can_be_switched_off(site: Site, page: Page) -> None:
    form_id = add_project(site.city, {})
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    address = site.fill_url(f"q/a/{form_id}/{made.blocks[0].key}")
    page.clock.install()
    page.goto(address)
    stop_the_clock(page)
    page.locator("[name='activity-codes'][value='1']").focus()
    page.keyboard.press("3")
    expect(page.locator("[name='activity-codes'][value='3']")).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("0")
    expect(page.locator("[name='activity-codes'][value='10']")).to_be_checked()
    expect(page.locator("[name='activity-codes'][value='1']")).not_to_be_checked()
    page.locator("[name='name-text']").fill("")
    page.locator("[name='name-text']").press("3")
    expect(page.locator("[name='name-text']")).to_have_value("3")
    with site.db.write():
        site.db.run("UPDATE account SET number_keys = 0")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    page.locator("[name='activity-codes'][value='1']").focus()
    page.keyboard.press("4")
    page.clock.fast_forward(900)
    expect(page.locator("[name='activity-codes'][value='4']")).not_to_be_checked()


def test_the_exclusive_choice_clears_the_others(site: Site, page: Page) -> None:
    form_id = add_project(site.city, {})
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    block = next(b for b in made.blocks if any(q.key == "issue" for q in b.questions))
    page.goto(site.fill_url(f"q/a/{form_id}/{block.key}"))
    page.locator("[name='issue-codes'][value='1']").check()
    page.locator("[name='issue-codes'][value='12']").check()
    expect(page.locator("[name='issue-codes'][value='1']")).not_to_be_checked()
    page.locator("[name='issue-codes'][value='2']").check()
    expect(page.locator("[name='issue-codes'][value='12']")).not_to_be_checked()


def test_the_whole_form_by_keyboard_alone(site: Site, page: Page) -> None:
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "overall")
    page.goto(site.fill_url(f"q/overall/0/{made.blocks[0].key}"))
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name == "status-codes":
            page.keyboard.press("1")
            break
    else:
        pytest.fail("the choices cannot be reached by Tab")
    expect(page.locator("[name='status-codes'][value='1']")).to_be_checked()


def test_a_closed_round_shows_answers_but_takes_none(site: Site, page: Page, expected_problems) -> None:
    form_id = add_project(site.city)
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    address = site.fill_url(f"q/a/{form_id}/{made.blocks[0].key}")
    page.goto(address)
    rounds.change(site.db, SYSTEM, NOW, site.city.round_id, state="closed")
    expected_problems.append("409")
    give(page, "name", Answer(text="遅れて"))
    save(page)
    expect(page.locator("main")).to_contain_text("受付期間外")
    assert reading.drafts(site.db, form_id)["name"].text == "花壇づくり"
    page.goto(address)
    expect(page.locator("main")).to_contain_text("花壇づくり")
    expect(page.locator("button[name=then]")).to_have_count(0)


def test_a_project_deleted_in_another_window_keeps_the_text(site: Site, new_page, expected_problems) -> None:
    form_id = add_project(site.city)
    page = new_page(java_script_enabled=False)
    site.sign_in(page)
    page.goto(site.fill_url(f"q/a/{form_id}/outline"))
    give(page, "content", Answer(text="書きかけの\n文章"))
    drafting.set_deleted(site.db, site.city.writer, NOW, form_id, True)
    expected_problems.append("409")
    save(page)
    expect(page.locator("main")).to_contain_text("この事業は削除されています")
    with page.context.expect_page() as opened:
        page.locator("main a[target=_blank]").click()
    listing = opened.value
    listing.locator("details summary").click()
    listing.locator("details button[value=restore]").click()
    expect(listing.locator("main")).to_contain_text("花壇づくり")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/partnership$"))
    assert reading.drafts(site.db, form_id)["content"].text == "書きかけの\n文章"


def test_english_pages_fit_a_phone_too(site: Site, new_page) -> None:
    form_id = add_project(site.city)
    page = new_page(viewport=PHONE)
    page.context.add_cookies([{"name": "kikitori_lang", "value": "en", "url": site.url}])
    site.sign_in(page)
    made = rounds.questionnaire(site.db, site.city.round_id, "a")
    for place in ("", "q/a/", "check", "print", *(f"q/a/{form_id}/{b.key}" for b in made.blocks)):
        page.goto(site.fill_url(place))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], place

"""The browser fixtures themselves: each kind of problem is seen, and a good page has none."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import FURNITURE, PLAYWRIGHTS

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:9/"
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; form-action 'self'"
GOOD = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>調査票</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>調査票</h1><p>男女共同参画</p></main></body></html>"""


def show(page, html, policy=STRICT):
    """A page from a server that is not there, with the policy the real one sends."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    page.route(ADDRESS + "**", lambda route: route.fulfill(body=html, headers=headers))
    page.goto(ADDRESS)


def test_good_page_has_no_problems(page, axe):
    show(page, GOOD)
    assert page.title() == "調査票"
    axe(page)


def test_axe_sees_an_image_without_words(page, axe):
    show(page, GOOD.replace("</p>", '</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
    axe(page, disable={"image-alt"})


def test_what_playwright_switches_off_stays_off(browser):
    command = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    theirs, ours = (set(found.split(",")) for found in re.findall(r"--disable-features=(\S+)", command))
    assert theirs == set(PLAYWRIGHTS)
    assert ours == theirs | set(FURNITURE)


def test_nothing_leaves_this_machine(page, expected_problems):
    expected_problems.append("http://203.0.113.1/")
    with pytest.raises(Error, match="ERR_PROXY_CONNECTION_FAILED"):
        page.goto("http://203.0.113.1/")


#: What a page holds → how the test that shows it fails.
PROBLEMS = {
    '<img src="https://example.org/x.png" alt="">': "foreign request: https://example.org/x.png",
    "<script>console.error('broken')</script>": "console error: broken",
    "<script>nowhere()</script>": "page error: nowhere is not defined",
}


def test_problem_fails_the_test(chromium_path, pytester, monkeypatch):
    """In a test run of its own, because the failure is the point."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("KIKITORI_BROWSER_COUNT", raising=False)
    pytester.makeconftest("from tests.conftest import *\nfrom tests.browser.conftest import *\n")
    pytester.makepyfile(f"""
        import pytest

        @pytest.mark.parametrize("html", {list(PROBLEMS)!r}, ids=["0", "1", "2"])
        def test_page(page, html):
            page.route("{ADDRESS}", lambda route: route.fulfill(body=html, content_type="text/html"))
            page.goto("{ADDRESS}", wait_until="networkidle")
        """)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=3, errors=3)
    for number, problem in enumerate(PROBLEMS.values()):
        result.stdout.fnmatch_lines([f"*ERROR at teardown of test_page?{number}?*", f"*{problem}*"])


def test_expected_problem_is_let_pass(page, expected_problems):
    expected_problems.append("Content Security Policy")
    show(page, GOOD.replace("<main>", "<main><script>1</script>"))


def test_windows_do_not_share_a_session(new_page):
    first, second = new_page(), new_page(java_script_enabled=False)
    for page in (first, second):
        show(page, GOOD)
    first.context.add_cookies([{"name": "session", "value": "1", "url": ADDRESS}])
    assert second.context.cookies() == []

"""A real browser that fails the test on anything a user should never meet.

page                   a new window; fails on foreign requests, console errors and uncaught errors
new_page(**options)    further windows with their own session: new_page(java_script_enabled=False),
                       new_page(viewport={"width": 320, "height": 640})
expected_problems      list of texts of problems a test provokes on purpose: expected_problems.append("403")
axe(page)              fails on any violation of axe's rules; disable={"rule"} with a reason beside it
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.server import demo_of, demo_site, site  # noqa: F401 - fixtures of every browser test

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",
    "--enable-blink-features=ComputedAccessibilityInfo",  # how the focused element is called (keyboard.py)
    "--proxy-server=127.0.0.1:9",  # nobody is there, so nothing leaves this machine; its own addresses need no proxy
]
#: Parts of the browser itself: two pages that every new window loads behind its address bar, half of the time it takes.
FURNITURE = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"]
#: What Playwright switches off; the browser minds only the last list it is given (test_harness.py compares).
PLAYWRIGHTS = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
]
#: How long a test waits for what must come, in ms: how quick the machine is today is not what it judges.
PATIENCE = 30_000
OWN_HOSTS = {"127.0.0.1", "localhost", "::1"}
#: A picture or a file shown alone names no icon; the browser looks for one by itself, sooner or later.
UNASKED = "/favicon.ico"
LOCAL_SCHEMES = {"about", "blob", "data"}
AXE = Path(__file__).parents[1] / "vendor/axe-core-4.14.1/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser(chromium_path):
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        off = "--disable-features=" + ",".join(PLAYWRIGHTS + FURNITURE)
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[*ARGUMENTS, off])
        yield browser
        browser.close()


def is_foreign(address):
    parts = urlsplit(address)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in OWN_HOSTS


def watch(context, problems):
    """Write down what goes wrong in any window of the context.

    Requests are listened to, not held up one by one: that takes as long as to answer them, and turns the cache off.
    """

    def asked(request):
        if is_foreign(request.url):
            problems.append(f"foreign request: {request.url}")

    def heard(message):
        address = message.location.get("url", "")
        if message.type == "error" and not address.endswith(UNASKED):
            problems.append(f"console error: {message.text} ({address})")

    context.on("request", asked)
    context.on("console", heard)
    context.on("weberror", lambda error: problems.append(f"page error: {error.error}"))


@pytest.fixture
def expected_problems():
    return []


@pytest.fixture
def new_page(browser, expected_problems):
    problems = []
    contexts = []

    def make(**options):
        context = browser.new_context(**{"locale": "ja-JP", "timezone_id": "Asia/Tokyo", **options})
        context.set_default_timeout(PATIENCE)
        watch(context, problems)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    unexpected = [found for found in problems if not any(text in found for text in expected_problems)]
    assert unexpected == [], "\n".join(["the browser met problems:", *unexpected])


@pytest.fixture
def page(new_page):
    return new_page()


def run_axe(page, tags, disable):
    """Through the debugging protocol, because a strict content security policy forbids injected scripts."""
    options = {
        "runOnly": tags,
        "rules": {rule: {"enabled": False} for rule in disable},
        "resultTypes": ["violations"],
    }
    session = page.context.new_cdp_session(page)

    def evaluate(expression):
        answer = session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    evaluate(AXE.read_text(encoding="utf-8") + "\n;true")
    found = evaluate(
        f"axe.run(document, {json.dumps(options)}).then(result => JSON.stringify(result.violations))"
    )
    session.detach()
    return json.loads(found)


@pytest.fixture(scope="session")
def axe():
    def check(page, *, tags=AXE_TAGS, disable=()):
        page.wait_for_load_state()  # after a click the page may be half there: no main landmark yet, no heading
        lines = []
        for violation in run_axe(page, tags, disable):
            places = ", ".join(" ".join(node["target"]) for node in violation["nodes"])
            lines.append(f"{violation['id']}: {violation['help']} at {places}")
        assert lines == [], "\n".join([f"axe on {page.url}:", *lines])

    return check

"""A person who has only a keyboard. Every stop of Tab is judged: it can be seen, it is ringed, nothing lies over it.

keys.to("提出する")        Tab until the focused element is called so; fails after as many stops as somebody would bear
keys.to("…", back=True)    the same with Shift+Tab
keys.follow("…")           there, Enter, and the page it leads to is there
keys.write("…", "words")   there, and typed over what stands in it
keys.tabs                  how often Tab was pressed so far
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page

#: The focused element: what a screen reader calls it, and what an eye sees of it (WCAG 2.4.7 and 2.4.11).
#: hidden: how much of it lies under something else or outside the window, measured at nine points of its largest part.
LOOK = """async () => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // it scrolls there first
  const el = document.activeElement;
  if (!el || el === document.body || el.tabIndex < 0) return null; // no stop: a page begins there, or its main part
  const ringed = [el, el.closest("label.choice")].filter(Boolean).some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && !/^rgba\\(.*, 0\\)$/.test(style.outlineColor);
  });
  const box = Array.from(el.getClientRects())
    .reduce((most, one) => (one.width * one.height > most.width * most.height ? one : most), new DOMRect());
  const height = Math.min(box.height, innerHeight), width = Math.min(box.width, innerWidth);
  const steps = [0.1, 0.5, 0.9];
  const points = steps.flatMap((x) => steps.map((y) => [box.left + x * width, box.top + y * height]));
  const label = el.labels && el.labels[0];
  const hidden = points.filter(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return !hit || !(el.contains(hit) || (label && label.contains(hit)));
  });
  const over = hidden.map(([x, y]) => document.elementFromPoint(x, y)).find(Boolean);
  return {
    name: (el.computedName || "").trim(), role: el.computedRole || el.tagName, tag: el.tagName.toLowerCase(),
    ringed, hidden: hidden.length / points.length, size: [Math.round(box.width), Math.round(box.height)],
    over: over ? over.tagName + "." + over.className : "outside the window",
  };
}"""


#: The first link of every page, past the header.
SKIP = "本文へ移動"


@dataclass(frozen=True)
class Stop:
    """Where the focus is."""

    name: str
    role: str
    tag: str
    ringed: bool
    hidden: float
    size: tuple[int, int]
    over: str

    def faults(self) -> list[str]:
        """What is wrong with it for somebody who looks for the focus."""
        found = []
        if not self.name:
            found.append("has no name")
        if min(self.size) < 1:
            found.append("has no size")
        if not self.ringed:
            found.append("has no focus ring")
        if self.hidden > 0.5:
            found.append(f"is hidden by {self.over}")
        return found


class Keys:
    """A page, and nothing but keys: no click(), no focus(), no fill(). skips: knows the link past the header."""

    def __init__(self, page: Page, *, skips: bool = False) -> None:
        self.page = page
        self.skips = skips
        self.tabs = 0

    def tab(self, back: bool = False) -> Stop | None:
        """One press of Tab; None where the focus left the page."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        self.tabs += 1
        return self.look()

    def look(self) -> Stop | None:
        """What has the focus now; fails where it cannot be seen."""
        seen = self.page.evaluate(LOOK)
        if seen is None:
            return None
        stop = Stop(**seen)
        assert not stop.faults(), f"{self.page.url}: {stop.role} “{stop.name}” {', '.join(stop.faults())}"
        return stop

    def to(
        self, name: str | re.Pattern[str], *, most: int = 80, back: bool = False, header: bool = False
    ) -> Stop:
        """Tab until the focus is on this; not more often than `most`. Nothing is pressed where it is there already.

        header: it is in the header, which is not skipped.
        """
        stop = self.look()
        met: list[str] = []
        while stop is None or not called(stop, name):
            if len(met) >= most or met.count("(end)") > 1:
                raise AssertionError(f"{self.page.url}: no “{name}”: {met}")
            stop = self.tab(back)
            met.append(f"{stop.role} {stop.name}" if stop else "(end)")
            if self.skips and not header and stop and stop.name == SKIP and not called(stop, name):
                self.press("Enter")
        return stop

    def press(self, *keys: str) -> None:
        """Other keys than Tab."""
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self, key: str = "Enter") -> None:
        """Press what has the focus; the page it leads to is there afterwards."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def follow(self, name: str | re.Pattern[str], **options: int | bool) -> None:
        """A link or a button, and on to its page."""
        self.to(name, **options)
        self.enter()

    def write(self, name: str | re.Pattern[str], words: str, **options: int | bool) -> None:
        """Type into a field, over what stands there."""
        self.to(name, **options)
        self.press("Control+a")
        self.page.keyboard.type(words)

    def sign_in(self, url: str, login: str, password: str) -> None:
        """The sign-in page, and through it."""
        self.page.goto(f"{url}/sign-in")
        self.write("ログイン名", login)
        self.write("パスワード", password)
        self.enter()


def called(stop: Stop, name: str | re.Pattern[str]) -> bool:
    """A pattern is looked for, words are the whole name."""
    return bool(name.search(stop.name)) if isinstance(name, re.Pattern) else stop.name == name

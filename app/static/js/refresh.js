// A part of the page that keeps itself up to date: [data-refresh="60"] is fetched anew every 60 seconds and replaced
// where it differs. Nothing moves under somebody's hands: not while a field in it is being used, nor in a hidden window.
(function () {
  "use strict";
  const part = document.querySelector("[data-refresh][id]");
  if (!part || !window.fetch || !window.DOMParser) return;
  const pause = Number(part.dataset.refresh) * 1000;
  // Said in the address: a page that asks by itself keeps nobody signed in who has left the room (app/factory.py).
  const address = new URL(window.location.href);
  address.searchParams.set("watching", "1");

  function inUse() {
    const at = document.activeElement;
    return document.hidden || (at && part.contains(at) && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName));
  }

  // The focus goes back to the link with the same address, so that the keyboard does not lose its place.
  function focused() {
    const at = document.activeElement;
    return at && part.contains(at) ? at.getAttribute("href") : null;
  }

  function replace(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.innerHTML) return;
    const href = focused();
    part.replaceChildren(...fresh.childNodes);
    if (href === null) return;
    const same = Array.from(part.querySelectorAll("a[href]")).find((link) => link.getAttribute("href") === href);
    if (same) same.focus({ preventScroll: true });
  }

  function refresh() {
    if (inUse()) return;
    window
      .fetch(address, { credentials: "same-origin", redirect: "manual" })
      .then((answer) => (answer.ok ? answer.text() : null))
      .then((text) => {
        if (text && !inUse()) replace(text);
      })
      .catch(() => {}); // the server is away: the page says as of when it is, and tries again
  }

  window.setInterval(refresh, pause);
  document.addEventListener("visibilitychange", refresh);
})();

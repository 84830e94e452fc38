// A second click on a button that is already sending does nothing. The server would stand it too; this only
// spares the person a second look at the same page. Without this script everything works.
(function () {
  "use strict";
  const PAUSE = 6000; // a download leaves the page where it is: the button comes back; another file is another matter

  function release(form) {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-disabled][data-was-sent]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-was-sent");
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const other = "downloads" in form.dataset && event.submitter && !event.submitter.hasAttribute("data-was-sent");
    if (form.dataset.sending && !other) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    if (event.submitter) {
      event.submitter.setAttribute("aria-disabled", "true");
      event.submitter.setAttribute("data-was-sent", "");
    }
    window.setTimeout(() => release(form), PAUSE);
  });

  // The back button may show this very page again, as it was left.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sending]").forEach(release);
  });
})();

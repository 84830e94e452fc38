// Asks before a page with unsaved input is left, and shows that there is some. Forms with data-warn-unsaved;
// data-unsaved="yes": what the page came with is not saved either (somebody else was first). Sending one form
// does not save what is typed in another: that is asked about, too.
(function () {
  "use strict";
  const guarded = Array.from(document.querySelectorAll("form[data-warn-unsaved]"), guard);

  function differs(input) {
    if (input.type === "hidden" || input.type === "submit") return false;
    if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
    return "defaultValue" in input && input.value !== input.defaultValue;
  }

  // "Take the selection back" has no stored state of its own: it differs only where something was chosen.
  function changed(form) {
    if (form.dataset.unsaved === "yes") return true;
    return Array.from(form.elements).some((input) => !(input.value === "" && input.type === "radio") && differs(input));
  }

  function guard(form) {
    const note = form.querySelector("[data-unsaved-note]");
    const one = { form, sending: false, show };
    function show() {
      if (note) note.hidden = !changed(form);
    }
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    form.addEventListener("submit", () => {
      one.sending = true;
      if ("downloads" in form.dataset) window.setTimeout(() => (one.sending = false), 6000); // a download leaves the page here
    });
    show();
    return one;
  }

  window.addEventListener("pageshow", () => {
    for (const one of guarded) {
      one.sending = false;
      one.show();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = guarded.some((one) => !one.sending && "warnUnsaved" in one.form.dataset && changed(one.form));
    if (!lost) return;
    for (const one of guarded) one.sending = false; // who stays has sent nothing
    event.preventDefault();
    event.returnValue = "";
  });
})();

// Asks before a page with unsaved input is left, and shows that there is some. Forms with data-warn-unsaved;
// data-unsaved="yes": what the page came with is not saved either (somebody else was first).
(function () {
  "use strict";
  const form = document.querySelector("form[data-warn-unsaved]");
  if (!form) return;
  const note = form.querySelector("[data-unsaved-note]");
  let sending = false;

  function differs(input) {
    if (input.type === "hidden" || input.type === "submit") return false;
    if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
    return "defaultValue" in input && input.value !== input.defaultValue;
  }

  // "Take the selection back" has no stored state of its own: it differs only where something was chosen.
  function changed() {
    if (form.dataset.unsaved === "yes") return true;
    return Array.from(form.elements).some((input) => !(input.value === "" && input.type === "radio") && differs(input));
  }

  function show() {
    if (note) note.hidden = !changed();
  }

  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("submit", () => {
    sending = true;
    if ("downloads" in form.dataset) window.setTimeout(() => (sending = false), 6000); // a download leaves the page here
  });
  window.addEventListener("pageshow", () => {
    sending = false;
    show();
  });
  window.addEventListener("beforeunload", (event) => {
    if (sending || !("warnUnsaved" in form.dataset) || !changed()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  show();
})();

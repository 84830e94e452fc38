// Leaving a page that saves itself: by its buttons, its links, the language switch. Saved first, then gone.
(function (kikitori) {
  "use strict";
  const PATIENCE = 4000;
  // autosave.js comes after this script, so that nothing is ever on its way without it.
  const draft = {
    get form() { return kikitori.autosave && kikitori.autosave.form; },
    pending: () => Boolean(kikitori.autosave) && kikitori.autosave.pending(),
    settled: () => kikitori.autosave.settled(),
    focusProblem: () => kikitori.autosave.focusProblem(),
  };
  let holding = false;
  let passing = null;

  function limited(promise) {
    return Promise.race([promise, new Promise((done) => window.setTimeout(() => done(false), PATIENCE))]);
  }

  function send(form, button) {
    passing = form;
    if (form.requestSubmit) form.requestSubmit(button || undefined);
    else if (button) button.click();
    else form.submit();
    passing = null;
  }

  async function holdForm(form, button) {
    holding = true;
    const settled = draft.settled();
    const done = await (form === draft.form ? settled : limited(settled)); // a press is never forgotten
    holding = false;
    if (done || form !== draft.form) send(form, button);
    else draft.focusProblem();
  }

  kikitori.held = (form) => form !== passing && (holding || draft.pending());

  // First of all listeners, so that nobody else takes a form for sent that is only waiting.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.closest("#draft-bar") || !kikitori.held(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!holding) holdForm(form, event.submitter || document.activeElement.closest("button"));
  }, true);

  document.addEventListener("click", async (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || link.target || link.hash && link.pathname === window.location.pathname) return;
    if (!draft.pending() || event.defaultPrevented) return;
    event.preventDefault();
    await limited(draft.settled());
    window.location.assign(link.href);
  });
})((window.kikitori = window.kikitori || {}));

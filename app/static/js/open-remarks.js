// Ticking a form that is returned opens the remarks on its questions. Without this script one opens them oneself.
(function () {
  "use strict";
  document.addEventListener("change", (event) => {
    const tick = event.target;
    if (!tick.matches || !tick.matches("input[type=checkbox][name=forms]") || !tick.checked) return;
    const remarks = tick.closest("section").querySelector("details");
    if (remarks) remarks.open = true;
  });
})();

// A page that came back with errors starts at their list, so that screen readers and the keyboard begin there.
(function () {
  "use strict";
  const summary = document.getElementById("error-summary");
  if (summary && !window.location.hash) summary.focus();
})();

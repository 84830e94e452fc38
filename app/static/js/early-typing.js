// Notes which inputs somebody touches before the other scripts of the page are there: on a slow line that takes
// seconds. It is the one script that the page waits for, so that no input is there before it. Without it a text typed
// early looks like one that the browser filled in by itself (autosave.js).
(function (kikitori) {
  "use strict";
  const touched = new WeakSet();
  ["input", "change"].forEach((kind) => document.addEventListener(kind, (event) => touched.add(event.target), true));
  kikitori.touched = touched;
})((window.kikitori = window.kikitori || {}));

// The words selected in an answer go into the field beside it; without this script one copies them.
(function () {
  "use strict";
  document.querySelectorAll("[data-quote]").forEach((button) => {
    const place = button.closest(".quotable");
    const answer = place.querySelector("[data-answer]");
    const field = place.querySelector("textarea");
    button.hidden = false;
    // Pressing must not lose the selection.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const chosen = document.getSelection();
      const inside = chosen.rangeCount && answer.contains(chosen.getRangeAt(0).commonAncestorContainer);
      const words = inside ? chosen.toString().trim() : "";
      if (words) { field.value = words; }
      field.focus();
    });
  });
})();

// A choice that excludes the others (特に無し) and the others take each other's tick away.
(function () {
  "use strict";
  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (!changed.matches || !changed.matches("input[type=checkbox][data-number]") || !changed.checked) return;
    const exclusive = "exclusive" in changed.dataset;
    const group = changed.closest("fieldset");
    if (!group || !group.querySelector("[data-exclusive]")) return;
    group.querySelectorAll("input[type=checkbox][data-number]").forEach((other) => {
      if (other !== changed && (exclusive || "exclusive" in other.dataset)) other.checked = false;
    });
  });
})();

// "Select all" over a list of ticks; without this script one ticks them singly.
(function () {
  "use strict";
  document.querySelectorAll("[data-select-all]").forEach((button) => {
    const ticks = () => document.querySelectorAll(`input[type=checkbox][name="${button.dataset.selectAll}"]`);
    button.hidden = false;
    button.addEventListener("click", () => {
      const all = [...ticks()];
      const wanted = !all.every((tick) => tick.checked);
      all.forEach((tick) => { tick.checked = wanted; });
    });
  });
})();

// Typing a value or an explanation chooses the choice it belongs to.
(function () {
  "use strict";
  document.addEventListener("input", (event) => {
    const typed = event.target;
    if (!typed.dataset || !typed.dataset.selects || !typed.value.trim()) return;
    const choice = document.getElementById(typed.dataset.selects);
    if (!choice || choice.checked) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();

// Drag a hearing to a slot or off the board. It does what the list and the button on each card do, without a page between.
(function () {
  "use strict";
  const board = document.querySelector("[data-board]");
  const form = document.getElementById("drop-form");
  if (!board || !form) return;
  let dragged = null;

  const excluded = (place) => dragged && dragged.dataset.cannot.split(" ").includes(place.dataset.day);

  board.querySelectorAll("[data-key]").forEach((card) => {
    if (card.dataset.pinned) return;
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.key);
      board.querySelectorAll("[data-where]").forEach((place) => place.classList.toggle("is-excluded", Boolean(excluded(place))));
    });
    card.addEventListener("dragend", () => {
      dragged = null;
      board.querySelectorAll("[data-where]").forEach((place) => place.classList.remove("is-excluded", "is-over"));
    });
  });

  board.querySelectorAll("[data-where]").forEach((place) => {
    place.dataset.warning = form.dataset.cannot;
    place.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      place.classList.add("is-over");
    });
    place.addEventListener("dragleave", () => place.classList.remove("is-over"));
    place.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      form.elements.key.value = dragged.dataset.key;
      form.elements.where.value = place.dataset.where;
      form.requestSubmit();
    });
  });
})();

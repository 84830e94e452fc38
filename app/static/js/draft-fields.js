// The inputs of one question: what is in them, what of it is saved, and putting something else there.
// What is saved is each input's default (defaultValue, defaultChecked); unsaved.js goes by the same.
(function (kikitori) {
  "use strict";

  function inputs(box) {
    return Array.from(box.querySelectorAll("input[name], textarea[name]")).filter((one) => one.type !== "hidden");
  }

  function isTick(input) {
    return input.type === "radio" || input.type === "checkbox";
  }

  // "Take the selection back" is a radio without a value: it differs only where something was chosen.
  function differs(input) {
    if (!isTick(input)) return input.value !== input.defaultValue;
    return input.checked !== input.defaultChecked && !(input.type === "radio" && input.value === "");
  }

  function read(box, saved) {
    const found = [];
    inputs(box).forEach((input) => {
      if (!isTick(input)) found.push([input.name, saved ? input.defaultValue : input.value]);
      else if ((saved ? input.defaultChecked : input.checked) && input.value) found.push([input.name, input.value]);
    });
    return found;
  }

  function has(pairs, input) {
    return pairs.some((pair) => pair[0] === input.name && pair[1] === input.value);
  }

  function valueOf(pairs, input) {
    const found = pairs.find((pair) => pair[0] === input.name);
    return found ? found[1] : "";
  }

  // [name, value] of everything as a browser would post it.
  function current(box) {
    return read(box, false);
  }

  // The same of what is saved.
  function saved(box) {
    return read(box, true);
  }

  function isChanged(box) {
    return inputs(box).some(differs);
  }

  // Somebody typed or clicked here before the scripts were there (early-typing.js).
  function isTouched(box) {
    return Boolean(kikitori.touched) && inputs(box).some((input) => kikitori.touched.has(input));
  }

  // Line ends and the order of ticks are no difference.
  function same(one, other) {
    const plain = (pairs) =>
      JSON.stringify(pairs.filter((p) => p[1] !== "").map((p) => [p[0], p[1].replace(/\r\n?/g, "\n")]).sort());
    return plain(one) === plain(other);
  }

  function fill(box, pairs) {
    inputs(box).forEach((input) => {
      if (!isTick(input)) input.value = valueOf(pairs, input);
      else if (input.value) input.checked = has(pairs, input);
    });
  }

  // Texts of these pairs before what stands there; a choice that stands there stays.
  function add(box, pairs) {
    inputs(box).filter((input) => !isTick(input)).forEach((input) => {
      const before = valueOf(pairs, input);
      if (!before.trim() || input.value.includes(before)) return;
      input.value = input.value.trim() ? before + (input.tagName === "TEXTAREA" ? "\n" : " ／ ") + input.value : before;
    });
  }

  // These pairs are saved now, whatever was typed since.
  function settle(box, pairs) {
    const typed = current(box);
    inputs(box).forEach((input) => {
      if (isTick(input)) input.defaultChecked = input.value !== "" && has(pairs, input);
      else input.defaultValue = valueOf(pairs, input);
    });
    if (!same(current(box), typed)) fill(box, typed);
  }

  function baseInput(box) {
    return box.querySelector("input[name$='-base']");
  }

  function base(box) {
    return baseInput(box).value;
  }

  function setBase(box, value) {
    baseInput(box).value = value;
    baseInput(box).defaultValue = value;
  }

  // New messages; a tick given while they were on their way stays where it says the same.
  function renew(said, html) {
    const mine = inputs(said).filter(differs).map((input) => [input.name, input.value, input.checked]);
    said.innerHTML = html;
    inputs(said).forEach((input) => {
      const kept = mine.find(([name, value]) => name === input.name && value === input.value);
      if (kept) input.checked = kept[2];
    });
  }

  // What the server says of this answer: messages, whether it is wrong, who saved it.
  function say(box, told) {
    const said = box.querySelector("[data-said]");
    if (!said.contains(document.activeElement)) renew(said, told.findings);
    box.classList.toggle("question--wrong", told.wrong);
    if (!told.wrong) inputs(box).forEach((input) => input.removeAttribute("aria-invalid"));
    const by = box.querySelector("[data-by]");
    by.textContent = told.by;
    by.hidden = !told.by;
  }

  // Show what the server has, in place of what was here.
  function replace(box, told) {
    box.querySelector("[data-inputs]").innerHTML = told.inputs;
    say(box, told);
  }

  // What HTML from the server shows as saved.
  function savedIn(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return saved(holder.content);
  }

  function label(box) {
    const found = box.querySelector(".question__label");
    return found ? found.firstChild.textContent.trim() : box.dataset.key;
  }

  kikitori.fields = { current, saved, isChanged, isTouched, same, fill, add, settle, base, setBase, say, replace, savedIn, label };
})((window.kikitori = window.kikitori || {}));

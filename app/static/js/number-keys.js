// Digits choose while a group of choices has the focus: 3 → ③; from ten on two digits within 700 ms, 1 0 → ⑩.
// Where ten or more choices begin with a digit, the digit alone counts when the time is over or another key comes.
// Only in forms with data-number-keys="on", never while something is typed.
(function () {
  "use strict";
  const WAIT = 700;
  let waiting = null; // { group, digits, timer }

  function digitOf(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return "";
    if (/^[0-9]$/.test(event.key)) return event.key;
    const match = /^(?:Digit|Numpad)([0-9])$/.exec(event.code || "");
    return match && !event.shiftKey ? match[1] : "";
  }

  function isTyping(element) {
    return element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  function inputs(group) {
    return Array.from(group.querySelectorAll("input[data-number]"));
  }

  function choose(group, digits) {
    const found = inputs(group).find((input) => input.dataset.number === digits);
    if (!found) return;
    found.focus();
    if (found.type === "checkbox" || !found.checked) found.click();
  }

  function finish() {
    if (!waiting) return;
    const { group, digits, timer } = waiting;
    window.clearTimeout(timer);
    waiting = null;
    choose(group, digits);
  }

  function press(group, digit) {
    const numbers = inputs(group).map((input) => input.dataset.number);
    if (waiting && waiting.group === group) {
      const both = waiting.digits + digit;
      if (numbers.includes(both)) {
        window.clearTimeout(waiting.timer);
        waiting = null;
        choose(group, both);
        return;
      }
    }
    finish();
    if (numbers.some((number) => number.length > 1 && number.startsWith(digit))) {
      waiting = { group, digits: digit, timer: window.setTimeout(finish, WAIT) };
    } else {
      choose(group, digit);
    }
  }

  document.addEventListener("keydown", (event) => {
    const group = event.target.closest && event.target.closest("fieldset.question");
    const on = group && group.closest("form[data-number-keys='on']");
    if (!on || isTyping(event.target)) return;
    const digit = digitOf(event);
    if (digit && !event.repeat) {
      event.preventDefault();
      press(group, digit);
    } else if (!digit) {
      finish();
    }
  });
  document.addEventListener("focusout", (event) => {
    if (waiting && !waiting.group.contains(event.relatedTarget)) finishQuietly();
  });

  // Leaving the group with the mouse: the choice counts, the focus is not pulled back.
  function finishQuietly() {
    const { group, digits, timer } = waiting;
    window.clearTimeout(timer);
    waiting = null;
    const found = inputs(group).find((input) => input.dataset.number === digits);
    if (found && (found.type === "checkbox" || !found.checked)) found.click();
  }
})();

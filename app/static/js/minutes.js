// The line for the next speech: Enter saves it and goes on at once; what is not saved yet stays in this browser and is
// sent again until it is. Also tells where the cursor stood when a speech is to be split.
(function (kikitori) {
  "use strict";
  document.querySelectorAll("textarea").forEach((area) => {
    area.addEventListener("blur", () => {
      const cursor = document.querySelector("[data-cursor-of='" + area.name + "']");
      if (cursor) cursor.value = area.selectionStart;
    });
  });

  const form = document.querySelector("form[data-composer]");
  if (!form || !window.fetch) return;
  const words = JSON.parse(form.dataset.words);
  // Not form.elements[name]: its "item" is a function.
  const field = (name) => form.elements.namedItem(name);
  const text = field("text");
  const list = document.querySelector("[data-added]");
  const key = "kikitori.composer." + kikitori.store.account + "." + form.dataset.composer;
  let queue = [];
  let aside = [];
  let busy = false;
  let timer;

  function keep() {
    try {
      window.localStorage.setItem(key, JSON.stringify({ queue: queue.map((one) => one.pairs), aside: aside.map((one) => one.pairs), text: text.value }));
    } catch (error) {
      // no storage: the page alone keeps it
    }
  }

  function fresh() {
    return Array.from(window.crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
  }

  function shown(pairs) {
    const line = document.createElement("li");
    const values = new Map(pairs);
    const who = form.querySelector("input[name=who][value='" + values.get("who") + "']");
    const name = who ? who.parentElement.textContent.trim().replace(/^\S+\s+/, "") : "";
    line.append(name + " " + values.get("text"));
    const state = document.createElement("span");
    state.className = "composer__state";
    state.textContent = words.waiting;
    line.append(state);
    list.append(line);
    list.hidden = false;
    return state;
  }

  // Back into the line, before what stands there: to be put right and sent again.
  function takeBack(one) {
    const values = new Map(one.pairs);
    aside = aside.filter((other) => other !== one);
    one.state.parentElement.remove();
    list.hidden = !list.children.length;
    ["item", "kind"].forEach((name) => {
      const given = Array.from(field(name).options).some((option) => option.value === values.get(name));
      if (given) field(name).value = values.get(name);
    });
    const who = form.querySelector("input[name=who][value='" + values.get("who") + "']");
    if (who) who.checked = true;
    text.value = values.get("text") + (text.value ? "\n" + text.value : "");
    keep();
    text.focus();
  }

  // What will not be taken keeps nothing behind it waiting.
  function setAside(one, message) {
    aside.push(one);
    one.state.textContent = words.refused + (message ? ": " + message : "") + " ";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = words.back;
    button.addEventListener("click", () => takeBack(one));
    one.state.after(button);
    keep();
  }

  async function send() {
    if (busy || !queue.length) return;
    busy = true;
    const one = queue[0];
    const answer = await kikitori.talk.send(form.dataset.composer, [["account", kikitori.store.account]].concat(one.pairs));
    busy = false;
    if (answer.state === "ok") {
      one.state.textContent = words.saved;
      queue.shift();
      keep();
      return send();
    }
    if (answer.state === "refused") {
      queue.shift();
      setAside(one, answer.message);
      return send();
    }
    if (answer.state === "other") {
      one.state.textContent = words.refused + (answer.message ? ": " + answer.message : "");
    } else if (answer.state === "sign-in" && kikitori.bar) {
      kikitori.bar.show("signed_out", answer);
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 4000);
    return undefined;
  }

  function go() {
    if (!text.value.trim()) return;
    const pairs = ["who", "item", "kind", "text"].map((name) => [name, field(name).value]);
    pairs.push(["request", fresh()]);
    queue.push({ pairs, state: shown(pairs) });
    text.value = "";
    text.defaultValue = "";
    keep();
    text.focus();
    send();
  }

  function choose(name) {
    const found = Array.from(form.querySelectorAll("input[name=who]")).find((one) => one.dataset.key === name.toLowerCase());
    if (found) found.checked = true;
    return Boolean(found);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    go();
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      go();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.key.length === 1 && choose(event.key)) {
      event.preventDefault();
      text.focus();
    }
  });
  text.addEventListener("input", () => {
    const typed = text.value.normalize("NFKC").match(/^(\S) $/);
    if (typed && choose(typed[1])) text.value = "";
    keep();
  });

  // What an earlier page could not save.
  try {
    const known = JSON.parse(window.localStorage.getItem(key) || "{}");
    (known.aside || []).forEach((pairs) => setAside({ pairs, state: shown(pairs) }, ""));
    (known.queue || []).forEach((pairs) => queue.push({ pairs, state: shown(pairs) }));
    if (known.text && !text.value) text.value = known.text;
  } catch (error) {
    queue = [];
  }
  send();
})((window.kikitori = window.kikitori || {}));

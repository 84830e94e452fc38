// The bar below a form: what is saved, who else is here, signing in again, copying what cannot be saved.
// Each state is told to screen readers once, when it begins; "saved 14:02" every few seconds would be noise.
(function (kikitori) {
  "use strict";
  const bar = document.getElementById("draft-bar");
  if (!bar) return;
  const words = JSON.parse(bar.dataset.words);
  const part = (name) => bar.querySelector("[data-" + name + "]");
  const act = (name) => bar.querySelector("[data-act='" + name + "']");
  const QUIET = ["editing", "saving"];
  const ACTIONS = {
    signed_out: ["sign-in", "copy"], other: ["sign-in", "copy"], refused: ["copy", "retry"],
    unreachable: ["retry"], unkept: ["retry", "copy"],
  };
  let heard = "";

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  }

  function hear(kind, text) {
    if (QUIET.includes(kind) || kind === heard) return;
    heard = kind;
    part("heard").textContent = text;
    window.setTimeout(() => {
      if (part("heard").textContent === text) part("heard").textContent = "";
    }, 8000);
  }

  function show(kind, values) {
    const text = fill(words[kind], values);
    bar.hidden = false;
    bar.dataset.kind = kind;
    part("state").hidden = false;
    part("state").textContent = text;
    hear(kind, text);
    const wanted = ACTIONS[kind] || [];
    ["sign-in", "retry", "copy"].forEach((name) => {
      act(name).hidden = !wanted.includes(name);
    });
    const url = (values && values.url) || "";
    act("list").hidden = !url;
    if (url) act("list").href = url;
    part("actions").hidden = !wanted.length;
    if (!wanted.includes("sign-in")) signingIn(false);
    if (!wanted.includes("copy")) part("copied").hidden = true;
  }

  function company(sentences) {
    const text = sentences.join(" ");
    if (part("company").textContent === text) return;
    part("company").textContent = text;
    part("company").hidden = !text;
    if (text) {
      bar.hidden = false;
      part("heard").textContent = text;
    }
  }

  function signingIn(on) {
    part("sign-in").hidden = !on;
    bar.classList.toggle("draft-bar--signing-in", on);
  }

  function openSignIn() {
    signingIn(true);
    bar.querySelector("input[name=login]").focus();
  }

  // Where the person has to do something first: there, by keyboard too.
  function focus() {
    const button = part("actions").querySelector("a:not([hidden]), button:not([hidden])");
    if (button) button.focus();
  }

  function copy(text) {
    const area = document.getElementById("draft-copy");
    part("copied").hidden = false;
    area.value = text;
    area.focus();
    area.select();
    try {
      if (document.execCommand("copy")) part("heard").textContent = words.copied;
    } catch (error) {
      // it is marked: Ctrl-C copies it
    }
  }

  // actions: retry(), texts() → what is not saved
  function connect(actions) {
    act("sign-in").addEventListener("click", openSignIn);
    act("retry").addEventListener("click", () => actions.retry());
    act("copy").addEventListener("click", () => copy(actions.texts()));
    part("sign-in").addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const login = bar.querySelector("input[name=login]");
      const password = bar.querySelector("input[name=password]");
      const answer = await kikitori.talk.signIn(login.value, password.value);
      password.value = "";
      const wrong = part("sign-in-error");
      wrong.hidden = answer.state === "ok";
      wrong.textContent = answer.message || words.unreachable_short;
      if (answer.state !== "ok") return password.focus();
      signingIn(false);
      return actions.retry(true);
    });
  }

  kikitori.bar = { show, company, connect, focus, words, url: bar.dataset.saveUrl };
})((window.kikitori = window.kikitori || {}));

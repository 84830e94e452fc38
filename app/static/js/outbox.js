// Texts of this account that this browser could not hand over before its page was left: sent from whatever page the
// person opens next. What cannot be sent by itself is said, with a way to it. Signing out takes the copies away.
(function (kikitori) {
  "use strict";
  const { fields, store, talk } = kikitori;
  const place = document.querySelector("[data-outbox]");
  if (!place || !store.account) return;
  const words = JSON.parse(place.dataset.words);
  const bar = document.getElementById("draft-bar");
  const here = bar ? bar.dataset.saveUrl : "";

  function line(text, kept, tail) {
    const box = document.createElement("div");
    box.className = "notice notice--warning";
    const told = document.createElement("p");
    told.textContent = words[text].replace("{title}", kept.title).replace("{message}", tail.message || "");
    box.append(told);
    if (tail.link) {
      const link = document.createElement("a");
      link.href = kept.page;
      link.textContent = words.open;
      const around = document.createElement("p");
      around.append(link);
      box.append(around);
    }
    place.append(box);
    place.hidden = false;
    return box;
  }

  // It will never be taken: to be copied, then thrown away.
  function forCopying(key, kept, message) {
    const box = line("refused", kept, { message });
    const area = document.createElement("textarea");
    area.className = "input";
    area.readOnly = true;
    area.rows = 5;
    area.setAttribute("aria-label", words.area.replace("{title}", kept.title));
    area.value = Object.values(kept.fields).map((one) =>
      "【" + one.label + "】\n" + one.pairs.map((pair) => pair[1]).filter((text) => text.trim()).join("\n")).join("\n\n");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = words.discard;
    button.addEventListener("click", () => {
      store.drop(key);
      box.remove();
      place.hidden = !place.children.length;
      document.getElementById("main").focus();
    });
    box.append(area, button);
  }

  function body(kept) {
    const out = [["account", store.account], ["window", store.tab], ["known", ""]];
    Object.keys(kept.fields).forEach((name) => {
      out.push([name + "-base", kept.fields[name].base], ...kept.fields[name].pairs);
    });
    return out;
  }

  // What is saved goes; what this browser itself had saved, only not heard of, gets its new base.
  function settle(kept, answer) {
    let again = false;
    Object.keys(kept.fields).forEach((name) => {
      const told = answer.fields[name];
      const one = kept.fields[name];
      if (!told || !told.conflict) delete kept.fields[name];
      else if (one.sent.some((pairs) => fields.same(pairs, fields.savedIn(told.inputs)))) {
        one.base = told.base;
        one.sent = [];
        again = true;
      }
    });
    return again;
  }

  async function handOver(key, kept) {
    const answer = await talk.send(kept.url, body(kept));
    if (answer.state === "refused") return forCopying(key, kept, answer.message);
    if (answer.state !== "ok") return undefined;
    if (settle(kept, answer)) return handOver(key, kept);
    if (Object.keys(kept.fields).length) return line("conflict", kept, { link: true });
    store.drop(key);
    return undefined;
  }

  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/sign-out") return;
    if (kikitori.held && kikitori.held(event.target)) return; // is being saved first; comes again
    if (store.ofAccount().length && !window.confirm(words.sign_out)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      store.clear();
      // asked and answered: unsaved.js need not ask again
      document.querySelectorAll("form[data-warn-unsaved]").forEach((form) => form.removeAttribute("data-warn-unsaved"));
    }
  }, true);

  store.left().filter(([, kept]) => kept.url !== here).reduce(
    (before, [key, kept]) => before.then(() => handOver(key, kept)), Promise.resolve());
})((window.kikitori = window.kikitori || {}));

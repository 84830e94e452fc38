// A form that saves itself: two seconds after the last key, and on leaving a field. Only what changed is sent, with the
// revision it was based on; one request at a time, so that a lost answer can be asked for again without saving twice.
(function (kikitori) {
  "use strict";
  const { fields, store, talk, bar, choices } = kikitori;
  const form = document.getElementById("answers");
  if (!form || !bar || !window.fetch) return;
  const PAUSE = 2000; // after the last key
  const LONGEST = 10000; // while somebody types on and on
  const WATCH = 10000; // between two looks at who is here
  const RETRY = [3000, 6000, 12000, 30000, 60000];
  const boxes = Array.from(form.querySelectorAll(".question[data-key]"));
  const notes = new Map(boxes.map((box) => [box, { sent: [], asked: null, news: null }]));
  const title = document.querySelector("h1").textContent.trim();
  let chain = Promise.resolve();
  let busy = 0;
  let failures = 0;
  let last = { state: "ok" };
  let savedAt = "";
  let typedSince = 0;
  let composing = false;
  let brought = false;
  let pauseTimer, watchTimer, keepTimer;

  // Sent, and no answer told yet what became of it: to be sent again, even where the text is back to what it was.
  const isOpen = (box) => fields.isChanged(box) || notes.get(box).sent.length > 0;
  const changed = () => boxes.filter(isOpen);
  const toSend = () => changed().filter((box) => !notes.get(box).asked);

  // What is not saved stays in this browser until it is.
  function keep() {
    const entry = { url: bar.url, page: window.location.pathname, title, fields: {} };
    changed().forEach((box) => {
      entry.fields[box.dataset.key] = {
        label: fields.label(box), base: baseAfter(box, 0), pairs: fields.current(box), sent: notes.get(box).sent,
      };
    });
    if (Object.keys(entry.fields).length) return store.put(entry);
    store.drop(store.keyOf(bar.url));
    return true;
  }

  function texts() {
    return changed().map((box) => {
      const typed = fields.current(box).map((pair) => pair[1]).filter((text) => text.trim());
      return "【" + fields.label(box) + "】\n" + typed.join("\n");
    }).join("\n\n");
  }

  // One answer of the server about one question.
  function takeOne(box, told, sent) {
    const note = notes.get(box);
    if (sent && told.conflict) return clash(box, told);
    if (!sent && !told.inputs) return fields.setBase(box, told.base); // saved again as it stands here
    if (sent && !told.inputs) {
      fields.settle(box, sent);
      fields.setBase(box, told.base);
      Object.assign(note, { sent: [], news: null });
      forgetConflict(box);
      return later(box, () => fields.say(box, told));
    }
    if (sent) { // nothing of its own, beside something newer
      fields.settle(box, sent);
      note.sent = [];
    }
    if (isOpen(box)) return undefined; // asked about when it is sent
    note.news = told;
    return later(box, () => {
      if (note.news !== told || isOpen(box)) return;
      fields.replace(box, told);
      note.news = null;
    });
  }

  // A page that came with both texts: this person's stands now.
  function forgetConflict(box) {
    box.querySelector("[data-conflict]").textContent = "";
    if (!form.querySelector(".conflict")) form.removeAttribute("data-unsaved");
  }

  // What stands there was sent by this very page, only the answer was lost: no reason to ask anybody.
  function clash(box, told) {
    const note = notes.get(box);
    const theirs = fields.savedIn(told.inputs);
    if (note.sent.some((pairs) => fields.same(pairs, theirs))) {
      fields.settle(box, theirs);
      fields.setBase(box, told.base);
      note.sent = [];
      return schedule(0);
    }
    note.asked = told;
    return choices.ask(box, told, (how) => {
      note.asked = null;
      note.sent = [];
      schedule(how === "both" ? PAUSE : 0);
    });
  }

  // Nothing moves under the fingers of somebody who is in the field.
  function later(box, act) {
    const active = document.activeElement;
    if (!box.querySelector("[data-inputs]").contains(active)) return act();
    active.addEventListener("blur", () => window.setTimeout(() => later(box, act), 0), { once: true });
    return undefined;
  }

  function tell(sentSome) {
    const asked = boxes.some((box) => notes.get(box).asked);
    if (asked) bar.show("conflict");
    else if (changed().length) bar.show("editing");
    else if (sentSome || savedAt) bar.show(brought ? "restored" : "saved", { when: savedAt });
    else bar.show("ready");
  }

  function take(answer, sent) {
    last = answer;
    if (answer.state !== "ok") {
      if (answer.state !== "unreachable") sent.forEach(([box]) => notes.get(box).sent.pop()); // not taken, for sure
      failures = answer.state === "unreachable" ? failures + 1 : 0;
      const kept = keep();
      if (answer.state === "unreachable" && changed().length) bar.show(kept ? "unreachable" : "unkept");
      else if (answer.state === "unreachable") bar.show("offline");
      else bar.show(answer.state === "sign-in" ? "signed_out" : answer.state, answer);
      return;
    }
    failures = 0;
    if (sent.length) {
      savedAt = answer.saved;
      const before = document.querySelector("[data-saved-before]");
      if (before) before.hidden = true;
    }
    boxes.forEach((box) => {
      const told = answer.fields[box.dataset.key];
      const mine = sent.find((pair) => pair[0] === box);
      if (told) takeOne(box, told, mine && mine[1]);
    });
    bar.company(answer.company);
    keep();
    typedSince = changed().length ? Date.now() : 0;
    tell(sent.length > 0);
  }

  function body(sent) {
    const known = boxes.map((box) => box.dataset.key + ":" + fields.base(box));
    const out = [["account", store.account], ["window", store.tab], ["known", known.join(" ")]];
    sent.forEach(([box, pairs]) => {
      out.push([box.dataset.key + "-base", baseAfter(box, 1)], ...pairs);
    });
    return out;
  }

  // After an answer that was lost nobody knows what stands there: no text is "what the page showed" then, which the
  // server would leave alone, also one that was typed back to it. answered: sends that will still be told of.
  function baseAfter(box, answered) {
    const lost = notes.get(box).sent.length > answered;
    return lost ? fields.base(box).replace(/:.*/, ":") : fields.base(box);
  }

  function collect() {
    const sent = toSend().map((box) => [box, fields.current(box)]);
    sent.forEach(([box, pairs]) => notes.get(box).sent.push(pairs));
    return sent;
  }

  async function round(options) {
    const sent = collect();
    if (!sent.length && !options.watching) {
      keep();
      if (last.state === "ok") tell(false);
      return;
    }
    if (sent.length && last.state === "ok") bar.show("saving");
    if (sent.length) keep();
    take(await talk.send(bar.url, body(sent), { watching: !sent.length }), sent);
  }

  function save(options) {
    if (busy > 1) return chain; // the one that waits will take along what is typed by then
    busy += 1;
    window.clearTimeout(pauseTimer);
    chain = chain.then(() => round(options || {})).then(() => {
      busy -= 1;
      plan();
    });
    return chain;
  }

  function schedule(wait) {
    if (!typedSince) typedSince = Date.now();
    const pause = Math.max(0, Math.min(wait, typedSince + LONGEST - Date.now()));
    window.clearTimeout(pauseTimer);
    pauseTimer = window.setTimeout(() => (composing ? schedule(PAUSE) : save()), pause);
  }

  function plan() {
    window.clearTimeout(watchTimer);
    const wait = failures ? RETRY[Math.min(failures, RETRY.length) - 1] : WATCH;
    watchTimer = window.setTimeout(look, wait);
  }

  function look() {
    if (document.visibilityState === "visible" || changed().length) save({ watching: true });
    else plan();
  }

  function typing() {
    brought = false;
    if (last.state === "ok" && changed().length) bar.show("editing");
    window.clearTimeout(keepTimer);
    keepTimer = window.setTimeout(keep, 400);
    schedule(PAUSE);
  }

  // Everything saved? For those who are about to leave the page.
  async function settled() {
    if (busy || toSend().length) await save();
    for (let more = 0; more < 3 && last.state === "ok" && toSend().length; more += 1) await save(); // typed meanwhile
    return !changed().length;
  }

  function pending() {
    return busy > 0 || changed().length > 0;
  }

  function focusProblem() {
    const asked = boxes.find((box) => notes.get(box).asked);
    if (asked) choices.focus(asked);
    else bar.focus();
  }

  // Texts that a window of this account could not hand over: into their fields, and on by the same rule as ever.
  function bringBack() {
    const mine = store.left().filter(([, kept]) => kept.url === bar.url);
    mine.forEach(([key, kept]) => {
      boxes.forEach((box) => {
        const one = kept.fields[box.dataset.key];
        const shown = fields.saved(box);
        if (!one || fields.same(one.pairs, shown)) return;
        if (fields.isChanged(box)) fields.add(box, one.pairs); // typed by now, or two windows kept a text
        else fields.fill(box, one.pairs);
        if (!one.sent.some((pairs) => fields.same(pairs, shown))) fields.setBase(box, one.base);
        notes.get(box).sent.push(...one.sent);
        brought = true;
      });
      store.drop(key);
    });
    keep();
  }

  // A browser that fills in again what stood here before a reload does so beside a newer revision, over what others
  // wrote since. What was really unsaved is in the store, with its own revision. What somebody typed before this script
  // was there is no such text, and a page that is opened for the first time has none.
  function forgetRefilled() {
    const [how] = window.performance.getEntriesByType("navigation");
    if (how && how.type === "navigate") return;
    changed().filter((box) => !fields.isTouched(box)).forEach((box) => fields.fill(box, fields.saved(box)));
  }

  form.addEventListener("input", typing);
  form.addEventListener("change", typing);
  form.addEventListener("focusout", () => window.setTimeout(() => toSend().length && !composing && save(), 0));
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; });
  window.addEventListener("online", () => save({ watching: true }));
  window.addEventListener("focus", () => save({ watching: true }));
  window.addEventListener("pagehide", () => {
    const sent = busy ? [] : collect();
    keep();
    if (sent.length) talk.send(bar.url, body(sent), { leaving: true, again: false });
  });
  window.setInterval(() => changed().length && keep(), store.LIVING / 4);

  let lastInput = null;
  form.addEventListener("focusin", (event) => { lastInput = event.target; });
  bar.connect({
    texts,
    retry: (signedIn) => {
      if (signedIn && lastInput) lastInput.focus();
      return save({ watching: true });
    },
  });
  kikitori.autosave = { settled, pending, focusProblem, form };
  bar.show("ready");
  forgetRefilled();
  bringBack();
  save({ watching: true });
})((window.kikitori = window.kikitori || {}));

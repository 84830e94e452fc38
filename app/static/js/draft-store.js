// Texts that are not saved yet, kept in this browser until they are: by account, window and form.
// Only the same account's texts are ever read; they go when they are saved, when this account signs out, after a week.
(function (kikitori) {
  "use strict";
  const PREFIX = "kikitori.draft.";
  const WEEK = 7 * 24 * 3600 * 1000;
  const LIVING = 20 * 1000; // a window that still lives writes its texts again every few seconds

  function windowName() {
    const fresh = Math.random().toString(36).slice(2) + Date.now().toString(36);
    try {
      const known = window.sessionStorage.getItem("kikitori.window");
      if (known) return known;
      window.sessionStorage.setItem("kikitori.window", fresh);
    } catch (error) {
      // no storage: this page alone
    }
    return fresh;
  }

  const account = document.body.dataset.account || "";
  const tab = windowName();
  let signedOut = false;

  function all() {
    const found = [];
    try {
      for (let i = 0; i < window.localStorage.length; i += 1) {
        const key = window.localStorage.key(i);
        if (key.startsWith(PREFIX)) found.push([key, JSON.parse(window.localStorage.getItem(key))]);
      }
    } catch (error) {
      return [];
    }
    return found;
  }

  function drop(key) {
    try {
      window.localStorage.removeItem(key);
    } catch (error) {
      // nothing was kept
    }
  }

  function keyOf(url) {
    return PREFIX + account + "." + tab + "." + url;
  }

  // entry: url (where it is saved), page, title, fields {key: {label, base, pairs, sent}}. False where nothing is kept.
  function put(entry) {
    if (signedOut) return false;
    try {
      const kept = Object.assign({ account, tab, at: Date.now() }, entry);
      window.localStorage.setItem(keyOf(entry.url), JSON.stringify(kept));
      return true;
    } catch (error) {
      return false;
    }
  }

  // [key, entry] of this account, those of windows that still live left out.
  function left() {
    return all().filter(([, kept]) => kept.account === account && (kept.tab === tab || Date.now() - kept.at > LIVING));
  }

  function ofAccount() {
    return all().filter(([, kept]) => kept.account === account);
  }

  function clear() {
    signedOut = true;
    ofAccount().forEach(([key]) => drop(key));
  }

  all().forEach(([key, kept]) => {
    if (Date.now() - kept.at > WEEK) drop(key);
  });

  kikitori.store = { account, tab, put, drop, keyOf, left, ofAccount, clear, LIVING };
})((window.kikitori = window.kikitori || {}));

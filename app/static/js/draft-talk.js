// Talking with the server: saving, and signing in without leaving the page. Never throws: every answer has a state.
//   ok           saved (or nothing to save)       sign-in   the sign-in has expired
//   refused      it will not be taken: message    other     somebody else is signed in here by now: message
//   unreachable  no answer, or none of ours: try again later
(function (kikitori) {
  "use strict";
  const PATIENCE = 20 * 1000;

  function token() {
    const input = document.querySelector("input[name=csrf_token]");
    return input ? input.value : "";
  }

  // A new sign-in has a new token, for every form of this page.
  function renew(value) {
    document.querySelectorAll("input[name=csrf_token]").forEach((input) => {
      input.value = value;
    });
  }

  function post(url, pairs, leaving) {
    const body = new URLSearchParams();
    pairs.concat([["csrf_token", token()]]).forEach((pair) => body.append(pair[0], pair[1]));
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), PATIENCE);
    const request = { method: "POST", body, credentials: "same-origin", redirect: "manual", keepalive: Boolean(leaving) };
    if (!leaving) request.signal = stop.signal;
    return window.fetch(url, request).finally(() => window.clearTimeout(timer));
  }

  async function told(response) {
    const type = response.headers.get("Content-Type") || "";
    if (!type.startsWith("application/json")) return { state: "unreachable" };
    const answer = await response.json();
    if (response.ok) answer.state = "ok";
    if (answer.state === "broken") answer.state = "unreachable";
    return answer;
  }

  async function send(url, pairs, options) {
    const wanted = Object.assign({ watching: false, leaving: false, again: true }, options);
    try {
      const answer = await told(await post(url + (wanted.watching ? "?watching=1" : ""), pairs, wanted.leaving));
      if (answer.token) renew(answer.token);
      if (answer.state !== "token") return answer;
      return wanted.again ? send(url, pairs, Object.assign(wanted, { again: false })) : { state: "unreachable" };
    } catch (error) {
      return { state: "unreachable" };
    }
  }

  function problem(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = page.querySelector(".error-summary__list li, main .notice__body");
    return found ? found.textContent.trim() : "";
  }

  // The ordinary sign-in page, asked in the background. Its redirect means: signed in.
  async function signIn(login, password) {
    try {
      const response = await post("/sign-in", [["login", login], ["password", password]]);
      if (response.type === "opaqueredirect") return { state: "ok" };
      return { state: "refused", message: problem(await response.text()) };
    } catch (error) {
      return { state: "unreachable" };
    }
  }

  kikitori.talk = { send, signIn };
})((window.kikitori = window.kikitori || {}));

// Watches over the session of an open page: warns two minutes before it ends, lets people sign in again on
// top of the page in a second window, and keeps a form from being sent into the void. Nothing typed is lost.
const dialog = document.querySelector("[data-session]");

const TEXTS = {
  warning: ["Sind Sie noch da?", "Sie werden in zwei Minuten abgemeldet, weil Sie länger nichts getan haben. Was Sie getippt haben, bleibt stehen."],
  ended: ["Sie sind abgemeldet", "Was Sie getippt haben, steht noch hier. Melden Sie sich in einem zweiten Fenster an und machen Sie dann hier weiter."],
  foreign: ["Jetzt ist eine andere Person angemeldet", "Diese Seite gehört der Person, die sich zuvor angemeldet hatte, und wird nicht unter anderem Namen gespeichert. Melden Sie sich unter Ihrem eigenen Namen an."],
};
const SHOWN = { warning: ["stay"], ended: ["sign-in", "close"], foreign: ["sign-in", "close"] };
const ASK_AGAIN = 3_000; // ms, while somebody signs in next door
const FRESH = 60_000; // ms; so long after the server's last word a form is simply sent

function watch() {
  const { who, membership, stateUrl, stayUrl, switchUrl } = dialog.dataset;
  const idle = dialog.dataset.idle * 1000;
  const warning = dialog.dataset.warning * 1000;
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  let timer, shown, heardAt = Date.now(), waiting, returnTo;

  const plan = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, Math.max(milliseconds, 500));
  };

  function show(state) {
    if (shown === state && dialog.open) return;
    shown = state;
    [part("title").textContent, part("text").textContent] = TEXTS[state];
    for (const name of ["stay", "sign-in", "close"]) part(name).hidden = !SHOWN[state].includes(name);
    if (!dialog.open) {
      returnTo = document.activeElement;
      dialog.showModal();
    }
    part(SHOWN[state][0]).focus();
  }

  function hide() {
    shown = undefined;
    if (dialog.open) dialog.close();
    returnTo?.focus?.();
  }

  function take(token) {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  async function ask(url = stateUrl, options = {}) {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  const post = (url, token, body) => ask(url, { method: "POST", body, headers: { "X-CSRFToken": token } });

  async function actAsBefore(state) {
    // A new session acts in the first role; this page was made in another.
    const body = new URLSearchParams({ membership });
    await fetch(switchUrl, { method: "POST", body, headers: { "X-CSRFToken": state.csrf }, redirect: "manual" });
    return ask();
  }

  // True: the person this page belongs to is signed in, and the page may go on.
  async function check() {
    let state;
    try {
      state = await ask();
      if (state.signedIn && state.who === who && state.membership !== membership && membership) state = await actAsBefore(state);
    } catch {
      plan(ASK_AGAIN);
      return true; // no network: that is told by the browser itself
    }
    const left = state.secondsLeft * 1000;
    heardAt = 0; // until it is clear that all is well, each form is asked about
    if (!state.signedIn) show("ended");
    else if (state.who !== who || (membership && state.membership !== membership)) show("foreign");
    else {
      heardAt = Date.now();
      take(state.csrf);
      document.dispatchEvent(new CustomEvent("pik:signed-in"));
      if (left <= warning) show("warning");
      else hide();
      plan(left > warning ? left - warning : left);
      return true;
    }
    plan(ASK_AGAIN);
    return false;
  }

  part("stay").addEventListener("click", async () => {
    try {
      const state = await ask();
      if (state.signedIn && state.who === who) await post(stayUrl, state.csrf);
    } catch {
      // no network: check() asks again
    }
    await check();
  });
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", (event) => {
    if (shown === "warning") event.preventDefault();
  });

  new BroadcastChannel("pik-anmeldung").addEventListener("message", check);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - heardAt > FRESH) check();
  });

  // A form is asked about before it leaves the page; a first click is enough when all is well.
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form === waiting) {
      waiting = undefined;
      return;
    }
    if (form.method !== "post" || Date.now() - heardAt < FRESH) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    check().then((goesOn) => {
      if (!goesOn) return;
      waiting = form;
      form.requestSubmit(submitter);
    });
  }, { capture: true });

  document.addEventListener("pik:signed-out", check); // a draft that could not be saved
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr } = event.detail;
    if (xhr?.status === 401) check();
    else if (xhr?.status && xhr.status < 400) heardAt = Date.now();
  });

  plan(idle - warning);
}

if (dialog) watch();

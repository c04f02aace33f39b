// Keeps what is typed into <form data-draft="/address/"> on the server, a few seconds after each change, and says so.
// Without a network it keeps trying; signed out, it waits for whoever the page belongs to. The text stands in the page
// meanwhile. Nothing goes into the browser's storage: the next one at this machine must find nothing.
const WAIT = 2_500; // ms after a change; a good typist is not saved at each key
const AGAIN = 4_000; // ms between tries without a network
// Asking again would only say the same, until somebody signs in or goes on typing.
const WAITS_FOR_PEOPLE = new Set(["signedOut", "foreign", "forbidden"]);
const numbers = new Intl.NumberFormat("de-DE");

const counted = (number, one, many) => `${numbers.format(number)} ${number === 1 ? one : many}`;

function age(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return counted(seconds, "Sekunde", "Sekunden");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? counted(minutes, "Minute", "Minuten") : counted(Math.floor(minutes / 60), "Stunde", "Stunden");
}

const WORDS = {
  offline: "Keine Verbindung. Ihr Text steht noch hier und wird gespeichert, sobald die Verbindung wieder da ist.",
  signedOut: "Sie sind abgemeldet. Ihr Text steht noch hier und wird gespeichert, sobald Sie wieder angemeldet sind.",
  foreign: "Eine andere Person ist angemeldet. Ihr Text steht noch hier; unter fremdem Namen wird er nicht gespeichert.",
  forbidden: "Der Entwurf lässt sich gerade nicht speichern. Ihr Text steht noch hier.",
  stored: "Dieses Formular wurde schon gespeichert, vielleicht in einem anderen Fenster. Es wird kein Entwurf mehr gesichert.",
};

function keep(form) {
  const shown = form.querySelector("[data-draft-age]");
  const told = form.querySelector("[data-draft-told]");
  const page = document.querySelector("[data-session]")?.dataset ?? {};
  let timer, savedAt, busy = false, changed = false, ended = false, state = "";

  const say = (next) => {
    if (next === state) return;
    state = next;
    told.textContent = WORDS[next] ?? "";
    draw();
  };
  const draw = () => {
    form.dataset.draftState = state || (savedAt ? "saved" : "");
    shown.hidden = Boolean(state) || !savedAt;
    if (savedAt) shown.textContent = `Entwurf gespeichert vor ${age(Date.now() - savedAt)}`;
  };
  const plan = (milliseconds) => {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(save, milliseconds);
  };

  function body() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    return data;
  }

  async function send(options = {}) {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: body(),
      redirect: "manual",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        "X-Page-Who": page.who ?? "",
        "X-Page-Membership": page.membership ?? "",
      },
      ...options,
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signedOut" };
    if (answer.status === 403) return { state: "forbidden" };
    if (answer.status >= 500) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async function save() {
    if (busy || ended || !changed) return;
    busy = true;
    changed = false;
    try {
      const answer = await send();
      if (answer.state === "saved") {
        savedAt = Date.now();
        say("");
        draw();
        if (!changed) form.dispatchEvent(new CustomEvent("pik:saved", { bubbles: true }));
      } else {
        // Signing in on top leaves the page with an old token: that is looked after once.
        const asksWho = answer.state === "signedOut" || (answer.state === "forbidden" && state !== "forbidden");
        changed = answer.state !== "stored" && answer.state !== "refused";
        ended = answer.state === "stored";
        say(answer.state);
        if (answer.reason) told.textContent = answer.reason;
        if (asksWho) document.dispatchEvent(new CustomEvent("pik:signed-out"));
      }
    } catch {
      changed = true;
      say("offline");
    } finally {
      busy = false;
      if (changed && !WAITS_FOR_PEOPLE.has(state)) plan(state ? AGAIN : WAIT);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    if (state !== "offline") plan(WAIT);
  });
  // Whoever closes the window right after typing: the last words still go out.
  window.addEventListener("pagehide", () => {
    if (changed && !ended) send({ keepalive: true }).catch(() => {});
  });
  // Without a network the form stays where it is. Else the last words go out beside it: when it is stored first, the
  // server takes no draft of this page any more.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      changed = true;
      say("offline");
      plan(AGAIN);
      return;
    }
    clearTimeout(timer);
    if (changed) send({ keepalive: true }).catch(() => {});
    changed = false;
  });
  window.addEventListener("online", () => changed && save());
  document.addEventListener("pik:signed-in", () => changed && plan(1_000));
  // What comes back under a new key has no draft yet.
  if (form.querySelector("[data-draft-at-once]")) {
    changed = true;
    plan(WAIT);
  }
  if (form.dataset.draftSaved) savedAt = Date.parse(form.dataset.draftSaved);
  draw();
  setInterval(draw, 1000);
}

const begin = (within) => {
  for (const form of within.querySelectorAll?.("form[data-draft]") ?? []) {
    if (form.dataset.draftState !== undefined) continue;
    form.dataset.draftState = "";
    keep(form);
  }
};
begin(document);
document.addEventListener("htmx:afterSettle", (event) => begin(event.target));

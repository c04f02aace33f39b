// Asks before a page with unsaved text is left: <form data-guard>. Sending the form, or htmx having
// saved a draft of it (event "pik:saved" on the form), takes the question away.
const saved = new WeakMap();

function state(form) {
  return JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

const remember = (form) => saved.set(form, state(form));
// A form that came back with errors holds text that is stored nowhere yet.
const begin = (form) => (form.querySelector("[data-error-summary]") ? saved.set(form, "") : remember(form));
const guarded = (within) => within.querySelectorAll?.("form[data-guard]") ?? [];

guarded(document).forEach(begin);
document.addEventListener("htmx:afterSettle", (event) => {
  for (const form of guarded(event.target)) if (!saved.has(form)) begin(form);
});
document.addEventListener("pik:saved", (event) => remember(event.target));
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches("form[data-guard]")) saved.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of guarded(document)) {
    if (saved.has(form) && saved.get(form) !== state(form)) event.preventDefault();
  }
});

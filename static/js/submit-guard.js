// A second click on a POST form does nothing while the first is on its way. The server's idempotency
// key is what protects; this only spares people the doubt. Forms that htmx sends guard themselves.
const SENT = "sent";
const PATIENCE = 10_000; // ms; after that the answer was a download or is lost, and asking again is right

function free(form) {
  delete form.dataset[SENT];
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (form.dataset[SENT]) {
    event.preventDefault();
    return;
  }
  form.dataset[SENT] = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(free, PATIENCE, form);
});

// The back button may bring the page back as it was left: free the forms again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) free(form);
});

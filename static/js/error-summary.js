// Brings the summary of errors into view and focus, after a page load and after htmx swapped a form;
// its links focus the field itself, also where that is a group.
function focusSummary(within) {
  const summary = within.querySelector?.("[data-error-summary]");
  if (!summary) return;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a");
  if (!link) return;
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("fieldset") ? (field.querySelector("input, select, textarea") ?? field) : field;
  control.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});

document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
focusSummary(document);

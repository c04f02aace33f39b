// Turns „Höchstens 500 Zeichen“ under a text box into what is left. Spoken only when little is left,
// so that a screen reader isn't interrupted at every key.
const NEAR = 20;
const numbers = new Intl.NumberFormat("de-DE");

function update(box) {
  const counter = document.querySelector(`[data-counter-for="${CSS.escape(box.id)}"]`);
  if (!counter) return;
  // A browser sends each line break as two characters; the server counts them so.
  const length = box.value.replace(/\r?\n/g, "\r\n").length;
  const left = box.maxLength - length;
  counter.textContent = left < 0 ? `${numbers.format(-left)} Zeichen zu viel` : `Noch ${numbers.format(left)} Zeichen`;
  counter.classList.toggle("counter--near", left <= NEAR);
  counter.setAttribute("aria-live", left <= NEAR ? "polite" : "off");
}

const boxes = (within) => within.querySelectorAll?.("textarea[maxlength]") ?? [];

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[maxlength]")) update(event.target);
});
document.addEventListener("htmx:afterSettle", (event) => boxes(event.target).forEach(update));
boxes(document).forEach(update);

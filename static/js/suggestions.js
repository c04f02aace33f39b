// The search of the top bar: htmx fetches suggestions into a list under the field, this moves through them.
// Focus stays in the field, as in any combobox; arrows choose, Enter opens, Escape closes. Without a choice
// Enter sends the form, as without JavaScript.
const field = document.querySelector("[data-suggests]");
const list = field && document.getElementById(field.getAttribute("aria-controls"));
const options = () => [...list.querySelectorAll("[role=option]")];

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function show(open) {
  list.hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  if (!open) choose(null);
}

function move(by) {
  const all = options();
  if (!all.length) return;
  if (list.hidden) show(true);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
}

if (list) {
  field.addEventListener("keydown", (event) => {
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen && !list.hidden) {
      event.preventDefault();
      chosen.click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  list.addEventListener("htmx:afterSwap", () => {
    const fits = field.value.trim().length > 1 && document.activeElement === field;
    show(fits && options().length > 0);
    const hits = list.querySelectorAll("[role=option]:not(.suggestion--all)").length;
    const said = hits === 1 ? "1 Vorschlag" : `${hits || "Keine"} Vorschläge`;
    document.getElementById("suche-stand").textContent = fits ? said : "";
  });
  field.addEventListener("input", () => {
    if (field.value.trim().length < 2) show(false);
  });
  document.addEventListener("focusin", (event) => {
    if (!field.form.contains(event.target)) show(false);
  });
  document.addEventListener("click", (event) => {
    if (!field.form.contains(event.target)) show(false);
  });
}

// One key leads to what carries it: data-hotkey="b" on a link, a button or a field. Never while typing,
// never with Ctrl, Alt or Meta, so that the browser's and the screen reader's own keys stay theirs.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const target = [...document.querySelectorAll("[data-hotkey]")].find(
    (element) => element.dataset.hotkey === event.key && element.checkVisibility(),
  );
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (target.matches(TYPING)) target.select?.();
  else target.click();
});

// Lets a person choose light, dark or what the system says. The server reads the cookie, so that the
// next page has the right theme from its first byte; without JavaScript the system's choice holds.
const root = document.documentElement;
const YEAR = 60 * 60 * 24 * 365;

function choose(theme) {
  if (theme) root.dataset.kernTheme = theme;
  else delete root.dataset.kernTheme;
  const age = theme ? YEAR : 0;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
}

for (const group of document.querySelectorAll("[data-theme-switch]")) {
  const current = root.dataset.kernTheme ?? "";
  for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === current;
  group.addEventListener("change", (event) => choose(event.target.value));
  group.hidden = false;
}

// The code of an invitation stands behind the „#“ of its link, where no server and no Referer sees it. It goes
// into the form and out of the address (and the history) before it is sent in the body of a POST.
const form = document.querySelector("form[data-invitation]");
const code = location.hash.slice(1);
if (form && code) {
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = code;
  form.requestSubmit();
}
